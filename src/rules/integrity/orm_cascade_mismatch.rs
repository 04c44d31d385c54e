//! `orm-cascade-mismatch`: a relationship of the ORM that treats the rows of a deleted one otherwise than the database's foreign key does.

use crate::config::Level;
use crate::diagnostic::{Label, Severity};
use crate::ir::{
    Action, ForeignKeyRef, OrmDelete, PassiveDeletes, ReferentialAction, Relationship, Role, Schema,
    SourceKind,
};
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Scene;
use crate::rules::{Check, Docs, Group, Rule, words};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "orm-cascade-mismatch",
    group: Group::Integrity,
    level: Level::Warn,
    summary: "what a relationship of SQLAlchemy does to the rows of a deleted one is not what the foreign key does",
    docs: Docs {
        finds: "A `relationship()` of SQLAlchemy or SQLModel on the side that is referred to. With `passive_deletes=True`, where deleting through the session \
                does one thing to rows that are loaded and another to those that are not: over NO ACTION and RESTRICT the delete is refused unless all are \
                loaded, without a delete cascade loaded rows are set to NULL although the database deletes the others. Without it, where the session never \
                lets the stated action of the foreign key act: it sets columns to NULL first, which fails where they are NOT NULL, or deletes rows that the \
                foreign key protects (RESTRICT) or keeps (SET NULL); that is a note, because whether anybody deletes through the session cannot be seen. What counts is the database's foreign key, that of the revisions if there are any. \
                A delete cascade over a foreign key that states nothing is left alone: then only the ORM is to delete. So are rows that the session sets to NULL \
                before a CASCADE, and `passive_deletes=\"all\"`, which leaves everything to the database.",
        why: "Tests delete small objects with all their rows loaded; production deletes large ones. And whoever deletes by SQL, by `delete()` of SQLAlchemy \
              Core or from another service gets what the foreign key says, not what the models promise.",
        remedy: "Let the database decide: `ON DELETE CASCADE` and `cascade=\"all, delete-orphan\", passive_deletes=True` to delete the rows, `passive_deletes=\"all\"` for \
                 every other action. Or drop `passive_deletes` and let the session do the work.",
    },
    bad: BAD,
    good: GOOD,
    check: Check::Description(check),
};

const BAD: &str = "\
--- app/models.py
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = \"authors\"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[\"Post\"]] = relationship(cascade=\"all, delete-orphan\", passive_deletes=True)  # expect: orm-cascade-mismatch


class Post(Base):
    __tablename__ = \"posts\"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(\"authors.id\"))
";

const GOOD: &str = "\
--- app/models.py
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = \"authors\"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[\"Post\"]] = relationship(cascade=\"all, delete-orphan\", passive_deletes=True)


class Post(Base):
    __tablename__ = \"posts\"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(\"authors.id\", ondelete=\"CASCADE\"))
";

/// What becomes of referencing rows when the referenced one is deleted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// They are deleted.
    Gone,
    /// Their columns are set to NULL.
    Nulled,
    /// Their columns would be set to NULL, but are NOT NULL.
    Fails,
    /// The delete is refused.
    Refused,
    /// Their columns are set to a default.
    Defaulted,
}

/// A relationship and the foreign key that the database has for it.
#[derive(Clone, Copy)]
struct Subject<'a> {
    relationship: &'a Relationship,
    fk: ForeignKeyRef<'a>,
}

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if scene.description.source.kind != SourceKind::SqlAlchemy {
        return;
    }
    let schema = scene.description.schema;
    for relationship in &schema.relationships {
        let Some(declared) = foreign_key_of(schema, relationship) else { continue };
        let Some(fk) = of_database(scene, declared) else { continue };
        findings_of(scene, Subject { relationship, fk })
            .into_iter()
            .for_each(|finding| findings.add(finding));
    }
}

