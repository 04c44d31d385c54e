//! Replays of short histories. Names and drops as PostgreSQL 15.18, MariaDB 10.11 and SQLite 3.40 have them (measured).

use super::*;
use crate::ir::{
    Action, ColumnDefinition, Condition, ConstraintDefinition, ConstraintKind, ConstraintName, CreateTable,
    Deferrability, Engine, Existing, ForeignKeyDefinition, Life, MatchType, Referenced, ReferentialAction,
    Relation,
};
use crate::text::Files;

fn span() -> Span {
    Span::new(Files::default().add("a.sql", ""), 0, 0)
}

fn name(text: &str) -> Name {
    Name::new(text)
}

fn table(text: &str) -> TableName {
    match text.split_once('.') {
        Some((schema, table)) => TableName { schema: Some(name(schema)), name: name(table) },
        None => TableName::bare(name(text)),
    }
}

fn names(text: &str) -> Vec<Name> {
    text.split_whitespace().map(name).collect()
}

/// `x`, or `!x` for NOT NULL.
fn column(text: &str) -> ColumnDefinition {
    ColumnDefinition {
        name: name(text.trim_start_matches('!')),
        span: span(),
        name_span: span(),
        data_type: None,
        not_null: text.starts_with('!'),
        has_default: false,
        generated: false,
        constraints: Vec::new(),
    }
}

fn constraint(stated: &str, kind: ConstraintKind) -> ConstraintDefinition {
    ConstraintDefinition { name: (!stated.is_empty()).then(|| name(stated)), span: span(), kind }
}

fn primary(columns: &str) -> ConstraintDefinition {
    constraint("", ConstraintKind::PrimaryKey { columns: names(columns), using_index: None })
}

fn unique(stated: &str, columns: &str) -> ConstraintDefinition {
    constraint(stated, ConstraintKind::Unique { columns: names(columns), using_index: None })
}

/// `[name:] columns > table [columns]`.
fn fk(text: &str) -> ConstraintDefinition {
    let (stated, rest) = text.split_once(':').unwrap_or(("", text));
    let (columns, target) = rest.split_once('>').unwrap();
    let mut target = target.split_whitespace();
    let action = Action::default(ReferentialAction::NoAction);
    let definition = ForeignKeyDefinition {
        columns: names(columns),
        referenced: table(target.next().unwrap()),
        referenced_span: span(),
        referenced_columns: target.map(name).collect(),
        on_delete: action,
        on_update: action,
        set_columns: Vec::new(),
        match_type: MatchType::Simple,
        deferrability: Deferrability::NotDeferrable,
        not_valid: false,
        not_enforced: false,
        inline: false,
        index_name: None,
    };
    constraint(stated, ConstraintKind::ForeignKey(Box::new(definition)))
}

fn create(of: &str, columns: &str, constraints: Vec<ConstraintDefinition>) -> OperationKind {
    OperationKind::CreateTable(Box::new(CreateTable {
        name: table(of),
        name_span: span(),
        existing: Existing::Fails,
        relation: Relation::Permanent,
        columns: columns.split_whitespace().map(column).collect(),
        constraints,
        indexes: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partitioned: false,
        from_query: false,
    }))
}

fn users() -> OperationKind {
    create("users", "id email", vec![primary("id"), unique("", "email")])
}

fn add(to: &str, constraint: ConstraintDefinition) -> OperationKind {
    let constraint = Box::new(constraint);
    OperationKind::AddConstraint { table: table(to), constraint, existing: Existing::Fails }
}

fn drop_table(text: &str) -> OperationKind {
    OperationKind::DropTable { table: table(text), existing: Existing::Fails, cascade: true }
}

fn drop_constraint(of: &str, text: &str, existing: Existing) -> OperationKind {
    let name = ConstraintName::Named(name(text));
    OperationKind::DropConstraint { table: table(of), name, existing, cascade: true }
}

fn rename(from: &str, to: &str) -> OperationKind {
    OperationKind::RenameTable { table: table(from), to: table(to), existing: Existing::Fails }
}

