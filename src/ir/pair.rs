//! Pairs the objects of two schemas: both, only left, only right.
//!
//! Objects are compared by what they are, never by the name of a constraint: a table by its name (the default schemas of both sides are one
//! schema), a foreign key by its columns, each with the column it references, and by the referenced table. Every step is a hash join.

use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ForeignKeyRef, Name, ReferentialAction, Schema, TableName, TableRef};

/// Two sides of a comparison: `left` is the declaration (what the code believes), `right` the history (what the database holds).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair<T> {
    /// The declaration's.
    pub left: T,
    /// The history's.
    pub right: T,
}

/// The tables and foreign keys of two schemas, paired. Every list is in the order of the left schema, of the right one where there is no left.
#[derive(Debug, Default)]
pub struct Pairing<'s> {
    /// Tables of both sides.
    pub tables: Vec<Pair<TableRef<'s>>>,
    /// Tables of the left side alone.
    pub left_tables: Vec<TableRef<'s>>,
    /// Tables of the right side alone.
    pub right_tables: Vec<TableRef<'s>>,
    /// Foreign keys of both sides: same columns, same referenced columns.
    pub foreign_keys: Vec<Pair<ForeignKeyRef<'s>>>,
    /// Foreign keys on the same columns that reference something else.
    pub other_target: Vec<Pair<ForeignKeyRef<'s>>>,
    /// Foreign keys of the left side alone, without those that repeat one which both sides have.
    pub left_foreign_keys: Vec<ForeignKeyRef<'s>>,
    /// Foreign keys of the right side alone, without those that repeat one which both sides have.
    pub right_foreign_keys: Vec<ForeignKeyRef<'s>>,
}

