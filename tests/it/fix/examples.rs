//! What a person would write: one foreign key, what is to be stated, and the text afterwards.

use libtest_mimic::{Failed, Trial};
use referee::fix::{self, Clause, Wanted};
use referee::ir::{Dialect, Engine, ReferentialAction, Role};

use super::applied;
use crate::project;

/// One test per language.
pub(super) fn trials() -> Vec<Trial> {
    let states = [("prisma", PRISMA), ("drizzle", DRIZZLE), ("python", PYTHON), ("sql", SQL)];
    let trial =
        |(name, table)| Trial::test(format!("fix::states::{name}"), move || states_are_written(table));
    states.into_iter().map(trial).collect()
}

/// The file, its text with one foreign key, what is stated, and the text afterwards; none where nothing can be offered.
type Row = (&'static str, &'static str, &'static [(Clause, ReferentialAction)], Option<&'static str>);

const DELETE_CASCADE: &[(Clause, ReferentialAction)] = &[(Clause::OnDelete, ReferentialAction::Cascade)];
const DELETE_SET_NULL: &[(Clause, ReferentialAction)] = &[(Clause::OnDelete, ReferentialAction::SetNull)];
const DELETE_SET_DEFAULT: &[(Clause, ReferentialAction)] =
    &[(Clause::OnDelete, ReferentialAction::SetDefault)];
const DELETE_NO_ACTION: &[(Clause, ReferentialAction)] = &[(Clause::OnDelete, ReferentialAction::NoAction)];
const UPDATE_RESTRICT: &[(Clause, ReferentialAction)] = &[(Clause::OnUpdate, ReferentialAction::Restrict)];
const BOTH: &[(Clause, ReferentialAction)] =
    &[(Clause::OnDelete, ReferentialAction::Cascade), (Clause::OnUpdate, ReferentialAction::NoAction)];

/// What stands around a relation, and the place of the relation.
const PRISMA_HEAD: &str = "datasource db {\n  provider = \"postgresql\"\n}\nmodel U {\n  id Int @id\n  ps P[]\n}\nmodel P {\n  id Int @id\n  uid Int\n  u U ";
const DRIZZLE_HEAD: &str = "import { pgTable, integer, foreignKey } from 'drizzle-orm/pg-core';\nexport const u = pgTable('u', { id: integer('id').primaryKey() });\n";
const PYTHON_HEAD: &str = "from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer\nfrom sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\nclass U(Base):\n    __tablename__ = \"u\"\n    id = Column(Integer, primary_key=True)\n";
const SQLMODEL_HEAD: &str = "from sqlmodel import Field, SQLModel\nclass U(SQLModel, table=True):\n    id: int = Field(primary_key=True)\nclass P(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n";

const PRISMA: &[Row] = &[
    (
        "schema.prisma",
        "@relation(fields: [uid], references: [id]) // why\n}\n",
        DELETE_CASCADE,
        Some("@relation(fields: [uid], references: [id], onDelete: Cascade) // why\n}\n"),
    ),
    (
        "schema.prisma",
        "@relation(\"name, (x\", fields: [uid], references: [id], onDelete: Restrict, map: \"fk\")\n}\n",
        DELETE_CASCADE,
        Some("@relation(\"name, (x\", fields: [uid], references: [id], onDelete: Cascade, map: \"fk\")\n}\n"),
    ),
    (
        "schema.prisma",
        "@relation(fields: [uid], references: [id], onDelete: Restrict, map: \"fk\")\r\n}\r\n",
        BOTH,
        Some(
            "@relation(fields: [uid], references: [id], onDelete: Cascade, map: \"fk\", onUpdate: NoAction)\r\n}\r\n",
        ),
    ),
    (
        "schema.prisma",
        "@relation(\n    fields: [uid],\n    references: [id]\n  )\n}\n",
        BOTH,
        Some(
            "@relation(\n    fields: [uid],\n    references: [id], onDelete: Cascade, onUpdate: NoAction\n  )\n}\n",
        ),
    ),
    // The field is required: Prisma refuses it.
    ("schema.prisma", "@relation(fields: [uid], references: [id])\n}\n", DELETE_SET_NULL, None),
];

