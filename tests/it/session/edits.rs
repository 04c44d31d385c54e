//! Changes as people and their tools make them, chosen by a number.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;

/// What a session is told, or what was done.
#[derive(Debug)]
pub(super) enum Step {
    Done(#[expect(dead_code, reason = "for the log of a failure")] String),
    Lay(PathBuf, String),
    Lift(PathBuf),
    Touch(PathBuf),
    TouchAll,
}

/// Somebody who works on a project.
pub(super) struct Author {
    root: PathBuf,
    state: u64,
    laid: BTreeMap<PathBuf, String>,
    /// Texts of files, to make others of.
    texts: Vec<(PathBuf, String)>,
}

/// Files that mean something, and what may stand in them.
const SETTINGS: [(&str, &[&str]); 8] = [
    (
        "referee.toml",
        &[
            "",
            "exclude = [\"**/2*\"]\n",
            "[rules]\nmissing-index = \"error\"\n",
            "[[policy]]\non_delete = \"restrict\"\nreason = \"none goes\"\n",
            "not toml",
            "[[database]]\nname = \"one\"\nsources = [\".\"]\n",
        ],
    ),
    ("referee.lock", &["", "version = 1\n", "[[reach]]\nwrong = 1\n"]),
    ("referee-baseline.toml", &["", "version = 1\nfindings = []\n", "[[finding]]\nrule = 1\n"]),
    (".gitignore", &["", "*.sql\n", "models*\n!models.py\n", "0*/\n"]),
    ("package.json", &["{}", "{\"name\": \"x\", \"dependencies\": {\"drizzle-orm\": \"0.30.0\"}}", "{"]),
    ("pyproject.toml", &["", "[project]\nname = \"x\"\n"]),
    ("sqitch.plan", &["%project=x\n\nfirst 2024-01-01T00:00:00Z a <a@b>\n"]),
    (
        "tsconfig.json",
        &["{}", "{\"compilerOptions\": {\"baseUrl\": \".\", \"paths\": {\"@/*\": [\"./*\"]}}}"],
    ),
];

/// Words that are put in the place of each other.
const WORDS: [(&str, &str); 9] = [
    ("CASCADE", "SET NULL"),
    ("SET NULL", "RESTRICT"),
    ("NOT NULL", ""),
    ("Cascade", "SetNull"),
    ("cascade", "restrict"),
    ("CREATE TABLE", "DROP TABLE"),
    ("users", "people"),
    ("nullable=True", "nullable=False"),
    ("id", "ident"),
];

impl Author {
    pub(super) fn new(root: &Path, seed: u64) -> Result<Author, Failed> {
        let mut author = Author {
            root: root.to_path_buf(),
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            laid: BTreeMap::new(),
            texts: Vec::new(),
        };
        let (files, _) = author.tree()?;
        author.texts = files
            .into_iter()
            .filter_map(|file| Some((file.clone(), fs::read_to_string(file).ok()?)))
            .collect();
        Ok(author)
    }

    /// The texts that are not saved.
    pub(super) fn laid(&self) -> impl Iterator<Item = (&PathBuf, &String)> {
        self.laid.iter()
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or(0) % limit.max(1)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let index = self.below(from.len());
        from.get(index).cloned()
    }

