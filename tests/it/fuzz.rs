//! The SQL reader against texts that nobody would write: pieces of the corpus, cut, doubled, mixed and sprinkled with what is special.
//!
//! Deterministic: the same texts in every run. `REFEREE_FUZZ=100000` sets how many each dialect reads. Whatever the text, reading it and
//! replaying what was read ends soon and without a panic, and every place lies in the file and between characters.

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use referee::ir::{Dialect, Engine, Migration, Name, Operation, OperationKind, Problem, Span, replay};
use referee::read::sql;
use referee::text::Files;

const ENGINES: [Engine; 5] =
    [Engine::PostgreSql, Engine::CockroachDb, Engine::MySql, Engine::MariaDb, Engine::Sqlite];

/// How many texts each dialect reads.
const TEXTS: usize = 400;

/// Longer than any text may take, even on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(10);

/// What a mutation puts in: what opens, what closes, what engines treat in a special way.
const SPICE: &[&str] = &[
    "'",
    "\"",
    "`",
    "[",
    "]",
    "(",
    ")",
    "((",
    "))",
    ";",
    ",",
    "$$",
    "$a$",
    "--",
    "/*",
    "*/",
    "/*!",
    "/*!40101 ",
    "#",
    "\\",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\u{feff}",
    "ä",
    "🦀",
    "{{",
    "}}",
    "${",
    "{%",
    ":x",
    "@",
    "@x",
    "DELIMITER //\n",
    "//",
    "\nGO\n",
    "BEGIN",
    "END",
    "IF",
    "THEN",
    "ELSE",
    "ELSIF",
    "END IF;",
    "LOOP",
    "CASE",
    "WHEN",
    "DECLARE",
    "EXCEPTION",
    "DO $$",
    "EXECUTE",
    "EXECUTE format('%I",
    "PREPARE s FROM",
    "SET @x =",
    "CALL f(",
    "SELECT f(",
    "CREATE TABLE",
    "CREATE TABLE t (",
    "ALTER TABLE t",
    "ADD",
    "DROP",
    "RENAME TO",
    "FOREIGN KEY (a)",
    "REFERENCES t",
    "REFERENCES t (a",
    "ON DELETE",
    "SET NULL",
    "CASCADE",
    "CONSTRAINT c",
    "PRIMARY KEY",
    "UNIQUE",
    "CHECK (",
    "NOT",
    "AND",
    "OR",
    "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'c')",
    "LIKE t",
    "INHERITS (t)",
    "PARTITION OF t",
    "IF NOT EXISTS",
    "IF EXISTS",
    "COPY t FROM stdin;\n",
    "\\.\n",
    "E'\\",
    "::regclass",
    "||",
    "99999",
];

/// Marsaglia's xorshift: enough to choose pieces, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or(0)
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for engine in ENGINES {
        let dialect = Dialect::of(engine);
        trials.push(Trial::test(format!("fuzz::{}", engine.name()), move || mutants(dialect)));
        trials.push(Trial::test(format!("fuzz::deep::{}", engine.name()), move || deep(dialect)));
    }
    trials
}

fn mutants(dialect: Dialect) -> Result<(), Failed> {
    let mut seeds = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &mut seeds);
    seeds.sort();
    let texts = std::env::var("REFEREE_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(TEXTS);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..texts {
        let text = mutant(&mut random, &seeds);
        check(&text, dialect)?;
    }
    Ok(())
}

/// All SQL of the corpus, the longest left out.
fn collect(folder: &Path, seeds: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the corpus is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, seeds);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            let text = String::from_utf8_lossy(&fs::read(&path).expect("the case is there")).into_owned();
            if text.len() < 8192 {
                seeds.push(text);
            }
        }
    }
}

fn mutant(random: &mut Random, seeds: &[String]) -> String {
    let mut text = random.of(seeds);
    for _ in 0..=random.below(6) {
        let (from, to) = (place(random, &text), place(random, &text));
        let (from, to) = (from.min(to), from.max(to));
        match random.below(7) {
            0 => text.truncate(to),
            1 => text.replace_range(from..to, ""),
            2 => {
                let doubled = text[from..to].to_owned();
                text.insert_str(to, &doubled);
            }
            3 => {
                let other = random.of(seeds);
                let (start, end) = (place(random, &other), place(random, &other));
                text.insert_str(from, &other[start.min(end)..start.max(end)]);
            }
            4 => text.replace_range(from..to, random.of(SPICE)),
            _ => {
                text.insert_str(from, random.of(SPICE));
                text.insert_str(from, [" ", ""][random.below(2)]);
            }
        }
    }
    text
}

