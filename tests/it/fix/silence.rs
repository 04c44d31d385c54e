//! Where a comment is put, how one goes, and what an entry of referee.toml selects.

use libtest_mimic::{Failed, Trial};
use referee::diagnostic::{Diagnostic, Label, Severity};
use referee::fix;
use referee::text::{Files, Span};

use super::applied;

/// One test per kind of edit.
pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("fix::comments", comments_stand_where_they_count),
        Trial::test("fix::comments_gone", comments_are_taken_away),
        Trial::test("fix::entries", entries_select_the_object),
    ]
}

/// A finding of `type-mismatch` at the words `@@`, which are a part of the text.
fn finding(files: &Files, path: &str) -> Diagnostic {
    let id = files.find(path).expect("the file is there");
    let at = files.get(id).text().find("@@").expect("a mark");
    Diagnostic {
        rule: "type-mismatch",
        severity: Severity::Error,
        message: String::new(),
        primary: Label::new(Span::new(id, at, at + 2), ""),
        related: Vec::new(),
        help: None,
        database: String::new(),
        object: String::new(),
        selection: None,
    }
}

/// The file, its text with a mark at the place, and the text afterwards, with `$` for what the comment says.
const COMMENTS: &[(&str, &str, Option<&str>)] = &[
    (
        "a.sql",
        "CREATE TABLE a (\n  id int,\n  @@ int\n);\n",
        Some("CREATE TABLE a (\n  id int,\n  -- $\n  @@ int\n);\n"),
    ),
    ("a.sql", "ALTER TABLE a\r\n\tADD @@;\r\n", Some("ALTER TABLE a\r\n\t-- $\r\n\tADD @@;\r\n")),
    (
        "a.sql",
        "--liquibase formatted sql @@\nSELECT 1;\n",
        Some("--liquibase formatted sql @@ $\nSELECT 1;\n"),
    ),
    ("a.sql", "\u{feff}CREATE TABLE a (@@ int);\n", Some("\u{feff}CREATE TABLE a (@@ int); -- $\n")),
    (
        "a.sql",
        "INSERT INTO a VALUES ('x\n'); ALTER TABLE a ADD @@;\n",
        Some("INSERT INTO a VALUES ('x\n'); ALTER TABLE a ADD @@; -- $\n"),
    ),
    ("a.prisma", "model A {\n  /// doc\n  b @@\n}\n", Some("model A {\n  /// doc\n  // $\n  b @@\n}\n")),
    (
        "a.prisma",
        "model A {\n  b B @relation(\n    fields: [@@]\n  )\n}\n",
        Some("// $\nmodel A {\n  b B @relation(\n    fields: [@@]\n  )\n}\n"),
    ),
    (
        "a.ts",
        "const a = t({\n  b: c()\n    .references(() => @@),\n});\n",
        Some("const a = t({\n  b: c()\n    // $\n    .references(() => @@),\n});\n"),
    ),
    ("a.ts", "const a = sql`\n  ALTER TABLE @@`;\n", Some("const a = sql`\n  -- $\n  ALTER TABLE @@`;\n")),
    ("a.ts", "const a = `\n`; f(@@); // why\n", Some("const a = `\n`; f(@@); // why $\n")),
    ("a.py", "a = f(\n    @@,\n)\n", Some("a = f(\n    # $\n    @@,\n)\n")),
    ("a.py", "a = 1 + \\\n    f(@@)\n", Some("a = 1 + \\\n    f(@@)  # $\n")),
    (
        "a.py",
        "op.execute(\"\"\"\n    ALTER TABLE @@\n\"\"\")\n",
        Some("op.execute(\"\"\"\n    -- $\n    ALTER TABLE @@\n\"\"\")\n"),
    ),
    ("a.py", "x = \"\"\"\n\"\"\"; y = 1 + f(@@) + \\\n    2\n", None),
    ("a.json", "{ \"@@\": 1 }\n", None),
];

fn comments_stand_where_they_count() -> Result<(), Failed> {
    for (path, text, expected) in COMMENTS {
        let mut files = Files::default();
        files.add(*path, *text);
        let finding = finding(&files, path);
        let edit = fix::ignore_comment(&files, &finding, &finding.primary);
        let after = match edit {
            Some(edit) => applied(&files, &[edit])?.into_iter().next().map(|(_, text)| text),
            None => None,
        };
        let words = "referee: ignore[type-mismatch] TODO: say why";
        let expected = expected.map(|expected| expected.replace('$', words));
        if after != expected {
            return Err(format!("{after:#?}\nwanted {expected:#?}").into());
        }
    }
    Ok(())
}

/// The file, its text with the name of the rule that goes as `@@`, and the text afterwards.
const GONE: &[(&str, &str, Option<&str>)] = &[
    ("a.sql", "a;\n  -- referee: ignore[@@] why\nb;\n", Some("a;\nb;\n")),
    ("a.sql", "a;\nb; -- referee: ignore[@@] why\r\n", Some("a;\nb;\r\n")),
    ("a.sql", "a; -- referee: ignore[@@]", Some("a;")),
    ("a.sql", "a; -- referee: ignore[@@, other] why\n", Some("a; -- referee: ignore[other] why\n")),
    ("a.py", "a = 1  # referee: ignore[one, @@] why\n", Some("a = 1  # referee: ignore[one] why\n")),
    ("a.prisma", "  /// referee: ignore[@@]\n  a A\n", Some("  a A\n")),
    ("a.ts", "f(); // why referee: ignore[@@]\n", None),
    ("a.sql", "/* referee: ignore[@@] */ a;\n", None),
];

fn comments_are_taken_away() -> Result<(), Failed> {
    for (path, text, expected) in GONE {
        let mut files = Files::default();
        files.add(*path, *text);
        let edit = fix::remove_comment(&files, finding(&files, path).primary.span);
        let after = match edit {
            Some(edit) => applied(&files, &[edit])?.into_iter().next().map(|(_, text)| text),
            None => None,
        };
        if after.as_deref() != *expected {
            return Err(format!("{after:#?}\nwanted {expected:#?}").into());
        }
    }
    Ok(())
}

fn entries_select_the_object() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let sql = "CREATE TABLE \"u*\" (id int PRIMARY KEY, o int, UNIQUE (id, o));\nCREATE TABLE \"u*2\" (a text, b int, FOREIGN KEY (a, b) REFERENCES \"u*\" (id, o));\nCREATE TABLE p (a text REFERENCES \"u*\" (id));\n";
    std::fs::write(folder.path().join("referee.toml"), "[rules]\nunindexed-foreign-key = \"off\"")?;
    std::fs::write(folder.path().join("schema.sql"), sql)?;
    let analysis = super::analyse(folder.path(), Vec::new())?;
    let files = &analysis.project.files;
    let config = analysis.project.config.file.ok_or("no configuration")?;
    let entries: Vec<String> = analysis
        .diagnostics
        .iter()
        .filter_map(|finding| fix::ignore_entry(files, config, finding))
        .map(|edit| edit.text)
        .collect();
    let entry = |table: &str, columns: &str| {
        format!(
            "\n\n[[ignore]]\nrule = \"type-mismatch\"\ntable = \"{table}\"\n{columns}\nreason = \"TODO: say why\"\n"
        )
    };
    let expected = [entry("u[*]2", "foreign_key = \"a,b\""), entry("p", "column = \"a\"")];
    if entries == expected { Ok(()) } else { Err(format!("{entries:#?}\nwanted {expected:#?}").into()) }
}