    /// All files and folders, in order.
    fn tree(&self) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failed> {
        let (mut files, mut folders, mut waiting) = (Vec::new(), Vec::new(), vec![self.root.clone()]);
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let kind = entry.file_type()?;
                if kind.is_dir() && entry.file_name() != ".git" {
                    waiting.push(entry.path());
                } else if kind.is_file() {
                    files.push(entry.path());
                }
            }
            folders.push(folder);
        }
        files.sort();
        folders.sort();
        Ok((files, folders))
    }

    /// One or a few changes, and what a session is told about them.
    pub(super) fn edit(&mut self) -> Result<Vec<Step>, Failed> {
        let mut steps = Vec::new();
        for _ in 0..=self.below(4) / 3 {
            let touched = self.change(&mut steps)?;
            // Some clients tell only that there was something.
            if self.below(4) == 0 && !touched.is_empty() {
                steps.push(Step::TouchAll);
            } else {
                steps.extend(touched.into_iter().map(Step::Touch));
            }
        }
        Ok(steps)
    }

    fn change(&mut self, steps: &mut Vec<Step>) -> Result<Vec<PathBuf>, Failed> {
        let (files, folders) = self.tree()?;
        let (Some(file), Some(folder)) = (self.pick(&files), self.pick(&folders)) else {
            return Ok(Vec::new());
        };
        let done = |text: String| Step::Done(text);
        match self.below(16) {
            0..=3 => {
                let text = self.other_text(&fs::read_to_string(&file)?);
                fs::write(&file, text)?;
                steps.push(done(format!("change {}", file.display())));
                Ok(vec![file])
            }
            4 | 5 => {
                let (name, text) = self.new_file(&folder);
                fs::write(&name, text)?;
                steps.push(done(format!("add {}", name.display())));
                Ok(vec![name])
            }
            6 => {
                fs::remove_file(&file)?;
                steps.push(done(format!("remove {}", file.display())));
                Ok(vec![file])
            }
            7 => {
                let (name, _) = self.new_file(&folder);
                fs::rename(&file, &name)?;
                steps.push(done(format!("rename {} to {}", file.display(), name.display())));
                Ok(vec![file, name])
            }
            8 if folder != self.root => {
                let name = folder.with_extension(["moved", "x", "v2"][self.below(3)]);
                if name.exists() || name.starts_with(&folder) && name != folder {
                    return Ok(Vec::new());
                }
                fs::rename(&folder, &name)?;
                steps.push(done(format!("rename {} to {}", folder.display(), name.display())));
                Ok(vec![folder, name])
            }
            9 if folder != self.root && self.below(3) == 0 => {
                fs::remove_dir_all(&folder)?;
                steps.push(done(format!("remove {}", folder.display())));
                Ok(vec![folder])
            }
            10 | 11 => self.set(&folder, steps),
            12 => self.link(&file, &folder, steps),
            13 | 14 => {
                let (name, text) = if self.below(4) == 0 {
                    self.new_file(&folder)
                } else {
                    let text = self.other_text(&fs::read_to_string(&file)?);
                    (file, text)
                };
                self.laid.insert(name.clone(), text.clone());
                steps.push(Step::Lay(name, text));
                Ok(Vec::new())
            }
            _ => {
                let open: Vec<PathBuf> = self.laid.keys().cloned().collect();
                if let Some(path) = self.pick(&open) {
                    self.laid.remove(&path);
                    steps.push(Step::Lift(path));
                }
                Ok(Vec::new())
            }
        }
    }

    /// Writes one of the files that mean something.
    fn set(&mut self, folder: &Path, steps: &mut Vec<Step>) -> Result<Vec<PathBuf>, Failed> {
        let (name, texts) = SETTINGS[self.below(SETTINGS.len())];
        let path = if self.below(2) == 0 { self.root.join(name) } else { folder.join(name) };
        let text = texts[self.below(texts.len())];
        if text.is_empty() && path.is_file() {
            fs::remove_file(&path)?;
        } else {
            fs::write(&path, text)?;
        }
        steps.push(Step::Done(format!("set {} to {text:?}", path.display())));
        Ok(vec![path])
    }

    #[cfg(unix)]
    fn link(&mut self, file: &Path, folder: &Path, steps: &mut Vec<Step>) -> Result<Vec<PathBuf>, Failed> {
        let (name, _) = self.new_file(folder);
        let is_folder = self.below(3) == 0 && !folder.starts_with(file);
        let target = if is_folder { file.parent().unwrap_or(file) } else { file };
        if name.exists() || name.is_symlink() {
            return Ok(Vec::new());
        }
        std::os::unix::fs::symlink(target, &name)?;
        steps.push(Step::Done(format!("link {} to {}", name.display(), target.display())));
        Ok(vec![name])
    }

    #[cfg(not(unix))]
    fn link(&mut self, _: &Path, _: &Path, _: &mut Vec<Step>) -> Result<Vec<PathBuf>, Failed> {
        Ok(Vec::new())
    }

    /// A file that could be added to a folder, with a text that stands elsewhere.
    fn new_file(&mut self, folder: &Path) -> (PathBuf, String) {
        let texts = std::mem::take(&mut self.texts);
        let (path, text) = self.pick(&texts).unwrap_or_default();
        self.texts = texts;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = if self.below(3) == 0 { name } else { format!("{}{name}", self.below(10)) };
        (folder.join(name), text)
    }

    /// A text with a small change.
    fn other_text(&mut self, text: &str) -> String {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = self.below(lines.len());
        match self.below(6) {
            0 if !lines.is_empty() => {
                lines.remove(at);
                lines.concat()
            }
            1 if !lines.is_empty() => {
                lines.insert(at, lines[at]);
                lines.concat()
            }
            2 => format!(
                "{text}\n-- more\nALTER TABLE users ADD COLUMN more_{at} int REFERENCES users (id);\n"
            ),
            3 => format!("\n{text}"),
            _ => {
                let start = self.below(WORDS.len());
                let words = WORDS.iter().cycle().skip(start).take(WORDS.len());
                let (from, to) = words.into_iter().find(|(from, _)| text.contains(from)).unwrap_or(&("", ""));
                text.replacen(from, to, 1 + at % 3)
            }
        }
    }
}
