//! `drizzle.config`: where the schema lies, for which engine, where the migrations go. Nothing is run; a value that is not written out as text,
//! here or in a constant, is not known.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::ir::{Casing, Dialect, Engine};

use super::super::program::Resolver;
use super::script::{Object, Script, Spot, Value};

/// How many constants may lead to a value.
const DEEPEST: usize = 8;

/// What a configuration says.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// `schema`.
    pub(super) schema: Stated<Vec<Location>>,
    /// `out`.
    pub(super) out: Stated<Location>,
    /// `dialect`, or what the `driver` of old releases means.
    pub(super) engine: Stated<Target>,
    /// `casing`.
    pub(super) casing: Option<Casing>,
    /// `schemaFilter`.
    pub(super) schemas: Vec<String>,
    /// Values that are not written out, and what they would say.
    pub(super) unknown: Vec<(Range<usize>, &'static str)>,
}

/// The value of a key.
#[derive(Debug, Default)]
pub(super) enum Stated<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// It is there, but its value is not known.
    Unknown,
    /// Its value and its place.
    Known(T, Range<usize>),
}

impl<T> Stated<T> {
    /// The value.
    pub(super) fn known(&self) -> Option<&T> {
        match self {
            Stated::Known(value, _) => Some(value),
            Stated::Absent | Stated::Unknown => None,
        }
    }
}

/// A path as a configuration writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Location {
    /// The path, perhaps a glob.
    pub(super) path: String,
    /// Whether it begins at the folder of the configuration rather than where drizzle-kit is run.
    pub(super) here: bool,
}

/// Which engine tables are for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// One that is supported.
    Engine(Dialect),
    /// Another one, by its name.
    Foreign(String),
}

impl Target {
    /// Reads drizzle-kit's word.
    pub(super) fn parse(word: &str) -> Target {
        match word {
            // Their SQL is MySQL's.
            "singlestore" | "mysql2" => Target::Engine(Dialect::of(Engine::MySql)),
            "better-sqlite" | "better-sqlite3" | "d1-http" | "expo" | "durable-sqlite" => {
                Target::Engine(Dialect::of(Engine::Sqlite))
            }
            "pglite" | "aws-data-api" => Target::Engine(Dialect::POSTGRESQL),
            _ => match Engine::parse(word) {
                Some(engine) => Target::Engine(Dialect::of(engine)),
                None => Target::Foreign(word.to_string()),
            },
        }
    }
}

/// The configuration in a text; `None` if there is no object that looks like one.
pub(super) fn read(place: &Path, text: &str, resolver: &Resolver) -> Option<Config> {
    let reader = Reader { place, script: Script::new(text), resolver };
    let object = reader.configuration()?;
    let mut config = Config::default();
    for (key, spot) in &object {
        let Some(key) = key else { continue };
        match *key {
            "schema" => config.schema = config.stated(spot, reader.locations(spot), "where the schema lies"),
            "out" => config.out = config.stated(spot, reader.location(spot, 0), "where the migrations lie"),
            "dialect" => {
                let target = reader.location(spot, 0).map(|word| Target::parse(&word.path));
                config.engine = config.stated(spot, target, "which engine the schema is for");
            }
            "driver" if !object.iter().any(|(key, _)| *key == Some("dialect")) => {
                let target = reader.location(spot, 0).map(|word| Target::parse(&word.path));
                config.engine = config.stated(spot, target, "which engine the schema is for");
            }
            "casing" => match reader.location(spot, 0).as_ref().map(|word| word.path.as_str()) {
                Some("snake_case") => config.casing = Some(Casing::Snake),
                Some("camelCase") => config.casing = Some(Casing::Camel),
                Some(_) => {}
                None => config.unknown.push((spot.range.clone(), "how columns without a name are called")),
            },
            "schemaFilter" => match reader.locations(spot) {
                Some(names) => config.schemas = names.into_iter().map(|name| name.path).collect(),
                None => config.unknown.push((spot.range.clone(), "which schemas count")),
            },
            _ => {}
        }
    }
    Some(config)
}

impl Config {
    fn stated<T>(&mut self, spot: &Spot<'_>, value: Option<T>, what: &'static str) -> Stated<T> {
        match value {
            Some(value) => Stated::Known(value, spot.range.clone()),
            // `schema: undefined` says as much as no key.
            None if spot.value == Value::Name("undefined".to_string()) => Stated::Absent,
            None => {
                self.unknown.push((spot.range.clone(), what));
                Stated::Unknown
            }
        }
    }
}

/// A file of a configuration.
struct Reader<'c> {
    place: &'c Path,
    script: Script<'c>,
    resolver: &'c Resolver,
}

