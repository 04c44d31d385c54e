//! `ForeignKey("users.id", ondelete="CASCADE")`, `ForeignKeyConstraint(...)` and SQLModel's `Field(foreign_key="users.id", ondelete="CASCADE")`.

use super::lexis::{self, Kind, Lexis, Token};
use super::{Clause, Edit, Site, Wanted};
use crate::ir::ReferentialAction;
use crate::text::Span;

/// The calls that make foreign keys and take an action.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    /// Of SQLAlchemy.
    ForeignKey,
    /// Of SQLModel: ON DELETE only, and no NO ACTION (sqlmodel/main.py, `OnDeleteType`).
    Field,
}

/// Another string.
pub(super) fn replace(
    site: &Site<'_>,
    span: Span,
    stated: ReferentialAction,
    wanted: Wanted,
) -> Option<Edit> {
    let tokens = Lexis::Python.code(site.text(span));
    let [value] = tokens.as_slice() else { return None };
    let text = value.unquoted().filter(|text| ReferentialAction::parse(text) == Some(stated))?;
    let call = Lexis::Python.code(site.text(site.fk.get().span));
    if !says(maker(&call)?.0, wanted) {
        return None;
    }
    let is_lower = text.chars().all(|c| !c.is_uppercase());
    let action = if is_lower { wanted.action.sql().to_lowercase() } else { wanted.action.sql().to_owned() };
    let quote = value.text.get(..1)?;
    Some(site.edit(span, value.range(), format!("{quote}{action}{quote}")))
}

/// More keywords in the call.
pub(super) fn insert(site: &Site<'_>, wanted: &[Wanted]) -> Option<Edit> {
    let span = site.fk.get().span;
    let text = site.text(span);
    let tokens = Lexis::Python.code(text);
    let (maker, open) = maker(&tokens)?;
    let close = lexis::closing(&tokens, open).filter(|close| close + 1 == tokens.len())?;
    let starts: Vec<&[Token<'_>]> =
        lexis::items(&tokens, open, close).into_iter().filter_map(|item| tokens.get(item)).collect();
    let has = |name: &str| {
        starts.iter().any(|item| matches!(item, [word, is, ..] if word.is_word(name) && is.is("=")))
    };
    // `**options` may hold the keyword.
    let is_open = starts.iter().any(|item| item.first().is_some_and(|token| token.is("*")));
    let is_given = wanted.iter().any(|wanted| has(keyword(wanted.clause)));
    let is_other = maker == Maker::Field && !has("foreign_key");
    if is_open || is_given || is_other || !wanted.iter().all(|wanted| says(maker, *wanted)) {
        return None;
    }
    let own = tokens.iter().find(|token| token.kind == Kind::Text);
    let quote = if own.is_some_and(|token| token.text.starts_with('\'')) { "'" } else { "\"" };
    let keywords: Vec<String> = wanted
        .iter()
        .map(|wanted| format!("{}={quote}{}{quote}", keyword(wanted.clause), wanted.action))
        .collect();
    let (at, inserted) = lexis::append(text, &tokens, (open, close), &keywords.join(", "))?;
    Some(site.edit(span, at..at, inserted))
}

fn keyword(clause: Clause) -> &'static str {
    match clause {
        Clause::OnDelete => "ondelete",
        Clause::OnUpdate => "onupdate",
    }
}

/// What a call makes, and the index of its bracket.
fn maker(tokens: &[Token<'_>]) -> Option<(Maker, usize)> {
    let open = tokens.iter().position(|token| token.is("("))?;
    let callee = tokens.get(..open)?;
    let is_path = callee.iter().all(|token| token.kind == Kind::Word || token.is("."));
    match callee.last().filter(|_| is_path)?.text {
        "ForeignKey" | "ForeignKeyConstraint" => Some((Maker::ForeignKey, open)),
        "Field" => Some((Maker::Field, open)),
        _ => None,
    }
}

fn says(maker: Maker, wanted: Wanted) -> bool {
    let is_sqlmodels = match wanted.action {
        ReferentialAction::Restrict | ReferentialAction::Cascade | ReferentialAction::SetNull => true,
        ReferentialAction::NoAction | ReferentialAction::SetDefault => false,
    };
    maker == Maker::ForeignKey || (wanted.clause == Clause::OnDelete && is_sqlmodels)
}
