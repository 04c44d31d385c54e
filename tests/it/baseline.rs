//! `referee baseline`: known findings are left out of `check`, new and worse ones are not, and what is over is told.

use std::fs;

use libtest_mimic::{Failed, Trial};

use crate::cli::{Folder, Test, trials_of};

static TESTS: &[(&str, Test)] = &[
    ("known_findings_are_left_out", known_findings_are_left_out),
    ("lines_may_move", lines_may_move),
    ("new_findings_are_shown", new_findings_are_shown),
    ("more_of_the_same_is_shown", more_of_the_same_is_shown),
    ("worse_findings_are_shown", worse_findings_are_shown),
    ("stale_entries_are_told_and_pruned", stale_entries_are_told_and_pruned),
    ("a_part_of_the_project_keeps_the_rest", a_part_of_the_project_keeps_the_rest),
    ("it_is_found_from_other_folders", it_is_found_from_other_folders),
    ("another_file_can_be_named", another_file_can_be_named),
    ("json_counts_what_is_left_out", json_counts_what_is_left_out),
    ("files_and_entries_are_told_apart", files_and_entries_are_told_apart),
    ("broken_baselines_are_named", broken_baselines_are_named),
];

pub(crate) fn trials() -> Vec<Trial> {
    trials_of("baseline", TESTS)
}

const INIT: &str = "migrations/0001_init.sql";
const DANGLING: &str =
    "CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id));\n";
const MORE: (&str, &str) = (
    "migrations/0002_more.sql",
    "CREATE TABLE likes (id integer PRIMARY KEY, post_id integer REFERENCES articles (id));\n",
);
const ENTRY: &str = "    { rule = \"dangling-reference\", severity = \"error\", database = \"main\", object = \"posts (author_id) -> users\" },\n";

fn known() -> Result<Folder, Failed> {
    let folder = Folder::new(&[(INIT, DANGLING)])?;
    folder
        .run(&["baseline"])?
        .exits(0)?
        .says("wrote referee-baseline.toml: 1 finding, 1 added, 0 removed")?;
    Ok(folder)
}

fn baseline_of(folder: &Folder) -> Result<String, Failed> {
    Ok(fs::read_to_string(folder.path().join("referee-baseline.toml"))?)
}

fn holds(text: &str, words: &str) -> Result<(), Failed> {
    if text.contains(words) { Ok(()) } else { Err(format!("no {words:?} in\n{text}").into()) }
}

fn known_findings_are_left_out() -> Result<(), Failed> {
    let folder = known()?;
    holds(&baseline_of(&folder)?, &format!("version = 1\nfindings = [\n{ENTRY}]\n"))?;
    let run = folder.run(&["check"])?.exits(0)?.silent_about("error[")?;
    run.says("1 known finding in referee-baseline.toml is not shown")?.says("No other problems found")?;
    folder.run(&["check", "--no-baseline"])?.exits(1)?.says("error[dangling-reference]")?;
    folder.run(&["baseline"])?.exits(0)?.says("is up to date")?;
    Ok(())
}

fn lines_may_move() -> Result<(), Failed> {
    let folder = known()?;
    folder.add(INIT, &format!("-- Moved.\n\n\nCREATE TABLE tags (id integer PRIMARY KEY);\n{DANGLING}"))?;
    fs::rename(folder.path().join(INIT), folder.path().join("migrations/0001_first.sql"))?;
    folder.run(&["check"])?.exits(0)?.says("1 known finding")?;
    Ok(())
}

fn new_findings_are_shown() -> Result<(), Failed> {
    let folder = known()?;
    folder.add(MORE.0, MORE.1)?;
    let run = folder.run(&["check"])?.exits(1)?.says("migrations/0002_more.sql:1")?;
    run.says("Found 1 problem (1 error)")?.silent_about("0001_init.sql:1")?;
    folder.run(&["baseline"])?.exits(0)?.says("2 findings, 1 added, 0 removed")?;
    folder.run(&["check"])?.exits(0)?.says("2 known findings in referee-baseline.toml are not shown")?;
    Ok(())
}

