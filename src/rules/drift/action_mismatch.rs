//! `action-mismatch`: the same foreign key with another action in the code than in the database.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::pair::{Pair, same_action};
use crate::ir::{Action, ColumnRef, ForeignKeyRef, Life, ReferentialAction, Release, Role, SourceKind};
use crate::rules::belief;
use crate::rules::creation;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Comparison;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Description, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "action-mismatch",
    group: Group::Drift,
    level: Level::Error,
    summary: "a foreign key has another referential action in the code than in the database",
    docs: Docs {
        finds: "A foreign key whose ON DELETE or ON UPDATE differs between a declaration (a Prisma or Drizzle schema, a schema file) and what the \
                migrations leave in the database. What counts is the effective action: an action that nobody states is the default of the \
                engine or the tool. Actions that the engine treats alike (RESTRICT and NO ACTION on MySQL, MariaDB and CockroachDB) do not \
                differ; on PostgreSQL and SQLite they differ only in when the check runs, which is reported as a warning.",
        why: "The code is written for one behaviour and the database has the other: rows that should have stopped a DELETE are deleted, or a \
              DELETE that should have worked fails in production. drizzle-kit compares the schema with its own snapshot only, and leaves the actions \
              out of SQLite's `ALTER TABLE ... ADD ... REFERENCES`: then schema and snapshot agree, and no command says that the database differs. Prisma derives the default from nullability, so making a column required \
              turns SET NULL into RESTRICT without anybody touching the relation. Before Prisma 3.0 the default of a required relation was CASCADE: \
              where package.json states such a release, the finding is a warning of what an upgrade changes. Where an application calls \
              `metadata.create_all` beside its Alembic revisions, whichever runs first on a new database decides what it holds.",
        remedy: "Decide which side is right. If it is the code, add a migration that drops the foreign key and adds it again with the wanted \
                 action; no engine can change it in place. If it is the database, state the action in the code.",
    },
    bad: "\
--- prisma/schema.prisma
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id], onDelete: Restrict) // expect: action-mismatch
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER NOT NULL, CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\"));
CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL, \"authorId\" INTEGER NOT NULL, CONSTRAINT \"Post_pkey\" PRIMARY KEY (\"id\"));
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;
",
    good: "\
--- prisma/schema.prisma
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
}
--- prisma/migrations/0001_init/migration.sql
CREATE TABLE \"User\" (\"id\" INTEGER NOT NULL, CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\"));
CREATE TABLE \"Post\" (\"id\" INTEGER NOT NULL, \"authorId\" INTEGER NOT NULL, CONSTRAINT \"Post_pkey\" PRIMARY KEY (\"id\"));
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE CASCADE ON UPDATE CASCADE;
",
    check: Check::ForeignKeyPair(check),
};

/// One clause of both sides.
#[derive(Clone, Copy)]
struct Clause {
    event: Event,
    actions: Pair<Action>,
}

fn check(comparison: &Comparison<'_>, fks: Pair<ForeignKeyRef<'_>>, findings: &mut Findings<'_>) {
    let clauses = [
        Clause {
            event: Event::Delete,
            actions: Pair { left: fks.left.get().on_delete, right: fks.right.get().on_delete },
        },
        Clause {
            event: Event::Update,
            actions: Pair { left: fks.left.get().on_update, right: fks.right.get().on_update },
        },
    ];
    let mut differing = clauses.into_iter().filter(|clause| {
        let actions = Pair { left: clause.actions.left.effective, right: clause.actions.right.effective };
        !same_action(fks.left.schema, fks.right.schema, actions)
    });
    let Some(first) = differing.next() else { return };
    findings.add(describe(comparison, fks, first, differing.next()));
}

