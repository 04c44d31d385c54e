//! What the text of a revision says before anything is run: which operations stand where.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};
use ruff_text_size::Ranged;
use rustc_hash::FxHashSet;

use crate::ir::{Name, Span, TableName};
use crate::read::python::Module;

use super::execute::works_on_rows;
use super::revision::span_of;

/// Operations that change tables, with the position of the table in `alembic.op`.
const OPERATIONS: [(&str, usize); 19] = [
    ("create_table", 0),
    ("drop_table", 0),
    ("rename_table", 0),
    ("add_column", 0),
    ("drop_column", 0),
    ("alter_column", 0),
    ("create_foreign_key", 1),
    ("create_unique_constraint", 1),
    ("create_primary_key", 1),
    ("create_check_constraint", 1),
    ("create_exclude_constraint", 1),
    ("drop_constraint", 1),
    ("create_index", 1),
    ("drop_index", 1),
    ("batch_alter_table", 0),
    ("execute", usize::MAX),
    ("exec_driver_sql", usize::MAX),
    ("create_all", usize::MAX),
    ("drop_all", usize::MAX),
];

/// The position of the table among the arguments of an operation.
pub(super) fn table_position(operation: &str) -> Option<usize> {
    OPERATIONS.iter().find(|(name, _)| *name == operation).map(|(_, at)| *at)
}

/// What statements would do if they ran.
#[derive(Default, Debug)]
pub(super) struct Outline {
    /// The tables that operations name as text.
    pub(super) tables: Vec<TableName>,
    /// Whether there are operations at all.
    pub(super) operates: bool,
    /// Whether there is SQL, of which only the text tells whether it matters.
    pub(super) executes: bool,
    /// Names that are called.
    pub(super) called: FxHashSet<Name>,
    /// Whether the function or loop around may end here.
    pub(super) leaves: bool,
}

impl Outline {
    /// The outline of statements.
    pub(super) fn of<'s>(statements: impl IntoIterator<Item = &'s Stmt>) -> Outline {
        let mut outline = Outline::default();
        for statement in statements {
            outline.visit_stmt(statement);
        }
        outline.tables.sort_unstable();
        outline.tables.dedup();
        outline
    }
}

impl Visitor<'_> for Outline {
    fn visit_stmt(&mut self, statement: &Stmt) {
        if matches!(statement, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_)) {
            self.leaves = true;
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        if let Expr::Call(call) = expression
            && let Some(name) = called_name(&call.func)
        {
            self.called.insert(Name::new(name));
            match table_position(name) {
                Some(usize::MAX) => self.executes |= may_touch(name, call),
                Some(at) => {
                    self.operates = true;
                    let literal = call.arguments.args.get(at).and_then(Expr::as_string_literal_expr);
                    let name = literal.map(|literal| Name::new(literal.value.to_str()));
                    self.tables.extend(name.map(TableName::bare));
                }
                None => {}
            }
        }
        walk_expr(self, expression);
    }
}

/// Whether SQL may touch tables, by its first words.
fn alters_tables(text: &str) -> bool {
    const OTHERS: [&str; 9] =
        ["sequence", "type", "function", "extension", "database", "role", "trigger", "policy", "procedure"];
    let second = text.split_whitespace().nth(1).unwrap_or("");
    !works_on_rows(text) && !OTHERS.iter().any(|other| second.eq_ignore_ascii_case(other))
}

