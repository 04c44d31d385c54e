//! The program on a terminal: colour, hyperlinks, width, progress, and what somebody reads who runs it for the first time.

use std::path::Path;
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::cli::{Folder, Test, trials_of};

static TESTS: &[(&str, Test)] = &[
    ("colour_is_for_those_who_want_it", colour_is_for_those_who_want_it),
    ("links_are_for_terminals_that_know_them", links_are_for_terminals_that_know_them),
    ("lines_are_as_wide_as_the_terminal", lines_are_as_wide_as_the_terminal),
    ("a_long_run_shows_progress_and_wipes_it", a_long_run_shows_progress_and_wipes_it),
    ("the_first_run_says_what_to_do_next", the_first_run_says_what_to_do_next),
    ("the_first_run_says_why_nothing_is_compared", the_first_run_says_why_nothing_is_compared),
    ("the_first_run_is_short_about_many_things", the_first_run_is_short_about_many_things),
    ("advice_is_for_people_who_need_it", advice_is_for_people_who_need_it),
];

/// One test per line of the table; ignored where `script` does not make terminals as util-linux's does.
pub(crate) fn trials() -> Vec<Trial> {
    let made = Command::new("script").args(["-qec", "true", "/dev/null"]).output();
    let has_terminals = made.is_ok_and(|made| made.status.success());
    let trials = trials_of("terminal", TESTS).into_iter();
    trials.map(|trial| trial.with_ignored_flag(!has_terminals)).collect()
}

/// Variables that would change what is shown, of the terminal that the tests run in.
const OUTER: [&str; 16] = [
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "DOMTERM",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
    "KONSOLE_VERSION",
    "NO_COLOR",
    "TERM_PROGRAM",
    "VTE_VERSION",
    "WT_SESSION",
    "SHELL",
    "ENV",
    "BASH_ENV",
];

const TWO_TABLES: &str = "CREATE TABLE users (id integer PRIMARY KEY);\n\
     CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE);\n";
const DANGLING: &str =
    "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n";
const PRISMA: &str = "datasource db {\n  provider = \"postgresql\"\n}\nmodel users {\n  id    Int     @id\n  posts posts[]\n}\n\
     model posts {\n  id      Int    @id\n  user_id Int?\n  user    users? @relation(fields: [user_id], references: [id], onDelete: Cascade)\n}\n";

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_referee")
}

/// What a line of shell shows, in a folder; `$R` is the program.
fn run(mut command: Command, folder: &Path, variables: &[(&str, &str)]) -> Result<String, Failed> {
    OUTER.iter().for_each(|variable| _ = command.env_remove(variable));
    command.env("TERM", "xterm-256color").env("R", program()).envs(variables.iter().copied());
    let output = command.current_dir(folder).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
}

fn on_terminal(folder: &Folder, line: &str, variables: &[(&str, &str)]) -> Result<String, Failed> {
    let mut command = Command::new("script");
    command.args(["-qec", line, "/dev/null"]);
    run(command, folder.path(), variables)
}

fn in_pipe(folder: &Folder, line: &str, variables: &[(&str, &str)]) -> Result<String, Failed> {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    run(command, folder.path(), variables)
}

fn ensure(holds: bool, shown: &str) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(shown.to_owned().into()) }
}

const RED: &str = "\u{1b}[1;31merror[dangling-reference]\u{1b}[0m";

fn colour_is_for_those_who_want_it() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    let (auto, always, never) = ("$R --isolated", "$R --isolated --color always", "$R check --color never");
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], bool, bool);
    let cases: [Case<'_>; 12] = [
        // On a terminal, and in a pipe.
        (auto, &[], true, false),
        (auto, &[("NO_COLOR", "1")], false, false),
        (auto, &[("NO_COLOR", "")], true, false),
        (auto, &[("TERM", "dumb")], false, false),
        (auto, &[("CLICOLOR", "0")], false, false),
        (auto, &[("CLICOLOR_FORCE", "1")], true, true),
        (auto, &[("FORCE_COLOR", "1"), ("TERM", "dumb")], true, true),
        (auto, &[("FORCE_COLOR", "0")], true, false),
        (auto, &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false, false),
        (always, &[("NO_COLOR", "1")], true, true),
        (never, &[("FORCE_COLOR", "1")], false, false),
        (always, &[("TERM", "dumb")], true, true),
    ];
    for (line, variables, terminal, pipe) in cases {
        let shown = on_terminal(&folder, line, variables)?;
        ensure(shown.contains(RED) == terminal, &format!("{variables:?} {line}\n{shown}"))?;
        let shown = in_pipe(&folder, line, variables)?;
        ensure(shown.contains(RED) == pipe, &format!("{variables:?} {line}, in a pipe\n{shown}"))?;
        ensure(pipe || !shown.contains('\u{1b}'), &shown)?;
    }
    // What is wrong in the configuration is told by the same rules.
    folder.add("referee.toml", "[rules]\nwrong = \"warn\"\n")?;
    let wrong = on_terminal(&folder, "$R check --color never", &[])?;
    ensure(wrong.contains("invalid-configuration") && !wrong.contains('\u{1b}'), &wrong)
}