fn describe(
    comparison: &Comparison<'_>,
    fks: Pair<ForeignKeyRef<'_>>,
    clause: Clause,
    second: Option<Clause>,
) -> Finding {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let (event, actions) = (clause.event, clause.actions);
    let (wanted, held) = (actions.left.effective, actions.right.effective);
    let mut message = format!(
        "{} is {} {held} in {} but {wanted} in {}: {}",
        words::referencing(fks.right),
        event.clause(),
        words::title(right),
        words::title(left),
        consequence(event, fks, held, wanted),
    );
    if let Some(Clause { event, actions }) = second {
        let (wanted, held) = (actions.left.effective, actions.right.effective);
        message.push_str(&format!("; {} is {held} instead of {wanted}", event.clause()));
    }
    if is_drizzle(left) && belief::lost_on_the_way(right, fks.right, event) {
        message.push_str(
            "; drizzle-kit left it out of `ALTER TABLE ... ADD ... REFERENCES`, as it does for SQLite",
        );
    }
    let place = actions.left.stated.unwrap_or(fks.left.get().span);
    let primary = Label::new(place, reason(left, fks.left, event, actions.left));
    let right_place = actions.right.stated.unwrap_or(fks.right.get().span);
    let held_here = format!("{} in {}", reason(right, fks.right, event, actions.right), words::title(right));
    let mut finding = Finding::new(Object::foreign_key(fks.left), "", message, primary)
        .related(right_place, held_here)
        .help(remedy(comparison, fks, clause));
    if let Some(belief) = &comparison.belief {
        finding = belief.explain_action(finding, fks, event);
    }
    if let Some(second) = second {
        for (action, fk, description) in
            [(second.actions.left, fks.left, left), (second.actions.right, fks.right, right)]
        {
            let span = action.stated.unwrap_or(fk.get().span);
            finding = finding.related(span, reason(description, fk, second.event, action));
        }
    }
    finding = flipped_nullability(finding, left, fks, clause);
    finding = history_of(finding, fks.right, clause);
    finding = creation::explain(finding, comparison, event, wanted);
    if let Some(release) = old_default(left, clause) {
        let why = format!(
            "Prisma {}.{}, to which a required relation is CASCADE by default",
            release.major, release.minor
        );
        let stated = words::written(left, event, held);
        finding = finding.related(release.span, why).at_most(Severity::Warning).help(format!(
            "State `{stated}` in {} when Prisma is brought to 3.0 or later, where the default becomes {wanted}",
            words::title(left)
        ));
    }
    if second.is_none() && held.stops() && wanted.stops() {
        finding = finding.at_most(Severity::Warning);
    }
    let table = fks.right.table().qualified_name();
    let since = fks.right.get().provenance.changed.unwrap_or(fks.right.get().provenance.created);
    finding.doubted(comparison.right.doubts.naming(table, Some(since)))
}

/// Whether a description is what drizzle-kit makes SQL of.
fn is_drizzle(description: &Description<'_>) -> bool {
    matches!(description.source.kind, SourceKind::Drizzle | SourceKind::DrizzleSnapshot)
}

/// What the difference does to rows.
fn consequence(
    event: Event,
    fks: Pair<ForeignKeyRef<'_>>,
    held: ReferentialAction,
    wanted: ReferentialAction,
) -> String {
    if held.stops() && wanted.stops() {
        let when = match held {
            ReferentialAction::Restrict => "at once instead of at the end of the statement",
            ReferentialAction::NoAction
            | ReferentialAction::Cascade
            | ReferentialAction::SetNull
            | ReferentialAction::SetDefault => "at the end of the statement instead of at once",
        };
        return format!("{} is refused {when}", event.cause(fks.right));
    }
    let effect = event.effect(fks.right, held);
    format!("{} {effect} instead of {}", event.cause(fks.right), event.alternative(fks.right, wanted))
}

/// The action with what makes it so.
fn reason(description: &Description<'_>, fk: ForeignKeyRef<'_>, event: Event, action: Action) -> String {
    let clause = format!("{} {}", event.clause(), action.effective);
    if action.stated.is_some() {
        return clause;
    }
    match description.source.kind {
        SourceKind::SqlMigrations
        | SourceKind::SqlSchema
        | SourceKind::Drizzle
        | SourceKind::DrizzleSnapshot
        | SourceKind::Alembic
        | SourceKind::SqlAlchemy => {
            format!("{clause} by default: no {} is stated", event.clause())
        }
        SourceKind::Prisma => match (event, fk.columns().find(|column| !column.is_nullable())) {
            (Event::Update, _) => format!("{clause} by Prisma's default"),
            (Event::Delete, _) if action.effective == ReferentialAction::Cascade => {
                format!("{clause}, as in every implicit many-to-many relation")
            }
            (Event::Delete, Some(column)) => {
                format!("{clause} by Prisma's default: `{}` is required", column.name())
            }
            (Event::Delete, None) => format!("{clause} by Prisma's default: every field is optional"),
        },
    }
}

