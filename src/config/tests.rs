//! What a configuration says, and how its errors read.

use super::*;
use crate::ir::Engine;
use crate::text::Files;

const RULES: [&str; 3] = ["forbidden-action", "action-mismatch", "unexplained-suppression"];

fn read(text: &str) -> Result<Config, Vec<String>> {
    let mut files = Files::default();
    let file = files.add("referee.toml", text);
    parse(&files, file, &RULES).map_err(|errors| {
        let line = |error: &ConfigError| {
            let help = error.help.as_deref().unwrap_or("-");
            format!("{}: {} ({help})", files.text(error.span), error.message)
        };
        errors.iter().map(line).collect()
    })
}

#[test]
fn everything_that_can_be_stated_is_read() {
    let config = read(
        r#"
        exclude = ["legacy/**"]
        [[database]]
        name = "main"
        dialect = "mysql@8.4"
        sources = "db/schema.sql"
        [[policy]]
        references = ["users", "billing.*"]
        nullable = false
        on_delete = ["restrict", "No Action"]
        [rules]
        forbidden-action = "warn"
        [[rules.override]]
        tables = "audit_*"
        forbidden-action = "off"
        [[ignore]]
        rule = "action-mismatch"
        foreign_key = "author_id"
        "#,
    )
    .unwrap();
    assert_eq!(config.databases[0].dialect.map(|dialect| dialect.engine), Some(Engine::MySql));
    assert_eq!(config.policies[0].on_delete.len(), 2);
    let table = |name| Some(TableName::bare(Name::new(name)));
    let level = |name| config.level_for("forbidden-action", Level::Error, "a.sql", table(name));
    assert_eq!((level("posts"), level("audit_log")), (Level::Warn, Level::Off));
    let columns = [Name::new("author_id")];
    let ignores = |foreign_key| config.ignores_for("action-mismatch", table("posts"), foreign_key).count();
    assert_eq!((ignores(Some((None, columns.as_slice()))), ignores(None)), (1, 0));
}

#[test]
fn all_errors_are_told_with_their_places() {
    let errors = read(
        r#"
        [[policy]]
        ondelete = "cascade"
        on_delete = "cascad"
        table = "a[b"
        [[database]]
        name = 1
        dialect = "postgers"
        [rules]
        forbiden-action = "warn"
        action-mismatch = "warning"
        [[erasable]]
        reason = "law"
        "#,
    )
    .unwrap_err();
    let expected = [
        "ondelete: unknown key `ondelete` in [[policy]] (did you mean `on_delete`?)",
        "\"cascad\": `cascad` is not a referential action (did you mean `cascade`?)",
        "\"a[b\": `a[b` is not a pattern: unclosed character class; missing ']' (write names with `*`, `?`, `[abc]` or `{one,two}`)",
        "1: `name` in [[database]] is an integer, not a string (-)",
        "\"postgers\": `postgers` is not a dialect; write an engine with an optional version, as in `mysql@8.4` (did you mean `postgresql`?)",
        "forbiden-action: unknown rule `forbiden-action` (did you mean `forbidden-action`?)",
        "\"warning\": `warning` is not a level; levels are `off`, `note`, `warn`, `error` (did you mean `warn`?)",
        "[[erasable]]: [[erasable]] has no `table` (add `table = \"...\"`)",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn policies_of_all_kinds_are_read() {
    let config = read(
        r#"
        require_reason = true
        soft_delete = "gone_at"
        large = ["events", "logs.*"]
        [[erasable]]
        table = "users"
        reason = "law"
        [[protected]]
        table = ["*_ledger", "payments"]
        [[required]]
        table = "*"
        column = "tenant_id"
        references = ["tenants.id", "core.tenants"]
        [rules]
        unexplained-suppression = "warn"
        "#,
    )
    .unwrap();
    assert_eq!(config.erasables[0].reason.as_deref(), Some("law"));
    assert_eq!(config.protected[0].tables.idle(["bank_ledger"].into_iter()), ["payments"]);
    let core = TableName { schema: Some(Name::new("core")), name: Name::new("tenants") };
    assert!(config.required[0].references.matches_table(core));
    // `[rules]` says more than `require_reason`.
    assert_eq!(config.level("unexplained-suppression", Level::Off), Level::Warn);
    let strict = read("require_reason = true").unwrap();
    assert_eq!(strict.level("unexplained-suppression", Level::Off), Level::Error);
}

#[test]
fn what_is_wrong_with_policies_is_told() {
    let errors = read(
        r#"
        require-reason = true
        [[erasible]]
        table = "users"
        [[protected]]
        tables = "payments"
        [[required]]
        column = "tenant_id"
        reference = "tenants"
        [[erasable]]
        table = []
        "#,
    )
    .unwrap_err();
    let expected = [
        "require-reason: unknown key `require-reason` in referee.toml (did you mean `require_reason`?)",
        "erasible: unknown key `erasible` in referee.toml (did you mean `erasable`?)",
        "[[protected]]: [[protected]] has no `table` (add `table = \"...\"`)",
        "tables: unknown key `tables` in [[protected]] (did you mean `table`?)",
        "[[required]]: [[required]] has no `references` (add `references = \"...\"`)",
        "reference: unknown key `reference` in [[required]] (did you mean `references`?)",
        "[]: `table` in [[erasable]] is empty, so it matches nothing (-)",
    ];
    assert_eq!(errors, expected);
}
