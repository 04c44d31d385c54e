//! Cutting, held against a reader's eye; skimming, held against cutting.

use super::{Flaw, Statement, statements};
use crate::ir::{Dialect, Engine};
use crate::read::sql::relevance::Relevance;
use crate::read::sql::skim::{Skimmed, skim_by};

fn cut(engine: Engine, text: &str) -> Vec<&str> {
    statements(text, Dialect::of(engine)).map(|statement| &text[statement.start..statement.end]).collect()
}

fn flaws(engine: Engine, text: &str) -> Vec<Option<Flaw>> {
    statements(text, Dialect::of(engine)).map(|statement| statement.flaw).collect()
}

fn is_relevant(engine: Engine, text: &str) -> bool {
    statements(text, Dialect::of(engine)).any(|statement| statement.relevance == Relevance::Relevant)
}

const ENGINES: [Engine; 5] =
    [Engine::PostgreSql, Engine::CockroachDb, Engine::MySql, Engine::MariaDb, Engine::Sqlite];

#[test]
fn semicolons_in_quotes_and_comments_do_not_split() {
    let text = "\u{feff}-- a; b\r\nselect 'it''s;' , \"q;\" /* ; */ , 1 -- x;\r\n;\r\n/* y; */ drop table t";
    for engine in ENGINES {
        let found = cut(engine, text);
        assert_eq!(found, ["select 'it''s;' , \"q;\" /* ; */ , 1", "drop table t"], "{engine:?}");
    }
    assert_eq!(
        cut(Engine::PostgreSql, r"select E'\';', '\'; a; /* /* ; */ ; */ b"),
        [r"select E'\';', '\'", "a", "b"]
    );
    assert_eq!(cut(Engine::MySql, "a '\\';' b; # c;\nd /* /* ; */; e"), ["a '\\';' b", "d", "e"]);
    assert_eq!(cut(Engine::Sqlite, "a [;]; b"), ["a [;]", "b"]);
}

#[test]
fn dollar_quotes_have_tags() {
    let text = "do $$ a; $x$ ; $$; do $x$ $$;$1; $x$; select $1; select a$$; b";
    let found = ["do $$ a; $x$ ; $$", "do $x$ $$;$1; $x$", "select $1", "select a$$", "b"];
    assert_eq!(cut(Engine::PostgreSql, text), found);
    assert_eq!(cut(Engine::MySql, "a $$; b $$"), ["a $$", "b $$"]);
}

#[test]
fn clients_have_their_own_lines() {
    let text = "\\set ON 1\n\\connect x\ncopy t (a) from stdin;\n1;'\n\\.x\n\\N\n\\.\n\ncreate table a (b int)\n\\gexec\n";
    let found = cut(Engine::PostgreSql, text);
    assert_eq!(
        found,
        ["\\set ON 1", "\\connect x", "copy t (a) from stdin", "create table a (b int)", "\\gexec"]
    );
    let text = "delimiter ;;\ncreate trigger x begin a; b; end;;\nDELIMITER ;\nc; d\nDELIMITER //\ne;f//\ng";
    let found = cut(Engine::MySql, text);
    let lines = ["delimiter ;;", "create trigger x begin a; b; end", "DELIMITER ;", "c", "d", "DELIMITER //"];
    assert_eq!(found, [lines.as_slice(), &["e;f", "g"]].concat());
    assert_eq!(
        cut(Engine::PostgreSql, "create table a (b int)\nGO\ncreate table b (c int)\r\ngo 2\r\n"),
        ["create table a (b int)", "create table b (c int)"]
    );
    let text = "a\n--> statement-breakpoint\nb;--> statement-breakpoint\nc";
    assert!(ENGINES.iter().all(|engine| cut(*engine, text) == ["a", "b", "c"]));
}

#[test]
fn bodies_keep_their_semicolons() {
    let trigger =
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; SELECT 1; END";
    assert_eq!(cut(Engine::Sqlite, &format!("{trigger}; x")), [trigger, "x"]);
    let routine =
        "CREATE DEFINER=`r`@`%` PROCEDURE p() BEGIN IF a THEN b; END IF; CASE c WHEN 1 THEN d; END CASE; END";
    assert_eq!(cut(Engine::MySql, &format!("{routine}; x")), [routine, "x"]);
    let function =
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN b END; END";
    assert_eq!(cut(Engine::PostgreSql, &format!("begin; {function}; x")), ["begin", function, "x"]);
}

