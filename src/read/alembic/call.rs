//! One call of an operation: its arguments by position or keyword, in and outside of `batch_alter_table`.

use std::rc::Rc;

use crate::ir::{Existing, Name, Span, TableName};
use crate::read::python::core::{Convention, StatedName, list_of};
use crate::read::python::{Argument, Arguments, Machine, Value};

use super::chain::Chain;

/// A call. Positions are those of `alembic.op`; within a batch the table is left out, and what follows it moves up.
pub(super) struct Call<'a> {
    arguments: &'a Arguments,
    /// The batch's table.
    pub(super) batch: Option<TableName>,
    /// The batch's own naming convention.
    pub(super) convention: Option<Rc<Convention>>,
    /// The position of the table.
    table_at: usize,
    /// The whole call.
    pub(super) span: Span,
}

impl<'a> Call<'a> {
    /// A call of an operation whose table stands at this position.
    pub(super) fn new(
        arguments: &'a Arguments,
        batch: Option<TableName>,
        table_at: usize,
        span: Span,
    ) -> Call<'a> {
        Call { arguments, batch, convention: None, table_at, span }
    }

    /// The argument with one of these keywords, or at a position.
    pub(super) fn get(&self, position: usize, keywords: &[&str]) -> Option<&'a Argument> {
        let by_keyword = keywords.iter().find_map(|keyword| self.arguments.keyword(keyword));
        let position = match self.batch {
            Some(_) if position == self.table_at => return by_keyword,
            Some(_) if position > self.table_at => position - 1,
            Some(_) | None => position,
        };
        by_keyword.or_else(|| self.arguments.positional().nth(position))
    }

    /// The positional arguments from a position on.
    pub(super) fn rest(&self, position: usize) -> impl Iterator<Item = &'a Argument> + use<'a> {
        let moved = self.batch.is_some() && position > self.table_at;
        self.arguments.positional().skip(position - usize::from(moved))
    }

    /// An argument that has only a keyword.
    pub(super) fn keyword(&self, keyword: &str) -> Option<&'a Argument> {
        self.arguments.keyword(keyword)
    }

    /// A flag.
    pub(super) fn flag(&self, keyword: &str) -> Option<bool> {
        self.keyword(keyword).and_then(|argument| argument.value.as_bool())
    }

    /// Whether a flag says that an object that is, or is not, there already does no harm.
    pub(super) fn existing(&self, keyword: &str) -> Existing {
        if self.flag(keyword) == Some(true) { Existing::Skips } else { Existing::Fails }
    }

    /// All arguments.
    pub(super) fn arguments(&self) -> &'a Arguments {
        self.arguments
    }
}

impl Chain {
    /// The table that a call names; what is not known is told.
    pub(super) fn table_of(
        &mut self,
        machine: &mut Machine<'_>,
        call: &Call<'_>,
        keywords: &[&str],
        schema: &str,
    ) -> Option<TableName> {
        if let Some(table) = call.batch {
            return Some(table);
        }
        let name = call.get(call.table_at, keywords).and_then(|argument| self.name_in(&argument.value));
        let schema = match call.keyword(schema).map(|argument| &argument.value) {
            None | Some(Value::Null) => Some(None),
            Some(value) => self.name_in(value).map(Some),
        };
        match (name, schema) {
            (Some(name), Some(schema)) => Some(TableName { schema, name }),
            (Some(name), None) => {
                let why = format!("the schema of the table `{name}` is not known");
                machine.problem(call.span, why);
                Some(TableName::bare(name))
            }
            (None, _) => {
                self.opaque(machine, Vec::new(), call.span, "the table is not known");
                None
            }
        }
    }

    /// A name as a value gives it: text, `op.f(...)`, `quoted_name(...)`.
    pub(super) fn name_in(&self, value: &Value) -> Option<Name> {
        match StatedName::of_value(value) {
            StatedName::Plain(name) | StatedName::Final(name) => Some(self.dialect.quoted(name.as_str())),
            StatedName::None | StatedName::Unknown => None,
        }
    }

    /// The names in a list; `None` if one of them is not known.
    pub(super) fn names_in(&self, value: &Value) -> Option<Vec<Name>> {
        match list_of(value) {
            Some(list) => list.iter().map(|value| self.name_in(value)).collect(),
            None => self.name_in(value).map(|name| vec![name]),
        }
    }
}
