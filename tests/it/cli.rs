//! The program as a user meets it: exit statuses, messages, bad input.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use libtest_mimic::{Failed, Trial};

/// A test.
pub(crate) type Test = fn() -> Result<(), Failed>;

static TESTS: &[(&str, Test)] = &[
    ("clean_project_exits_0", clean_project_exits_0),
    ("findings_exit_1", findings_exit_1),
    ("fail_on_decides_the_status", fail_on_decides_the_status),
    ("paths_without_a_verb_are_checked", paths_without_a_verb_are_checked),
    ("missing_path_exits_2", missing_path_exits_2),
    ("nothing_found_exits_2", nothing_found_exits_2),
    ("unknown_format_exits_2", unknown_format_exits_2),
    ("formats_go_to_files", formats_go_to_files),
    ("configuration_errors_name_their_place", configuration_errors_name_their_place),
    ("schema_json_is_the_interface", schema_json_is_the_interface),
    ("sources_tell_what_is_compared", sources_tell_what_is_compared),
    ("settings_above_the_given_paths_hold", settings_above_the_given_paths_hold),
    ("in_order_takes_the_order_given", in_order_takes_the_order_given),
    ("explain_knows_every_rule", explain_knows_every_rule),
    ("init_proposes_what_most_keys_do", init_proposes_what_most_keys_do),
    ("init_proposes_policies_of_all_kinds", init_proposes_policies_of_all_kinds),
    ("init_keeps_an_existing_file", init_keeps_an_existing_file),
    ("links_in_a_circle_end", links_in_a_circle_end),
    ("comments_silence", comments_silence),
    ("large_dumps_keep_their_lines", large_dumps_keep_their_lines),
    ("output_does_not_depend_on_threads", output_does_not_depend_on_threads),
];

/// One test per line of the table.
pub(crate) fn trials() -> Vec<Trial> {
    trials_of("cli", TESTS)
}

/// One test per line of a table.
pub(crate) fn trials_of(group: &str, tests: &[(&str, Test)]) -> Vec<Trial> {
    tests.iter().map(|(name, test)| Trial::test(format!("{group}::{name}"), *test)).collect()
}

const TWO_TABLES: &str = "CREATE TABLE users (id integer PRIMARY KEY);\n\
     CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE);\n";
const DANGLING: &str =
    "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n";

/// A folder with files, and the program run in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Result<Folder, Failed> {
        let folder = Folder(tempfile::tempdir()?);
        files.iter().try_for_each(|(path, text)| folder.add(path, text))?;
        Ok(folder)
    }

    /// Writes a file.
    pub(crate) fn add(&self, path: &str, text: &str) -> Result<(), Failed> {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(self.path()))?;
        Ok(fs::write(path, text)?)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Run, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referee"));
        let output = command.args(arguments).current_dir(self.path()).env_remove("COLUMNS").output()?;
        Ok(Run(output))
    }
}

/// What a run came to.
pub(crate) struct Run(Output);

impl Run {
    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    pub(crate) fn exits(self, status: i32) -> Result<Run, Failed> {
        if self.0.status.code() == Some(status) {
            return Ok(self);
        }
        Err(format!("exit {:?}, not {status}\n{}{}", self.0.status.code(), self.out(), self.err()).into())
    }

    pub(crate) fn silent_about(self, words: &str) -> Result<Run, Failed> {
        if self.out().contains(words) || self.err().contains(words) {
            return Err(format!("says {words:?}:\n{}{}", self.out(), self.err()).into());
        }
        Ok(self)
    }

    pub(crate) fn says(self, words: &str) -> Result<Run, Failed> {
        if self.out().contains(words) || self.err().contains(words) {
            return Ok(self);
        }
        Err(format!("does not say {words:?}:\n{}{}", self.out(), self.err()).into())
    }
}

fn clean_project_exits_0() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", TWO_TABLES)])?;
    folder.run(&["check"])?.exits(0)?.says("No problems found")?;
    Ok(())
}

fn findings_exit_1() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    folder
        .run(&["check"])?
        .exits(1)?
        .says("error[dangling-reference]")?
        .says("migrations/0001_init.sql:1")?;
    Ok(())
}

