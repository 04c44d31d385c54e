//! `relationship(...)` and `Relationship(...)`: what the ORM does by itself when a referenced row is deleted.
//!
//! Only the side that the foreign key points to can delete: one that is declared there, or the `backref` of one that is declared where the key
//! is. The foreign key is looked for between the two tables; where there are several, `foreign_keys` or `primaryjoin` must say which.

use std::rc::Rc;

use crate::ir::{
    ConstraintKind, CreateTable, ForeignKeyDefinition, Name, OrmDelete, PassiveDeletes, Relationship, Span,
    TableName,
};

use super::super::python::core::{class_of, construct, library_path, list_of, made_of, method_of};
use super::super::python::{Argument, Arguments, Class, Library, Machine, Made, Object, Value};
use super::annotation::Annotation;
use super::catalog::Catalog;
use super::member::Member;
use super::model::Model;

/// Finds the relationships of models.
pub(super) struct Relationships<'r> {
    /// All models.
    pub(super) models: &'r [Model],
    /// What values mean.
    pub(super) catalog: &'r Catalog,
    /// All tables, with their foreign keys.
    pub(super) tables: &'r [CreateTable],
}

impl Relationships<'_> {
    /// What a member declares; `None` if it is no relationship, or one of which nothing follows.
    pub(super) fn read(
        &self,
        machine: &mut Machine<'_>,
        library: &mut dyn Library,
        model: &Model,
        member: &Member,
    ) -> Option<Relationship> {
        let value = member.value.as_ref()?;
        let (made, "relationship" | "relation" | "dynamic_loader" | "Relationship") = construct(value)?
        else {
            return None;
        };
        let options = options(&made.arguments);
        let stated = |name: &str| options.iter().rev().find(|argument| is_called(argument, name));
        let through = ["secondary", "link_model"]
            .iter()
            .any(|name| stated(name).is_some_and(|argument| !argument.value.is_null()));
        let views = stated("viewonly").is_some_and(|argument| argument.value.as_bool() == Some(true));
        if through || views {
            return None;
        }
        let target = self.target(machine, library, made, member)?;
        let (here, there) = (self.catalog.table_of(&model.class)?, self.catalog.table_of(&target.class)?);
        let hints = self.hints(machine, library, model, &options);
        let turned = here == there && stated("remote_side").is_some();
        if !turned && let Some(key) = self.foreign_key(target, model, &hints) {
            return Some(relationship(there, here, key, &options, member.span));
        }
        // The other side is declared along with this one.
        let key = self.foreign_key(model, target, &hints)?;
        let (backref, "backref") = construct(&stated("backref")?.value)? else { return None };
        Some(relationship(here, there, key, &backref.arguments.list, backref.span))
    }

    /// The model that a relationship leads to.
    fn target(
        &self,
        machine: &mut Machine<'_>,
        library: &mut dyn Library,
        made: &Made,
        member: &Member,
    ) -> Option<&Model> {
        let sqlmodel = made.path.as_str().ends_with("Relationship");
        let first = if sqlmodel { None } else { made.arguments.get(0, "argument") };
        match first {
            Some(argument) => {
                let mut value = argument.value.clone();
                if matches!(value, Value::Object(Object::Function(_))) {
                    value = machine.call(library, &value, Arguments::default(), argument.span);
                }
                self.model(&value)
            }
            None => {
                let annotation = Annotation::read(member.annotation.as_ref()?);
                annotation.types.iter().find_map(|wanted| self.model_within(wanted, 8))
            }
        }
    }

    /// The model that a type names, also as the element of a list.
    fn model_within(&self, value: &Value, depth: usize) -> Option<&Model> {
        let depth = depth.checked_sub(1)?;
        if let Some(model) = self.model(value) {
            return Some(model);
        }
        if let Value::Object(Object::Union(parts)) = value {
            return parts.iter().find_map(|part| self.model_within(part, depth));
        }
        let made = made_of(value).filter(|made| made.subscript)?;
        made.arguments.positional().find_map(|argument| self.model_within(&argument.value, depth))
    }

    fn model(&self, value: &Value) -> Option<&Model> {
        if let Some(class) = class_of(value) {
            return self.models.iter().find(|model| Rc::ptr_eq(&model.class, class));
        }
        let name = value.as_text().or_else(|| library_path(value).map(Name::as_str))?;
        let name = Name::new(name.rsplit('.').next().unwrap_or(name));
        self.models.iter().find(|model| model.class.name == name)
    }

    /// The only foreign key from one model's tables to another's, among those that the hints allow.
    fn foreign_key(&self, from: &Model, to: &Model, hints: &[Name]) -> Option<&ForeignKeyDefinition> {
        let (from, to) = (self.lineage(from), self.lineage(to));
        let tables = self.tables.iter().filter(|table| from.contains(&table.name));
        let keys: Vec<&ForeignKeyDefinition> = tables
            .flat_map(|table| &table.constraints)
            .filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => Some(key.as_ref()),
                ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::Check { .. }
                | ConstraintKind::Exclude { .. } => None,
            })
            .filter(|key| to.contains(&key.referenced))
            .collect();
        if let [only] = keys.as_slice() {
            return Some(only);
        }
        let mut fitting =
            keys.into_iter().filter(|key| key.columns.iter().all(|column| hints.contains(column)));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// The tables of a model and of those above it.
    fn lineage(&self, model: &Model) -> Vec<TableName> {
        let mut tables = Vec::new();
        let mut next = Some(model);
        while let Some(model) = next {
            tables.extend(self.catalog.table_of(&model.class));
            next = model.above.and_then(|above| self.models.get(above));
        }
        tables
    }

    /// The columns that `foreign_keys` and `primaryjoin` name.
    fn hints(
        &self,
        machine: &mut Machine<'_>,
        library: &mut dyn Library,
        model: &Model,
        options: &[Argument],
    ) -> Vec<Name> {
        let mut columns = Vec::new();
        let wanted = options
            .iter()
            .filter(|argument| is_called(argument, "foreign_keys") || is_called(argument, "primaryjoin"));
        for argument in wanted {
            let mut value = argument.value.clone();
            if matches!(value, Value::Object(Object::Function(_))) {
                value = machine.call(library, &value, Arguments::default(), argument.span);
            }
            self.collect(&value, &model.class, &mut columns, 12);
        }
        columns
    }

    fn collect(&self, value: &Value, class: &Rc<Class>, columns: &mut Vec<Name>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some(text) = value.as_text() {
            for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')) {
                let mut parts = word.rsplit('.');
                let (column, owner) = (parts.next().unwrap_or(word), parts.next());
                let owner = owner.and_then(|name| self.model(&Value::text(name)));
                let class = owner.map_or(class, |model| &model.class);
                let found = self.catalog.attribute(class, Name::new(column));
                columns.push(found.map_or(Name::new(column), |found| found.column));
            }
            return;
        }
        if let Some(found) = self.catalog.column(value) {
            columns.push(found.column);
            return;
        }
        if let Some((_, attribute)) = method_of(value) {
            columns.push(Name::new(attribute));
            return;
        }
        for value in list_of(value).unwrap_or_default() {
            self.collect(&value, class, columns, depth);
        }
        if let Some(made) = made_of(value) {
            made.receiver.iter().for_each(|receiver| self.collect(receiver, class, columns, depth));
            for argument in &made.arguments.list {
                self.collect(&argument.value, class, columns, depth);
            }
        }
    }
}

