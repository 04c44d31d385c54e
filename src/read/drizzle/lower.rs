//! Expressions and patterns: from the parser's tree to our own.

use oxc_ast::ast;
use oxc_span::GetSpan;

use super::syntax::{
    Access, Assign, AssignOperator, BinaryOperator, Body, Call, Element, Expression, ExpressionKind,
    Function, Key, LogicalOperator, Parameter, Pattern, PatternElement, PatternProperty, Property,
};
use crate::ir::{Name, Span};
use crate::text::FileId;

/// Expressions and statements nested deeper than this are not looked at: nobody writes them, and every later walk is recursive.
const DEPTH_LIMIT: u32 = 160;

/// Lowers one tree.
pub(super) struct Lower {
    file: FileId,
    /// Where the parsed text begins in the file.
    offset: u32,
    depth: u32,
    /// Within `a?.b.c`.
    in_chain: bool,
}

impl Lower {
    pub(super) fn new(file: FileId, offset: u32) -> Lower {
        Lower { file, offset, depth: 0, in_chain: false }
    }

    pub(super) fn span(&self, node: &impl GetSpan) -> Span {
        let span = node.span();
        let at = |offset: u32| (self.offset + offset) as usize;
        Span::new(self.file, at(span.start), at(span.end))
    }

    /// Runs `lower` one level deeper; `None` where that is too deep.
    pub(super) fn deeper<T>(&mut self, lower: impl FnOnce(&mut Lower) -> T) -> Option<T> {
        if self.depth >= DEPTH_LIMIT {
            return None;
        }
        self.depth += 1;
        let lowered = lower(self);
        self.depth -= 1;
        Some(lowered)
    }

    pub(super) fn expression(&mut self, node: &ast::Expression<'_>) -> Expression {
        let span = self.span(node);
        let kind = self.deeper(|this| this.kind(node)).unwrap_or(ExpressionKind::Other);
        // What only wraps an expression keeps that one's place.
        match kind {
            ExpressionKind::Sequence(mut only) if only.len() == 1 => {
                only.pop().unwrap_or(Expression { span, kind: ExpressionKind::Other })
            }
            kind => Expression { span, kind },
        }
    }

    fn boxed(&mut self, node: &ast::Expression<'_>) -> Box<Expression> {
        Box::new(self.expression(node))
    }

    fn kind(&mut self, node: &ast::Expression<'_>) -> ExpressionKind {
        if let Some(inner) = wrapped(node) {
            return ExpressionKind::Sequence(vec![self.expression(inner)]);
        }
        match node {
            ast::Expression::NullLiteral(_) => ExpressionKind::Null,
            ast::Expression::BooleanLiteral(literal) => ExpressionKind::Bool(literal.value),
            ast::Expression::NumericLiteral(literal) => ExpressionKind::Number(literal.value),
            ast::Expression::StringLiteral(literal) => ExpressionKind::Text(literal.value.as_str().into()),
            ast::Expression::TemplateLiteral(template) => {
                let (texts, values) = self.template(template);
                ExpressionKind::Template(texts, values)
            }
            ast::Expression::TaggedTemplateExpression(tagged) => {
                ExpressionKind::Tagged(self.boxed(&tagged.tag), self.template(&tagged.quasi).1)
            }
            ast::Expression::Identifier(name) if name.name == "undefined" => ExpressionKind::Null,
            ast::Expression::Identifier(name) => ExpressionKind::Variable(Name::new(name.name.as_str())),
            ast::Expression::ArrayExpression(list) => ExpressionKind::List(self.elements(&list.elements)),
            ast::Expression::ObjectExpression(map) => ExpressionKind::Map(self.properties(&map.properties)),
            ast::Expression::ArrowFunctionExpression(arrow) => {
                ExpressionKind::Function(Box::new(self.arrow(arrow)))
            }
            ast::Expression::FunctionExpression(function) => match self.function(function) {
                Some(function) => ExpressionKind::Function(Box::new(function)),
                None => ExpressionKind::Other,
            },
            ast::Expression::CallExpression(call) => ExpressionKind::Call(Box::new(self.call(call))),
            ast::Expression::ChainExpression(chain) => self.chain(&chain.expression),
            ast::Expression::StaticMemberExpression(member) => self.member(member),
            ast::Expression::ComputedMemberExpression(member) => self.index(member),
            _ => self.operation(node),
        }
    }

