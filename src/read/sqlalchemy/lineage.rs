//! Where a class comes from: whether it is a model, of which base, and in which metadata its table lives.

use std::rc::Rc;

use crate::ir::{Name, Span};

use super::super::python::core::{
    class_of, is_database_object, last_segment, library_path, made_of, method_of,
};
use super::super::python::{Class, Machine, Made, Object, Value};
use super::gather::owner_of_metadata;
use super::known;
use super::names::nearest;

/// What makes classes into models, one of them for each declarative base.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// A class of the project: `class Base(DeclarativeBase)`, `@as_declarative() class Base`, `class X(metaclass=DeclarativeMeta)`.
    Class(Rc<Class>),
    /// What a call made: `declarative_base()`, `registry.generate_base()`; or the registry that `@registry.mapped` belongs to.
    Made(Rc<Made>),
    /// A base of a package: `sqlmodel.SQLModel`.
    Package(Name),
    /// Flask-SQLAlchemy's `db`, whose `db.Model` is the base.
    Database(Value),
}

/// How models of a root are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    /// SQLAlchemy's declarative classes.
    Declarative,
    /// The same with the names of Flask-SQLAlchemy.
    Flask,
    /// SQLModel.
    SqlModel,
}

/// Which metadata; two models of one are tables of one database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum MetadataKey {
    /// The one that is made at this place, or belongs to the base that is.
    Place(Span),
    /// A package's.
    Package(Name),
    /// That of a bind of Flask-SQLAlchemy: another database.
    Bind(Name),
}

/// A class with a root.
#[derive(Clone, Debug)]
pub(super) struct Lineage {
    /// The method resolution order, the class itself first.
    pub(super) order: Vec<Value>,
    /// The root.
    pub(super) root: Root,
    /// How it is written.
    pub(super) style: Style,
}

/// The lineage of a class; `None` if it is no model.
pub(super) fn lineage(machine: &mut Machine<'_>, class: &Rc<Class>) -> Option<Lineage> {
    let order = machine.resolution_order(class);
    let own = decorated(class);
    let found = own.or_else(|| {
        let mut classes = order.iter().filter_map(class_of);
        let by_class =
            classes.find_map(|class| roots_itself(class).map(|style| (Root::Class(class.clone()), style)));
        by_class
            .or_else(|| order.iter().find_map(outside_root))
            .or_else(|| order.iter().filter_map(class_of).find_map(decorated))
            .or_else(|| unknown_root(&order))
    });
    let (root, style) = found?;
    Some(Lineage { order, root, style })
}

/// `@registry.mapped` makes the one class a model.
fn decorated(class: &Rc<Class>) -> Option<(Root, Style)> {
    let body = class.body();
    body.decorators.iter().find_map(|decorator| {
        let (registry, "mapped" | "mapped_as_dataclass") = method_of(decorator)? else { return None };
        Some((Root::Made(made_of(registry)?.clone()), Style::Declarative))
    })
}

/// Whether a class of the project is itself the base of models.
fn roots_itself(class: &Class) -> Option<Style> {
    let body = class.body();
    let by_base = body.bases.iter().any(|base| {
        library_path(base).is_some_and(|path| {
            path.as_str().starts_with("sqlalchemy.")
                && matches!(last_segment(path), "DeclarativeBase" | "DeclarativeBaseNoMeta")
        })
    });
    let named = |value: &Value, word: &str| {
        let path = library_path(value).or_else(|| made_of(value).map(|made| made.path));
        path.is_some_and(|path| last_segment(path) == word)
            || method_of(value).is_some_and(|(_, method)| method == word)
    };
    let by_decorator = body
        .decorators
        .iter()
        .any(|decorator| named(decorator, "as_declarative") || named(decorator, "as_declarative_base"));
    let by_metaclass = body.keywords.iter().any(|keyword| {
        keyword.keyword.is_some_and(|name| name.as_str() == "metaclass")
            && (named(&keyword.value, "DeclarativeMeta")
                || named(&keyword.value, "DeclarativeAttributeIntercept"))
    });
    (by_base || by_decorator || by_metaclass).then_some(Style::Declarative)
}

/// The root that a base outside the project is.
fn outside_root(base: &Value) -> Option<(Root, Style)> {
    if let Some((database, "Model")) = method_of(base)
        && is_database_object(database)
    {
        return Some((Root::Database(database.clone()), Style::Flask));
    }
    if let Some(made) = made_of(base) {
        let known = matches!(
            last_segment(made.path),
            "declarative_base" | "automap_base" | "generate_base" | "make_declarative_base"
        );
        return known.then(|| (Root::Made(made.clone()), Style::Declarative));
    }
    let path = library_path(base)?;
    let (package, _) = path.as_str().split_once('.')?;
    match (package, last_segment(path)) {
        ("sqlmodel", "SQLModel") => Some((Root::Package(Name::new("sqlmodel.SQLModel")), Style::SqlModel)),
        // Flask-AppBuilder's Model is a declarative base of its own, with Flask-SQLAlchemy's names (flask_appbuilder/models/sqla).
        ("flask_appbuilder", "Model") | ("superset_core", _) => {
            Some((Root::Package(Name::new("flask_appbuilder.Model")), Style::Flask))
        }
        _ => None,
    }
}

