//! Which engine a piece of SQL is written for, by words that only one engine knows. Comments and strings do not count.

use std::sync::LazyLock;

use crate::ir::Engine;

/// A word that speaks for an engine.
struct Mark {
    engine: Engine,
    /// Two words are neighbours.
    words: &'static [&'static str],
}

const fn mark(engine: Engine, words: &'static [&'static str]) -> Mark {
    Mark { engine, words }
}

/// The marks, the surest ones first for each engine.
static MARKS: [Mark; 38] = [
    mark(Engine::MySql, &["AUTO_INCREMENT"]),
    mark(Engine::MySql, &["ENGINE", "="]),
    mark(Engine::MySql, &["UNSIGNED"]),
    mark(Engine::MySql, &["CHARACTER", "SET"]),
    mark(Engine::MySql, &["CHARSET"]),
    mark(Engine::MySql, &["TINYINT"]),
    mark(Engine::MySql, &["MEDIUMTEXT"]),
    mark(Engine::MySql, &["LONGTEXT"]),
    mark(Engine::MySql, &["DELIMITER"]),
    mark(Engine::MySql, &["MODIFY", "COLUMN"]),
    mark(Engine::MySql, &["DROP", "FOREIGN"]),
    mark(Engine::Sqlite, &["AUTOINCREMENT"]),
    mark(Engine::Sqlite, &["PRAGMA"]),
    mark(Engine::Sqlite, &["WITHOUT", "ROWID"]),
    mark(Engine::Sqlite, &["STRFTIME"]),
    mark(Engine::Sqlite, &["UNIXEPOCH"]),
    mark(Engine::CockroachDb, &["UNIQUE_ROWID"]),
    mark(Engine::CockroachDb, &["INVERTED", "INDEX"]),
    mark(Engine::CockroachDb, &["STORING", "("]),
    mark(Engine::CockroachDb, &["INT64"]),
    mark(Engine::CockroachDb, &["CRDB_INTERNAL"]),
    mark(Engine::CockroachDb, &["ALTER", "PRIMARY"]),
    mark(Engine::CockroachDb, &["USING", "HASH"]),
    mark(Engine::CockroachDb, &["STRING", ","]),
    mark(Engine::CockroachDb, &["STRING", "NOT"]),
    mark(Engine::CockroachDb, &["STRING", "PRIMARY"]),
    mark(Engine::CockroachDb, &["STRING", "DEFAULT"]),
    mark(Engine::PostgreSql, &["SERIAL"]),
    mark(Engine::PostgreSql, &["BIGSERIAL"]),
    mark(Engine::PostgreSql, &["JSONB"]),
    mark(Engine::PostgreSql, &["TIMESTAMPTZ"]),
    mark(Engine::PostgreSql, &["BYTEA"]),
    mark(Engine::PostgreSql, &["EXTENSION"]),
    mark(Engine::PostgreSql, &["PLPGSQL"]),
    mark(Engine::PostgreSql, &["UUID"]),
    mark(Engine::PostgreSql, &["TIME", "ZONE"]),
    mark(Engine::PostgreSql, &["$", "$"]),
    mark(Engine::PostgreSql, &[":", ":"]),
];

/// Words of engines that Referee does not know.
const FOREIGN: [(&str, &str); 7] = [
    ("MERGETREE", "ClickHouse"),
    ("VARCHAR2", "Oracle"),
    ("NVARCHAR2", "Oracle"),
    ("DBO", "SQL Server"),
    ("UNIQUEIDENTIFIER", "SQL Server"),
    ("DATETIME2", "SQL Server"),
    ("DATETIMEOFFSET", "SQL Server"),
];

/// The marks with their places, by the first byte of their last word: most words of a text are none.
static BY_LAST_WORD: LazyLock<[Vec<(usize, &Mark)>; 128]> = LazyLock::new(|| {
    let mut marks: [Vec<(usize, &Mark)>; 128] = std::array::from_fn(|_| Vec::new());
    for (index, mark) in MARKS.iter().enumerate() {
        let first = mark.words.last().and_then(|word| word.bytes().next()).map_or(0, usize::from);
        if let Some(marks) = marks.get_mut(first) {
            marks.push((index, mark));
        }
    }
    marks
});

/// Whether a word of a text is one that is known, in upper case.
fn is(known: &str, word: &str) -> bool {
    known.eq_ignore_ascii_case(word)
}

