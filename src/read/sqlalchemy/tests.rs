//! What the corpus cannot show: relationships, and which tables are marked as not fully known.

use super::*;
use crate::ir::{Dialect, OrmDelete, PassiveDeletes, Program, Relationship, Role, SourceKind};
use crate::read::python;

/// What a file of models says.
fn read(text: &str) -> Readout {
    let mut files = Files::default();
    let file = files.add("models.py", text);
    let source = Source {
        path: "models.py".to_owned(),
        kind: SourceKind::SqlAlchemy,
        dialect: Dialect::POSTGRESQL,
        dialect_evidence: "assumed".into(),
        role: Role::Declaration,
        layout: None,
        files: vec![file],
        down: Vec::new(),
        baseline: 0,
        flaws: Vec::new(),
        search_path: Vec::new(),
        old_release: None,
        program: Program::default(),
    };
    link(&files, &source, &[&python::parse(&files, file)])
}

fn operations(text: &str) -> Vec<OperationKind> {
    read(text)
        .migrations
        .into_iter()
        .flat_map(|migration| migration.operations.to_vec())
        .map(|done| done.kind)
        .collect()
}

fn relationships(text: &str) -> Vec<Relationship> {
    let is_relation = |kind| if let OperationKind::Relate(relation) = kind { Some(*relation) } else { None };
    operations(text).into_iter().filter_map(is_relation).collect()
}

const MODELS: &str = r#"
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship(cascade="all, delete-orphan", foreign_keys="Post.author_id")
    drafts = relationship("Post", primaryjoin="and_(User.id == Post.editor_id, Post.id > 1)", passive_deletes="all")
    either = relationship("Post")

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    editor_id: Mapped[int] = mapped_column("editor", ForeignKey(User.id))
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    replies = relationship("Post", backref=backref("parent", remote_side=[id]), passive_deletes=True)

class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    post = relationship(lambda: Post, backref=backref("notes", cascade="save-update, delete"))
"#;

#[test]
fn relationships_stand_where_rows_are_deleted() {
    let found: Vec<(String, Vec<&str>, OrmDelete, PassiveDeletes)> = relationships(MODELS)
        .into_iter()
        .map(|relation| {
            let columns = relation.columns.iter().map(|name| name.as_str()).collect();
            let ends = format!("{} -> {}", relation.referencing, relation.referenced);
            (ends, columns, relation.deletes, relation.passive)
        })
        .collect();
    let posts = || "posts -> users".to_owned();
    assert_eq!(
        found,
        [
            (posts(), vec!["author_id"], OrmDelete::Cascade, PassiveDeletes::No),
            (posts(), vec!["editor"], OrmDelete::Unstated, PassiveDeletes::All),
            ("posts -> posts".to_owned(), vec!["parent_id"], OrmDelete::Unstated, PassiveDeletes::Yes),
            ("notes -> posts".to_owned(), vec!["id"], OrmDelete::Cascade, PassiveDeletes::No),
        ]
    );
}

#[test]
fn relationships_of_sqlmodel_are_read() {
    let text = r#"
from sqlmodel import Field, Relationship, SQLModel

class Link(SQLModel, table=True):
    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", primary_key=True)

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True)
    guests: list["Hero"] = Relationship(link_model=Link)

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
"#;
    let found = relationships(text);
    assert_eq!(found.len(), 1);
    assert!(
        found
            .iter()
            .all(|relation| relation.deletes == OrmDelete::Cascade && relation.deletes_span.is_some())
    );
}

#[test]
fn tables_with_unknown_parts_are_marked() {
    let marked = |text: &str| {
        let touched =
            |kind| if let OperationKind::Opaque(opaque) = kind { Some(opaque.touches.len()) } else { None };
        operations(text).into_iter().filter_map(touched).collect::<Vec<_>>()
    };
    let head = "from sqlalchemy.orm import declarative_base\nfrom sqlalchemy import Column, Integer\n";
    let head = format!("{head}from company import Mixin, name\nBase = declarative_base()\n");
    let body = "    id = Column(Integer, primary_key=True)\n";
    assert_eq!(
        marked(&format!("{head}class A(Base):\n    __tablename__ = 'a'\n{body}")),
        Vec::<usize>::new()
    );
    assert_eq!(marked(&format!("{head}class A(Mixin, Base):\n    __tablename__ = 'a'\n{body}")), [1]);
    assert_eq!(marked(&format!("{head}class A(Base):\n    __tablename__ = name()\n{body}")), [0]);
}
