//! What rules say. `Findings` stamps the rule's name, the severity and the database on each finding, leaves out what the configuration ignores,
//! and tells a finding about one object once, however many descriptions of the database repeat it.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::config::{Config, Level};
use crate::diagnostic::{Diagnostic, Label, Selection, Severity};
use crate::ir::{ForeignKeyRef, Name, TableName, TableRef};
use crate::text::{Files, Span};

use super::doubt::Doubt;
use super::scene::Scene;
use super::words;
use super::{Rule, Subject};

/// The object of a finding, by which the configuration selects and repetitions are known.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Object {
    /// The table, with its schema.
    table: Option<TableName>,
    /// The columns, as a foreign key or a rule names them.
    columns: Vec<Name>,
    /// The referenced table, without the default schema; none for columns.
    referenced: Option<TableName>,
    /// The foreign key's name.
    name: Option<Name>,
    /// The file, for what is no part of a schema.
    path: Option<Name>,
    /// What it is called, if it is none of these.
    title: Option<Name>,
}

impl Object {
    /// Nothing that the configuration could select.
    const NOTHING: Object =
        Object { table: None, columns: Vec::new(), referenced: None, name: None, path: None, title: None };

    /// A foreign key.
    pub(super) fn foreign_key(fk: ForeignKeyRef<'_>) -> Object {
        Object {
            table: Some(fk.table().qualified_name()),
            columns: fk.columns().map(|column| column.name()).collect(),
            referenced: Some(fk.referenced_name()),
            name: fk.get().name,
            ..Object::NOTHING
        }
    }

    /// A foreign key that is not there.
    pub(super) fn reference(table: TableRef<'_>, columns: &[Name], referenced: TableName) -> Object {
        let (table, columns) = (Some(table.qualified_name()), columns.to_vec());
        Object { table, columns, referenced: Some(referenced), ..Object::NOTHING }
    }

    /// A table.
    pub(super) fn table(table: TableRef<'_>) -> Object {
        Object { table: Some(table.qualified_name()), ..Object::NOTHING }
    }

    /// A column of a table.
    pub(super) fn column(table: TableRef<'_>, column: Name) -> Object {
        Object { table: Some(table.qualified_name()), columns: vec![column], ..Object::NOTHING }
    }

    /// A file, or an entry of one.
    pub(super) fn file(path: &str, entry: &str) -> Object {
        let (path, entry) = (Name::new(path), Name::new(entry));
        Object { columns: vec![path, entry], path: Some(path), title: Some(entry), ..Object::NOTHING }
    }

    /// The same as part of something: `erasable users: posts (author_id) -> users`.
    pub(super) fn of(self, kind: &str, name: &str) -> Object {
        Object { title: Some(Name::new(&format!("{kind} {name}:"))), ..self }
    }

    /// What there is once in a database, by a name that stays: `drizzle-kit's snapshot`.
    pub(super) fn title(title: &str) -> Object {
        Object { title: Some(Name::new(title)), ..Object::NOTHING }
    }

    /// The database or the configuration as a whole. Findings are told apart by their messages, which should name no numbers.
    pub(super) fn database() -> Object {
        Object::NOTHING
    }

    /// How `[[ignore]]` selects it.
    fn selection(&self) -> Option<Selection> {
        self.table.map(|table| Selection { table: table.to_string(), columns: self.columns.clone() })
    }

    /// The object in words: `posts (author_id) -> users`. Constraint names are left out: engines and tools generate them. Paths are given as seen
    /// from `base`.
    fn words(&self, aspect: &str, base: &Path) -> String {
        let mut words = Vec::new();
        words.extend(self.path.map(|path| seen_from(base, path.as_str())));
        words.extend(self.title.map(|title| title.to_string()));
        words.extend(self.table.map(|table| table.to_string()));
        if !self.columns.is_empty() && self.path.is_none() {
            let columns: Vec<&str> = self.columns.iter().map(|column| column.as_str()).collect();
            words.push(format!("({})", columns.join(", ")));
        }
        words.extend(self.referenced.map(|referenced| format!("-> {referenced}")));
        if !aspect.is_empty() && !words.is_empty() {
            words.push(format!("[{aspect}]"));
        }
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }
}

/// A path below a folder, wherever Referee was started; any other path as it is. Both sides are written with `/`.
fn seen_from(base: &Path, path: &str) -> String {
    let whole = std::path::absolute(path).unwrap_or_default();
    let below = whole.strip_prefix(base).ok().map(|below| below.to_string_lossy().replace('\\', "/"));
    below.unwrap_or_else(|| path.to_owned())
}

/// A finding before it is stamped.
#[derive(Debug)]
pub(super) struct Finding {
    object: Object,
    /// Tells several findings of one rule about one object apart.
    aspect: &'static str,
    message: String,
    primary: Label,
    related: Vec<Label>,
    help: Option<String>,
    at_most: Severity,
}

impl Finding {
    /// A finding about an object at a place. `aspect` tells several findings of one rule about one object apart.
    pub(super) fn new(object: Object, aspect: &'static str, message: String, primary: Label) -> Finding {
        let at_most = Severity::Error;
        Finding { object, aspect, message, primary, related: Vec::new(), help: None, at_most }
    }

    /// Another place that matters.
    pub(super) fn related(mut self, span: Span, text: impl Into<String>) -> Finding {
        if span != self.primary.span && self.related.iter().all(|label| label.span != span) {
            self.related.push(Label::new(span, text));
        }
        self
    }

    /// What to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// And what else to know.
    pub(super) fn and_help(mut self, more: &str) -> Finding {
        self.help = Some(match self.help {
            Some(help) => format!("{help}. {more}"),
            None => more.to_owned(),
        });
        self
    }

