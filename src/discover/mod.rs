//! Which files, which source system, in which order. `disk.rs` is the only reader of the disk.

mod baseline;
mod changes;
mod classify;
mod content;
mod database;
mod dialect;
mod disk;
mod draft;
mod drizzle;
mod history;
mod ignored;
mod journal;
mod layers;
mod memory;
mod package;
mod prisma;
mod prisma_config;
mod program;
mod python;
mod scope;
mod sql_file;
mod stamp;
mod syntax;
mod tree;
mod walk;

use std::ops::Range;
use std::path::PathBuf;

use crate::config::Config;
use crate::ir::{Dialect, HistoryFlaw, Import, Layout, Name, Problem, Program, Release, Source};
use crate::text::{FileId, Files, Span, Text};

use content::Content;
use dialect::Finding;
use draft::{Draft, Evidence, Findings, ProgramDraft, Remark};
use prisma_config::OldRelease;
use scope::Scope;
use tree::Tree;

pub use baseline::{adopt, baseline_of};
pub use classify::may_matter;
pub use database::databases;
pub use disk::{Disk, tidy};
pub use layers::Layer;
pub use package::Grouping;

/// What the command line (or `[[database]]`) says about the paths.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The files and folders to look at, as given; `.` if empty.
    pub paths: Vec<PathBuf>,
    /// `--dialect`.
    pub dialect: Option<Dialect>,
    /// `--search-path`.
    pub search_path: Vec<Name>,
    /// `--in-order`: the files given form one history in the order given.
    pub in_order: bool,
    /// Where the files are.
    pub disk: Disk,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The text of every file that a source needs.
    pub files: Files,
    /// The sources, by path.
    pub sources: Vec<Source>,
    /// Files too large to keep whole; [`crate::pipeline`] reads their statements as a stream.
    pub large: Vec<LargeFile>,
    /// Files that could not be read, and what was left out.
    pub problems: Vec<Problem>,
    /// What the folders say about which sources belong together.
    pub grouping: Grouping,
}

/// A file of which only the statements that can touch the schema will be kept.
#[derive(Clone, Debug)]
pub struct LargeFile {
    /// Its (still empty) place in [`Files`].
    pub file: FileId,
    /// Where it lies.
    pub path: PathBuf,
    /// Its beginning.
    pub head: Text,
}

/// Why nothing could be looked for.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// A path that was given.
    #[error("cannot read `{path}`: {why}; check the spelling and the folder that Referee is run from")]
    Path {
        /// As given.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A path in `[[database]] sources`.
    #[error("source `{path}` does not exist; state it relative to the folder of referee.toml")]
    Source {
        /// As written.
        path: String,
        /// Where.
        span: Span,
    },
}

impl DiscoverError {
    /// The place in the configuration, if the error has one.
    pub fn span(&self) -> Option<Span> {
        match self {
            DiscoverError::Path { .. } => None,
            DiscoverError::Source { span, .. } => Some(*span),
        }
    }
}

/// Finds all sources at and below the given paths, and those that `[[database]]` states below them. `files` may hold the configuration.
///
/// # Errors
/// If a path that was given or stated does not exist; nothing else fails.
pub fn discover(files: Files, options: &Options, config: &Config) -> Result<Discovery, DiscoverError> {
    let scope = Scope::new(&files, config, &options.disk)?;
    let given = if options.paths.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        scope::expand(&options.paths, &options.disk)
    };
    let stated = scope.stated_below(&given);
    let paths: Vec<PathBuf> = given.iter().chain(stated.iter().map(|(_, path)| path)).cloned().collect();
    let mut tree = walk::walk(&paths, &scope, &options.disk)?;
    let programs = program::plan(&mut tree, &paths, &scope);

    let mut found = Findings::new(&tree);
    if options.in_order {
        in_order(&mut found, &given.iter().map(|path| disk::shown(path)).collect::<Vec<_>>());
    }
    for (index, database) in config.databases.iter().enumerate() {
        in_order(&mut found, &scope::in_order(database, &stated, index));
    }
    program::claim(&mut found, &programs);
    history::find(&mut found);
    prisma::find(&mut found);
    let links = program::find(&mut found, programs);
    sql_file::find(&mut found);

    let mut drafts = with_dialects(&mut found, options, config, &scope);
    drafts.sort_by(|left, right| left.0.path.cmp(&right.0.path));
    let Findings { remarks, .. } = found;
    let mut discovery = Assembly::new(files, tree, &drafts, &remarks).finish(&drafts, remarks);
    for source in &mut discovery.sources {
        let database = scope.database_of(&source.path).and_then(|index| config.databases.get(index));
        let own = database.map_or(&[][..], |database| &database.search_path);
        source.search_path = if options.search_path.is_empty() { own } else { &options.search_path }.to_vec();
    }
    discovery.grouping =
        Grouping::new(&discovery.sources, config.databases.len(), &scope, links, &options.disk);
    Ok(discovery)
}

/// One history of the files at `paths`, in that order; of a folder its SQL files by path.
fn in_order(found: &mut Findings<'_>, paths: &[String]) {
    let Some(first) = paths.first() else { return };
    let mut files: Vec<usize> = Vec::new();
    for path in paths {
        for (index, entry) in found.tree.entries.iter().enumerate() {
            let is_meant =
                entry.shown == *path || draft::is_below(&entry.shown, path) && classify::is_sql(entry.name());
            if is_meant && !files.contains(&index) && !found.is_claimed(index) {
                files.push(index);
            }
        }
    }
    found.add(Draft::history(first, Layout::InOrder, files));
}

