//! `op.<operation>(...)`, in and outside of a batch: which function reads it.

use std::rc::Rc;

use crate::ir::{Span, TableName};
use crate::read::python::core::{Convention, KeyKind};
use crate::read::python::{Arguments, Machine, Made, Value};

use super::call::Call;
use super::chain::{Chain, bare, made, paths};
use super::syntax::table_position;

impl Chain {
    /// `op.<operation>(...)`, or that of a batch.
    pub(super) fn operate(
        &mut self,
        machine: &mut Machine<'_>,
        operation: &str,
        arguments: &Arguments,
        batch: Option<(TableName, Option<Rc<Convention>>)>,
        span: Span,
    ) -> Option<Value> {
        let (table, convention) = batch.map_or((None, None), |(table, convention)| (Some(table), convention));
        let mut call = Call::new(arguments, table, table_position(operation).unwrap_or(usize::MAX), span);
        call.convention = convention;
        match operation {
            "create_table" => self.create_table(machine, &call),
            "drop_table" => self.drop_table(machine, &call),
            "rename_table" => self.rename_table(machine, &call),
            "add_column" => self.add_column(machine, &call),
            "drop_column" => self.drop_column(machine, &call),
            "alter_column" => self.alter_column(machine, &call),
            "create_foreign_key" => self.create_foreign_key(machine, &call),
            "create_unique_constraint" => self.create_key(machine, &call, KeyKind::Unique),
            "create_primary_key" => self.create_key(machine, &call, KeyKind::Primary),
            "create_check_constraint" => self.create_check(machine, &call),
            "create_exclude_constraint" => self.create_exclusion(machine, &call),
            "drop_constraint" => self.drop_constraint(machine, &call),
            "create_index" => self.create_index(machine, &call),
            "drop_index" => self.drop_index(machine, &call),
            "execute" => {
                let statement = arguments.get(0, "sqltext").or_else(|| arguments.keyword("sql"));
                self.execute(machine, statement, None, span);
            }
            "batch_alter_table" => {
                self.table_of(machine, &call, &["table_name"], "schema")?;
                return Some(made(paths::BATCH, arguments.clone(), span));
            }
            "get_bind" => return Some(bare(paths::BIND, span)),
            "get_context" => return Some(bare(paths::CONTEXT, span)),
            "inline_literal" => return arguments.get(0, "value").map(|argument| argument.value.clone()),
            "run_async" => {
                let callee = arguments.positional().next()?.value.clone();
                let mut list = arguments.list.clone();
                if let Some(first) = list.first_mut() {
                    first.value = bare(paths::BIND, span);
                }
                let arguments = Arguments { list, open: arguments.open };
                return Some(machine.call(self, &callee, arguments, span));
            }
            "f" => return None,
            "bulk_insert" => {
                if let Some(table) = arguments.get(0, "table") {
                    self.note_filled(&table.value.clone());
                }
            }
            "create_table_comment" | "drop_table_comment" | "create_column_comment" => {}
            // Views, functions, triggers and enumerations of alembic_utils and its like hold no foreign keys.
            "create_entity" | "replace_entity" | "drop_entity" | "sync_enum_values"
            | "implementation_for" | "register_operation" => return None,
            _ if operation.contains('.') => return None,
            _ => {
                let why = format!("what `{operation}` does is not known");
                self.opaque(machine, table.into_iter().collect(), span, why);
            }
        }
        if operation == "create_table" { None } else { Some(Value::Null) }
    }

    pub(super) fn batch_method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        batch: &Rc<Made>,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        match name {
            "__enter__" => return Some(receiver.clone()),
            "__exit__" => return Some(Value::Null),
            "__bool__" => return Some(Value::Bool(true)),
            _ => {}
        }
        let opening = Call::new(&batch.arguments, None, 0, batch.span);
        let table = self.table_of(machine, &opening, &["table_name"], "schema")?;
        let convention =
            opening.keyword("naming_convention").map(|argument| Rc::new(Convention::read(&argument.value)));
        self.operate(machine, name, arguments, Some((table, convention)), span)
    }
}
