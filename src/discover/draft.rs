//! Sources while they are being found: files are still entries of the walk, and the dialect may not be known.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::ir::{Dialect, HistoryFlawKind, Layout, Role, Settings, SourceKind};

use super::prisma_config::OldRelease;
use super::tree::{Entry, Tree};

/// An engine and why it is thought to be the one.
pub(super) type Evidence = (Dialect, Cow<'static, str>);

/// A source whose files have no ids yet.
#[derive(Debug)]
pub(super) struct Draft {
    /// The path that names it.
    pub(super) path: String,
    /// What it is written in.
    pub(super) kind: SourceKind,
    /// History or declaration.
    pub(super) role: Role,
    /// How its files are ordered.
    pub(super) layout: Option<Layout>,
    /// Its files, in order, as indices of [`Tree::entries`].
    pub(super) files: Vec<usize>,
    /// For each of `files` the one that undoes it; may be shorter.
    pub(super) down: Vec<Option<usize>>,
    /// What is wrong with the list of files.
    pub(super) flaws: Vec<Flaw>,
    /// The engine, if a tool's own file states it.
    pub(super) stated: Option<Evidence>,
    /// The release of the tool, if it is an old one.
    pub(super) old_release: Option<OldRelease>,
    /// What of it is program code.
    pub(super) program: ProgramDraft,
}

/// A [`crate::ir::Program`] in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct ProgramDraft {
    /// Imported files.
    pub(super) modules: Vec<usize>,
    /// The importing file, what it writes, the file that is meant.
    pub(super) imports: Vec<(usize, String, usize)>,
    /// The tool's configuration.
    pub(super) configuration: Option<usize>,
    /// What it says.
    pub(super) settings: Settings,
}

impl Draft {
    /// A history of `files`.
    pub(super) fn history(folder: &str, layout: Layout, files: Vec<usize>) -> Draft {
        Draft {
            path: folder_name(folder),
            kind: SourceKind::SqlMigrations,
            role: Role::History,
            layout: Some(layout),
            files,
            down: Vec::new(),
            flaws: Vec::new(),
            stated: None,
            old_release: None,
            program: ProgramDraft::default(),
        }
    }

    /// All entries that it points to, some more than once.
    pub(super) fn entries(&self) -> impl Iterator<Item = usize> {
        let flaws = self.flaws.iter().flat_map(|flaw| {
            std::iter::once(flaw.entry).chain(flaw.related.as_ref().map(|(entry, _)| *entry))
        });
        let release = self.old_release.iter().map(|release| release.entry);
        let program = self.program.modules.iter().chain(&self.program.configuration).copied();
        let files = self.files.iter().copied().chain(self.down.iter().flatten().copied());
        files.chain(flaws).chain(release).chain(program)
    }

    /// Follows entries to their new places: `numbers` has for each index the one from now on.
    pub(super) fn renumber(&mut self, numbers: &[usize]) {
        let own = self.files.iter_mut().chain(self.down.iter_mut().flatten());
        let of_flaws = self.flaws.iter_mut().flat_map(|flaw| {
            std::iter::once(&mut flaw.entry).chain(flaw.related.as_mut().map(|(entry, _)| entry))
        });
        let ProgramDraft { modules, imports, configuration, .. } = &mut self.program;
        let of_imports = imports.iter_mut().flat_map(|(file, _, target)| [file, target]);
        let release = self.old_release.iter_mut().map(|release| &mut release.entry);
        let all = own.chain(of_flaws).chain(modules).chain(configuration).chain(of_imports).chain(release);
        for index in all {
            *index = numbers.get(*index).copied().unwrap_or(*index);
        }
    }

    /// A schema in Prisma's language.
    pub(super) fn prisma(path: String, files: Vec<usize>, stated: Option<Evidence>) -> Draft {
        Draft {
            path,
            kind: SourceKind::Prisma,
            role: Role::Declaration,
            layout: None,
            files,
            down: Vec::new(),
            flaws: Vec::new(),
            stated,
            old_release: None,
            program: ProgramDraft::default(),
        }
    }

    /// Puts a file before the others.
    pub(super) fn begin_with(&mut self, file: Option<usize>) {
        self.files.splice(0..0, file);
        if !self.down.is_empty() {
            self.down.splice(0..0, file.map(|_| None));
        }
    }

    /// drizzle-kit's last snapshot.
    pub(super) fn snapshot(path: &str, file: usize, stated: Option<Evidence>) -> Draft {
        Draft { kind: SourceKind::DrizzleSnapshot, ..Draft::prisma(path.to_string(), vec![file], stated) }
    }

    /// One file that makes a schema.
    pub(super) fn schema_file(path: &str, file: usize) -> Draft {
        let (kind, role) = (SourceKind::SqlSchema, Role::Declaration);
        Draft { kind, role, ..Draft::history(path, Layout::SingleFile, vec![file]) }
    }
}

