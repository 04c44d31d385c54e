//! DELETEs of row 1. What is expected was done by PostgreSQL 15.18, MariaDB 10.11.19 and SQLite 3.40.1; CockroachDB's is from its documentation.

use super::*;
use crate::ir::graph::referencing;
use crate::ir::{
    Action, ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, Deferrability, Dialect,
    Existing, ForeignKeyDefinition, MatchType, Migration, Name, Operation, OperationKind, ReferentialAction,
    Relation, Span, TableName, replay,
};
use crate::text::Files;

fn span() -> Span {
    Span::new(Files::default().add("a.sql", ""), 0, 0)
}

fn names(text: &str) -> Vec<Name> {
    text.split(',').map(Name::new).collect()
}

/// `x`, or `!x` for NOT NULL.
fn column(text: &str) -> ColumnDefinition {
    ColumnDefinition {
        name: Name::new(text.trim_start_matches('!')),
        span: span(),
        name_span: span(),
        data_type: None,
        not_null: text.starts_with('!'),
        has_default: false,
        generated: false,
        constraints: Vec::new(),
    }
}

/// `name columns > table columns action [deferred] [on update action]`, or `unique columns`.
fn constraint(text: &str) -> ConstraintDefinition {
    let (text, update) = text.split_once(" on update ").unwrap_or((text, "no action"));
    let words: Vec<&str> = text.split_whitespace().collect();
    let (name, kind) = match words.as_slice() {
        ["unique", columns] => (None, ConstraintKind::Unique { columns: names(columns), using_index: None }),
        [name, columns, ">", table, referenced, action @ ..] => {
            let is_deferred = action.contains(&"deferred");
            let action = action.join("").replace("deferred", "");
            let definition = ForeignKeyDefinition {
                columns: names(columns),
                referenced: TableName::bare(Name::new(table)),
                referenced_span: span(),
                referenced_columns: names(referenced),
                on_delete: Action::default(ReferentialAction::parse(&action).unwrap()),
                on_update: Action::default(ReferentialAction::parse(update).unwrap()),
                set_columns: Vec::new(),
                match_type: MatchType::Simple,
                deferrability: match is_deferred {
                    true => Deferrability::InitiallyDeferred,
                    false => Deferrability::NotDeferrable,
                },
                not_valid: false,
                not_enforced: false,
                inline: false,
                index_name: None,
            };
            (Some(Name::new(name)), ConstraintKind::ForeignKey(Box::new(definition)))
        }
        other => panic!("{other:?}"),
    };
    ConstraintDefinition { name, span: span(), kind }
}

/// A table with the primary key `id`: `table columns; constraints`.
fn create(text: &str) -> OperationKind {
    let mut parts = text.split("; ");
    let mut words = parts.next().unwrap().split_whitespace();
    let name = TableName::bare(Name::new(words.next().unwrap()));
    let primary = ConstraintKind::PrimaryKey { columns: names("id"), using_index: None };
    let primary = ConstraintDefinition { name: None, span: span(), kind: primary };
    OperationKind::CreateTable(Box::new(CreateTable {
        name,
        name_span: span(),
        existing: Existing::Fails,
        relation: Relation::Permanent,
        columns: ["!id"].into_iter().chain(words).map(column).collect(),
        constraints: [primary].into_iter().chain(parts.map(constraint)).collect(),
        indexes: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partitioned: false,
        from_query: false,
    }))
}

fn schema(engine: Engine, tables: &[&str]) -> Schema {
    let operations =
        tables.iter().map(|text| Operation { kind: create(text), span: span() }).collect::<Vec<_>>().into();
    let migration =
        Migration { name: Name::new("m"), file: span().file, operations, down: std::sync::Arc::default() };
    replay(Dialect::of(engine), &[], &[migration])
}