/// What another schema has where this one has a foreign key.
#[derive(Clone, Copy, Debug)]
pub enum Counterpart<'s> {
    /// The same foreign key, whatever its actions.
    Same(ForeignKeyRef<'s>),
    /// A foreign key on the same columns that references something else.
    OtherTarget(ForeignKeyRef<'s>),
    /// The table, without the foreign key.
    NoKey(TableRef<'s>),
    /// Not even the table.
    NoTable,
}

/// Pairs the living tables and foreign keys of two schemas.
pub fn pair<'s>(left: &'s Schema, right: &'s Schema) -> Pairing<'s> {
    let names = Pair { left: Naming::of(left, right), right: Naming::of(right, left) };
    let mut sides = Pair { left: left.living_tables().collect(), right: right.living_tables().collect() };
    let tables = join(&mut sides, |side, table: &TableRef<'s>| {
        let naming = if side == Side::Left { &names.left } else { &names.right };
        Some(naming.table(table.name()))
    });
    let keys = Pair {
        left: left.living_foreign_keys().map(|fk| names.left.identify(fk)).collect::<Vec<_>>(),
        right: right.living_foreign_keys().map(|fk| names.right.identify(fk)).collect::<Vec<_>>(),
    };
    let keys = pair_keys(keys);
    Pairing { tables, left_tables: sides.left, right_tables: sides.right, ..keys }
}

/// The living table of another schema with a table's name, which may have been dropped.
pub fn same_table<'s>(table: TableRef<'_>, other: &'s Schema) -> Option<TableRef<'s>> {
    let name = Naming::of(table.schema, other).table(table.name());
    let naming = Naming::of(other, table.schema);
    other.living_tables().find(|candidate| naming.table(candidate.name()) == name)
}

/// What another schema has in the place of one foreign key: what [`pair`] says of it, without a look at other tables. One that was dropped
/// is taken as if it lived.
pub fn counterpart<'s>(fk: ForeignKeyRef<'s>, other: &'s Schema) -> Counterpart<'s> {
    let Some(table) = same_table(fk.table(), other) else { return Counterpart::NoTable };
    let (own, naming) = (Naming::of(fk.schema, other), Naming::of(other, fk.schema));
    let siblings = fk.table().foreign_keys().filter(|sibling| sibling.id != fk.id);
    let keys = Pair {
        left: std::iter::once(fk).chain(siblings).map(|fk| own.identify(fk)).collect(),
        right: table.foreign_keys().map(|fk| naming.identify(fk)).collect::<Vec<_>>(),
    };
    let keys = pair_keys(keys);
    let of = |pairs: &[Pair<ForeignKeyRef<'s>>]| {
        pairs.iter().find(|pair| pair.left.id == fk.id).map(|pair| pair.right)
    };
    if let Some(same) = of(&keys.foreign_keys) {
        return Counterpart::Same(same);
    }
    if let Some(target) = of(&keys.other_target) {
        return Counterpart::OtherTarget(target);
    }
    // One that repeats another of its table has the other's counterpart.
    let is_repeated = keys.left_foreign_keys.iter().all(|left| left.id != fk.id);
    let columns = &fk.get().columns;
    let twin = keys.foreign_keys.iter().find(|pair| is_repeated && pair.left.get().columns == *columns);
    twin.map_or(Counterpart::NoKey(table), |pair| Counterpart::Same(pair.right))
}

/// Pairs foreign keys; no tables are in the answer.
fn pair_keys<'s>(mut keys: Pair<Vec<Identity<'s>>>) -> Pairing<'s> {
    let mut same = join(&mut keys, |_, key| Some((key.place(), key.actions, key.name)));
    same.extend(join(&mut keys, |_, key| Some((key.place(), key.actions))));
    same.extend(join(&mut keys, |_, key| key.name.map(|name| (key.place(), name))));
    same.extend(join(&mut keys, |_, key| Some(key.place())));
    same.extend(join_unknown(&mut keys));
    if !keys.left.is_empty() || !keys.right.is_empty() {
        let places: FxHashSet<_> = same.iter().map(|pair| pair.left.place()).collect();
        let is_new = |key: &Identity<'_>| key.pairs.is_empty() || !places.contains(&key.place());
        keys.left.retain(is_new);
        keys.right.retain(is_new);
    }
    let mut other = join(&mut keys, |_, key| Some((key.table, key.columns.clone())));
    sort(&mut same);
    sort(&mut other);
    Pairing {
        foreign_keys: same.into_iter().map(Pair::foreign_keys).collect(),
        other_target: other.into_iter().map(Pair::foreign_keys).collect(),
        left_foreign_keys: keys.left.into_iter().map(|key| key.fk).collect(),
        right_foreign_keys: keys.right.into_iter().map(|key| key.fk).collect(),
        ..Pairing::default()
    }
}

/// Whether two actions do the same thing on at least one of the engines; the sides rarely have different ones, and then a difference that one
/// of them does not know is no drift.
pub fn same_action(left: &Schema, right: &Schema, actions: Pair<ReferentialAction>) -> bool {
    left.dialect.same_action(actions.left, actions.right)
        || right.dialect.same_action(actions.left, actions.right)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// How the names of one side become comparable with those of the other.
struct Naming<'s> {
    schema: &'s Schema,
    other: &'s Schema,
    /// The schema that stands for the default one: a description with all its tables in one schema has that one as its default, as with
    /// `?schema=api` in the address of the database.
    sole: Option<Name>,
}

