//! Which sources describe the same database. Evidence in order: `[[database]]`, a tool's own folders, shared table names within a package.
//! A doubtful pairing is not made but named. A database has at most one history.

use rustc_hash::FxHashSet;

use crate::config::Config;
use crate::ir::{Database, Engine, Layout, Name, Role, Schema, Source, SourceId, SourceKind, TableKind};

use super::baseline::same_family;
use super::draft::{is_below, last, parent};
use super::package::Grouping;

/// How much of both sides must be shared, in percent, to be the same database.
const SURE: usize = 50;
/// How much must be shared to be worth naming.
const DOUBTFUL: usize = 20;

/// Groups sources; `schemas` are theirs, in the same order. Every source is in at least one database.
pub fn databases(
    sources: &[Source],
    schemas: &[&Schema],
    config: &Config,
    grouping: &Grouping,
) -> Vec<Database> {
    let mut groups = Groups::new(sources, schemas, grouping);
    for (database, paths) in config.databases.iter().zip(&grouping.stated) {
        groups.state(&database.name, paths);
    }
    groups.pair_snapshots();
    groups.pair_by_config();
    groups.pair_by_tool();
    groups.pair_by_metadata();
    groups.pair_by_tables();
    groups.finish()
}

/// A database in the making.
struct Group {
    name: Option<String>,
    members: Vec<usize>,
    evidence: Vec<String>,
}

struct Groups<'s> {
    sources: &'s [Source],
    grouping: &'s Grouping,
    tables: Vec<FxHashSet<Name>>,
    groups: Vec<Group>,
    /// For each source its group.
    of: Vec<Option<usize>>,
}

