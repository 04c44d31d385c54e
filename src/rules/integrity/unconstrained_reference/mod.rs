//! `unconstrained-reference`: a column that refers to a table, and no foreign key that says so.

mod evidence;
mod naming;
mod relation;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ColumnRef, Name, TableId, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule};

use evidence::Evidence;
use naming::Guess;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unconstrained-reference",
    group: Group::Integrity,
    level: Level::Warn,
    summary: "a column refers to a table by name, type and use, but no foreign key says so",
    docs: Docs {
        finds: "A column such as `userId`, `user_id` or `authUserId` without a foreign key in any description of the database, which refers to a table \
                (`User`, `users`) by three signs: its name; its type, which is that of the table's single primary key column; and an index that \
                begins with it, or a foreign key of the same column name in another table. `category_key`, `country_code` and the like count where the \
                table's primary key is just `key` or `code`. Left alone are ids of other systems \
                (`stripeCustomerId`, `providerAccountId`), a column named after its own table (`Label.labelId`), one half of a polymorphic pair \
                (`owner_id` beside `owner_type`), logs and archives, which outlive what they name, columns whose foreign key a migration \
                has dropped, and names that stay without a foreign key in four or more tables. In a Drizzle schema a `one()` of `relations()` with \
                `fields` and `references` is sign enough, where a foreign key could stand for it: the referenced columns are unique, the types \
                agree, and no foreign key leads the other way; where as many relations lack a foreign key as have one, that is a \
                decision. In a description without foreign keys nothing is \
                judged, unless it is a Prisma schema with relations (`relationMode = \"prisma\"`): then a column that no relation names.",
        why: "Nothing stops such a column from naming a row that does not exist, and deleting the referenced row leaves it behind without a trace.",
        remedy: "Add the foreign key (first look for rows that point nowhere). If the column is not a reference, or must outlive the row, silence the \
                 finding with the reason.",
    },
    bad: "\
--- migrations/0001_init.sql
CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE clusters (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL -- expect: unconstrained-reference
);
CREATE INDEX clusters_user_id_idx ON clusters (user_id);
",
    good: "\
--- migrations/0001_init.sql
CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE clusters (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX clusters_user_id_idx ON clusters (user_id);
",
    check: Check::Description(check),
};

/// From this many tables on, a column name that has no foreign key is a convention and no oversight.
const CONVENTION: usize = 4;

/// A column that looks like a reference.
struct Suspect<'s> {
    table: TableRef<'s>,
    column: ColumnRef<'s>,
    referenced: TableRef<'s>,
    evidence: Evidence<'s>,
}

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    let relations = evidence::relations(scene);
    if relations.is_empty() && schema.living_foreign_keys().next().is_none() {
        return;
    }
    let targets = naming::targets(schema);
    let constrained = constrained(scene);
    let siblings = evidence::siblings(schema);
    let related = relation::without_key(scene, &constrained);
    let is_related = |table: TableRef<'_>, column: ColumnRef<'_>| {
        related
            .iter()
            .any(|one| one.table.id == table.id && one.columns.iter().any(|own| own.id == column.id))
    };
    let mut suspects = Vec::new();
    for table in schema.living_tables().filter(|table| is_judged(scene, *table)) {
        let known = constrained.get(&plain(table.name().name));
        for column in table.columns() {
            let name = plain(column.name());
            if known.is_some_and(|known| known.contains(&name))
                || relations.contains(&(table.id, column.name()))
                || is_related(table, column)
            {
                continue;
            }
            suspects.extend(suspect(&targets, &siblings, table, column));
        }
    }
    let mut counts: FxHashMap<(Name, TableId), usize> = FxHashMap::default();
    for suspect in &suspects {
        *counts.entry((suspect.column.name(), suspect.referenced.id)).or_default() += 1;
    }
    for related in related.iter().filter(|related| is_judged(scene, related.table)) {
        findings.add(relation::describe(scene, related));
    }
    for suspect in suspects {
        let count = counts.get(&(suspect.column.name(), suspect.referenced.id)).copied().unwrap_or(0);
        if count < CONVENTION {
            findings.add(describe(scene, &suspect));
        }
    }
}

