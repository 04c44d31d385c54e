//! Foreign keys: creation, names, effective actions.

use crate::ir::{
    Action, ColumnId, ConstraintDefinition, ConstraintKind, Engine, ForeignKey, ForeignKeyDefinition,
    ForeignKeyId, Ignored, IgnoredKind, Life, MatchType, Name, Referenced, ReferentialAction, Span, TableId,
    naming,
};

use super::{Replay, count};

impl Replay {
    pub(super) fn foreign_key(&self, id: ForeignKeyId) -> &ForeignKey {
        &self.schema.foreign_keys[id.0 as usize]
    }

    /// The living foreign key of this name.
    pub(super) fn find_foreign_key(&self, table: TableId, name: Name) -> Option<ForeignKeyId> {
        let dialect = self.dialect();
        self.table(table).foreign_keys.iter().copied().find(|id| {
            let fk = self.foreign_key(*id);
            fk.lives() && fk.name.is_some_and(|other| dialect.same_name(other, name))
        })
    }

    /// Adds a foreign key. `column` is the one whose definition holds an inline clause; `creating` says that it is part of CREATE TABLE.
    pub(super) fn add_foreign_key(
        &mut self,
        table: TableId,
        definition: &ForeignKeyDefinition,
        constraint: &ConstraintDefinition,
        column: Option<Name>,
        creating: bool,
    ) {
        let span = constraint.span;
        if definition.inline && !self.dialect().honours_inline_references() {
            self.ignore(IgnoredKind::Inline, table, constraint, column);
            return;
        }
        let index_name = definition.index_name.filter(|_| self.dialect().index_names_foreign_key());
        let stated = constraint.name.or(index_name);
        if stated.is_some_and(|name| !self.makes_room_for(table, name, span)) {
            return;
        }
        let names = match column {
            Some(column) if definition.columns.is_empty() => vec![column],
            Some(_) | None => definition.columns.clone(),
        };
        let columns: Vec<ColumnId> =
            names.iter().filter_map(|name| self.demand_column(table, *name, span)).collect();
        let name =
            stated.or_else(|| self.choose_foreign_key_name(table, &columns, definition.referenced.name));
        let (referenced, is_loose) = self.resolve(table, definition.referenced);
        let referenced_columns = self.referenced_columns(definition, referenced, &names);
        let on_delete = self.effective(definition.on_delete, definition.match_type);
        let on_update = self.effective(definition.on_update, definition.match_type);
        if (on_delete, on_update) != (definition.on_delete, definition.on_update) {
            self.ignore(IgnoredKind::Action, table, constraint, column);
        }
        let fk = ForeignKey {
            name,
            named: stated.is_some(),
            table,
            columns,
            referenced,
            referenced_span: definition.referenced_span,
            referenced_columns,
            states_columns: !definition.referenced_columns.is_empty(),
            on_delete,
            on_update,
            set_columns: definition.set_columns.clone(),
            match_type: definition.match_type,
            deferrability: definition.deferrability,
            // In CREATE TABLE there are no rows that would have to be checked (measured on PostgreSQL 15).
            validated: !definition.not_enforced && (creating || !definition.not_valid),
            enforced: !definition.not_enforced,
            span,
            cloned: false,
            provenance: self.born(span),
        };
        let id = self.push_foreign_key(fk, is_loose);
        if definition.inline && self.dialect().engine == Engine::Sqlite {
            self.inline.insert(id);
        }
        self.back_foreign_key(id, span);
        self.clone_to_partitions(id);
    }

    /// Remembers a foreign key that a clause asks for in vain; other constraints say nothing.
    pub(super) fn ignore(
        &mut self,
        kind: IgnoredKind,
        table: TableId,
        constraint: &ConstraintDefinition,
        column: Option<Name>,
    ) {
        let ConstraintKind::ForeignKey(definition) = &constraint.kind else { return };
        let columns = match column {
            Some(column) if definition.columns.is_empty() => vec![column],
            Some(_) | None => definition.columns.clone(),
        };
        let at = self.origin(constraint.span);
        let ForeignKeyDefinition { referenced, on_delete, on_update, .. } = **definition;
        self.schema.ignored.push(Ignored { kind, at, table, columns, referenced, on_delete, on_update });
    }