fn fail_on_decides_the_status() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    folder.run(&["check", "--fail-on", "never"])?.exits(0)?;
    folder.run(&["check", "--exit-zero"])?.exits(0)?.says("dangling-reference")?;
    let silent = Folder::new(&[
        ("migrations/0001_init.sql", DANGLING),
        ("referee.toml", "[rules]\ndangling-reference = \"warn\"\n"),
    ])?;
    silent.run(&["check"])?.exits(0)?.says("warning[dangling-reference]")?;
    silent.run(&["check", "--fail-on", "warning"])?.exits(1)?;
    Ok(())
}

fn paths_without_a_verb_are_checked() -> Result<(), Failed> {
    let folder = Folder::new(&[("db/migrations/0001_init.sql", DANGLING)])?;
    folder.run(&["db"])?.exits(1)?.says("db/migrations/0001_init.sql:1")?;
    Ok(())
}

fn missing_path_exits_2() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    folder.run(&["check", "nowhere"])?.exits(2)?.says("`nowhere`")?;
    Ok(())
}

fn nothing_found_exits_2() -> Result<(), Failed> {
    let folder = Folder::new(&[("notes.txt", "nothing to see")])?;
    folder.run(&["check"])?.exits(2)?.says("no description of a database")?;
    Ok(())
}

fn unknown_format_exits_2() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", TWO_TABLES)])?;
    folder.run(&["check", "--format", "xml"])?.exits(2)?.says("known are full, concise, json")?;
    Ok(())
}

fn formats_go_to_files() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", DANGLING)])?;
    folder.run(&["check", "--format", "concise", "--format", "json=report.json"])?.exits(1)?;
    let report: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join("report.json"))?)?;
    let finding = &report["diagnostics"][0];
    let told = (finding["rule"].as_str(), finding["location"]["line"].as_u64());
    if told == (Some("dangling-reference"), Some(1)) { Ok(()) } else { Err(report.to_string().into()) }
}

fn configuration_errors_name_their_place() -> Result<(), Failed> {
    let cases = [
        ("[[policy]]\nreference = \"users\"\n", "referee.toml:2", "did you mean `references`"),
        ("[[policy]]\nreferences = 5\n", "referee.toml:2", "string"),
        ("[[policy]]\nreferences = \"users\"\non_delete = \"explode\"\n", "referee.toml:3", "explode"),
        ("[[policy]]\ntable = \"a[\"\non_delete = \"cascade\"\n", "referee.toml:2", "a["),
        ("[rules]\nimplicit-actions = \"warn\"\n", "referee.toml:2", "implicit-action"),
        ("[rules\n", "referee.toml:1", "referee.toml"),
    ];
    for (text, place, words) in cases {
        let folder = Folder::new(&[("referee.toml", text), ("migrations/0001_init.sql", TWO_TABLES)])?;
        folder.run(&["check"])?.exits(2)?.says(place)?.says(words)?;
        folder.run(&["check", "--isolated"])?.exits(0)?;
    }
    Ok(())
}

fn schema_json_is_the_interface() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", TWO_TABLES)])?;
    let run = folder.run(&["schema", "--format", "json", "migrations"])?.exits(0)?;
    let document: serde_json::Value = serde_json::from_slice(&run.0.stdout)?;
    let source = &document["sources"][0];
    let expected = serde_json::json!({
        "schema": "public", "table": "posts", "columns": ["user_id"],
        "ref_schema": "public", "ref_table": "users", "ref_columns": ["id"],
        "on_delete": "cascade", "on_update": "no_action", "name": "posts_user_id_fkey",
        "validated": true, "deferrable": false, "nullable": [true],
        "stated": {"on_delete": true, "on_update": false},
        "span": {"file": "migrations/0001_init.sql", "line": 2, "column": 61},
    });
    let right = document["version"] == 1
        && source["kind"] == "sql-migrations"
        && source["layout"] == "numbered"
        && source["dialect"] == "postgresql"
        && source["tables"][1]["primary_key"] == serde_json::json!(["id"])
        && source["foreign_keys"] == serde_json::json!([expected]);
    if right { Ok(()) } else { Err(document.to_string().into()) }
}

