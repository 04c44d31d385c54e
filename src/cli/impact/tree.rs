//! The account for people: the verdict, a tree of effects, what is left behind, and notes.

use rustc_hash::FxHashSet;

use crate::impact::{Effect, Outcome, Verdict};
use crate::ir::{ForeignKeyId, Name, ReferentialAction, TableId, TableName};
use crate::report::Style;
use crate::rules::{Client, Evidence, Standing};

use super::account::Account;
use super::left::{Left, Why};
use super::words;

/// A line with those below it.
struct Line {
    text: String,
    below: Vec<Line>,
}

/// ANSI colours by what happens.
#[derive(Clone, Copy)]
enum Tone {
    Gone = 31,
    Changed = 33,
    Stopped = 35,
    Plain = 2,
}

pub(super) fn draw(accounts: &[Account<'_>], style: Style) -> String {
    let mut text = String::new();
    for (index, account) in accounts.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        draw_account(&mut text, account, style);
    }
    text
}

fn draw_account(text: &mut String, account: &Account<'_>, style: Style) {
    let bold = |line: String| if style.color { format!("\u{1b}[1m{line}\u{1b}[0m") } else { line };
    let source = &account.loaded.source;
    let database = account.database.map_or(String::new(), |name| format!("{name}, "));
    *text += &bold(words::verdict(account));
    *text += &format!("\n{database}{}: {} ({})\n", source.dialect, source.path, source.kind.title());
    if !account.effects.is_empty() {
        *text += &format!("\n{}\n", account.table.name());
        draw_lines(text, &Effects::of(account, style).lines(None), "");
    }
    if !account.left.is_empty() {
        let tense = if account.verdict == Verdict::Refused { "Would be left" } else { "Left" };
        *text += &format!("\n{tense} behind, with the values of rows that are gone:\n");
        draw_lines(text, &left(account, None, style), "");
    }
    for repeated in &account.repeated {
        *text += &format!("\nSQL Server refuses this: {}\n", words::repeated(account, repeated));
    }
    if !account.notes.is_empty() {
        text.push('\n');
    }
    for note in &account.notes {
        let at = note.span.map_or(String::new(), |span| format!(" ({})", account.place(span)));
        *text += &format!("Note: {}{at}\n", note.text);
    }
}

fn draw_lines(text: &mut String, lines: &[Line], indent: &str) {
    for (index, line) in lines.iter().enumerate() {
        let is_last = index + 1 == lines.len();
        let (branch, next) = if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        *text += &format!("{indent}{branch}{}\n", line.text);
        draw_lines(text, &line.below, &format!("{indent}{next}"));
    }
}

/// The tree of effects.
struct Effects<'a> {
    account: &'a Account<'a>,
    style: Style,
    /// The effects by their cause, the statement's own first.
    by_cause: Vec<Vec<usize>>,
}

impl<'a> Effects<'a> {
    fn of(account: &'a Account<'a>, style: Style) -> Effects<'a> {
        let mut by_cause = vec![Vec::new(); account.effects.len() + 1];
        for (index, effect) in account.effects.iter().enumerate() {
            let cause = effect.cause.map_or(0, |cause| cause + 1);
            if let Some(of_cause) = by_cause.get_mut(cause) {
                of_cause.push(index);
            }
        }
        Effects { account, style, by_cause }
    }

    fn lines(&self, cause: Option<usize>) -> Vec<Line> {
        let mut told = FxHashSet::default();
        self.below(cause, &mut vec![self.account.table.id], &mut told)
    }

    /// The lines of one cause. `path` holds the tables above, `told` what was printed: where the rows of a table lead to the table again, only
    /// what is new is told.
    fn below(
        &self,
        cause: Option<usize>,
        path: &mut Vec<TableId>,
        told: &mut FxHashSet<(ForeignKeyId, &'static str)>,
    ) -> Vec<Line> {
        let of_cause = self.by_cause.get(cause.map_or(0, |cause| cause + 1));
        let mut lines = Vec::new();
        for index in of_cause.into_iter().flatten().copied() {
            let Some(effect) = self.account.effects.get(index) else { continue };
            let table = self.account.foreign_key(effect).table().id;
            let is_new = told.insert((effect.foreign_key, kind(effect.outcome)));
            if path.iter().filter(|above| **above == table).count() > 1 && !is_new {
                continue;
            }
            let is_again = effect.outcome == Outcome::Removed && path.contains(&table);
            path.push(table);
            let below = self.below(Some(index), path, told);
            path.pop();
            lines.push(Line { text: self.line(effect, is_again), below });
        }
        lines
    }

    fn line(&self, effect: &Effect, is_again: bool) -> String {
        let fk = self.account.foreign_key(effect);
        let tone = match effect.outcome {
            Outcome::Removed => Tone::Gone,
            Outcome::Nulled | Outcome::Defaulted => Tone::Changed,
            Outcome::Stops(_) | Outcome::Cleared(_) => Tone::Stopped,
            Outcome::AlreadyRemoved(_) => Tone::Plain,
        };
        let mut outcome = paint(self.style, tone, &words::outcome(self.account, effect));
        if is_again {
            outcome += &format!(", and so on: reaches `{}` again", fk.table().name());
        }
        let at = self.account.place(self.account.span(effect));
        let detail = match words::names_action(self.account, effect) {
            true => format!("({at})"),
            false => format!("({}, {at})", words::action(self.account, effect)),
        };
        format!("{}: {outcome} {}", words::referencing(fk), paint(self.style, Tone::Plain, &detail))
    }
}

