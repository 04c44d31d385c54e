//! `onDelete: Cascade` in `@relation(...)`.

use super::lexis::{self, Lexis};
use super::{Edit, Site, Wanted};
use crate::ir::ReferentialAction;
use crate::text::Span;

/// Another word after `onDelete:`.
pub(super) fn replace(
    site: &Site<'_>,
    span: Span,
    stated: ReferentialAction,
    wanted: Wanted,
) -> Option<Edit> {
    let tokens = Lexis::Prisma.code(site.text(span));
    let [name, colon, action] = tokens.as_slice() else { return None };
    let is_argument = name.is_word(wanted.clause.camel()) && colon.is(":");
    let is_stated = ReferentialAction::parse(action.text) == Some(stated);
    (is_argument && is_stated).then(|| site.edit(span, action.range(), wanted.action.prisma()))
}

/// More arguments in `@relation(...)`.
pub(super) fn insert(site: &Site<'_>, wanted: &[Wanted]) -> Option<Edit> {
    let span = site.fk.get().span;
    let text = site.text(span);
    let tokens = Lexis::Prisma.code(text);
    let is_relation = |window: &[lexis::Token<'_>]| match window {
        [at, name, open] => at.is("@") && name.is_word("relation") && open.is("("),
        _ => false,
    };
    let open = tokens.windows(3).position(is_relation)? + 2;
    let close = lexis::closing(&tokens, open)?;
    let names: Vec<&str> = lexis::items(&tokens, open, close)
        .into_iter()
        .filter_map(|item| tokens.get(item.start).map(|token| token.text))
        .collect();
    // Without fields it is the other side, or an implicit relation; what is there and was not taken is not understood.
    let is_taken = wanted.iter().any(|wanted| names.contains(&wanted.clause.camel()));
    if is_taken || !names.contains(&"fields") {
        return None;
    }
    let items: Vec<String> = wanted
        .iter()
        .map(|wanted| format!("{}: {}", wanted.clause.camel(), wanted.action.prisma()))
        .collect();
    let (at, inserted) = lexis::append(text, &tokens, (open, close), &items.join(", "))?;
    Some(site.edit(span, at..at, inserted))
}