/// Whether a table's columns can be judged at all.
fn is_judged(scene: &Scene<'_>, table: TableRef<'_>) -> bool {
    !naming::is_record(table.name().name)
        && table.primary_key().is_some()
        && table.get().parent.is_none()
        && scene.doubts.naming(table.qualified_name(), None).is_none()
}

/// The columns that have, or once had, a foreign key in any description of the database, by table.
fn constrained(scene: &Scene<'_>) -> FxHashMap<Name, FxHashSet<Name>> {
    let mut columns: FxHashMap<Name, FxHashSet<Name>> = FxHashMap::default();
    for description in &scene.subject.descriptions {
        for fk in &description.schema.foreign_keys {
            let table = plain(description.schema.walk_table(fk.table).get().name);
            let names = fk.columns.iter().map(|id| plain(description.schema.walk_column(*id).name()));
            columns.entry(table).or_default().extend(names);
        }
    }
    columns
}

fn plain(name: Name) -> Name {
    name.to_lowercase()
}

fn suspect<'s>(
    targets: &FxHashMap<String, Vec<TableRef<'s>>>,
    siblings: &FxHashMap<(Name, TableId), TableRef<'s>>,
    table: TableRef<'s>,
    column: ColumnRef<'s>,
) -> Option<Suspect<'s>> {
    let Guess { referenced, prefixed } = naming::guess(targets, table, column)?;
    let key = referenced.primary_key()?;
    let [identifier] = key.columns.as_slice() else { return None };
    let (left, right) = (column.data_type()?, column.schema.walk_column(*identifier).data_type()?);
    let modifiers = |text: &'static str| text.split('(').next().unwrap_or(text).trim_end();
    if !modifiers(left.name.as_str()).eq_ignore_ascii_case(modifiers(right.name.as_str())) {
        return None;
    }
    let sole_key = table.primary_key().is_some_and(|key| key.columns.as_slice() == [column.id]);
    if sole_key || referenced.id == table.id || naming::is_polymorphic(table, column) {
        return None;
    }
    let sibling = siblings.get(&(plain(column.name()), referenced.id)).copied();
    let evidence = match sibling {
        Some(sibling) => Evidence::Sibling(sibling),
        None => evidence::index(table, column, prefixed)?,
    };
    Some(Suspect { table, column, referenced, evidence })
}

fn describe(scene: &Scene<'_>, suspect: &Suspect<'_>) -> Finding {
    let (table, column, referenced) =
        (suspect.table.name(), suspect.column.name(), suspect.referenced.name());
    let sign = match suspect.evidence {
        Evidence::Index(_) => "is indexed".to_owned(),
        Evidence::Sibling(sibling) => format!("is a foreign key in `{}`", sibling.name()),
    };
    let message = format!(
        "`{table}.{column}` refers to `{referenced}` by name and type and {sign}, but has no foreign key"
    );
    let name_span = suspect.column.get().name_span;
    let finding = Finding::new(
        Object::column(suspect.table, column),
        "",
        message,
        Label::new(name_span, format!("nothing ties this to `{referenced}`")),
    );
    let finding =
        finding.related(suspect.referenced.get().name_span, format!("`{referenced}` is created here"));
    let finding = match suspect.evidence {
        Evidence::Index(span) => finding.related(span, format!("`{column}` is indexed for look-ups here")),
        Evidence::Sibling(sibling) => {
            let same = sibling
                .foreign_keys()
                .find(|fk| fk.columns().any(|other| plain(other.name()) == plain(column)));
            match same {
                Some(fk) => {
                    finding.related(fk.get().span, format!("in `{}` it is a foreign key", sibling.name()))
                }
                None => finding,
            }
        }
    };
    let doubt = scene.doubts.about(suspect.table.qualified_name(), None);
    finding
        .help(format!("Add a foreign key on `{column}` to `{referenced}`, or silence this with the reason"))
        .doubted(doubt)
}
