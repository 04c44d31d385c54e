//! From files to a source: the engine, the files that they import, and what the project says about reading them.

use std::path::{Path, PathBuf};

use crate::ir::{Dialect, DrizzleSettings, Layout, Name, Role, Settings, SourceKind};

use super::super::baseline::same_family;
use super::super::draft::{Draft, Evidence, ProgramDraft, folder_name};
use super::super::program::{Closure, Imports, Link, close};
use super::config::Target;
use super::{Planner, locate, words};

/// A planned source, and the configurations that it comes from.
pub(super) struct Origin {
    /// Its place among the drafts of the plan.
    draft: usize,
    /// The configurations, as their numbers.
    configs: Vec<usize>,
}

/// A file that may make tables.
struct Candidate {
    place: PathBuf,
    entry: usize,
    /// The modules of drizzle-orm that it imports, and whose tables they make.
    cores: Vec<(&'static str, Target)>,
}

impl Planner<'_, '_> {
    /// Whether an entry is part of a planned source, or imported by one.
    pub(super) fn is_part(&self, index: usize) -> bool {
        let mut drafts = self.plan.drafts.iter();
        drafts.any(|draft| draft.files.contains(&index) || draft.program.modules.contains(&index))
    }

    /// Adds a source of `files` for the engine that the configuration states, else one for each engine that the files make tables of.
    pub(super) fn add(&mut self, files: Vec<PathBuf>, named: Option<&Path>, config: Option<usize>) {
        let opened: Vec<(PathBuf, usize)> =
            files.into_iter().filter_map(|file| Some((file.clone(), self.checkout.open(&file)?))).collect();
        let entries: Vec<usize> = opened.iter().map(|(_, entry)| *entry).collect();
        self.checkout.read_ahead(&entries);
        let candidate = |(place, entry): (PathBuf, usize)| {
            let cores = words::cores(self.checkout.text(entry));
            Candidate { place, entry, cores }
        };
        let candidates: Vec<Candidate> = opened.into_iter().map(candidate).collect();
        let mut engines = self.engines(config, &candidates);
        if engines.is_empty() && candidates.iter().all(|candidate| candidate.cores.is_empty()) {
            engines = self.engines_of_others(&entries);
        }
        for stated in engines {
            // A file that makes tables of other engines only has none for this one.
            let fits = |candidate: &&Candidate| {
                candidate.cores.is_empty() || makes_tables(&candidate.cores, stated.0)
            };
            let own: Vec<&Candidate> = candidates.iter().filter(fits).collect();
            self.add_for(&own, named, config, stated);
        }
    }

    /// The engines that the tables are for, and why.
    fn engines(&self, config: Option<usize>, candidates: &[Candidate]) -> Vec<Evidence> {
        if let Some(own) = config.and_then(|config| self.configured.get(config)) {
            match own.config.engine.known() {
                Some(Target::Engine(dialect)) => {
                    let name = self.checkout.entry(own.entry).name();
                    return vec![(*dialect, format!("dialect in {name}").into())];
                }
                Some(Target::Foreign(_)) => return Vec::new(),
                None => {}
            }
        }
        let mut engines: Vec<Evidence> = Vec::new();
        for candidate in candidates {
            for (core, target) in &candidate.cores {
                let Target::Engine(dialect) = target else { continue };
                if !engines.iter().any(|(known, _)| same_family(*known, *dialect)) {
                    let name = self.checkout.entry(candidate.entry).name();
                    engines.push((*dialect, format!("drizzle-orm/{core} in {name}").into()));
                }
            }
        }
        engines
    }

    /// The engines of the tables that these files only pass on.
    fn engines_of_others(&mut self, entries: &[usize]) -> Vec<Evidence> {
        let Some(first) = entries.first().map(|index| self.checkout.place(*index)) else { return Vec::new() };
        let modules = self.close(&first, entries).modules;
        let candidate = |entry: usize| {
            let cores = words::cores(self.checkout.text(entry));
            Candidate { place: self.checkout.place(entry), entry, cores }
        };
        let candidates: Vec<Candidate> = modules.into_iter().map(candidate).collect();
        self.engines(None, &candidates)
    }

    /// What files import, in the project of the first.
    fn close(&mut self, first: &Path, entries: &[usize]) -> Closure {
        let resolver = self.resolver_of(first);
        let of = |place: &Path, text: &str| resolver.imports(place, text);
        close(self.checkout, entries, &Imports { of: &of, speaks: words::speaks })
    }