fn more_of_the_same_is_shown() -> Result<(), Failed> {
    let folder = known()?;
    folder.add(
        "migrations/0002_again.sql",
        "ALTER TABLE posts ADD CONSTRAINT again FOREIGN KEY (author_id) REFERENCES users (id);\n",
    )?;
    folder.run(&["check"])?.exits(1)?.says("migrations/0002_again.sql:1")?.says("1 known finding")?;
    folder.run(&["baseline"])?.exits(0)?;
    holds(&baseline_of(&folder)?, "object = \"posts (author_id) -> users\", count = 2 }")?;
    folder.run(&["check"])?.exits(0)?.says("known findings")?;
    Ok(())
}

fn worse_findings_are_shown() -> Result<(), Failed> {
    let folder =
        Folder::new(&[(INIT, DANGLING), ("referee.toml", "[rules]\ndangling-reference = \"warn\"\n")])?;
    folder.run(&["baseline"])?.exits(0)?;
    folder.run(&["check", "--fail-on", "note"])?.exits(0)?;
    folder.add("referee.toml", "")?;
    folder.run(&["check"])?.exits(1)?.says("error[dangling-reference]")?.silent_about("no longer found")?;
    // The other way round it is known.
    folder.run(&["baseline"])?.exits(0)?.says("1 added, 1 removed")?;
    folder.add("referee.toml", "[rules]\ndangling-reference = \"note\"\n")?;
    folder.run(&["check", "--fail-on", "note"])?.exits(0)?.says("1 known finding")?;
    Ok(())
}

fn stale_entries_are_told_and_pruned() -> Result<(), Failed> {
    let folder = Folder::new(&[(INIT, DANGLING), MORE])?;
    folder.run(&["baseline"])?.exits(0)?;
    folder.add(INIT, &format!("CREATE TABLE users (id integer PRIMARY KEY);\n{DANGLING}"))?;
    let run = folder.run(&["check", "--fail-on", "note"])?.exits(0)?;
    run.says("1 entry of referee-baseline.toml is no longer found")?
        .says("dangling-reference in main: posts (author_id) -> users")?;
    // Pruning adds nothing.
    folder.add(
        "migrations/0003_new.sql",
        "CREATE TABLE tags (id integer PRIMARY KEY, name_id integer REFERENCES names (id));\n",
    )?;
    folder.run(&["baseline", "--prune"])?.exits(0)?.says("1 finding, 0 added, 1 removed")?;
    folder.run(&["check"])?.exits(1)?.says("migrations/0003_new.sql:1")?.silent_about("no longer found")?;
    let none = Folder::new(&[(INIT, DANGLING)])?;
    none.run(&["baseline", "--prune"])?.exits(2)?.says("there is no `referee-baseline.toml` to prune")?;
    Ok(())
}

fn a_part_of_the_project_keeps_the_rest() -> Result<(), Failed> {
    let folder = Folder::new(&[
        ("referee.toml", ""),
        ("shop/migrations/0001_init.sql", DANGLING),
        ("blog/migrations/0001_init.sql", MORE.1),
    ])?;
    folder.run(&["baseline"])?.exits(0)?;
    let whole = baseline_of(&folder)?;
    folder.run(&["check", "blog"])?.exits(0)?.says("1 known finding")?.silent_about("no longer found")?;
    folder.run(&["baseline", "blog"])?.exits(0)?.says("is up to date")?;
    folder.run(&["baseline", "--prune", "blog"])?.exits(0)?.says("is up to date")?;
    holds(&baseline_of(&folder)?, &whole)
}

fn it_is_found_from_other_folders() -> Result<(), Failed> {
    let folder = known()?;
    folder.add("referee.toml", "")?;
    let path = folder.path().display().to_string();
    folder.run(&["check", &path])?.exits(0)?.says("1 known finding")?;
    Ok(())
}