fn links_are_for_terminals_that_know_them() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    let link = "/blob/main/RULES.md#dangling-reference\u{1b}\\dangling-reference\u{1b}]8;;\u{1b}\\]";
    let known = [("TERM_PROGRAM", "WezTerm")];
    let shown = on_terminal(&folder, "$R", &known)?;
    ensure(shown.contains(link), &shown)?;
    let shown = on_terminal(&folder, "$R --format concise", &[("FORCE_HYPERLINK", "1")])?;
    ensure(shown.contains(link), &shown)?;
    let without = [
        on_terminal(&folder, "$R", &[])?,
        on_terminal(&folder, "$R --color never", &known)?,
        on_terminal(&folder, "$R", &[known[0], ("TERM", "dumb")])?,
        on_terminal(&folder, "$R", &[known[0], ("FORCE_HYPERLINK", "0")])?,
        in_pipe(&folder, "$R", &[("FORCE_HYPERLINK", "1")])?,
        on_terminal(&folder, "$R --format full=out.txt; cat out.txt", &known)?,
    ];
    without.iter().try_for_each(|shown| {
        ensure(shown.contains("dangling-reference") && !shown.contains("\u{1b}]8"), shown)
    })
}

fn lines_are_as_wide_as_the_terminal() -> Result<(), Failed> {
    let long = format!("CREATE TABLE p (u integer REFERENCES users (id){});\n", ", x integer".repeat(20));
    let folder = Folder::new(&[("migrations/0001_init.sql", &long)])?;
    let cases = [
        ("stty cols 60 rows 20; $R --isolated", None, 60),
        ("stty cols 20 rows 20; $R --isolated", None, 40),
        ("stty cols 60 rows 20; $R --isolated", Some("80"), 80),
        ("stty cols 60 rows 20; $R --isolated | cat", None, 110),
    ];
    for (line, columns, width) in cases {
        let mut variables = vec![("NO_COLOR", "1")];
        variables.extend(columns.map(|columns| ("COLUMNS", columns)));
        let shown = on_terminal(&folder, line, &variables)?;
        let source = shown.lines().find(|line| line.starts_with(" 1 │")).unwrap_or_default();
        let cut = source.ends_with('…') && (width - 6..=width).contains(&source.chars().count());
        ensure(cut, &format!("{width}: {shown}"))?;
    }
    Ok(())
}

/// The configuration is a pipe into which nobody writes for a while.
fn a_long_run_shows_progress_and_wipes_it() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    let slow = |after: &str| {
        format!("mkfifo p; (sleep 0.9; : > p) & $R --config p --format concise {after}; wait; rm p")
    };
    let shown = on_terminal(&folder, &slow(""), &[])?;
    let wiped = shown.rsplit_once("\r\u{1b}[2K").map(|(_, rest)| rest);
    let is_gone = wiped.is_some_and(|rest| rest.starts_with("migrations/0001_init.sql:1:"));
    ensure(shown.contains("finding files") && is_gone, &shown)?;
    let without = [
        on_terminal(&folder, "$R", &[])?,
        on_terminal(&folder, &slow(""), &[("TERM", "dumb")])?,
        on_terminal(&folder, &slow(""), &[("CI", "true")])?,
        on_terminal(&folder, &slow("| cat"), &[])?,
        on_terminal(&folder, &slow("2>&1 > out.txt | cat; cat out.txt"), &[])?,
    ];
    without.iter().try_for_each(|shown| {
        ensure(shown.contains("dangling-reference") && !shown.contains("finding files"), shown)
    })
}

/// The lines after the findings.
fn last_words(shown: &str) -> String {
    let start = shown.rfind("\n\n").map_or(0, |end| end + 2);
    shown.get(start..).unwrap_or_default().to_owned()
}

