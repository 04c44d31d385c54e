//! The formats for other programs: code scanning, pull requests, CI servers and coding agents.

use libtest_mimic::{Failed, Trial};
use referee::diagnostic::{Diagnostic, Label, Severity};
use referee::report::{Baseline, Format, Report, Since, Style, Summary, Unread, render};
use referee::text::{FileId, Files, Span};

/// The tests of this file.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |name: &str, test: fn() -> Result<(), String>| {
        Trial::test(format!("formats::{name}"), move || test().map_err(Failed::from))
    };
    vec![
        trial("sarif_has_rules_results_and_notifications", sarif_has_rules_results_and_notifications),
        trial("github_commands_are_one_line_each", github_commands_are_one_line_each),
        trial("gitlab_fingerprints_differ", gitlab_fingerprints_differ),
        trial("junit_counts_failures_and_escapes", junit_counts_failures_and_escapes),
        trial("junit_without_findings_has_a_case", junit_without_findings_has_a_case),
        trial("agents_get_each_fact_once", agents_get_each_fact_once),
        trial("markdown_puts_changes_first", markdown_puts_changes_first),
        trial("what_is_not_told_again_is_said", what_is_not_told_again_is_said),
    ]
}

const SQL: &str =
    "CREATE TABLE \"a|b\" (id int);\nCREATE TABLE posts (\n  user_id int REFERENCES users\n);\nDO $$ x $$;\n";

/// An error over two lines that another place explains, a note of the same rule about the same object, and something that was not understood.
fn printed(format: Format) -> String {
    let mut files = Files::default();
    let file = files.add("db/1,2: init %.sql", SQL);
    let schema = files.add("schema.prisma", "model Post {}\n");
    let mut error = finding(Severity::Error, Label::new(Span::new(file, 29, 82), "two <lines>"));
    error.related.push(Label::new(Span::new(schema, 0, 13), "the model"));
    error.help = Some("Mend `posts`\nor not".to_owned());
    let mut note = finding(Severity::Note, at(file, "user_id"));
    note.message = "a \u{1} & b".to_owned();
    let mut change = finding(Severity::Warning, at(file, "id int"));
    change.rule = "changed-action";
    let unread = [Unread { span: at(file, "DO").span, why: "no *code* | is run" }];
    let summary = Summary { files_read: 2, unread: &unread, ..Summary::default() };
    written(&Report { files: &files, diagnostics: &[error, note, change], summary }, format)
}

fn at(file: FileId, words: &str) -> Label {
    let start = SQL.find(words).unwrap_or_default();
    Label::new(Span::new(file, start, start + words.len()), "here")
}