impl<'s> Naming<'s> {
    fn of(schema: &'s Schema, other: &'s Schema) -> Naming<'s> {
        let used: FxHashSet<Option<Name>> = schema.living_tables().map(|table| table.name().schema).collect();
        let sole = schema.living_tables().next().and_then(|table| table.name().schema);
        Naming { schema, other, sole: sole.filter(|_| used.len() == 1) }
    }

    fn key(&self, name: Name) -> Name {
        self.other.dialect.key(self.schema.dialect.key(name))
    }

    fn table(&self, name: TableName) -> TableName {
        let schema = name.schema.filter(|schema| Some(*schema) != self.sole);
        TableName { schema: schema.map(|schema| self.key(schema)), name: self.key(name.name) }
    }

    fn identify(&self, fk: ForeignKeyRef<'s>) -> Identity<'s> {
        let row = fk.get();
        let columns: Vec<Name> = fk.columns().map(|column| self.key(column.name())).collect();
        let referenced = row.referenced_columns.iter().map(|name| self.key(*name));
        let mut pairs: Vec<_> = columns.iter().copied().zip(referenced).collect();
        let known = pairs.len() == columns.len();
        let mut sorted = columns;
        sorted.sort_unstable();
        pairs.sort_unstable();
        let plain = |action: ReferentialAction| {
            let same = Pair { left: action, right: ReferentialAction::NoAction };
            if same_action(self.schema, self.other, same) { same.right } else { action }
        };
        Identity {
            fk,
            table: self.table(fk.table().name()),
            referenced: self.table(fk.referenced_name()),
            columns: sorted,
            pairs: if known { pairs } else { Vec::new() },
            actions: (plain(row.on_delete.effective), plain(row.on_update.effective)),
            name: row.name.map(|name| self.key(name)),
        }
    }
}

/// What makes a foreign key the same as another one, in comparable names.
struct Identity<'s> {
    fk: ForeignKeyRef<'s>,
    table: TableName,
    referenced: TableName,
    /// The referencing columns, sorted.
    columns: Vec<Name>,
    /// Each referencing column with the one it references, sorted; empty if the referenced ones are not known.
    pairs: Vec<(Name, Name)>,
    actions: (ReferentialAction, ReferentialAction),
    name: Option<Name>,
}

impl Identity<'_> {
    fn place(&self) -> (TableName, Vec<(Name, Name)>, Vec<Name>, TableName) {
        (self.table, self.pairs.clone(), self.columns.clone(), self.referenced)
    }
}

impl<'s> Pair<Identity<'s>> {
    fn foreign_keys(self) -> Pair<ForeignKeyRef<'s>> {
        Pair { left: self.left.fk, right: self.right.fk }
    }
}

/// Takes from both sides what has the same key, first with first. What has no key stays.
fn join<T, K: Eq + Hash>(sides: &mut Pair<Vec<T>>, key: impl Fn(Side, &T) -> Option<K>) -> Vec<Pair<T>> {
    if sides.left.is_empty() || sides.right.is_empty() {
        return Vec::new();
    }
    let mut waiting: FxHashMap<K, VecDeque<usize>> = FxHashMap::default();
    for (index, item) in sides.right.iter().enumerate() {
        if let Some(key) = key(Side::Right, item) {
            waiting.entry(key).or_default().push_back(index);
        }
    }
    let mut right: Vec<Option<T>> = std::mem::take(&mut sides.right).into_iter().map(Some).collect();
    let mut pairs = Vec::new();
    for item in std::mem::take(&mut sides.left) {
        let partner = key(Side::Left, &item).and_then(|key| waiting.get_mut(&key)?.pop_front());
        match partner.and_then(|index| right.get_mut(index)?.take()) {
            Some(partner) => pairs.push(Pair { left: item, right: partner }),
            None => sides.left.push(item),
        }
    }
    sides.right = right.into_iter().flatten().collect();
    pairs
}

/// Pairs by columns and referenced table where a side does not know the referenced columns: that is no difference.
fn join_unknown<'s>(keys: &mut Pair<Vec<Identity<'s>>>) -> Vec<Pair<Identity<'s>>> {
    let place = |key: &Identity<'s>| (key.table, key.columns.clone(), key.referenced);
    let vague = |keys: &[Identity<'s>]| -> FxHashSet<_> {
        keys.iter().filter(|key| key.pairs.is_empty()).map(place).collect()
    };
    let (left, right) = (vague(&keys.left), vague(&keys.right));
    if left.is_empty() && right.is_empty() {
        return Vec::new();
    }
    join(keys, |_, key| Some(place(key)).filter(|place| left.contains(place) || right.contains(place)))
}

fn sort(pairs: &mut [Pair<Identity<'_>>]) {
    pairs.sort_by_key(|pair| pair.left.fk.id);
}
