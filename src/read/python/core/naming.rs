//! The names of constraints and indexes: stated ones, those that `MetaData(naming_convention=...)` makes, and how SQLAlchemy cuts long ones
//! (sqlalchemy/sql/naming.py and `IdentifierPreparer` in sqlalchemy/sql/compiler.py, 2.0.51).

use std::rc::Rc;

use crate::ir::{Dialect, Engine, Name, TableName};

use super::super::{Argument, Made, Value};
use super::digest::md5;
use super::path::{last_segment, made_of};

/// The name that a construct states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum StatedName {
    /// None is stated: the convention's, or the engine's.
    None,
    /// A name that the convention may still use (`%(constraint_name)s`).
    Plain(Name),
    /// A name through `op.f` or `conv`, which no convention changes.
    Final(Name),
    /// It is not known.
    Unknown,
}

impl StatedName {
    /// The name that an argument states.
    pub(in crate::read) fn of(argument: Option<&Argument>) -> StatedName {
        argument.map_or(StatedName::None, |argument| StatedName::of_value(&argument.value))
    }

    /// The name that a value states.
    pub(in crate::read) fn of_value(value: &Value) -> StatedName {
        match (value.as_text(), made_of(value)) {
            (Some(text), _) => StatedName::Plain(Name::new(text)),
            (None, Some(made)) => StatedName::of_made(made),
            (None, None) if value.is_null() => StatedName::None,
            (None, None) => StatedName::Unknown,
        }
    }

    /// The name, if one is stated and known.
    pub(in crate::read) fn name(&self) -> Option<Name> {
        match self {
            StatedName::Plain(name) | StatedName::Final(name) => Some(*name),
            StatedName::None | StatedName::Unknown => None,
        }
    }

    fn of_made(made: &Made) -> StatedName {
        let text = made.arguments.positional().next().and_then(|argument| argument.value.as_text());
        match (last_segment(made.path), text) {
            ("f" | "conv", Some(text)) => StatedName::Final(Name::new(text)),
            ("quoted_name", Some(text)) => StatedName::Plain(Name::new(text)),
            _ => StatedName::Unknown,
        }
    }
}

/// Text that a value states, also through `quoted_name`.
pub(super) fn text_of(value: &Value) -> Option<Name> {
    StatedName::of_value(value).name()
}

/// `MetaData(naming_convention={...})`.
#[derive(Clone, Debug, Default)]
pub(in crate::read) struct Convention {
    /// By `ix`, `uq`, `ck`, `fk`, `pk`; `None` for a template that is not known. Empty: SQLAlchemy's own, which names indexes only.
    templates: Vec<(Name, Option<Rc<str>>)>,
}

/// What a name is made for.
pub(super) struct Subject<'a> {
    /// `ix`, `uq`, `ck`, `fk`, `pk`.
    pub(super) kind: &'static str,
    /// The table.
    pub(super) table: TableName,
    /// The columns' names.
    pub(super) columns: &'a [Name],
    /// The columns' keys, by which the program calls them.
    pub(super) keys: &'a [Name],
    /// The referenced table.
    pub(super) referred_table: Option<Name>,
    /// The referenced columns.
    pub(super) referred_columns: &'a [Name],
}

/// A name cannot be told: the convention asks for what is not known here.
pub(super) struct UnknownName;

impl Convention {
    /// The convention that a value states; anything but a map is none.
    pub(in crate::read) fn read(value: &Value) -> Convention {
        let Value::Map(entries) = value else { return Convention::default() };
        let text = |value: &Value| value.as_text().map(Rc::from);
        let templates = entries.borrow().iter().map(|(key, value)| (*key, text(value))).collect();
        Convention { templates }
    }

    fn template(&self, kind: &str) -> Option<Option<Rc<str>>> {
        if self.templates.is_empty() {
            return (kind == "ix").then(|| Some("ix_%(column_0_label)s".into()));
        }
        let found = self.templates.iter().find(|(key, _)| key.as_str() == kind);
        found.map(|(_, template)| template.clone())
    }

