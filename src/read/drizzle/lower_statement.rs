//! Statements: from the parser's tree to our own.

use oxc_ast::ast;

use super::lower::Lower;
use super::syntax::{
    Export, Expression, ExpressionKind, ForEach, If, Import, ImportBinding, Key, Loop, Pattern, Property,
    Statement, StatementKind, Variable,
};
use crate::ir::Name;

impl Lower {
    pub(super) fn statements(&mut self, statements: &[ast::Statement<'_>]) -> Vec<Statement> {
        statements.iter().filter_map(|statement| self.statement(statement)).collect()
    }

    /// A statement; `None` for one that only declares types.
    fn statement(&mut self, node: &ast::Statement<'_>) -> Option<Statement> {
        let span = self.span(node);
        let lowered = self.deeper(|this| match node.as_declaration() {
            Some(declaration) => this.declaration(declaration),
            None => this.plain_statement(node),
        });
        lowered.unwrap_or(Some(StatementKind::Other)).map(|kind| Statement { span, kind })
    }

    fn declaration(&mut self, node: &ast::Declaration<'_>) -> Option<StatementKind> {
        Some(match node {
            ast::Declaration::VariableDeclaration(variables) if !variables.declare => {
                self.variables(variables)
            }
            ast::Declaration::FunctionDeclaration(function) => {
                let name = Name::new(function.id.as_ref()?.name.as_str());
                StatementKind::Function(name, Box::new(self.function(function)?))
            }
            ast::Declaration::ClassDeclaration(class) => {
                StatementKind::Class(Name::new(class.id.as_ref()?.name.as_str()))
            }
            ast::Declaration::TSEnumDeclaration(declaration) if !declaration.declare => {
                self.enumeration(declaration)
            }
            ast::Declaration::TSImportEqualsDeclaration(_) => StatementKind::Other,
            _ => return None,
        })
    }

    fn variables(&mut self, node: &ast::VariableDeclaration<'_>) -> StatementKind {
        let lower = |variable: &ast::VariableDeclarator<'_>| Variable {
            pattern: self.pattern(&variable.id),
            value: variable.init.as_ref().map(|value| self.expression(value)),
        };
        StatementKind::Variables(node.declarations.iter().map(lower).collect())
    }

    /// `enum E { A = "a" }` is a constant map.
    fn enumeration(&mut self, node: &ast::TSEnumDeclaration<'_>) -> StatementKind {
        let mut properties = Vec::new();
        let mut next = Some(0.0);
        for member in &node.body.members {
            let span = self.span(member);
            let key = Key::Name(Name::new(member.id.static_name().as_str()));
            let value = match (&member.initializer, next) {
                (Some(value), _) => self.expression(value),
                (None, Some(number)) => Expression { span, kind: ExpressionKind::Number(number) },
                (None, None) => Expression { span, kind: ExpressionKind::Other },
            };
            next = if let ExpressionKind::Number(number) = value.kind { Some(number + 1.0) } else { None };
            properties.push(Property::Value { key, value, span });
        }
        let value = Some(Expression { span: self.span(node), kind: ExpressionKind::Map(properties) });
        StatementKind::Variables(vec![Variable {
            pattern: Pattern::Name(Name::new(node.id.name.as_str())),
            value,
        }])
    }

    fn plain_statement(&mut self, node: &ast::Statement<'_>) -> Option<StatementKind> {
        Some(match node {
            ast::Statement::ExpressionStatement(statement) => {
                StatementKind::Expression(self.expression(&statement.expression))
            }
            ast::Statement::BlockStatement(block) => StatementKind::Block(self.statements(&block.body)),
            ast::Statement::IfStatement(choice) => StatementKind::If(Box::new(If {
                test: self.expression(&choice.test),
                then: self.statement(&choice.consequent).into_iter().collect(),
                otherwise: choice.alternate.iter().filter_map(|other| self.statement(other)).collect(),
            })),
            ast::Statement::TryStatement(attempt) => {
                let mut body = self.statements(&attempt.block.body);
                if let Some(last) = &attempt.finalizer {
                    body.extend(self.statements(&last.body));
                }
                StatementKind::Block(body)
            }
            ast::Statement::ReturnStatement(result) => {
                StatementKind::Return(result.argument.as_ref().map(|value| self.expression(value)))
            }
            ast::Statement::LabeledStatement(labeled) => return self.plain_statement(&labeled.body),
            ast::Statement::BreakStatement(_) => StatementKind::Break,
            ast::Statement::ContinueStatement(_) => StatementKind::Continue,
            ast::Statement::ThrowStatement(_) => StatementKind::Throw,
            ast::Statement::EmptyStatement(_) | ast::Statement::DebuggerStatement(_) => return None,
            _ => return self.repetition(node).or_else(|| self.module_statement(node)),
        })
    }

