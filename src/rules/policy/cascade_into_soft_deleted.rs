//! `cascade-into-soft-deleted`: a DELETE takes along rows that are otherwise kept and only marked as deleted.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ColumnRef, ForeignKeyRef, ReferentialAction};
use crate::rules::decision::deciding;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule, soft_delete};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "cascade-into-soft-deleted",
    group: Group::Policy,
    level: Level::Warn,
    summary: "ON DELETE CASCADE removes rows that are otherwise only marked as deleted",
    docs: Docs {
        finds: "A foreign key with ON DELETE CASCADE of a table whose rows are soft-deleted (it has a column such as `deletedAt`, `archived_at` or \
                `is_deleted`, or one that `soft_delete = [...]` of the configuration names), where the team shows that it keeps such rows: of at least five foreign keys of soft-deleted tables, four in five do \
                not cascade. Where cascades are usual, so that purging one row purges all below it, nothing is found; what a `[[policy]]` decides \
                is left alone, as are a table's references to itself.",
        why: "Soft deletion keeps a row for the day on which somebody asks for it, but knows nothing of CASCADE: one real DELETE above, in a clean-up job \
              or by hand, removes the row and its mark, and no trigger or hook of the application runs.",
        remedy: "Use RESTRICT, so that the DELETE fails as long as there are such rows, and let the application mark them. If the rows are meant to \
                 go, silence the finding with the reason, or write it down as a `[[policy]]`.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE customers (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, deleted_at timestamp, customer_id integer NOT NULL REFERENCES customers ON DELETE RESTRICT);
CREATE TABLE offers (id integer PRIMARY KEY, deleted_at timestamp, customer_id integer NOT NULL REFERENCES customers ON DELETE RESTRICT);
CREATE TABLE claims (id integer PRIMARY KEY, deleted_at timestamp, order_id integer NOT NULL REFERENCES orders ON DELETE RESTRICT);
CREATE TABLE quotes (id integer PRIMARY KEY, deleted_at timestamp, offer_id integer REFERENCES offers ON DELETE SET NULL);
CREATE TABLE invoices (
    id integer PRIMARY KEY,
    deleted_at timestamp,
    order_id integer NOT NULL REFERENCES orders ON DELETE CASCADE -- expect: cascade-into-soft-deleted
);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE customers (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, deleted_at timestamp, customer_id integer NOT NULL REFERENCES customers ON DELETE RESTRICT);
CREATE TABLE offers (id integer PRIMARY KEY, deleted_at timestamp, customer_id integer NOT NULL REFERENCES customers ON DELETE RESTRICT);
CREATE TABLE claims (id integer PRIMARY KEY, deleted_at timestamp, order_id integer NOT NULL REFERENCES orders ON DELETE RESTRICT);
CREATE TABLE quotes (id integer PRIMARY KEY, deleted_at timestamp, offer_id integer REFERENCES offers ON DELETE SET NULL);
CREATE TABLE invoices (
    id integer PRIMARY KEY,
    deleted_at timestamp,
    order_id integer NOT NULL REFERENCES orders ON DELETE RESTRICT
);
CREATE TABLE order_lines (id integer PRIMARY KEY, order_id integer NOT NULL REFERENCES orders ON DELETE CASCADE);
",
    check: Check::Description(check),
};

/// The least number of foreign keys from which a practice can be read.
const GROUP: usize = 5;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if !scene.is_database {
        return;
    }
    let config = scene.subject.config;
    let kept = scene.description.schema.living_foreign_keys().filter_map(|fk| {
        let is_outward = fk.referenced_table().is_none_or(|table| table.id != fk.table().id);
        Some((fk, soft_delete::mark(config, fk.table())?)).filter(|_| is_outward)
    });
    let kept: Vec<(ForeignKeyRef<'_>, ColumnRef<'_>)> = kept.collect();
    let cascades = |fk: ForeignKeyRef<'_>| fk.get().on_delete.effective == ReferentialAction::Cascade;
    let cascading = kept.iter().filter(|(fk, _)| cascades(*fk)).count();
    if kept.len() < GROUP || cascading * 5 > kept.len() {
        return;
    }
    for (fk, mark) in kept.iter().copied().filter(|(fk, _)| cascades(*fk)) {
        if deciding(config, fk, Event::Delete).is_none() {
            let practice = format!("{} of {}", kept.len() - cascading, kept.len());
            findings.add(describe(scene, fk, mark, &practice));
        }
    }
}

fn describe(scene: &Scene<'_>, fk: ForeignKeyRef<'_>, mark: ColumnRef<'_>, practice: &str) -> Finding {
    let (table, action, config) = (fk.table().name(), fk.get().on_delete, scene.subject.config);
    let message = format!(
        "{} is ON DELETE CASCADE: deleting a row of `{}` removes its `{table}` rows, which are otherwise only marked in `{}`; {practice} foreign keys of such tables keep the rows",
        words::referencing(fk),
        fk.referenced_name(),
        mark.name(),
    );
    let label = match action.stated {
        Some(_) => "CASCADE here",
        None => "nothing is stated, so CASCADE applies",
    };
    let primary = Label::new(action.stated.unwrap_or(fk.get().span), label);
    let mut finding = Finding::new(Object::foreign_key(fk), "", message, primary)
        .related(mark.get().name_span, format!("marks a row of `{table}` as deleted"));
    let partial = fk.table().indexes().find(|index| index.partial && index.unique);
    if let Some(index) = partial {
        let why = format!("unique among some rows of `{table}` only: the others are kept");
        finding = finding.related(index.provenance.created.span, why);
    }
    if let Some((referenced, mark)) =
        fk.referenced_table().and_then(|table| Some((table, soft_delete::mark(config, table)?)))
    {
        let why =
            format!("`{}` rows are only marked too, so this is seen when one is purged", referenced.name());
        finding = finding.related(mark.get().name_span, why);
    }
    let written = words::written(&scene.description, Event::Delete, ReferentialAction::Restrict);
    finding
        .help(format!("Write `{written}`, or silence this with the reason why the rows may go"))
        .doubted(scene.doubts.naming(fk.table().qualified_name(), Some(fk.get().provenance.created)))
}
