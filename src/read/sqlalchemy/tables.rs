//! The tables of all models and `Table(...)` calls, as the operations that make them.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{CreateTable, Dialect, Name, Opaque, Operation, OperationKind, Problem, Span, TableName};

use super::super::python::core::{Core, Table, library_path, made_of};
use super::super::python::{Arguments, Machine, Made, Value};
use super::base::{doubt, types_of};
use super::catalog::{Catalog, gather_metadata, metadata_of_call};
use super::column::Columns;
use super::extent::{included, problems_within};
use super::gather::Gathered;
use super::known;
use super::lineage::MetadataKey;
use super::model::{Model, ModelTable};

/// What the code declares.
pub(super) struct Declared {
    /// What values mean.
    pub(super) catalog: Catalog,
    /// The metadata whose tables count.
    pub(super) included: FxHashSet<MetadataKey>,
    /// The tables.
    pub(super) created: Vec<CreateTable>,
    /// The operations that make them, by the place of each.
    pub(super) operations: Vec<Placed>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
}

/// Operations and the place of the statement that they come from.
pub(super) type Placed = (Span, Vec<Operation>);

/// A table while it is put together.
pub(super) struct Draft {
    /// The table.
    pub(super) table: Table,
    /// Its metadata.
    pub(super) metadata: Option<MetadataKey>,
    /// The statement.
    pub(super) span: Span,
    /// Places that were not understood.
    pub(super) lost: Vec<Span>,
}

impl Declared {
    /// Reads all models and tables.
    pub(super) fn read(machine: &Machine<'_>, gathered: &Gathered, models: &[Model]) -> Declared {
        let included = included(machine, gathered, models);
        let mut catalog = gather_metadata(gathered);
        gathered.tables.iter().for_each(|made| catalog.add_table(made));
        models.iter().for_each(|model| catalog.add_model(model, models));
        let problems = std::mem::take(&mut catalog.problems);
        let mut reading = Reading {
            dialect: machine.source.dialect,
            catalog: &catalog,
            models,
            included: &included,
            drafts: Vec::new(),
            by_name: FxHashMap::default(),
            lost: Vec::new(),
            problems,
        };
        gathered.tables.iter().for_each(|made| reading.add_call(made));
        (0..models.len()).for_each(|index| reading.add_model(index));
        gathered.appended.iter().for_each(|(table, arguments)| reading.append(table, arguments));
        gathered.indexes.iter().for_each(|made| reading.add_index(made));
        reading.problems.extend(problems_within(machine, gathered, models, &included));
        for span in gathered.doubts.iter().copied() {
            let why = "what is made under a condition, or over a list, that is not known is left out";
            reading.problems.push(Problem { span, why: why.into() });
            reading.lose(span);
        }
        let (created, operations, problems) = reading.finish();
        Declared { included, created, operations, problems, catalog }
    }
}

/// Tables while they are read.
pub(super) struct Reading<'r> {
    dialect: Dialect,
    catalog: &'r Catalog,
    models: &'r [Model],
    included: &'r FxHashSet<MetadataKey>,
    /// The tables so far.
    pub(super) drafts: Vec<Draft>,
    /// Their places by name.
    pub(super) by_name: FxHashMap<TableName, usize>,
    /// Tables whose names are not known.
    pub(super) lost: Vec<Placed>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
}

