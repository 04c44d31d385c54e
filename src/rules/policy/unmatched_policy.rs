//! `unmatched-policy`: an entry of referee.toml about tables or foreign keys that are not there, or that others decide.

use crate::config::{Config, Level, Patterns, Policy};
use crate::diagnostic::Label;
use crate::ir::{ForeignKeyRef, Name, TableName};
use crate::rules::decision::{allowed, applies, deciding};
use crate::rules::doubt::{Doubt, Doubts};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::words::Event;
use crate::rules::{Check, Description, Docs, Group, Rule, Silences};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unmatched-policy",
    group: Group::Policy,
    level: Level::Warn,
    summary: "a policy of referee.toml matches nothing, or earlier ones decide all that it matches",
    docs: Docs {
        finds: "A pattern in the `table` or `references` of a `[[policy]]`, `[[erasable]]`, `[[protected]]` or `[[required]]` that matches no table of any \
                description; a `[[policy]]` that matches no foreign key; and one whose foreign keys are all decided by policies above it. \
                Judged only where the whole folder of referee.toml is checked.",
        why: "A table was renamed or is misspelt, and what the team wanted of it is no longer looked at; nobody notices, because nothing fails.",
        remedy: "Mend the name, remove the entry, or move the narrower policy above the wider one.",
    },
    bad: "\
--- referee.toml
[[protected]] # expect: unmatched-policy
table = \"paymnts\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE payments (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT);
",
    good: "\
--- referee.toml
[[protected]]
table = \"payments\"
--- migrations/0001_init.sql
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE payments (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT);
",
    check: Check::Silences(check),
};

/// What names can match: everything that any description of any database has.
struct Known<'a> {
    silences: &'a Silences<'a>,
    /// Tables by their bare names and with their schemas, those that are only referenced as well.
    tables: Vec<String>,
    foreign_keys: Vec<ForeignKeyRef<'a>>,
}

/// An entry: how messages call it, and where it is.
#[derive(Clone, Copy)]
struct Entry<'c> {
    title: &'static str,
    span: Span,
    reason: Option<&'c str>,
}

fn check(silences: &Silences<'_>, findings: &mut Findings<'_>) {
    // Of a part of the project it cannot be told that something is nowhere.
    if silences.ignores.is_none() {
        return;
    }
    let config = findings.config();
    let known = Known::of(silences);
    if known.tables.is_empty() {
        return;
    }
    for policy in &config.policies {
        let entry = Entry { title: "[[policy]]", span: policy.span, reason: policy.reason.as_deref() };
        let names = [&policy.table, &policy.references].into_iter().flatten();
        let idle: Vec<Finding> =
            names.filter_map(|names| known.idle(entry, names, &known.tables, findings)).collect();
        if idle.is_empty() {
            findings.extend(undecided(config, policy, &known));
        }
        findings.extend(idle);
    }
    let erasables =
        config.erasables.iter().map(|one| ("[[erasable]]", one.span, one.reason.as_deref(), &one.tables));
    let protected =
        config.protected.iter().map(|one| ("[[protected]]", one.span, one.reason.as_deref(), &one.tables));
    let required = config
        .required
        .iter()
        .filter_map(|one| Some(("[[required]]", one.span, one.reason.as_deref(), one.tables.as_ref()?)));
    for (title, span, reason, tables) in erasables.chain(protected).chain(required) {
        findings.extend(known.idle(Entry { title, span, reason }, tables, &known.tables, findings));
    }
    for required in &config.required {
        let entry = Entry { title: "[[required]]", span: required.span, reason: required.reason.as_deref() };
        findings.extend(known.idle(entry, &required.references, &known.with_columns(), findings));
        if required.tables.is_none() && !known.has_column(&required.column) {
            let column = required.column.text.join("`, `");
            let message = format!("no table has a column `{column}`, so this [[required]] asks for nothing");
            findings.extend(Some(told(entry, &column, message)));
        }
    }
}

