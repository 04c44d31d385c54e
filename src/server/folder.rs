//! A folder with the project in it: what it was found to be, and when it is looked at again.
//!
//! Invariants: an analysis is made while the process stands in the folder, so that it says what the command line says there. What was found stays
//! until something else is: neither a wrong referee.toml nor a panic takes it away.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsp_types::Uri;

use super::convert::{self, ByFile};
use super::documents::Documents;
use super::uri;
use super::workspace::Editor;
use crate::config::ConfigError;
use crate::discover::{self, Disk, Layer};
use crate::pipeline::{Analysis, Configuration, Failure, Session};
use crate::text::{FileId, Files};

/// An analysis below this is made at once, whenever nothing else waits.
const QUICK: Duration = Duration::from_millis(50);
/// The longest pause before an analysis.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// The longest that an analysis is put off where there is no pause, as while a program writes files.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Why a folder is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// The client has opened it.
    Workspace,
    /// A document in it is open, which lies in no folder that the client has opened.
    Lone,
}

/// When an analysis is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Urgency {
    /// At once.
    Now,
    /// When the user pauses.
    Soon,
}

/// An analysis that is to be made.
#[derive(Clone, Copy, Debug)]
struct Due {
    at: Instant,
    urgency: Urgency,
    /// Since when it is wanted.
    since: Instant,
}

/// What an analysis has to say beside its findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Complaint {
    /// To the user.
    Show(String),
    /// To the log.
    Log(String),
}

/// A folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// Why it is here.
    pub(super) home: Home,
    /// Where it is, as the client says.
    pub(super) root: PathBuf,
    /// The same as a URI, as the client spells it.
    pub(super) uri: Uri,
    /// Where it is, as the system says.
    real: PathBuf,
    session: Session,
    /// What was found last.
    pub(super) analysis: Option<Analysis>,
    /// The findings of that.
    pub(super) findings: ByFile,
    /// What is wrong in what the user wrote for Referee.
    pub(super) wrong: ByFile,
    /// Documents that the session does not know as they are.
    stale: BTreeSet<PathBuf>,
    due: Option<Due>,
    took: Duration,
    /// Whether it was looked at.
    pub(super) was_read: bool,
    said: Option<Complaint>,
}

impl Folder {
    pub(super) fn new(home: Home, root: PathBuf, uri: Uri, editor: &Editor) -> Folder {
        let mut folder = Folder {
            home,
            real: root.clone(),
            root,
            uri,
            session: new_session(editor),
            analysis: None,
            findings: ByFile::new(),
            wrong: ByFile::new(),
            stale: editor.documents.paths().cloned().collect(),
            due: None,
            took: Duration::ZERO,
            was_read: false,
            said: None,
        };
        folder.want(Urgency::Now);
        folder
    }

    /// Forgets what was remembered, and looks again with these settings.
    pub(super) fn renew(&mut self, editor: &Editor) {
        self.session = new_session(editor);
        self.stale = editor.documents.paths().cloned().collect();
        self.want(Urgency::Now);
    }

    /// A document has another text, or is no longer open.
    pub(super) fn change(&mut self, path: &Path, urgency: Urgency) {
        self.stale.insert(path.to_path_buf());
        if self.concerns(path) {
            self.want(urgency);
        }
    }

    /// The disk has something else at a path.
    pub(super) fn touch(&mut self, path: &Path, urgency: Urgency) {
        if self.concerns(path) {
            self.session.touch(&self.inner(path));
            self.want(urgency);
        }
    }

    /// The disk may have something else anywhere.
    pub(super) fn touch_all(&mut self) {
        self.session.touch_all();
        self.want(Urgency::Now);
    }

    /// Files that were read from without the folder may be others. Clients watch only their folders.
    pub(super) fn touch_outside(&mut self) {
        let Some(analysis) = &self.analysis else { return };
        let files = analysis.project.files.iter().map(|(_, file)| file.path());
        let outside = files.filter(|path| path.starts_with("../") || Path::new(path).is_absolute());
        outside.for_each(|path| self.session.touch(&discover::tidy(&self.real.join(path))));
    }