fn run_files(engine: Engine, files: Vec<Vec<OperationKind>>) -> Schema {
    let migrations: Vec<Migration> = files
        .into_iter()
        .map(|kinds| Migration {
            name: name("m"),
            file: span().file,
            operations: kinds
                .into_iter()
                .map(|kind| Operation { kind, span: span() })
                .collect::<Vec<_>>()
                .into(),
            down: std::sync::Arc::default(),
        })
        .collect();
    replay(Dialect::of(engine), &[], &migrations)
}

fn run(engine: Engine, kinds: Vec<OperationKind>) -> Schema {
    run_files(engine, vec![kinds])
}

/// The living foreign keys: `table.name(columns) > table(columns)`.
fn fks(schema: &Schema) -> Vec<String> {
    let list = |names: Vec<Name>| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(",");
    schema
        .living_foreign_keys()
        .map(|fk| {
            let name = fk.get().name.map_or("-", Name::as_str);
            let columns = list(fk.columns().map(|column| column.name()).collect());
            let referenced = list(fk.get().referenced_columns.clone());
            let missing = if fk.referenced_table().is_some() { "" } else { "?" };
            format!(
                "{}.{name}({columns}) > {}{missing}({referenced})",
                fk.table().name(),
                fk.referenced_name()
            )
        })
        .collect()
}

fn problems(schema: &Schema) -> Vec<&str> {
    schema.problems.iter().map(|problem| &*problem.why).collect()
}

#[test]
fn postgresql_numbers_names_over_all_tables_of_a_schema() {
    let check = |text: &str| constraint(text, ConstraintKind::Check { mentions: Vec::new() });
    let schema = run(
        Engine::PostgreSql,
        vec![
            users(),
            create("a", "b_c", vec![fk("b_c > users")]),
            create("a_b", "c", vec![fk("c > users")]),
            create("c3", "x", vec![fk("x > users"), check("c3_x_fkey")]),
            create(
                "c2",
                "x",
                vec![fk("x > users"), fk("x > users"), fk("c2_x_fkey2: x > users"), fk("x > users")],
            ),
        ],
    );
    let names: Vec<_> = schema.living_foreign_keys().map(|fk| fk.get().name.unwrap().as_str()).collect();
    let expected =
        ["a_b_c_fkey", "a_b_c_fkey1", "c3_x_fkey1", "c2_x_fkey", "c2_x_fkey1", "c2_x_fkey2", "c2_x_fkey3"];
    assert_eq!(names, expected);
    assert_eq!(schema.keys[0].name, Some(name("users_pkey")));
    assert_eq!(schema.keys[1].name, Some(name("users_email_key")));
}

#[test]
fn innodb_counts_from_the_highest_and_renames_its_names() {
    let schema = run(
        Engine::MariaDb,
        vec![
            users(),
            create(
                "c2",
                "id",
                vec![fk("id > users"), fk("id > users"), fk("id > users"), fk("own: id > users")],
            ),
            drop_constraint("c2", "c2_ibfk_2", Existing::Fails),
            add("c2", fk("id > users id")),
            rename("c2", "c9"),
        ],
    );
    let names: Vec<_> = schema.living_foreign_keys().map(|fk| fk.get().name.unwrap().as_str()).collect();
    assert_eq!(names, ["c9_ibfk_1", "c9_ibfk_3", "own", "c9_ibfk_4"]);
}

#[test]
fn sqlite_rebuild_keeps_what_points_to_the_table() {
    let schema = run(
        Engine::Sqlite,
        vec![
            users(),
            create("posts", "id author", vec![fk("author > users")]),
            create(
                "__new_users",
                "id boss",
                vec![primary("id"), fk("boss > users id"), fk("boss > __new_users id")],
            ),
            drop_table("users"),
            rename("__new_users", "users"),
        ],
    );
    let expected = ["posts.-(author) > users(id)", "users.-(boss) > users(id)", "users.-(boss) > users(id)"];
    assert_eq!(fks(&schema), expected);
    assert!(problems(&schema).is_empty());
}

