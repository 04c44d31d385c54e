//! `PrimaryKeyConstraint`, `UniqueConstraint`, `CheckConstraint`, `ExcludeConstraint`.

use crate::ir::{Name, Span};

use super::super::{Made, Value};
use super::Core;
use super::foreign_key::ForeignKey;
use super::naming::{StatedName, text_of};
use super::path::{construct, list_of};

/// A constraint before its table is known.
#[derive(Clone, Debug)]
pub(in crate::read) enum Constraint {
    /// One that is no foreign key.
    Key(KeyConstraint),
    /// A foreign key.
    ForeignKey(ForeignKey),
}

/// A constraint that is no foreign key.
#[derive(Clone, Debug)]
pub(in crate::read) struct KeyConstraint {
    /// What it demands.
    pub(in crate::read) kind: KeyKind,
    /// Its name.
    pub(in crate::read) name: StatedName,
    /// Its columns by key; of a check what its text names.
    pub(in crate::read) columns: Vec<Name>,
    /// The call.
    pub(in crate::read) span: Span,
}

/// What a [`KeyConstraint`] demands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::read) enum KeyKind {
    /// PRIMARY KEY.
    Primary,
    /// UNIQUE.
    Unique,
    /// CHECK.
    Check,
    /// EXCLUDE.
    Exclude,
}

impl Core<'_> {
    /// A constraint of a table; `None` for what is none, or was told as not understood.
    pub(in crate::read) fn constraint(&mut self, value: &Value) -> Option<Constraint> {
        let (made, word) = construct(value)?;
        let key = |kind| (kind, made);
        let (kind, made) = match word {
            "ForeignKeyConstraint" => return self.foreign_key_constraint(made).map(Constraint::ForeignKey),
            "PrimaryKeyConstraint" => key(KeyKind::Primary),
            "UniqueConstraint" => key(KeyKind::Unique),
            "CheckConstraint" => key(KeyKind::Check),
            "ExcludeConstraint" => key(KeyKind::Exclude),
            _ => return None,
        };
        let name = match kind {
            KeyKind::Check => StatedName::of(made.arguments.get(1, "name")),
            KeyKind::Primary | KeyKind::Unique | KeyKind::Exclude => {
                StatedName::of(made.arguments.keyword("name"))
            }
        };
        let columns = match kind {
            KeyKind::Check => {
                made.arguments.get(0, "sqltext").map_or_else(Vec::new, |text| mentions(&text.value))
            }
            KeyKind::Primary | KeyKind::Unique => self.key_columns(made),
            KeyKind::Exclude => self.excluded(made),
        };
        Some(Constraint::Key(KeyConstraint { kind, name, columns, span: made.span }))
    }

    fn key_columns(&mut self, made: &Made) -> Vec<Name> {
        if let Some(unknown) = made.arguments.open {
            self.problem(unknown.span, format!("columns of the constraint are not known: {}", unknown.why));
        }
        let mut columns = Vec::new();
        for argument in made.arguments.positional() {
            match self.column_name(&argument.value) {
                Some(name) => columns.push(name),
                None => self.not_known(&argument.value, argument.span, "a column of the constraint"),
            }
        }
        columns
    }

    /// `ExcludeConstraint(("room", "="), (func.tsrange(...), "&&"))`: the columns that stand for themselves.
    fn excluded(&mut self, made: &Made) -> Vec<Name> {
        let mut columns = Vec::new();
        for argument in made.arguments.positional() {
            let first = list_of(&argument.value).and_then(|pair| pair.first().cloned());
            columns.extend(first.and_then(|column| self.column_name(&column)));
        }
        columns
    }
}

/// The words of a check's text that may be columns; expressions of the library say none.
fn mentions(value: &Value) -> Vec<Name> {
    let text = text_of(value).or_else(|| {
        let (made, "text") = construct(value)? else { return None };
        text_of(&made.arguments.get(0, "text")?.value)
    });
    let Some(text) = text else { return Vec::new() };
    let mut found: Vec<Name> = Vec::new();
    // Every second piece is a literal.
    for code in text.as_str().split('\'').step_by(2) {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut rest = code;
        while let Some(start) = rest.find(is_part) {
            let (_, word) = rest.split_at(start);
            let (word, after) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
            let name = Name::new(word);
            if !after.trim_start().starts_with('(') && !found.contains(&name) {
                found.push(name);
            }
            rest = after;
        }
    }
    found
}