    /// When it is to be looked at.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due.map(|due| due.at)
    }

    fn want(&mut self, urgency: Urgency) {
        let now = Instant::now();
        let since = self.due.map_or(now, |due| due.since);
        let is_urgent = urgency == Urgency::Now || self.due.is_some_and(|due| due.urgency == Urgency::Now);
        let (urgency, pause) = if is_urgent {
            (Urgency::Now, Duration::ZERO)
        } else if self.took < QUICK {
            (Urgency::Soon, Duration::ZERO)
        } else {
            (Urgency::Soon, LONGEST_PAUSE.min(self.took * 2))
        };
        self.due = Some(Due { at: (now + pause).min(since + LONGEST_WAIT), urgency, since });
    }

    /// Whether what lies at a path can matter here: it lies in the folder, was read from without, or is a configuration above.
    fn concerns(&self, path: &Path) -> bool {
        let is_above = || path.parent().is_some_and(|outer| self.root.starts_with(outer));
        let is_read =
            || self.analysis.as_ref().is_some_and(|known| self.find(&known.project.files, path).is_some());
        path.starts_with(&self.root) || self.root.starts_with(path) || is_above() || is_read()
    }

    /// The path as the system says it.
    fn inner(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).map_or_else(|_| path.to_path_buf(), |rest| self.real.join(rest))
    }

    /// The path, as the client says it, of a file that an analysis names.
    pub(super) fn outer(&self, path: &str) -> PathBuf {
        let full = discover::tidy(&self.real.join(path));
        full.strip_prefix(&self.real).map_or_else(|_| full.clone(), |rest| self.root.join(rest))
    }

    /// The URI of a path, as the client would spell it.
    pub(super) fn uri_of(&self, path: &Path) -> Option<Uri> {
        path.strip_prefix(&self.root).map_or_else(|_| uri::uri(path), |rest| uri::below(&self.uri, rest))
    }

    fn find(&self, files: &Files, path: &Path) -> Option<FileId> {
        if let Ok(rest) = path.strip_prefix(&self.root) {
            let parts: Vec<_> = rest.iter().map(|part| part.to_string_lossy()).collect();
            return files.find(&parts.join("/"));
        }
        files.iter().find(|(_, file)| self.outer(file.path()) == path).map(|(id, _)| id)
    }

    /// The last analysis and its file at a path, if the document there has the text that was analysed.
    pub(super) fn look_up(&self, documents: &Documents, path: &Path) -> Option<(&Analysis, FileId)> {
        let analysis = self.analysis.as_ref()?;
        let file = self.find(&analysis.project.files, path)?;
        self.is_current(documents, &analysis.project.files, file).then_some((analysis, file))
    }

    /// Whether a file was analysed as the document that is open now.
    pub(super) fn is_current(&self, documents: &Documents, files: &Files, file: FileId) -> bool {
        let file = files.get(file);
        documents.get(&self.outer(file.path())).is_none_or(|document| document.text == file.text())
    }

    /// Looks at what there is now.
    pub(super) fn analyse(&mut self, editor: &Editor) -> Option<Complaint> {
        let begin = Instant::now();
        self.due = None;
        self.was_read = true;
        let complaint = self.try_analyse(editor);
        self.took = begin.elapsed();
        // What hinders every analysis is told once.
        let is_new = complaint.is_some() && complaint != self.said;
        self.said.clone_from(&complaint);
        complaint.filter(|_| is_new)
    }

    fn try_analyse(&mut self, editor: &Editor) -> Option<Complaint> {
        let stands = std::env::set_current_dir(&self.root).and_then(|()| std::env::current_dir());
        let Ok(real) = stands else {
            self.analysis = None;
            self.findings.clear();
            self.wrong.clear();
            return Some(Complaint::Log(format!("`{}` is no folder any more", self.root.display())));
        };
        self.real = real;
        for path in std::mem::take(&mut self.stale) {
            let inner = self.inner(&path);
            match editor.documents.get(&path) {
                Some(document) => self.session.lay(inner, document.text.clone()),
                None => self.session.lift(&inner),
            }
        }
        match caught(|| self.session.analyse()) {
            Ok(Ok(analysis)) => {
                (self.findings, self.wrong) = convert::analysis(self, &analysis, editor);
                self.analysis = Some(analysis);
                None
            }
            Ok(Err(Failure::Config(files, errors))) => {
                self.wrong = convert::configuration(self, &files, &errors, editor);
                None
            }
            Ok(Err(Failure::Discover(error))) => {
                self.wrong.clear();
                let span = error.span();
                match span.and_then(|span| Some((span, self.configuration(editor)?))) {
                    Some((span, files)) => {
                        let error = ConfigError { span, message: error.to_string(), help: None };
                        self.wrong = convert::configuration(self, &files, &[error], editor);
                        None
                    }
                    None => Some(Complaint::Show(format!("Referee: {error}"))),
                }
            }
            Err(why) => {
                // What the session remembers may be half made.
                self.session = new_session(editor);
                self.stale = editor.documents.paths().cloned().collect();
                Some(Complaint::Log(format!("the analysis of `{}` broke off: {why}", self.root.display())))
            }
        }
    }

    /// The text of referee.toml as it is now.
    fn configuration(&self, editor: &Editor) -> Option<Files> {
        let documents = editor.documents.iter();
        let layer = |text: &str| Layer::Text(text.as_bytes().to_vec());
        let disk = Disk::with_layers(documents.map(|(path, open)| (self.inner(path), layer(&open.text))));
        let path = match editor.settings.configuration() {
            Configuration::File(path) | Configuration::Read(path, _) => path,
            Configuration::Nearest => disk.find_config(&[])?,
            Configuration::Isolated => return None,
        };
        let mut files = Files::default();
        files.add(path.to_string_lossy(), disk.load(&path).ok()?);
        Some(files)
    }
}

fn new_session(editor: &Editor) -> Session {
    Session::new(editor.settings.options(), editor.settings.configuration())
}

/// Does work that may panic; what it said then.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("without a word").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn a_panic_is_caught_with_its_words() {
        assert_eq!(caught(|| 5), Ok(5));
        let number = 7;
        assert_eq!(caught(|| assert!(number < 5, "{number} is too much")), Err("7 is too much".to_owned()));
    }
}
