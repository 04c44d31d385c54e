//! The account as a diagram: tables are boxes, what a foreign key does to its rows is an arrow from the table whose rows go.

use std::fmt::Write as _;

use crate::impact::{Effect, Outcome};
use crate::ir::{ForeignKeyId, TableId};

use super::account::Account;

/// How an arrow looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Removed,
    Changed,
    Stops,
    Left,
}

/// An arrow between two boxes.
struct Arrow {
    from: TableId,
    to: TableId,
    label: String,
    look: Look,
}

/// `flowchart LR`, one subgraph per description if there are several.
pub(super) fn mermaid(accounts: &[Account<'_>]) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (number, account) in accounts.iter().enumerate() {
        let node = |table: TableId| format!("t{number}_{}", table.0);
        // Writing into a String cannot fail.
        if accounts.len() > 1 {
            let _ = writeln!(text, "  subgraph s{number}[\"{}\"]", for_mermaid(&title(account)));
        }
        for table in account.tables() {
            let class = if table.id == account.table.id { ":::deleted" } else { "" };
            let name = for_mermaid(&table.name().to_string());
            let _ = writeln!(text, "  {}[\"{name}\"]{class}", node(table.id));
        }
        for arrow in arrows(account) {
            let shape = match arrow.look {
                Look::Removed => "-->",
                Look::Changed => "-.->",
                Look::Stops => "--x",
                Look::Left => "-.-o",
            };
            let (from, to) = (node(arrow.from), node(arrow.to));
            let _ = writeln!(text, "  {from} {shape}|\"{}\"| {to}", for_mermaid(&arrow.label));
        }
        if accounts.len() > 1 {
            text.push_str("  end\n");
        }
    }
    text.push_str("  classDef deleted stroke-width:3px\n");
    text
}

/// `digraph`, one cluster per description if there are several.
pub(super) fn dot(accounts: &[Account<'_>]) -> String {
    let mut text = "digraph impact {\n  rankdir=LR\n  node [shape=box]\n".to_owned();
    for (number, account) in accounts.iter().enumerate() {
        let node = |table: TableId| format!("t{number}_{}", table.0);
        if accounts.len() > 1 {
            let _ = writeln!(text, "  subgraph cluster_{number} {{\n  label={}", for_dot(&title(account)));
        }
        for table in account.tables() {
            let style = if table.id == account.table.id { ", style=bold" } else { "" };
            let name = for_dot(&table.name().to_string());
            let _ = writeln!(text, "  {} [label={name}{style}]", node(table.id));
        }
        for arrow in arrows(account) {
            let look = match arrow.look {
                Look::Removed => "color=red",
                Look::Changed => "style=dashed",
                Look::Stops => "color=purple, arrowhead=tee",
                Look::Left => "style=dotted, arrowhead=odot",
            };
            let (from, to, label) = (node(arrow.from), node(arrow.to), for_dot(&arrow.label));
            let _ = writeln!(text, "  {from} -> {to} [label={label}, {look}]");
        }
        if accounts.len() > 1 {
            text.push_str("  }\n");
        }
    }
    text.push_str("}\n");
    text
}

/// What happens, each foreign key with each outcome once, and then what is left behind.
fn arrows(account: &Account<'_>) -> Vec<Arrow> {
    let mut told: Vec<(ForeignKeyId, Look)> = Vec::new();
    let mut arrows = Vec::new();
    for effect in &account.effects {
        let fk = account.foreign_key(effect);
        let (look, what) = look(effect);
        if told.contains(&(fk.id, look)) {
            continue;
        }
        told.push((fk.id, look));
        let from = fk.referenced_table().map_or(account.table, |table| table);
        arrows.push(Arrow {
            from: from.id,
            to: fk.table().id,
            label: format!("{}: {what}", column_list(fk.columns().map(|column| column.name().as_str()))),
            look,
        });
    }
    for left in &account.left {
        let client = if left.why.client().is_some() { " by the database" } else { "" };
        arrows.push(Arrow {
            from: left.referenced.id,
            to: left.table.id,
            label: format!(
                "{}: left behind{client}",
                column_list(left.columns.iter().map(|name| name.as_str()))
            ),
            look: Look::Left,
        });
    }
    arrows
}

fn look(effect: &Effect) -> (Look, &'static str) {
    match effect.outcome {
        Outcome::Removed | Outcome::AlreadyRemoved(_) => (Look::Removed, "removed"),
        Outcome::Nulled => (Look::Changed, "set to NULL"),
        Outcome::Defaulted => (Look::Changed, "set to the default"),
        Outcome::Cleared(_) => (Look::Stops, "may stop the DELETE"),
        Outcome::Stops(_) => (Look::Stops, "stops the DELETE"),
    }
}

fn column_list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn title(account: &Account<'_>) -> String {
    let database = account.database.map_or(String::new(), |name| format!("{name}: "));
    format!("{database}{}", account.loaded.source.path)
}

/// Mermaid writes characters that mean something as entities.
fn for_mermaid(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('\n', " ")
}

/// A quoted identifier of the dot language.
fn for_dot(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}
