//! Template placeholders in SQL text: `{{ index .Options "Namespace" }}.sessions`, `${schema}.t`, `:schema.t`.
//!
//! What a template engine would put there is not known. A placeholder that only qualifies a name, or is a part of one that every statement
//! spells alike, can go without changing what is said; one that decides what is said (`{{if ...}}`, `{% for ... %}`) cannot.

/// The text with its placeholders blanked byte for byte, so that offsets stay; `None` where that would change what is said.
pub(super) fn blank(text: &str) -> Option<String> {
    let mut result = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some((start, len)) = next(rest) else { break };
        let from = at + start;
        let placeholder = text.get(from..from + len)?;
        if decides(placeholder) {
            return None;
        }
        let qualifies = text.as_bytes().get(from + len) == Some(&b'.');
        let to = from + len + usize::from(qualifies);
        let blanks = result.get_mut(from..to)?;
        blanks.fill(b' ');
        at = to;
    }
    String::from_utf8(result).ok()
}

/// The start and length of the first placeholder.
fn next(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut quote = None;
    for (at, byte) in bytes.iter().copied().enumerate() {
        match quote {
            Some(open) => {
                if byte == open {
                    quote = None;
                }
                continue;
            }
            None if matches!(byte, b'\'' | b'"' | b'`') => quote = Some(byte),
            None => {}
        }
        let rest = text.get(at..).unwrap_or("");
        let closed = [("{{", "}}"), ("{%", "%}"), ("${", "}"), ("<%", "%>")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))
            .map(|(_, close)| rest.find(close).map_or(rest.len(), |end| end + close.len()));
        if let Some(len) = closed {
            return Some((at, len));
        }
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if byte == b':' && before != Some(&b':') {
            let len = rest.bytes().skip(1).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
            if len > 0 && rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_') {
                return Some((at, len + 1));
            }
        }
    }
    None
}

/// Whether a placeholder is an instruction rather than a value.
fn decides(placeholder: &str) -> bool {
    let inside =
        placeholder.trim_matches(|c: char| matches!(c, '{' | '}' | '%' | '<' | '>' | '-' | ' ' | '#'));
    let first = inside.split_whitespace().next().unwrap_or("");
    placeholder.starts_with("{%")
        || placeholder.starts_with("<%")
        || matches!(first, "if" | "else" | "end" | "range" | "with" | "define" | "block" | "template")
}
