//! What has become of the rows so far: the part of the game that is the same in every engine. The engines' modules decide what comes when.

use rustc_hash::FxHashMap;

use super::population::{Population, Row, population};
use super::{Effect, Fate, Impact, Obstacle, Outcome, Verdict};
use crate::ir::graph::Referencing;
use crate::ir::{ColumnId, ForeignKeyRef, MatchType, Name, ReferentialAction, Schema, TableId};

/// What did something: an effect by its index, or the statement itself.
pub(super) type Cause = Option<usize>;

/// New values of a row's columns.
pub(super) type Change = Vec<(ColumnId, Value)>;

/// A new value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Value {
    Null,
    /// The column's default, which is not NULL and refers to a row that stays.
    Default,
}

/// A foreign key has to act, since a row that it references went or changed.
#[derive(Clone, Debug)]
pub(super) struct Event<'s> {
    pub(super) fk: ForeignKeyRef<'s>,
    /// What the engine takes the foreign key to do about it.
    pub(super) action: ReferentialAction,
    /// The referenced row.
    row: Row,
    /// What removed or changed it.
    cause: Cause,
    /// The new values of its columns; `None` if it is gone.
    change: Option<Change>,
}

/// How a row that referred to the event's row stands now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// It still refers to it.
    There,
    /// It was removed or refers to other rows.
    Gone(Cause),
}

/// What was done to a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Touched {
    Nothing,
    Removed,
    Changed(Change),
}

#[derive(Default, Debug)]
struct Record {
    removed: Option<Cause>,
    changed: Vec<(ColumnId, Value, Cause)>,
}

/// The rows and what was done to them.
#[derive(Debug)]
pub(super) struct State<'s> {
    schema: &'s Schema,
    referencing: &'s Referencing,
    population: Population<'s>,
    effects: Vec<Effect>,
    /// The rows that were touched, in order.
    records: Vec<(Row, Record)>,
    places: FxHashMap<Row, usize>,
    counts: FxHashMap<TableId, u8>,
}