fn the_first_run_says_what_to_do_next() -> Result<(), Failed> {
    let folder = Folder::new(&[
        ("db/prisma/schema.prisma", PRISMA),
        ("db/prisma/migrations/0001_init/migration.sql", &TWO_TABLES.replace("CASCADE", "RESTRICT")),
    ])?;
    let shown = on_terminal(&folder, "$R", &[("NO_COLOR", "1")])?;
    let expected = "\
prisma in db/prisma (postgresql): migrations (SQL migrations, 2 tables, 1 foreign key) compared with schema.prisma (Prisma schema, 2 tables, 1 foreign key)
Found 1 problem (1 error) in 1 file; checked 2 files, 1 database
There is no referee.toml yet. What to do next:
  referee explain action-mismatch  read why the most frequent error matters, and what to do
  referee init                     write a referee.toml with policies that the foreign keys suggest
  referee sources                  see what was found, and what was not read; if something is missing, name its folder
";
    let words = last_words(&shown);
    ensure(
        words.split_once(' ').map(|(_, rest)| rest) == expected.split_once(' ').map(|(_, rest)| rest),
        &shown,
    )
}

fn the_first_run_says_why_nothing_is_compared() -> Result<(), Failed> {
    let history = Folder::new(&[("migrations/0001_init.sql", TWO_TABLES)])?;
    let shown = on_terminal(&history, "$R", &[])?;
    let why =
        "this is the only description of a database that was found. If there are models or a schema file";
    ensure(shown.contains(why) && shown.lines().count() < 10, &shown)?;
    let models = Folder::new(&[("schema.prisma", PRISMA)])?;
    let shown = on_terminal(&models, "$R", &[])?;
    ensure(shown.contains("If there are migrations, name their folder, too."), &shown)?;
    let engines = Folder::new(&[
        (
            "migrations/mysql/0001_init.sql",
            "CREATE TABLE a (id int PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE b (a int, FOREIGN KEY (a) REFERENCES a (id)) ENGINE=InnoDB;\n",
        ),
        (
            "migrations/sqlite/0001_init.sql",
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);\nCREATE TABLE b (a INTEGER REFERENCES a (id));\n",
        ),
    ])?;
    let shown = on_terminal(&engines, "$R", &[])?;
    ensure(shown.contains("no two of these seem to describe one database"), &shown)?;
    let keyless = Folder::new(&[("migrations/0001_init.sql", "CREATE TABLE a (id integer PRIMARY KEY);\n")])?;
    let shown = on_terminal(&keyless, "$R", &[])?;
    ensure(shown.contains("No foreign keys were found") && !shown.contains("referee init"), &shown)?;
    let foreign = "CREATE TABLE a (id UInt64) ENGINE = MergeTree ORDER BY id;\n";
    let foreign = Folder::new(&[("migrations/0001_init.sql", foreign)])?;
    let shown = on_terminal(&foreign, "$R", &[])?;
    ensure(shown.contains("Nothing was read") && shown.contains("is for ClickHouse"), &shown)
}

/// Many databases, many findings, much that is not understood.
fn the_first_run_is_short_about_many_things() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    for database in 0..6 {
        let odd = "CREATE TABLE odd (;\n".repeat(20);
        let keys: String =
            (0..4).map(|key| DANGLING.replace("posts", &format!("d{database}_{key}"))).collect();
        folder.add(&format!("services/s{database}/migrations/0001_init.sql"), &format!("{odd}{keys}"))?;
    }
    let shown = on_terminal(&folder, "$R", &[])?;
    let words = last_words(&shown);
    ensure(words.lines().count() < 10, &words)?;
    let parts = [
        "and 5 more databases",
        "places; `referee sources` lists them",
        "referee baseline  write down these 24 findings",
    ];
    parts.iter().try_for_each(|part| ensure(words.contains(part), &format!("{part}\n{shown}")))
}

fn advice_is_for_people_who_need_it() -> Result<(), Failed> {
    let advice = "There is no referee.toml yet";
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    ensure(on_terminal(&folder, "$R", &[])?.contains(advice), "no advice")?;
    let without = [
        in_pipe(&folder, "$R", &[])?,
        on_terminal(&folder, "$R --isolated", &[])?,
        on_terminal(&folder, "$R --format concise", &[])?,
        on_terminal(&folder, "$R --format full=out.txt; cat out.txt", &[])?,
        on_terminal(&folder, "$R baseline > out.txt; $R", &[])?,
        on_terminal(&folder, "rm referee-baseline.toml; $R init > out.txt; $R", &[])?,
    ];
    without.iter().try_for_each(|shown| {
        ensure(shown.contains("; checked 1 file, 1 database") && !shown.contains(advice), shown)
    })
}
