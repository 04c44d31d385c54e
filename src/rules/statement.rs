//! Where a team states what a foreign key does on delete: in the models if they have the foreign key, for tools write every clause into the
//! migrations, else in the database's own description.

use crate::ir::{ColumnRef, ForeignKeyRef, Role, Schema, SourceKind};

use super::Description;
use super::scene::Scene;

/// A foreign key that does what it does because nobody said anything else.
#[derive(Clone, Copy)]
pub(super) struct Unstated<'a> {
    /// The foreign key, as the database has it.
    pub(super) fk: ForeignKeyRef<'a>,
    /// The description that would state the action.
    pub(super) by: Description<'a>,
    /// The foreign key there.
    pub(super) stating: ForeignKeyRef<'a>,
}

/// The place where ON DELETE of a foreign key is not stated; `None` if it is, or if the models ask for something else than the database has.
pub(super) fn unstated<'a>(scene: &Scene<'a>, fk: ForeignKeyRef<'a>) -> Option<Unstated<'a>> {
    let is_model = |other: &&Description<'a>| {
        other.source.role == Role::Declaration && other.source.kind != SourceKind::DrizzleSnapshot
    };
    let declarations = scene.subject.descriptions.iter().filter(is_model);
    let counterparts = declarations.filter_map(|model| Some((*model, counterpart(model.schema, fk)?)));
    let counterparts: Vec<_> = counterparts.collect();
    let is_meant = |(_, model): &(Description<'a>, ForeignKeyRef<'a>)| {
        let action = model.get().on_delete;
        action.stated.is_some() || !action.effective.is_like(fk.get().on_delete.effective)
    };
    if counterparts.iter().any(is_meant) {
        return None;
    }
    let own = (scene.description, fk);
    let (by, stating) = counterparts.first().copied().unwrap_or(own);
    stating.get().on_delete.stated.is_none().then_some(Unstated { fk, by, stating })
}

/// The foreign key of another description on the same columns.
fn counterpart<'s>(schema: &'s Schema, fk: ForeignKeyRef<'_>) -> Option<ForeignKeyRef<'s>> {
    let table = schema.walk_table(schema.table(fk.table().name())?);
    let same =
        |left: ColumnRef<'_>, right: ColumnRef<'_>| schema.dialect.same_name(left.name(), right.name());
    table.foreign_keys().find(|other| {
        other.columns().len() == fk.columns().len()
            && other.columns().zip(fk.columns()).all(|(left, right)| same(left, right))
    })
}
