//! Expected values: what drizzle-kit's own SQL for such a snapshot makes in the engine.

use crate::ir::{Dialect, Engine, ForeignKeyRef, Program, Role, Schema, SourceKind, replay};
use crate::ir::{Migration, Source};

use super::*;

fn read(engine: Engine, text: &str) -> (Files, Schema, Vec<Problem>) {
    let mut files = Files::default();
    let file = files.add("meta/0000_snapshot.json", text);
    let source = Source {
        path: "meta/0000_snapshot.json".to_owned(),
        kind: SourceKind::DrizzleSnapshot,
        dialect: Dialect::of(engine),
        dialect_evidence: "dialect".into(),
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
    let Parsed { operations, problems, .. } = parse(&files, file, source.dialect, source.default_schema());
    let migration = Migration {
        name: Name::new("snapshot"),
        file,
        operations: operations.into(),
        down: std::sync::Arc::default(),
    };
    let schema = replay(source.dialect, &[], &[migration]);
    (files, schema, problems)
}

/// `table(columns) > referenced(columns) ON DELETE / ON UPDATE name @line`.
fn describe(files: &Files, fk: ForeignKeyRef<'_>) -> String {
    let columns: Vec<&str> = fk.columns().map(|column| column.name().as_str()).collect();
    let row = fk.get();
    format!(
        "{}({}) > {}{:?} {} / {} {} @{}",
        fk.table().name(),
        columns.join(","),
        fk.referenced_name(),
        row.referenced_columns,
        row.on_delete.effective,
        row.on_update.effective,
        row.name.map_or("-", Name::as_str),
        files.position(row.span).line,
    )
}

fn keys(engine: Engine, text: &str) -> Vec<String> {
    let (files, schema, problems) = read(engine, text);
    assert!(problems.is_empty(), "{problems:?}");
    schema.living_foreign_keys().map(|fk| describe(&files, fk)).collect()
}

#[test]
fn finds_the_schema_that_old_versions_leave_out() {
    let text = r#"{ "version": "5", "dialect": "pg", "schemas": {"shop": "shop"}, "tables": {
"users": { "name": "users", "schema": "", "columns": { "id": { "name": "id", "type": "serial", "primaryKey": true, "notNull": true } } },
"offers": { "name": "offers", "schema": "shop", "columns": { "id": { "name": "id", "type": "uuid", "primaryKey": true, "notNull": true } } },
"orders": { "name": "orders", "schema": "shop", "columns": {}, "foreignKeys": {
  "a": { "name": "orders_user_users_id_fk", "tableFrom": "orders", "tableTo": "users", "columnsFrom": ["user"], "columnsTo": ["id"], "onDelete": "set null", "onUpdate": "no action" },
  "b": { "name": "orders_offer_offers_id_fk", "tableFrom": "orders", "tableTo": "offers", "columnsFrom": ["offer"], "columnsTo": ["id"] } } } } }"#;
    let text = text.replace(
        r#""columns": {}"#,
        r#""columns": {"user": {"name": "user", "type": "integer"}, "offer": {"name": "offer", "type": "uuid"}}"#,
    );
    assert_eq!(
        keys(Engine::PostgreSql, &text),
        [
            "shop.orders(user) > users[`id`] SET NULL / NO ACTION orders_user_users_id_fk @5",
            "shop.orders(offer) > shop.offers[`id`] NO ACTION / NO ACTION orders_offer_offers_id_fk @6",
        ]
    );
}

#[test]
fn reads_the_list_of_entities() {
    let text = r#"{ "version": "7", "dialect": "sqlite", "prevIds": [], "renames": [], "ddl": [
{ "entityType": "tables", "name": "users" }, { "entityType": "tables", "name": "posts" },
{ "entityType": "columns", "table": "users", "name": "id", "type": "integer", "notNull": true, "autoincrement": false, "default": null, "generated": null },
{ "entityType": "columns", "table": "posts", "name": "by", "type": "integer", "notNull": false, "autoincrement": false, "default": null, "generated": null },
{ "entityType": "fks", "table": "posts", "name": "fk_posts_by_users_id_fk", "nameExplicit": false, "columns": ["by"], "tableTo": "users", "columnsTo": ["id"], "onUpdate": "CASCADE", "onDelete": "SET NULL" },
{ "entityType": "pks", "table": "users", "name": "users_pk", "columns": ["id"], "nameExplicit": false } ] }"#;
    assert_eq!(keys(Engine::Sqlite, text), ["posts(by) > users[`id`] SET NULL / CASCADE - @5"]);
}

#[test]
fn says_what_it_cannot_read() {
    let whys = |text: &str| -> Vec<String> {
        let (files, _, problems) = read(Engine::PostgreSql, text);
        problems.iter().map(|p| format!("{}: {}", files.position(p.span).line, p.why)).collect()
    };
    assert_eq!(
        whys("{ \"version\": \"7\",\n<<<<<<< HEAD\n}"),
        ["2: the snapshot is not JSON: expected a key in quotes"]
    );
    assert_eq!(whys("[]"), ["1: the snapshot has neither `tables` nor `ddl`: its form is not known"]);
    assert_eq!(
        whys(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
        ["1: the snapshot is not JSON: it is nested too deeply"]
    );
    assert_eq!(
        whys("{ \"version\": \"12\", \"dialect\": \"postgresql\", \"tables\": {} }"),
        ["1: version `12` of drizzle-kit's snapshots is not known; read as the newest of its form"]
    );
}