    fn add_for(
        &mut self,
        files: &[&Candidate],
        named: Option<&Path>,
        config: Option<usize>,
        stated: Evidence,
    ) {
        let entries: Vec<usize> = files.iter().map(|file| file.entry).collect();
        let Some(first) = files.first().map(|file| file.place.as_path()) else { return };
        let settings = self.settings_of(config, first);
        // A second configuration of the same tables is for another server.
        let same = self.origins.iter_mut().find(|origin| {
            self.plan.drafts.get(origin.draft).is_some_and(|draft| {
                draft.files == entries
                    && draft.program.settings == settings
                    && draft.stated.as_ref().is_some_and(|(dialect, _)| same_family(*dialect, stated.0))
            })
        });
        if let Some(origin) = same {
            origin.configs.extend(config);
            return;
        }
        let closure = self.close(first, &entries);
        if !entries.iter().chain(&closure.modules).any(|index| self.makes_tables(*index, stated.0)) {
            return;
        }
        let places: Vec<&Path> = files.iter().map(|file| file.place.as_path()).collect();
        let path = named.or_else(|| locate::common(&places)).unwrap_or(first);
        let configuration = config.and_then(|config| self.configured.get(config)).map(|own| own.entry);
        let program =
            ProgramDraft { modules: closure.modules, imports: closure.imports, configuration, settings };
        let draft = Draft {
            kind: SourceKind::Drizzle,
            role: Role::Declaration,
            layout: None,
            stated: Some(stated),
            program,
            ..Draft::history(&self.checkout.shown(path), Layout::DrizzleKit, entries)
        };
        self.origins.push(Origin { draft: self.plan.drafts.len(), configs: config.into_iter().collect() });
        self.plan.drafts.push(draft);
    }

    /// Whether a file may make tables of an engine.
    fn makes_tables(&self, index: usize, dialect: Dialect) -> bool {
        makes_tables(&words::cores(self.checkout.text(index)), dialect)
    }

    fn settings_of(&self, config: Option<usize>, file: &Path) -> Settings {
        let own = config.and_then(|config| self.configured.get(config));
        let kit = self.packages.kit_of(own.map_or(file, |own| &own.place));
        let (casing, schemas) = own.map_or((None, &[][..]), |own| (own.config.casing, &own.config.schemas));
        let schemas = schemas.iter().map(|name| Name::new(name)).collect();
        Settings::Drizzle(DrizzleSettings { casing, schemas, kit })
    }

    /// Tells sources of one folder apart, and says which migrations each goes with.
    pub(super) fn finish(mut self) {
        let paths: Vec<String> = self.plan.drafts.iter().map(|draft| draft.path.clone()).collect();
        for origin in std::mem::take(&mut self.origins) {
            let Some(draft) = self.plan.drafts.get(origin.draft) else { continue };
            let is_shared = paths.iter().filter(|path| **path == draft.path).count() > 1;
            if let Some(file) = self.sole_maker(draft).filter(|_| is_shared) {
                let shown = self.checkout.entry(file).shown.clone();
                self.plan.drafts[origin.draft].path = shown;
            }
            let models = self.plan.drafts[origin.draft].path.clone();
            for config in origin.configs {
                let Some(out) = self.out_of(config) else { continue };
                let Some(own) = self.configured.get(config) else { continue };
                let config = self.checkout.entry(own.entry).shown.clone();
                let migrations = folder_name(&self.checkout.shown(&out));
                self.plan.links.push(Link { models: models.clone(), config, migrations });
            }
        }
    }

    /// The one file of a source that makes tables.
    fn sole_maker(&self, draft: &Draft) -> Option<usize> {
        let (dialect, _) = draft.stated.as_ref()?;
        let mut makers = draft.files.iter().copied().filter(|index| self.makes_tables(*index, *dialect));
        makers.next().filter(|_| makers.next().is_none())
    }
}

/// Whether a file with these imports makes tables of an engine.
fn makes_tables(cores: &[(&str, Target)], dialect: Dialect) -> bool {
    cores.iter().any(|(_, target)| match target {
        Target::Engine(own) => same_family(*own, dialect),
        Target::Foreign(_) => false,
    })
}
