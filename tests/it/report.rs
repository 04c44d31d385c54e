//! What people and programs see of a finding, in every format.

use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use referee::diagnostic::{Diagnostic, Label, Severity};
use referee::report::{DatabaseLine, Format, Report, SourceLine, Style, Summary, Unread, render};
use referee::text::{Excerpt, FileId, Files, Span};

/// The tests of this file.
pub(crate) fn trials() -> Vec<Trial> {
    let trial =
        |name: &str, test: Test| Trial::test(format!("report::{name}"), move || test().map_err(Failed::from));
    vec![
        trial("two_files_share_one_finding", two_files_share_one_finding),
        trial("far_labels_of_one_file_have_their_own_frames", far_labels_of_one_file_have_their_own_frames),
        trial("excerpts_keep_their_line_numbers", excerpts_keep_their_line_numbers),
        trial("long_lines_are_cut_around_the_label", long_lines_are_cut_around_the_label),
        trial("odd_places_are_shown", odd_places_are_shown),
        trial("any_places_can_be_shown", any_places_can_be_shown),
        trial("control_characters_do_not_reach_the_terminal", control_characters_do_not_reach_the_terminal),
        trial("concise_is_one_line_per_finding", concise_is_one_line_per_finding),
        trial("json_has_the_documented_shape", json_has_the_documented_shape),
        trial("ten_thousand_findings_are_fast", ten_thousand_findings_are_fast),
    ]
}

type Test = fn() -> Result<(), String>;

const SCHEMA: &str = "\
model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
}
";

const MIGRATION: &str = "\
ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\"
  FOREIGN KEY (\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE RESTRICT;
";

/// A finding about both files.
fn two_files() -> (Files, Diagnostic) {
    let mut files = Files::default();
    let migration = files.add("prisma/migrations/1_init/migration.sql", MIGRATION);
    let schema = files.add("prisma/schema.prisma", SCHEMA);
    let mut diagnostic = finding(label(&files, schema, "onDelete: Cascade", "the model says CASCADE"));
    diagnostic.related.push(label(&files, migration, "ON DELETE RESTRICT", "the database does RESTRICT"));
    diagnostic.message = "`Post.authorId` is CASCADE in the model but RESTRICT in the database".to_owned();
    diagnostic.help = Some("change the model or add a migration".to_owned());
    (files, diagnostic)
}

fn finding(primary: Label) -> Diagnostic {
    Diagnostic {
        rule: "action-mismatch",
        severity: Severity::Error,
        message: "two actions".to_owned(),
        primary,
        related: Vec::new(),
        help: None,
        database: "main".to_owned(),
        object: "Post (authorId) -> User".to_owned(),
        selection: None,
    }
}

/// A label at the first occurrence of some words.
fn label(files: &Files, file: FileId, words: &str, text: &str) -> Label {
    let start = files.get(file).text().find(words).unwrap_or_else(|| panic!("no {words}"));
    Label::new(Span::new(file, start, start + words.len()), text)
}

fn printed(files: &Files, diagnostics: &[Diagnostic], format: Format) -> String {
    let summary = Summary { files_read: files.len(), ..Summary::default() };
    written(&Report { files, diagnostics, summary }, format)
}

fn written(report: &Report<'_>, format: Format) -> String {
    let mut out = Vec::new();
    match render(report, format, Style::default(), &mut out) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => format!("not written: {error}"),
    }
}

fn same(got: &str, expected: &str) -> Result<(), String> {
    if got == expected { Ok(()) } else { Err(format!("expected\n{expected}\ngot\n{got}")) }
}

fn holds(got: &str, parts: &[&str]) -> Result<(), String> {
    match parts.iter().find(|part| !got.contains(**part)) {
        None => Ok(()),
        Some(part) => Err(format!("`{part}` is missing in\n{got}")),
    }
}

fn two_files_share_one_finding() -> Result<(), String> {
    let (files, diagnostic) = two_files();
    let expected = r#"error[action-mismatch]: `Post.authorId` is CASCADE in the model but RESTRICT in the database
   ╭─[prisma/schema.prisma:3:65]
 2 │   id       Int  @id
 3 │   author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
   ·                                                                 ────────┬────────
   ·                                                                         ╰── the model says CASCADE
 4 │   authorId Int
   ╰────
   ╭─[prisma/migrations/1_init/migration.sql:2:52]
 1 │ ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey"
 2 │   FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT;
   ·                                                    ─────────┬────────
   ·                                                             ╰── the database does RESTRICT
   ╰────
  help: change the model or add a migration

Found 1 problem (1 error) in 1 file; checked 2 files, 0 databases
"#;
    same(&printed(&files, &[diagnostic], Format::Full), expected)
}

