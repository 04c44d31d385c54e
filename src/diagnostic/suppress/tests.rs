//! Where comments silence findings.

use super::*;
use crate::diagnostic::{Label, Severity};
use crate::text::Span;

/// Whether a finding of `missing-foreign-key` at the mark `@` of a text is silenced.
fn is_silent(path: &str, text: &str) -> bool {
    let mut files = Files::default();
    let at = text.find('@').expect("a mark");
    let file = files.add(path, text);
    let finding = Diagnostic {
        rule: "missing-foreign-key",
        severity: Severity::Error,
        message: String::new(),
        primary: Label::new(Span::new(file, at, at + 1), ""),
        related: Vec::new(),
        help: None,
        database: String::new(),
        object: String::new(),
        selection: None,
    };
    suppress(&files, vec![finding]).kept.is_empty()
}

#[test]
fn comments_silence_their_line_the_next_and_the_block() {
    assert!(is_silent("a.prisma", "model A {\n  @ // referee: ignore[missing-foreign-key] on purpose\n}"));
    assert!(is_silent("a.prisma", "model A {\n  /// referee: ignore[missing-foreign-key]\n  // why\n  @\n}"));
    assert!(is_silent(
        "a.prisma",
        "// referee: ignore[a, missing-foreign-key] why\nmodel A {\n  id Int\n  @\n}"
    ));
    assert!(is_silent(
        "a.sql",
        "-- referee: ignore[missing-foreign-key] why\nALTER TABLE a\n  ADD b int,\n  ADD @;"
    ));
}

#[test]
fn comments_above_what_brackets_and_indentation_enclose_silence_it() {
    assert!(is_silent(
        "a.py",
        "# referee: ignore[missing-foreign-key] why\nclass A(Base):\n    id: int\n\n    b = f(\n        @,\n    )"
    ));
    assert!(is_silent(
        "a.py",
        "def upgrade():\n    # referee: ignore[missing-foreign-key]\n    f(g(1),\n      @)"
    ));
    assert!(!is_silent("a.py", "# referee: ignore[missing-foreign-key]\nf(\n  1)\ng(\n  @)"));
    assert!(is_silent(
        "a.ts",
        "// referee: ignore[missing-foreign-key]\nconst a = table(\"a\", {\n  b: c({}),\n  @,\n})"
    ));
}

#[test]
fn comments_of_python_silence_statements_and_blocks() {
    let ignore = "# referee: ignore[missing-foreign-key] why";
    assert!(is_silent("a.py", &format!("class A:\n    {ignore}\n    b = Column(\n        @\n    )\n")));
    assert!(is_silent(
        "a.py",
        &format!("{ignore}\n@mapped\nclass A:\n    c = [\n        1,\n    ]\n    d = f(@)\n")
    ));
    assert!(is_silent("a.py", &format!("t = Table(\n    1,\n    @  {ignore}\n)\n")));
    assert!(!is_silent(
        "a.py",
        &format!("class A:\n    {ignore}\n    b = Column(\n        1,\n    )\n    @\n")
    ));
    assert!(!is_silent("a.py", &format!("{ignore}\nx = 1\nclass A:\n    @\n")));
}

#[test]
fn comments_elsewhere_silence_nothing() {
    assert!(!is_silent("a.prisma", "model A {\n  @ // referee: ignore[action-mismatch]\n}"));
    assert!(!is_silent("a.prisma", "// referee: ignore[missing-foreign-key]\n\nmodel A {\n  @\n}"));
    assert!(!is_silent(
        "a.sql",
        "-- referee: ignore[missing-foreign-key]\nALTER TABLE a ADD b int;\nALTER TABLE a\nADD @;"
    ));
    assert!(!is_silent("a.sql", "SELECT 'referee: ignore[missing-foreign-key]', @;"));
}

#[test]
fn comments_at_the_end_of_a_statement_silence_it() {
    let ignore = "referee: ignore[missing-foreign-key] why";
    assert!(is_silent("a.sql", &format!("ALTER TABLE a\n  ADD @\n  ON DELETE CASCADE; -- {ignore}\n")));
    assert!(is_silent("a.sql", &format!("CREATE TABLE a ( -- {ignore}\n  b int,\n  @\n);\n")));
    assert!(is_silent("a.sql", &format!("CREATE TABLE a (\n  @,\n  b int\n) ENGINE=InnoDB; # {ignore}\n")));
    assert!(!is_silent("a.sql", &format!("ALTER TABLE a\n  ADD @;\nALTER TABLE a ADD b int; -- {ignore}\n")));
    assert!(!is_silent("a.sql", &format!("ALTER TABLE a ADD b int; -- {ignore}\nALTER TABLE a\n  ADD @;\n")));
    assert!(is_silent("a.py", &format!("f(\n    [\"a\"],\n    g(@),\n)  # {ignore}\n")));
    assert!(is_silent("a.ts", &format!("b: f()\n  .g(() => @, {{\n    on: 1,\n  }}), // {ignore}\n")));
    assert!(!is_silent("a.ts", &format!("b: f(@),\nc: f(1), // {ignore}\n")));
    assert!(is_silent("a.prisma", &format!("model A {{ // {ignore}\n  id Int\n  @\n}}")));
}

#[test]
fn block_comments_silence_like_others() {
    let ignore = "referee: ignore[missing-foreign-key]";
    assert!(is_silent("a.sql", &format!("/* {ignore} why */\nALTER TABLE a\n  ADD @;")));
    assert!(is_silent("a.sql", &format!("/*\n  {ignore} why\n  and why\n*/\nALTER TABLE a ADD @;")));
    assert!(is_silent("a.sql", &format!("ALTER TABLE a ADD @ /* {ignore} why */;")));
    assert!(is_silent("a.ts", &format!("/**\n * {ignore} why\n */\nconst a = table({{\n  b: @,\n}})")));
    assert!(!is_silent("a.sql", &format!("/* one */ SELECT\n  {ignore}\n  , @;")));
    assert!(!is_silent("a.sql", &format!("/*\n  {ignore} why\n*/\nSELECT 1;\nALTER TABLE a ADD @;")));
}

#[test]
fn comments_above_a_chain_of_calls_or_an_action_silence_the_statement() {
    let ignore = "referee: ignore[missing-foreign-key] why";
    assert!(is_silent("a.ts", &format!("// {ignore}\r\nb: f()\r\n  .notNull()\r\n  .g(\r\n    @,\r\n  ),")));
    assert!(!is_silent("a.ts", &format!("// {ignore}\nb: f()\n  .notNull(),\nc: f()\n  .g(@),")));
    let actions = "ALTER TABLE a\n  ALTER COLUMN b TYPE text,\n  ADD @;";
    assert!(is_silent("a.sql", &format!("-- {ignore}\r\n{actions}")));
    assert!(is_silent("a.sql", &format!("-- {ignore}\nDO $$ BEGIN\n  SELECT 1;\n  {actions}\nEND $$;")));
    assert!(!is_silent("a.sql", &format!("-- {ignore}\nDO $$ BEGIN\n  SELECT 1;\nEND $$;\n{actions}")));
    assert!(is_silent(
        "a.py",
        &format!("# {ignore}\nwith f(\"a\") as b:\n    b.g(\n        1,\n        @,\n    )")
    ));
    assert!(is_silent("a.py", &format!("f(\"\"\"\n  -- {ignore}\n  ALTER TABLE a\n    ADD @\n\"\"\")")));
}
