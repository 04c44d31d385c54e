//! Which table a column means by its name.

use rustc_hash::FxHashMap;

use crate::ir::{ColumnRef, Name, Schema, TableKind, TableRef};

/// The table a column seems to mean.
pub(super) struct Guess<'s> {
    pub(super) referenced: TableRef<'s>,
    /// Whether words before the table's name were left out: `authUserId` for `User`.
    pub(super) prefixed: bool,
}

/// How many words before the table's name a column may have.
const PREFIX: usize = 2;

/// Last words of columns that refer to a table.
const IDENTIFIERS: [&str; 5] = ["id", "key", "code", "slug", "uuid"];

/// Words that say that the id is another system's: products whose ids applications store, and what such columns are called.
const FOREIGN: &[&str] = &[
    "airtable",
    "amazon",
    "apple",
    "asana",
    "auth0",
    "aws",
    "azure",
    "bitbucket",
    "checkout",
    "clerk",
    "client",
    "cognito",
    "creem",
    "discord",
    "docusign",
    "dropbox",
    "ext",
    "external",
    "facebook",
    "fb",
    "figma",
    "firebase",
    "foreign",
    "gcp",
    "github",
    "gitlab",
    "google",
    "hubspot",
    "idp",
    "instagram",
    "intercom",
    "jira",
    "lago",
    "ldap",
    "legacy",
    "lemon",
    "lemonsqueezy",
    "linear",
    "linkedin",
    "loops",
    "mailchimp",
    "microsoft",
    "mollie",
    "mux",
    "notion",
    "oauth",
    "oidc",
    "okta",
    "old",
    "openai",
    "original",
    "outlook",
    "paddle",
    "partner",
    "paypal",
    "plaid",
    "plain",
    "platform",
    "polar",
    "posthog",
    "previous",
    "provider",
    "raw",
    "razorpay",
    "remote",
    "resend",
    "revenuecat",
    "salesforce",
    "saml",
    "scim",
    "segment",
    "sendgrid",
    "sentry",
    "shopify",
    "slack",
    "source",
    "sso",
    "stripe",
    "supabase",
    "teams",
    "telegram",
    "third",
    "twilio",
    "twitter",
    "upstream",
    "vendor",
    "vercel",
    "whatsapp",
    "workos",
    "xero",
    "zendesk",
    "zoom",
];

/// Words of tables that record what has been and so outlive the rows they name.
const RECORDS: &[&str] = &[
    "activity",
    "analytic",
    "analytics",
    "archive",
    "archived",
    "audit",
    "backup",
    "deleted",
    "event",
    "history",
    "log",
    "metric",
    "outbox",
    "revision",
    "snapshot",
    "stat",
    "stats",
    "statistic",
    "telemetry",
    "tombstone",
    "trace",
    "tracking",
    "usage",
];

/// The tables that a name can mean, by the singular of their words without separators.
pub(super) fn targets(schema: &Schema) -> FxHashMap<String, Vec<TableRef<'_>>> {
    let mut targets: FxHashMap<String, Vec<TableRef<'_>>> = FxHashMap::default();
    for table in schema.living_tables().filter(|table| table.get().kind == TableKind::Table) {
        targets.entry(joined(&words(table.name().name.as_str()))).or_default().push(table);
    }
    targets
}

/// The table that a column means; none where two could be meant.
pub(super) fn guess<'s>(
    targets: &FxHashMap<String, Vec<TableRef<'s>>>,
    table: TableRef<'s>,
    column: ColumnRef<'s>,
) -> Option<Guess<'s>> {
    // Most columns are told apart by their end, without cutting the name into words.
    let name = column.name().as_str().trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let ending = *IDENTIFIERS.iter().find(|word| {
        let end = name.len().checked_sub(word.len()).and_then(|at| name.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(word))
    })?;
    let mut words = words(name);
    if words.pop()? != ending || words.is_empty() {
        return None;
    }
    if words.iter().any(|word| FOREIGN.contains(&word.as_str())) {
        return None;
    }
    for skipped in 0..words.len().min(PREFIX + 1) {
        let Some(candidates) = words.get(skipped..).and_then(|rest| targets.get(&joined(rest))) else {
            continue;
        };
        let near = candidates.iter().find(|candidate| candidate.get().schema == table.get().schema);
        let referenced = match candidates.as_slice() {
            [only] => *only,
            _ => *near?,
        };
        // A key or a code is only a reference if the table's rows are told apart by just that.
        if ending != "id" && !is_identifier(referenced, ending) {
            continue;
        }
        return Some(Guess { referenced, prefixed: skipped > 0 });
    }
    None
}

/// Whether the primary key is one column of this name.
fn is_identifier(table: TableRef<'_>, name: &str) -> bool {
    let columns = table.primary_key().map(|key| key.columns.as_slice());
    let Some([only]) = columns else { return false };
    table.schema.walk_column(*only).name().as_str().eq_ignore_ascii_case(name)
}

/// Whether a column beside this one says what kind of thing it refers to: `owner_type` beside `owner_id`.
pub(super) fn is_polymorphic(table: TableRef<'_>, column: ColumnRef<'_>) -> bool {
    let mut stem = words(column.name().as_str());
    stem.pop();
    table.columns().any(|other| {
        let mut words = words(other.name().as_str());
        let kind = words
            .pop()
            .is_some_and(|word| ["type", "kind", "class", "model", "table"].contains(&word.as_str()));
        kind && !words.is_empty()
            && (words == stem
                || ["entity", "object", "resource", "subject", "target"].contains(&joined(&words).as_str()))
    })
}

/// Whether a table is a log, an archive or the like.
pub(super) fn is_record(name: Name) -> bool {
    words(name.as_str())
        .iter()
        .any(|word| RECORDS.contains(&singular(word).as_str()) || RECORDS.contains(&word.as_str()))
}

/// The words of a name in lower case: `authUserID`, `auth_user_id` and `AuthUserId` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_separator = !letter.is_alphanumeric();
        let starts = letter.is_uppercase()
            && (!before.is_uppercase() || letters.peek().is_some_and(|next| next.is_lowercase()));
        if !is_separator {
            match words.last_mut() {
                Some(word) if before.is_alphanumeric() && !starts => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    words
}

fn joined(words: &[String]) -> String {
    let Some((last, rest)) = words.split_last() else { return String::new() };
    let mut text = rest.concat();
    text.push_str(&singular(last));
    text
}

/// The singular of an English noun, well enough for names of tables.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "uses"] {
        let is_regular = word.ends_with(ending) && !word.ends_with("ouses") && !word.ends_with("auses");
        if let Some(stem) = word.strip_suffix("es").filter(|_| is_regular) {
            return stem.to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) => stem.to_owned(),
        Some(_) | None => word.to_owned(),
    }
}
