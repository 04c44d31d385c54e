//! SQL that revisions run: `op.execute`, `connection.execute`, `session.execute`, with text or with DDL objects of SQLAlchemy.

use std::borrow::Cow;

use crate::ir::{Existing, OperationKind, Span};
use crate::read::python::core::last_segment;
use crate::read::python::{Argument, Arguments, Machine, Made, Object, Value};
use crate::read::sql::{self, Written};
use crate::text::Files;

use super::chain::{Chain, made, paths};

/// Words with which SQL that people write in programs begins.
const FIRST_WORDS: [&str; 24] = [
    "alter", "create", "drop", "insert", "update", "delete", "select", "with", "do", "set", "pragma",
    "comment", "truncate", "grant", "revoke", "begin", "commit", "rename", "reindex", "vacuum", "analyze",
    "call", "merge", "copy",
];

/// What stands for the parts of a text that are not known: to the reader of SQL an instruction of a template, after which nothing is sure.
const LOST: &str = "{% x %}";

/// What an argument asks the database to run.
enum Statement {
    /// Text that is known.
    Text(String, Written),
    /// Text of which parts are not known; those are [`LOST`].
    Template(String, Span),
    /// An object of SQLAlchemy that changes the schema.
    Ddl(std::rc::Rc<Made>),
    /// Rows are read or written.
    Rows,
    /// Not known.
    Unknown,
}

impl Chain {
    /// Runs what an argument says; the value is what the database answers.
    pub(super) fn execute(
        &mut self,
        machine: &mut Machine<'_>,
        argument: Option<&Argument>,
        parameters: Option<&Argument>,
        span: Span,
    ) -> Value {
        let Some(argument) = argument else { return Value::Null };
        if let Value::List(list) = &argument.value {
            let values = list.borrow().clone();
            for value in values {
                let argument = Argument { keyword: None, value, span: argument.span };
                self.execute(machine, Some(&argument), parameters, span);
            }
            return result(None, span);
        }
        let statement = statement(machine, argument);
        if let Statement::Rows = statement {
            self.note_rows(&argument.value);
        }
        match statement {
            Statement::Text(text, written) => {
                self.note_rows(&Value::text(&text));
                self.run_text(machine, &text, written);
                let text = bound(&text, parameters.map(|argument| &argument.value));
                let text = Argument { keyword: None, value: Value::text(&text), span: argument.span };
                result(Some(text), span)
            }
            Statement::Template(text, span) => {
                self.run_text(machine, &text, Written::Somehow(span));
                Value::unknown(span, "the statement is not known")
            }
            Statement::Ddl(ddl) => {
                self.run_ddl(machine, &ddl, span);
                result(None, span)
            }
            Statement::Rows => result(argument.value.as_unknown().is_none().then(|| argument.clone()), span),
            Statement::Unknown => {
                self.opaque(machine, Vec::new(), span, "the SQL that is executed is not known");
                Value::unknown(span, "the statement is not known")
            }
        }
    }

    fn run_text(&mut self, machine: &mut Machine<'_>, text: &str, written: Written) {
        let parsed = sql::embedded(&without_parameters(text), written, self.dialect);
        self.counts.irrelevant += parsed.counts.irrelevant;
        for problem in parsed.problems {
            machine.problem(problem.span, problem.why);
        }
        for operation in parsed.operations {
            self.emit(operation.kind, operation.span);
        }
    }

    fn run_ddl(&mut self, machine: &mut Machine<'_>, ddl: &Made, span: Span) {
        let first = ddl.arguments.positional().next().or_else(|| ddl.arguments.list.first());
        let flag = |keyword: &str| {
            ddl.arguments.keyword(keyword).and_then(|argument| argument.value.as_bool()) == Some(true)
        };
        let existing = |keyword: &str| if flag(keyword) { Existing::Skips } else { Existing::Fails };
        let value = first.map(|argument| argument.value.clone()).unwrap_or(Value::Null);
        match last_segment(ddl.path) {
            "CreateSchema" => match self.name_in(&value) {
                Some(name) => self.emit(OperationKind::CreateSchema(name), span),
                None => machine.problem(span, "the name of the schema is not known"),
            },
            "DropSchema" => match self.name_in(&value) {
                Some(name) => self.emit(OperationKind::DropSchema { name, cascade: flag("cascade") }, span),
                None => self.opaque(machine, Vec::new(), span, "the name of the schema is not known"),
            },
            "CreateTable" => self.create_value(machine, &value, existing("if_not_exists"), span),
            "DropTable" => self.drop_value(machine, &value, existing("if_exists"), span),
            "CreateIndex" | "DropIndex" | "CreateSequence" | "DropSequence" | "SetTableComment"
            | "SetColumnComment" => {}
            word => {
                let why = format!("what `{word}` does here is not known");
                self.opaque(machine, Vec::new(), span, why);
            }
        }
    }
}