impl<'s> Groups<'s> {
    fn new(sources: &'s [Source], schemas: &[&Schema], grouping: &'s Grouping) -> Groups<'s> {
        let mut tables: Vec<FxHashSet<Name>> = schemas.iter().map(|schema| tables_of(schema)).collect();
        tables.resize_with(sources.len(), FxHashSet::default);
        Groups { sources, grouping, tables, groups: Vec::new(), of: vec![None; sources.len()] }
    }

    fn state(&mut self, name: &str, paths: &[String]) {
        let members: Vec<usize> = (0..self.sources.len())
            .filter(|index| self.of[*index].is_none() && paths.contains(&self.sources[*index].path))
            .collect();
        for index in &members {
            self.of[*index] = Some(self.groups.len());
        }
        let evidence = format!("stated: `[[database]]` `{name}` in referee.toml");
        self.groups.push(Group { name: Some(name.to_string()), members, evidence: vec![evidence] });
    }

    /// The group of a source that is not part of a stated one; a new one if it has none.
    fn group_of(&mut self, index: usize) -> usize {
        if let Some(group) = self.of[index] {
            return group;
        }
        self.groups.push(Group { name: None, members: vec![index], evidence: Vec::new() });
        self.of[index] = Some(self.groups.len() - 1);
        self.groups.len() - 1
    }

    fn join(&mut self, declaration: usize, other: usize, evidence: String) {
        let group = self.group_of(other);
        self.of[declaration] = Some(group);
        self.groups[group].members.push(declaration);
        self.groups[group].evidence.push(evidence);
    }

    fn indices(&self, role: Role) -> Vec<usize> {
        (0..self.sources.len()).filter(|index| self.sources[*index].role == role).collect()
    }

    /// drizzle-kit's last snapshot and the migrations that it lies among.
    fn pair_snapshots(&mut self) {
        let (sources, histories) = (self.sources, self.indices(Role::History));
        for snapshot in self.indices(Role::Declaration) {
            let own = &sources[snapshot];
            if own.kind != SourceKind::DrizzleSnapshot || self.of[snapshot].is_some() {
                continue;
            }
            let holding = histories.iter().filter(|index| is_below(&own.path, &sources[**index].path));
            if let Some(history) = holding.max_by_key(|index| sources[**index].path.len()) {
                let evidence = format!(
                    "drizzle-kit: `{}` is the last snapshot of `{}`",
                    own.path, sources[*history].path
                );
                self.join(snapshot, *history, evidence);
            }
        }
    }

    /// Models and the migrations, or else the snapshot, that one configuration names.
    fn pair_by_config(&mut self) {
        let (sources, grouping) = (self.sources, self.grouping);
        for link in &grouping.links {
            let is_partner = |index: &usize| match sources[*index].role {
                Role::History => sources[*index].path == link.migrations,
                Role::Declaration => {
                    let is_snapshot = sources[*index].kind == SourceKind::DrizzleSnapshot;
                    is_snapshot && is_below(&sources[*index].path, &link.migrations)
                }
            };
            let partners = || (0..sources.len()).filter(is_partner);
            let is_history = |index: &usize| sources[*index].role == Role::History;
            let Some(partner) = partners().find(is_history).or_else(|| partners().next()) else { continue };
            let models = self
                .indices(Role::Declaration)
                .into_iter()
                .filter(|index| sources[*index].path == link.models && self.of[*index].is_none());
            let (fitting, others): (Vec<usize>, Vec<usize>) =
                models.partition(|index| same_family(sources[*index].dialect, sources[partner].dialect));
            match (fitting.first(), others.first()) {
                (Some(own), _) => {
                    let names = format!("`{}` and `{}`", link.models, sources[partner].path);
                    self.join(*own, partner, format!("{} names {names}", link.config));
                }
                (None, Some(other)) => {
                    self.doubt(partner, engines_differ(&sources[*other], &sources[partner]));
                }
                (None, None) => {}
            }
        }
    }

    /// A Prisma schema and the migrations in its folder, beside its folder or beside itself.
    fn pair_by_tool(&mut self) {
        let (sources, histories) = (self.sources, self.indices(Role::History));
        for declaration in self.indices(Role::Declaration) {
            let schema = &sources[declaration];
            if schema.kind != SourceKind::Prisma || self.of[declaration].is_some() {
                continue;
            }
            let mut near: Vec<(u8, usize)> = histories
                .iter()
                .filter(|index| sources[**index].layout == Some(Layout::PrismaMigrate))
                .filter_map(|index| Some((nearness(schema, &sources[*index])?, *index)))
                .collect();
            near.sort_unstable();
            let rivals = |history: &Source, own: u8| {
                let others = sources.iter().filter(|other| other.kind == SourceKind::Prisma);
                others.filter_map(|other| nearness(other, history)).any(|rank| rank < own)
            };
            for (rank, index) in near {
                let history = &sources[index];
                if rivals(history, rank) {
                    continue;
                }
                if schema.dialect.engine == history.dialect.engine {
                    let evidence =
                        format!("Prisma: `{}` is the migrations folder of `{}`", history.path, schema.path);
                    self.join(declaration, index, evidence);
                    break;
                }
                let evidence = engines_differ(schema, history);
                let group = self.group_of(index);
                self.groups[group].evidence.push(evidence);
            }
        }
    }

    /// Models and the revisions whose env.py takes its metadata from them.
    fn pair_by_metadata(&mut self) {
        let (sources, histories) = (self.sources, self.indices(Role::History));
        for declaration in self.indices(Role::Declaration) {
            let models = &sources[declaration];
            let env = models.program.configuration.filter(|_| models.kind == SourceKind::SqlAlchemy);
            if env.is_none() || self.of[declaration].is_some() {
                continue;
            }
            let own = histories.iter().copied().filter(|index| {
                sources[*index].kind == SourceKind::Alembic && sources[*index].program.configuration == env
            });
            let (same, others): (Vec<usize>, Vec<usize>) =
                own.partition(|index| sources[*index].dialect.engine == models.dialect.engine);
            for index in others {
                self.doubt(index, engines_differ(models, &sources[index]));
            }
            // With `--dialect`, histories of one program for several engines all seem to be for that one.
            let is_named = |index: &&usize| {
                let parts = sources[**index].path.rsplit('/').filter_map(Engine::parse);
                parts.into_iter().next() == Some(models.dialect.engine)
            };
            if let Some(index) = same.iter().find(is_named).or(same.first()).copied() {
                let history = &sources[index];
                let evidence = format!(
                    "Alembic: target_metadata in env.py of `{}` is that of `{}`",
                    history.path, models.path
                );
                self.join(declaration, index, evidence);
            }
        }
    }

    /// Declarations join the history, or else the earlier declaration, with which they share most tables. Schema files are alternatives of
    /// each other (one for each engine, one for each release), so a database has at most one.
    fn pair_by_tables(&mut self) {
        for declaration in self.indices(Role::Declaration) {
            if self.of[declaration].is_some() {
                continue;
            }
            let is_schema_file = |index: usize| self.sources[index].kind == SourceKind::SqlSchema;
            let earlier = self.indices(Role::Declaration).into_iter().filter(|other| *other < declaration);
            let earlier = earlier.filter(|other| self.may_pair(declaration, *other));
            let (alternatives, earlier): (Vec<usize>, Vec<usize>) =
                earlier.partition(|other| is_schema_file(declaration) && is_schema_file(*other));
            let mut histories = self.indices(Role::History);
            histories.retain(|history| self.may_pair(declaration, *history));
            let histories = self.best(declaration, histories);
            let best = match histories {
                Some((share, _)) if share >= SURE => histories,
                Some(_) | None => self.best(declaration, earlier).max(histories),
            };
            let Some((share, other)) = best.or_else(|| self.best(declaration, alternatives)) else {
                continue;
            };
            let members = self.of[other].and_then(|group| self.groups.get(group));
            let has_schema_file = is_schema_file(other)
                || members.is_some_and(|group| group.members.iter().any(|member| is_schema_file(*member)));
            let is_alternative = is_schema_file(declaration) && has_schema_file;
            let (schema, counterpart) = (&self.sources[declaration], &self.sources[other]);
            let shared = self.tables[declaration].intersection(&self.tables[other]).count();
            let (of_left, of_right) = (self.tables[declaration].len(), self.tables[other].len());
            let names = format!(
                "`{}` and `{}` share {shared} tables (of {of_left} and {of_right})",
                schema.path, counterpart.path
            );
            if !same_family(schema.dialect, counterpart.dialect) {
                self.doubt(other, engines_differ(schema, counterpart));
            } else if is_alternative {
                self.doubt(
                    other,
                    format!("not compared: {names}, but schema files are alternatives of each other"),
                );
            } else if share < SURE {
                self.doubt(other, format!("not compared: {names}, too few to be sure"));
            } else if !self.grouping.are_near(&schema.path, &counterpart.path) {
                self.doubt(other, format!("not compared: {names}, but belong to different packages"));
            } else {
                self.join(declaration, other, names);
            }
        }
    }

    /// Models below a folder with revisions of its own (a plugin's) are not compared with what lies outside of it.
    fn may_pair(&self, declaration: usize, other: usize) -> bool {
        let (models, other) = (&self.sources[declaration], &self.sources[other]);
        let mut revisions = self.sources.iter().filter(|source| source.kind == SourceKind::Alembic);
        models.kind != SourceKind::SqlAlchemy
            || !revisions.any(|history| {
                let scripts = history.path.strip_suffix("/versions").unwrap_or(&history.path);
                let part = parent(scripts);
                is_below(&models.path, part) && !is_below(&other.path, part)
            })
    }

    fn doubt(&mut self, index: usize, evidence: String) {
        let group = self.group_of(index);
        self.groups[group].evidence.push(evidence);
    }

    /// The candidate that shares most tables, if it is at least worth naming; of equal ones a near one of the same engine, then the first.
    fn best(&self, declaration: usize, candidates: Vec<usize>) -> Option<(usize, usize)> {
        let own = &self.sources[declaration];
        let scored = candidates.into_iter().filter_map(|index| {
            let share = share(&self.tables[declaration], &self.tables[index])?;
            let other = &self.sources[index];
            let fits = same_family(own.dialect, other.dialect);
            let near = self.grouping.are_near(&own.path, &other.path);
            Some(((fits, near, share, std::cmp::Reverse(index)), (share, index)))
        });
        scored.max_by_key(|(key, _)| *key).map(|(_, best)| best)
    }

    fn finish(mut self) -> Vec<Database> {
        for index in 0..self.sources.len() {
            self.group_of(index);
        }
        let mut databases: Vec<Database> = Vec::new();
        self.groups.retain(|group| !group.members.is_empty());
        for mut group in self.groups {
            group.members.sort_unstable();
            let first = group.members.first().map(|index| &self.sources[*index]);
            let name =
                group.name.or_else(|| first.map(|source| derived_name(&source.path))).unwrap_or_default();
            let engine = first.map_or("", |source| source.dialect.engine.name());
            let name = free_name(name, engine, &databases);
            let ids = group.members.iter().map(|index| SourceId(u32::try_from(*index).unwrap_or(u32::MAX)));
            databases.push(Database { name, sources: ids.collect(), evidence: group.evidence });
        }
        databases.sort_by(|left, right| left.sources.cmp(&right.sources));
        databases
    }
}