    /// Records a foreign key, its name, and what it points to or waits for.
    pub(super) fn push_foreign_key(&mut self, fk: ForeignKey, is_loose: bool) -> ForeignKeyId {
        let id = ForeignKeyId(count(self.schema.foreign_keys.len()));
        let (table, referenced) = (fk.table, fk.referenced);
        self.take_constraint_name(table, fk.name);
        self.schema.foreign_keys.push(fk);
        self.table_mut(table).foreign_keys.push(id);
        match referenced {
            Referenced::Resolved(target) => self.links[target.0 as usize].referencing.push(id),
            Referenced::Unresolved(name) => {
                self.wait_for(id, name.name);
                if is_loose {
                    self.loose.insert(id);
                }
            }
        }
        id
    }

    /// Whether a stated name is free on the table. Where something not understood may have dropped its holder, it has.
    fn makes_room_for(&mut self, table: TableId, name: Name, span: Span) -> bool {
        if self.dialect().engine == Engine::Sqlite {
            return true;
        }
        let owner = self.table(table).name;
        if let Some(rival) = self.find_foreign_key(table, name) {
            if self.table(table).uncertain.is_some() {
                self.drop_foreign_key(rival, span);
                return true;
            }
            self.problem(span, format!("constraint `{name}` of table `{owner}` exists already"));
            return false;
        }
        let is_index_name = self.dialect().is_mysql_like();
        if !is_index_name && self.find_key(table, name).is_some() {
            self.problem(span, format!("constraint `{name}` of table `{owner}` exists already"));
            return false;
        }
        true
    }

    /// The engine's name for an unnamed foreign key; SQLite keeps none.
    fn choose_foreign_key_name(
        &self,
        table: TableId,
        columns: &[ColumnId],
        referenced: Name,
    ) -> Option<Name> {
        let dialect = self.dialect();
        let owner = self.table(table).name;
        match dialect.engine {
            Engine::Sqlite => None,
            Engine::MySql | Engine::MariaDb => {
                let living = self.table(table).foreign_keys.iter().map(|id| self.foreign_key(*id));
                let numbers = living
                    .filter(|fk| fk.lives())
                    .filter_map(|fk| fk.name.and_then(|name| naming::innodb_number(owner, name)));
                Some(naming::innodb_name(owner, numbers.max().unwrap_or(0).saturating_add(1)))
            }
            Engine::CockroachDb if dialect.has_old_cockroach_names() => {
                let first = columns.first().map(|id| self.column(*id).name)?;
                Some(naming::choose_old_cockroach(first, referenced, |name| {
                    self.constraint_name_is_taken(table, name)
                }))
            }
            Engine::PostgreSql | Engine::CockroachDb => {
                let names = naming::join(columns.iter().map(|id| self.column(*id).name));
                Some(naming::choose(dialect, owner.as_str(), &names, "fkey", |name| {
                    self.constraint_name_is_taken(table, name)
                }))
            }
        }
    }

    /// What the engine does: MariaDB drops SET DEFAULT in silence, MySQL ignores the actions of a clause with MATCH.
    fn effective(&self, action: Action, match_type: MatchType) -> Action {
        let effective = match (self.dialect().engine, action.effective) {
            (Engine::MySql, _) if match_type != MatchType::Simple => ReferentialAction::NoAction,
            (Engine::MariaDb, ReferentialAction::SetDefault) => ReferentialAction::NoAction,
            (
                Engine::PostgreSql | Engine::CockroachDb | Engine::MySql | Engine::MariaDb | Engine::Sqlite,
                effective,
            ) => effective,
        };
        Action { effective, stated: action.stated }
    }

    pub(super) fn rename_foreign_key(&mut self, id: ForeignKeyId, to: Name, span: Span) {
        let origin = self.origin(span);
        let fk = self.foreign_key(id);
        let (table, old) = (fk.table, fk.name);
        self.free_constraint_name(table, old);
        self.take_constraint_name(table, Some(to));
        let fk = &mut self.schema.foreign_keys[id.0 as usize];
        fk.name = Some(to);
        fk.provenance.changed = Some(origin);
    }

    /// Ends a foreign key, and its copies in partitions.
    pub(super) fn drop_foreign_key(&mut self, id: ForeignKeyId, span: Span) {
        let origin = self.origin(span);
        let mut ended = self.clones_of(id);
        ended.push(id);
        for id in ended {
            let fk = &mut self.schema.foreign_keys[id.0 as usize];
            if fk.lives() {
                fk.provenance.dropped = Some(origin);
                let (table, name) = (fk.table, fk.name);
                self.free_constraint_name(table, name);
            }
        }
    }
}