    /// Stands for others of its kind, too.
    pub(super) fn and_more(mut self, count: usize) -> Finding {
        self.message.push_str(&format!("; {count} more differ"));
        self
    }

    /// Never worse than this, whatever the rule's level.
    pub(super) fn at_most(mut self, severity: Severity) -> Finding {
        self.at_most = self.at_most.min(severity);
        self
    }

    /// A note instead, if there is a reason not to be sure.
    pub(super) fn doubted(self, doubt: Option<Doubt>) -> Finding {
        match doubt {
            Some(doubt) => self.at_most(Severity::Note).related(doubt.span, doubt.why),
            None => self,
        }
    }
}

/// What was found in one database.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    subject: &'a Subject<'a>,
    /// The folder of the configuration, or the current one.
    base: PathBuf,
    rule: Option<&'static Rule>,
    diagnostics: Vec<Diagnostic>,
    /// Where an object of an earlier description was reported, by rule and aspect.
    told: FxHashMap<(&'static str, &'static str, Object), (u32, usize)>,
    /// Counts the descriptions; repetitions within one are not dropped.
    turn: u32,
    /// How the description is called; `None` while two are compared.
    place: Option<&'static str>,
    /// The `[[ignore]]`s that silenced a finding, by index, some repeated.
    ignores: Vec<usize>,
}

/// What rules said.
#[derive(Debug, Default)]
pub struct Found {
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
    /// The `[[ignore]]`s that silenced one, by index, some repeated.
    pub ignores: Vec<usize>,
}

impl Found {
    /// Takes in what others said.
    pub fn append(&mut self, mut other: Found) {
        self.diagnostics.append(&mut other.diagnostics);
        self.ignores.append(&mut other.ignores);
    }
}

impl<'a> Findings<'a> {
    pub(super) fn new(subject: &'a Subject<'a>) -> Findings<'a> {
        let (told, diagnostics) = (FxHashMap::default(), Vec::new());
        let base = base(subject);
        Findings { subject, base, rule: None, diagnostics, told, turn: 0, place: None, ignores: Vec::new() }
    }

    /// What the team states.
    pub(super) fn config(&self) -> &'a Config {
        self.subject.config
    }

    /// The text of all files.
    pub(super) fn files(&self) -> &'a Files {
        self.subject.files
    }

    /// What follows is about this description.
    pub(super) fn turn_to(&mut self, scene: &Scene<'_>) {
        self.turn += 1;
        self.place = Some(words::title(&scene.description));
    }

    /// What follows is about two descriptions.
    pub(super) fn turn_to_comparison(&mut self) {
        self.place = None;
    }

    /// What follows is said by this rule.
    pub(super) fn stamp(&mut self, rule: &'static Rule) {
        self.rule = Some(rule);
    }

    /// Adds a finding, unless the configuration silences it or an earlier description has led to it.
    pub(super) fn add(&mut self, finding: Finding) {
        let Some(rule) = self.rule else { return };
        let path = self.subject.files.path(finding.primary.span.file);
        let (config, object) = (self.subject.config, &finding.object);
        let level = config.level_for(rule.name, rule.level, path, object.table);
        let Some(severity) = severity_of(level) else { return };
        let ignores = config.ignores_for(rule.name, object.table, Some((object.name, &object.columns)));
        let before = self.ignores.len();
        self.ignores.extend(ignores);
        if self.ignores.len() > before {
            return;
        }
        let object = self.plain(finding.object);
        let words = object.words(finding.aspect, &self.base);
        let words = if words.is_empty() { finding.message.clone() } else { words };
        let selection = object.selection();
        if let Some(place) = self.place {
            let index = self.diagnostics.len();
            let object = Object { name: None, ..object };
            let entry = self.told.entry((rule.name, finding.aspect, object)).or_insert((self.turn, index));
            let (turn, index) = *entry;
            if turn != self.turn {
                if let Some(earlier) = self.diagnostics.get_mut(index) {
                    earlier.related.push(Label::new(finding.primary.span, format!("also in {place}")));
                }
                return;
            }
        }
        self.diagnostics.push(Diagnostic {
            rule: rule.name,
            severity: severity.min(finding.at_most),
            message: finding.message,
            primary: finding.primary,
            related: finding.related,
            help: finding.help,
            database: self.subject.name.to_owned(),
            object: words,
            selection,
        });
    }

    /// Adds several findings.
    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }

    /// All findings.
    pub(super) fn into_found(self) -> Found {
        Found { diagnostics: self.diagnostics, ignores: self.ignores }
    }

    /// The object with its table called by the bare name where that is enough.
    fn plain(&self, mut object: Object) -> Object {
        let is_default = |table: &TableName| {
            self.subject.descriptions.iter().any(|one| one.schema.default_schema == table.schema)
        };
        object.table =
            object.table.map(|table| if is_default(&table) { TableName::bare(table.name) } else { table });
        object
    }
}

/// Whether a rule may report anything under this configuration.
pub(super) fn is_active(rule: &Rule, config: &Config) -> bool {
    let stated = |(name, level): &(String, Level)| name == rule.name && *level != Level::Off;
    config.level(rule.name, rule.level) != Level::Off
        || config.overrides.iter().any(|one| one.levels.iter().any(stated))
}

fn base(subject: &Subject<'_>) -> PathBuf {
    let config = subject.config.file.map_or("", |file| subject.files.path(file));
    let folder = Path::new(config).parent().filter(|folder| !folder.as_os_str().is_empty());
    std::path::absolute(folder.unwrap_or(Path::new("."))).unwrap_or_default()
}

fn severity_of(level: Level) -> Option<Severity> {
    match level {
        Level::Off => None,
        Level::Note => Some(Severity::Note),
        Level::Warn => Some(Severity::Warning),
        Level::Error => Some(Severity::Error),
    }
}