fn finding(severity: Severity, primary: Label) -> Diagnostic {
    Diagnostic {
        rule: "forbidden-action",
        severity,
        message: "`a|b` has 100% <b>".to_owned(),
        primary,
        related: Vec::new(),
        help: None,
        database: "main".to_owned(),
        object: "posts (user_id) -> users".to_owned(),
        selection: None,
    }
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

fn json(format: Format) -> Result<serde_json::Value, String> {
    serde_json::from_str(&printed(format)).map_err(|error| error.to_string())
}

fn sarif_has_rules_results_and_notifications() -> Result<(), String> {
    let log = json(Format::Sarif)?;
    let run = &log["runs"][0];
    let first = &run["results"][0];
    let rule = first["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
    let rule = rule.map_or(&serde_json::Value::Null, |index| &run["tool"]["driver"]["rules"][index]["id"]);
    same(rule.as_str().unwrap_or(""), "forbidden-action")?;
    let place = &first["locations"][0]["physicalLocation"];
    same(place["artifactLocation"]["uri"].as_str().unwrap_or(""), "db/1%2C2%3A%20init%20%25.sql")?;
    same(&place["region"].to_string(), r#"{"startLine":2,"startColumn":1,"endLine":4,"endColumn":2}"#)?;
    same(
        &run["results"][1]["partialFingerprints"].to_string(),
        r#"{"object/v1":"forbidden-action/main/posts (user_id) -> users/2"}"#,
    )?;
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    same(notification.as_str().unwrap_or(""), "not understood, and so not checked: no *code* | is run")
}

fn github_commands_are_one_line_each() -> Result<(), String> {
    let expected = "\
::error file=db/1%2C2%3A init %25.sql,line=2,endLine=4,title=referee[forbidden-action]::`a|b` has 100%25 <b>%0Aschema.prisma:1: the model%0Ahelp: Mend `posts`%0Aor not
::notice file=db/1%2C2%3A init %25.sql,line=3,endLine=3,col=3,endColumn=10,title=referee[forbidden-action]::a \u{1} & b
::warning file=db/1%2C2%3A init %25.sql,line=1,endLine=1,col=21,endColumn=27,title=referee[changed-action]::`a|b` has 100%25 <b>
";
    let got = printed(Format::Github);
    same(&got.split_inclusive('\n').take(3).collect::<String>(), expected)
}

fn gitlab_fingerprints_differ() -> Result<(), String> {
    let issues = json(Format::Gitlab)?;
    let expected = r#"{"description":"`a|b` has 100% <b>","check_name":"forbidden-action","fingerprint":"forbidden-action/main/posts (user_id) -> users","severity":"major","location":{"path":"db/1,2: init %.sql","lines":{"begin":2,"end":4}}}"#;
    same(&issues[0].to_string(), expected)?;
    same(issues[1]["fingerprint"].as_str().unwrap_or(""), "forbidden-action/main/posts (user_id) -> users/2")
}

fn junit_counts_failures_and_escapes() -> Result<(), String> {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="referee" tests="3" failures="2" errors="0">
  <testsuite name="db/1,2: init %.sql" tests="3" failures="2" errors="0">
    <testcase classname="db/1,2: init %.sql" name="forbidden-action at 2:1">
      <failure type="error" message="`a|b` has 100% &lt;b&gt;">db/1,2: init %.sql:2:1: `a|b` has 100% &lt;b&gt;
schema.prisma:1:1: the model
help: Mend `posts`
or not</failure>
    </testcase>
"#;
    let got = printed(Format::Junit);
    same(&got[..expected.len().min(got.len())], expected)?;
    if got.contains("a \u{fffd} &amp; b") { Ok(()) } else { Err(got) }
}

fn junit_without_findings_has_a_case() -> Result<(), String> {
    let files = Files::default();
    let report = Report { files: &files, diagnostics: &[], summary: Summary::default() };
    let got = written(&report, Format::Junit);
    if got.contains("tests=\"1\" failures=\"0\"") && got.contains("no problems found") {
        Ok(())
    } else {
        Err(got)
    }
}

fn agents_get_each_fact_once() -> Result<(), String> {
    let expected = "\
error forbidden-action db/1,2: init %.sql:2:1 `a|b` has 100% <b>
- db/1,2: init %.sql:2:1 two <lines>
- schema.prisma:1:1 the model
> Mend `posts` or not
";
    let got = printed(Format::Agent);
    same(&got[..expected.len().min(got.len())], expected)
}

fn markdown_puts_changes_first() -> Result<(), String> {
    let expected = r"## Foreign keys

Found 3 problems (1 error, 1 warning, 1 note) in 1 file; checked 2 files, 0 databases

### Changed referential actions

| | change | where |
|---|---|---|
| warning | `a\|b` has 100% &lt;b> (`changed-action`) | `db/1,2: init %.sql:1` here |

### Findings

| | finding | where |
|---|---|---|
| error | `a\|b` has 100% &lt;b> (`forbidden-action`)<br>Mend `posts` or not | `db/1,2: init %.sql:2` two &lt;lines><br>`schema.prisma:1` the model |
";
    let got = printed(Format::Markdown);
    same(&got[..expected.len().min(got.len())], expected)?;
    let unread = "<summary>Not understood, and so not checked: 1 place</summary>\n\n- `db/1,2: init %.sql:5` no \\*code\\* | is run";
    let unread = unread.replace('|', "\\|");
    if got.contains(&unread) { Ok(()) } else { Err(got) }
}

fn what_is_not_told_again_is_said() -> Result<(), String> {
    let files = Files::default();
    let since = Since { revision: "main".into(), commit: "0123456789".into(), is_merge_base: true, older: 2 };
    let baseline = Baseline { path: "known.toml".into(), known: 1, stale: vec!["a_rule of *posts*".into()] };
    let summary = Summary { since: Some(&since), baseline: Some(&baseline), ..Summary::default() };
    let report = Report { files: &files, diagnostics: &[], summary };
    let expected = r"## Foreign keys

No new problems found; checked 0 files, 0 databases

- 1 known finding in known.toml is not shown
- 1 entry of known.toml is no longer found; `referee baseline --prune` removes what is stale
- a\_rule of \*posts\*
- Compared with 0123456 (merge base of main); 2 older findings are not shown
";
    same(&written(&report, Format::Markdown), expected)?;
    let lines = "Compared with 0123456 (merge base of main); 2 older findings are not shown\nNo new problems found; checked 0 files, 0 databases\n";
    [Format::Agent, Format::Github].iter().try_for_each(|format| {
        let got = written(&report, *format);
        if got.ends_with(lines) { Ok(()) } else { Err(got) }
    })
}