const DRIZZLE: &[Row] = &[
    (
        "schema.ts",
        "export const p = pgTable('p', { uid: integer('uid').references(() => u.id), });\n",
        DELETE_CASCADE,
        Some(
            "export const p = pgTable('p', { uid: integer('uid').references(() => u.id, { onDelete: 'cascade' }), });\n",
        ),
    ),
    (
        "schema.ts",
        "export const p = pgTable('p', { uid: integer('uid').references(() => u.id, { onUpdate: \"cascade\" }).notNull() });\n",
        DELETE_CASCADE,
        Some(
            "export const p = pgTable('p', { uid: integer('uid').references(() => u.id, { onUpdate: \"cascade\", onDelete: \"cascade\" }).notNull() });\n",
        ),
    ),
    (
        "schema.ts",
        "export const p = pgTable('p', {\n  uid: integer('uid')\n    .references(() => u.id, {\n      onUpdate: 'cascade', // why\n    }),\n});\n",
        BOTH,
        Some(
            "export const p = pgTable('p', {\n  uid: integer('uid')\n    .references(() => u.id, {\n      onUpdate: 'no action', // why\n      onDelete: 'cascade',\n    }),\n});\n",
        ),
    ),
    (
        "schema.ts",
        "export const p = pgTable('p', { uid: integer('uid').references(() => u.id, { onDelete: `set null` }) });\n",
        DELETE_CASCADE,
        Some(
            "export const p = pgTable('p', { uid: integer('uid').references(() => u.id, { onDelete: `cascade` }) });\n",
        ),
    ),
    (
        "schema.ts",
        "export const p = pgTable('p', { uid: integer('uid') }, (t) => [foreignKey({ columns: [t.uid], foreignColumns: [u.id] })]);\n",
        BOTH,
        Some(
            "export const p = pgTable('p', { uid: integer('uid') }, (t) => [foreignKey({ columns: [t.uid], foreignColumns: [u.id] }).onDelete('cascade').onUpdate('no action')]);\n",
        ),
    ),
    (
        "schema.ts",
        "export const p = pgTable('p', { uid: integer('uid') }, (t) => [\n  foreignKey({ columns: [t.uid], foreignColumns: [u.id] })\n    .onDelete('set null')\n    .onUpdate('cascade'),\n]);\n",
        BOTH,
        Some(
            "export const p = pgTable('p', { uid: integer('uid') }, (t) => [\n  foreignKey({ columns: [t.uid], foreignColumns: [u.id] })\n    .onDelete('cascade')\n    .onUpdate('no action'),\n]);\n",
        ),
    ),
    // Something else decides.
    (
        "schema.ts",
        "const gone = 'set null' as const;\nexport const p = pgTable('p', { uid: integer('uid').references(() => u.id, { onDelete: gone }) });\n",
        DELETE_CASCADE,
        None,
    ),
    (
        "schema.ts",
        "const o = { onDelete: 'set null' } as const;\nexport const p = pgTable('p', { uid: integer('uid').references(() => u.id, o) });\n",
        DELETE_CASCADE,
        None,
    ),
];

const PYTHON: &[Row] = &[
    (
        "models.py",
        "class P(Base):\n    __tablename__ = \"p\"\n    uid = Column(ForeignKey(\"u.id\"), primary_key=True)\n",
        DELETE_CASCADE,
        Some(
            "class P(Base):\n    __tablename__ = \"p\"\n    uid = Column(ForeignKey(\"u.id\", ondelete=\"CASCADE\"), primary_key=True)\n",
        ),
    ),
    (
        "models.py",
        "class P(Base):\n    __tablename__ = 'p'\n    uid = Column(\n        ForeignKey(\n            'u.id',  # (why\n        ), primary_key=True)\n",
        BOTH,
        Some(
            "class P(Base):\n    __tablename__ = 'p'\n    uid = Column(\n        ForeignKey(\n            'u.id',  # (why\n            ondelete='CASCADE', onupdate='NO ACTION',\n        ), primary_key=True)\n",
        ),
    ),
    (
        "models.py",
        "class P(Base):\n    __tablename__ = 'p'\n    uid = Column(ForeignKey(U.id, ondelete='set null'), primary_key=True)\n",
        DELETE_CASCADE,
        Some(
            "class P(Base):\n    __tablename__ = 'p'\n    uid = Column(ForeignKey(U.id, ondelete='cascade'), primary_key=True)\n",
        ),
    ),
    (
        "models.py",
        "class P(Base):\n    __tablename__ = 'p'\n    uid = Column(Integer, primary_key=True)\n    __table_args__ = (ForeignKeyConstraint(['uid'], ['u.id']),)\n",
        UPDATE_RESTRICT,
        Some(
            "class P(Base):\n    __tablename__ = 'p'\n    uid = Column(Integer, primary_key=True)\n    __table_args__ = (ForeignKeyConstraint(['uid'], ['u.id'], onupdate='RESTRICT'),)\n",
        ),
    ),
    (
        "models.py",
        "GONE = 'SET NULL'\nclass P(Base):\n    __tablename__ = 'p'\n    uid = Column(ForeignKey('u.id', ondelete=GONE), primary_key=True)\n",
        DELETE_CASCADE,
        None,
    ),
    (
        "models.py",
        "O = {'ondelete': 'SET NULL'}\nclass P(Base):\n    __tablename__ = 'p'\n    uid = Column(ForeignKey('u.id', **O), primary_key=True)\n",
        DELETE_CASCADE,
        None,
    ),
    (
        "tables.py",
        "    uid: int = Field(foreign_key=\"u.id\", index=True)\n",
        DELETE_CASCADE,
        Some("    uid: int = Field(foreign_key=\"u.id\", index=True, ondelete=\"CASCADE\")\n"),
    ),
    (
        "tables.py",
        "    uid: int | None = Field(default=None, foreign_key=\"u.id\", ondelete=\"RESTRICT\")\n",
        DELETE_SET_NULL,
        Some("    uid: int | None = Field(default=None, foreign_key=\"u.id\", ondelete=\"SET NULL\")\n"),
    ),
    // SQLModel has no such thing.
    ("tables.py", "    uid: int = Field(foreign_key=\"u.id\")\n", DELETE_NO_ACTION, None),
    ("tables.py", "    uid: int = Field(foreign_key=\"u.id\")\n", UPDATE_RESTRICT, None),
];