impl<'a> Known<'a> {
    fn of(silences: &'a Silences<'a>) -> Known<'a> {
        let mut known = Known { silences, tables: Vec::new(), foreign_keys: Vec::new() };
        for description in known.descriptions() {
            let schema = description.schema;
            let own = schema.living_tables().map(|table| table.qualified_name());
            let referenced = schema.living_foreign_keys().map(|fk| fk.qualified_referenced_name());
            let names = own.chain(referenced).flat_map(|name| [TableName::bare(name.name), name]);
            known.tables.extend(names.map(|name| name.to_string()));
            known.foreign_keys.extend(schema.living_foreign_keys());
        }
        known.tables.sort_unstable();
        known.tables.dedup();
        known
    }

    fn descriptions(&self) -> impl Iterator<Item = &'a Description<'a>> + use<'a> {
        self.silences.subjects.iter().flat_map(|subject| &subject.descriptions)
    }

    /// The tables, and each with each of its columns after it.
    fn with_columns(&self) -> Vec<String> {
        let tables = self.descriptions().flat_map(|description| description.schema.living_tables());
        let columns = tables.flat_map(|table| {
            let names = [TableName::bare(table.name().name), table.qualified_name()];
            table.columns().flat_map(move |column| names.map(|name| format!("{name}.{}", column.name())))
        });
        let referenced = self.foreign_keys.iter().flat_map(|fk| {
            let names = [TableName::bare(fk.referenced_name().name), fk.qualified_referenced_name()];
            let columns = fk.get().referenced_columns.iter();
            columns.flat_map(move |column| names.map(|name| format!("{name}.{column}")))
        });
        self.tables.iter().cloned().chain(columns).chain(referenced).collect()
    }

    /// Whether a table has a column of this name.
    fn has_column(&self, names: &Patterns) -> bool {
        let tables = self.descriptions().flat_map(|description| description.schema.living_tables());
        tables.flat_map(|table| table.columns()).any(|column| names.matches(column.name().as_str()))
    }

    /// The patterns that match none of the names.
    fn idle(
        &self,
        entry: Entry<'_>,
        patterns: &Patterns,
        names: &[String],
        findings: &Findings<'_>,
    ) -> Option<Finding> {
        let idle = patterns.idle(names.iter().map(String::as_str));
        let first = *idle.first()?;
        let title = entry.title;
        let all = idle.join("`, `");
        let what = if idle.len() < patterns.text.len() {
            format!("in this {title}")
        } else {
            format!("of this {title}")
        };
        let message = format!("`{all}` {what} matches no table");
        let doubt = idle.iter().find_map(|name| self.doubt(name, findings));
        Some(told(entry, first, message).doubted(doubt))
    }

    /// What was not understood may make the table.
    fn doubt(&self, name: &str, findings: &Findings<'_>) -> Option<Doubt> {
        let table = TableName::bare(Name::new(name.rsplit('.').next().unwrap_or(name)));
        self.descriptions().find_map(|one| Doubts::of(findings.files(), *one).naming(table, None))
    }
}

fn told(entry: Entry<'_>, name: &str, message: String) -> Finding {
    let aspect = Name::new(&format!("{} {name}", entry.title)).as_str();
    let label =
        entry.reason.map_or("no longer needed".to_owned(), |reason| format!("its reason was: {reason}"));
    Finding::new(Object::database(), aspect, message, Label::new(entry.span, label))
        .help("Mend what it names, or remove it")
}

/// Why a policy whose tables are there decides nothing, if it does not.
fn undecided(config: &Config, policy: &Policy, known: &Known<'_>) -> Option<Finding> {
    let entry = Entry { title: "[[policy]]", span: policy.span, reason: policy.reason.as_deref() };
    let mut earlier: Vec<&Policy> = Vec::new();
    let mut matched = false;
    for fk in known.foreign_keys.iter().filter(|fk| applies(policy, **fk)) {
        matched = true;
        for event in Event::BOTH.into_iter().filter(|event| !allowed(policy, *event).is_empty()) {
            let Some(decides) = deciding(config, *fk, event) else { continue };
            if std::ptr::eq(decides, policy) {
                return None;
            }
            if !earlier.iter().any(|one| std::ptr::eq(*one, decides)) {
                earlier.push(decides);
            }
        }
    }
    let conditions = conditions(policy);
    if !matched {
        return Some(told(entry, &conditions, format!("this [[policy]] matches no foreign key{conditions}")));
    }
    let number = if let [_] = earlier.as_slice() { "the policy above" } else { "policies above" };
    let message =
        format!("this [[policy]] decides nothing: all foreign keys{conditions} are decided by {number}");
    let finding = told(entry, &conditions, message);
    let finding = earlier.iter().fold(finding, |finding, one| finding.related(one.span, "decides before it"));
    Some(finding.help("Move it above the wider policy, or remove it"))
}

/// The conditions of a policy in words, each after a space.
fn conditions(policy: &Policy) -> String {
    let all = [("of", &policy.table), ("to", &policy.references), ("on", &policy.column)];
    let mut words = String::new();
    for (word, patterns) in all {
        if let Some(patterns) = patterns {
            words.push_str(&format!(" {word} `{}`", patterns.text.join("`, `")));
        }
    }
    match policy.nullable {
        Some(true) => words + " that allow NULL",
        Some(false) => words + " that do not allow NULL",
        None => words,
    }
}
