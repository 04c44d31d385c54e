//! Text that is composed: f-strings, `%` and `.format`.

use ruff_python_ast::{
    ConversionFlag, ExprFString, FStringPart, InterpolatedStringElement, InterpolatedStringElements,
};

use crate::ir::Span;

use super::class;
use super::collection;
use super::evaluator::{Evaluator, unknown_or};
use super::object::{Arguments, Object, Value};

/// What `str` of a value gives, as far as the value alone tells.
pub(super) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("None".into()),
        Value::Bool(true) => Some("True".into()),
        Value::Bool(false) => Some("False".into()),
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.to_string()),
        // Whether it was a list, a tuple or a set is not kept.
        Value::List(_) | Value::Map(_) | Value::Unknown(_) => None,
        Value::Object(Object::Instance(class, frame)) => class::text_value(class, frame)
            .and_then(|value| if let Value::Object(_) = value { None } else { to_text(&value) }),
        Value::Object(_) => None,
    }
}

/// What `repr` of a value gives.
pub(super) fn to_repr(value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return to_text(value) };
    let plain = !text.contains(['\'', '\\']) && !text.chars().any(char::is_control);
    plain.then(|| format!("'{text}'"))
}

/// A value with a format specification: width, alignment, zeros, decimals.
fn specified(value: &Value, spec: &str) -> Option<String> {
    if spec.is_empty() || spec == "s" {
        return to_text(value);
    }
    let (spec, kind) = match spec.char_indices().last() {
        Some((at, kind)) if kind.is_ascii_alphabetic() => (spec.get(..at)?, Some(kind)),
        _ => (spec, None),
    };
    let mut text = match (kind, value) {
        (None | Some('s' | 'd'), _) => to_text(value)?,
        (Some('x'), Value::Number(number)) if *number >= 0.0 => format!("{:x}", *number as u64),
        _ => return None,
    };
    let number = matches!(value, Value::Number(_));
    let mut rest = spec;
    let mut fill = ' ';
    let mut align = if number { '>' } else { '<' };
    let mut chars = spec.chars();
    let (first, second) = (chars.next(), chars.next());
    if let (Some(first), Some(second @ ('<' | '>' | '^'))) = (first, second) {
        (fill, align) = (first, second);
        rest = spec.get(first.len_utf8() + 1..)?;
    } else if let Some(first @ ('<' | '>' | '^')) = first {
        align = first;
        rest = spec.get(1..)?;
    }
    if rest.starts_with('0') && number {
        (fill, align) = ('0', '>');
    }
    let width: usize = if rest.is_empty() { 0 } else { rest.parse().ok().filter(|width| *width < 1000)? };
    let missing = width.saturating_sub(text.chars().count());
    let pad = |count: usize| fill.to_string().repeat(count);
    match align {
        '<' => text.push_str(&pad(missing)),
        '^' => text = format!("{}{text}{}", pad(missing / 2), pad(missing - missing / 2)),
        _ => text.insert_str(0, &pad(missing)),
    }
    Some(text)
}