/// Prisma's default follows nullability: where the sides disagree about that, it is the cause.
fn flipped_nullability(
    finding: Finding,
    left: &Description<'_>,
    fks: Pair<ForeignKeyRef<'_>>,
    clause: Clause,
) -> Finding {
    let implicit = clause.actions.left.stated.is_none() && clause.event == Event::Delete;
    if left.source.kind != SourceKind::Prisma || !implicit {
        return finding;
    }
    let dialect = fks.left.schema.dialect;
    let differing = fks.left.columns().find_map(|column| {
        let same = |other: &ColumnRef<'_>| dialect.key(other.name()) == dialect.key(column.name());
        let other = fks.right.columns().find(same)?;
        (other.is_nullable() != column.is_nullable()).then_some((column, other))
    });
    let Some((column, other)) = differing else { return finding };
    let (here, there) = if column.is_nullable() {
        (
            "optional here but required in the database, which turns the implicit RESTRICT into SET NULL",
            "required here",
        )
    } else {
        (
            "required here but nullable in the database, which turns the implicit SET NULL into RESTRICT",
            "nullable here",
        )
    };
    finding
        .related(column.get().name_span, format!("`{}` is {here}", column.name()))
        .related(other.get().null_span, format!("`{}` is {there}", other.name()))
}

/// The release of Prisma that the project states, if it takes the very default that the database has: then both sides agree until Prisma is
/// brought up to date (prisma.io/docs, "Referential actions": before 3.0 a required relation was ON DELETE CASCADE).
fn old_default(left: &Description<'_>, clause: Clause) -> Option<Release> {
    let actions = (clause.actions.left.effective, clause.actions.right.effective);
    let is_default = clause.event == Event::Delete && clause.actions.left.stated.is_none();
    let flips = actions == (ReferentialAction::Restrict, ReferentialAction::Cascade);
    left.source.old_release.filter(|_| is_default && flips)
}

/// Where the history has changed the foreign key, and where it lost the wanted action.
fn history_of(finding: Finding, fk: ForeignKeyRef<'_>, clause: Clause) -> Finding {
    let row = fk.get();
    let earlier = fk.table().get().foreign_keys.iter().rev().map(|id| fk.schema.walk_foreign_key(*id));
    let lost = earlier
        .filter(|other| !other.get().lives() && other.get().columns == row.columns)
        .find(|other| clause.event.action(*other).effective == clause.actions.left.effective);
    let finding = match row.provenance.changed {
        Some(origin) => finding.related(origin.span, "last changed here"),
        None => finding,
    };
    match lost.and_then(|other| other.get().provenance.dropped) {
        Some(origin) => {
            let until =
                format!("it was {} {} until here", clause.event.clause(), clause.actions.left.effective);
            finding.related(origin.span, until)
        }
        None => finding,
    }
}

fn remedy(comparison: &Comparison<'_>, fks: Pair<ForeignKeyRef<'_>>, clause: Clause) -> String {
    let (left, right) = (&comparison.left.description, &comparison.right.description);
    let stated = words::written(left, clause.event, clause.actions.right.effective);
    let name = fks.right.get().name.map_or_else(|| "the foreign key".to_owned(), |name| format!("`{name}`"));
    let wanted = clause.actions.left.effective;
    format!(
        "Write `{stated}` in {} if the database is right; if not, {} that drops {name} and adds it with {} {wanted}",
        words::title(left),
        match (right.source.role, right.source.kind) {
            (Role::History, SourceKind::Alembic) =>
                "add a revision (`alembic revision --autogenerate` sees it)",
            (Role::History, _) => "add a migration",
            (Role::Declaration, _) => "make a change",
        },
        clause.event.clause(),
    )
}
