//! Which names a statement binds, and which values it may change in place.

use ruff_python_ast::{Alias, ExceptHandler, Expr, Pattern, Stmt};

use crate::ir::Name;

/// The names that a statement binds, those whose values it changes (`x.append(1)`, `x.y = 2`, `x[1] = 2`), and whether it is a star import.
pub(super) fn names(statement: &Stmt) -> (Vec<Name>, Vec<Name>, bool) {
    let mut names = Names::default();
    names.statement(statement);
    (names.bound, names.changed, names.star)
}

/// The names that statements bind, and those whose values they change, in nested blocks too.
pub(super) fn names_in(body: &[Stmt], bound: &mut Vec<Name>, changed: &mut Vec<Name>) {
    let mut names = Names::default();
    names.body(body);
    bound.append(&mut names.bound);
    changed.append(&mut names.changed);
}

/// The name by which an `import` binds: `a` of `import a.b`.
pub(super) fn imported(alias: &Alias) -> Name {
    match &alias.asname {
        Some(name) => Name::new(name.as_str()),
        None => Name::new(alias.name.as_str().split('.').next().unwrap_or_default()),
    }
}

/// The name at the root of `x`, `x.y`, `x[0].y()`.
fn root(expression: &Expr) -> Option<Name> {
    let mut expression = expression;
    loop {
        expression = if let Expr::Attribute(attribute) = expression {
            &attribute.value
        } else if let Expr::Subscript(subscript) = expression {
            &subscript.value
        } else if let Expr::Call(call) = expression {
            &call.func
        } else if let Expr::Name(name) = expression {
            return Some(Name::new(name.id.as_str()));
        } else {
            return None;
        }
    }
}

#[derive(Default)]
struct Names {
    bound: Vec<Name>,
    changed: Vec<Name>,
    star: bool,
}

impl Names {
    fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.bound.push(Name::new(function.name.as_str())),
            Stmt::ClassDef(class) => self.bound.push(Name::new(class.name.as_str())),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.target(target)),
            Stmt::AugAssign(assign) => self.target(&assign.target),
            Stmt::AnnAssign(assign) if assign.value.is_some() => self.target(&assign.target),
            Stmt::TypeAlias(alias) => self.target(&alias.name),
            Stmt::For(block) => {
                self.target(&block.target);
                self.body(&block.body);
                self.body(&block.orelse);
            }
            Stmt::While(block) => {
                self.body(&block.body);
                self.body(&block.orelse);
            }
            Stmt::If(block) => {
                self.body(&block.body);
                block.elif_else_clauses.iter().for_each(|clause| self.body(&clause.body));
            }
            Stmt::With(block) => {
                let targets = block.items.iter().filter_map(|item| item.optional_vars.as_deref());
                targets.for_each(|target| self.target(target));
                self.body(&block.body);
            }
            Stmt::Match(block) => {
                for case in &block.cases {
                    self.pattern(&case.pattern);
                    self.body(&case.body);
                }
            }
            Stmt::Try(block) => {
                self.body(&block.body);
                for ExceptHandler::ExceptHandler(handler) in &block.handlers {
                    self.bound.extend(handler.name.iter().map(|name| Name::new(name.as_str())));
                    self.body(&handler.body);
                }
                self.body(&block.orelse);
                self.body(&block.finalbody);
            }
            Stmt::Import(import) => self.bound.extend(import.names.iter().map(imported)),
            Stmt::ImportFrom(import) => {
                self.star |= import.names.iter().any(|alias| alias.name.as_str() == "*");
                self.bound.extend(import.names.iter().map(imported));
            }
            Stmt::Expr(expression) => self.expression(&expression.value),
            Stmt::Delete(delete) => self.changed.extend(delete.targets.iter().filter_map(root)),
            Stmt::AnnAssign(_)
            | Stmt::Return(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    /// A call that stands alone may change what it is a method of, and what `setattr` is given.
    fn expression(&mut self, expression: &Expr) {
        let Expr::Call(call) = expression else {
            if let Expr::Named(named) = expression {
                self.target(&named.target);
            }
            return;
        };
        let setattr = matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "setattr");
        if setattr {
            self.changed.extend(call.arguments.args.first().and_then(root));
        } else if !matches!(&*call.func, Expr::Name(_)) {
            self.changed.extend(root(&call.func));
        }
    }

    fn target(&mut self, target: &Expr) {
        if let Expr::Name(name) = target {
            self.bound.push(Name::new(name.id.as_str()));
        } else if let Expr::Tuple(tuple) = target {
            tuple.elts.iter().for_each(|target| self.target(target));
        } else if let Expr::List(list) = target {
            list.elts.iter().for_each(|target| self.target(target));
        } else if let Expr::Starred(starred) = target {
            self.target(&starred.value);
        } else {
            self.changed.extend(root(target));
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let bind = |names: &mut Vec<Name>, name: Option<&ruff_python_ast::Identifier>| {
            names.extend(name.map(|name| Name::new(name.as_str())));
        };
        match pattern {
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(sequence) => {
                sequence.patterns.iter().for_each(|pattern| self.pattern(pattern));
            }
            Pattern::MatchMapping(mapping) => {
                mapping.patterns.iter().for_each(|pattern| self.pattern(pattern));
                bind(&mut self.bound, mapping.rest.as_ref());
            }
            Pattern::MatchClass(class) => {
                class.arguments.patterns.iter().for_each(|pattern| self.pattern(pattern));
                class.arguments.keywords.iter().for_each(|keyword| self.pattern(&keyword.pattern));
            }
            Pattern::MatchStar(star) => bind(&mut self.bound, star.name.as_ref()),
            Pattern::MatchAs(pattern) => {
                bind(&mut self.bound, pattern.name.as_ref());
                pattern.pattern.iter().for_each(|pattern| self.pattern(pattern));
            }
            Pattern::MatchOr(either) => either.patterns.iter().for_each(|pattern| self.pattern(pattern)),
        }
    }
}
