//! Bytes to text. Offsets never shift: a BOM stays, a byte that is not UTF-8 becomes one `?`.

use std::borrow::Cow;

use crate::text::Text;

/// What was read of a file.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// All of it.
    Whole {
        /// The text.
        text: Text,
        /// The first byte that is wrong, and why, if one is.
        trouble: Option<(usize, &'static str)>,
    },
    /// The beginning of a file that is too large to keep.
    Large {
        /// The length of the whole in bytes.
        len: u64,
        /// Its beginning.
        head: Text,
    },
    /// Nothing, and why.
    Unreadable(Cow<'static, str>),
}

impl Content {
    /// What is known of the text.
    pub(super) fn text(&self) -> &str {
        match self {
            Content::Whole { text, .. } => text.as_str(),
            Content::Large { head, .. } => head.as_str(),
            Content::Unreadable(_) => "",
        }
    }
}

impl Content {
    /// Whether both say the same, as far as it was read.
    pub(super) fn says_like(&self, other: &Content) -> bool {
        match (self, other) {
            (
                Content::Whole { text, trouble },
                Content::Whole { text: of_other, trouble: trouble_of_other },
            ) => text.as_str() == of_other.as_str() && trouble == trouble_of_other,
            (Content::Unreadable(why), Content::Unreadable(of_other)) => why == of_other,
            (Content::Large { len, head }, Content::Large { len: len_of_other, head: of_other }) => {
                len == len_of_other && head.as_str() == of_other.as_str()
            }
            (Content::Whole { .. } | Content::Unreadable(_) | Content::Large { .. }, _) => false,
        }
    }
}

/// The content of a file that was read whole.
pub(super) fn whole(bytes: Vec<u8>) -> Content {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Content::Unreadable("is UTF-16 and was not read; save it as UTF-8".into());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Content::Whole { text: Text::whole(text), trouble: None },
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            let text = Text::whole(replace_bad(error.as_bytes()));
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
    Content::Large { len, head: Text::whole(replace_bad(&head)) }
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
        assert_eq!(text.as_str(), "ab???cd");
        assert_eq!(trouble.map(|(at, _)| at), Some(2));
    }
}