fn engines_differ(left: &Source, right: &Source) -> String {
    let engine = |source: &Source| source.dialect.engine.title();
    let (left, right) = (
        format!("`{}` is for {}", left.path, engine(left)),
        format!("`{}` for {}", right.path, engine(right)),
    );
    format!("not compared: {left}, {right}")
}

/// The living tables that somebody made, by bare name in lower case.
fn tables_of(schema: &Schema) -> FxHashSet<Name> {
    let tables = schema.living_tables().map(|table| table.get());
    tables.filter(|table| table.kind != TableKind::Assumed).map(|table| table.name.to_lowercase()).collect()
}

/// The smaller of the two shares of common names, in percent; `None` below what is worth naming or if fewer than two are common.
fn share(left: &FxHashSet<Name>, right: &FxHashSet<Name>) -> Option<usize> {
    let common = left.intersection(right).count();
    let larger = left.len().max(right.len());
    (common >= 2 && common * 100 >= larger * DOUBTFUL).then(|| common * 100 / larger)
}

/// How near a history lies to a Prisma schema, best first: the same prefix (`mysql-schema.prisma`, `mysql-migrations`), inside the schema's
/// folder, beside it.
fn nearness(schema: &Source, history: &Source) -> Option<u8> {
    let is_file = schema.path.ends_with(".prisma");
    let folder = if is_file { parent(&schema.path) } else { schema.path.as_str() };
    let outer = parent(&history.path);
    let stem = last(&schema.path).trim_end_matches(".prisma");
    let [own, other] = [stem.replace("schema", ""), last(&history.path).replace("migrations", "")];
    let beside =
        outer == folder || (outer == parent(folder) && !folder.is_empty() && last(folder).contains("schema"));
    match beside {
        true if is_file && outer == folder && own != other => Some(2),
        true if outer != folder => Some(1),
        true => Some(0),
        false => None,
    }
}

/// A name from the path: its last folder that says more than what kind of file it holds.
fn derived_name(path: &str) -> String {
    const PLAIN: [&str; 23] = [
        "",
        ".",
        "..",
        "prisma",
        "migrations",
        "deploy",
        "changelog",
        "migration",
        "schema",
        "schemas",
        "src",
        "drizzle",
        "sql",
        "lib",
        "packages",
        "apps",
        "main",
        "resources",
        "supabase",
        "alembic",
        "versions",
        "revisions",
        "models",
    ];
    let folder = if last(path).contains('.') { parent(path) } else { path };
    let telling = folder.rsplit('/').find(|part| !PLAIN.contains(part));
    telling.unwrap_or("main").to_string()
}

fn free_name(name: String, engine: &str, taken: &[Database]) -> String {
    let is_free = |name: &str| taken.iter().all(|database| database.name != name);
    if is_free(&name) {
        return name;
    }
    let with_engine = format!("{name}-{engine}");
    let numbered = (2..).map(|number: u32| format!("{with_engine}-{number}"));
    std::iter::once(with_engine.clone()).chain(numbered).find(|name| is_free(name)).unwrap_or(name)
}