fn far_labels_of_one_file_have_their_own_frames() -> Result<(), String> {
    let mut files = Files::default();
    let body: String = (1..=100).map(|line| format!("row {line:03}\n")).collect();
    let file = files.add("long.sql", body);
    let mut diagnostic = finding(label(&files, file, "row 090", "here"));
    diagnostic.related.push(label(&files, file, "row 010", "there"));
    diagnostic.related.push(label(&files, file, "row 012", "and there"));
    let expected = "\
error[action-mismatch]: two actions
    ╭─[long.sql:90:1]
 89 │ row 089
 90 │ row 090
    · ───┬───
    ·    ╰── here
 91 │ row 091
    ╰────
    ╭─[long.sql:10:1]
  9 │ row 009
 10 │ row 010
    · ───┬───
    ·    ╰── there
 11 │ row 011
 12 │ row 012
    · ───┬───
    ·    ╰── and there
 13 │ row 013
    ╰────

Found 1 problem (1 error) in 1 file; checked 1 file, 0 databases
";
    same(&printed(&files, &[diagnostic], Format::Full), expected)
}

fn excerpts_keep_their_line_numbers() -> Result<(), String> {
    let mut files = Files::default();
    let excerpt = |start, line, text: &str| Excerpt { start, line, text: text.to_owned() };
    let kept = vec![
        excerpt(1000, 40, "CREATE TABLE a (\n  id int\n);"),
        excerpt(9000, 500, "ALTER TABLE a\n  ADD b int;"),
    ];
    let file = files.add_excerpts("dump.sql", 10_000, kept);
    let mut diagnostic = finding(Label::new(Span::new(file, 1019, 1025), "the column"));
    diagnostic.related.push(Label::new(Span::new(file, 9016, 9025), "added"));
    let expected = "\
error[action-mismatch]: two actions
    ╭─[dump.sql:42:3]
 41 │ CREATE TABLE a (
 42 │   id int
    ·   ───┬──
    ·      ╰── the column
 43 │ );
    ╰────
     ╭─[dump.sql:502:3]
 501 │ ALTER TABLE a
 502 │   ADD b int;
     ·   ────┬────
     ·       ╰── added
     ╰────

Found 1 problem (1 error) in 1 file; checked 1 file, 0 databases
";
    same(&printed(&files, &[diagnostic], Format::Full), expected)
}

fn long_lines_are_cut_around_the_label() -> Result<(), String> {
    let mut files = Files::default();
    let text = format!("{}ON DELETE CASCADE{}\n", "é".repeat(5000), "y".repeat(5000));
    let file = files.add("wide.sql", text);
    let diagnostic = finding(label(&files, file, "ON DELETE CASCADE", "here"));
    let got = printed(&files, &[diagnostic], Format::Full);
    if let Some(line) = got.lines().find(|line| line.chars().count() > 100) {
        return Err(format!("not cut: {line}"));
    }
    holds(&got, &["wide.sql:1:5001]", "1 │ …éé", "éON DELETE CASCADEyy", "yy…\n", "────────┬────────"])
}

/// An empty file, a place that was not kept, the end of a file, lines that end in CR LF, a label over many lines.
fn odd_places_are_shown() -> Result<(), String> {
    let mut files = Files::default();
    let empty = files.add("empty.sql", "");
    let large = files.add_excerpts("large.sql", 10_000_000, Vec::new());
    let end = files.add("end.sql", "SELECT 1;\n");
    let windows = files.add("windows.sql", "a;\r\nbb;\r\nc;\r\n");
    let many = files.add("many.sql", "line\n".repeat(50));
    let places = [
        (Span::new(empty, 0, 0), "empty.sql:1:1]"),
        (Span::new(large, 500, 600), "large.sql:1:1]"),
        (Span::new(end, 10, 10), "end.sql:2:1]"),
        (Span::new(windows, 4, 9), " 2 │ bb;\n   · ─┬─\n   ·  ╰── here\n 3 │ c;\n"),
        (Span::new(many, 0, 250), " 1 │ line\n   · ──┬─\n   ·   ╰── here\n 2 │ line\n   ╰"),
    ];
    for (span, expected) in places {
        let got = printed(&files, &[finding(Label::new(span, "here"))], Format::Full);
        holds(&got, &[expected, "╰── here"])?;
    }
    Ok(())
}

/// Labels that overlap, nest, cut characters and cross lines, in text with tabs, CR LF and wide characters: nothing panics, all is shown.
fn any_places_can_be_shown() -> Result<(), String> {
    let text = "a\tb\u{e9}\r\n\n\u{4f60}\u{597d} \u{1f600}x\r\n\tREFERENCES y\n".repeat(6) + "end";
    let mut files = Files::default();
    let file = files.add("any.sql", text.as_str());
    let kept = |start, line, text: &str| Excerpt { start, line, text: text.to_owned() };
    let part = files.add_excerpts("part.sql", 300, vec![kept(20, 3, &text[..39]), kept(90, 9, &text[..60])]);
    let mut seed = 1_u64;
    let mut below = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % limit
    };
    for _ in 0..1000 {
        let mut places = Vec::new();
        for number in 0..=below(4) {
            let (start, len) = (below(text.len() + 20), below(60));
            let file = if below(3) == 0 { part } else { file };
            places.push(Label::new(Span::new(file, start, start + len), format!("label {number}")));
        }
        let words: Vec<String> = places.iter().map(|place| place.text.clone()).collect();
        let primary = places.remove(0);
        let diagnostic = Diagnostic { related: places, ..finding(primary) };
        let got = printed(&files, std::slice::from_ref(&diagnostic), Format::Full);
        holds(&got, &words.iter().map(String::as_str).collect::<Vec<_>>())
            .map_err(|error| format!("{diagnostic:?}\n{error}"))?;
        printed(&files, &[diagnostic], Format::Json);
    }
    Ok(())
}