    fn operation(&mut self, node: &ast::Expression<'_>) -> ExpressionKind {
        match node {
            ast::Expression::ConditionalExpression(choice) => {
                let parts = [&choice.test, &choice.consequent, &choice.alternate];
                ExpressionKind::Conditional(Box::new(parts.map(|part| self.expression(part))))
            }
            ast::Expression::BinaryExpression(binary) => {
                let sides = [&binary.left, &binary.right].map(|side| self.expression(side));
                ExpressionKind::Binary(binary_operator(binary.operator), Box::new(sides))
            }
            ast::Expression::LogicalExpression(logical) => {
                let sides = [&logical.left, &logical.right].map(|side| self.expression(side));
                ExpressionKind::Logical(logical_operator(logical.operator), Box::new(sides))
            }
            ast::Expression::UnaryExpression(unary) => {
                let operand = self.boxed(&unary.argument);
                match unary.operator {
                    ast::UnaryOperator::LogicalNot => ExpressionKind::Not(operand),
                    ast::UnaryOperator::UnaryNegation => ExpressionKind::Negative(operand),
                    ast::UnaryOperator::Typeof => ExpressionKind::TypeOf(operand),
                    ast::UnaryOperator::Void => ExpressionKind::Null,
                    _ => ExpressionKind::Other,
                }
            }
            ast::Expression::AssignmentExpression(assign) => {
                let target = self.target(&assign.left);
                let operator = assign_operator(assign.operator);
                let value = self.expression(&assign.right);
                ExpressionKind::Assign(Box::new(Assign { target, operator, value }))
            }
            ast::Expression::UpdateExpression(update) => {
                let target = self.simple_target(&update.argument);
                let step = if update.operator == ast::UpdateOperator::Increment { 1.0 } else { -1.0 };
                ExpressionKind::Update(Box::new(target), step)
            }
            ast::Expression::SequenceExpression(sequence) => ExpressionKind::Sequence(
                sequence.expressions.iter().map(|one| self.expression(one)).collect(),
            ),
            _ => ExpressionKind::Other,
        }
    }