#[test]
fn versioned_comments_are_code_in_mysql() {
    let text = "/*!40101 SET NAMES utf8 */;\n/*!50001 CREATE VIEW v AS SELECT ';' */;\n/* ; */ x";
    let found = ["/*!40101 SET NAMES utf8 */", "/*!50001 CREATE VIEW v AS SELECT ';' */", "x"];
    assert_eq!(cut(Engine::MySql, text), found);
    assert!(is_relevant(Engine::MySql, found[1]) && !is_relevant(Engine::MySql, found[0]));
    assert!(!is_relevant(
        Engine::MySql,
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER x BEGIN END */"
    ));
}

#[test]
fn what_does_not_end_spoils_only_itself() {
    let text = "insert into a values ('it's');\n\nCREATE TABLE b (c text default 'x');\nselect 1;\ncreate table d (e int);\n";
    let found = cut(Engine::PostgreSql, text);
    assert!(found.contains(&"CREATE TABLE b (c text default 'x')"), "{found:?}");
    assert!(found.contains(&"create table d (e int)"), "{found:?}");
    assert_eq!(flaws(Engine::PostgreSql, text)[0], Some(Flaw::UnterminatedQuote));
    let cases = [
        ("do $$ begin", Flaw::UnterminatedDollarQuote),
        ("a; /* b", Flaw::UnterminatedComment),
        ("copy a from stdin;\n1\n2\n", Flaw::UnterminatedCopy),
        ("create function f() begin atomic select 1;", Flaw::UnterminatedBody),
        ("alter table {{ .Schema }}.a add b int", Flaw::Template),
        ("alter table ${s}.a add b int", Flaw::Template),
        ("create schema :name", Flaw::Template),
        ("alter table a\0 add b int", Flaw::NulByte),
        ("select 1;\\x", Flaw::MetaCommand),
    ];
    for (text, flaw) in cases {
        assert_eq!(flaws(Engine::PostgreSql, text).last(), Some(&Some(flaw)), "{text}");
    }
    assert_eq!(flaws(Engine::PostgreSql, "select a::text, b[1:2], $1, c := 1;"), [None]);
}

#[test]
fn first_keywords_tell_what_matters() {
    let relevant = [
        "CREATE TABLE a (b int)",
        "create /* x */ unlogged table a",
        "CREATE OR REPLACE VIEW v",
        "DROP INDEX i",
        "CREATE UNIQUE INDEX i",
        "ALTER TABLE a",
        "DO $$ $$",
        "SET search_path = a",
        "SET LOCAL search_path TO a",
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "SELECT a.make_tables('x')",
        "BEGIN",
        "CALL p()",
        "PREPARE s FROM @x",
        "EXECUTE s",
        "RENAME TABLE a TO b",
        "USE a",
        "PRAGMA foreign_keys=OFF",
        "nonsense",
        "CREATE FOREIGN TABLE a",
        "CREATE MATERIALIZED VIEW v",
        "DROP OWNED BY a",
    ];
    let irrelevant = [
        "INSERT INTO a SELECT 1",
        "SELECT pg_catalog.setval('a', 1)",
        "SELECT * FROM a",
        "COPY a TO stdout",
        "SET client_encoding = 'UTF8'",
        "CREATE EXTENSION a",
        "CREATE FUNCTION f() AS 'TABLE'",
        "ALTER SEQUENCE a",
        "CREATE OR REPLACE TRIGGER t",
        "COMMENT ON TABLE a IS ''",
        "GRANT ALL ON TABLE a TO b",
        "CREATE POLICY p",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA a",
        "EXPLAIN CREATE TABLE a AS SELECT 1",
        "DROP FUNCTION f",
    ];
    for engine in ENGINES {
        assert!(relevant.iter().all(|text| is_relevant(engine, text)), "{engine:?}");
        assert!(!irrelevant.iter().any(|text| is_relevant(engine, text)), "{engine:?}");
    }
}