/// The foreign key that a relationship goes over, if it is clear which.
fn foreign_key_of<'s>(schema: &'s Schema, relationship: &Relationship) -> Option<ForeignKeyRef<'s>> {
    let table = schema.walk_table(schema.table(relationship.referencing)?);
    let referenced = schema.table(relationship.referenced)?;
    let dialect = schema.dialect;
    let is_meant = |fk: &ForeignKeyRef<'_>| {
        let stated = &relationship.columns;
        let same_columns =
            || fk.columns().zip(stated).all(|(column, name)| dialect.same_name(column.name(), *name));
        fk.referenced_table().is_some_and(|table| table.id == referenced)
            && (stated.is_empty() || (stated.len() == fk.columns().len() && same_columns()))
    };
    let mut meant = table.foreign_keys().filter(is_meant);
    meant.next().filter(|_| meant.next().is_none())
}

/// The foreign key as the database has it: the history's, and the models' own where there is no history. None if the history has none or several.
fn of_database<'a>(scene: &'a Scene<'_>, declared: ForeignKeyRef<'a>) -> Option<ForeignKeyRef<'a>> {
    let mut histories =
        scene.subject.descriptions.iter().filter(|description| description.source.role == Role::History);
    let Some(history) = histories.next() else { return Some(declared) };
    let schema = history.schema;
    let table = schema.walk_table(schema.table(declared.table().name())?);
    let same = |fk: &ForeignKeyRef<'_>| {
        fk.columns().len() == declared.columns().len()
            && schema.dialect.same_name(fk.referenced_name().name, declared.referenced_name().name)
            && fk
                .columns()
                .zip(declared.columns())
                .all(|(own, other)| schema.dialect.same_name(own.name(), other.name()))
    };
    let mut found = table.foreign_keys().filter(same);
    found.next().filter(|_| found.next().is_none() && histories.next().is_none())
}

fn findings_of(scene: &Scene<'_>, subject: Subject<'_>) -> Option<Finding> {
    let relationship = subject.relationship;
    let action = subject.fk.get().on_delete;
    let loaded = by_session(subject);
    let by_sql = by_database(subject);
    // Both come to nothing, with another error.
    if loaded == by_sql || (loaded, by_sql) == (Outcome::Fails, Outcome::Refused) {
        return None;
    }
    let finding = match relationship.passive {
        PassiveDeletes::All => return None,
        PassiveDeletes::Yes => passive(subject, loaded, by_sql),
        PassiveDeletes::No if !is_meant(action, loaded) => return None,
        PassiveDeletes::No => active(subject, loaded),
    };
    let place = action.stated.unwrap_or(subject.fk.get().span);
    let label = format!("{} is ON DELETE {} by this", words::referencing(subject.fk), action.effective);
    let table = subject.fk.table().qualified_name();
    Some(finding.related(place, label).doubted(scene.doubts.naming(table, None)))
}

/// Whether an action is stated to do something that a session must not go around. Who states none, or NO ACTION, leaves it to the ORM; and whether
/// rows that are set to NULL instead of deleted are a loss, only the team knows.
fn is_meant(action: Action, session: Outcome) -> bool {
    match action.effective {
        ReferentialAction::NoAction => false,
        ReferentialAction::Cascade => action.stated.is_some() && session == Outcome::Fails,
        ReferentialAction::Restrict | ReferentialAction::SetNull | ReferentialAction::SetDefault => {
            action.stated.is_some()
        }
    }
}

/// What the session does to the rows that are loaded (measured with SQLAlchemy 2.1 on SQLite).
fn by_session(Subject { relationship, fk }: Subject<'_>) -> Outcome {
    match relationship.deletes {
        OrmDelete::Cascade => Outcome::Gone,
        OrmDelete::Unstated if fk.columns().all(|column| column.is_nullable()) => Outcome::Nulled,
        OrmDelete::Unstated => Outcome::Fails,
    }
}

