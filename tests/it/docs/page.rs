//! A page of the documentation, cut into what the tests look at: fenced blocks, the files that they are, and everything else.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;

/// One Markdown file.
pub(super) struct Page {
    /// Relative to the repository, with `/`.
    pub(super) path: String,
    pub(super) lines: Vec<String>,
    pub(super) blocks: Vec<Block>,
    /// `<!-- project: NAME -->`: from this line on, examples stand in a new folder.
    pub(super) projects: Vec<(usize, String)>,
}

/// A fenced block.
pub(super) struct Block {
    /// The word behind the fence: `sql`, `console`.
    pub(super) language: String,
    /// The path that stands alone on the line above it: the block is that file of the example.
    pub(super) file: Option<String>,
    /// Index of the first line within.
    pub(super) start: usize,
    /// Index of the closing fence.
    pub(super) end: usize,
}

/// The folder of the project.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folders that hold no documentation of ours.
const SKIPPED: [&str; 5] = ["target", "node_modules", "corpus", ".git", "tests"];

/// All Markdown files of the project, in the order of their paths.
pub(super) fn pages() -> Result<Vec<Page>, Failed> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut waiting = vec![root().to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
                waiting.push(path);
            } else if path.is_file() && name.ends_with(".md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| Page::read(path)).collect()
}

impl Page {
    fn read(path: &Path) -> Result<Page, Failed> {
        let text = fs::read_to_string(path)?;
        let name = path.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
        Page::parse(name, &text)
    }

    fn parse(path: String, text: &str) -> Result<Page, Failed> {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (mut blocks, mut projects) = (Vec::new(), Vec::new());
        let mut open: Option<(Block, String)> = None;
        for (index, line) in lines.iter().enumerate() {
            let words = line.trim_start();
            let ticks = words.len() - words.trim_start_matches('`').len();
            match open.take() {
                Some((block, fence)) if words.trim_end() == fence => {
                    blocks.push(Block { end: index, ..block })
                }
                Some(still) => open = Some(still),
                None if ticks >= 3 => {
                    let (fence, language) = words.split_at(ticks);
                    let block = Block {
                        language: language.trim().to_owned(),
                        file: file_above(&lines, index),
                        start: index + 1,
                        end: 0,
                    };
                    open = Some((block, fence.to_owned()));
                }
                None => {
                    let project =
                        words.strip_prefix("<!-- project: ").and_then(|name| name.strip_suffix(" -->"));
                    projects.extend(project.map(|name| (index, name.to_owned())));
                }
            }
        }
        if open.is_some() {
            return Err(format!("{path}: a block does not end").into());
        }
        Ok(Page { path, lines, blocks, projects })
    }

    /// The lines of a block.
    pub(super) fn body(&self, block: &Block) -> &[String] {
        self.lines.get(block.start..block.end).unwrap_or_default()
    }

    /// The text of a block, each line with its end.
    pub(super) fn text(&self, block: &Block) -> String {
        self.body(block).iter().map(|line| format!("{line}\n")).collect()
    }

    /// The lines outside of blocks, with their numbers.
    pub(super) fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_prose =
            |index: &usize| !self.blocks.iter().any(|block| (block.start - 1..=block.end).contains(index));
        let lines = self.lines.iter().enumerate();
        lines.filter(move |(index, _)| is_prose(index)).map(|(index, line)| (index + 1, line.as_str()))
    }

    /// Where a block stands, for messages.
    pub(super) fn place(&self, block: &Block) -> String {
        format!("{}:{}", self.path, block.start)
    }
}

/// `` `path` `` alone on the nearest line above that is not empty.
fn file_above(lines: &[String], fence: usize) -> Option<String> {
    let above = lines.get(..fence)?.iter().rev().find(|line| !line.trim().is_empty())?;
    let path = above.strip_prefix('`')?.strip_suffix('`')?;
    let is_path = !path.is_empty() && !path.contains(['`', ' ']) && path.contains(['/', '.']);
    is_path.then(|| path.to_owned())
}
