//! What the bases of a model say: types for annotations, and doubts.

use super::super::python::Value;
use super::super::python::core::{class_of, last_segment, library_path, made_of};
use super::annotation::type_map;
use super::known;
use super::model::Model;
use super::names::nearest;

/// Why a base leaves open what a table has in it.
pub(super) fn doubt(base: &Value) -> Option<String> {
    if class_of(base).is_some() {
        return None;
    }
    if let Some(unknown) = base.as_unknown() {
        return Some(format!("a base of the class is not known: {}", unknown.why));
    }
    let made = made_of(base);
    let path = library_path(base).or_else(|| made.map(|made| made.path))?;
    let makes_base = matches!(
        last_segment(path),
        "declarative_base" | "automap_base" | "generate_base" | "make_declarative_base"
    );
    if makes_base || known::is_harmless(path) || known::is_known(path) {
        return None;
    }
    Some(format!("the base `{path}` is not part of the project, and what it adds to the table is not known"))
}

/// The base's map from annotations to types.
pub(super) fn types_of(model: &Model) -> Vec<(Value, Value)> {
    let order = &model.lineage.order;
    let stated = nearest(order, "type_annotation_map").and_then(|(_, attribute)| attribute.value);
    let registry = || {
        let (_, attribute) = nearest(order, "registry")?;
        let made = made_of(attribute.value.as_ref()?)?.clone();
        Some(made.arguments.keyword("type_annotation_map")?.value.clone())
    };
    let called = || {
        let base = order.iter().find_map(made_of)?;
        Some(base.arguments.keyword("type_annotation_map")?.value.clone())
    };
    stated.or_else(registry).or_else(called).map(|value| type_map(&value)).unwrap_or_default()
}