/// The answer to a query; with the statement, if it may matter.
fn result(statement: Option<Argument>, span: Span) -> Value {
    made(paths::RESULT, Arguments { list: statement.into_iter().collect(), open: None }, span)
}

fn statement(machine: &Machine<'_>, argument: &Argument) -> Statement {
    match &argument.value {
        Value::Text(text) => Statement::Text(text.to_string(), written(machine.files, text, argument.span)),
        Value::Object(Object::Made(made)) => of_made(machine, made, argument),
        Value::Unknown(unknown) => {
            let files = machine.files;
            template(source(files, argument.span))
                .map(|text| (text, argument.span))
                .or_else(|| around(machine, unknown.span))
                .map_or(Statement::Unknown, |(text, span)| {
                    if works_on_rows(&text) { Statement::Rows } else { Statement::Template(text, span) }
                })
        }
        Value::Object(
            Object::Module(_)
            | Object::Library(_)
            | Object::Function(_)
            | Object::Class(_)
            | Object::Instance(..)
            | Object::Method(..)
            | Object::Union(_)
            | Object::Bound(..)
            | Object::Partial(_)
            | Object::Super(..)
            | Object::Dictionary(_),
        )
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::List(_)
        | Value::Map(_) => Statement::Unknown,
    }
}

fn of_made(machine: &Machine<'_>, made: &std::rc::Rc<Made>, argument: &Argument) -> Statement {
    match last_segment(made.path) {
        "text" | "DDL" | "TextClause" | "literal_column" | "quoted_name" => {
            let first = made.arguments.positional().next().or_else(|| made.arguments.keyword("text"));
            let first = first.or_else(|| made.arguments.list.first());
            let Some(inner) = first else { return Statement::Unknown };
            let known = statement(machine, inner);
            if let Statement::Text(text, _) = &known
                && text.contains("\\:")
            {
                // `text()` takes a colon behind a backslash for itself.
                return Statement::Text(text.replace("\\:", ":"), Written::Somehow(inner.span));
            }
            known
        }
        "bindparams" | "execution_options" | "columns" | "execute_if" | "params" => match &made.receiver {
            Some(receiver) => {
                statement(machine, &Argument { keyword: None, value: receiver.clone(), span: argument.span })
            }
            None => Statement::Unknown,
        },
        "CreateSchema" | "DropSchema" | "CreateTable" | "DropTable" | "CreateIndex" | "DropIndex"
        | "CreateSequence" | "DropSequence" | "AddConstraint" | "DropConstraint" | "SetTableComment"
        | "SetColumnComment" => Statement::Ddl(made.clone()),
        _ => Statement::Rows,
    }
}

fn source(files: &Files, span: Span) -> &str {
    files.get(span.file).slice(span.start, span.end)
}

/// How a text that an argument holds is written: a literal without escapes can be found byte for byte.
fn written(files: &Files, text: &str, span: Span) -> Written {
    let literal = source(files, span);
    let prefix = literal.bytes().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, quoted) = literal.split_at_checked(prefix).unwrap_or(("", literal));
    let plain = letters.bytes().all(|letter| matches!(letter, b'r' | b'R' | b'u' | b'U'));
    let found = ["\"\"\"", "'''", "\"", "'"].into_iter().find_map(|quote| {
        let inner = quoted.strip_prefix(quote)?.strip_suffix(quote)?;
        Some((quote.len(), inner))
    });
    match found {
        Some((quote, inner)) if plain && inner == text => {
            let start = span.start as usize + prefix + quote;
            Written::Plainly(Span::new(span.file, start, start + inner.len()))
        }
        Some(_) | None => Written::Somehow(span),
    }
}

