//! Which files declare tables for drizzle-orm, and what `drizzle.config` says about them.
//!
//! A configuration below the given paths makes a source of all the files that it names; one above them a source of those among the given.
//! Files that no configuration names are a source if they were given themselves, or if no configuration of their package names any.

mod config;
mod locate;
mod packages;
mod script;
mod source;
mod undeclared;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::classify::{Language, Shape};
use super::disk;
use super::draft::Remark;
use super::program::{Checkout, Plan, Resolver, is_own};
use super::scope::Scope;
use super::tree::Entry;

use config::{Config, Location, Stated, Target};
use packages::Packages;
use source::Origin;

/// Plans the sources.
pub(super) fn plan(checkout: &mut Checkout<'_>, paths: &[PathBuf], scope: &Scope, plan: &mut Plan) {
    let is_program = |entry: &Entry| {
        entry.shape == Shape::DrizzleConfig || entry.given && locate::is_program(&entry.place)
    };
    let seen = checkout.tree().programs.iter().any(|(language, _)| *language == Language::TypeScript);
    if !seen && !checkout.tree().entries.iter().any(is_program) {
        return;
    }
    let packages = Packages::new(checkout, paths);
    let given = paths.iter().map(|path| disk::absolute(path)).collect();
    let mut planner = Planner {
        checkout,
        plan,
        scope,
        packages,
        given,
        resolvers: FxHashMap::default(),
        configured: Vec::new(),
        origins: Vec::new(),
    };
    planner.read_configs(paths);
    planner.add_configured();
    planner.add_given();
    planner.add_undeclared();
    planner.finish();
}

/// A configuration, and what of it counts.
struct Configured {
    /// Its absolute path.
    place: PathBuf,
    /// The same as an entry.
    entry: usize,
    config: Config,
    /// Whether it lies below the given paths.
    given: bool,
    /// The files that it names.
    files: Vec<PathBuf>,
    /// The file or folder that names them.
    named: Option<PathBuf>,
}

struct Planner<'p, 't> {
    checkout: &'p mut Checkout<'t>,
    plan: &'p mut Plan,
    scope: &'p Scope,
    packages: Packages,
    /// The given paths.
    given: Vec<PathBuf>,
    /// For each project what its imports mean.
    resolvers: FxHashMap<PathBuf, Arc<Resolver>>,
    configured: Vec<Configured>,
    origins: Vec<Origin>,
}

impl Planner<'_, '_> {
    fn resolver_of(&mut self, place: &Path) -> Arc<Resolver> {
        let project = self.checkout.project_of(place.parent().unwrap_or(place));
        if let Some(known) = self.resolvers.get(&project) {
            return Arc::clone(known);
        }
        let disk = self.checkout.tree().disk.clone();
        let resolver = Arc::new(Resolver::new(project.clone(), self.packages.names(&project), disk));
        self.resolvers.insert(project, Arc::clone(&resolver));
        resolver
    }

    fn is_given(&self, place: &Path) -> bool {
        self.given.iter().any(|given| place.starts_with(given))
    }

    fn remark(&mut self, entry: usize, range: std::ops::Range<usize>, why: String) {
        self.plan.remarks.push(Remark { entry, range, why: why.into() });
    }

    fn read_configs(&mut self, paths: &[PathBuf]) {
        for place in locate::configs(self.checkout, &self.packages, paths) {
            let Some(entry) = self.checkout.open(&place) else { continue };
            let resolver = self.resolver_of(&place);
            let read = config::read(&place, self.checkout.text(entry), &resolver);
            let given = self.is_given(&place);
            let Some(config) = read else {
                if given && words::configures(self.checkout.text(entry)) {
                    let why =
                        "has no object with the words of drizzle-kit: where the schema lies is not known";
                    self.remark(entry, 0..0, why.to_string());
                }
                continue;
            };
            let mut configured = Configured { given, place, entry, config, files: Vec::new(), named: None };
            self.locate(&mut configured, &resolver);
            self.configured.push(configured);
        }
        // Where several name the same tables, the one beside them speaks for them.
        let packages = &self.packages;
        self.configured.sort_by_key(|own| {
            let package = packages.nearest(&own.place);
            !own.files.iter().any(|file| package.is_some_and(|package| file.starts_with(package)))
        });
    }