impl<'s> State<'s> {
    pub(super) fn new(schema: &'s Schema, referencing: &'s Referencing) -> State<'s> {
        State {
            schema,
            referencing,
            population: population(schema, referencing),
            effects: Vec::new(),
            records: Vec::new(),
            places: FxHashMap::default(),
            counts: FxHashMap::default(),
        }
    }

    /// What is told in the end.
    pub(super) fn finish(self, table: TableId) -> Impact {
        let verdict = self.effects.iter().map(|effect| match effect.outcome {
            Outcome::Stops(_) => Verdict::Refused,
            Outcome::Cleared(_) => Verdict::Depends,
            Outcome::Removed | Outcome::AlreadyRemoved(_) | Outcome::Nulled | Outcome::Defaulted => {
                Verdict::Succeeds
            }
        });
        let verdict = verdict.max().unwrap_or(Verdict::Succeeds);
        let rows = self.records.into_iter().map(|(row, record)| (row, record.fate())).collect();
        Impact { table, verdict, effects: self.effects, rows }
    }

    /// Removes a row; what its foreign keys have to do follows, in the order of their creation.
    pub(super) fn remove(&mut self, row: Row, cause: Cause) -> Vec<Event<'s>> {
        let record = self.record(row);
        record.removed = Some(cause);
        let old: Vec<ColumnId> = record.changed.iter().map(|(column, _, _)| *column).collect();
        // A key that was changed before has lost its references then.
        let is_held = |fk: &ForeignKeyRef<'s>| {
            old.is_empty() || !fk.referenced_columns().any(|column| old.contains(&column.id))
        };
        let fks = self.pointing(row).filter(is_held);
        fks.map(|fk| Event { fk, action: fk.get().on_delete.effective, row, cause, change: None }).collect()
    }

    /// What foreign keys have to do since columns of a row were changed.
    pub(super) fn changed(&self, row: Row, cause: Cause, change: &Change) -> Vec<Event<'s>> {
        let is_met = |fk: &ForeignKeyRef<'s>| {
            let mut columns = fk.referenced_columns();
            columns.any(|column| change.iter().any(|(changed, _)| *changed == column.id))
        };
        let event = |fk: ForeignKeyRef<'s>| {
            let action = fk.get().on_update.effective;
            Event { fk, action, row, cause, change: Some(change.clone()) }
        };
        self.pointing(row).filter(is_met).map(event).collect()
    }

    /// The enforced foreign keys that refer to a row; none refers to a second row.
    fn pointing(&self, row: Row) -> impl Iterator<Item = ForeignKeyRef<'s>> + use<'s> {
        let fks = (row.number == 1).then(|| self.referencing.of(self.schema, row.table));
        fks.into_iter().flatten().filter(|fk| fk.get().enforced)
    }

    /// The rows that referred to the event's row at first.
    pub(super) fn referring(&mut self, event: &Event<'s>) -> Vec<(Row, Standing)> {
        let table = super::population::keeper(self.schema, event.fk.get().table);
        let population = self.population;
        let count = *self
            .counts
            .entry(table)
            .or_insert_with(|| u8::try_from(population.of(table).count()).unwrap_or(1));
        let rows = (1..=count).map(|number| Row { table, number });
        // Only a foreign key to the own table can be NULL, in the first row.
        let refers = |row: &Row| {
            table != event.row.table
                || row.number != 1
                || event.fk.get().columns.iter().all(|column| population.value(*row, *column).is_some())
        };
        rows.filter(refers).map(|row| (row, self.standing(row, event.fk))).collect()
    }

    /// How a row that referred by this foreign key at first stands now.
    pub(super) fn standing(&self, row: Row, fk: ForeignKeyRef<'s>) -> Standing {
        let Some(record) = self.known(row) else { return Standing::There };
        let mut changes = record.changed.iter().filter(|(column, _, _)| fk.get().columns.contains(column));
        let changed = changes.next().map(|(_, _, by)| *by);
        changed.or(record.removed).map_or(Standing::There, Standing::Gone)
    }

    /// How many foreign keys lie between the deleted row and those that the event is about.
    pub(super) fn depth(&self, event: &Event<'s>) -> u32 {
        self.depth_below(event.cause)
    }

    fn depth_below(&self, cause: Cause) -> u32 {
        cause.and_then(|cause| self.effects.get(cause)).map_or(1, |effect| effect.depth + 1)
    }

    /// Writes down that the event stops the statement.
    pub(super) fn stop(&mut self, event: &Event<'s>, obstacle: Obstacle) {
        self.note(event, Outcome::Stops(obstacle));
    }

    /// Begins what an event does and says what that is; the answer is its index if there are rows to [`State::touch`].
    pub(super) fn open(&mut self, event: &Event<'s>, referring: &[(Row, Standing)]) -> Option<usize> {
        let outcome = match referring.iter().any(|(_, standing)| *standing == Standing::There) {
            true => self.outcome(event),
            false => self.idle(event, referring)?,
        };
        self.note(event, outcome);
        match outcome {
            Outcome::Removed | Outcome::Nulled | Outcome::Defaulted => self.effects.len().checked_sub(1),
            Outcome::AlreadyRemoved(_) | Outcome::Cleared(_) | Outcome::Stops(_) => None,
        }
    }

    fn note(&mut self, event: &Event<'s>, outcome: Outcome) {
        self.push(event.fk, event.cause, outcome);
    }

    fn push(&mut self, fk: ForeignKeyRef<'s>, cause: Cause, outcome: Outcome) {
        let depth = self.depth_below(cause);
        self.effects.push(Effect { foreign_key: fk.id, cause, depth, outcome });
    }

    /// Writes down, once, that a foreign key stops the statement whatever the rows are.
    pub(super) fn refuse(&mut self, fk: ForeignKeyRef<'s>, cause: Cause, obstacle: Obstacle) {
        let outcome = Outcome::Stops(obstacle);
        if !self.effects.iter().any(|effect| effect.foreign_key == fk.id && effect.outcome == outcome) {
            self.push(fk, cause, outcome);
        }
    }

    /// The enforced foreign keys on both sides of a table, each once, with whether the table is the referencing one and not the referenced one, too.
    pub(super) fn touching(&self, table: TableId) -> Vec<(ForeignKeyRef<'s>, bool)> {
        let own = self.schema.walk_table(table).foreign_keys();
        let is_other = |fk: &ForeignKeyRef<'s>| fk.referenced_table().is_none_or(|other| other.id != table);
        let own = own.filter(is_other).map(|fk| (fk, true));
        let pointing = self.referencing.of(self.schema, table).map(|fk| (fk, false));
        own.chain(pointing).filter(|(fk, _)| fk.get().enforced).collect()
    }

    /// What the event comes to if there are rows.
    fn outcome(&self, event: &Event<'s>) -> Outcome {
        match (event.action, event.new_values()) {
            (ReferentialAction::NoAction | ReferentialAction::Restrict, _) => {
                Outcome::Stops(Obstacle::Referenced)
            }
            (ReferentialAction::Cascade, _) if event.change.is_none() => Outcome::Removed,
            (_, Err(column)) => Outcome::Stops(Obstacle::NotNull(column)),
            (ReferentialAction::SetDefault, Ok(change)) if self.removes_default(event, &change) => {
                Outcome::Stops(Obstacle::DefaultRemoved)
            }
            (ReferentialAction::SetDefault, Ok(_)) => Outcome::Defaulted,
            (ReferentialAction::SetNull | ReferentialAction::Cascade, Ok(change)) => {
                match change.iter().any(|(_, value)| *value == Value::Default) {
                    true => Outcome::Defaulted,
                    false => Outcome::Nulled,
                }
            }
        }
    }

    /// Whether the row that a default names goes with the event's row: the foreign key that removed that one uses only columns in which both are
    /// alike, since the referencing ones keep their values.
    fn removes_default(&self, event: &Event<'s>, change: &Change) -> bool {
        let cause = event.cause.and_then(|cause| self.effects.get(cause));
        let Some(by) = cause.filter(|effect| effect.outcome == Outcome::Removed) else { return false };
        let by = self.schema.walk_foreign_key(by.foreign_key);
        let row = event.fk.get();
        let is_kept = |name: &Name| {
            let mut pairs = row.columns.iter().zip(&row.referenced_columns);
            pairs.any(|(own, other)| other == name && change.iter().all(|(set, _)| set != own))
        };
        let is_named = change.iter().all(|(_, value)| *value == Value::Default);
        is_named && by.columns().all(|column| is_kept(&column.name()))
    }

    /// What the event comes to if no rows are left; nothing at all if there never were any.
    fn idle(&self, event: &Event<'s>, referring: &[(Row, Standing)]) -> Option<Outcome> {
        let causes = referring.iter().filter_map(|(_, standing)| match standing {
            Standing::Gone(by) => Some(*by),
            Standing::There => None,
        });
        let first = causes.clone().next()?;
        let stops = matches!(self.outcome(event), Outcome::Stops(_));
        let open = causes.into_iter().find(|by| stops && !self.is_sure(event, *by));
        Some(open.map_or(Outcome::AlreadyRemoved(first), Outcome::Cleared))
    }

    /// Whether every row that refers to the event's row must have been met by the effect `by`, whatever the rows are: its foreign key uses only
    /// columns that the event's foreign key uses too, and both come from the same row.
    fn is_sure(&self, event: &Event<'s>, by: Cause) -> bool {
        let Some(effect) = by.and_then(|by| self.effects.get(by)) else { return false };
        let other = self.schema.walk_foreign_key(effect.foreign_key);
        let mut pairs = other.get().columns.iter().zip(&other.get().referenced_columns);
        pairs.all(|(column, referenced)| {
            let mut own = event.fk.get().columns.iter().zip(&event.fk.get().referenced_columns);
            let held = own.find(|(own, _)| *own == column).and_then(|(_, name)| {
                let column = event.fk.referenced_table()?.column(*name)?;
                Some(self.origin(event.cause, column.id))
            });
            let source = other.referenced_table().and_then(|table| table.column(*referenced));
            held.is_some() && held == source.map(|column| self.origin(effect.cause, column.id))
        })
    }

    /// Where the value of a column of the rows that `cause` removed comes from.
    fn origin(&self, cause: Cause, column: ColumnId) -> (Cause, ColumnId) {
        let (mut cause, mut column) = (cause, column);
        while let Some(effect) = cause.and_then(|cause| self.effects.get(cause)) {
            let fk = self.schema.walk_foreign_key(effect.foreign_key);
            let mut pairs = fk.get().columns.iter().zip(&fk.get().referenced_columns);
            let name = pairs.find(|(own, _)| **own == column).map(|(_, name)| *name);
            let above = name.and_then(|name| fk.referenced_table()?.column(name));
            let Some(above) = above else { break };
            (cause, column) = (effect.cause, above.id);
        }
        (cause, column)
    }

    /// Does to one row what the effect says, unless the row is removed.
    pub(super) fn touch(&mut self, effect: usize, event: &Event<'s>, row: Row) -> Touched {
        if self.known(row).is_some_and(|record| record.removed.is_some()) {
            return Touched::Nothing;
        }
        if event.removes() {
            return Touched::Removed;
        }
        let change = event.new_values().unwrap_or_default();
        let record = self.record(row);
        for (column, value) in &change {
            record.changed.retain(|(other, _, _)| other != column);
            record.changed.push((*column, *value, Some(effect)));
        }
        Touched::Changed(change)
    }

    fn known(&self, row: Row) -> Option<&Record> {
        self.places.get(&row).and_then(|place| self.records.get(*place)).map(|(_, record)| record)
    }

    fn record(&mut self, row: Row) -> &mut Record {
        let place = *self.places.entry(row).or_insert(self.records.len());
        if place == self.records.len() {
            self.records.push((row, Record::default()));
        }
        &mut self.records[place].1
    }
}