/// Whether SQL that is executed may touch the schema, as far as its text shows.
fn may_touch(operation: &str, call: &ExprCall) -> bool {
    if !operation.starts_with("exec") {
        return true;
    }
    // Sessions are for rows; a query of peewee or SQLAlchemy that executes itself is no text.
    let receiver = call.func.as_attribute_expr().and_then(|attribute| attribute.value.as_name_expr());
    if call.arguments.is_empty() || receiver.is_some_and(|name| name.id.as_str().ends_with("session")) {
        return false;
    }
    let mut argument = call.arguments.args.first();
    // `sa.text("...")`, `table.insert().values(...)`, `"...".format(...)`, `"..." % x`
    for _ in 0..16 {
        let Some(value) = argument else { return true };
        if let Expr::StringLiteral(literal) = value {
            return alters_tables(literal.value.to_str());
        }
        if let Expr::FString(text) = value {
            let first = text.value.elements().next();
            let literal = first.and_then(|element| element.as_literal());
            return literal.is_none_or(|literal| alters_tables(literal));
        }
        if let Expr::BinOp(operation) = value {
            argument = Some(&operation.left);
            continue;
        }
        let Expr::Call(inner) = value else { return true };
        match called_name(&inner.func) {
            Some("text" | "dedent") => argument = inner.arguments.args.first(),
            Some("insert" | "update" | "delete" | "select") => return false,
            Some(_) | None => argument = inner.func.as_attribute_expr().map(|called| &*called.value),
        }
    }
    true
}

/// The last word of what is called.
fn called_name(callee: &Expr) -> Option<&str> {
    let attribute = callee.as_attribute_expr().map(|attribute| attribute.attr.as_str());
    attribute.or_else(|| callee.as_name_expr().map(|name| name.id.as_str()))
}

/// The function in which a place stands.
pub(super) fn function_around(body: &[Stmt], place: Span) -> Option<&StmtFunctionDef> {
    let mut found = None;
    let mut open: Vec<&Stmt> = body.iter().collect();
    while let Some(statement) = open.pop() {
        let range = statement.range();
        if range.start().to_u32() > place.start || range.end().to_u32() < place.end {
            continue;
        }
        if let Stmt::FunctionDef(function) = statement {
            found = Some(function);
            open = function.body.iter().collect();
        } else if let Stmt::ClassDef(class) = statement {
            open = class.body.iter().collect();
        }
    }
    found
}

/// The innermost statement without statements in it that holds a place.
pub(super) fn statement_around(body: &[Stmt], place: Span) -> Option<(u32, u32)> {
    struct Search {
        place: Span,
        found: Option<(u32, u32)>,
    }
    impl Visitor<'_> for Search {
        fn visit_stmt(&mut self, statement: &Stmt) {
            let (start, end) = (statement.range().start().to_u32(), statement.range().end().to_u32());
            if start > self.place.start || end < self.place.end {
                return;
            }
            if matches!(
                statement,
                Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::AugAssign(_) | Stmt::Expr(_) | Stmt::Return(_)
            ) {
                self.found = Some((start, end));
            }
            walk_stmt(self, statement);
        }
    }
    let mut search = Search { place, found: None };
    body.iter().for_each(|statement| search.visit_stmt(statement));
    search.found
}

/// Functions of a revision with operations in them which nothing in the file names.
pub(super) fn uncalled(module: &Module) -> Vec<(Name, Span)> {
    let functions = module.tree.body.iter().filter_map(Stmt::as_function_def_stmt);
    let mut found = Vec::new();
    for function in functions {
        let name = function.name.as_str();
        if matches!(name, "upgrade" | "downgrade") || !Outline::of(&function.body).operates {
            continue;
        }
        let others = module.tree.body.iter().filter(|statement| {
            statement.as_function_def_stmt().is_none_or(|other| other.range() != function.range())
        });
        if !others.into_iter().any(|statement| mentions(statement, name)) {
            found.push((Name::new(name), span_of(module.file, function.name.range())));
        }
    }
    found
}

/// Whether a statement names something, also as text (`globals()["name"]`).
fn mentions(statement: &Stmt, name: &str) -> bool {
    struct Search<'n> {
        name: &'n str,
        found: bool,
    }
    impl Visitor<'_> for Search<'_> {
        fn visit_expr(&mut self, expression: &Expr) {
            let literal = expression.as_string_literal_expr();
            self.found |= expression.as_name_expr().is_some_and(|name| name.id.as_str() == self.name)
                || literal.is_some_and(|literal| literal.value.to_str() == self.name);
            walk_expr(self, expression);
        }
    }
    let mut search = Search { name, found: false };
    search.visit_stmt(statement);
    search.found
}