fn kind(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Removed | Outcome::AlreadyRemoved(_) => "removed",
        Outcome::Nulled => "nulled",
        Outcome::Defaulted => "defaulted",
        Outcome::Cleared(_) => "cleared",
        Outcome::Stops(_) => "stops",
    }
}

fn paint(style: Style, tone: Tone, text: &str) -> String {
    if style.color { format!("\u{1b}[{}m{text}\u{1b}[0m", tone as u8) } else { text.to_owned() }
}

fn left(account: &Account<'_>, cause: Option<usize>, style: Style) -> Vec<Line> {
    let of_cause = account.left.iter().enumerate().filter(|(_, left)| left.cause == cause);
    let line = |(index, left): (usize, &Left<'_>)| {
        // The relation says more than the column.
        let client = left.why.client().and(left.why.place());
        let at = account.place(client.unwrap_or(left.span));
        let why = paint(style, Tone::Plain, &format!("({at})"));
        let name = words::columns(left.table.name(), &left.columns);
        let text = format!("{name} -> {}: {} {why}", left.referenced.name(), reason(account, left));
        Line { text, below: self::left(account, Some(index), style) }
    };
    of_cause.map(line).collect()
}

/// Why it is thought to refer to the table, and why nothing happens.
pub(super) fn reason(account: &Account<'_>, left: &Left<'_>) -> String {
    let place = |text: &str| match left.why.place() {
        Some(span) => format!("{text} at {}", account.place(span)),
        None => text.to_owned(),
    };
    match left.why {
        Why::Off(_) => place("foreign keys are off; the action stands"),
        Why::NotEnforced(_) => place("its foreign key is NOT ENFORCED"),
        Why::Loose { client: Some(client), .. } => kept(left, client),
        Why::Loose { evidence, standing, client: None } => {
            let sign = match evidence {
                Evidence::Index(_) => place("no foreign key; named and typed like its key, indexed"),
                Evidence::Sibling(table) => {
                    let table: TableName = account.schema().walk_table(table).name();
                    format!("no foreign key; `{table}` has one on the same column")
                }
                Evidence::Relation(_) => place("no foreign key; a relation says so"),
                Evidence::Dropped(_) => place("its foreign key was dropped"),
                Evidence::Declared(_) => place("no foreign key here; one is declared"),
                Evidence::Ignored(_) => place("the engine ignores the clause"),
            };
            let doubt = if standing == Standing::Doubtful {
                "; a statement that was not understood may have made one"
            } else {
                ""
            };
            format!("{sign}{doubt}")
        }
    }
}

/// What Prisma's client does, and the database does not.
fn kept(left: &Left<'_>, client: Client) -> String {
    let names: Vec<&str> = left.columns.iter().copied().map(Name::as_str).collect();
    let does = match client.action {
        ReferentialAction::Cascade => "removes these rows".to_owned(),
        ReferentialAction::SetNull => format!("sets `{}` to NULL", names.join(", ")),
        ReferentialAction::Restrict | ReferentialAction::NoAction => {
            "refuses the delete while they are there".to_owned()
        }
        ReferentialAction::SetDefault => "knows no SET DEFAULT and fails".to_owned(),
    };
    format!("Prisma's client {does}, the database does nothing")
}