    fn template(&mut self, template: &ast::TemplateLiteral<'_>) -> (Vec<Box<str>>, Vec<Expression>) {
        let text = |quasi: &ast::TemplateElement<'_>| {
            quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw).as_str().into()
        };
        let texts = template.quasis.iter().map(text).collect();
        (texts, template.expressions.iter().map(|value| self.expression(value)).collect())
    }

    fn elements(&mut self, elements: &[ast::ArrayExpressionElement<'_>]) -> Vec<Element> {
        let lower = |element: &ast::ArrayExpressionElement<'_>| match element {
            ast::ArrayExpressionElement::SpreadElement(spread) => {
                Element::Spread(self.expression(&spread.argument))
            }
            ast::ArrayExpressionElement::Elision(_) => Element::Hole,
            other => {
                other.as_expression().map_or(Element::Hole, |value| Element::Value(self.expression(value)))
            }
        };
        elements.iter().map(lower).collect()
    }

    fn properties(&mut self, properties: &[ast::ObjectPropertyKind<'_>]) -> Vec<Property> {
        let lower = |property: &ast::ObjectPropertyKind<'_>| match property {
            ast::ObjectPropertyKind::SpreadProperty(spread) => {
                Property::Spread(self.expression(&spread.argument))
            }
            ast::ObjectPropertyKind::ObjectProperty(property) => {
                let span = self.span(&**property);
                if property.kind != ast::PropertyKind::Init {
                    return Property::Other;
                }
                match self.key(&property.key, property.computed) {
                    Some(key) => Property::Value { key, value: self.expression(&property.value), span },
                    None => Property::Other,
                }
            }
        };
        properties.iter().map(lower).collect()
    }

    fn key(&mut self, key: &ast::PropertyKey<'_>, computed: bool) -> Option<Key> {
        match key.static_name() {
            Some(name) => Some(Key::Name(Name::new(&name))),
            None if computed => key.as_expression().map(|key| Key::Computed(self.expression(key))),
            None => None,
        }
    }

    fn call(&mut self, call: &ast::CallExpression<'_>) -> Call {
        let optional = call.optional || self.in_chain;
        let callee = self.expression(&call.callee);
        // Arguments are chains of their own.
        let chain = std::mem::take(&mut self.in_chain);
        let lower = |argument: &ast::Argument<'_>| match argument {
            ast::Argument::SpreadElement(spread) => Element::Spread(self.expression(&spread.argument)),
            other => {
                other.as_expression().map_or(Element::Hole, |value| Element::Value(self.expression(value)))
            }
        };
        let arguments = call.arguments.iter().map(lower).collect();
        self.in_chain = chain;
        let start = match &callee.kind {
            ExpressionKind::Member(_, _, access) => access.span.start,
            _ => callee.span.start,
        };
        let tail = Span { start, ..self.span(call) };
        Call { callee, optional, arguments, tail }
    }

    fn chain(&mut self, chain: &ast::ChainElement<'_>) -> ExpressionKind {
        let outer = std::mem::replace(&mut self.in_chain, true);
        let kind = self.chain_element(chain);
        self.in_chain = outer;
        kind
    }

    fn chain_element(&mut self, chain: &ast::ChainElement<'_>) -> ExpressionKind {
        match chain {
            ast::ChainElement::CallExpression(call) => ExpressionKind::Call(Box::new(self.call(call))),
            ast::ChainElement::TSNonNullExpression(inner) => {
                ExpressionKind::Sequence(vec![self.expression(&inner.expression)])
            }
            ast::ChainElement::StaticMemberExpression(member) => self.member(member),
            ast::ChainElement::ComputedMemberExpression(member) => self.index(member),
            ast::ChainElement::PrivateFieldExpression(_) => ExpressionKind::Other,
        }
    }

    fn member(&mut self, member: &ast::StaticMemberExpression<'_>) -> ExpressionKind {
        let object = self.boxed(&member.object);
        let property = Name::new(member.property.name.as_str());
        let access = Access { span: self.span(&member.property), optional: member.optional || self.in_chain };
        ExpressionKind::Member(object, property, access)
    }

    fn index(&mut self, member: &ast::ComputedMemberExpression<'_>) -> ExpressionKind {
        let object = self.boxed(&member.object);
        let chain = std::mem::take(&mut self.in_chain);
        let index = self.boxed(&member.expression);
        self.in_chain = chain;
        ExpressionKind::Index(
            object,
            index,
            Access { span: self.span(member), optional: member.optional || chain },
        )
    }

    fn arrow(&mut self, arrow: &ast::ArrowFunctionExpression<'_>) -> Function {
        let (parameters, rest) = self.parameters(&arrow.params);
        let body = match &arrow.body {
            ast::ArrowFunctionBody::FunctionBody(body) => Body::Block(self.statements(&body.statements)),
            other => match other.as_expression() {
                Some(result) => Body::Expression(self.expression(result)),
                None => Body::Block(Vec::new()),
            },
        };
        Function { span: self.span(arrow), parameters, rest, body, deferred: arrow.r#async }
    }

    /// A function with a body; overloads and declarations have none.
    pub(super) fn function(&mut self, function: &ast::Function<'_>) -> Option<Function> {
        let body = function.body.as_ref()?;
        let (parameters, rest) = self.parameters(&function.params);
        let body = Body::Block(self.deeper(|this| this.statements(&body.statements)).unwrap_or_default());
        let deferred = function.r#async || function.generator;
        Some(Function { span: self.span(function), parameters, rest, body, deferred })
    }

    fn parameters(&mut self, parameters: &ast::FormalParameters<'_>) -> (Vec<Parameter>, Option<Pattern>) {
        let lower = |parameter: &ast::FormalParameter<'_>| Parameter {
            pattern: self.pattern(&parameter.pattern),
            default: parameter.initializer.as_ref().map(|value| self.expression(value)),
        };
        let lowered = parameters.items.iter().map(lower).collect();
        let rest = parameters.rest.as_ref().map(|rest| self.pattern(&rest.rest.argument));
        (lowered, rest)
    }

    pub(super) fn pattern(&mut self, pattern: &ast::BindingPattern<'_>) -> Pattern {
        self.deeper(|this| match pattern {
            ast::BindingPattern::BindingIdentifier(name) => Pattern::Name(Name::new(name.name.as_str())),
            ast::BindingPattern::ObjectPattern(map) => {
                let properties = map.properties.iter().filter_map(|property| {
                    let key = this.key(&property.key, property.computed)?;
                    Some(PatternProperty { key, element: this.pattern_element(&property.value) })
                });
                let properties = properties.collect();
                let rest = map.rest.as_ref().map(|rest| Box::new(this.pattern(&rest.argument)));
                Pattern::Map(properties, rest)
            }
            ast::BindingPattern::ArrayPattern(list) => {
                let elements = list.elements.iter();
                let elements =
                    elements.map(|element| element.as_ref().map(|element| this.pattern_element(element)));
                let elements = elements.collect();
                let rest = list.rest.as_ref().map(|rest| Box::new(this.pattern(&rest.argument)));
                Pattern::List(elements, rest)
            }
            ast::BindingPattern::AssignmentPattern(_) => Pattern::Other,
        })
        .unwrap_or(Pattern::Other)
    }

    fn pattern_element(&mut self, pattern: &ast::BindingPattern<'_>) -> PatternElement {
        let span = self.span(pattern);
        match pattern {
            ast::BindingPattern::AssignmentPattern(with_default) => PatternElement {
                pattern: self.pattern(&with_default.left),
                default: Some(self.expression(&with_default.right)),
                span,
            },
            other => PatternElement { pattern: self.pattern(other), default: None, span },
        }
    }

    pub(super) fn target(&mut self, target: &ast::AssignmentTarget<'_>) -> Pattern {
        target.as_simple_assignment_target().map_or(Pattern::Other, |target| self.simple_target(target))
    }

    fn simple_target(&mut self, target: &ast::SimpleAssignmentTarget<'_>) -> Pattern {
        let span = self.span(target);
        let place = |kind| Pattern::Place(Box::new(Expression { span, kind }));
        match target {
            ast::SimpleAssignmentTarget::AssignmentTargetIdentifier(name) => {
                Pattern::Name(Name::new(name.name.as_str()))
            }
            ast::SimpleAssignmentTarget::StaticMemberExpression(member) => place(self.member(member)),
            ast::SimpleAssignmentTarget::ComputedMemberExpression(member) => place(self.index(member)),
            _ => Pattern::Other,
        }
    }
}