/// The verdict and each effect in a word: `Depends: b removed, c cleared`.
fn play(engine: Engine, tables: &[&str], deleted: &str) -> String {
    let schema = schema(engine, tables);
    let table = schema.table(TableName::bare(Name::new(deleted))).unwrap();
    let impact = impact(&schema, &referencing(&schema), table);
    let effects: Vec<String> = impact
        .effects
        .iter()
        .map(|effect| {
            let word = match effect.outcome {
                Outcome::Removed => "removed",
                Outcome::AlreadyRemoved(_) => "already removed",
                Outcome::Nulled => "nulled",
                Outcome::Defaulted => "defaulted",
                Outcome::Cleared(_) => "cleared",
                Outcome::Stops(Obstacle::Referenced) => "stops",
                Outcome::Stops(Obstacle::NotNull(_)) => "refuses null",
                Outcome::Stops(Obstacle::Depth(_)) => "is too deep",
                Outcome::Stops(Obstacle::DefaultRemoved) => "misses its default",
                Outcome::Stops(Obstacle::NoTable | Obstacle::NoKey) => "is broken",
            };
            format!("{} {word}", schema.walk_foreign_key(effect.foreign_key).get().name.unwrap())
        })
        .collect();
    format!("{:?}: {}", impact.verdict, effects.join(", "))
}

