//! All models and tables of a source, and which column or table a value means.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::ir::{Name, Problem, Span, TableName};

use super::super::python::core::{
    ColumnReference, Convention, class_of, construct, is_database_object, is_item, list_of, made_of,
    method_of,
};
use super::super::python::{Class, Made, Object, Value};
use super::column::column_name;
use super::gather::{Gathered, column_of_class, table_of_class};
use super::lineage::{MetadataKey, metadata_key};
use super::model::{Model, ModelTable};

/// `MetaData(...)`.
#[derive(Default)]
pub(super) struct Metadata {
    /// Its naming convention.
    pub(super) convention: Convention,
    /// Its schema.
    pub(super) schema: Option<Name>,
}

/// What values mean.
#[derive(Default)]
pub(super) struct Catalog {
    /// The metadata that say something.
    metadata: FxHashMap<MetadataKey, Metadata>,
    /// What is said where nothing is said.
    nothing: Metadata,
    /// The tables of classes, by the class's address.
    pub(super) tables: FxHashMap<*const Class, TableName>,
    /// The columns of classes' attributes.
    attributes: FxHashMap<(*const Class, Name), ColumnReference>,
    /// The model above a model.
    above: FxHashMap<*const Class, *const Class>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
    /// The columns that calls of `Column` make. One that a mixin shares has no table.
    calls: FxHashMap<*const Made, ColumnReference>,
}

impl Catalog {
    /// Takes in what `MetaData(...)` says, and what was assigned to its attributes later.
    pub(super) fn add_metadata(&mut self, value: &Value) {
        let (Some(key), Some(made)) = (metadata_key(value), made_of(value)) else { return };
        let schema = made.arguments.keyword("schema").or_else(|| {
            made.arguments.positional().next().filter(|argument| argument.value.as_text().is_some())
        });
        let convention = made.arguments.keyword("naming_convention");
        if let Some(stated) = schema {
            self.doubt_schema(&stated.value, stated.span);
        }
        if let Some(stated) = convention.filter(|stated| !is_stated(&stated.value)) {
            let why = "the naming convention is not known, and the engine's names are taken";
            self.problems.push(Problem { span: stated.span, why: why.into() });
        }
        let metadata = Metadata {
            convention: convention.map(|stated| Convention::read(&stated.value)).unwrap_or_default(),
            schema: schema.and_then(|stated| stated.value.as_text()).map(Name::new),
        };
        self.metadata.insert(key, metadata);
    }

    /// `metadata.naming_convention = ...`, `metadata.schema = ...`.
    pub(super) fn assign_metadata(&mut self, receiver: &Value, attribute: Name, value: &Value) {
        let Some(key) = metadata_key(receiver) else { return };
        let metadata = self.metadata.entry(key).or_default();
        match attribute.as_str() {
            "naming_convention" => metadata.convention = Convention::read(value),
            "schema" => metadata.schema = value.as_text().map(Name::new),
            _ => {}
        }
    }

    fn doubt_schema(&mut self, value: &Value, span: Span) {
        if !is_stated(value) && value.as_text().is_none() {
            let why = "the schema of the tables is not known, and the default one is taken";
            self.problems.push(Problem { span, why: why.into() });
        }
    }

    /// What a metadata says.
    pub(super) fn metadata(&self, key: Option<MetadataKey>) -> &Metadata {
        key.and_then(|key| self.metadata.get(&key)).unwrap_or(&self.nothing)
    }

    /// Takes in the names of a model's table and columns; those above it come before.
    pub(super) fn add_model(&mut self, model: &Model, models: &[Model]) {
        let above = model.above.and_then(|above| models.get(above));
        let stated = model.options.iter().find(|(name, _)| name.as_str() == "schema");
        if let Some((_, value)) = stated {
            self.doubt_schema(value, model.class.name_span);
        }
        let table = match &model.table {
            ModelTable::Own(name, _) => Some(TableName { schema: self.schema_of(model), name: *name }),
            ModelTable::Above => above.and_then(|above| self.table_of(&above.class)),
            ModelTable::Object(made) => self.name_of_call(made),
            ModelTable::Unknown => None,
        };
        let Some(table) = table else { return };
        self.tables.insert(Rc::as_ptr(&model.class), table);
        if let Some(above) = above {
            self.above.insert(Rc::as_ptr(&model.class), Rc::as_ptr(&above.class));
        }
        for member in &model.members {
            let Some((column, call)) = column_name(member, model.lineage.style) else { continue };
            let reference = ColumnReference { table: Some(table), column };
            self.attributes.insert((Rc::as_ptr(&model.class), member.name), reference);
            if let Some(call) = call {
                let known = self.calls.entry(Rc::as_ptr(&call)).or_insert(reference);
                if known.table != Some(table) {
                    known.table = None;
                }
            }
        }
    }