/// The expression in what only says something about its type, or waits for it.
fn wrapped<'a, 'b>(node: &'b ast::Expression<'a>) -> Option<&'b ast::Expression<'a>> {
    Some(match node {
        ast::Expression::ParenthesizedExpression(inner) => &inner.expression,
        ast::Expression::TSAsExpression(inner) => &inner.expression,
        ast::Expression::TSSatisfiesExpression(inner) => &inner.expression,
        ast::Expression::TSTypeAssertion(inner) => &inner.expression,
        ast::Expression::TSNonNullExpression(inner) => &inner.expression,
        ast::Expression::TSInstantiationExpression(inner) => &inner.expression,
        ast::Expression::AwaitExpression(inner) => &inner.argument,
        _ => return None,
    })
}

fn binary_operator(operator: ast::BinaryOperator) -> BinaryOperator {
    match operator {
        ast::BinaryOperator::Addition => BinaryOperator::Add,
        ast::BinaryOperator::Subtraction => BinaryOperator::Subtract,
        ast::BinaryOperator::Multiplication => BinaryOperator::Multiply,
        ast::BinaryOperator::Division => BinaryOperator::Divide,
        ast::BinaryOperator::Remainder => BinaryOperator::Remainder,
        ast::BinaryOperator::Equality | ast::BinaryOperator::StrictEquality => BinaryOperator::Equal,
        ast::BinaryOperator::Inequality | ast::BinaryOperator::StrictInequality => BinaryOperator::NotEqual,
        ast::BinaryOperator::LessThan => BinaryOperator::Less,
        ast::BinaryOperator::LessEqualThan => BinaryOperator::LessOrEqual,
        ast::BinaryOperator::GreaterThan => BinaryOperator::Greater,
        ast::BinaryOperator::GreaterEqualThan => BinaryOperator::GreaterOrEqual,
        ast::BinaryOperator::In => BinaryOperator::In,
        _ => BinaryOperator::Other,
    }
}

fn logical_operator(operator: ast::LogicalOperator) -> LogicalOperator {
    match operator {
        ast::LogicalOperator::And => LogicalOperator::And,
        ast::LogicalOperator::Or => LogicalOperator::Or,
        ast::LogicalOperator::Coalesce => LogicalOperator::Coalesce,
    }
}

fn assign_operator(operator: ast::AssignmentOperator) -> Option<AssignOperator> {
    Some(match operator {
        ast::AssignmentOperator::Assign => return None,
        ast::AssignmentOperator::Addition => AssignOperator::Add,
        ast::AssignmentOperator::LogicalAnd => AssignOperator::Logical(LogicalOperator::And),
        ast::AssignmentOperator::LogicalOr => AssignOperator::Logical(LogicalOperator::Or),
        ast::AssignmentOperator::LogicalNullish => AssignOperator::Logical(LogicalOperator::Coalesce),
        _ => AssignOperator::Other,
    })
}