/// `m` is removed by way of `a`, and stands in the way of `l`.
fn diamond(first: [&'static str; 2], action: &str) -> Vec<String> {
    let sides = first.map(|side| format!("{side} r; {side}_r r > r id cascade"));
    let m = format!("m l a; m_l l > l id {action}; m_a a > a id cascade");
    ["r".to_owned()].into_iter().chain(sides).chain([m]).collect()
}

#[test]
fn the_queue_decides_whether_a_check_finds_rows() {
    let play = |first, action| {
        let tables = diamond(first, action);
        self::play(Engine::PostgreSql, &tables.iter().map(String::as_str).collect::<Vec<_>>(), "r")
    };
    let cleared = "Depends: a_r removed, l_r removed, m_a removed, m_l cleared";
    assert_eq!(play(["a", "l"], "restrict"), cleared);
    assert_eq!(play(["a", "l"], "no action"), cleared);
    let stops = "Refused: l_r removed, a_r removed, m_l stops, m_a removed";
    assert_eq!(play(["l", "a"], "restrict"), stops);
    assert_eq!(play(["l", "a"], "no action"), stops);
    assert_eq!(play(["l", "a"], "restrict deferred"), stops);
    let deferred = "Depends: l_r removed, a_r removed, m_a removed, m_l cleared";
    assert_eq!(play(["l", "a"], "no action deferred"), deferred);
}

#[test]
fn a_null_that_others_reference_acts_on_them() {
    let tables =
        ["r", "a k; unique k; a_k k > r id set null", "b k; b_k k > a k no action on update cascade"];
    assert_eq!(play(Engine::PostgreSql, &tables, "r"), "Succeeds: a_k nulled, b_k nulled");
    let tables = ["r", "a k; unique k; a_k k > r id set null", "b k; b_k k > a k cascade"];
    assert_eq!(play(Engine::PostgreSql, &tables, "r"), "Refused: a_k nulled, b_k stops");
}

#[test]
fn rows_that_share_the_way_are_removed_for_sure() {
    let tables = [
        "tenants",
        "users !t; unique t,id; users_t t > tenants id cascade",
        "posts !t !u; posts_t t > tenants id cascade; posts_u t,u > users t,id restrict",
    ];
    let played = play(Engine::PostgreSql, &tables, "tenants");
    assert_eq!(played, "Succeeds: users_t removed, posts_t removed, posts_u already removed");
}

#[test]
fn sqlite_begins_with_the_youngest() {
    let tables = ["r", "m l r; m_l l > l id restrict; m_r r > r id cascade", "l r; l_r r > r id cascade"];
    assert_eq!(play(Engine::Sqlite, &tables, "r"), "Refused: l_r removed, m_l stops, m_r removed");
    let tables = ["r", "l r; l_r r > r id cascade", "m l r; m_l l > l id restrict; m_r r > r id cascade"];
    assert_eq!(play(Engine::Sqlite, &tables, "r"), "Depends: m_r removed, l_r removed, m_l cleared");
    let tables = ["r", "m l r; m_l l > l id no action; m_r r > r id cascade", "l r; l_r r > r id cascade"];
    assert_eq!(play(Engine::Sqlite, &tables, "r"), "Depends: l_r removed, m_r removed, m_l cleared");
}

#[test]
fn sqlite_prepares_what_it_may_have_to_do() {
    let play = |tables: &[&str], deleted| self::play(Engine::Sqlite, tables, deleted);
    let cascade = ["r", "a r u; r r > r id cascade", "b x; x x > a u cascade"];
    assert_eq!(play(&cascade, "r"), "Refused: r removed, x is broken");
    assert_eq!(play(&cascade, "b"), "Refused: x is broken");
    let restrict = ["r", "a r u; r r > r id restrict", "b x; x x > a u cascade"];
    assert_eq!(play(&restrict, "r"), "Refused: r stops");
    // SET NULL looks at its own columns, and at all that refer to the table.
    let own = ["r", "o u", "a r u; r r > r id set null; x u > o u cascade"];
    assert_eq!(play(&own, "r"), "Succeeds: r nulled");
    let shared = ["r", "o u", "a r; r r > r id set null; x r > o u cascade"];
    assert_eq!(play(&shared, "r"), "Refused: r nulled, x is broken");
    let other = ["r", "a r u; r r > r id set null", "b x; x x > a u cascade"];
    assert_eq!(play(&other, "r"), "Refused: r nulled, x is broken");
    // No file creates the table.
    assert_eq!(play(&["a x; x x > gone id cascade"], "a"), "Succeeds: ");
}

#[test]
fn innodb_goes_by_name_and_at_once() {
    let tables = ["r", "l r; B r > r id cascade", "m l r; z l > l id no action; a r > r id cascade"];
    assert_eq!(play(Engine::MariaDb, &tables, "r"), "Refused: B removed, z stops, a removed");
    let tables = ["r", "l r; b r > r id cascade", "m l r; z l > l id no action; a r > r id cascade"];
    assert_eq!(play(Engine::MariaDb, &tables, "r"), "Depends: a removed, b removed, z cleared");
    // The row refers to itself; a second one is ruled out.
    let own = |action: &str| format!("s !p; unique p; own p > s id {action}");
    assert_eq!(play(Engine::MariaDb, &[&own("restrict")], "s"), "Refused: own stops");
    assert_eq!(play(Engine::Sqlite, &[&own("restrict")], "s"), "Depends: own cleared");
    assert_eq!(play(Engine::MariaDb, &[&own("cascade")], "s"), "Succeeds: own already removed");
}

#[test]
fn engines_follow_a_chain_to_different_depths() {
    let chain = |engine, length: usize| {
        let link = |at: usize| format!("t{at} p; f{at} p > t{} id cascade", at - 1);
        let tables: Vec<String> = ["t0".to_owned()].into_iter().chain((1..=length).map(link)).collect();
        let played = play(engine, &tables.iter().map(String::as_str).collect::<Vec<_>>(), "t0");
        played.rsplit_once(", ").map(|(_, last)| last.to_owned()).unwrap()
    };
    assert_eq!(chain(Engine::MariaDb, 14), "f14 removed");
    assert_eq!(chain(Engine::MariaDb, 15), "f15 is too deep");
    assert_eq!(chain(Engine::Sqlite, 1000), "f1000 removed");
    assert_eq!(chain(Engine::Sqlite, 1001), "f1001 is too deep");
    assert_eq!(chain(Engine::PostgreSql, 2000), "f2000 removed");
}

#[test]
fn cockroachdb_takes_the_first_of_two_actions() {
    let tables = ["r", "m r; n r > r id set null; c r > r id cascade; k r > r id restrict"];
    let played = play(Engine::CockroachDb, &tables, "r");
    assert_eq!(played, "Succeeds: n nulled, c already removed, k already removed");
}

#[test]
fn circles_have_a_second_row_unless_a_key_forbids_it() {
    let schema = schema(
        Engine::PostgreSql,
        &[
            "nodes t up; unique t,id; up t,up > nodes t,id cascade; t t > tenants id cascade",
            "tenants !node; unique node; node node > nodes id restrict",
            "leaves node; leaf node > nodes id cascade",
        ],
    );
    let referencing = referencing(&schema);
    let population = population::population(&schema, &referencing);
    let rows: Vec<String> = population
        .rows()
        .map(|row| {
            let columns = schema.walk_table(row.table).columns();
            let values = columns.map(|column| population.value(row, column.id));
            let values: Vec<_> = values.map(|value| value.map_or(0, u32::from).to_string()).collect();
            format!("{} {}", schema.walk_table(row.table).name(), values.join(" "))
        })
        .collect();
    assert_eq!(rows, ["nodes 1 1 0", "nodes 2 1 1", "tenants 1 1", "leaves 1 1"]);
}
