//! Tables to operations: what drizzle-kit would create for the tables that the schema files export.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::foreign_key;
use super::key;
use super::machine::{Machine, default_name};
use super::names;
use super::object::{Own, Table, Value};
use crate::ir::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, Dialect, DrizzleSettings, Existing,
    Name, Opaque, Operation, OperationKind, OrmDelete, PassiveDeletes, Relationship, Span, TableName,
};
use crate::read::value::Unknown;

/// What the schema files export, and how it is written down.
pub(super) struct Emitter<'m, 'a> {
    pub(super) machine: &'m mut Machine<'a>,
    pub(super) dialect: Dialect,
    pub(super) settings: DrizzleSettings,
    pub(super) operations: Vec<Operation>,
}

/// Where drizzle-kit meets an export: which schema file, which file of those that it passes on, and there by name (esbuild sorts exports).
type Rank = (usize, usize, Name);

/// Exported things that matter.
#[derive(Default)]
struct Exports<'a> {
    /// With the last place at which drizzle-kit meets each.
    tables: Vec<(Rc<Table<'a>>, Rank)>,
    others: Vec<Value<'a>>,
}

impl<'a> Emitter<'_, 'a> {
    /// Writes down what the first `count` files export.
    pub(super) fn emit(&mut self, count: usize) {
        let exports = self.gather(count);
        for table in self.last_of_each_name(exports.tables) {
            self.machine.refresh();
            self.emit_table(&table);
        }
        for other in exports.others {
            match other {
                Value::Object(Own::View(core, name, schema, span)) if core.serves(self.dialect.engine) => {
                    let name = TableName { schema, name: self.dialect.quoted(name.as_str()) };
                    self.push(OperationKind::CreateView { name, existing: Existing::Skips }, span);
                }
                Value::Object(Own::Relations(call, scope, span)) => {
                    self.machine.run_relations(call, scope, span)
                }
                _ => {}
            }
        }
        self.emit_relations();
    }

    fn gather(&mut self, count: usize) -> Exports<'a> {
        let mut exports = Exports::default();
        let mut seen: FxHashMap<*const Table<'a>, usize> = FxHashMap::default();
        for index in 0..count {
            self.machine.run(index);
            self.report_packages(index, &mut FxHashSet::default());
            let mut names = Vec::new();
            self.machine.export_names(index, &mut names, &mut FxHashSet::default());
            let mut taken = FxHashSet::default();
            let mut files = 0;
            let mut last = index;
            for (from, name, span) in names {
                // A default export is not passed on by `export *`.
                if !taken.insert(name) || (from != index && name == default_name()) {
                    continue;
                }
                let Some(value) = self.machine.exported(from, name, span) else { continue };
                files += usize::from(from != last);
                last = from;
                let rank = (index, files, name);
                match value {
                    Value::Object(Own::Table(table)) if table.core.serves(self.dialect.engine) => {
                        let at = *seen.entry(Rc::as_ptr(&table)).or_insert(exports.tables.len());
                        match exports.tables.get_mut(at) {
                            Some((_, met)) => *met = rank.max(*met),
                            None => exports.tables.push((table, rank)),
                        }
                    }
                    Value::Unknown(unknown) => self.report_export(from, name, unknown),
                    other @ Value::Object(Own::View(..) | Own::Relations(..)) => exports.others.push(other),
                    _ => {}
                }
            }
        }
        exports
    }

    /// `export * from "package"`: there may be tables.
    fn report_packages(&mut self, index: usize, seen: &mut FxHashSet<usize>) {
        if !seen.insert(index) {
            return;
        }
        for (specifier, span) in self.machine.stars(index) {
            match self.machine.target(index, specifier) {
                Some(target) => self.report_packages(target, seen),
                None if specifier.as_str().starts_with("drizzle-orm") => {}
                None => {
                    let why = format!(
                        "`{specifier}` is not part of the project, so tables that it exports are not known"
                    );
                    self.machine.report(span, why);
                }
            }
        }
    }

    /// Something exported is not known: worth a word if its expression may make tables.
    fn report_export(&mut self, from: usize, name: Name, unknown: Unknown) {
        if let Some((scope, value)) = self.machine.initializer(from, name)
            && self.machine.may_make_table(scope, value)
        {
            self.machine.report_unknown(unknown);
        }
    }

    /// Of several tables with one name drizzle-kit keeps the one that it meets last.
    fn last_of_each_name(&mut self, tables: Vec<(Rc<Table<'a>>, Rank)>) -> Vec<Rc<Table<'a>>> {
        let mut kept: Vec<(Rc<Table<'a>>, Rank)> = Vec::new();
        let mut index: FxHashMap<(Option<Name>, Name), usize> = FxHashMap::default();
        for (table, rank) in tables {
            if let Some(unknown) = table.nameless {
                self.machine.report_unknown(unknown);
                continue;
            }
            if self.is_filtered(&table) {
                continue;
            }
            let key = (table.schema, table.name);
            let Some(old) = index.get(&key).and_then(|at| kept.get_mut(*at)) else {
                index.insert(key, kept.len());
                kept.push((table, rank));
                continue;
            };
            let mut left_out = (table, rank);
            if left_out.1 > old.1 {
                std::mem::swap(old, &mut left_out);
            }
            let why =
                format!("another table is called `{}`, too; drizzle-kit takes that one", left_out.0.name);
            self.machine.report(left_out.0.name_span, why);
        }
        kept.into_iter().map(|(table, _)| table).collect()
    }

    /// `schemaFilter`
    fn is_filtered(&self, table: &Table<'a>) -> bool {
        let schemas = &self.settings.schemas;
        let schema = table.schema.map_or("public", Name::as_str);
        self.dialect.is_postgres_like()
            && !schemas.is_empty()
            && !schemas.iter().any(|name| name.as_str() == schema || name.as_str() == "*")
    }

    fn emit_table(&mut self, table: &Rc<Table<'a>>) {
        let name = self.table_name(table);
        let mut create = CreateTable::new(name, table.name_span);
        let mut unsure = table.unsure.clone();
        for (index, column) in table.columns.iter().enumerate() {
            let builder = &column.builder;
            let name = self.column_name(table, index);
            let mut constraints = Vec::new();
            if let Some(span) = builder.primary {
                let kind = ConstraintKind::PrimaryKey { columns: vec![name], using_index: None };
                constraints.push(ConstraintDefinition { name: None, span, kind });
            }
            if let Some((stated, span)) = builder.unique {
                // The automatic name is that of the column before `casing`.
                let unique =
                    stated.unwrap_or_else(|| Name::new(&format!("{}_{}_unique", table.name, column.name)));
                let unique = Some(self.dialect.quoted(unique.as_str()));
                let kind = ConstraintKind::Unique { columns: vec![name], using_index: None };
                constraints.push(ConstraintDefinition { name: unique, span, kind });
            }
            create.columns.push(ColumnDefinition {
                name,
                span: column.span,
                name_span: column.name_span,
                data_type: builder.data_type,
                not_null: builder.not_null,
                has_default: builder.has_default,
                generated: builder.generated,
                constraints,
            });
        }
        let extras = self.extras(table, &mut unsure);
        key::add(self, table, &extras, &mut create);
        foreign_key::add(self, table, &extras, &mut create, &mut unsure);
        self.push(OperationKind::CreateTable(Box::new(create)), table.span);
        for unknown in unsure {
            self.machine.report_unknown(unknown);
            let opaque = Opaque { touches: vec![name], why: unknown.why };
            self.push(OperationKind::Opaque(opaque), unknown.span);
        }
    }

    /// What the table's function returns: keys, indexes, foreign keys.
    fn extras(&mut self, table: &Rc<Table<'a>>, unsure: &mut Vec<Unknown>) -> Vec<Value<'a>> {
        let Some((function, span)) = &table.extra else { return Vec::new() };
        let own = Value::Object(Own::Table(Rc::clone(table)));
        let value = match function {
            Value::Object(Own::Closure(_)) => self.machine.apply(function, vec![own], *span),
            other => other.clone(),
        };
        let values = match &value {
            Value::List(_) => self.machine.elements_of(&value),
            _ => self.machine.entries_of(&value).map(|all| all.into_iter().map(|(_, value)| value).collect()),
        };
        let Some(values) = values else {
            let why = "the table's keys are not known before the program runs";
            unsure.extend(super::evaluate::unknown_or(value, *span, why).as_unknown());
            return Vec::new();
        };
        let mut extras = Vec::new();
        for value in values {
            match value {
                // One level of lists is flattened.
                Value::List(inner) => extras.extend(inner.borrow().iter().cloned()),
                other => extras.push(other),
            }
        }
        for extra in &extras {
            let unknown = super::evaluate::unknown_or(extra.clone(), *span, "").as_unknown();
            let is_known = matches!(extra, Value::Object(Own::Key(_) | Own::ForeignKey(_) | Own::Sql(_)));
            if !is_known {
                unsure.extend(unknown.filter(|unknown| !unknown.why.as_str().is_empty()));
            }
        }
        extras
    }

    /// The table's name in the catalog.
    pub(super) fn table_name(&self, table: &Table<'a>) -> TableName {
        let schema = table.schema.map(|schema| self.dialect.quoted(schema.as_str()));
        let schema = if self.dialect.engine == crate::ir::Engine::Sqlite { None } else { schema };
        TableName { schema, name: self.dialect.quoted(table.name.as_str()) }
    }

    /// A column's name in the catalog: `casing` counts for columns without a name of their own.
    pub(super) fn column_name(&self, table: &Table<'a>, index: usize) -> Name {
        let Some(column) = table.columns.get(index) else { return Name::new("?") };
        match self.settings.casing {
            Some(casing) if column.key_as_name => Name::new(&names::cased(casing, column.name.as_str())),
            _ => self.dialect.quoted(column.name.as_str()),
        }
    }

    fn emit_relations(&mut self) {
        for relation in std::mem::take(&mut self.machine.relations) {
            let names = |table: &Table<'a>, columns: &[usize]| {
                columns.iter().map(|index| self.column_name(table, *index)).collect::<Vec<_>>()
            };
            let relationship = Relationship {
                referencing: self.table_name(&relation.table),
                columns: names(&relation.table, &relation.columns),
                referenced: self.table_name(&relation.referenced),
                referenced_columns: names(&relation.referenced, &relation.referenced_columns),
                deletes: OrmDelete::Unstated,
                passive: PassiveDeletes::No,
                emulates: None,
                span: relation.span,
                deletes_span: None,
            };
            self.push(OperationKind::Relate(Box::new(relationship)), relation.span);
        }
    }

    fn push(&mut self, kind: OperationKind, span: Span) {
        self.operations.push(Operation { kind, span });
    }
}
