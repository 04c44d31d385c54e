//! What neither corpus nor real tools show: bounds, and places.

use super::*;
use crate::ir::{ConstraintKind, Dialect, Engine, Program, Role, SourceKind};

/// Reads one file as a schema of PostgreSQL.
fn read(text: &str) -> (Files, Readout) {
    let mut files = Files::default();
    let file = files.add("schema.ts", text);
    let source = Source {
        path: "schema.ts".to_owned(),
        kind: SourceKind::Drizzle,
        dialect: Dialect::of(Engine::PostgreSql),
        dialect_evidence: "test".into(),
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
    let parsed = parse(&files, file);
    let readout = link(&files, &source, &[&parsed]);
    (files, readout)
}

const HEAD: &str = "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n";
const TABLE: &str = "export const t = pgTable('t', { id: integer('id').primaryKey() });\n";

fn tables(text: &str) -> usize {
    read(text).1.counts.read
}

#[test]
fn nothing_overflows_and_the_rest_is_read() {
    let deep = [
        format!("const a = {}1{};\n", "[".repeat(100_000), "]".repeat(100_000)),
        format!("const a = {}1{};\n", "(".repeat(3_000), ")".repeat(3_000)),
        format!("const a = {}x;\n", "!".repeat(1_000_000)),
        format!("const a = {}x;\n", "!".repeat(15_000)),
        format!("const a = {}x;\n", "a ? b : ".repeat(50_000)),
        format!("const a = {}x;\n", "a => ".repeat(4_000)),
        format!("const a = 'x'{};\n", " + 'x'".repeat(100_000)),
        format!("const a = x{};\n", ".y()".repeat(100_000)),
        format!("const a = x{};\n", ".y()".repeat(2_000)),
        format!("{} f();\n", "if (x) ".repeat(50_000)),
        "const f = (n) => f(n + 1); const a = f(0);\n".to_owned(),
        "let n = 0; while (true) { n = n + 1; }\n".to_owned(),
        "const a = [1]; for (const x of a) a.push(x);\n".to_owned(),
        "const a = b; const b = a;\nexport const c = { ...a };\n".to_owned(),
    ];
    for text in deep {
        let start = text.get(..40).unwrap_or(&text).to_owned();
        assert_eq!(tables(&format!("{HEAD}{text}{TABLE}")), 1, "{start}");
    }
}

#[test]
fn places_are_those_of_the_clauses() {
    let text = "export const u = pgTable('users', { id: integer('id').primaryKey() });\n\
        export const p = pgTable('posts', {\n  a: integer('a_id').notNull().references(() => u.id, { onDelete: 'cascade' }),\n  \
        b: integer('b_id'),\n}, (t) => [foreignKey({ columns: [t.b], foreignColumns: [u.id] }).onDelete('set null')]);\n";
    let head = "import { foreignKey, integer, pgTable } from 'drizzle-orm/pg-core';\n";
    let (files, readout) = read(&format!("{head}{text}"));
    let tables = readout.migrations.iter().flat_map(|migration| migration.operations.iter());
    let Some(OperationKind::CreateTable(posts)) = tables.map(|one| &one.kind).nth(1) else {
        panic!("no table")
    };
    assert_eq!(files.text(posts.name_span), "'posts'");
    assert_eq!(files.text(posts.columns[0].name_span), "a: integer('a_id')");
    assert!(files.text(posts.columns[0].span).ends_with("{ onDelete: 'cascade' })"));
    let keys: Vec<_> = posts.constraints.iter().map(|one| files.text(one.span)).collect();
    assert_eq!(
        keys,
        [
            "references(() => u.id, { onDelete: 'cascade' })",
            "foreignKey({ columns: [t.b], foreignColumns: [u.id] }).onDelete('set null')"
        ]
    );
    let actions = posts.constraints.iter().map(|one| {
        let ConstraintKind::ForeignKey(key) = &one.kind else { return None };
        key.on_delete.stated.map(|span| files.text(span))
    });
    assert_eq!(actions.collect::<Vec<_>>(), [Some("onDelete: 'cascade'"), Some("onDelete('set null')")]);
}

#[test]
fn relations_are_told_with_their_columns() {
    let text = "import { relations } from 'drizzle-orm';\nexport const u = pgTable('users', { id: integer('id') });\n\
        export const p = pgTable('posts', { a: integer('a_id') });\n\
        export const r = relations(p, ({ one, many }) => ({ a: one(u, { fields: [p.a], references: [u.id] }), m: many(u) }));\n";
    let (_, readout) = read(&format!("{HEAD}{text}"));
    let all = readout.migrations.iter().flat_map(|migration| migration.operations.iter());
    let related = all.filter_map(|one| {
        let OperationKind::Relate(relation) = &one.kind else { return None };
        let (columns, referenced) = (&relation.columns, &relation.referenced_columns);
        Some(format!("{} {columns:?} > {} {referenced:?}", relation.referencing, relation.referenced))
    });
    assert_eq!(related.collect::<Vec<_>>(), ["posts [`a_id`] > users [`id`]"]);
}

#[test]
fn a_generated_file_of_five_megabytes_takes_no_time() {
    let mut text = HEAD.to_owned();
    for number in 0..20_000 {
        let line = format!(
            "export const t{number} = pgTable('t{number}', {{ id: integer('id').primaryKey(), name: text('name').notNull(), next: integer('next_id').references(() => t{number}.id, {{ onDelete: 'cascade' }}), note: text('note') }});\n"
        );
        text.push_str(&line);
    }
    let start = std::time::Instant::now();
    assert_eq!(tables(&text), 20_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
