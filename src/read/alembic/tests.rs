//! Expected values: what Alembic 1.20 does with such revisions (`upgrade heads`, then the engine's catalog).

use super::*;
use crate::ir::naming::NAMELESS_DROP;
use crate::ir::{Dialect, Engine, HistoryFlawKind, OperationKind, Program, Role, SourceKind, replay};
use crate::text::FileId;

const HEAD: &str = "import sqlalchemy as sa\nfrom alembic import op\n";

fn read(dialect: Dialect, texts: &[&str], environment: Option<&str>) -> (Files, Readout) {
    let mut files = Files::default();
    let mut add = |name: String, text: &str| files.add(name, text);
    let ids: Vec<FileId> = texts
        .iter()
        .enumerate()
        .map(|(n, text)| add(format!("versions/{n}.py"), &format!("{HEAD}{text}")))
        .collect();
    let environment = environment.map(|text| add("env.py".to_owned(), text));
    let modules: Vec<FileId> = environment.into_iter().collect();
    let source = Source {
        path: "versions".to_owned(),
        kind: SourceKind::Alembic,
        dialect,
        dialect_evidence: "test".into(),
        role: Role::History,
        layout: Some(crate::ir::Layout::Alembic),
        files: ids.clone(),
        down: Vec::new(),
        baseline: 0,
        flaws: Vec::new(),
        search_path: Vec::new(),
        old_release: None,
        program: Program { modules: modules.clone(), configuration: environment, ..Program::default() },
    };
    let parsed = ids.iter().chain(&modules).map(|id| super::super::python::parse(&files, *id));
    let parsed: Vec<_> = parsed.collect();
    let readout = link(&files, &source, &parsed.iter().collect::<Vec<_>>());
    (files, readout)
}

/// `name table(columns) > referenced(columns) action`, then the problems.
fn outcome(dialect: Dialect, texts: &[&str], environment: Option<&str>) -> Vec<String> {
    let (files, readout) = read(dialect, texts, environment);
    let schema = replay(dialect, &[], &readout.migrations);
    let mut lines: Vec<String> = schema
        .living_foreign_keys()
        .map(|fk| {
            let columns: Vec<&str> = fk.columns().map(|column| column.name().as_str()).collect();
            let referenced: Vec<&str> =
                fk.get().referenced_columns.iter().map(|name| name.as_str()).collect();
            let name = fk.get().name.map_or("-", |name| name.as_str());
            let (table, to) = (fk.table().name(), fk.referenced_name());
            let action = fk.get().on_delete.effective;
            format!("{name} {table}({}) > {to}({}) {action}", columns.join(","), referenced.join(","))
        })
        .collect();
    for problem in readout.problems.iter().chain(&schema.problems) {
        let line = files.position(problem.span).line;
        lines.push(format!("{}:{line}: {}", files.path(problem.span.file), problem.why));
    }
    lines
}

fn revision(id: &str, down: &str, body: &str) -> String {
    format!("revision = {id:?}\ndown_revision = {down}\ndef upgrade():\n{body}\ndef downgrade():\n    pass\n")
}

const TABLES: &str = "    op.create_table('p', sa.Column('id', sa.Integer(), primary_key=True))
    op.create_table('c', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('p_id', sa.Integer(), sa.ForeignKey('p.id')))
";

#[test]
fn guards_see_what_was_made() {
    let first = revision("1", "None", TABLES);
    let second = revision(
        "2",
        "'1'",
        "    names = {fk['name'] for fk in sa.inspect(op.get_bind()).get_foreign_keys('c')}
    if 'c_p_id_fkey' in names:
        op.drop_constraint('c_p_id_fkey', 'c', type_='foreignkey')
    if not sa.inspect(op.get_bind()).has_table('p'):
        return
    op.create_foreign_key('fk_again', 'c', 'p', ['p_id'], ['id'], ondelete='CASCADE')",
    );
    assert_eq!(outcome(Dialect::POSTGRESQL, &[&second, &first], None), ["fk_again c(p_id) > p(id) CASCADE"]);
}