/// `text % values`.
pub(super) fn percent(evaluator: &mut Evaluator<'_, '_>, text: &str, values: &Value, span: Span) -> Value {
    let mut positional = collection::one_or_many(values).into_iter();
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        result.push_str(before);
        rest = after.get(1..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix('%') {
            result.push('%');
            rest = after;
            continue;
        }
        let value = if let Some(named) = rest.strip_prefix('(') {
            let Some((key, after)) = named.split_once(')') else { break };
            rest = after;
            collection::get(values, &Value::text(key))
        } else {
            positional.next()
        };
        let Some(value) = value else { return Value::unknown(span, "a value for the text is missing") };
        let end = rest.find(|character: char| character.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (spec, after) = rest.split_at(end);
        let mut characters = after.chars();
        let text = match characters.next() {
            Some('s' | 'd' | 'i') => evaluator.text_of(&value, &spec.replace('-', "<"), span),
            Some('r') => to_repr(&value),
            _ => None,
        };
        let Some(text) = text else { return unknown_or(&value, span, "a part of the text is not known") };
        result.push_str(&text);
        rest = characters.as_str();
    }
    result.push_str(rest);
    Value::text(&result)
}

/// `text.format(...)`.
pub(super) fn format(
    evaluator: &mut Evaluator<'_, '_>,
    text: &str,
    arguments: &Arguments,
    span: Span,
) -> Value {
    let mut result = String::with_capacity(text.len());
    let mut next = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(at);
        result.push_str(before);
        let doubled = after.starts_with("{{") || after.starts_with("}}");
        if doubled || after.starts_with('}') {
            result.push_str(after.get(..1).unwrap_or_default());
            rest = after.get(if doubled { 2 } else { 1 }..).unwrap_or_default();
            continue;
        }
        let Some((field, after)) = after.get(1..).and_then(|after| after.split_once('}')) else { break };
        rest = after;
        let (field, spec) = field.split_once(':').unwrap_or((field, ""));
        let (field, repr) = field.strip_suffix("!r").map_or((field, false), |field| (field, true));
        let argument = if field.is_empty() {
            next += 1;
            arguments.positional().nth(next - 1)
        } else if let Ok(number) = field.parse::<usize>() {
            arguments.positional().nth(number)
        } else {
            arguments.keyword(field)
        };
        let Some(argument) = argument else {
            return Value::unknown(span, "a value for the text is not known");
        };
        let value = argument.value.clone();
        let text = if repr { to_repr(&value) } else { evaluator.text_of(&value, spec, span) };
        let Some(text) = text else { return unknown_or(&value, span, "a part of the text is not known") };
        result.push_str(&text);
    }
    result.push_str(rest);
    Value::text(&result)
}

impl Evaluator<'_, '_> {
    /// What a value gives in text, with a format specification; `None` if that is not known.
    pub(super) fn text_of(&mut self, value: &Value, spec: &str, span: Span) -> Option<String> {
        if let Some(text) = specified(value, spec) {
            return Some(text);
        }
        if !spec.is_empty() {
            return None;
        }
        let none = Arguments::default();
        let Value::Object(object) = value else { return None };
        let answer = match object {
            Object::Instance(class, _) => {
                let name = crate::ir::Name::new("__str__");
                let method = self.class_attribute(&class.clone(), name)?.1;
                if !matches!(method, Value::Object(Object::Function(_))) {
                    return None;
                }
                self.call_method(value, "__str__", none, span)
            }
            Object::Made(_) | Object::Method(..) => {
                self.library.method(self.machine, value, "__str__", &none, span)?
            }
            Object::Module(_)
            | Object::Library(_)
            | Object::Function(_)
            | Object::Class(_)
            | Object::Union(_)
            | Object::Bound(..)
            | Object::Partial(_)
            | Object::Super(..)
            | Object::Dictionary(_) => return None,
        };
        answer.as_text().map(str::to_owned)
    }

    /// `f"..."`, with the plain text that stands beside it.
    pub(super) fn f_string(&mut self, literal: &ExprFString) -> Value {
        let mut text = String::new();
        for part in &literal.value {
            match part {
                FStringPart::Literal(literal) => text.push_str(&literal.value),
                FStringPart::FString(part) => {
                    if let Err(value) = self.interpolate(&part.elements, &mut text) {
                        return value;
                    }
                }
            }
        }
        Value::text(&text)
    }

    fn interpolate(&mut self, elements: &InterpolatedStringElements, text: &mut String) -> Result<(), Value> {
        for element in elements {
            let element = match element {
                InterpolatedStringElement::Literal(literal) => {
                    text.push_str(&literal.value);
                    continue;
                }
                InterpolatedStringElement::Interpolation(element) => element,
            };
            let value = self.value(&element.expression);
            let place = self.span(&*element.expression);
            let mut spec = String::new();
            if let Some(specification) = &element.format_spec {
                self.interpolate(&specification.elements, &mut spec)?;
            }
            let composed = match element.conversion {
                _ if element.debug_text.is_some() => None,
                ConversionFlag::None | ConversionFlag::Str => self.text_of(&value, &spec, place),
                ConversionFlag::Repr | ConversionFlag::Ascii => to_repr(&value).filter(|_| spec.is_empty()),
            };
            match composed {
                Some(composed) => text.push_str(&composed),
                None => return Err(unknown_or(&value, place, "a part of the text is not known")),
            }
        }
        Ok(())
    }
}
