//! A model: a class that is mapped to a table, and which table that is.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::ir::{Name, Problem, Span};

use super::super::python::core::{class_of, construct, library_path, list_of, made_of};
use super::super::python::{Argument, Arguments, Class, Machine, Made, Value};
use super::catalog::metadata_of_call;
use super::gather::Gathered;
use super::known;
use super::lineage::{Lineage, MetadataKey, Root, Style, lineage};
use super::member::{Member, members};
use super::names::{declare, declared_function, default_name, nearest};

/// A class that SQLAlchemy maps.
pub(super) struct Model {
    /// The class.
    pub(super) class: Rc<Class>,
    /// Where it comes from.
    pub(super) lineage: Lineage,
    /// Its metadata.
    pub(super) metadata: MetadataKey,
    /// The nearest class above that is mapped, too.
    pub(super) above: Option<usize>,
    /// Its table.
    pub(super) table: ModelTable,
    /// What may become columns and relationships.
    pub(super) members: Vec<Member>,
    /// The elements of `__table_args__`.
    pub(super) elements: Vec<Argument>,
    /// The options of `__table_args__`: `schema`, ...
    pub(super) options: Vec<(Name, Value)>,
}

/// The table of a model.
#[derive(Clone, Debug)]
pub(super) enum ModelTable {
    /// One of its own, with the place of its name.
    Own(Name, Span),
    /// That of the model above: single-table inheritance. Without a model above none at all, which SQLAlchemy refuses.
    Above,
    /// A `Table(...)`.
    Object(Rc<Made>),
    /// None that is known, which was told.
    Unknown,
}

/// Makes models of classes.
pub(super) struct Mapping<'m, 'a> {
    /// The machine.
    pub(super) machine: &'m mut Machine<'a>,
    /// What answers for libraries.
    pub(super) library: &'m mut Gathered,
    /// The models so far.
    pub(super) models: Vec<Model>,
    /// The classes that are mapped, by address.
    pub(super) mapped: FxHashSet<*const Class>,
}

impl Mapping<'_, '_> {
    /// Maps all classes that were gathered.
    pub(super) fn add_all(&mut self) {
        // Functions that are called on the way may make more of them.
        let mut next = 0;
        while let Some(class) = self.library.classes.get(next).cloned() {
            next += 1;
            if let Some(lineage) = lineage(self.machine, &class) {
                self.add(&class, lineage);
            }
        }
        for arguments in std::mem::take(&mut self.library.mapped) {
            self.add_imperative(&arguments);
        }
    }

    /// Maps a class to a `Table(...)`: `registry.map_imperatively(User, users, properties={"posts": relationship(Post)})`.
    fn add_imperative(&mut self, arguments: &Arguments) {
        let class = arguments.get(0, "class_").and_then(|argument| class_of(&argument.value)).cloned();
        let table = arguments.get(1, "local_table").and_then(|argument| made_of(&argument.value)).cloned();
        let (Some(class), Some(table)) = (class, table) else { return };
        let Some(metadata) = metadata_of_call(&table) else { return };
        let members = arguments.keyword("properties").map_or_else(Vec::new, |argument| {
            let Value::Map(entries) = &argument.value else { return Vec::new() };
            let member = |(name, value): &(Name, Value)| Member {
                name: *name,
                annotation: None,
                value: Some(value.clone()),
                name_span: argument.span,
                span: made_of(value).map_or(argument.span, |made| made.span),
            };
            entries.borrow().iter().map(member).collect()
        });
        let order = self.machine.resolution_order(&class);
        let lineage = Lineage { order, root: Root::Made(table.clone()), style: Style::Declarative };
        let table = ModelTable::Object(table);
        let (elements, options) = (Vec::new(), Vec::new());
        self.models.push(Model { class, lineage, metadata, above: None, table, members, elements, options });
    }

    /// Maps a class if it is to be mapped. Bases come before what inherits from them.
    fn add(&mut self, class: &Rc<Class>, lineage: Lineage) {
        if !is_mapped(class, &lineage) || !self.mapped.insert(Rc::as_ptr(class)) {
            return;
        }
        let models = &self.models;
        let known = |class: &Rc<Class>| {
            let model = models.iter().find(|model| Rc::ptr_eq(&model.class, class))?;
            Some(model.members.iter().map(|member| member.name).collect())
        };
        let (order, style) = (lineage.order.clone(), lineage.style);
        let members = members(self.machine, self.library, class, &order, style, &known);
        let above = order
            .iter()
            .skip(1)
            .filter_map(class_of)
            .find_map(|base| self.models.iter().position(|model| Rc::ptr_eq(&model.class, base)));
        let mut model = Model {
            class: class.clone(),
            metadata: lineage.metadata(),
            lineage,
            above,
            table: ModelTable::Unknown,
            members,
            elements: Vec::new(),
            options: Vec::new(),
        };
        self.table_arguments(&mut model);
        model.table = self.table(&model);
        self.models.push(model);
    }

    /// The value of a special attribute for a class, its `declared_attr` called.
    fn special(&mut self, model: &Model, name: &str) -> Option<(Rc<Class>, Value, Span)> {
        let (owner, attribute) = nearest(&model.lineage.order, name)?;
        let value = attribute.value?;
        let span = attribute.span;
        let value = match declared_function(&value) {
            Some(function) => declare(self.machine, self.library, &function.clone(), &model.class, span),
            None => value,
        };
        Some((owner, value, span))
    }

