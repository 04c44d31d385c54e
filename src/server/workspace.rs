//! What the client has open: folders, documents, settings; and which folder a change concerns.
//!
//! Invariant: every document that is open lies in a folder that is looked at. One that lies in none of the client's has one of its own, as long as it
//! is open; but nobody's home is read for the sake of one document.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use lsp_types::{Diagnostic, MessageType, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::abilities::Abilities;
use super::client::Client;
use super::documents::Documents;
use super::folder::{Complaint, Folder, Home, Urgency};
use super::publish::Board;
use super::settings::Settings;
use super::{progress, uri, watch};
use crate::discover::Disk;

/// What marks the root of a project.
const MARKS: [&str; 3] = ["referee.toml", ".referee.toml", ".git"];

/// What every folder needs to know of the editor.
#[derive(Debug, Default)]
pub(super) struct Editor {
    pub(super) documents: Documents,
    pub(super) settings: Settings,
    pub(super) abilities: Abilities,
}

/// What the client has open.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) editor: Editor,
    folders: Vec<Folder>,
    board: Board,
    /// How many folders were looked at, which names their progress.
    count: usize,
}

impl Workspace {
    /// Settings for all folders.
    pub(super) fn set(&mut self, settings: Settings) {
        if settings != self.editor.settings {
            self.editor.settings = settings;
            self.folders.iter_mut().for_each(|folder| folder.renew(&self.editor));
        }
    }

    /// Folders that the client opens and closes.
    pub(super) fn change_folders(&mut self, removed: &[Uri], added: Vec<Uri>, client: &mut Client<'_>) {
        let gone: Vec<PathBuf> = removed.iter().filter_map(uri::path).collect();
        self.drop_folders(client, |folder| folder.home == Home::Workspace && gone.contains(&folder.root));
        for uri in added {
            let Some(root) = uri::path(&uri) else { continue };
            let is_known =
                self.folders.iter().any(|folder| folder.home == Home::Workspace && folder.root == root);
            if !is_known {
                self.folders.push(Folder::new(Home::Workspace, root, uri, &self.editor));
            }
        }
        self.settle(client);
    }

    pub(super) fn open(&mut self, item: TextDocumentItem, client: &mut Client<'_>) {
        let Some(path) = self.editor.documents.open(item) else { return };
        self.settle(client);
        self.change(&path, Urgency::Now);
        self.look_around(&path);
    }

    /// Whether the document is open.
    pub(super) fn edit(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> bool {
        let path = self.editor.documents.edit(uri, version, changes, self.editor.abilities.encoding);
        if let Some(path) = &path {
            self.change(path, Urgency::Soon);
        }
        path.is_some()
    }

    pub(super) fn save(&mut self, uri: &Uri) {
        let Some(path) = uri::path(uri) else { return };
        self.touch(&path, Urgency::Now);
        self.look_around(&path);
    }

    pub(super) fn close(&mut self, uri: &Uri, client: &mut Client<'_>) {
        let Some(path) = self.editor.documents.close(uri) else { return };
        self.folders.iter_mut().for_each(|folder| folder.touch(&path, Urgency::Now));
        self.change(&path, Urgency::Now);
        self.settle(client);
    }

    /// Something was written, made or removed on the disk.
    pub(super) fn touch(&mut self, path: &Path, urgency: Urgency) {
        if watch::matters(path) {
            self.folders.iter_mut().for_each(|folder| folder.touch(path, urgency));
        }
    }

    fn change(&mut self, path: &Path, urgency: Urgency) {
        if watch::matters(path) {
            self.folders.iter_mut().for_each(|folder| folder.change(path, urgency));
        }
    }

    /// Where nobody watches the disk, every file may be another one than before.
    fn look_around(&mut self, path: &Path) {
        let watches = self.editor.abilities.watches;
        if !watch::matters(path) {
            return;
        }
        for folder in self.folders.iter_mut().filter(|folder| path.starts_with(&folder.root)) {
            if watches && folder.home == Home::Workspace {
                folder.touch_outside();
            } else {
                folder.touch_all();
            }
        }
    }

    /// Gives every document its folder, and takes away those that no document needs.
    fn settle(&mut self, client: &mut Client<'_>) {
        let homeless: Vec<PathBuf> =
            self.editor.documents.paths().filter(|path| !self.is_inside(path)).cloned().collect();
        let needed: BTreeSet<PathBuf> = homeless.iter().filter_map(|path| root_of(path)).collect();
        self.drop_folders(client, |folder| folder.home == Home::Lone && !needed.contains(&folder.root));
        for root in needed {
            let is_known = self.folders.iter().any(|folder| folder.home == Home::Lone && folder.root == root);
            if let Some(uri) = uri::uri(&root).filter(|_| !is_known) {
                self.folders.push(Folder::new(Home::Lone, root, uri, &self.editor));
            }
        }
    }

    /// Whether a path lies in a folder that the client has opened.
    fn is_inside(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| folder.home == Home::Workspace && path.starts_with(&folder.root))
    }

