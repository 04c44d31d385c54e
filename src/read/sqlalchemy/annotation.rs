//! What annotations say: whether a column takes NULL, and its type where no argument states one.

use std::rc::Rc;

use crate::ir::{Name, Span};

use super::super::python::core::{class_of, construct, last_segment, library_path, list_of, made_of};
use super::super::python::{Argument, Arguments, Class, Made, Object, Value};

/// An annotation, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Annotation {
    /// Whether it is `Mapped[...]`.
    pub(super) mapped: bool,
    /// Whether it belongs to the class and not to the table: `ClassVar[...]`.
    pub(super) of_class: bool,
    /// Whether `None` is among its types.
    pub(super) nullable: bool,
    /// The types without `None`, as they are written, from the outside inwards: an alias stands before what it means.
    pub(super) types: Vec<Value>,
    /// `mapped_column(...)` or `Field(...)` within `Annotated[...]`.
    pub(super) declared: Option<Rc<Made>>,
}

/// How deep annotations may be nested.
const DEPTH: usize = 16;

impl Annotation {
    /// Takes an annotation apart.
    pub(super) fn read(value: &Value) -> Annotation {
        let mut found = Annotation::default();
        found.peel(value, DEPTH);
        found
    }

    fn peel(&mut self, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if is_none(value) {
            self.nullable = true;
            return;
        }
        if let Value::Object(Object::Union(parts)) = value {
            parts.iter().for_each(|part| self.peel(part, depth));
            return;
        }
        let Some(made) = made_of(value).filter(|made| made.subscript) else {
            self.types.push(value.clone());
            return;
        };
        let mut parts = made.arguments.positional().map(|argument| &argument.value);
        match last_segment(made.path) {
            "Mapped" | "MappedColumn" | "WriteOnlyMapped" | "DynamicMapped" => {
                self.mapped = true;
                parts.for_each(|part| self.peel(part, depth));
            }
            "Optional" => {
                self.nullable = true;
                parts.for_each(|part| self.peel(part, depth));
            }
            "Union" => parts.for_each(|part| self.peel(part, depth)),
            "Final" | "Required" | "NotRequired" => parts.for_each(|part| self.peel(part, depth)),
            "ClassVar" | "InitVar" => self.of_class = true,
            "Annotated" => {
                // An alias may stand in the base's map of types.
                self.types.push(value.clone());
                if let Some(first) = parts.next() {
                    self.peel(first, depth);
                }
                let is_declared = |part: &&Value| {
                    matches!(construct(part), Some((_, "mapped_column" | "MappedColumn" | "Field")))
                };
                self.declared =
                    parts.filter(is_declared).last().and_then(made_of).cloned().or(self.declared.take());
            }
            _ => self.types.push(value.clone()),
        }
    }

    /// SQLAlchemy's type for the annotation: by the base's map, else by its own list. `None` if there is none.
    pub(super) fn type_value(&self, map: &[(Value, Value)], span: Span) -> Option<Value> {
        let stated = self
            .types
            .iter()
            .find_map(|wanted| map.iter().find(|(key, _)| same(key, wanted)).map(|(_, value)| value.clone()));
        stated.or_else(|| self.types.iter().find_map(|wanted| default_type(wanted, map, span, DEPTH)))
    }
}

fn is_none(value: &Value) -> bool {
    value.is_null()
        || library_path(value).is_some_and(|path| matches!(last_segment(path), "None" | "NoneType"))
}

/// Whether two values are the same type.
fn same(left: &Value, right: &Value) -> bool {
    if let (Some(left), Some(right)) = (library_path(left), library_path(right)) {
        return left == right;
    }
    if let (Some(left), Some(right)) = (class_of(left), class_of(right)) {
        return Rc::ptr_eq(left, right);
    }
    let (Some(left), Some(right)) = (made_of(left), made_of(right)) else {
        return left.as_text().is_some() && left.as_text() == right.as_text();
    };
    // `dict[str, Any]` is the same wherever it is written.
    let alike = || {
        let pairs = left.arguments.list.iter().zip(&right.arguments.list);
        left.path == right.path
            && left.arguments.list.len() == right.arguments.list.len()
            && pairs.into_iter().all(|(left, right)| same(&left.value, &right.value))
    };
    Rc::ptr_eq(left, right) || (left.subscript && right.subscript && alike())
}