fn sources_tell_what_is_compared() -> Result<(), Failed> {
    let schema = "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel users {\n  id Int @id\n}\n";
    let folder = Folder::new(&[
        ("prisma/schema.prisma", schema),
        ("prisma/migrations/0001_init/migration.sql", "CREATE TABLE users (id integer PRIMARY KEY);\n"),
    ])?;
    folder.run(&["sources"])?.exits(0)?.says("because Prisma")?.says("layout prisma-migrate")?;
    Ok(())
}

fn settings_above_the_given_paths_hold() -> Result<(), Failed> {
    let table = |name: &str| {
        let import = "import { pgTable, integer } from \"drizzle-orm/pg-core\";\n";
        format!("{import}export const {name} = pgTable(\"{name}\", {{ ownId: integer().primaryKey() }});\n")
    };
    let folder = Folder::new(&[
        ("package.json", "{ \"dependencies\": { \"drizzle-orm\": \"0.45.2\" } }\n"),
        (
            "drizzle.config.ts",
            "export default { dialect: \"postgresql\", schema: \"./db/**/*.table.ts\", casing: \"snake_case\" };\n",
        ),
        ("db/a/authors.table.ts", &table("authors")),
        ("db/b/books.table.ts", &table("books")),
        ("db/b/other.ts", &table("others")),
    ])?;
    let one = folder.run(&["schema", "db/a"])?.exits(0)?.says("authors")?.says("own_id")?;
    let glob = folder.run(&["schema", "db/*/*.table.ts"])?.exits(0)?.says("authors")?.says("books")?;
    let other = folder.run(&["schema", "db/b/other.ts"])?.exits(0)?.says("others")?.says("own_id")?;
    let wrong = one.out().contains("books") || glob.out().contains("others") || other.out().contains("books");
    if wrong { Err(format!("{}{}{}", one.out(), glob.out(), other.out()).into()) } else { Ok(()) }
}

fn in_order_takes_the_order_given() -> Result<(), Failed> {
    let folder = Folder::new(&[
        ("z.sql", "CREATE TABLE users (id integer PRIMARY KEY);\n"),
        ("a.sql", "DROP TABLE users;\nCREATE TABLE teams (id integer PRIMARY KEY);\n"),
    ])?;
    let run =
        folder.run(&["schema", "--in-order", "z.sql", "a.sql"])?.exits(0)?.says("table public.teams")?;
    if run.out().contains("table public.users") { Err(run.out().into()) } else { Ok(()) }
}

fn explain_knows_every_rule() -> Result<(), Failed> {
    let folder = Folder::new(&[])?;
    for rule in referee::rules::RULES {
        folder.run(&["explain", rule.name])?.exits(0)?.says(rule.docs.why)?;
    }
    folder.run(&["explain", "action-missmatch"])?.exits(2)?.says("did you mean `action-mismatch`")?;
    Ok(())
}

fn init_proposes_what_most_keys_do() -> Result<(), Failed> {
    let mut text = "CREATE TABLE users (id integer PRIMARY KEY);\n".to_owned();
    for number in 1..=6 {
        let action = if number == 6 { "" } else { " ON DELETE CASCADE" };
        text.push_str(&format!("CREATE TABLE t{number} (user_id integer REFERENCES users (id){action});\n"));
    }
    let folder = Folder::new(&[("migrations/0001_init.sql", &text)])?;
    folder.run(&["init"])?.exits(0)?.says("wrote referee.toml")?;
    let written = fs::read_to_string(folder.path().join("referee.toml"))?;
    let policy = "# 5 of 6 foreign keys to users do this.\n#   not t6(user_id) NO ACTION\n\
                  [[policy]]\nreferences = \"users\"\non_delete = \"cascade\"\n";
    if !written.contains(policy) {
        return Err(written.into());
    }
    folder.run(&["check"])?.exits(1)?.says("forbidden-action")?.says("0001_init.sql:7")?;
    Ok(())
}