impl Reading<'_> {
    /// Reads with the constructs of a metadata.
    pub(super) fn with_core<T>(
        &mut self,
        metadata: Option<MetadataKey>,
        read: impl FnOnce(&mut Core<'_>) -> T,
    ) -> T {
        let catalog = self.catalog;
        let columns = |value: &Value| catalog.column(value);
        let said = catalog.metadata(metadata);
        let mut core = Core::new(self.dialect, &said.convention, said.schema, &columns);
        let result = read(&mut core);
        self.problems.append(&mut core.problems);
        result
    }

    fn push(&mut self, draft: Draft) {
        self.by_name.entry(draft.table.name).or_insert(self.drafts.len());
        self.drafts.push(draft);
    }

    /// `Table(...)`. One without elements asks for a table that was made elsewhere.
    fn add_call(&mut self, made: &Rc<Made>) {
        let metadata = metadata_of_call(made);
        if metadata.is_some_and(|metadata| !self.included.contains(&metadata)) {
            return;
        }
        let before = self.problems.len();
        let Some(table) = self.with_core(metadata, |core| core.table(made)) else {
            self.lose(made.span);
            return;
        };
        let empty = table.columns.is_empty() && table.unknown.is_empty();
        if empty && self.by_name.contains_key(&table.name) {
            return;
        }
        let mut lost = table.unknown.clone();
        lost.extend(self.problems.iter().skip(before).map(|problem| problem.span));
        self.push(Draft { table, metadata, span: made.span, lost });
    }

    fn add_model(&mut self, index: usize) {
        let Some(model) = self.models.get(index) else { return };
        if !self.included.contains(&model.metadata) {
            if let MetadataKey::Bind(bind) = model.metadata {
                let why = format!("the table belongs to the bind `{bind}`, which is another database");
                self.problems.push(Problem { span: model.class.name_span, why: why.into() });
            }
            return;
        }
        match &model.table {
            ModelTable::Own(_, name_span) => {
                let Some(name) = self.catalog.table_of(&model.class) else { return };
                let name = TableName {
                    schema: name.schema.map(|schema| self.dialect.quoted(schema.as_str())),
                    name: self.dialect.quoted(name.name.as_str()),
                };
                let table = Table::new(name, *name_span);
                let (metadata, span) = (Some(model.metadata), model.class.span);
                let mut draft = Draft { table, metadata, span, lost: Vec::new() };
                self.fill(&mut draft, model);
                self.push(draft);
            }
            ModelTable::Above => {
                let Some(name) = self.catalog.table_of(&model.class) else {
                    let why = "the class states no name of a table, and SQLAlchemy refuses it";
                    if model.above.is_none() {
                        self.problems.push(Problem { span: model.class.name_span, why: why.into() });
                    }
                    return;
                };
                let Some(known) = self.by_name.get(&name).copied() else { return };
                let mut extra = Draft {
                    table: Table::new(name, model.class.name_span),
                    metadata: Some(model.metadata),
                    span: model.class.span,
                    lost: Vec::new(),
                };
                self.fill(&mut extra, model);
                let Some(draft) = self.drafts.get_mut(known) else { return };
                // A column that several classes of one table define is one column.
                let names: Vec<Option<Name>> = draft.table.columns.iter().map(|column| column.name).collect();
                let new = extra.table.columns.into_iter().filter(|column| !names.contains(&column.name));
                draft.table.columns.extend(new);
                draft.table.constraints.append(&mut extra.table.constraints);
                draft.table.indexes.append(&mut extra.table.indexes);
                draft.lost.append(&mut extra.lost);
            }
            ModelTable::Object(_) => {}
            ModelTable::Unknown => {
                self.lose(model.class.name_span);
            }
        }
    }

    /// A table of which not even the name is known: any that is missing may be it.
    fn lose(&mut self, span: Span) {
        let why = Name::new("a class is mapped to a table that is not known");
        let opaque = Opaque { touches: Vec::new(), why };
        self.lost.push((span, vec![Operation { kind: OperationKind::Opaque(opaque), span }]));
    }

    /// The columns and the elements of `__table_args__` of one model.
    fn fill(&mut self, draft: &mut Draft, model: &Model) {
        let types = types_of(model);
        let style = model.lineage.style;
        let before = self.problems.len();
        let table = &mut draft.table;
        self.with_core(Some(model.metadata), |core| {
            let mut columns = Columns { core: &mut *core, types: &types, style };
            table.columns.extend(model.members.iter().filter_map(|member| columns.column(member)));
            for path in model.lineage.order.iter().filter_map(library_path) {
                let given = known::columns(core, path, model.class.name_span);
                for column in given {
                    if !table.columns.iter().any(|own| own.name == column.name) {
                        table.columns.push(column);
                    }
                }
            }
            core.elements(table, model.elements.iter());
        });
        draft.lost.append(&mut draft.table.unknown);
        draft.lost.extend(self.problems.iter().skip(before).map(|problem| problem.span));
        let partitioned = model.options.iter().any(|(name, _)| name.as_str() == "postgresql_partition_by");
        draft.table.partitioned |= partitioned;
        for member in &model.members {
            if let Some(unknown) = member.value.as_ref().and_then(Value::as_unknown) {
                let why = format!("`{}` of the class is not known: {}", member.name, unknown.why);
                self.problems.push(Problem { span: member.span, why: why.into() });
                draft.lost.push(member.span);
            }
        }
        for base in model.lineage.order.iter().skip(1) {
            if let Some(why) = doubt(base) {
                self.problems.push(Problem { span: model.class.name_span, why: why.into() });
                draft.lost.push(model.class.name_span);
            }
        }
    }

    /// `table.append_constraint(...)`, `table.append_column(...)`.
    fn append(&mut self, receiver: &Value, arguments: &Arguments) {
        let Some(name) = self.catalog.table(receiver) else { return };
        let Some(index) = self.by_name.get(&name).copied() else { return };
        let Some(mut table) = self.drafts.get(index).map(|draft| draft.table.clone()) else { return };
        let metadata = self.drafts.get(index).and_then(|draft| draft.metadata);
        self.with_core(metadata, |core| core.elements(&mut table, arguments.positional()));
        if let Some(draft) = self.drafts.get_mut(index) {
            draft.lost.append(&mut table.unknown);
            draft.table = table;
        }
    }

    /// An `Index(...)` that stands alone finds its table by its columns.
    fn add_index(&mut self, made: &Rc<Made>) {
        let within = |draft: &Draft| draft.table.indexes.iter().any(|index| index.span == made.span);
        if self.drafts.iter().any(within) {
            return;
        }
        let tables = made
            .arguments
            .positional()
            .filter_map(|argument| table_of_expression(self.catalog, &argument.value));
        let Some(index) = tables.into_iter().next().and_then(|name| self.by_name.get(&name).copied()) else {
            return;
        };
        let metadata = self.drafts.get(index).and_then(|draft| draft.metadata);
        let read = self.with_core(metadata, |core| core.index(made));
        if let Some(draft) = self.drafts.get_mut(index) {
            draft.table.indexes.push(read);
        }
    }
}

/// The table of the first column within an expression: `User.id`, `User.created.desc()`, `func.lower(User.email)`.
fn table_of_expression(catalog: &Catalog, value: &Value) -> Option<TableName> {
    if let Some(found) = catalog.column(value) {
        return found.table;
    }
    let made = made_of(value)?;
    let receiver = made.receiver.as_ref().and_then(|receiver| table_of_expression(catalog, receiver));
    receiver.or_else(|| {
        made.arguments.positional().find_map(|argument| table_of_expression(catalog, &argument.value))
    })
}
