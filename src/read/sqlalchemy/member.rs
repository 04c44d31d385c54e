//! The attributes of a model that may become columns or relationships, in the order in which SQLAlchemy and SQLModel take them.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Name, Span};

use super::super::python::core::class_of;
use super::super::python::{Attribute, Class, Function, Library, Machine, Value};
use super::lineage::Style;
use super::names::{declare, declared_function};

/// An attribute of a model, its own or a mixin's.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its name.
    pub(super) name: Name,
    /// The annotation, or what the function of a `declared_attr` says that it returns.
    pub(super) annotation: Option<Value>,
    /// The value; of a `declared_attr` what its function returns for this model.
    pub(super) value: Option<Value>,
    /// The name's place.
    pub(super) name_span: Span,
    /// The whole statement.
    pub(super) span: Span,
}

/// The members of a model. `mapped` gives what the classes that are models themselves have: it belongs to their own table.
pub(super) fn members(
    machine: &mut Machine<'_>,
    library: &mut dyn Library,
    class: &Rc<Class>,
    order: &[Value],
    style: Style,
    mapped: &dyn Fn(&Rc<Class>) -> Option<Vec<Name>>,
) -> Vec<Member> {
    let classes: Vec<&Rc<Class>> = order.iter().filter_map(class_of).collect();
    let mut found = Vec::new();
    let mut shadowed: FxHashSet<Name> = FxHashSet::default();
    for owner in classes {
        let foreign = if Rc::ptr_eq(owner, class) { None } else { mapped(owner) };
        let body = owner.body();
        let mut own: Vec<Member> = Vec::new();
        for attribute in &body.attributes {
            // An attribute of a nearer class hides it, as does everything that a model above has.
            if shadowed.contains(&attribute.name) || is_special(attribute.name) {
                continue;
            }
            let position = own.iter().position(|member| member.name == attribute.name);
            let member = member(attribute);
            match position.and_then(|position| own.get_mut(position)) {
                Some(known) => replace(known, member),
                None => own.push(member),
            }
        }
        shadowed.extend(own.iter().map(|member| member.name));
        match foreign {
            Some(names) => shadowed.extend(names),
            None => found.push(own),
        }
    }
    let mut members: Vec<Member> = found.into_iter().flatten().collect();
    if style == Style::SqlModel {
        sort_like_fields(&mut members, order);
    }
    for member in &mut members {
        let function = member.value.as_ref().and_then(declared_function).cloned();
        if let Some(function) = function {
            member.value = Some(declare(machine, library, &function, class, member.span));
            member.annotation = returned(machine, library, &function);
        }
    }
    members
}

/// Pydantic takes the fields of the bases first; one that a class repeats keeps its place (pydantic's `collect_model_fields`).
fn sort_like_fields(members: &mut [Member], order: &[Value]) {
    let mut places: FxHashMap<Name, usize> = FxHashMap::default();
    for class in order.iter().rev().filter_map(class_of) {
        for attribute in &class.body().attributes {
            let next = places.len();
            places.entry(attribute.name).or_insert(next);
        }
    }
    members.sort_by_key(|member| places.get(&member.name).copied());
}

fn member(attribute: &Attribute) -> Member {
    Member {
        name: attribute.name,
        annotation: attribute.annotation.clone(),
        value: attribute.value.clone(),
        name_span: attribute.name_span,
        span: attribute.span,
    }
}

/// A later statement with the same name: its value counts, an annotation stays.
fn replace(known: &mut Member, later: Member) {
    let annotation = later.annotation.clone().or(known.annotation.take());
    let value = later.value.clone().or(known.value.take());
    *known = Member { annotation, value, ..later };
}

fn is_special(name: Name) -> bool {
    let name = name.as_str();
    (name.starts_with("__") && name.ends_with("__"))
        || matches!(name, "metadata" | "registry" | "type_annotation_map" | "model_config" | "query_class")
}

/// What a function says that it returns.
fn returned(machine: &mut Machine<'_>, library: &mut dyn Library, function: &Rc<Function>) -> Option<Value> {
    let returns = machine.definition(function)?.returns.as_deref()?;
    Some(machine.expression(library, function.file, returns))
}