    /// Finds the files that a configuration names, and says what it does not make known.
    fn locate(&mut self, configured: &mut Configured, resolver: &Resolver) {
        let Configured { place, entry, config, given, .. } = configured;
        if *given {
            for (range, what) in std::mem::take(&mut config.unknown) {
                self.remark(*entry, range, format!("is not written out: {what} is not known"));
            }
        }
        let Stated::Known(locations, range) = &config.schema else { return };
        let project = self.checkout.project_of(place.parent().unwrap_or(place));
        let disk = self.checkout.tree().disk.clone();
        let bases = self.bases(place);
        let own = [place.parent().unwrap_or(place).to_path_buf()];
        for location in locations {
            let bases = if location.here { &own[..] } else { &bases };
            let (named, files) = locate::programs(bases, location, resolver, &disk);
            if files.is_empty() && *given {
                let why = format!("`{}` names no file", location.path);
                self.plan.remarks.push(Remark { entry: *entry, range: range.clone(), why: why.into() });
            }
            configured.named = if configured.files.is_empty() { named } else { None };
            configured.files.extend(files);
        }
        let mut seen = rustc_hash::FxHashSet::default();
        configured.files.retain(|file| {
            is_own(file, &project, &disk) && !self.scope.excludes(file) && seen.insert(file.clone())
        });
    }

    fn bases(&mut self, config: &Path) -> Vec<PathBuf> {
        let project = self.checkout.project_of(config.parent().unwrap_or(config));
        locate::bases(config, self.packages.nearest(config), &project)
    }

    /// The folder of the migrations.
    fn out_of(&mut self, index: usize) -> Option<PathBuf> {
        let (place, out) =
            self.configured.get(index).map(|own| (own.place.clone(), own.config.out.known().cloned()))?;
        let out = out.unwrap_or(Location { path: "./drizzle".to_string(), here: false });
        let bases = if out.here { vec![place.parent()?.to_path_buf()] } else { self.bases(&place) };
        let folders: Vec<PathBuf> = bases.iter().map(|base| disk::absolute(&base.join(&out.path))).collect();
        folders.into_iter().find(|folder| self.checkout.tree().disk.exists(folder))
    }

    /// A source for each configuration that names files.
    fn add_configured(&mut self) {
        for index in 0..self.configured.len() {
            let Some(own) = self.configured.get(index) else { continue };
            if let Some(Target::Foreign(name)) = own.config.engine.known() {
                let why = format!("is for {name}, which Referee does not know");
                if own.given {
                    self.remark(own.entry, 0..0, why);
                }
                continue;
            }
            let is_counted = |file: &&PathBuf| own.given || self.is_given(file);
            let files: Vec<PathBuf> = own.files.iter().filter(is_counted).cloned().collect();
            let named = own.named.clone().filter(|_| files.len() == own.files.len());
            self.add(files, named.as_deref(), Some(index));
        }
    }

    /// Files that were given themselves, and are no part of a source yet.
    fn add_given(&mut self) {
        let entries = self.checkout.tree().entries.iter().enumerate();
        let given = entries.filter(|(_, entry)| entry.given && locate::is_program(&entry.place));
        let given: Vec<usize> = given.map(|(index, _)| index).collect();
        self.checkout.read_ahead(&given);
        let mut by_config: Vec<(Option<usize>, Vec<PathBuf>)> = Vec::new();
        for index in given {
            let place = self.checkout.place(index);
            let text = self.checkout.text(index);
            if self.is_part(index) || !words::declares(text) && !words::exports_others(text) {
                continue;
            }
            let nearest = self.nearest_config(&place);
            match by_config.iter_mut().find(|(config, _)| *config == nearest) {
                Some((_, files)) => files.push(place),
                None => by_config.push((nearest, vec![place])),
            }
        }
        for (config, files) in by_config {
            self.add(files, None, config);
        }
    }

    /// The configuration whose settings hold for a file that none names.
    fn nearest_config(&self, place: &Path) -> Option<usize> {
        let nearness = |configured: &Configured| {
            let folder = configured.place.parent()?;
            let package = self.packages.nearest(&configured.place).unwrap_or(folder);
            [folder, package]
                .into_iter()
                .filter(|folder| place.starts_with(folder))
                .map(|f| f.components().count())
                .max()
        };
        let near =
            self.configured.iter().enumerate().filter_map(|(index, own)| Some((nearness(own)?, index)));
        near.max_by_key(|(depth, index)| (*depth, std::cmp::Reverse(*index))).map(|(_, index)| index)
    }
}