    fn drop_folders(&mut self, client: &mut Client<'_>, is_over: impl Fn(&Folder) -> bool) {
        let folders = std::mem::take(&mut self.folders);
        let (over, stay): (Vec<Folder>, Vec<Folder>) = folders.into_iter().partition(is_over);
        self.folders = stay;
        over.iter().for_each(|folder| self.publish(files_of(folder), client));
    }

    /// When something is to be looked at.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.folders.iter().filter_map(Folder::due).min()
    }

    /// Looks at one folder, if one is due.
    pub(super) fn analyse_due(&mut self, client: &mut Client<'_>) {
        let now = Instant::now();
        let due = self.folders.iter().position(|folder| folder.due().is_some_and(|due| due <= now));
        if let Some(index) = due {
            self.analyse(index, client);
        }
    }

    /// The innermost folder around a document; what it knows is true of the text as it is now.
    pub(super) fn folder(&mut self, path: &Path, client: &mut Client<'_>) -> Option<(&Folder, &Editor)> {
        let around = self.folders.iter().enumerate().filter(|(_, folder)| path.starts_with(&folder.root));
        // A folder of the client's goes before one that is there for another document.
        let rank = |folder: &Folder| (folder.home == Home::Workspace, folder.root.as_os_str().len());
        let (index, folder) = around.max_by_key(|(_, folder)| rank(folder))?;
        if folder.due().is_some() {
            self.analyse(index, client);
        }
        Some((self.folders.get(index)?, &self.editor))
    }

    fn analyse(&mut self, index: usize, client: &mut Client<'_>) {
        let Some(folder) = self.folders.get_mut(index) else { return };
        let token = (!folder.was_read && self.editor.abilities.shows_progress).then(|| {
            self.count += 1;
            let name = folder.root.file_name().unwrap_or(folder.root.as_os_str()).to_string_lossy();
            progress::begin(client, &name, self.count)
        });
        let mut files = files_of(folder);
        let complaint = folder.analyse(&self.editor);
        files.extend(files_of(folder));
        if let Some(token) = token {
            progress::end(client, token);
        }
        match complaint {
            Some(Complaint::Show(text)) => client.show(MessageType::ERROR, text),
            Some(Complaint::Log(text)) => client.log(MessageType::ERROR, text),
            None => {}
        }
        self.publish(files, client);
    }

    /// Tells what all folders say of these files.
    fn publish(&mut self, files: BTreeSet<PathBuf>, client: &mut Client<'_>) {
        for path in files {
            let is_inside = self.is_inside(&path);
            let all = self.folders.iter().filter(|folder| folder.home == Home::Workspace || !is_inside);
            let parts = all.flat_map(|folder| [folder.findings.get(&path), folder.wrong.get(&path)]);
            let mut diagnostics: Vec<Diagnostic> = Vec::new();
            for part in parts.flatten() {
                // Folders that overlap say the same.
                let known = diagnostics.len();
                let is_new = |own: &&Diagnostic| !diagnostics.iter().take(known).any(|other| other == *own);
                let fresh: Vec<Diagnostic> = part.iter().filter(is_new).cloned().collect();
                diagnostics.extend(fresh);
            }
            let document = self.editor.documents.get(&path);
            let version = document.map(|document| document.version);
            let near = self.folders.iter().find(|folder| path.starts_with(&folder.root));
            let spelled = || near.and_then(|folder| folder.uri_of(&path)).or_else(|| uri::uri(&path));
            let uri = document.map(|document| document.uri.clone()).or_else(|| self.board.uri(&path));
            if let Some(uri) = uri.or_else(spelled) {
                self.board.publish(&path, (uri, version), diagnostics, client);
            }
        }
    }
}

fn files_of(folder: &Folder) -> BTreeSet<PathBuf> {
    folder.findings.keys().chain(folder.wrong.keys()).cloned().collect()
}

/// Where the project lies that a document belongs to. Whoever looks at one file of the home folder does not want all of it to be read.
fn root_of(path: &Path) -> Option<PathBuf> {
    let disk = Disk::default();
    let own = disk.nearest_folder(path.parent()?);
    let is_root = |folder: &&Path| MARKS.iter().any(|mark| disk.exists(&folder.join(mark)));
    let home = std::env::home_dir();
    let is_project = |folder: &&Path| folder.parent().is_some() && home.as_deref() != Some(*folder);
    let marked = own.ancestors().filter(is_project).find(is_root);
    marked.or_else(|| Some(own.as_path()).filter(is_project)).map(Path::to_path_buf)
}