#[test]
fn postgresql_drops_what_relies_on_the_dropped() {
    let base = || {
        let constraints = vec![fk("u > users"), fk("e > users email"), fk("u e > users id email")];
        vec![users(), add("users", unique("both", "email id")), create("c", "u e", constraints)]
    };
    let after = |kind: OperationKind| {
        let mut kinds = base();
        kinds.push(kind);
        fks(&run(Engine::PostgreSql, kinds))
    };
    let (by_id, by_email, by_both) =
        ("c.c_u_fkey(u) > users(id)", "c.c_e_fkey(e) > users(email)", "c.c_u_e_fkey(u,e) > users(id,email)");
    assert_eq!(after(drop_constraint("users", "users_pkey", Existing::Fails)), [by_email, by_both]);
    assert_eq!(after(drop_constraint("users", "both", Existing::Fails)), [by_id, by_email]);
    let email = OperationKind::DropColumn {
        table: table("users"),
        column: name("email"),
        existing: Existing::Fails,
        cascade: true,
    };
    assert_eq!(after(email), [by_id]);
    assert!(after(drop_table("users")).is_empty());
}

#[test]
fn unqualified_names_follow_the_search_path_of_their_file() {
    let schema = run_files(
        Engine::PostgreSql,
        vec![
            vec![OperationKind::SetSearchPath(names("app")), create("a", "id", vec![primary("id")])],
            vec![create("b", "x", vec![fk("x > a")]), create("c", "x", vec![fk("x > public.a")])],
        ],
    );
    assert_eq!(fks(&schema), ["b.b_x_fkey(x) > app.a(id)", "c.c_x_fkey(x) > a?()"]);
}

#[test]
fn guards_are_answered_by_the_schema() {
    let guard = |condition: Condition| OperationKind::Guarded {
        condition,
        then: vec![Operation { kind: add("c", fk("f: x > users")), span: span() }],
        otherwise: Vec::new(),
    };
    let missing = || Condition::Not(Box::new(Condition::Constraint(Some(table("c")), name("f"))));
    let start = || vec![users(), create("c", "x", Vec::new())];
    let mut twice = start();
    twice.extend([guard(missing()), guard(missing())]);
    let schema = run(Engine::PostgreSql, twice);
    assert_eq!(fks(&schema), ["c.f(x) > users(id)"]);
    assert!(problems(&schema).is_empty());

    let mut unknown = start();
    unknown.push(guard(Condition::All(vec![missing(), Condition::Unknown(span())])));
    let schema = run(Engine::PostgreSql, unknown);
    assert!(fks(&schema).is_empty());
    assert!(schema.tables[1].uncertain.is_some() && schema.tables[0].uncertain.is_none());
}

#[test]
fn what_is_missing_is_said_and_made() {
    let schema = run(
        Engine::PostgreSql,
        vec![
            add("old", fk("u > users")),
            drop_constraint("old", "gone", Existing::Skips),
            create("old", "!u v", Vec::new()),
            drop_table("nothing"),
        ],
    );
    assert_eq!(fks(&schema), ["old.old_u_fkey(u) > users?()"]);
    let said = |table: &str| format!("table `{table}` is not created by any file read");
    assert_eq!(problems(&schema), [said("old"), said("nothing")]);
    assert_eq!(schema.tables[0].kind, TableKind::Table);
    assert!(schema.columns[0].not_null);
}

#[test]
fn references_resolve_when_the_table_comes() {
    let schema = run(Engine::PostgreSql, vec![create("c", "u", vec![fk("u > users")]), users()]);
    assert_eq!(fks(&schema), ["c.c_u_fkey(u) > users(id)"]);
    assert_eq!(schema.foreign_keys[0].referenced, Referenced::Resolved(TableId(1)));
    assert!(schema.tables[1].lives());
}

#[test]
fn partitions_have_copies() {
    let mut part = create("part", "", Vec::new());
    if let OperationKind::CreateTable(create) = &mut part {
        create.partition_of = Some(table("whole"));
    }
    let schema = run(
        Engine::PostgreSql,
        vec![
            users(),
            create("whole", "x z", vec![fk("x > users")]),
            part,
            add("whole", fk("z > users")),
            drop_constraint("whole", "whole_x_fkey", Existing::Fails),
        ],
    );
    assert_eq!(fks(&schema), ["whole.whole_z_fkey(z) > users(id)"]);
    let clones: Vec<_> = schema.foreign_keys.iter().filter(|fk| fk.cloned && fk.lives()).collect();
    assert_eq!(clones.len(), 1);
    assert_eq!(clones[0].name, Some(name("whole_z_fkey")));
}
