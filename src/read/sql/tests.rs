//! The shells against sqlparser's own statements wherever it parses, and the places of clauses.

use sqlparser::ast::{self, AlterTableOperation, ColumnOption, Statement, TableConstraint};
use sqlparser::dialect::{Dialect as SqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::parse;
use crate::ir::{
    ColumnDefinition, Condition, ConstraintDefinition, ConstraintKind, CreateTable, Dialect, Engine,
    Existing, ForeignKeyDefinition, Operation, OperationKind,
};
use crate::text::Files;

/// The operations of a text, with the texts of the problems.
fn read(engine: Engine, text: &str) -> (Files, Vec<Operation>, Vec<String>) {
    let mut files = Files::default();
    let file = files.add("a.sql", text);
    let parsed = parse(&files, file, Dialect::of(engine));
    let problems = parsed.problems.iter().map(|problem| files.text(problem.span).to_owned()).collect();
    (files, parsed.operations, problems)
}

fn table(operation: &Operation) -> &CreateTable {
    let OperationKind::CreateTable(table) = &operation.kind else { panic!("not a table: {operation:?}") };
    table
}

fn foreign_key(constraint: &ConstraintDefinition) -> &ForeignKeyDefinition {
    let ConstraintKind::ForeignKey(foreign_key) = &constraint.kind else {
        panic!("no foreign key: {constraint:?}")
    };
    foreign_key
}

const BOTH: &[(Engine, &str)] = &[
    (
        Engine::PostgreSql,
        "CREATE TABLE a (id int PRIMARY KEY, b uuid NOT NULL REFERENCES c(id) ON DELETE CASCADE, d text)",
    ),
    (
        Engine::PostgreSql,
        "CREATE TABLE IF NOT EXISTS s.a (x int, y int, CONSTRAINT k FOREIGN KEY (x, y) REFERENCES s.b (p, q) ON UPDATE SET NULL ON DELETE RESTRICT)",
    ),
    (
        Engine::PostgreSql,
        "CREATE TABLE a (b int DEFAULT 1 + 2 CONSTRAINT fk REFERENCES c ON DELETE NO ACTION, CHECK (b > 0), UNIQUE (b))",
    ),
    (
        Engine::PostgreSql,
        "CREATE TABLE a (b varchar(10) DEFAULT 'x, y)'::text NOT NULL, c timestamp with time zone DEFAULT now(), d numeric(10, 2))",
    ),
    (Engine::PostgreSql, "CREATE TABLE \"A b\" (\"C\" int REFERENCES \"D\" (\"E\") ON DELETE SET DEFAULT)"),
    (
        Engine::PostgreSql,
        "ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES b (y) ON DELETE CASCADE, ADD COLUMN z int REFERENCES q(id) ON UPDATE CASCADE",
    ),
    (Engine::PostgreSql, "ALTER TABLE ONLY a.b ADD FOREIGN KEY (x) REFERENCES b"),
    (
        Engine::MySql,
        "CREATE TABLE `a` (`id` int unsigned NOT NULL AUTO_INCREMENT, `b` int DEFAULT NULL COMMENT 'x', PRIMARY KEY (`id`), KEY `i` (`b`), CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `c` (`id`) ON DELETE SET NULL) ENGINE=InnoDB",
    ),
    (
        Engine::MySql,
        "ALTER TABLE `a` ADD CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `c` (`id`) ON DELETE CASCADE ON UPDATE CASCADE",
    ),
    (
        Engine::Sqlite,
        "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT, b text REFERENCES c (id) ON DELETE CASCADE, FOREIGN KEY (b) REFERENCES d (e))",
    ),
];

#[test]
fn agrees_with_sqlparser_where_it_parses() {
    for (engine, text) in BOTH {
        let dialect: &dyn SqlDialect = match engine {
            Engine::PostgreSql | Engine::CockroachDb => &PostgreSqlDialect {},
            Engine::MySql | Engine::MariaDb => &MySqlDialect {},
            Engine::Sqlite => &SQLiteDialect {},
        };
        let theirs = Parser::parse_sql(dialect, text).unwrap();
        let (_, ours, problems) = read(*engine, text);
        assert_eq!(problems, Vec::<String>::new(), "{text}");
        let ours: Vec<String> = ours.iter().flat_map(facts).collect();
        let theirs: Vec<String> = theirs.iter().flat_map(their_facts).collect();
        assert_eq!(ours, theirs, "{text}");
    }
}

fn facts(operation: &Operation) -> Vec<String> {
    let column = |table: String, column: &ColumnDefinition| {
        let keys = column.constraints.iter().filter_map(move |constraint| fact(&table, constraint));
        std::iter::once(format!("column {}", column.name)).chain(keys).collect::<Vec<_>>()
    };
    if let OperationKind::CreateTable(table) = &operation.kind {
        let name = table.name.to_string();
        let columns = table.columns.iter().flat_map(|c| column(name.clone(), c));
        columns.chain(table.constraints.iter().filter_map(|c| fact(&name, c))).collect()
    } else if let OperationKind::AddColumn { table, column: added, .. } = &operation.kind {
        column(table.to_string(), added)
    } else if let OperationKind::AddConstraint { table, constraint, .. } = &operation.kind {
        fact(&table.to_string(), constraint).into_iter().collect()
    } else {
        panic!("unexpected {operation:?}")
    }
}

fn fact(table: &str, constraint: &ConstraintDefinition) -> Option<String> {
    let ConstraintKind::ForeignKey(fk) = &constraint.kind else { return None };
    let names = |names: &[crate::ir::Name]| names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(",");
    let action = |action: crate::ir::Action| action.stated.map_or("-", |_| action.effective.sql());
    let (from, to) = (names(&fk.columns), names(&fk.referenced_columns));
    let name = constraint.name.map_or("-", |name| name.as_str());
    let (delete, update) = (action(fk.on_delete), action(fk.on_update));
    Some(format!("{name} {table}({from}) -> {}({to}) {delete} {update}", fk.referenced))
}

fn their_facts(statement: &Statement) -> Vec<String> {
    let column = |table: &str, column: &ast::ColumnDef| {
        let mut facts = vec![format!("column {}", column.name.value)];
        for option in &column.options {
            if let ColumnOption::ForeignKey(fk) = &option.option {
                let name = option.name.as_ref().or(fk.name.as_ref());
                facts.push(their_fact(table, name, std::slice::from_ref(&column.name), fk));
            }
        }
        facts
    };
    if let Statement::CreateTable(table) = statement {
        let name = plain(&table.name);
        let mut facts: Vec<String> = table.columns.iter().flat_map(|c| column(&name, c)).collect();
        for constraint in &table.constraints {
            if let TableConstraint::ForeignKey(fk) = constraint {
                facts.push(their_fact(&name, fk.name.as_ref(), &fk.columns, fk));
            }
        }
        return facts;
    }
    let Statement::AlterTable(alter) = statement else { panic!("unexpected {statement}") };
    let name = plain(&alter.name);
    let action = |operation: &AlterTableOperation| {
        if let AlterTableOperation::AddColumn { column_def, .. } = operation {
            return column(&name, column_def);
        }
        let AlterTableOperation::AddConstraint { constraint: TableConstraint::ForeignKey(fk), .. } =
            operation
        else {
            panic!("unexpected {operation}")
        };
        vec![their_fact(&name, fk.name.as_ref(), &fk.columns, fk)]
    };
    alter.operations.iter().flat_map(action).collect()
}

fn plain(name: &ast::ObjectName) -> String {
    let parts = name.0.iter().filter_map(|part| part.as_ident()).map(|ident| ident.value.as_str());
    parts.collect::<Vec<_>>().join(".")
}

fn their_fact(
    table: &str,
    name: Option<&ast::Ident>,
    columns: &[ast::Ident],
    fk: &ast::ForeignKeyConstraint,
) -> String {
    let names = |names: &[ast::Ident]| names.iter().map(|n| n.value.as_str()).collect::<Vec<_>>().join(",");
    let action = |action: &Option<ast::ReferentialAction>| action.map_or("-".to_owned(), |a| a.to_string());
    let (from, to) = (names(columns), names(&fk.referred_columns));
    let name = name.map_or("-", |name| name.value.as_str());
    let (delete, update) = (action(&fk.on_delete), action(&fk.on_update));
    format!("{name} {table}({from}) -> {}({to}) {delete} {update}", plain(&fk.foreign_table))
}

#[test]
fn every_clause_has_its_place() {
    let text = "-- größer\nCREATE TABLE a (\n  ü text, b int REFERENCES users(id) ON UPDATE CASCADE ON DELETE CASCADE NOT NULL,\n  \
                c int CONSTRAINT n REFERENCES d ON DELETE SET NULL (c),\n  \
                CONSTRAINT \"x y\" FOREIGN KEY (b, c) REFERENCES e NOT VALID DEFERRABLE\n);";
    let (files, operations, problems) = read(Engine::PostgreSql, text);
    assert_eq!(problems, Vec::<String>::new());
    let made = table(&operations[0]);
    let inline: Vec<&str> = made
        .columns
        .iter()
        .flat_map(|c| &c.constraints)
        .map(|constraint| files.text(constraint.span))
        .collect();
    assert_eq!(
        inline,
        [
            "REFERENCES users(id) ON UPDATE CASCADE ON DELETE CASCADE",
            "CONSTRAINT n REFERENCES d ON DELETE SET NULL (c)"
        ]
    );
    let first = foreign_key(&made.columns[1].constraints[0]);
    assert_eq!(first.on_delete.stated.map(|span| files.text(span)), Some("ON DELETE CASCADE"));
    assert_eq!(files.text(first.referenced_span), "users");
    let last = &made.constraints[0];
    assert_eq!(
        files.text(last.span),
        "CONSTRAINT \"x y\" FOREIGN KEY (b, c) REFERENCES e NOT VALID DEFERRABLE"
    );
    assert!(foreign_key(last).not_valid && foreign_key(last).on_delete.stated.is_none());
    assert_eq!(files.text(made.columns[1].name_span), "b int");
    assert!(made.columns[1].not_null);
}

#[test]
fn one_bad_element_spoils_only_itself() {
    let text = "CREATE TABLE a (b int WIBBLE 3 REFERENCES c(d), 7 8, e int); FLURB; DROP TABLE a";
    let (_, operations, problems) = read(Engine::PostgreSql, text);
    assert_eq!(problems, ["WIBBLE 3", "7 8", "FLURB"]);
    let made = table(&operations[0]);
    assert_eq!(made.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["b", "e"]);
    assert_eq!(made.columns[0].constraints.len(), 1);
    assert!(matches!(operations[1].kind, OperationKind::Opaque(_)));
    assert!(matches!(operations[2].kind, OperationKind::DropTable { .. }));
}

#[test]
fn a_do_block_keeps_its_questions_and_what_it_swallows() {
    let text = "DO $x$ BEGIN\n IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'f') THEN\n  \
                ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c(d);\n END IF;\n BEGIN ALTER TABLE a ADD e int; \
                EXCEPTION WHEN duplicate_column THEN NULL; END;\n EXECUTE 'DROP TABLE g';\n \
                EXECUTE 'ALTER TABLE h DROP CONSTRAINT ' || i; END $x$";
    let (files, operations, problems) = read(Engine::PostgreSql, text);
    let OperationKind::Guarded { condition, then, .. } = &operations[0].kind else {
        panic!("{operations:?}")
    };
    let asked = Condition::Constraint(None, crate::ir::Name::new("f"));
    assert_eq!(*condition, Condition::Not(Box::new(asked)));
    assert_eq!(files.text(then[0].span), "ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c(d)");
    assert!(matches!(operations[1].kind, OperationKind::AddColumn { existing: Existing::Skips, .. }));
    assert_eq!(files.text(operations[2].span), "DROP TABLE g");
    let OperationKind::Opaque(opaque) = &operations[3].kind else { panic!("{operations:?}") };
    assert_eq!(opaque.touches.iter().map(ToString::to_string).collect::<Vec<_>>(), ["h"]);
    assert_eq!(problems, ["EXECUTE 'ALTER TABLE h DROP CONSTRAINT ' || i"]);
}

#[test]
fn types_are_spelled_as_the_catalog_spells_them() {
    let cases = [
        (Engine::PostgreSql, "int4", "integer"),
        (Engine::PostgreSql, "serial", "integer"),
        (Engine::PostgreSql, "varchar(255)", "character varying(255)"),
        (Engine::PostgreSql, "timestamptz(3)", "timestamp(3) with time zone"),
        (Engine::PostgreSql, "decimal(10, 2)", "numeric(10,2)"),
        (Engine::PostgreSql, "float(8)", "real"),
        (Engine::PostgreSql, "text ARRAY[3]", "text[]"),
        (Engine::PostgreSql, "public.\"Role\"", "Role"),
        (Engine::CockroachDb, "INT", "bigint"),
        (Engine::CockroachDb, "STRING[]", "text[]"),
        (Engine::CockroachDb, "INT4", "integer"),
        (Engine::MySql, "int(11) unsigned", "int unsigned"),
        (Engine::MySql, "BOOLEAN", "tinyint(1)"),
        (Engine::MariaDb, "character varying(10)", "varchar(10)"),
        (Engine::Sqlite, "VARCHAR (10)", "VARCHAR(10)"),
    ];
    for (engine, written, expected) in cases {
        let (_, operations, _) = read(engine, &format!("CREATE TABLE a (b {written} NOT NULL)"));
        let column = &table(&operations[0]).columns[0];
        assert_eq!(column.data_type.map(|data_type| data_type.name.as_str()), Some(expected), "{written}");
        assert!(column.not_null, "{written}");
    }
}

#[test]
fn a_placeholder_costs_a_problem_and_no_more() {
    let text = "CREATE TABLE {{ index .Options \"Namespace\" }}.a (b int REFERENCES ${schema}.c(d) ON DELETE CASCADE);";
    let (files, operations, problems) = read(Engine::PostgreSql, text);
    assert_eq!(problems.len(), 1);
    let made = table(&operations[0]);
    assert_eq!(made.name.to_string(), "a");
    let clause = &made.columns[0].constraints[0];
    assert_eq!(files.text(clause.span), "REFERENCES ${schema}.c(d) ON DELETE CASCADE");
    assert_eq!(foreign_key(clause).referenced.to_string(), "c");
}
