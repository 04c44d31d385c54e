//! Primary keys, unique, check and exclusion constraints; and what `ALTER TABLE` does to constraints of any kind.

use crate::ir::{
    ColumnId, ConstraintDefinition, ConstraintKind, Deferrability, Engine, Existing, ForeignKeyId,
    IgnoredKind, Index, Key, KeyId, KeyKind, Life, Name, Span, TableId, naming,
};

use super::{Replay, UniqueId, count};

impl Replay {
    pub(super) fn key(&self, id: KeyId) -> &Key {
        &self.schema.keys[id.0 as usize]
    }

    /// `ALTER TABLE ... ADD`.
    pub(super) fn alter_add(
        &mut self,
        table: TableId,
        constraint: &ConstraintDefinition,
        existing: Existing,
    ) {
        let is_there = constraint.name.is_some_and(|name| {
            self.find_foreign_key(table, name).is_some() || self.find_key(table, name).is_some()
        });
        if is_there && existing == Existing::Skips {
            self.ignore(IgnoredKind::ExistingConstraint, table, constraint, None);
        } else {
            self.add_constraint(table, constraint, None, false);
        }
    }

    /// Adds a constraint that is not a foreign key.
    pub(super) fn add_key(
        &mut self,
        table: TableId,
        constraint: &ConstraintDefinition,
        column: Option<Name>,
    ) {
        let (kind, names, using_index) = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, using_index } => (KeyKind::Primary, columns, *using_index),
            ConstraintKind::Unique { columns, using_index } => (KeyKind::Unique, columns, *using_index),
            ConstraintKind::Exclude { columns } => (KeyKind::Exclude, columns, None),
            ConstraintKind::Check { mentions } => {
                self.add_check(table, constraint, mentions);
                return;
            }
            ConstraintKind::ForeignKey(_) => return,
        };
        if !self.makes_room(table, constraint, kind) {
            return;
        }
        let index = using_index.and_then(|name| self.take_index(table, name, constraint.span));
        let columns: Vec<ColumnId> = match &index {
            Some(index) => index.columns.iter().copied().flatten().collect(),
            None if names.is_empty() => {
                column.iter().filter_map(|name| self.demand_column(table, *name, constraint.span)).collect()
            }
            None => {
                names.iter().filter_map(|name| self.demand_column(table, *name, constraint.span)).collect()
            }
        };
        if kind == KeyKind::Primary && self.dialect().engine != Engine::Sqlite {
            self.refuse_null(&columns, constraint.span);
        }
        let name = match constraint.name.or_else(|| index.and_then(|index| index.name)) {
            Some(_) if kind == KeyKind::Primary && self.dialect().is_mysql_like() => {
                Some(Name::new("PRIMARY"))
            }
            Some(name) => Some(name),
            None => self.choose_key_name(table, kind, &columns),
        };
        self.give_way(table, &columns, constraint.span);
        self.push_key(table, kind, name, columns, constraint.span);
    }

    fn add_check(&mut self, table: TableId, constraint: &ConstraintDefinition, mentions: &[Name]) {
        if self.makes_room(table, constraint, KeyKind::Check) {
            let columns: Vec<ColumnId> =
                mentions.iter().filter_map(|name| self.schema.column(table, *name)).collect();
            let name = constraint.name.or_else(|| self.choose_key_name(table, KeyKind::Check, &columns));
            self.push_key(table, KeyKind::Check, name, columns, constraint.span);
        }
    }

    pub(super) fn push_key(
        &mut self,
        table: TableId,
        kind: KeyKind,
        name: Option<Name>,
        columns: Vec<ColumnId>,
        span: Span,
    ) -> KeyId {
        let id = KeyId(count(self.schema.keys.len()));
        self.take_constraint_name(table, name);
        if kind != KeyKind::Check {
            self.take_index_name(table, name, UniqueId::Key(id));
        }
        let provenance = self.born(span);
        self.schema.keys.push(Key { table, name, kind, columns, provenance });
        self.table_mut(table).keys.push(id);
        id
    }

    /// Whether the table can take the constraint. Where something not understood may have dropped its predecessor, it has.
    fn makes_room(&mut self, table: TableId, constraint: &ConstraintDefinition, kind: KeyKind) -> bool {
        let by_name = constraint.name.and_then(|name| self.find_key(table, name));
        let primary = if kind == KeyKind::Primary { self.primary_key(table) } else { None };
        let Some(rival) = primary.or(by_name) else { return true };
        if self.dialect().engine == Engine::Sqlite && primary.is_none() {
            return true;
        }
        if self.is_vague(table) {
            self.drop_key(rival, constraint.span);
            return true;
        }
        let owner = self.table(table).name;
        let why = match constraint.name {
            Some(name) if primary.is_none() => {
                format!("constraint `{name}` of table `{owner}` exists already")
            }
            Some(_) | None => format!("table `{owner}` has a primary key already"),
        };
        self.problem(constraint.span, why);
        false
    }

    fn refuse_null(&mut self, columns: &[ColumnId], span: Span) {
        for column in columns {
            let column = self.column_mut(*column);
            if !column.not_null {
                column.not_null = true;
                column.null_span = span;
            }
        }
    }

    /// The engine's name for an unnamed constraint; SQLite keeps none.
    pub(super) fn choose_key_name(
        &self,
        table: TableId,
        kind: KeyKind,
        columns: &[ColumnId],
    ) -> Option<Name> {
        let dialect = self.dialect();
        let owner = self.table(table).name;
        let names = || columns.iter().map(|id| self.column(*id).name);
        let index_taken = |name| self.relation_name_is_taken(table, name);
        match dialect.engine {
            Engine::Sqlite => None,
            Engine::MySql | Engine::MariaDb => match kind {
                KeyKind::Primary => Some(Name::new("PRIMARY")),
                KeyKind::Unique | KeyKind::Exclude => {
                    names().next().map(|first| naming::choose_mysql_index(first, index_taken))
                }
                KeyKind::Check => {
                    let keys = self.table(table).keys.iter();
                    let checks = keys.filter(|id| self.key(**id).kind == KeyKind::Check).count() + 1;
                    Some(if dialect.engine == Engine::MySql {
                        Name::new(&format!("{owner}_chk_{checks}"))
                    } else {
                        Name::new(&format!("CONSTRAINT_{checks}"))
                    })
                }
            },
            Engine::PostgreSql | Engine::CockroachDb => {
                let taken = |name| self.constraint_name_is_taken(table, name) || index_taken(name);
                let owner = owner.as_str();
                Some(match kind {
                    KeyKind::Primary if dialect.has_old_cockroach_names() => Name::new("primary"),
                    KeyKind::Primary => naming::choose(dialect, owner, "", "pkey", taken),
                    KeyKind::Unique => naming::choose(dialect, owner, &naming::join(names()), "key", taken),
                    KeyKind::Exclude => naming::choose(dialect, owner, &naming::join(names()), "excl", taken),
                    KeyKind::Check => {
                        // The column is part of the name only where the expression has no other (AddRelationNewConstraints).
                        let column = if let [only] = columns { self.column(*only).name.as_str() } else { "" };
                        naming::choose(dialect, owner, column, "check", |name| {
                            self.constraint_name_is_taken(table, name)
                        })
                    }
                })
            }
        }
    }

    /// `USING INDEX`: the index becomes the constraint's.
    fn take_index(&mut self, table: TableId, name: Name, span: Span) -> Option<Index> {
        let Some(id) = self.find_index_of(table, name) else {
            self.problem(span, format!("index `{name}` is not created by any file read"));
            return None;
        };
        let index = self.schema.indexes[id.0 as usize].clone();
        self.end_index(id, span);
        Some(index)
    }

    pub(super) fn rename_constraint(&mut self, table: TableId, from: Name, to: Name, span: Span) {
        let origin = self.origin(span);
        if let Some(id) = self.find_foreign_key(table, from) {
            // PostgreSQL leaves the copies in partitions their name.
            self.rename_foreign_key(id, to, span);
        } else if let Some(id) = self.find_key(table, from) {
            let old = self.key(id).name;
            self.free_constraint_name(table, old);
            self.free_index_name(table, old, UniqueId::Key(id));
            self.take_constraint_name(table, Some(to));
            if self.key(id).kind != KeyKind::Check {
                self.take_index_name(table, Some(to), UniqueId::Key(id));
            }
            let key = &mut self.schema.keys[id.0 as usize];
            key.name = Some(to);
            key.provenance.changed = Some(origin);
        } else {
            self.unknown_constraint(table, from, span);
        }
    }

    /// Gives a name to the first constraint over these columns that has none.
    pub(super) fn name_constraint(
        &mut self,
        table: TableId,
        foreign: bool,
        columns: &[Name],
        name: Name,
        span: Span,
    ) {
        let is_over = |ids: &[ColumnId]| {
            ids.len() == columns.len()
                && ids.iter().zip(columns).all(|(id, name)| {
                    self.dialect().same_name(self.schema.columns[id.0 as usize].name, *name)
                })
        };
        let owner = self.table(table);
        if foreign {
            let unnamed = owner.foreign_keys.iter().copied().find(|id| {
                let fk = self.foreign_key(*id);
                fk.lives() && fk.name.is_none() && is_over(&fk.columns)
            });
            if let Some(id) = unnamed {
                self.rename_foreign_key(id, name, span);
            }
            return;
        }
        let unnamed = owner.keys.iter().copied().find(|id| {
            let key = self.key(*id);
            key.lives() && key.name.is_none() && key.kind != KeyKind::Check && is_over(&key.columns)
        });
        if let Some(id) = unnamed {
            let origin = self.origin(span);
            self.take_constraint_name(table, Some(name));
            self.take_index_name(table, Some(name), UniqueId::Key(id));
            let key = &mut self.schema.keys[id.0 as usize];
            key.name = Some(name);
            key.provenance.changed = Some(origin);
        }
    }

    pub(super) fn alter_constraint(
        &mut self,
        table: TableId,
        name: Name,
        deferrability: Option<Deferrability>,
        enforced: Option<bool>,
        span: Span,
    ) {
        let origin = self.origin(span);
        for id in self.foreign_key_and_clones(table, name, span) {
            let fk = &mut self.schema.foreign_keys[id.0 as usize];
            fk.provenance.changed = Some(origin);
            fk.deferrability = deferrability.unwrap_or(fk.deferrability);
            if let Some(enforced) = enforced {
                fk.enforced = enforced;
                // PostgreSQL 18 checks the rows when enforcing begins, and forgets the check when it ends.
                fk.validated = enforced;
            }
        }
    }

    /// The foreign key of this name and its copies in partitions; a constraint that does not exist is told.
    fn foreign_key_and_clones(&mut self, table: TableId, name: Name, span: Span) -> Vec<ForeignKeyId> {
        let Some(id) = self.find_foreign_key(table, name) else {
            if self.find_key(table, name).is_none() {
                self.unknown_constraint(table, name, span);
            }
            return Vec::new();
        };
        let mut found = self.clones_of(id);
        found.push(id);
        found
    }

    pub(super) fn validate_constraint(&mut self, table: TableId, name: Name, span: Span) {
        let origin = self.origin(span);
        for id in self.foreign_key_and_clones(table, name, span) {
            let fk = &mut self.schema.foreign_keys[id.0 as usize];
            if !fk.validated {
                fk.validated = true;
                fk.provenance.changed = Some(origin);
            }
        }
    }

    /// Says that a constraint is not known, unless the table is not fully known anyway.
    pub(super) fn unknown_constraint(&mut self, table: TableId, name: Name, span: Span) {
        if !self.is_vague(table) {
            let owner = self.table(table).name;
            self.problem(
                span,
                format!("constraint `{name}` of table `{owner}` is not created by any file read"),
            );
        }
    }

    /// The living column ids of names, sorted; `None` if one does not exist.
    pub(super) fn column_set(&self, table: TableId, names: &[Name]) -> Option<Vec<ColumnId>> {
        let mut ids: Vec<ColumnId> =
            names.iter().map(|name| self.schema.column(table, *name)).collect::<Option<_>>()?;
        ids.sort_unstable();
        Some(ids)
    }

    /// What makes the referenced columns of a foreign key unique. PostgreSQL takes the oldest fitting index when the foreign key is made, or
    /// the primary key where no columns are stated; what goes takes its foreign keys along, so the choice can be repeated later.
    pub(super) fn support_of(&self, fk: crate::ir::ForeignKeyId) -> Option<UniqueId> {
        let fk = self.foreign_key(fk);
        let crate::ir::Referenced::Resolved(table) = fk.referenced else { return None };
        let wanted = self.column_set(table, &fk.referenced_columns)?;
        if !fk.states_columns
            && let Some(primary) = self.primary_key(table)
            && (wanted.is_empty() || same_set(self.key(primary).columns.iter().copied().map(Some), &wanted))
        {
            return Some(UniqueId::Key(primary));
        }
        let rank = |provenance: &crate::ir::Provenance, kind: u8| {
            let is_late = provenance.created.step > fk.provenance.created.step;
            (is_late, provenance.created.step, kind)
        };
        let keys = self.table(table).keys.iter().filter_map(|id| {
            let key = self.key(*id);
            let fits = key.lives() && same_set(key.columns.iter().copied().map(Some), &wanted);
            match key.kind {
                KeyKind::Primary if fits => Some((rank(&key.provenance, 0), UniqueId::Key(*id))),
                KeyKind::Unique if fits => Some((rank(&key.provenance, 1), UniqueId::Key(*id))),
                KeyKind::Primary | KeyKind::Unique | KeyKind::Check | KeyKind::Exclude => None,
            }
        });
        let indexes = self.table(table).indexes.iter().filter_map(|id| {
            let index = &self.schema.indexes[id.0 as usize];
            let fits = index.lives() && index.unique && !index.partial;
            (fits && same_set(index.columns.iter().copied(), &wanted))
                .then(|| (rank(&index.provenance, 2), UniqueId::Index(*id)))
        });
        keys.chain(indexes).min_by_key(|(rank, _)| *rank).map(|(_, id)| id)
    }
}

/// Whether columns are, in any order, those of a sorted list.
fn same_set(columns: impl Iterator<Item = Option<ColumnId>>, wanted: &[ColumnId]) -> bool {
    let Some(mut columns) = columns.collect::<Option<Vec<ColumnId>>>() else { return false };
    columns.sort_unstable();
    columns == wanted
}
