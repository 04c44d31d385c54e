//! Paths and the URIs of files.
//!
//! Invariant: a path that became a URI becomes the same path again. Drives are in upper case, for clients disagree about them.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

use crate::discover::tidy;

/// The path that a URI means; `None` if it is none of this machine's files.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    decode(uri.as_str(), cfg!(windows)).map(|text| tidy(Path::new(&text)))
}

/// The URI of an absolute path; `None` if it cannot have one.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    Uri::from_str(&encode(path.to_str()?, cfg!(windows))).ok()
}

/// The URI of a path below a folder whose URI is known: spelled as the client spells the folder.
pub(super) fn below(folder: &Uri, rest: &Path) -> Option<Uri> {
    let mut text = folder.as_str().trim_end_matches('/').to_owned();
    for part in rest.components() {
        text.push('/');
        escape(part.as_os_str().to_str()?, &mut text);
    }
    Uri::from_str(&text).ok()
}

/// What is no part of a URI, percent-encoded; clients forget it.
pub(super) fn mend(uri: &str) -> String {
    let mut mended = String::new();
    for byte in uri.bytes() {
        let is_legal = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
        push(byte, is_legal, &mut mended);
    }
    mended
}

fn decode(uri: &str, windows: bool) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let path = unescape(path)?;
    let is_local = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    if !windows {
        return (is_local && path.starts_with('/')).then_some(path);
    }
    let mut letters = path.chars().skip(1);
    let (drive, colon) = (letters.next().filter(char::is_ascii_alphabetic), letters.next());
    let path = match (drive, colon) {
        (Some(drive), Some(':')) if is_local => {
            format!("{}:{}", drive.to_ascii_uppercase(), path.get(3..).filter(|rest| !rest.is_empty())?)
        }
        _ if is_local => return None,
        _ => format!("//{host}{path}"),
    };
    Some(path.replace('/', "\\"))
}

fn encode(path: &str, windows: bool) -> String {
    let mut text = String::from("file://");
    if !windows {
        escape(path, &mut text);
        return text;
    }
    let path = path.replace('\\', "/");
    match path.strip_prefix("//") {
        Some(share) => escape(share, &mut text),
        None => {
            text.push('/');
            let (drive, rest) = path.split_once(':').unwrap_or(("", &path));
            text.push_str(drive);
            text.push_str(if drive.is_empty() { "" } else { ":" });
            escape(rest, &mut text);
        }
    }
    text
}

fn escape(path: &str, text: &mut String) {
    for byte in path.bytes() {
        push(byte, byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte), text);
    }
}

fn push(byte: u8, is_plain: bool, text: &mut String) {
    if is_plain {
        text.push(char::from(byte));
    } else {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase();
        text.extend(['%', digit(byte >> 4), digit(byte & 15)]);
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = match after {
            [high, low, ..] if *first == b'%' => hexadecimal(*high).zip(hexadecimal(*low)),
            _ => None,
        };
        match digits {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = after.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back() {
        let unix = ["/", "/a b/ä🦀%41.sql", "/#?[x]:+&.sql"];
        let windows = ["C:\\", "C:\\a b\\ä%20.sql", "\\\\server\\share\\x.sql"];
        let both = unix.map(|path| (path, false)).into_iter().chain(windows.map(|path| (path, true)));
        for (path, windows) in both {
            let uri = encode(path, windows);
            assert!(Uri::from_str(&uri).is_ok(), "{uri}");
            assert_eq!(decode(&uri, windows).as_deref(), Some(path), "{uri}");
        }
    }

    #[test]
    fn clients_spell_in_their_own_way() {
        assert_eq!(decode("file:///c%3A/Users/x.sql", true).as_deref(), Some("C:\\Users\\x.sql"));
        assert_eq!(decode("file:///d:/x.sql", true).as_deref(), Some("D:\\x.sql"));
        assert_eq!(decode("FILE://localhost/x%2fy", false).as_deref(), Some("/x/y"));
        assert_eq!(decode("file:/x", false).as_deref(), Some("/x"));
        for none in ["untitled:Untitled-1", "file://server/x", "file:///%ff", "git:/x?y", "file:", ""] {
            assert_eq!(decode(none, false), None, "{none}");
        }
        assert_eq!(mend("file:///a b/ä%20"), "file:///a%20b/%C3%A4%20");
    }

    #[test]
    fn files_are_spelled_as_their_folder() {
        let folder = Uri::from_str("file:///c%3A/shop/").expect("a URI");
        let uri = below(&folder, Path::new("a b/x.sql")).map(|uri| uri.as_str().to_owned());
        assert_eq!(uri.as_deref(), Some("file:///c%3A/shop/a%20b/x.sql"));
    }
}
