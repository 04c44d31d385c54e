//! What a file says about its place in the graph: `revision`, `down_revision`, `branch_labels`, `depends_on`.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Name, Span};
use crate::text::FileId;

use crate::read::python::{Library, Machine, Module, Value};

/// A revision.
#[derive(Debug)]
pub(super) struct Revision {
    /// Its file.
    pub(super) file: FileId,
    /// `revision`.
    pub(super) id: Name,
    /// Where it is stated; the beginning of the file where only the file's name states it.
    pub(super) id_span: Span,
    /// `down_revision`.
    pub(super) down: Vec<Name>,
    /// Where it is stated.
    pub(super) down_span: Span,
    /// `depends_on`.
    pub(super) depends: Vec<Name>,
    /// Where it is stated.
    pub(super) depends_span: Span,
    /// `branch_labels`.
    pub(super) labels: Vec<Name>,
}

impl Revision {
    /// The revision that a file is; `None` for another module that lies among them.
    pub(super) fn read(
        machine: &mut Machine<'_>,
        library: &mut dyn Library,
        module: &Module,
    ) -> Option<Revision> {
        let file = module.file;
        let place = |name: &str| statement(module, name).map(|range| span_of(file, range));
        let start = Span::new(file, 0, 0);
        let id_span = place("revision").unwrap_or(start);
        let id = match names(machine, library, file, "revision", id_span).as_slice() {
            [id, ..] => *id,
            [] => match legacy_id(machine.files.path(file)) {
                Some(id) if function(module, "upgrade").is_some() => id,
                Some(_) | None => {
                    complain(machine, module);
                    return None;
                }
            },
        };
        let down_span = place("down_revision").unwrap_or(id_span);
        let depends_span = place("depends_on").unwrap_or(id_span);
        let labels_span = place("branch_labels").unwrap_or(id_span);
        Some(Revision {
            file,
            id,
            id_span,
            down: names(machine, library, file, "down_revision", down_span),
            down_span,
            depends: names(machine, library, file, "depends_on", depends_span),
            depends_span,
            labels: names(machine, library, file, "branch_labels", labels_span),
        })
    }

    /// The name by which people know it: that of its file, with the id if that does not hold it.
    pub(super) fn name(&self, path: &str) -> Name {
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = file.strip_suffix(".py").unwrap_or(file);
        if stem.contains(self.id.as_str()) {
            return Name::new(stem);
        }
        Name::new(&format!("{}_{stem}", self.id))
    }
}

/// Tells of a module that does what a revision does and is none.
fn complain(machine: &mut Machine<'_>, module: &Module) {
    let states_id = statement(module, "revision").is_some();
    let broken = !module.problems.is_empty();
    if let Some(upgrade) = function(module, "upgrade")
        && !states_id
        && !broken
    {
        machine.problem(
            span_of(module.file, upgrade),
            "the file has `upgrade` but no `revision`, so no place in the history",
        );
    }
}

/// The ids that a variable of the module holds: one, or a list of them.
fn names(
    machine: &mut Machine<'_>,
    library: &mut dyn Library,
    file: FileId,
    variable: &str,
    span: Span,
) -> Vec<Name> {
    let value = machine.global(library, file, Name::new(variable));
    let unknown = |machine: &mut Machine<'_>| {
        machine.problem(span, format!("`{variable}` is not known without running the file"));
    };
    match value {
        Some(Value::Text(text)) => vec![Name::new(&text)],
        Some(Value::List(list)) => {
            let list = list.borrow();
            let known: Vec<Name> = list.iter().filter_map(|value| value.as_text()).map(Name::new).collect();
            if list.iter().any(|value| value.as_text().is_none() && !value.is_null()) {
                unknown(machine);
            }
            known
        }
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Bool(_) | Value::Number(_) | Value::Map(_) | Value::Object(_) | Value::Unknown(_)) => {
            unknown(machine);
            Vec::new()
        }
    }
}

/// Alembic before 0.2 took the id from the file's name, and still does.
fn legacy_id(path: &str) -> Option<Name> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.strip_suffix(".py")?;
    let is_hex = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    is_hex.then(|| Name::new(stem))
}

/// The last statement at the module's top level that assigns a name.
fn statement(module: &Module, name: &str) -> Option<TextRange> {
    let is_it = |target: &Expr| target.as_name_expr().is_some_and(|target| target.id.as_str() == name);
    module.tree.body.iter().rev().find_map(|statement| {
        let plain = statement.as_assign_stmt().is_some_and(|assign| assign.targets.iter().any(is_it));
        let annotated = statement.as_ann_assign_stmt().is_some_and(|assign| is_it(&assign.target));
        (plain || annotated).then(|| statement.range())
    })
}

/// The definition of a function at the module's top level.
pub(super) fn function(module: &Module, name: &str) -> Option<TextRange> {
    let functions = module.tree.body.iter().rev().filter_map(Stmt::as_function_def_stmt);
    functions.filter(|function| function.name.as_str() == name).map(|function| function.name.range()).next()
}

/// A range of a file as a span.
pub(super) fn span_of(file: FileId, range: TextRange) -> Span {
    Span::new(file, range.start().to_usize(), range.end().to_usize())
}