    /// The name that the engine is given; `None` leaves it to the engine.
    pub(super) fn name(
        &self,
        stated: &StatedName,
        subject: &Subject<'_>,
        dialect: Dialect,
    ) -> Result<Option<Name>, UnknownName> {
        let plain = match stated {
            StatedName::Final(name) => return Ok(Some(cut(name.as_str(), subject.kind, dialect))),
            StatedName::Unknown => return Err(UnknownName),
            StatedName::Plain(name) => Some(*name),
            StatedName::None => None,
        };
        let template = match self.template(subject.kind) {
            Some(Some(template)) => template,
            Some(None) if plain.is_none() => return Err(UnknownName),
            Some(None) | None => return Ok(plain.map(|name| dialect.quoted(name.as_str()))),
        };
        if let Some(name) = plain.filter(|_| !template.contains("constraint_name")) {
            return Ok(Some(dialect.quoted(name.as_str())));
        }
        // SQLAlchemy refuses a template with `constraint_name` for a constraint without a name, but leaves keys of columns' own unnamed.
        if plain.is_none() && template.contains("constraint_name") {
            return Ok(None);
        }
        let text = fill(&template, |token| self.token(token, subject, plain)).ok_or(UnknownName)?;
        Ok(Some(cut(&text, subject.kind, dialect)))
    }

    fn token(&self, token: &str, subject: &Subject<'_>, plain: Option<Name>) -> Option<String> {
        // A function of the project's own goes before SQLAlchemy's tokens.
        if self.templates.iter().any(|(key, _)| key.as_str() == token) {
            return None;
        }
        match token {
            "table_name" => return Some(subject.table.name.as_str().to_owned()),
            "constraint_name" => return plain.map(|name| name.as_str().to_owned()),
            "referred_table_name" => return subject.referred_table.map(|name| name.as_str().to_owned()),
            _ => {}
        }
        let (referred, rest) = match token.strip_prefix("referred_") {
            Some(rest) => (true, rest),
            None => (false, token),
        };
        let rest = rest.strip_prefix("column_")?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = rest.split_at_checked(digits)?;
        let (several, attribute) = if let Some(attribute) = rest.strip_prefix("_N_") {
            (Some("_"), attribute)
        } else if let Some(attribute) = rest.strip_prefix("N_") {
            (Some(""), attribute)
        } else {
            (None, rest.strip_prefix('_')?)
        };
        let label = |column: Name| match subject.table.schema {
            Some(schema) => format!("{}_{}_{column}", schema.as_str().replace('.', "_"), subject.table.name),
            None => format!("{}_{column}", subject.table.name),
        };
        let values: Vec<String> = match (attribute, referred) {
            ("name", true) => subject.referred_columns.iter().map(ToString::to_string).collect(),
            ("name", false) => subject.columns.iter().map(ToString::to_string).collect(),
            ("key", false) => subject.keys.iter().map(ToString::to_string).collect(),
            ("label", false) => subject.columns.iter().map(|column| label(*column)).collect(),
            _ => return None,
        };
        match several {
            Some(separator) => Some(values.join(separator)),
            None => Some(values.get(number.parse::<usize>().ok()?).cloned().unwrap_or_default()),
        }
    }
}

/// Fills `%(token)s` into a template; `None` where a token is not known.
fn fill(template: &str, token: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let (name, after) = after.strip_prefix('(')?.split_once(")s")?;
        text.push_str(&token(name)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// SQLAlchemy cuts the names that it makes itself, and those through `conv`, to eight characters below the limit and adds four digits.
fn cut(name: &str, kind: &str, dialect: Dialect) -> Name {
    let limit = match dialect.engine {
        Engine::PostgreSql | Engine::CockroachDb => 63,
        Engine::MySql | Engine::MariaDb => 64,
        Engine::Sqlite => 9999,
    };
    debug_assert!(!kind.is_empty());
    if name.chars().count() <= limit {
        return dialect.quoted(name);
    }
    let start: String = name.chars().take(limit - 8).collect();
    let digest = md5(name);
    dialect.quoted(&format!("{start}_{}", digest.get(28..).unwrap_or("")))
}