#[test]
fn a_batch_on_sqlite_names_what_it_reads_back() {
    let first = revision("1", "None", TABLES);
    let second = revision(
        "2",
        "'1'",
        "    with op.batch_alter_table('c', naming_convention={'fk': 'fk_%(table_name)s_%(column_0_name)s'}) as batch:
        batch.drop_constraint('fk_c_p_id', type_='foreignkey')
        batch.create_foreign_key('fk_new', 'p', ['p_id'], ['id'], ondelete='SET NULL')",
    );
    assert_eq!(
        outcome(Dialect::of(Engine::Sqlite), &[&first, &second], None),
        ["fk_new c(p_id) > p(id) SET NULL"]
    );
}

#[test]
fn env_py_gives_the_naming_convention() {
    let first = revision("1", "None", TABLES);
    let environment = "from sqlalchemy import MetaData\nfrom alembic import context
target_metadata = MetaData(naming_convention={'fk': 'fk_%(table_name)s_%(referred_table_name)s'})
def run():
    context.configure(target_metadata=target_metadata)
run()
";
    assert_eq!(
        outcome(Dialect::POSTGRESQL, &[&first], Some(environment)),
        ["fk_c_p c(p_id) > p(id) NO ACTION"]
    );
}

#[test]
fn sql_has_its_place() {
    let first = revision("1", "None", TABLES);
    let second = revision(
        "2",
        "'1'",
        "    op.execute(\"ALTER TABLE c ADD CONSTRAINT x FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE RESTRICT\")",
    );
    let (files, readout) = read(Dialect::POSTGRESQL, &[&first, &second], None);
    let operation = readout.migrations.last().and_then(|migration| migration.operations.last());
    let operation = operation.expect("an operation");
    let text = files.get(operation.span.file).slice(operation.span.start, operation.span.end);
    assert!(text.starts_with("ADD CONSTRAINT x") && text.ends_with("RESTRICT"), "{text}");
}

#[test]
fn a_nameless_drop_cannot_run() {
    let text = "revision = '1'\ndown_revision = None\ndef upgrade():\n    pass\ndef downgrade():\n    op.drop_constraint(None, 'c', type_='foreignkey')\n";
    let (_, readout) = read(Dialect::POSTGRESQL, &[text], None);
    assert!(readout.problems.is_empty());
    let down = &readout.migrations[0].down;
    assert!(matches!(&down[0].kind, OperationKind::Opaque(opaque) if opaque.why.as_str() == NAMELESS_DROP));
}

#[test]
fn the_graph_orders_the_files() {
    let empty = |id: &str, down: &str| revision(id, down, "    pass");
    let texts = [empty("d", "('b', 'c')"), empty("c", "'a'"), empty("b", "'a'"), empty("a", "None")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let names = |texts: &[&str]| {
        let (_, readout) = read(Dialect::POSTGRESQL, texts, None);
        let names: Vec<String> = readout.migrations.iter().map(|m| m.name.to_string()).collect();
        let flaws: Vec<HistoryFlawKind> = readout.flaws.iter().map(|flaw| flaw.kind).collect();
        (names.join(" "), flaws)
    };
    assert_eq!(names(&texts), ("a_3 c_1 b_2 d_0".to_owned(), vec![]));
    assert_eq!(names(&texts[1..]).1, [HistoryFlawKind::SeveralHeads]);
    assert_eq!(names(&texts[..3]).1, [HistoryFlawKind::MissingParent; 2]);
    let cycle = [empty("a", "'b'"), empty("b", "'a'"), empty("c", "'b'")];
    let cycle: Vec<&str> = cycle.iter().map(String::as_str).collect();
    assert_eq!(names(&cycle), ("c_2".to_owned(), vec![HistoryFlawKind::CyclicRevisions; 2]));
}
