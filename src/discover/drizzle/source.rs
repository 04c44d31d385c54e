//! From files to a source: the engine, the files that they import, and what the project says about reading them.

use std::path::PathBuf;

use crate::ir::{Dialect, DrizzleSettings, Layout, Name, Role, Settings, SourceKind};

use super::super::baseline::same_family;
use super::super::draft::{Draft, Evidence, ProgramDraft};
use super::super::program::{Imports, close};
use super::config::Target;
use super::{Planner, locate, words};

/// A planned source, and the configurations that it comes from.
pub(super) struct Origin {
    /// Its place among the drafts of the plan.
    pub(super) draft: usize,
    /// The configurations, as their numbers.
    pub(super) configs: Vec<usize>,
    /// Whether its path is only one of several files that could name it.
    pub(super) files: Vec<PathBuf>,
}

impl Planner<'_, '_> {
    /// Whether an entry is part of a planned source, or imported by one.
    pub(super) fn is_part(&self, index: usize) -> bool {
        let mut drafts = self.plan.drafts.iter();
        drafts.any(|draft| draft.files.contains(&index) || draft.program.modules.contains(&index))
    }

    /// Adds a source of `files` for one engine; without one, a source for each engine that the files make tables of.
    pub(super) fn add(
        &mut self,
        files: Vec<PathBuf>,
        named: Option<PathBuf>,
        config: Option<usize>,
        engine: Option<Target>,
    ) {
        let opened: Vec<(PathBuf, usize)> =
            files.into_iter().filter_map(|file| Some((file.clone(), self.checkout.open(&file)?))).collect();
        let indices: Vec<usize> = opened.iter().map(|(_, index)| *index).collect();
        self.checkout.read_ahead(&indices);
        let cores: Vec<Vec<(&str, Target)>> =
            indices.iter().map(|index| words::cores(self.checkout.text(*index))).collect();
        let mut engines: Vec<Evidence> = Vec::new();
        match (engine, config.and_then(|config| self.configured.get(config))) {
            (Some(Target::Engine(dialect)), Some(own)) => {
                let name = self.checkout.entry(own.entry).name().to_string();
                engines.push((dialect, format!("dialect in {name}").into()));
            }
            (Some(Target::Foreign(_)), _) => return,
            (Some(Target::Engine(_)), None) | (None, _) => {
                for (index, (core, target)) in indices
                    .iter()
                    .zip(&cores)
                    .flat_map(|(index, cores)| cores.iter().map(move |core| (index, core)))
                {
                    let Target::Engine(dialect) = target else { continue };
                    if !engines.iter().any(|(known, _)| same_family(*known, *dialect)) {
                        let name = self.checkout.entry(*index).name();
                        engines.push((*dialect, format!("drizzle-orm/{core} in {name}").into()));
                    }
                }
            }
        }
        for stated in engines {
            // A file that makes tables of other engines only has none for this one.
            let fits = |cores: &[(&str, Target)]| {
                cores.is_empty() || cores.iter().any(|(_, target)| is_of(target, stated.0))
            };
            let own = opened.iter().zip(&cores).filter(|(_, cores)| fits(cores));
            let own: Vec<(PathBuf, usize)> = own.map(|(file, _)| file.clone()).collect();
            self.add_for(own, named.clone(), config, stated);
        }
    }

    fn add_for(
        &mut self,
        files: Vec<(PathBuf, usize)>,
        named: Option<PathBuf>,
        config: Option<usize>,
        stated: Evidence,
    ) {
        let places: Vec<PathBuf> = files.iter().map(|(place, _)| place.clone()).collect();
        let indices: Vec<usize> = files.iter().map(|(_, index)| *index).collect();
        let Some(first) = places.first().cloned() else { return };
        let settings = self.settings_of(config, &first);
        // A second configuration of the same tables is for another server.
        let same = self.origins.iter_mut().find(|origin| {
            self.plan.drafts.get(origin.draft).is_some_and(|draft| {
                draft.files == indices
                    && draft.program.settings == settings
                    && draft.stated.as_ref().is_some_and(|(dialect, _)| same_family(*dialect, stated.0))
            })
        });
        if let Some(origin) = same {
            origin.configs.extend(config);
            return;
        }
        let resolver = self.resolver_of(&first);
        let of = |place: &std::path::Path, text: &str| resolver.imports(place, text);
        let closure = close(self.checkout, &indices, &Imports { of: &of, speaks: words::speaks });
        if !indices.iter().chain(&closure.modules).any(|index| self.makes_tables(*index, stated.0)) {
            return;
        }
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
            ..Draft::history(&self.checkout.shown(&path), Layout::DrizzleKit, indices)
        };
        self.origins.push(Origin {
            draft: self.plan.drafts.len(),
            configs: config.into_iter().collect(),
            files: places,
        });
        self.plan.drafts.push(draft);
    }

    /// Whether a file may make tables of an engine.
    fn makes_tables(&self, index: usize, dialect: Dialect) -> bool {
        words::cores(self.checkout.text(index)).iter().any(|(_, target)| is_of(target, dialect))
    }

    fn settings_of(&self, config: Option<usize>, file: &std::path::Path) -> Settings {
        let own = config.and_then(|config| self.configured.get(config));
        let kit = self.packages.kit_of(own.map_or(file, |own| &own.place));
        let (casing, schemas) = own.map_or((None, &[][..]), |own| (own.config.casing, &own.config.schemas));
        let schemas = schemas.iter().map(|name| Name::new(name)).collect();
        Settings::Drizzle(DrizzleSettings { casing, schemas, kit })
    }

    /// Gives sources of one folder the names of the files that make their tables, and says which migrations they go with.
    pub(super) fn finish(&mut self) {
        let paths: Vec<String> = self
            .origins
            .iter()
            .filter_map(|origin| Some(self.plan.drafts.get(origin.draft)?.path.clone()))
            .collect();
        for origin in std::mem::take(&mut self.origins) {
            let Some(draft) = self.plan.drafts.get(origin.draft) else { continue };
            let is_shared = paths.iter().filter(|path| **path == draft.path).count() > 1;
            let dialect = draft.stated.as_ref().map_or(Dialect::POSTGRESQL, |(dialect, _)| *dialect);
            let makers: Vec<usize> =
                draft.files.iter().copied().filter(|index| self.makes_tables(*index, dialect)).collect();
            let name = makers
                .first()
                .filter(|_| is_shared && makers.len() == 1)
                .map(|index| self.checkout.entry(*index).shown.clone());
            if let (Some(name), Some(draft)) = (name, self.plan.drafts.get_mut(origin.draft)) {
                draft.path = name;
            }
            let outs: Vec<(usize, PathBuf)> =
                origin.configs.iter().filter_map(|config| Some((*config, self.out_of(*config)?))).collect();
            for (config, out) in outs {
                let Some(own) = self.configured.get(config) else { continue };
                let config = self.checkout.entry(own.entry).shown.clone();
                let out = self.checkout.shown(&out);
                self.plan.links.push(super::super::program::Link { draft: origin.draft, config, out });
            }
        }
    }
}

/// Whether tables of a module of drizzle-orm are an engine's.
fn is_of(target: &Target, dialect: Dialect) -> bool {
    match target {
        Target::Engine(own) => same_family(*own, dialect),
        Target::Foreign(_) => false,
    }
}