    fn repetition(&mut self, node: &ast::Statement<'_>) -> Option<StatementKind> {
        Some(match node {
            ast::Statement::ForOfStatement(each) => StatementKind::ForEach(Box::new(ForEach {
                pattern: self.loop_variable(&each.left),
                over: self.expression(&each.right),
                keys: false,
                body: self.statement(&each.body).into_iter().collect(),
            })),
            ast::Statement::ForInStatement(each) => StatementKind::ForEach(Box::new(ForEach {
                pattern: self.loop_variable(&each.left),
                over: self.expression(&each.right),
                keys: true,
                body: self.statement(&each.body).into_iter().collect(),
            })),
            ast::Statement::ForStatement(each) => {
                let start = match &each.init {
                    Some(ast::ForStatementInit::VariableDeclaration(variables)) => {
                        Some(self.variables(variables))
                    }
                    Some(other) => {
                        other.as_expression().map(|one| StatementKind::Expression(self.expression(one)))
                    }
                    None => None,
                };
                let span = self.span(&**each);
                StatementKind::Loop(Box::new(Loop {
                    start: start.into_iter().map(|kind| Statement { span, kind }).collect(),
                    test: each.test.as_ref().map(|test| self.expression(test)),
                    update: each.update.as_ref().map(|update| self.expression(update)),
                    body: self.statement(&each.body).into_iter().collect(),
                }))
            }
            ast::Statement::WhileStatement(each) => StatementKind::Loop(Box::new(Loop {
                start: Vec::new(),
                test: Some(self.expression(&each.test)),
                update: None,
                body: self.statement(&each.body).into_iter().collect(),
            })),
            _ => return None,
        })
    }

    fn loop_variable(&mut self, left: &ast::ForStatementLeft<'_>) -> Pattern {
        match left {
            ast::ForStatementLeft::VariableDeclaration(variables) => {
                variables.declarations.first().map_or(Pattern::Other, |first| self.pattern(&first.id))
            }
            other => other.as_assignment_target().map_or(Pattern::Other, |target| self.target(target)),
        }
    }

    /// Imports and exports. Those of types alone are left out.
    fn module_statement(&mut self, node: &ast::Statement<'_>) -> Option<StatementKind> {
        Some(match node {
            ast::Statement::ImportDeclaration(import) => StatementKind::Import(import_of(import)?),
            ast::Statement::ExportDeclaration(export) => {
                let kind = self.declaration(&export.declaration)?;
                let mut names = Vec::new();
                match &kind {
                    StatementKind::Variables(variables) => variables
                        .iter()
                        .for_each(|variable| variable.pattern.each_name(&mut |name| names.push(name))),
                    StatementKind::Function(name, _) | StatementKind::Class(name) => names.push(*name),
                    _ => {}
                }
                let statement = Statement { span: self.span(&**export), kind };
                StatementKind::Export(Export::Declaration(Box::new(statement), names))
            }
            ast::Statement::ExportNamedDeclaration(export) => {
                StatementKind::Export(Export::Names(pairs(&export.specifiers, export.export_kind)))
            }
            ast::Statement::ExportFromDeclaration(export) => {
                let names = pairs(&export.specifiers, export.export_kind);
                StatementKind::Export(Export::From(Name::new(export.source.value.as_str()), names))
            }
            ast::Statement::ExportAllDeclaration(export) => {
                if export.export_kind == ast::ImportOrExportKind::Type {
                    return None;
                }
                let name = export.exported.as_ref().map(|name| Name::new(name.name().as_str()));
                StatementKind::Export(Export::All(Name::new(export.source.value.as_str()), name))
            }
            ast::Statement::ExportDefaultDeclaration(export) => {
                let span = self.span(&**export);
                let value = match &export.declaration {
                    ast::ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                        let kind = ExpressionKind::Function(Box::new(self.function(function)?));
                        if let Some(id) = &function.id {
                            // Its name is bound as well.
                            let pattern = Pattern::Name(Name::new(id.name.as_str()));
                            let value = Some(Expression { span, kind });
                            let kind = StatementKind::Variables(vec![Variable { pattern, value }]);
                            let statement = Box::new(Statement { span, kind });
                            return Some(StatementKind::Export(Export::Declaration(statement, Vec::new())));
                        }
                        Expression { span, kind }
                    }
                    other => self.expression(other.as_expression()?),
                };
                StatementKind::Export(Export::Default(Box::new(value)))
            }
            ast::Statement::TSExportAssignment(export) => {
                StatementKind::Export(Export::Default(Box::new(self.expression(&export.expression))))
            }
            ast::Statement::TSNamespaceExportDeclaration(_) => return None,
            _ => StatementKind::Other,
        })
    }
}

fn import_of(import: &ast::ImportDeclaration<'_>) -> Option<Import> {
    if import.import_kind == ast::ImportOrExportKind::Type {
        return None;
    }
    let name = |text: &str| Some(Name::new(text));
    let mut bindings = Vec::new();
    for specifier in import.specifiers.iter().flatten() {
        let (local, imported) = match specifier {
            ast::ImportDeclarationSpecifier::ImportSpecifier(one) => {
                if one.import_kind == ast::ImportOrExportKind::Type {
                    continue;
                }
                (&one.local, name(one.imported.name().as_str()))
            }
            ast::ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => (&one.local, name("default")),
            ast::ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => (&one.local, None),
        };
        bindings.push(ImportBinding { local: Name::new(local.name.as_str()), imported });
    }
    Some(Import { specifier: Name::new(import.source.value.as_str()), bindings })
}

/// `{ local as exported, ... }` without types.
fn pairs(specifiers: &[ast::ExportSpecifier<'_>], kind: ast::ImportOrExportKind) -> Vec<(Name, Name)> {
    let is_value = |one: &&ast::ExportSpecifier<'_>| {
        kind == ast::ImportOrExportKind::Value && one.export_kind == ast::ImportOrExportKind::Value
    };
    let name = |name: &ast::ModuleExportName<'_>| Name::new(name.name().as_str());
    specifiers.iter().filter(is_value).map(|one| (name(&one.local), name(&one.exported))).collect()
}