/// A [`crate::ir::HistoryFlaw`] in the making.
#[derive(Clone, Debug)]
pub(super) struct Flaw {
    /// What is wrong.
    pub(super) kind: HistoryFlawKind,
    /// The file.
    pub(super) entry: usize,
    /// Where in it; empty for the whole file.
    pub(super) range: Range<usize>,
    /// The other file or entry.
    pub(super) related: Option<(usize, Range<usize>)>,
    /// What it is about.
    pub(super) detail: Cow<'static, str>,
}

impl Flaw {
    /// A flaw of a whole file.
    pub(super) fn of_file(kind: HistoryFlawKind, entry: usize, detail: impl Into<Cow<'static, str>>) -> Flaw {
        Flaw { kind, entry, range: 0..0, related: None, detail: detail.into() }
    }
}

/// Something that was left out, with its place.
#[derive(Debug)]
pub(super) struct Remark {
    /// The file.
    pub(super) entry: usize,
    /// Where in it.
    pub(super) range: Range<usize>,
    /// Why.
    pub(super) why: Cow<'static, str>,
}

/// What has been found so far.
#[derive(Debug)]
pub(super) struct Findings<'t> {
    /// The files.
    pub(super) tree: &'t Tree,
    /// The folders at or below the given ones, by path.
    pub(super) folders: BTreeMap<String, Folder>,
    /// Sources.
    pub(super) drafts: Vec<Draft>,
    /// What was left out.
    pub(super) remarks: Vec<Remark>,
    /// For each entry whether a source (or a remark) has it.
    claimed: Vec<bool>,
}

/// What lies in one folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its files, as indices of [`Tree::entries`], by name.
    pub(super) files: Vec<usize>,
    /// Its folders, as paths.
    pub(super) folders: BTreeSet<String>,
}

impl<'t> Findings<'t> {
    /// Nothing found yet.
    pub(super) fn new(tree: &'t Tree) -> Findings<'t> {
        let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
        for (index, entry) in tree.entries.iter().enumerate() {
            let folder = entry.folder();
            if entry.is_broken() || !tree.roots.iter().any(|root| is_below(folder, root)) {
                continue;
            }
            folders.entry(folder.to_string()).or_default().files.push(index);
            let mut inner = folder;
            while !tree.roots.iter().any(|root| root == inner) {
                let outer = parent(inner);
                let known = !folders.entry(outer.to_string()).or_default().folders.insert(inner.to_string());
                if known || outer == inner {
                    break;
                }
                inner = outer;
            }
        }
        let claimed = vec![false; tree.entries.len()];
        Findings { tree, folders, drafts: Vec::new(), remarks: Vec::new(), claimed }
    }

    /// The entry at an index of this walk.
    pub(super) fn entry(&self, index: usize) -> &'t Entry {
        &self.tree.entries[index]
    }

    /// The files of a folder.
    pub(super) fn files_of(&self, folder: &str) -> impl Iterator<Item = (usize, &'t Entry)> + use<'_, 't> {
        let files = self.folders.get(folder).map_or(&[][..], |folder| &folder.files);
        files.iter().map(|index| (*index, self.entry(*index)))
    }

    /// The file of this name in a folder.
    pub(super) fn file(&self, folder: &str, name: &str) -> Option<usize> {
        self.files_of(folder)
            .find(|(_, entry)| entry.name().eq_ignore_ascii_case(name))
            .map(|(index, _)| index)
    }

    /// Marks a file as belonging to something.
    pub(super) fn claim(&mut self, index: usize) {
        if let Some(claimed) = self.claimed.get_mut(index) {
            *claimed = true;
        }
    }

    /// Whether a file belongs to something.
    pub(super) fn is_claimed(&self, index: usize) -> bool {
        self.claimed.get(index).copied().unwrap_or(true)
    }

    /// Adds a source and claims its files.
    pub(super) fn add(&mut self, draft: Draft) {
        // Modules may be imported by several sources, and be a source themselves.
        for index in draft.entries().filter(|index| !draft.program.modules.contains(index)) {
            self.claimed[index] = true;
        }
        self.drafts.push(draft);
    }

    /// Adds something that is wrong with the history made at this place of the list, and claims its files.
    pub(super) fn add_flaw(&mut self, draft: usize, flaw: Flaw) {
        self.claim(flaw.entry);
        if let Some(draft) = self.drafts.get_mut(draft) {
            draft.flaws.push(flaw);
        }
    }

    /// Says that something was left out, and claims its file.
    pub(super) fn remark(&mut self, entry: usize, range: Range<usize>, why: impl Into<Cow<'static, str>>) {
        self.claim(entry);
        self.remarks.push(Remark { entry, range, why: why.into() });
    }
}

/// The folder above; of a topmost one itself.
pub(super) fn parent(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(outer, _)| outer)
}

/// Whether `path` is `folder` or below it; the empty folder is the current one.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    match folder {
        "" => !path.starts_with('/') && path != ".." && !path.starts_with("../"),
        "/" => path.starts_with('/'),
        _ => rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
}

/// The last part of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// A folder as outputs name it.
pub(super) fn folder_name(folder: &str) -> String {
    if folder.is_empty() { ".".to_string() } else { folder.to_string() }
}