/// The drafts with their engines; those of engines that are not supported become remarks.
fn with_dialects(
    found: &mut Findings<'_>,
    options: &Options,
    config: &Config,
    scope: &Scope,
) -> Vec<(Draft, Evidence)> {
    let mut known: Vec<(Draft, Option<Evidence>)> = Vec::new();
    for draft in std::mem::take(&mut found.drafts) {
        match dialect::find(found, &draft, options, config, scope) {
            Finding::Known(evidence) => known.push((draft, Some(evidence))),
            Finding::Unknown => known.push((draft, None)),
            Finding::Foreign(name) => {
                let why =
                    format!("is for {name}, which Referee does not know; state `--dialect` if it is not");
                draft.files.first().iter().for_each(|file| found.remark(**file, 0..0, why.clone()));
            }
        }
    }
    let other = dialect::of_the_others(known.iter().filter_map(|(_, evidence)| evidence.as_ref()));
    known.into_iter().map(|(draft, evidence)| (draft, evidence.unwrap_or_else(|| other.clone()))).collect()
}

/// Files get their ids here, in path order, and only those that something points to.
struct Assembly {
    tree: Tree,
    discovery: Discovery,
    /// For each entry its file.
    ids: Vec<Option<FileId>>,
}

impl Assembly {
    fn new(files: Files, tree: Tree, drafts: &[(Draft, Evidence)], remarks: &[Remark]) -> Assembly {
        let mut needed: Vec<bool> = tree.entries.iter().map(tree::Entry::is_broken).collect();
        let pointed = drafts.iter().flat_map(|(draft, _)| draft.entries());
        for index in pointed.chain(remarks.iter().map(|remark| remark.entry)) {
            needed[index] = true;
        }
        let ids = vec![None; tree.entries.len()];
        let mut assembly = Assembly { tree, discovery: Discovery { files, ..Discovery::default() }, ids };
        for (index, _) in needed.iter().enumerate().filter(|(_, needed)| **needed) {
            assembly.ids[index] = Some(assembly.add(index));
        }
        assembly
    }

    fn add(&mut self, index: usize) -> FileId {
        let entry = &mut self.tree.entries[index];
        let files = &mut self.discovery.files;
        let mut trouble = None;
        let file = match entry.take_content() {
            Content::Whole { text, trouble: at } => {
                trouble = at.map(|(at, why)| (at, why.into()));
                files.add_text(entry.shown.as_str(), text)
            }
            Content::Large { len, head } => {
                let file = files.add_excerpts(
                    entry.shown.as_str(),
                    usize::try_from(len).unwrap_or(usize::MAX),
                    Vec::new(),
                );
                self.discovery.large.push(LargeFile { file, path: entry.place.clone(), head });
                file
            }
            Content::Unreadable(why) => {
                trouble = Some((0, why));
                files.add(entry.shown.as_str(), "")
            }
        };
        let problem = trouble.map(|(at, why)| Problem { span: Span::new(file, at, at), why });
        self.discovery.problems.extend(problem);
        file
    }

    fn span(&self, entry: usize, range: &Range<usize>) -> Option<Span> {
        self.ids[entry].map(|file| Span::new(file, range.start, range.end))
    }

    fn down_of(&self, draft: &Draft) -> Vec<Option<FileId>> {
        draft.down.iter().map(|index| index.and_then(|index| self.ids[index])).collect()
    }

    fn release_of(&self, draft: &Draft) -> Option<Release> {
        let OldRelease { entry, range, version: (major, minor) } = draft.old_release.as_ref()?;
        Some(Release { major: *major, minor: *minor, span: self.span(*entry, range)? })
    }

    fn program_of(&self, draft: &Draft) -> Program {
        let id = |index: &usize| self.ids[*index];
        let ProgramDraft { modules, imports, configuration, settings } = &draft.program;
        let imports = imports.iter().filter_map(|(file, specifier, target)| {
            Some(Import { file: id(file)?, specifier: Name::new(specifier), target: id(target)? })
        });
        let mut program = Program {
            modules: modules.iter().filter_map(id).collect(),
            imports: imports.collect(),
            configuration: configuration.as_ref().and_then(id),
            settings: settings.clone(),
        };
        program.imports.sort_by(|left, right| {
            (left.file, left.specifier.as_str()).cmp(&(right.file, right.specifier.as_str()))
        });
        program
    }

    fn flaws_of(&self, draft: &Draft) -> Vec<HistoryFlaw> {
        let flaws = draft.flaws.iter().filter_map(|flaw| {
            let related = flaw.related.as_ref().and_then(|(entry, range)| self.span(*entry, range));
            let span = self.span(flaw.entry, &flaw.range)?;
            Some(HistoryFlaw { kind: flaw.kind, span, related, detail: flaw.detail.clone() })
        });
        let mut flaws: Vec<HistoryFlaw> = flaws.collect();
        flaws.sort_by_key(|flaw| flaw.span);
        flaws
    }

    fn finish(mut self, drafts: &[(Draft, Evidence)], remarks: Vec<Remark>) -> Discovery {
        for (draft, (dialect, evidence)) in drafts {
            let files = draft.files.iter().filter_map(|index| self.ids[*index]);
            self.discovery.sources.push(Source {
                path: draft.path.clone(),
                kind: draft.kind,
                dialect: *dialect,
                dialect_evidence: evidence.clone(),
                role: draft.role,
                layout: draft.layout,
                files: files.collect(),
                down: self.down_of(draft),
                baseline: 0,
                flaws: self.flaws_of(draft),
                search_path: Vec::new(),
                old_release: self.release_of(draft),
                program: self.program_of(draft),
            });
        }
        for remark in remarks {
            let Some(span) = self.span(remark.entry, &remark.range) else { continue };
            self.discovery.problems.push(Problem { span, why: remark.why });
        }
        self.discovery.problems.sort_by_key(|problem| problem.span);
        self.discovery
    }
}