const PIECES: [&str; 48] = [
    "CREATE TABLE a (b int REFERENCES c);",
    "\nINSERT INTO a VALUES (1, 'x;y'), (2, 'it''s');\n",
    "ALTER TABLE ü.a ADD b int;",
    "\n\n",
    "\r\n",
    "'",
    "\"",
    "`",
    "$$",
    "$x$",
    "/*",
    "*/",
    "/*!50001 ",
    "-- c;\n",
    "#",
    ";",
    "\\",
    "\\.\n",
    "\nCOPY a FROM stdin;\n",
    "1\t2\\N\n",
    "\nGO\n",
    "\nDELIMITER ;;\n",
    "\nDELIMITER ;\n",
    ";;",
    "CREATE TRIGGER t BEGIN ",
    "END",
    " CASE ",
    "BEGIN ATOMIC ",
    "--> statement-breakpoint\n",
    "{{ x }}",
    "${y}",
    ":z",
    "E'\\''",
    "é",
    "\0",
    "[",
    "]",
    "\u{feff}",
    "\\connect a\n",
    "\nDROP TABLE a;\n",
    "SELECT 'a\n\nCREATE TABLE b (c int);\n'",
    "DO $$ BEGIN a; END $$;",
    "(",
    "DROP INDEX i",
    "\n-- x\n",
    "\nCREATE INDEX i ON a (b);",
    " ",
    "UPDATE a SET b = 'c",
];

/// A small deterministic source of numbers.
struct Xorshift(u64);

impl Xorshift {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn text(&mut self, most: usize) -> String {
        (0..self.below(most)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

/// A relevant statement as the rest of the program sees it: where it stands and what it says. (What does not end may look different in an
/// excerpt, where what follows is missing.)
type Seen = (usize, usize, String);

fn seen(statement: Statement, text: &str, start: usize, line: usize) -> Seen {
    let line = line + text[..statement.start].matches('\n').count();
    (start + statement.start, line, text[statement.start..statement.end].to_owned())
}

fn seen_in(skimmed: &Skimmed, dialect: Dialect) -> Vec<Seen> {
    let excerpts = skimmed.excerpts.iter();
    excerpts
        .flat_map(|excerpt| {
            let found = statements(&excerpt.text, dialect);
            found
                .filter(|statement| statement.relevance == Relevance::Relevant)
                .map(|found| seen(found, &excerpt.text, excerpt.start as usize, excerpt.line as usize))
        })
        .collect()
}

#[test]
fn any_text_is_cut_into_ordered_ranges_and_skims_alike() {
    let mut numbers = Xorshift(0x9e37_79b9_7f4a_7c15);
    for round in 0..3000 {
        let text = numbers.text(if round % 10 == 0 { 150 } else { 24 });
        let dialect = Dialect::of(ENGINES[round % ENGINES.len()]);
        let mut from = 0;
        let mut whole = Vec::new();
        for statement in statements(&text, dialect) {
            assert!(from <= statement.start && statement.start <= statement.end, "{text:?} {statement:?}");
            assert!(text.get(statement.start..statement.end).is_some(), "{text:?} {statement:?}");
            from = statement.end;
            if statement.relevance == Relevance::Relevant {
                whole.push(seen(statement, &text, 0, 0));
            }
        }
        for chunk in [1, 2, 3, 7, 64, 300, 5000] {
            let skimmed = skim_by(&mut text.as_bytes(), dialect, chunk).unwrap();
            assert_eq!(skimmed.len, text.len());
            assert_eq!(seen_in(&skimmed, dialect), whole, "chunk {chunk}, {dialect}, {text:?}, {skimmed:?}");
        }
    }
}

#[test]
fn skimming_drops_data_of_any_size() {
    let rows = "(1, 'it''s a row; of data', NULL),\n".repeat(40_000);
    let data = "1\tsome data of a row\\N\n".repeat(40_000);
    let text = format!(
        "CREATE TABLE a (b int);\nINSERT INTO a VALUES {rows}(2);  ALTER TABLE a ADD c int;\nCOPY a FROM stdin;\n{data}\\.\n\nDROP TABLE a;\n"
    );
    let skimmed = skim_by(&mut text.as_bytes(), Dialect::POSTGRESQL, 4096).unwrap();
    let texts: Vec<&str> = skimmed.excerpts.iter().map(|excerpt| excerpt.text.trim_start()).collect();
    assert_eq!(texts, ["CREATE TABLE a (b int);", "ALTER TABLE a ADD c int;", "DROP TABLE a;"]);
    let lines: Vec<u32> = skimmed.excerpts.iter().map(|excerpt| excerpt.line).collect();
    assert_eq!(lines, [0, 40_001, 80_005]);
    assert!(skimmed.excerpts.iter().all(|excerpt| excerpt.text.len() < 100));
    let bytes = [b"INSERT \xff;\nDROP TABLE \xe9\xff".as_slice(), b"t;"].concat();
    let skimmed = skim_by(&mut bytes.as_slice(), Dialect::POSTGRESQL, 4).unwrap();
    assert_eq!((skimmed.excerpts[0].start, skimmed.excerpts[0].text.as_str()), (10, "DROP TABLE ??t;"));
}
