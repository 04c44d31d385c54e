//! Template placeholders in SQL text: `{{ index .Options "Namespace" }}.sessions`, `${schema}.t`, `:schema.t`.
//!
//! What a template engine would put there is not known. A placeholder that only qualifies a name, or is a part of one that every statement
//! spells alike, can go without changing what is said; one that decides what is said (`{{if ...}}`, `{% for ... %}`) cannot.

/// A template's text with its placeholders blanked byte for byte, so that offsets stay.
pub(super) struct Blanked {
    pub(super) text: String,
    /// Whether what is left says the same.
    pub(super) faithful: bool,
}

/// Blanks the placeholders of a template; a qualifier goes with its dot.
pub(super) fn blank(text: &str) -> Blanked {
    let mut blanked = Blanked { text: String::with_capacity(text.len()), faithful: true };
    let mut rest = text;
    while let Some((start, len)) = next(rest) {
        let (before, placeholder) = rest.split_at(start);
        let (placeholder, after) = placeholder.split_at_checked(len).unwrap_or((placeholder, ""));
        blanked.text.push_str(before);
        blanked.faithful &= !decides(placeholder);
        let tail = after.strip_prefix('.');
        let width = placeholder.len() + usize::from(tail.is_some());
        blanked.text.extend(std::iter::repeat_n(' ', width));
        rest = tail.unwrap_or(after);
    }
    blanked.text.push_str(rest);
    blanked
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