/// A shop whose tenants' tables all but one have a foreign key, whose users can be erased, and whose payments stay.
fn init_proposes_policies_of_all_kinds() -> Result<(), Failed> {
    let mut text = "CREATE TABLE tenants (id integer PRIMARY KEY);\n\
                    CREATE TABLE users (id integer PRIMARY KEY, tenant_id integer NOT NULL REFERENCES tenants ON DELETE CASCADE);\n\
                    CREATE TABLE payments (id integer PRIMARY KEY, tenant_id integer REFERENCES tenants ON DELETE SET NULL,\n  \
                    payer_id integer REFERENCES users ON DELETE SET NULL, payee_id integer REFERENCES users ON DELETE SET NULL);\n\
                    CREATE TABLE t0 (id integer PRIMARY KEY, tenant_id integer NOT NULL);\n"
        .to_owned();
    for number in 1..=8 {
        text.push_str(&format!(
            "CREATE TABLE t{number} (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE, \
             tenant_id integer NOT NULL REFERENCES tenants ON DELETE CASCADE);\n"
        ));
    }
    let folder = Folder::new(&[("migrations/0001_init.sql", &text)])?;
    folder.run(&["init"])?.exits(0)?;
    let written = fs::read_to_string(folder.path().join("referee.toml"))?;
    let proposals = [
        "[[erasable]]\ntable = \"users\"\n",
        "# None of the 3 foreign keys of these tables cascades; 17 of 17 elsewhere do.\n[[protected]]\ntable = \"payments\"\n",
        "# 10 of 11 tables reference tenants by tenant_id.\n#   not t0 (tenant_id) -> tenants\n\
         [[required]]\ntable = \"*\"\ncolumn = \"tenant_id\"\nreferences = \"tenants\"\n",
    ];
    if proposals.iter().any(|proposal| !written.contains(proposal)) {
        return Err(written.into());
    }
    let checked =
        folder.run(&["check", "--format", "concise"])?.exits(1)?.says("error[missing-required-reference]")?;
    checked.says("(1 error, 1 note)")?;
    Ok(())
}

fn init_keeps_an_existing_file() -> Result<(), Failed> {
    let folder = Folder::new(&[("migrations/0001_init.sql", TWO_TABLES), ("referee.toml", "# mine\n")])?;
    folder.run(&["init"])?.exits(2)?.says("--force")?;
    folder.run(&["init", "--force"])?.exits(0)?;
    Ok(())
}

#[cfg(unix)]
fn links_in_a_circle_end() -> Result<(), Failed> {
    let folder = Folder::new(&[("db/migrations/0001_init.sql", TWO_TABLES)])?;
    std::os::unix::fs::symlink(folder.path().join("db"), folder.path().join("db/migrations/again"))?;
    folder.run(&["check"])?.exits(0)?.says("checked 1 file")?;
    Ok(())
}

#[cfg(not(unix))]
fn links_in_a_circle_end() -> Result<(), Failed> {
    Ok(())
}

fn comments_silence() -> Result<(), Failed> {
    let text = format!("-- referee: ignore[dangling-reference] the other service makes it\n{DANGLING}");
    let folder = Folder::new(&[("migrations/0001_init.sql", &text)])?;
    folder.run(&["check"])?.exits(0)?.says("No problems found")?;
    Ok(())
}

/// A dump above the limit of what is kept whole: its statements are still found, at their lines.
fn large_dumps_keep_their_lines() -> Result<(), Failed> {
    let mut text = "CREATE TABLE users (id integer PRIMARY KEY);\nCOPY users (id) FROM stdin;\n".to_owned();
    for row in 0..2_000_000 {
        text.push_str(&format!("{row}\n"));
    }
    text.push_str("\\.\nCREATE TABLE posts (user_id integer REFERENCES teams (id));\n");
    let folder = Folder::new(&[("dump.sql", &text)])?;
    folder
        .run(&["check", "--format", "concise"])?
        .exits(1)?
        .says("dump.sql:2000004:48: error[dangling-reference]")?;
    Ok(())
}

fn output_does_not_depend_on_threads() -> Result<(), Failed> {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/stories");
    let folder = Folder::new(&[])?;
    let run = |threads| {
        folder.run(&["check", "--format", "json", "--threads", threads, corpus]).map(|run| run.out())
    };
    if run("1")? == run("8")? { Ok(()) } else { Err("one thread says something else than eight".into()) }
}
