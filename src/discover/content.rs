//! Bytes to text. Offsets never shift: a BOM stays, a byte that is not UTF-8 becomes one `?`.

use std::borrow::Cow;

/// What was read of a file.
#[derive(Debug)]
pub(super) enum Content {
    /// All of it.
    Whole {
        /// The text.
        text: String,
        /// The first byte that is wrong, and why, if one is.
        trouble: Option<(usize, &'static str)>,
    },
    /// The beginning of a file that is too large to keep.
    Large {
        /// The length of the whole in bytes.
        len: u64,
        /// Its beginning.
        head: String,
    },
    /// Nothing, and why.
    Unreadable(Cow<'static, str>),
}

impl Content {
    /// What is known of the text.
    pub(super) fn text(&self) -> &str {
        match self {
            Content::Whole { text, .. } => text,
            Content::Large { head, .. } => head,
            Content::Unreadable(_) => "",
        }
    }

    /// The same, without a copy.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Content::Whole { text, .. } => Some(text),
            Content::Large { head, .. } => Some(head),
            Content::Unreadable(_) => None,
        }
    }
}

/// The content of a file that was read whole.
pub(super) fn whole(bytes: Vec<u8>) -> Content {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Content::Unreadable("is UTF-16 and was not read; save it as UTF-8".into());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Content::Whole { text, trouble: None },
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            let text = replace_bad(error.as_bytes());
            Content::Whole {
                text,
                trouble: Some((first, "is not UTF-8 from here; bad bytes are read as `?`")),
            }
        }
    }
}

/// The content of a large file, from its first bytes.
pub(super) fn large(len: u64, head: Vec<u8>) -> Content {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Content::Unreadable("is UTF-16 and was not read; save it as UTF-8".into());
    }
    Content::Large { len, head: replace_bad(&head) }
}

fn replace_bad(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_bytes_keep_offsets() {
        let Content::Whole { text, trouble } = whole(b"ab\xff\xe2\x82cd".to_vec()) else {
            panic!("not whole")
        };
        assert_eq!(text, "ab???cd");
        assert_eq!(trouble.map(|(at, _)| at), Some(2));
    }
}
