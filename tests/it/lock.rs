//! `referee lock`: what it writes, when it refuses, and how `check` reads it.

use std::fs;

use libtest_mimic::{Failed, Trial};

use crate::cli::{Folder, Test, trials_of};

static TESTS: &[(&str, Test)] = &[
    ("names_are_sorted_and_say_what_happens", names_are_sorted_and_say_what_happens),
    ("every_word_has_its_effect", every_word_has_its_effect),
    ("without_tables_it_says_what_to_do", without_tables_it_says_what_to_do),
    ("growth_must_be_accepted", growth_must_be_accepted),
    ("less_is_written_without_asking", less_is_written_without_asking),
    ("the_order_of_files_does_not_matter", the_order_of_files_does_not_matter),
    ("another_folder_is_the_same_database", another_folder_is_the_same_database),
    ("a_part_of_the_project_keeps_the_rest", a_part_of_the_project_keeps_the_rest),
    ("broken_lines_have_their_place", broken_lines_have_their_place),
    ("merge_conflicts_are_named", merge_conflicts_are_named),
];

pub(crate) fn trials() -> Vec<Trial> {
    trials_of("lock", TESTS)
}

const CONFIG: (&str, &str) = (
    "referee.toml",
    "[[erasable]]\ntable = [\"users\", \"vendors\"]\n\n[[protected]]\ntable = \"config_versions\"\n",
);