/// What the words say.
pub(super) enum Verdict {
    /// They speak for an engine, by this word.
    Engine(Engine, String),
    /// They speak for an engine that is not supported.
    Foreign(&'static str),
    /// Nothing.
    Unknown,
}

/// What has been counted so far.
#[derive(Default)]
pub(super) struct Count {
    marks: Vec<usize>,
    foreign: Option<&'static str>,
    backticks: bool,
}

impl Count {
    /// Counts the words of a text.
    pub(super) fn add(&mut self, text: &str) {
        self.marks.resize(MARKS.len(), 0);
        // sqlcmd and its kin run what stands above a line with only `GO`.
        if text.lines().any(|line| line.trim().eq_ignore_ascii_case("go")) {
            self.foreign = Some("SQL Server");
        }
        let (mut earlier, mut before) = ("", "");
        for word in Words(text) {
            self.backticks |= word == "`";
            let first = word.bytes().next().unwrap_or_default().to_ascii_uppercase();
            let marks = BY_LAST_WORD.get(usize::from(first)).map_or(&[][..], Vec::as_slice);
            for (index, mark) in marks {
                let met = match mark.words {
                    [only] => is(only, word),
                    [first, second] => is(first, before) && is(second, word),
                    _ => false,
                };
                if let Some(count) = self.marks.get_mut(*index) {
                    *count += usize::from(met);
                }
            }
            if let Some((_, name)) = FOREIGN.iter().find(|(foreign, _)| is(foreign, word)) {
                self.foreign = Some(name);
            }
            if before == "(" {
                let is_number = word.starts_with(|letter: char| letter.is_ascii_digit());
                let is_text = ["VARCHAR", "NVARCHAR", "VARBINARY"].iter().any(|name| is(name, earlier));
                if is("IDENTITY", earlier) && is_number || is_text && is("MAX", word) {
                    self.foreign = Some("SQL Server");
                }
            }
            earlier = std::mem::replace(&mut before, word);
        }
    }

    /// What the words say: CockroachDB's own words outweigh PostgreSQL's, which it shares; else the most words win.
    pub(super) fn verdict(&self) -> Verdict {
        if let Some(name) = self.foreign {
            return Verdict::Foreign(name);
        }
        let of = |engine: Engine| -> usize {
            let counts = self.marks.iter().zip(&MARKS);
            counts.filter(|(_, mark)| mark.engine == engine).map(|(count, _)| count).sum()
        };
        let (mysql, sqlite) = (of(Engine::MySql), of(Engine::Sqlite));
        let (cockroach, postgres) = (of(Engine::CockroachDb), of(Engine::PostgreSql));
        if cockroach > 1 && cockroach > mysql + sqlite {
            return self.engine(Engine::CockroachDb);
        }
        let most = mysql.max(sqlite).max(postgres);
        if most == 0 {
            // SQLite accepts backticks, but few write them by hand.
            return match self.backticks {
                true => Verdict::Engine(Engine::MySql, "`".into()),
                false => Verdict::Unknown,
            };
        }
        let winners = [(Engine::Sqlite, sqlite), (Engine::MySql, mysql), (Engine::PostgreSql, postgres)];
        let winner = winners.iter().find(|(_, count)| *count == most);
        winner.map_or(Verdict::Unknown, |(engine, _)| self.engine(*engine))
    }

    fn engine(&self, engine: Engine) -> Verdict {
        let first = self.marks.iter().zip(&MARKS).find(|(count, mark)| **count > 0 && mark.engine == engine);
        let word = first.map_or(String::new(), |(_, mark)| match mark.words {
            [left, right] if right.chars().all(|letter| !letter.is_alphanumeric()) => {
                format!("{left}{right}")
            }
            words => words.join(" "),
        });
        Verdict::Engine(engine, word)
    }
}

/// The words and signs of SQL, without comments and strings.
struct Words<'t>(&'t str);

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        loop {
            let text = self.0.trim_start();
            let first = text.chars().next()?;
            let skipped = match first {
                '-' if text.starts_with("--") => text.find('\n').unwrap_or(text.len()),
                '/' if text.starts_with("/*") && !text.starts_with("/*!") => {
                    text.find("*/").map_or(text.len(), |end| end + 2)
                }
                '\'' => text[1..].find('\'').map_or(text.len(), |end| end + 2),
                _ => {
                    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
                    let end = match is_word(first) {
                        true => text.find(|letter| !is_word(letter)).unwrap_or(text.len()),
                        false => first.len_utf8(),
                    };
                    let (word, rest) = text.split_at(end);
                    self.0 = rest;
                    return Some(word);
                }
            };
            self.0 = text.get(skipped..).unwrap_or("");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine_of(text: &str) -> Option<Engine> {
        let mut count = Count::default();
        count.add(text);
        match count.verdict() {
            Verdict::Engine(engine, _) => Some(engine),
            Verdict::Foreign(_) | Verdict::Unknown => None,
        }
    }

    #[test]
    fn words_of_one_engine_tell_it() {
        assert_eq!(engine_of("create table `a` (id int unsigned) engine = InnoDB"), Some(Engine::MySql));
        assert_eq!(
            engine_of("CREATE TABLE `a` (id integer PRIMARY KEY AUTOINCREMENT)"),
            Some(Engine::Sqlite)
        );
        assert_eq!(
            engine_of("CREATE TABLE a (id UUID, b STRING NOT NULL, c STRING, d JSONB, e TIMESTAMPTZ)"),
            Some(Engine::CockroachDb)
        );
        assert_eq!(
            engine_of("CREATE TABLE a (id serial) -- AUTO_INCREMENT, ENGINE=x"),
            Some(Engine::PostgreSql)
        );
        assert_eq!(engine_of("CREATE TABLE a (id int)"), None);
        assert_eq!(engine_of("CREATE TABLE a (id int IDENTITY(1,1), b uuid)"), None);
        assert_eq!(
            engine_of("CREATE TABLE a (id uuid GENERATED ALWAYS AS IDENTITY (START WITH 1))"),
            Some(Engine::PostgreSql)
        );
    }
}