fn another_file_can_be_named() -> Result<(), Failed> {
    let folder = Folder::new(&[(INIT, DANGLING)])?;
    folder.run(&["baseline", "--file", "ci/known.toml"])?.exits(2)?.says("cannot be written")?;
    folder.add("ci/README", "")?;
    folder.run(&["baseline", "--file", "ci/known.toml"])?.exits(0)?;
    folder.run(&["check"])?.exits(1)?;
    folder.run(&["check", "--baseline", "ci/known.toml"])?.exits(0)?.says("in ci/known.toml is not shown")?;
    folder.run(&["check", "--baseline", "nowhere.toml"])?.exits(2)?.says("nowhere.toml")?;
    Ok(())
}

fn json_counts_what_is_left_out() -> Result<(), Failed> {
    let folder = known()?;
    folder.add(MORE.0, MORE.1)?;
    let out = folder.run(&["check", "--format", "json"])?.exits(1)?.out();
    let json: serde_json::Value = serde_json::from_str(&out)?;
    let baseline = &json["summary"]["baseline"];
    let found = (&json["summary"]["errors"], &baseline["known"], &baseline["file"], &baseline["stale"]);
    let wanted = serde_json::json!([1, 1, "referee-baseline.toml", []]);
    if serde_json::json!([found.0, found.1, found.2, found.3]) != wanted {
        return Err(format!("{baseline:#}").into());
    }
    holds(&json["diagnostics"][0]["object"].to_string(), "likes (post_id) -> articles")
}

/// Findings that are about no table: about files, comments and entries of the configuration.
fn files_and_entries_are_told_apart() -> Result<(), Failed> {
    let table = "CREATE TABLE users (id integer PRIMARY KEY);\n";
    let again = "-- referee: ignore[type-mismatch] over\nCREATE TABLE tags (id integer PRIMARY KEY);\n";
    let folder = Folder::new(&[
        ("db/migrations/0001_users.sql", table),
        ("db/migrations/0002_tags.sql", again),
        ("db/migrations/0002_labels.sql", "CREATE TABLE labels (id integer PRIMARY KEY);\n"),
        ("referee.toml", "[[ignore]]\nrule = \"type-mismatch\"\ntable = \"old\"\n"),
    ])?;
    folder.run(&["baseline"])?.exits(0)?;
    let text = baseline_of(&folder)?;
    holds(&text, "object = \"db/migrations/0002_tags.sql type-mismatch\"")?;
    holds(&text, "`type-mismatch` finds nothing about table `old`\"")?;
    holds(&text, "rule = \"broken-history\"")?;
    folder.run(&["check", "--fail-on", "note"])?.exits(0)?.silent_about("no longer found")?;
    // The same from the outside.
    let path = folder.path().display().to_string();
    folder.run(&["check", "--fail-on", "note", &path])?.exits(0)?.silent_about("no longer found")?;
    // Another one is another finding.
    let other = "[[ignore]]\nrule = \"type-mismatch\"\ntable = \"older\"\n";
    folder.add("referee.toml", other)?;
    folder.run(&["check", "--fail-on", "note"])?.exits(1)?.says("unused-suppression")?;
    Ok(())
}

fn broken_baselines_are_named() -> Result<(), Failed> {
    let folder = known()?;
    let text = baseline_of(&folder)?;
    for (broken, words) in [
        (text.replace("\"error\"", "\"fatal\""), "referee-baseline.toml:5:"),
        (text.replace("version = 1", "version = 9"), "version 9 of baselines is not known"),
        (text.replace("rule = ", "rules = "), "not a baseline"),
        (text.replace("findings = [\n", "findings = [\n<<<<<<< HEAD\n"), "merge conflict"),
        (String::new(), "not a baseline"),
    ] {
        folder.add("referee-baseline.toml", &broken)?;
        folder.run(&["check"])?.exits(2)?.says(words)?;
        folder.run(&["baseline", "--prune"])?.exits(2)?;
    }
    folder.run(&["baseline"])?.exits(0)?;
    holds(&baseline_of(&folder)?, &text)?;
    // Both sides of a merge have it: it is one finding.
    folder.add("referee-baseline.toml", &text.replace(ENTRY, &format!("{ENTRY}{ENTRY}")))?;
    folder.run(&["check"])?.exits(0)?.silent_about("no longer found")?;
    Ok(())
}