const SCHEMA: &str = "\
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE vendors (id integer PRIMARY KEY);
CREATE TABLE workspaces (id integer PRIMARY KEY);
CREATE TABLE configs (id integer PRIMARY KEY, workspace_id integer REFERENCES workspaces (id) ON DELETE CASCADE);
CREATE TABLE config_versions (id integer PRIMARY KEY, config_id integer REFERENCES configs (id) ON DELETE CASCADE);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE orders (id integer PRIMARY KEY, buyer_id integer REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE invoices (id integer PRIMARY KEY, customer_id integer REFERENCES users (id) ON DELETE RESTRICT);
CREATE TABLE comments (id integer PRIMARY KEY, post_id integer REFERENCES posts (id) ON DELETE CASCADE);
";

const LOCK: &str = "
database main

erasable users
  removes   comments (post_id) -> posts
  stops     invoices (customer_id) -> users
  nulls     orders (buyer_id) -> users
  removes   posts (author_id) -> users

erasable vendors

protected config_versions
  through   config_versions (config_id) -> configs
  through   configs (workspace_id) -> workspaces
";

const LIKES: (&str, &str) = (
    "migrations/0002_likes.sql",
    "CREATE TABLE likes (id integer PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE);\n",
);

fn project() -> Result<Folder, Failed> {
    Folder::new(&[CONFIG, ("migrations/0001_init.sql", SCHEMA)])
}

fn lock_of(folder: &Folder) -> Result<String, Failed> {
    let text = fs::read_to_string(folder.path().join("referee.lock"))?;
    // The comment above is for people.
    Ok(text.lines().skip_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect())
}

fn same(left: &str, right: &str) -> Result<(), Failed> {
    if left == right { Ok(()) } else { Err(format!("{left}\nis not\n{right}").into()) }
}

fn names_are_sorted_and_say_what_happens() -> Result<(), Failed> {
    let folder = project()?;
    folder.run(&["lock"])?.exits(0)?.says("wrote referee.lock: 3 tables, 6 lines")?;
    same(&lock_of(&folder)?, LOCK)?;
    folder.run(&["lock"])?.exits(0)?.says("referee.lock is up to date")?;
    folder.run(&["check"])?.silent_about("grown-impact")?;
    Ok(())
}

fn every_word_has_its_effect() -> Result<(), Failed> {
    let schema = "\
        CREATE TABLE users (id integer PRIMARY KEY);\n\
        CREATE TABLE teams (id integer PRIMARY KEY, owner_id integer REFERENCES users (id) ON DELETE CASCADE);\n\
        CREATE TABLE members (id integer PRIMARY KEY,\n\
            user_id integer REFERENCES users (id) ON DELETE CASCADE, team_id integer REFERENCES teams (id));\n\
        CREATE TABLE themes (id integer PRIMARY KEY, user_id integer DEFAULT 1 REFERENCES users (id) ON DELETE SET DEFAULT);\n\
        CREATE TABLE keys (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE SET NULL);\n";
    let folder = Folder::new(&[
        ("referee.toml", "[[erasable]]\ntable = \"users\"\n"),
        ("migrations/0001_init.sql", schema),
    ])?;
    folder.run(&["lock"])?.exits(0)?;
    let lines = "\ndatabase main\n\nerasable users\n  stops     keys (user_id) -> users\n\
        \x20 may stop  members (team_id) -> teams\n  removes   members (user_id) -> users\n\
        \x20 removes   teams (owner_id) -> users\n  defaults  themes (user_id) -> users\n";
    same(&lock_of(&folder)?, lines)
}

fn without_tables_it_says_what_to_do() -> Result<(), Failed> {
    let none = Folder::new(&[("migrations/0001_init.sql", SCHEMA)])?;
    none.run(&["lock"])?.exits(2)?.says("there is no referee.toml")?.says("[[erasable]]")?;
    none.add("referee.toml", "")?;
    none.run(&["lock"])?.exits(2)?.says("add `[[erasable]]`")?;
    none.add("referee.toml", "[[protected]]\ntable = \"ledger\"\n")?;
    none.run(&["lock"])?.exits(2)?.says("no table is matched by `ledger`")?;
    Ok(())
}

fn growth_must_be_accepted() -> Result<(), Failed> {
    let folder = project()?;
    folder.run(&["lock"])?.exits(0)?;
    folder.add(LIKES.0, LIKES.1)?;
    folder.run(&["check"])?.exits(1)?.says("error[grown-impact]")?.says("migrations/0002_likes.sql:1")?;
    let grown = "erasable users: removes likes (user_id) -> users";
    folder.run(&["lock"])?.exits(1)?.says(grown)?.says("would grow by 1 line")?;
    same(&lock_of(&folder)?, LOCK)?;
    folder.run(&["lock", "--update"])?.exits(0)?;
    same(&lock_of(&folder)?, &LOCK.replace("  nulls ", "  removes   likes (user_id) -> users\n  nulls "))?;
    folder.run(&["check"])?.silent_about("grown-impact")?;
    Ok(())
}

fn less_is_written_without_asking() -> Result<(), Failed> {
    let folder = project()?;
    folder.run(&["lock"])?.exits(0)?;
    folder.add("migrations/0002_less.sql", "DROP TABLE comments;\n")?;
    folder.run(&["check"])?.says("note[grown-impact]")?.says("a line of referee.lock no longer happens")?;
    folder.run(&["lock"])?.exits(0)?.says("3 tables, 5 lines")?;
    // A table that the lock did not know is no growth, either.
    folder.add("referee.toml", "[[erasable]]\ntable = [\"users\", \"vendors\", \"posts\"]\n\n[[protected]]\ntable = \"config_versions\"\n")?;
    folder.run(&["check"])?.says("referee.lock says nothing of `posts` yet")?;
    folder.run(&["lock"])?.exits(0)?.says("4 tables, 5 lines")?;
    Ok(())
}

fn the_order_of_files_does_not_matter() -> Result<(), Failed> {
    let folder = project()?;
    folder.run(&["lock"])?.exits(0)?;
    // The same tables in another order and another file.
    let mut lines: Vec<&str> = SCHEMA.lines().collect();
    lines.swap(5, 6);
    lines.swap(3, 7);
    lines.sort_by_key(|line| line.contains("config_versions"));
    let moved = Folder::new(&[CONFIG, ("db/migrations/2024_all.sql", &lines.join("\n"))])?;
    moved.run(&["lock"])?.exits(0)?;
    same(&lock_of(&moved)?.replace("database db", "database main"), LOCK)
}

fn another_folder_is_the_same_database() -> Result<(), Failed> {
    let folder = project()?;
    folder.run(&["lock"])?.exits(0)?;
    folder.add(LIKES.0, LIKES.1)?;
    let path = folder.path().display().to_string();
    folder.run(&["check", &path])?.exits(1)?.says("error[grown-impact]")?.silent_about("says nothing of")?;
    folder.run(&["lock", "--update", &path])?.exits(0)?;
    if !lock_of(&folder)?.starts_with("\ndatabase main\n") {
        return Err("the database has another name".into());
    }
    Ok(())
}

fn a_part_of_the_project_keeps_the_rest() -> Result<(), Failed> {
    let other = "CREATE TABLE users (id integer PRIMARY KEY);\n";
    let folder = Folder::new(&[
        CONFIG,
        ("shop/migrations/0001_init.sql", SCHEMA),
        ("blog/migrations/0001_init.sql", other),
    ])?;
    folder.run(&["lock"])?.exits(0)?;
    let whole = lock_of(&folder)?;
    if !whole.contains("database blog\n\nerasable users\n\ndatabase shop\n") {
        return Err(whole.into());
    }
    folder.run(&["lock", "blog"])?.exits(0)?;
    same(&lock_of(&folder)?, &whole)?;
    folder.run(&["check", "blog"])?.silent_about("grown-impact")?;
    Ok(())
}

fn broken_lines_have_their_place() -> Result<(), Failed> {
    let folder = project()?;
    for (lock, words) in [
        ("erasable users\n", "referee.lock:1:1"),
        ("database main\nusers\n", "begins with none of `database`, `erasable` and `protected`"),
        ("database main\n\nerasable users\n  eats posts (a) -> b\n", "referee.lock:4:3"),
        ("database main\n\nerasable users\n  removes posts\n", "names no foreign key"),
        ("database main\n\nerasable users\n  through a (b) -> c\n", "an erasable table"),
        ("database main\n\nerasable users\n\nerasable users\n", "for the second time"),
    ] {
        folder.add("referee.lock", lock)?;
        folder.run(&["check"])?.exits(2)?.says(words)?.says("referee lock --update")?;
        folder.run(&["lock"])?.exits(2)?;
    }
    folder.run(&["lock", "--update"])?.exits(0)?;
    same(&lock_of(&folder)?, LOCK)
}

fn merge_conflicts_are_named() -> Result<(), Failed> {
    let folder = project()?;
    folder.run(&["lock"])?.exits(0)?;
    let ours = "<<<<<<< HEAD\n  removes   posts (author_id) -> users\n=======\n>>>>>>> theirs\n";
    let text = lock_of(&folder)?.replace("  removes   posts (author_id) -> users\n", ours);
    folder.add("referee.lock", &text)?;
    folder.run(&["check"])?.exits(2)?.says("merge conflict")?.says("referee.lock:8:1")?;
    folder.run(&["lock", "--update"])?.exits(0)?;
    same(&lock_of(&folder)?, LOCK)
}