/// The arguments, with those of SQLModel's `sa_relationship_args` and `sa_relationship_kwargs`.
fn options(arguments: &Arguments) -> Vec<Argument> {
    let mut options = arguments.list.clone();
    if let Some(more) = arguments.keyword("sa_relationship_kwargs")
        && let Value::Map(entries) = &more.value
    {
        let entries = entries.borrow();
        options.extend(entries.iter().map(|(name, value)| Argument {
            keyword: Some(*name),
            value: value.clone(),
            span: more.span,
        }));
    }
    if let Some(stated) = arguments.keyword("sa_relationship")
        && let Some(made) = made_of(&stated.value)
    {
        options.extend(made.arguments.list.iter().filter(|argument| argument.keyword.is_some()).cloned());
    }
    options
}

fn is_called(argument: &Argument, name: &str) -> bool {
    argument.keyword.is_some_and(|keyword| keyword.as_str() == name)
}

fn relationship(
    referencing: TableName,
    referenced: TableName,
    key: &ForeignKeyDefinition,
    options: &[Argument],
    span: Span,
) -> Relationship {
    let stated = |name: &str| options.iter().rev().find(|argument| is_called(argument, name));
    let cascades = |argument: &&Argument| {
        argument
            .value
            .as_text()
            .is_some_and(|text| text.split(',').any(|word| matches!(word.trim(), "all" | "delete")))
    };
    let flag = |argument: &&Argument| argument.value.as_bool() == Some(true);
    let deletes = stated("cascade").filter(cascades).or_else(|| stated("cascade_delete").filter(flag));
    let passive = match stated("passive_deletes").map(|argument| &argument.value) {
        Some(value) if value.as_text() == Some("all") => PassiveDeletes::All,
        Some(value) if value.as_bool() == Some(true) => PassiveDeletes::Yes,
        Some(_) | None => PassiveDeletes::No,
    };
    Relationship {
        referencing,
        columns: key.columns.clone(),
        referenced,
        referenced_columns: key.referenced_columns.clone(),
        deletes: if deletes.is_some() { OrmDelete::Cascade } else { OrmDelete::Unstated },
        passive,
        emulates: None,
        span,
        deletes_span: deletes.map(|argument| argument.span),
    }
}
