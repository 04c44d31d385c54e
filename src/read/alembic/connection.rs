//! Connections, engines, sessions and dialects: what revisions do with `op.get_bind()`.

use crate::ir::{Condition, Span, TableName};
use crate::read::python::{Arguments, Machine, Made, Value};

use super::chain::{Chain, bare, made, paths};

impl Chain {
    pub(super) fn bind_method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        match name {
            "execute" | "exec_driver_sql" | "scalar" | "scalars" | "stream" => {
                Some(self.query(machine, name, arguments, span))
            }
            "run_sync" => self.run_sync(machine, receiver, arguments, span),
            "begin" | "begin_nested" | "connect" | "execution_options" | "get_bind" | "connection"
            | "raw_connection" | "cursor" | "__enter__" | "get_transaction" => Some(receiver.clone()),
            "commit" | "rollback" | "close" | "dispose" | "detach" | "__exit__" | "invalidate" => {
                Some(Value::Null)
            }
            "in_transaction" => Some(Value::Bool(true)),
            "__bool__" => Some(Value::Bool(true)),
            "has_table" => Some(self.ask_table(arguments, 0, span)),
            "table_names" => Some(Value::list(self.table_names())),
            "fetchall" | "fetchone" | "fetchmany" => {
                Some(Value::unknown(span, "the rows are those of the database"))
            }
            _ => None,
        }
    }

    pub(super) fn session_method(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        match name {
            "execute" | "exec" | "scalar" | "scalars" | "stream" => {
                Some(self.query(machine, name, arguments, span))
            }
            "query" => Some(made(paths::RESULT, arguments.clone(), span)),
            "get" => Some(Value::Null),
            "run_sync" => self.run_sync(machine, receiver, arguments, span),
            "connection" | "get_bind" => Some(bare(paths::BIND, span)),
            "begin" | "begin_nested" | "__enter__" | "__call__" | "no_autoflush" => Some(receiver.clone()),
            "__bool__" => Some(Value::Bool(true)),
            // Whatever it is, it is done with rows.
            _ => Some(Value::Null),
        }
    }

    /// `execute(...)`, `scalar(...)`, `scalars(...)`.
    fn query(&mut self, machine: &mut Machine<'_>, name: &str, arguments: &Arguments, span: Span) -> Value {
        let statement = arguments.positional().next().or_else(|| arguments.list.first());
        let parameters = arguments.get(1, "parameters").or_else(|| arguments.keyword("params"));
        let answer = self.execute(machine, statement, parameters, span);
        if name != "scalar" {
            return answer;
        }
        self.method_of_result(machine, &answer, "scalar", span)
    }

    fn method_of_result(
        &mut self,
        machine: &mut Machine<'_>,
        value: &Value,
        name: &str,
        span: Span,
    ) -> Value {
        let result = super::chain::is_made(value, paths::RESULT).cloned();
        let answer = result.and_then(|result| self.result_method(machine, value, &result, name, span));
        answer.unwrap_or_else(|| Value::unknown(span, "the rows are those of the database"))
    }

    /// `connection.run_sync(function, ...)` calls the function with the connection.
    fn run_sync(
        &mut self,
        machine: &mut Machine<'_>,
        receiver: &Value,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let callee = arguments.positional().next()?.value.clone();
        let mut list = arguments.list.clone();
        if let Some(first) = list.first_mut() {
            first.value = receiver.clone();
        }
        Some(machine.call(self, &callee, Arguments { list, open: arguments.open }, span))
    }

    pub(super) fn dialect_method(
        &mut self,
        of: &Made,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let first = arguments.positional().next().map(|argument| &argument.value);
        match name {
            "__str__" | "render_as_string" if of.path.as_str() == paths::URL => {
                Some(Value::text(&format!("{}://", self.dialect_name())))
            }
            "get_backend_name" => Some(Value::text(self.dialect_name())),
            "__instancecheck__" => self.dialect_is(first?),
            "quote" | "quote_identifier" => Some(self.in_quotes(first?.as_text()?)),
            "has_index" => {
                let name = |at, keyword| {
                    arguments.get(at, keyword).and_then(|argument| self.name_in(&argument.value))
                };
                let table = TableName::bare(name(1, "table_name")?);
                let condition = Condition::TableIndex(table, name(2, "index_name")?);
                self.replay.ask(&condition).map(Value::Bool)
            }
            "has_table" => Some(self.ask_table(arguments, 1, span)),
            "get_table_names" => Some(Value::list(self.table_names())),
            "__bool__" => Some(Value::Bool(true)),
            _ => None,
        }
    }

    fn ask_table(&mut self, arguments: &Arguments, at: usize, span: Span) -> Value {
        let name = arguments.get(at, "table_name").and_then(|argument| self.name_in(&argument.value));
        let schema = arguments.get(at + 1, "schema").and_then(|argument| self.name_in(&argument.value));
        match name {
            Some(name) => self.table_answer(TableName { schema, name }, span),
            None => Value::unknown(span, "the table that is asked for is not known"),
        }
    }
}