impl<'c> Reader<'c> {
    /// The members of the object with most keys of drizzle-kit, with those of the objects that it spreads.
    fn configuration(&self) -> Option<Object<'c>> {
        const TELLING: [&str; 5] = ["schema", "out", "dialect", "driver", "dbCredentials"];
        const OTHERS: [&str; 8] = [
            "casing",
            "schemaFilter",
            "tablesFilter",
            "migrations",
            "verbose",
            "strict",
            "breakpoints",
            "introspect",
        ];
        let score = |object: &Object<'_>| {
            let keys = object.iter().filter_map(|(key, _)| *key);
            let points =
                keys.map(|key| if TELLING.contains(&key) { 4 } else { usize::from(OTHERS.contains(&key)) });
            points.sum::<usize>()
        };
        let objects = self.script.objects().map(|object| self.spread(object, 0));
        // Of equal ones the first.
        let best = objects
            .map(|object| (score(&object), object))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.filter(|(score, _)| *score >= 4).map(|(_, object)| object)
    }

    /// Puts in the place of `...name` the members of the constant.
    fn spread(&self, object: Object<'c>, depth: usize) -> Object<'c> {
        let mut members: Object<'c> = Vec::new();
        for (key, spot) in object {
            let inner = match (&key, &spot.value) {
                (None, Value::Name(name)) if depth < DEEPEST => self.script.constant(name),
                (None, Value::Object(_)) => Some(spot.clone()),
                _ => None,
            };
            let added = match inner.map(|inner| inner.value) {
                Some(Value::Object(inner)) => self.spread(inner, depth + 1),
                Some(_) | None => vec![(key, spot)],
            };
            for (key, spot) in added {
                members.retain(|(other, _)| key.is_none() || *other != key);
                members.push((key, spot));
            }
        }
        members
    }

    fn locations(&self, spot: &Spot<'c>) -> Option<Vec<Location>> {
        match &spot.value {
            Value::List(spots) => {
                let all: Option<Vec<Vec<Location>>> = spots.iter().map(|spot| self.locations(spot)).collect();
                Some(all?.into_iter().flatten().collect())
            }
            Value::Name(name) => match self.script.constant(name) {
                Some(Spot { value: Value::List(spots), .. }) => {
                    spots.iter().map(|spot| self.location(spot, 1)).collect()
                }
                Some(_) | None => Some(vec![self.location(spot, 0)?]),
            },
            Value::Text(_) | Value::Template(_) | Value::Object(_) | Value::Call(..) | Value::Other => {
                Some(vec![self.location(spot, 0)?])
            }
        }
    }

    /// The text that a value means.
    fn location(&self, spot: &Spot<'c>, depth: usize) -> Option<Location> {
        const HERE: [&str; 3] = ["__dirname", "import.meta.dirname", "import.meta.dir"];
        let plain = |path: &str| Some(Location { path: path.to_string(), here: false });
        match &spot.value {
            _ if depth > DEEPEST => None,
            Value::Text(text) => plain(text),
            Value::Template(text) => self.template(text, depth),
            Value::Name(name) if HERE.contains(&name.as_str()) => {
                Some(Location { path: String::new(), here: true })
            }
            Value::Name(name) => self.named(name, depth + 1),
            Value::Call(name, _) if name == "process.cwd" => plain(""),
            // `relative(process.cwd(), x)`, `fileURLToPath(x)`
            Value::Call(name, arguments) if is_function(name, &["relative", "fileURLToPath"]) => {
                self.location(arguments.last()?, depth + 1)
            }
            Value::Call(name, arguments) if name == "new URL" => {
                let [path, base] = arguments.as_slice() else { return None };
                let is_own = base.value == Value::Name("import.meta.url".to_string());
                let path = self.location(path, depth + 1)?;
                is_own.then_some(Location { here: true, ..path })
            }
            Value::Call(name, arguments) if is_function(name, &["join", "resolve"]) => {
                let parts: Option<Vec<Location>> =
                    arguments.iter().map(|argument| self.location(argument, depth + 1)).collect();
                let parts = parts?;
                let here = parts.first().is_some_and(|part| part.here);
                let texts = parts.iter().map(|part| part.path.as_str()).filter(|text| !text.is_empty());
                Some(Location { path: texts.collect::<Vec<_>>().join("/"), here })
            }
            Value::Call(..) | Value::List(_) | Value::Object(_) | Value::Other => None,
        }
    }

    fn template(&self, text: &str, depth: usize) -> Option<Location> {
        let mut whole = Location { path: String::new(), here: false };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            whole.path.push_str(before);
            let spots = Script::new(name);
            let inner = spots.sole_name()?;
            let inner = self.location(&Spot { value: Value::Name(inner), range: 0..0 }, depth + 1)?;
            whole.here |= inner.here;
            whole.path.push_str(&inner.path);
            rest = after;
        }
        whole.path.push_str(rest);
        if whole.here {
            // The slash of `${__dirname}/x` is not the root's.
            whole.path = whole.path.trim_start_matches('/').to_string();
        }
        Some(whole)
    }

    /// What a constant says, of this file or an imported one.
    fn named(&self, name: &str, depth: usize) -> Option<Location> {
        if let Some(spot) = self.script.constant(name) {
            return self.location(&spot, depth);
        }
        let (there, module) = self.script.import(name)?;
        let place: PathBuf = self.resolver.resolve(self.place, module)?;
        let text = self.resolver.peek(&place)?;
        let other = Reader { place: &place, script: Script::new(&text), resolver: self.resolver };
        if depth > DEEPEST {
            return None;
        }
        other.named(there, depth + 1)
    }
}

/// Whether a name is that of one of these functions, perhaps of a module of Node.
fn is_function(name: &str, functions: &[&str]) -> bool {
    let function = name.rsplit('.').next().unwrap_or(name);
    let is_module =
        ["path", "Path", "url", "posix"].iter().any(|module| name.starts_with(&format!("{module}.")));
    (!name.contains('.') || is_module) && functions.contains(&function)
}