/// The statement of the program in which a value was lost, as a template.
fn around(machine: &Machine<'_>, lost: Span) -> Option<(String, Span)> {
    let module = machine.modules.get(&lost.file)?;
    let range = super::syntax::statement_around(&module.tree.body, lost)?;
    let span = Span { file: lost.file, start: range.0, end: range.1 };
    template(source(machine.files, span)).map(|text| (text, span))
}

/// The SQL that the literals in a piece of Python spell, with [`LOST`] for what is put between them; `None` if it is no SQL.
fn template(source: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = source;
    let mut pieces = 0;
    while let Some(at) = rest.find(['"', '\'']) {
        let (before, quoted) = rest.split_at(at);
        let is_format =
            before.chars().rev().take_while(char::is_ascii_alphabetic).any(|c| c == 'f' || c == 'F');
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| quoted.starts_with(quote))?;
        let inside = quoted.get(quote.len()..)?;
        let end = inside.find(quote)?;
        let (inside, after) = inside.split_at(end);
        if pieces > 0 && before.contains('+') {
            text.push_str(LOST);
        }
        if is_format {
            fill(inside, &mut text);
        } else {
            text.push_str(&inside.replace("%s", LOST).replace("{}", LOST));
        }
        pieces += 1;
        rest = after.get(quote.len()..)?;
        // What follows the literals of one expression is something else.
        let next = rest.trim_start();
        if !next.starts_with(['"', '\'', 'f', 'F', 'r', 'R', '+']) {
            break;
        }
    }
    let word: String = text
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    (FIRST_WORDS.contains(&word.as_str())).then_some(text)
}

/// Whether SQL only reads or writes rows, by its first word.
pub(super) fn works_on_rows(text: &str) -> bool {
    let start = text.trim_start();
    let word =
        start.get(..start.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(start.len())).unwrap_or("");
    const ROWS: [&str; 6] = ["insert", "update", "delete", "select", "with", "merge"];
    ROWS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The text of an f-string.
fn fill(inside: &str, text: &mut String) {
    let mut rest = inside;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        text.push_str(before);
        if brace.starts_with("{{") || brace.starts_with("}}") {
            text.push_str(brace.get(..1).unwrap_or(""));
            rest = brace.get(2..).unwrap_or("");
            continue;
        }
        text.push_str(LOST);
        rest = brace.find('}').and_then(|end| brace.get(end + 1..)).unwrap_or("");
    }
    text.push_str(rest);
}

/// The text of the statement that a result answers, and the statement itself.
pub(super) fn asked(result: &Made) -> (Option<String>, Option<&Value>) {
    let statement = result.arguments.list.first().map(|argument| &argument.value);
    (statement.and_then(Value::as_text).map(str::to_owned), statement)
}

/// The text with its parameters (`:name`) made values, byte for byte: parameters stand in statements on rows.
fn without_parameters(text: &str) -> Cow<'_, str> {
    let mut made: Option<String> = None;
    let mut quote = None;
    let mut before = ' ';
    let mut end = 0;
    for (at, character) in text.char_indices() {
        if at < end {
            continue;
        }
        match quote {
            Some(open) if open == character => quote = None,
            Some(_) => {}
            None if matches!(character, '\'' | '"') => quote = Some(character),
            None if character == ':' && before != ':' => {
                let word = text.get(at + 1..).unwrap_or("");
                let starts = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                let len = word.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
                if starts {
                    end = at + 1 + len;
                    let text = made.get_or_insert_with(|| text.to_owned());
                    text.replace_range(at..end, &format!("0{}", " ".repeat(len)));
                }
            }
            None => {}
        }
        before = character;
    }
    made.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A query with its parameters in it, so far as they are text.
fn bound(text: &str, parameters: Option<&Value>) -> String {
    let Some(Value::Map(map)) = parameters else { return text.to_owned() };
    let mut bound = text.to_owned();
    for (name, value) in map.borrow().iter() {
        if let Some(value) = value.as_text() {
            let literal = format!("'{}'", value.replace('\'', "''"));
            bound = bound.replace(&format!(":{name}"), &literal);
        }
    }
    bound
}