const SQL: &[Row] = &[
    (
        "schema.sql",
        "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int REFERENCES u (id) DEFERRABLE, n int);\n",
        DELETE_CASCADE,
        Some(
            "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int REFERENCES u (id) ON DELETE CASCADE DEFERRABLE, n int);\n",
        ),
    ),
    (
        "schema.sql",
        "create table u (id int primary key);\ncreate table p (uid int references public.u, n int);\n",
        BOTH,
        Some(
            "create table u (id int primary key);\ncreate table p (uid int references public.u on delete cascade on update no action, n int);\n",
        ),
    ),
    (
        "schema.sql",
        "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int,\n  FOREIGN KEY (uid) REFERENCES u (id -- it (is)\n  ) MATCH FULL\n  ON UPDATE CASCADE\n);\n",
        BOTH,
        Some(
            "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int,\n  FOREIGN KEY (uid) REFERENCES u (id -- it (is)\n  ) MATCH FULL ON DELETE CASCADE\n  ON UPDATE NO ACTION\n);\n",
        ),
    ),
    (
        "schema.sql",
        "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int);\nALTER TABLE p ADD CONSTRAINT f FOREIGN KEY (uid) REFERENCES u(id) ON DELETE SET NULL (uid);\n",
        DELETE_CASCADE,
        Some(
            "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int);\nALTER TABLE p ADD CONSTRAINT f FOREIGN KEY (uid) REFERENCES u(id) ON DELETE CASCADE;\n",
        ),
    ),
    // A dump says what a database has.
    (
        "schema.sql",
        "--\n-- PostgreSQL database dump\n--\nCREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int REFERENCES u (id));\n",
        DELETE_CASCADE,
        None,
    ),
    // MySQL ignores the actions of a foreign key with MATCH, and has no SET DEFAULT.
    (
        "mysql/schema.sql",
        "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int, FOREIGN KEY (uid) REFERENCES u (id) MATCH SIMPLE);\n",
        DELETE_CASCADE,
        None,
    ),
    (
        "mysql/schema.sql",
        "CREATE TABLE u (id int PRIMARY KEY);\nCREATE TABLE p (uid int, FOREIGN KEY (uid) REFERENCES u (id));\n",
        DELETE_SET_DEFAULT,
        None,
    ),
];

fn states_are_written(table: &[Row]) -> Result<(), Failed> {
    for (path, text, wanted, expected) in table {
        let head = match *path {
            "schema.prisma" => PRISMA_HEAD,
            "schema.ts" => DRIZZLE_HEAD,
            "models.py" => PYTHON_HEAD,
            "tables.py" => SQLMODEL_HEAD,
            _ => "",
        };
        let folder = tempfile::tempdir()?;
        let file = folder.path().join(path);
        let dialect = path.starts_with("mysql/").then_some(Dialect::of(Engine::MySql));
        let project = project::open_with(folder.path(), dialect, vec![(file, format!("{head}{text}"))])?;
        let declared = project.sources.iter().find(|loaded| loaded.source.role == Role::Declaration);
        let loaded = declared.ok_or_else(|| format!("no declaration: {text}"))?;
        let fk = loaded.schema.living_foreign_keys().next();
        let fk = fk.ok_or_else(|| format!("no foreign key: {text}"))?;
        let wanted: Vec<Wanted> =
            wanted.iter().map(|(clause, action)| Wanted { clause: *clause, action: *action }).collect();
        let made = fix::state_actions(&project.files, loaded.source.kind, fk, &wanted);
        let after = match made {
            Some(edits) => applied(&project.files, &edits)?.into_iter().next().map(|(_, text)| text),
            None => None,
        };
        let expected = expected.map(|expected| format!("{head}{expected}"));
        if after != expected {
            return Err(format!("{after:#?}\nwanted {expected:#?}").into());
        }
    }
    Ok(())
}