/// A place between two characters.
fn place(random: &mut Random, text: &str) -> usize {
    let at = random.below(text.len() + 1);
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Texts that nest as deep as files are long.
fn deep(dialect: Dialect) -> Result<(), Failed> {
    let parentheses = format!("{}{}", "(".repeat(100_000), ")".repeat(100_000));
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(5_000), close.repeat(5_000));
    let many = |part: &str| part.repeat(5_000);
    let texts = [
        format!("CREATE TABLE t (a int DEFAULT {parentheses});"),
        format!("CREATE TABLE t (a int CHECK {parentheses});"),
        format!("CREATE TABLE t (a int CHECK {});", many("(")),
        format!("CREATE TABLE t {parentheses};"),
        format!("ALTER TABLE t ADD {parentheses};"),
        format!("SELECT f{parentheses};"),
        format!("DO $$ BEGIN {} CREATE TABLE t (a int); {} END $$;", many("IF a THEN "), many("END IF; ")),
        format!("DO $$ BEGIN IF {parentheses} THEN DROP TABLE t; END IF; END $$;"),
        format!("DO $$ BEGIN IF {} THEN DROP TABLE t; END IF; END $$;", many("NOT ")),
        format!("DO $$ {} {} $$;", many("BEGIN "), many("END; ")),
        format!("DO $$ BEGIN EXECUTE {parentheses}; END $$;"),
        format!("DO $$ BEGIN EXECUTE {} 'x'; END $$;", many("'a' || ")),
        format!("DO $$ BEGIN IF a THEN {} END IF; END $$;", many("ELSIF a THEN ")),
        format!("CREATE PROCEDURE p() {} {}; CALL p();", many("BEGIN "), many("END; ")),
        format!("SET @x = {}; PREPARE s FROM @x;", nested("IF(a, ", ", b)")),
        format!("SET @x = {parentheses}; PREPARE s FROM @x;"),
        format!("{} CREATE TABLE t (a int);", many("/*")),
        format!("CREATE SCHEMA s {};", many("CREATE SCHEMA t ")),
        format!("CREATE TABLE t (a int {});", many("[")),
        many("CREATE "),
        many("'"),
        many("$$"),
    ];
    texts.iter().try_for_each(|text| check(text, dialect))
}

fn check(text: &str, dialect: Dialect) -> Result<(), Failed> {
    let begun = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| read(text, dialect)));
    let shown: String = text.chars().take(2000).collect();
    match outcome {
        Err(_) => return Err(format!("a panic on:\n{shown}").into()),
        Ok(Err(why)) => return Err(format!("{why} on:\n{shown}").into()),
        Ok(Ok(())) => {}
    }
    if begun.elapsed() > LONGEST {
        return Err(format!("{:?} for {} bytes:\n{shown}", begun.elapsed(), text.len()).into());
    }
    Ok(())
}

/// Reads and replays a text; an error tells of a place that is none.
fn read(text: &str, dialect: Dialect) -> Result<(), String> {
    let mut files = Files::default();
    let file = files.add("0001_fuzz.sql", text);
    let parsed = sql::parse(&files, file, dialect);
    let mut spans: Vec<Span> = parsed.problems.iter().map(|problem| problem.span).collect();
    note(&parsed.operations, &mut spans);
    note(&parsed.down, &mut spans);
    let migration = Migration {
        name: Name::new("0001_fuzz"),
        file,
        operations: parsed.operations.into(),
        down: std::sync::Arc::default(),
    };
    let schema = replay(dialect, &[], &[migration]);
    spans.extend(schema.problems.iter().map(|problem: &Problem| problem.span));
    spans.extend(schema.tables.iter().map(|table| table.name_span));
    spans.extend(schema.columns.iter().flat_map(|column| [column.name_span, column.null_span]));
    spans.extend(schema.foreign_keys.iter().flat_map(|fk| [fk.span, fk.referenced_span]));
    let mut wrong = String::new();
    for span in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        if span.file != file || start > end || text.get(start..end).is_none() {
            let _ = write!(wrong, "the place {start}..{end} of {} bytes; ", text.len());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn note(operations: &[Operation], spans: &mut Vec<Span>) {
    for operation in operations {
        spans.push(operation.span);
        if let OperationKind::Guarded { then, otherwise, .. } = &operation.kind {
            note(then, spans);
            note(otherwise, spans);
        }
    }
}
