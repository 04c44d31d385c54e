//! `.references(() => users.id, { onDelete: "cascade" })` and `foreignKey({ ... }).onDelete("cascade")`.

use super::lexis::{self, Kind, Lexis, Token};
use super::{Edit, Site, Wanted};
use crate::ir::ReferentialAction;
use crate::text::Span;

/// Another string, in the option or in the call.
pub(super) fn replace(
    site: &Site<'_>,
    span: Span,
    stated: ReferentialAction,
    wanted: Wanted,
) -> Option<Edit> {
    let tokens = Lexis::TypeScript.code(site.text(span));
    let option = wanted.clause.camel();
    let value = match tokens.as_slice() {
        [key, colon, value] if is_key(key, option) && colon.is(":") => value,
        [key, colon, value, word, kind]
            if is_key(key, option) && colon.is(":") && word.is_word("as") && kind.is_word("const") =>
        {
            value
        }
        [method, open, value, close] if method.is_word(option) && open.is("(") && close.is(")") => value,
        _ => return None,
    };
    let quote = value.text.get(..1)?;
    (ReferentialAction::parse(value.unquoted()?) == Some(stated))
        .then(|| site.edit(span, value.range(), quoted(quote, wanted.action)))
}

/// An options object, more options in it, or more calls.
pub(super) fn insert(site: &Site<'_>, wanted: &[Wanted]) -> Option<Edit> {
    let span = site.fk.get().span;
    let text = site.text(span);
    let tokens = Lexis::TypeScript.code(text);
    let open = tokens.iter().position(|token| token.is("("))?;
    let close = lexis::closing(&tokens, open).filter(|close| close + 1 == tokens.len())?;
    let callee = tokens.get(..open)?;
    let is_path = callee.iter().all(|token| token.kind == Kind::Word || token.is("."));
    let name = callee.last().filter(|_| is_path)?;
    let quote = quote(site, &tokens);
    if name.is_word("foreignKey") {
        let rest = site.file.slice(span.end, u32::MAX);
        let calls = |wanted: &Wanted| format!(".{}({})", wanted.clause.camel(), quoted(quote, wanted.action));
        let is_called = wanted.iter().any(|wanted| chain(rest).contains(&wanted.clause.camel()));
        let calls: String = wanted.iter().map(calls).collect();
        return (!is_called).then(|| site.edit(span, text.len()..text.len(), calls));
    }
    if !name.is_word("references") {
        return None;
    }
    let options: Vec<String> = wanted
        .iter()
        .map(|wanted| format!("{}: {}", wanted.clause.camel(), quoted(quote, wanted.action)))
        .collect();
    let options = options.join(", ");
    let (at, inserted) = match lexis::items(&tokens, open, close).as_slice() {
        [_] => lexis::append(text, &tokens, (open, close), &format!("{{ {options} }}"))?,
        [_, object] => {
            let brace = Some(object.start).filter(|at| tokens.get(*at).is_some_and(|token| token.is("{")))?;
            let end = lexis::closing(&tokens, brace)?;
            let has = |token: &Token<'_>| wanted.iter().any(|wanted| is_key(token, wanted.clause.camel()));
            if tokens.get(brace..end)?.iter().any(has) {
                return None;
            }
            lexis::append(text, &tokens, (brace, end), &options)?
        }
        _ => return None,
    };
    Some(site.edit(span, at..at, inserted))
}

fn is_key(token: &Token<'_>, name: &str) -> bool {
    token.is_word(name) || token.unquoted() == Some(name)
}

/// The methods that are called on what stands before a text, one after the other.
fn chain(rest: &str) -> Vec<&str> {
    let end = rest.find(';').unwrap_or(rest.len());
    let tokens = Lexis::TypeScript.code(rest.get(..end).unwrap_or(rest));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some([dot, name, open]) = tokens.get(at..at + 3)
        && dot.is(".")
        && open.is("(")
    {
        found.push(name.text);
        let Some(close) = lexis::closing(&tokens, at + 2) else { break };
        at = close + 1;
    }
    found
}

fn quoted(quote: &str, action: ReferentialAction) -> String {
    format!("{quote}{}{quote}", action.sql().to_lowercase())
}

/// The quotes that the foreign key has, else those of the file.
fn quote(site: &Site<'_>, tokens: &[Token<'_>]) -> &'static str {
    let own = tokens.iter().find(|token| token.kind == Kind::Text).map(|token| token.text);
    let double = |text: &str| text.starts_with('"');
    let is_double = own.map_or_else(|| !site.file.text().contains("from '"), double);
    if is_double { "\"" } else { "'" }
}
