//! What stays behind: columns that keep the value of a row that is gone, because no foreign key does anything about it.

use rustc_hash::FxHashSet;

use crate::ir::graph::Referencing;
use crate::ir::{ColumnId, ForeignKeyRef, Name, ReferentialAction, TableId, TableRef};
use crate::rules::{Client, Evidence, Loose, LooseReferences, Standing};
use crate::text::Span;

use super::account::Account;

/// Columns that keep a value which names nothing any more.
pub(super) struct Left<'a> {
    pub(super) table: TableRef<'a>,
    pub(super) columns: Vec<Name>,
    pub(super) referenced: TableRef<'a>,
    pub(super) why: Why,
    /// Prisma's client removes the referenced rows on this way, by index.
    pub(super) cause: Option<usize>,
    /// The columns.
    pub(super) span: Span,
}

/// Why nothing happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// There is no foreign key.
    Loose { evidence: Evidence, standing: Standing, client: Option<Client> },
    /// There is one, but foreign keys are off. Its action's place.
    Off(Span),
    /// There is one, but it is NOT ENFORCED. Its place.
    NotEnforced(Span),
}

impl Why {
    /// What Prisma's client does.
    pub(super) fn client(self) -> Option<Client> {
        match self {
            Why::Loose { client, .. } => client,
            Why::Off(_) | Why::NotEnforced(_) => None,
        }
    }

    /// Where it can be seen.
    pub(super) fn place(self) -> Option<Span> {
        match self {
            Why::Off(span) | Why::NotEnforced(span) => Some(span),
            Why::Loose { client: Some(client), .. } => Some(client.stated.unwrap_or(client.span)),
            Why::Loose { evidence, client: None, .. } => match evidence {
                Evidence::Index(span)
                | Evidence::Relation(span)
                | Evidence::Dropped(span)
                | Evidence::Declared(span)
                | Evidence::Ignored(span) => Some(span),
                Evidence::Sibling(_) => None,
            },
        }
    }
}

/// What refers to the removed rows without a foreign key that acts; below what Prisma's client would remove, too.
pub(super) fn left<'a>(
    account: &Account<'a>,
    referencing: &Referencing,
    loose: &LooseReferences,
) -> Vec<Left<'a>> {
    let mut found = Vec::new();
    let mut met: FxHashSet<Vec<ColumnId>> = FxHashSet::default();
    for table in account.removed() {
        for fk in referencing.of(account.schema(), table) {
            let place = fk.get().on_delete.stated.unwrap_or(fk.get().span);
            let why = match fk.get().enforced {
                _ if account.is_off => Why::Off(place),
                true => continue,
                false => Why::NotEnforced(place),
            };
            if met.insert(fk.get().columns.clone()) {
                found.push(of_key(fk, why));
            }
        }
        for loose in loose.to(table).iter().filter(|loose| met.insert(loose.columns.clone())) {
            found.push(of_loose(account, loose, None));
        }
    }
    follow_client(account, loose, &mut found, &mut met);
    found
}

/// What Prisma's client removes makes it come to further tables.
fn follow_client<'a>(
    account: &Account<'a>,
    loose: &LooseReferences,
    found: &mut Vec<Left<'a>>,
    met: &mut FxHashSet<Vec<ColumnId>>,
) {
    let mut next = 0;
    let mut removed: FxHashSet<TableId> = account.removed().into_iter().collect();
    while let Some(left) = found.get(next) {
        let (table, client, cause) = (left.table.id, left.why.client(), next);
        next += 1;
        let cascades = client.is_some_and(|client| client.action == ReferentialAction::Cascade);
        if !cascades || !removed.insert(table) {
            continue;
        }
        for loose in loose.to(table).iter().filter(|loose| loose.client.is_some()) {
            if met.insert(loose.columns.clone()) {
                found.push(of_loose(account, loose, Some(cause)));
            }
        }
    }
}

fn of_key<'a>(fk: ForeignKeyRef<'a>, why: Why) -> Left<'a> {
    let table = fk.table();
    let columns: Vec<Name> = fk.columns().map(|column| column.name()).collect();
    let span = fk.columns().next().map_or(table.get().name_span, |column| column.get().name_span);
    let referenced = fk.referenced_table().unwrap_or(table);
    Left { table, columns, referenced, why, cause: None, span }
}

fn of_loose<'a>(account: &Account<'a>, loose: &Loose, cause: Option<usize>) -> Left<'a> {
    let schema = account.schema();
    let table = schema.walk_table(loose.table);
    let columns = loose.columns.iter().map(|id| schema.walk_column(*id));
    let span = columns.clone().next().map_or(table.get().name_span, |column| column.get().name_span);
    let why = Why::Loose { evidence: loose.evidence, standing: loose.standing, client: loose.client };
    Left {
        table,
        columns: columns.map(|column| column.name()).collect(),
        referenced: schema.walk_table(loose.referenced),
        why,
        cause,
        span,
    }
}