/// What the foreign key does.
fn by_database(Subject { fk, .. }: Subject<'_>) -> Outcome {
    match fk.get().on_delete.effective {
        ReferentialAction::NoAction | ReferentialAction::Restrict => Outcome::Refused,
        ReferentialAction::Cascade => Outcome::Gone,
        ReferentialAction::SetNull if fk.columns().all(|column| column.is_nullable()) => Outcome::Nulled,
        ReferentialAction::SetNull => Outcome::Fails,
        ReferentialAction::SetDefault => Outcome::Defaulted,
    }
}

/// Loaded rows are the session's, all others the database's.
fn passive(subject: Subject<'_>, loaded: Outcome, others: Outcome) -> Finding {
    let Subject { relationship, fk } = subject;
    let briefly = |outcome| match outcome {
        Outcome::Gone => "deletes them".to_owned(),
        Outcome::Nulled | Outcome::Fails | Outcome::Refused | Outcome::Defaulted => effect(fk, outcome),
    };
    let message = format!(
        "where its `{}` rows are loaded, deleting a row of `{}` through the session {}, else it {}: `passive_deletes` leaves them to {}, which is ON DELETE {}",
        fk.table().name(),
        fk.referenced_name(),
        briefly(loaded),
        briefly(others),
        words::referencing(fk),
        fk.get().on_delete.effective,
    );
    let label = Label::new(relationship.span, "rows that are not loaded are left to the database");
    let help = match (relationship.deletes, fk.get().on_delete.effective) {
        (OrmDelete::Cascade, _) => {
            "Give the foreign key ON DELETE CASCADE in a migration, or remove `passive_deletes`".to_owned()
        }
        (OrmDelete::Unstated, ReferentialAction::Cascade) => {
            "Write `cascade=\"all, delete-orphan\"` beside `passive_deletes=True`, or `passive_deletes=\"all\"` alone"
                .to_owned()
        }
        (OrmDelete::Unstated, _) => {
            "Write `passive_deletes=\"all\"` if the database is to decide, or remove `passive_deletes`".to_owned()
        }
    };
    Finding::new(Object::foreign_key(fk), "passive", message, label).help(help)
}

/// The session acts on all rows before the foreign key can.
fn active(subject: Subject<'_>, session: Outcome) -> Finding {
    let Subject { relationship, fk } = subject;
    let action = fk.get().on_delete.effective;
    let message = format!(
        "{} is ON DELETE {action}, but deleting a row of `{}` through the session {} instead of {}",
        words::referencing(fk),
        fk.referenced_name(),
        effect(fk, session),
        words::Event::Delete.alternative(fk, action),
    );
    let (place, label) = match relationship.deletes {
        OrmDelete::Cascade => {
            (relationship.deletes_span.unwrap_or(relationship.span), "the session deletes the rows by itself")
        }
        OrmDelete::Unstated => (relationship.span, "the session sets the columns to NULL by itself"),
    };
    let help = match (relationship.deletes, action) {
        (OrmDelete::Unstated, ReferentialAction::Cascade) => {
            "Write `cascade=\"all, delete-orphan\", passive_deletes=True`, or `passive_deletes=\"all\"` alone"
        }
        (OrmDelete::Unstated, _) => "Write `passive_deletes=\"all\"`, so that the database decides",
        (OrmDelete::Cascade, _) => {
            "Write `passive_deletes=\"all\"` instead of the delete cascade, or give the foreign key ON DELETE CASCADE"
        }
    };
    // Whether anybody ever deletes such a row through the session cannot be seen.
    Finding::new(Object::foreign_key(fk), "active", message, Label::new(place, label))
        .help(help)
        .at_most(Severity::Note)
}

fn effect(fk: ForeignKeyRef<'_>, outcome: Outcome) -> String {
    let columns = words::referencing(fk);
    match outcome {
        Outcome::Gone => format!("deletes its `{}` rows", fk.table().name()),
        Outcome::Nulled => format!("sets {columns} to NULL"),
        Outcome::Fails => format!("fails at setting NOT NULL {columns} to NULL"),
        Outcome::Refused => "is refused".to_owned(),
        Outcome::Defaulted => format!("sets {columns} to its default"),
    }
}
