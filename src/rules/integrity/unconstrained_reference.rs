//! `unconstrained-reference`: a column that refers to a table, and no foreign key that says so.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::{ColumnId, ColumnRef, Name, Schema, TableRef};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::loose::{self, Evidence, Loose, Standing};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    name: "unconstrained-reference",
    group: Group::Integrity,
    level: Level::Note,
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

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for loose in loose::loose(scene).all().iter().filter(|loose| loose.standing == Standing::Oversight) {
        findings.add(describe(scene, loose));
    }
}

fn describe(scene: &Scene<'_>, loose: &Loose) -> Finding {
    let schema = scene.description.schema;
    let (table, referenced) = (schema.walk_table(loose.table), schema.walk_table(loose.referenced));
    let named = Named { table, referenced, columns: columns(schema, &loose.columns) };
    let finding = match loose.evidence {
        Evidence::Index(span) => guessed(&named, "is indexed")
            .related(span, format!("{} is indexed for look-ups here", words::list(named.names()))),
        Evidence::Sibling(sibling) => by_sibling(&named, schema.walk_table(sibling)),
        Evidence::Relation(span) => related(&named, &columns(schema, &loose.referenced_columns), span),
        Evidence::Dropped(span) | Evidence::Declared(span) | Evidence::Ignored(span) => {
            guessed(&named, "has a foreign key elsewhere").related(span, "here")
        }
    };
    finding.doubted(scene.doubts.about(table.qualified_name(), None))
}

/// A loose reference with what it names.
struct Named<'s> {
    table: TableRef<'s>,
    referenced: TableRef<'s>,
    columns: Vec<ColumnRef<'s>>,
}

impl Named<'_> {
    fn names(&self) -> Vec<Name> {
        self.columns.iter().map(|column| column.name()).collect()
    }

    /// Where the finding stands.
    fn label(&self) -> Label {
        let first = self.columns.first();
        let place = first.map_or(self.table.get().name_span, |column| column.get().name_span);
        Label::new(place, format!("nothing ties this to `{}`", self.referenced.name()))
    }
}

fn columns<'s>(schema: &'s Schema, ids: &[ColumnId]) -> Vec<ColumnRef<'s>> {
    ids.iter().map(|id| schema.walk_column(*id)).collect()
}

/// The table and its columns: `` `posts.user_id` `` or `` `posts(a, b)` ``.
fn key(table: TableRef<'_>, columns: &[ColumnRef<'_>]) -> String {
    match columns {
        [column] => format!("`{}.{}`", table.name(), column.name()),
        several => {
            let names: Vec<&str> = several.iter().map(|column| column.name().as_str()).collect();
            format!("`{}({})`", table.name(), names.join(", "))
        }
    }
}

/// A column that names a table.
fn guessed(named: &Named<'_>, sign: &str) -> Finding {
    let Named { table, referenced, columns } = named;
    let (own, other) = (key(*table, columns), referenced.name());
    let message = format!("{own} refers to `{other}` by name and type and {sign}, but has no foreign key");
    let names = named.names();
    let list = words::list(names.iter().copied());
    let object = match names.as_slice() {
        [column] => Object::column(*table, *column),
        several => Object::reference(*table, several, other),
    };
    Finding::new(object, "", message, named.label())
        .related(referenced.get().name_span, format!("`{other}` is created here"))
        .help(format!("Add a foreign key on {list} to `{other}`, or silence this with the reason"))
}

fn by_sibling(named: &Named<'_>, sibling: TableRef<'_>) -> Finding {
    let finding = guessed(named, &format!("is a foreign key in `{}`", sibling.name()));
    let names = named.names();
    let is_same =
        |column: ColumnRef<'_>| names.iter().any(|name| name.to_lowercase() == column.name().to_lowercase());
    match sibling.foreign_keys().find(|fk| fk.columns().any(is_same)) {
        Some(fk) => finding.related(fk.get().span, format!("in `{}` it is a foreign key", sibling.name())),
        None => finding,
    }
}

/// A relation that is for queries only.
fn related(named: &Named<'_>, referenced_columns: &[ColumnRef<'_>], span: Span) -> Finding {
    let Named { table, referenced, columns } = named;
    let (own, other) = (key(*table, columns), key(*referenced, referenced_columns));
    let message = format!("`relations()` says that {own} refers to {other}, but no foreign key does");
    let object = Object::reference(*table, &named.names(), referenced.name());
    Finding::new(object, "", message, named.label())
        .related(span, "the relation, which is for queries only")
        .related(referenced.get().name_span, format!("`{}` is created here", referenced.name()))
        .help(format!("Add a foreign key on {own} to {other}, or silence this with the reason"))
}