    fn schema_of(&self, model: &Model) -> Option<Name> {
        let stated = model.options.iter().rev().find(|(name, _)| name.as_str() == "schema");
        match stated {
            Some((_, value)) if value.is_null() => self.metadata(Some(model.metadata)).schema,
            Some((_, value)) => value.as_text().map(Name::new),
            None => self.metadata(Some(model.metadata)).schema,
        }
    }

    /// Takes in the columns of a `Table(...)`.
    pub(super) fn add_table(&mut self, made: &Made) {
        let Some(table) = self.name_of_call(made) else { return };
        for argument in made.arguments.positional() {
            let values = list_of(&argument.value).unwrap_or_else(|| vec![argument.value.clone()]);
            for value in &values {
                let Some((column, "Column")) = construct(value) else { continue };
                let name = column.arguments.get(0, "name").and_then(|name| name.value.as_text());
                if let (Some(name), Some(call)) = (name, made_of(value)) {
                    let reference = ColumnReference { table: Some(table), column: Name::new(name) };
                    self.calls.insert(Rc::as_ptr(call), reference);
                }
            }
        }
    }

    /// The table of a class.
    pub(super) fn table_of(&self, class: &Rc<Class>) -> Option<TableName> {
        self.tables.get(&Rc::as_ptr(class)).copied()
    }

    /// The name of a `Table(...)`.
    pub(super) fn name_of_call(&self, made: &Made) -> Option<TableName> {
        let name = Name::new(made.arguments.get(0, "name")?.value.as_text()?);
        let stated = made.arguments.keyword("schema").and_then(|argument| argument.value.as_text());
        let schema = stated.map(Name::new).or_else(|| self.metadata(metadata_of_call(made)).schema);
        Some(TableName { schema, name })
    }

    /// The table that a value is: `Table(...)`, `User.__table__`, `User`.
    pub(super) fn table(&self, value: &Value) -> Option<TableName> {
        if let Some(class) = table_of_class(value).or_else(|| class_of(value)) {
            return self.table_of(class);
        }
        let (made, "Table") = construct(value)? else { return None };
        self.name_of_call(made)
    }

    /// The column that a value is: `User.id`, `users.c.id`, a `Column` that stands elsewhere.
    pub(super) fn column(&self, value: &Value) -> Option<ColumnReference> {
        if let Some((class, attribute)) = column_of_class(value) {
            return self.attribute(class, attribute);
        }
        if let Some(made) = made_of(value)
            && let Some(reference) = self.calls.get(&Rc::as_ptr(made))
        {
            return Some(*reference);
        }
        let (container, column) = match (method_of(value), made_of(value)) {
            (Some((container, column)), _) => (container, Name::new(column)),
            (None, Some(made)) if is_item(made) => {
                let key = made.arguments.positional().next()?.value.as_text()?;
                (made.receiver.as_ref()?, Name::new(key))
            }
            (None, Some(_) | None) => return None,
        };
        let owner = match method_of(container) {
            Some((owner, "c" | "columns")) => owner,
            Some(_) | None => container,
        };
        Some(ColumnReference { table: Some(self.table(owner)?), column })
    }

    /// The column of a class's attribute, its own or that of a model above.
    pub(super) fn attribute(&self, class: &Rc<Class>, attribute: Name) -> Option<ColumnReference> {
        let mut class = Rc::as_ptr(class);
        loop {
            if let Some(found) = self.attributes.get(&(class, attribute)) {
                return Some(*found);
            }
            class = *self.above.get(&class)?;
        }
    }
}

/// Whether a value is nothing, or a map: what an option of `MetaData` may be besides text.
fn is_stated(value: &Value) -> bool {
    value.is_null() || matches!(value, Value::Map(_))
}

/// The metadata of a `Table(...)`.
pub(super) fn metadata_of_call(made: &Made) -> Option<MetadataKey> {
    if let Some(bind) = made.arguments.keyword("bind_key").and_then(|argument| argument.value.as_text()) {
        return Some(MetadataKey::Bind(Name::new(bind)));
    }
    let stated = made.arguments.get(1, "metadata").and_then(|argument| metadata_key(&argument.value));
    let database = || made.receiver.as_ref().filter(|receiver| is_database_object(receiver));
    stated.or_else(|| {
        let owner = Box::new(database()?.clone());
        let value = Object::Method(owner, Name::new("metadata"));
        metadata_key(&Value::Object(value))
    })
}

/// What the `MetaData(...)` of the code say.
pub(super) fn gather_metadata(gathered: &Gathered) -> Catalog {
    let mut catalog = Catalog::default();
    for made in &gathered.metadata {
        catalog.add_metadata(&Value::Object(Object::Made(made.clone())));
    }
    for (receiver, attribute, value) in &gathered.assigned {
        catalog.assign_metadata(receiver, *attribute, value);
    }
    catalog
}