/// Python's types and SQLAlchemy's for them (sqlalchemy/sql/sqltypes.py, `_type_map`; sqlmodel/main.py, `get_sqlalchemy_type`).
const TYPES: &[(&str, &str)] = &[
    ("builtins.int", "Integer"),
    ("builtins.str", "String"),
    ("builtins.bool", "Boolean"),
    ("builtins.float", "Float"),
    ("builtins.bytes", "LargeBinary"),
    ("datetime.datetime", "DateTime"),
    ("datetime.date", "Date"),
    ("datetime.time", "Time"),
    ("datetime.timedelta", "Interval"),
    ("decimal.Decimal", "Numeric"),
    ("uuid.UUID", "Uuid"),
    ("pathlib.Path", "String"),
    ("ipaddress.IPv4Address", "String"),
    ("ipaddress.IPv6Address", "String"),
    ("pydantic.types.UUID4", "Uuid"),
    ("pydantic.UUID1", "Uuid"),
    ("pydantic.UUID3", "Uuid"),
    ("pydantic.UUID4", "Uuid"),
    ("pydantic.UUID5", "Uuid"),
    ("pydantic.EmailStr", "String"),
    ("pydantic.NameEmail", "String"),
    ("pydantic.PositiveInt", "Integer"),
    ("pydantic.NonNegativeInt", "Integer"),
    ("pydantic.StrictStr", "String"),
    ("pydantic.StrictInt", "Integer"),
    ("pydantic.AwareDatetime", "DateTime"),
    ("pydantic.NaiveDatetime", "DateTime"),
    ("pydantic.PastDatetime", "DateTime"),
    ("pydantic.FutureDatetime", "DateTime"),
];

fn default_type(wanted: &Value, map: &[(Value, Value)], span: Span, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if let Some(path) = library_path(wanted) {
        let found = TYPES.iter().find(|(python, _)| *python == path.as_str());
        return found.map(|(_, name)| library_type(name));
    }
    if let Some(class) = class_of(wanted) {
        if is_enumeration(class, DEPTH) {
            return Some(make_type("Enum", vec![wanted.clone()], Vec::new(), span));
        }
        let body = class.body();
        return body.bases.iter().find_map(|base| {
            let stated = map.iter().find(|(key, _)| same(key, base)).map(|(_, value)| value.clone());
            stated.or_else(|| default_type(base, map, span, depth))
        });
    }
    let made = made_of(wanted)?;
    match last_segment(made.path) {
        "NewType" => default_type(&made.arguments.positional().nth(1)?.value, map, span, depth),
        "Literal" => {
            let texts = made.arguments.positional().map(|argument| argument.value.clone()).collect();
            let native =
                Argument { keyword: Some(Name::new("native_enum")), value: Value::Bool(false), span };
            Some(make_type("Enum", texts, vec![native], span))
        }
        _ => None,
    }
}

/// Whether a class is an `enum.Enum`.
pub(super) fn is_enumeration(class: &Class, depth: usize) -> bool {
    let body = class.body();
    body.bases.iter().any(|base| match (class_of(base), depth.checked_sub(1)) {
        (Some(base), Some(depth)) => is_enumeration(base, depth),
        (Some(_), None) => false,
        (None, _) => library_path(base)
            .is_some_and(|path| path.as_str().starts_with("enum.") || last_segment(path).ends_with("Enum")),
    })
}

/// A type of SQLAlchemy by name.
pub(super) fn library_type(name: &str) -> Value {
    Value::Object(Object::Library(Name::new(&format!("sqlalchemy.{name}"))))
}

/// A type of SQLAlchemy with arguments.
pub(super) fn make_type(name: &str, positional: Vec<Value>, keywords: Vec<Argument>, span: Span) -> Value {
    let argument = |value: Value| Argument { keyword: None, value, span };
    let list = positional.into_iter().map(argument).chain(keywords).collect();
    Value::Object(Object::Made(Rc::new(Made {
        path: Name::new(&format!("sqlalchemy.{name}")),
        receiver: None,
        arguments: Arguments { list, open: None },
        subscript: false,
        span,
    })))
}

/// The entries of `type_annotation_map`.
pub(super) fn type_map(value: &Value) -> Vec<(Value, Value)> {
    if let Value::Object(Object::Dictionary(entries)) = value {
        return entries.borrow().clone();
    }
    let pairs = list_of(value).unwrap_or_default();
    pairs
        .iter()
        .filter_map(|pair| {
            let pair = list_of(pair)?;
            Some((pair.first()?.clone(), pair.get(1)?.clone()))
        })
        .collect()
}