/// A class that names its table, over a base of a package that is not known, is a model all the same.
fn unknown_root(order: &[Value]) -> Option<(Root, Style)> {
    let names = |value: &Value| {
        class_of(value).is_some_and(|class| {
            let body = class.body();
            let mut attributes = body.attributes.iter();
            attributes.any(|attribute| {
                matches!(attribute.name.as_str(), "__tablename__" | "__table__") && attribute.value.is_some()
            })
        })
    };
    if !order.iter().any(names) {
        return None;
    }
    let mut paths = order.iter().filter_map(|base| library_path(base).or_else(|| Machine::path_of(base)));
    let path = paths.find(|path| !known::is_harmless(*path) && !known::is_known(*path))?;
    let package = path.as_str().split('.').next().unwrap_or("");
    Some((Root::Package(Name::new(package)), Style::Declarative))
}

impl Lineage {
    /// The metadata of the class's table: what the nearest class says, or the root.
    pub(super) fn metadata(&self) -> MetadataKey {
        if self.style == Style::Flask
            && let Some((_, bind)) = nearest(&self.order, "__bind_key__")
            && let Some(name) = bind.value.as_ref().and_then(Value::as_text)
        {
            return MetadataKey::Bind(Name::new(name));
        }
        let mut classes = self.order.iter().filter_map(class_of);
        classes.find_map(|class| stated_metadata(class)).unwrap_or_else(|| self.root.metadata())
    }
}

impl Root {
    /// The metadata that tables of the root belong to where nothing else is said.
    fn metadata(&self) -> MetadataKey {
        match self {
            Root::Class(class) => {
                let body = class.body();
                let called = body.decorators.iter().filter_map(made_of).find_map(|made| of_arguments(made));
                called.unwrap_or(MetadataKey::Place(class.span))
            }
            Root::Made(made) => of_made(made),
            Root::Package(path) => MetadataKey::Package(*path),
            Root::Database(database) => of_database(database),
        }
    }
}

/// `metadata = ...` or `registry = ...` in a class's own body.
fn stated_metadata(class: &Class) -> Option<MetadataKey> {
    let body = class.body();
    let stated = |name: &str| {
        let found = body.attributes.iter().rev().find(|attribute| attribute.name.as_str() == name);
        found.and_then(|attribute| attribute.value.clone())
    };
    if let Some(key) = stated("metadata").and_then(|value| metadata_key(&value)) {
        return Some(key);
    }
    let registry = stated("registry")?;
    made_of(&registry).map(of_made)
}

/// Which metadata a value is: `MetaData()`, `Base.metadata`, `db.metadata`, `registry.metadata`.
pub(super) fn metadata_key(value: &Value) -> Option<MetadataKey> {
    if let Some(made) = made_of(value) {
        return match last_segment(made.path) {
            "MetaData" => Some(MetadataKey::Place(made.span)),
            _ => None,
        };
    }
    let owner = owner_of_metadata(value)?;
    if let Some(class) = class_of(&owner) {
        return Some(of_class(class, 0));
    }
    if is_database_object(&owner) {
        return Some(of_database(&owner));
    }
    if let Some(made) = made_of(&owner) {
        return Some(of_made(made));
    }
    outside_root(&owner).map(|(root, _)| root.metadata())
}

/// The metadata of a class by its bases alone.
fn of_class(class: &Rc<Class>, depth: usize) -> MetadataKey {
    let inherited = |base: &Value| match class_of(base) {
        Some(base) if depth < 16 => Some(of_class(base, depth + 1)),
        Some(_) => None,
        None => outside_root(base).map(|(root, _)| root.metadata()),
    };
    stated_metadata(class)
        .or_else(|| roots_itself(class).map(|_| Root::Class(class.clone()).metadata()))
        .or_else(|| class.body().bases.iter().find_map(inherited))
        .unwrap_or(MetadataKey::Place(class.span))
}

fn of_made(made: &Rc<Made>) -> MetadataKey {
    let registry = made.receiver.as_ref().and_then(made_of);
    of_arguments(made).or_else(|| registry.map(of_made)).unwrap_or(MetadataKey::Place(made.span))
}

fn of_arguments(made: &Made) -> Option<MetadataKey> {
    metadata_key(&made.arguments.keyword("metadata")?.value)
}

fn of_database(database: &Value) -> MetadataKey {
    if let Some(made) = made_of(database) {
        let model = made.arguments.keyword("model_class").and_then(|argument| class_of(&argument.value));
        return of_arguments(made)
            .or_else(|| model.map(|class| of_class(class, 0)))
            .unwrap_or(MetadataKey::Place(made.span));
    }
    if let Value::Object(Object::Instance(class, _)) = database {
        return MetadataKey::Place(class.span);
    }
    MetadataKey::Package(library_path(database).unwrap_or(Name::new("flask_sqlalchemy")))
}