    /// Whether a class of the order gives a special attribute that counts for the model: not those of other models, unless computed.
    fn counts(&self, model: &Model, name: &str) -> bool {
        model.lineage.order.iter().filter_map(class_of).any(|class| {
            let body = class.body();
            let own = body.attributes.iter().rev().find(|attribute| attribute.name.as_str() == name);
            let foreign = !Rc::ptr_eq(class, &model.class) && self.mapped.contains(&Rc::as_ptr(class));
            let computed = |value: &Value| declared_function(value).is_some();
            own.and_then(|attribute| attribute.value.as_ref())
                .is_some_and(|value| !foreign || computed(value))
        })
    }

    fn table(&mut self, model: &Model) -> ModelTable {
        if self.counts(model, "__table__")
            && let Some((_, value, span)) = self.special(model, "__table__")
        {
            let made = made_of(&value).filter(|_| matches!(construct(&value), Some((_, "Table"))));
            return match made {
                Some(made) => ModelTable::Object(made.clone()),
                None => {
                    self.not_known(&value, span, "the table of the class");
                    ModelTable::Unknown
                }
            };
        }
        let known = || model.lineage.order.iter().filter_map(library_path).find_map(known::table_name);
        let own = || known().or_else(|| default_name(model.lineage.style, model.class.name));
        let stated =
            if self.counts(model, "__tablename__") { self.special(model, "__tablename__") } else { None };
        let (name, span) = match stated {
            Some((owner, value, span)) => {
                let foreign = !Rc::ptr_eq(&owner, &model.class) && self.mapped.contains(&Rc::as_ptr(&owner));
                match value.as_text() {
                    Some(_) if foreign && model.lineage.style == Style::Flask => {
                        (own(), model.class.name_span)
                    }
                    // The name of the model above, through a base that computes names: the same table.
                    Some(_) if foreign => return ModelTable::Above,
                    Some(text) if Rc::ptr_eq(&owner, &model.class) => {
                        (Some(Name::new(text)), value_span(self.machine, &model.class, span))
                    }
                    Some(text) => (Some(Name::new(text)), model.class.name_span),
                    None if value.is_null() => return ModelTable::Above,
                    None => {
                        self.not_known(&value, span, "the name of the table");
                        return ModelTable::Unknown;
                    }
                }
            }
            None => (own(), model.class.name_span),
        };
        let Some(name) = name else { return ModelTable::Above };
        // Flask-SQLAlchemy gives a class without a primary key the table above (flask_sqlalchemy/model.py, `__table_cls__`).
        if model.lineage.style == Style::Flask && model.above.is_some() && !has_primary_key(model) {
            return ModelTable::Above;
        }
        ModelTable::Own(name, span)
    }

    /// Reads `__table_args__`: a tuple whose last element may be a map of options, or such a map.
    fn table_arguments(&mut self, model: &mut Model) {
        if !self.counts(model, "__table_args__") {
            return;
        }
        let Some((_, value, span)) = self.special(model, "__table_args__") else { return };
        let mut options = Vec::new();
        let mut elements = Vec::new();
        for value in list_of(&value).unwrap_or_else(|| vec![value]) {
            if let Value::Map(entries) = &value {
                options.extend(entries.borrow().iter().cloned());
            } else {
                elements.push(Argument { keyword: None, value, span });
            }
        }
        (model.elements, model.options) = (elements, options);
    }

    fn not_known(&mut self, value: &Value, span: Span, what: &str) {
        let why = match value.as_unknown() {
            Some(unknown) => format!("{what} is not known: {}", unknown.why),
            None => format!("{what} is not understood"),
        };
        self.machine.problems.push(Problem { span, why: why.into() });
    }
}

/// The place of the value within `name = value`.
fn value_span(machine: &Machine<'_>, class: &Class, statement: Span) -> Span {
    if !class.span.contains(statement) {
        return class.name_span;
    }
    let text = machine.files.text(statement);
    let Some((_, value)) = text.split_once('=') else { return statement };
    let value = value.trim_start();
    let start = text.len() - value.len();
    let offset = |index: usize| statement.start as usize + index;
    Span::new(statement.file, offset(start), offset(start + value.trim_end().len()))
}

/// Whether a class with a root is mapped itself.
fn is_mapped(class: &Rc<Class>, lineage: &Lineage) -> bool {
    let body = class.body();
    let is_true = |name: &str| {
        let own = body.attributes.iter().rev().find(|attribute| attribute.name.as_str() == name);
        own.and_then(|attribute| attribute.value.as_ref()).and_then(Value::as_bool) == Some(true)
    };
    if is_true("__abstract__") {
        return false;
    }
    let concrete = |base: &Value| {
        library_path(base).is_some_and(|path| path.as_str().ends_with(".AbstractConcreteBase"))
    };
    if body.bases.iter().any(concrete) {
        return false;
    }
    if lineage.style == Style::SqlModel {
        let table = body
            .keywords
            .iter()
            .rev()
            .find(|keyword| keyword.keyword.is_some_and(|name| name.as_str() == "table"));
        return table.is_some_and(|keyword| keyword.value.as_bool() == Some(true));
    }
    match &lineage.root {
        Root::Class(root) => !Rc::ptr_eq(root, class),
        Root::Made(_) | Root::Package(_) | Root::Database(_) => true,
    }
}

fn has_primary_key(model: &Model) -> bool {
    let by_column = model.members.iter().filter_map(|member| member.value.as_ref()).any(|value| {
        construct(value).is_some_and(|(made, word)| {
            let key = made.arguments.keyword("primary_key").and_then(|argument| argument.value.as_bool());
            matches!(word, "Column" | "mapped_column") && key == Some(true)
        })
    });
    let by_constraint =
        |element: &Argument| matches!(construct(&element.value), Some((_, "PrimaryKeyConstraint")));
    by_column || model.elements.iter().any(by_constraint)
}