fn control_characters_do_not_reach_the_terminal() -> Result<(), String> {
    let mut files = Files::default();
    let file = files.add("a\u{1b}[2J.sql", "x \u{1b}[31m \u{202e} \u{9b} REFERENCES y\n");
    let mut diagnostic = finding(label(&files, file, "REFERENCES", "\u{7}here"));
    diagnostic.message = "\u{1b}]0;title".to_owned();
    for format in [Format::Full, Format::Concise, Format::Json] {
        let got = printed(&files, &[diagnostic.clone()], format);
        if got.contains(['\u{1b}', '\u{7}']) {
            return Err(format!("{format:?}: {got:?}"));
        }
    }
    Ok(())
}

fn concise_is_one_line_per_finding() -> Result<(), String> {
    let (files, diagnostic) = two_files();
    let mut warning = diagnostic.clone();
    warning.severity = Severity::Warning;
    warning.related.clear();
    let source = |path: &str, kind, title| SourceLine {
        path: path.to_owned(),
        kind,
        title,
        files: 1,
        tables: 2,
        foreign_keys: 1,
    };
    let databases = [DatabaseLine {
        name: "main".to_owned(),
        dialect: "postgresql".to_owned(),
        sources: vec![
            source("prisma/schema.prisma", "prisma", "Prisma schema"),
            source("prisma/migrations", "sql-migrations", "SQL migrations"),
        ],
        notes: vec!["not compared with `legacy.sql`: 1 of 9 tables in common".to_owned()],
    }];
    let unread = [Unread { span: warning.primary.span, why: "an attribute that is not known" }];
    let summary = Summary { databases: &databases, files_read: 2, unread: &unread, ..Summary::default() };
    let report = Report { files: &files, diagnostics: &[diagnostic, warning], summary };
    let message = "`Post.authorId` is CASCADE in the model but RESTRICT in the database";
    let expected = format!(
        "\
prisma/schema.prisma:3:65: error[action-mismatch] {message} (see prisma/migrations/1_init/migration.sql:2)
prisma/schema.prisma:3:65: warning[action-mismatch] {message}
main (postgresql): prisma/schema.prisma (Prisma schema, 2 tables, 1 foreign key) compared with prisma/migrations (SQL migrations, 2 tables, 1 foreign key)
  not compared with `legacy.sql`: 1 of 9 tables in common
Not understood, and so not checked: 1 place
  prisma/schema.prisma:3:65: an attribute that is not known
Found 2 problems (1 error, 1 warning) in 1 file; checked 2 files, 1 database
"
    );
    same(&written(&report, Format::Concise), &expected)
}

fn json_has_the_documented_shape() -> Result<(), String> {
    let (files, diagnostic) = two_files();
    let document: serde_json::Value = serde_json::from_str(&printed(&files, &[diagnostic], Format::Json))
        .map_err(|error| error.to_string())?;
    let model = serde_json::json!({
        "file": "prisma/schema.prisma", "line": 3, "column": 65, "end_line": 3, "end_column": 82,
    });
    let finding = &document["diagnostics"][0];
    let checks = [
        (&document["version"], serde_json::json!(1)),
        (&finding["rule"], serde_json::json!("action-mismatch")),
        (&finding["severity"], serde_json::json!("error")),
        (&finding["location"], model),
        (&finding["labels"][0]["primary"], serde_json::json!(true)),
        (&finding["labels"][1]["line"], serde_json::json!(2)),
        (&finding["labels"][1]["end_column"], serde_json::json!(70)),
        (&document["unread"], serde_json::json!([])),
        (&document["summary"]["errors"], serde_json::json!(1)),
        (&document["summary"]["files"], serde_json::json!(2)),
    ];
    match checks.iter().find(|(got, expected)| *got != expected) {
        None => Ok(()),
        Some((got, expected)) => Err(format!("expected {expected}, got {got}")),
    }
}

/// Also in a debug build; a walk from the start of the file for each label would take minutes.
fn ten_thousand_findings_are_fast() -> Result<(), String> {
    let mut files = Files::default();
    let line = "  FOREIGN KEY (a) REFERENCES b (id) ON DELETE CASCADE,\n";
    let file = files.add("big.sql", line.repeat(20_000));
    let at = |line_number: usize| {
        let start = line_number * line.len() + 2;
        Label::new(Span::new(file, start, start + 11), "here")
    };
    let diagnostics: Vec<Diagnostic> = (0..10_000)
        .map(|number| Diagnostic { related: vec![at(19_999 - number)], ..finding(at(number)) })
        .collect();
    let start = Instant::now();
    printed(&files, &diagnostics, Format::Full);
    let took = start.elapsed();
    if took < Duration::from_secs(10) { Ok(()) } else { Err(format!("{took:?}")) }
}