impl<'s> Event<'s> {
    /// Whether the rows are removed.
    pub(super) fn removes(&self) -> bool {
        self.action == ReferentialAction::Cascade && self.change.is_none()
    }

    /// The columns that get new values.
    pub(super) fn set_columns(&self) -> Vec<ColumnId> {
        self.new_values().unwrap_or_default().into_iter().map(|(column, _)| column).collect()
    }

    /// The new values of the referencing columns, or one of them that refuses NULL, if only beside the others (MATCH FULL).
    fn new_values(&self) -> Result<Change, ColumnId> {
        let row = self.fk.get();
        let is_listed =
            |name| row.set_columns.is_empty() || self.change.is_some() || row.set_columns.contains(&name);
        let mut change = Change::new();
        for (column, referenced) in self.fk.columns().zip(&row.referenced_columns) {
            let value = match self.action {
                ReferentialAction::NoAction | ReferentialAction::Restrict => None,
                ReferentialAction::Cascade => self.change.iter().flatten().find_map(|(changed, value)| {
                    let id = self.fk.referenced_table()?.column(*referenced)?.id;
                    (id == *changed).then_some(*value)
                }),
                ReferentialAction::SetDefault if column.get().has_default => Some(Value::Default),
                ReferentialAction::SetNull | ReferentialAction::SetDefault => Some(Value::Null),
            };
            match value.filter(|_| self.action == ReferentialAction::Cascade || is_listed(column.name())) {
                Some(Value::Null) if !column.is_nullable() => return Err(column.id),
                Some(value) => change.push((column.id, value)),
                None => {}
            }
        }
        let nulled = change.iter().filter(|(_, value)| *value == Value::Null);
        match (row.match_type, nulled.clone().next()) {
            (MatchType::Full, Some((column, _))) if nulled.count() < row.columns.len() => Err(*column),
            (MatchType::Full | MatchType::Simple | MatchType::Partial, _) => Ok(change),
        }
    }
}

impl Record {
    fn fate(self) -> Fate {
        if self.removed.is_some() {
            return Fate::Removed;
        }
        let of = |wanted| {
            let columns = self.changed.iter().filter(move |(_, value, _)| *value == wanted);
            columns.map(|(column, _, _)| *column).collect()
        };
        Fate::Changed { nulled: of(Value::Null), defaulted: of(Value::Default) }
    }
}
