//! The names that drizzle-orm and drizzle-kit make: of columns by `casing`, of foreign keys.
//!
//! Sources: `toSnakeCase` and `toCamelCase` of drizzle-orm 0.45 (casing.js), `ForeignKey.getName` with the replacement in drizzle-kit 0.31's
//! serializers, `defaultNameForFK` and `hash` of drizzle-kit 1.0.0-rc.2. Lengths there are counted in UTF-16 units.

use crate::ir::{Casing, Name};

/// The value of the option `casing`.
pub(super) fn casing(text: &str) -> Option<Casing> {
    match text {
        "snake_case" | "snakeCase" => Some(Casing::Snake),
        "camelCase" => Some(Casing::Camel),
        _ => None,
    }
}

/// A key as a column's name.
pub(super) fn cased(casing: Casing, key: &str) -> String {
    let words = words(key);
    match casing {
        Casing::Snake => words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_"),
        Casing::Camel => {
            let mut name = String::new();
            for (index, word) in words.iter().enumerate() {
                if index == 0 {
                    name.push_str(&word.to_lowercase());
                } else {
                    let mut chars = word.chars();
                    name.extend(chars.next().map(|first| first.to_ascii_uppercase()));
                    name.push_str(chars.as_str());
                }
            }
            name
        }
    }
}

/// The matches of `/[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+/g`, apostrophes left out before.
fn words(key: &str) -> Vec<String> {
    let chars: Vec<char> = key.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')).collect();
    let is_small = |at: usize| chars.get(at).is_some_and(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    let is_large = |at: usize| chars.get(at).is_some_and(char::is_ascii_uppercase);
    let run =
        |from: usize, holds: &dyn Fn(usize) -> bool| (from..chars.len()).take_while(|at| holds(*at)).count();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let small = run(at, &is_small);
        let large = run(at, &is_large);
        let length = if small > 0 {
            small
        } else if large > 0 {
            let before_letter = chars.get(at + large).is_some_and(char::is_ascii_lowercase);
            match (before_letter, large) {
                (false, all) => all,
                // `[A-Z]+` gives the last letter back, if one is left.
                (true, all) if all > 1 => all - 1,
                (true, _) => 1 + run(at + 1, &is_small),
            }
        } else {
            at += 1;
            continue;
        };
        words.extend(chars.get(at..at + length).map(|word| word.iter().collect::<String>()));
        at += length;
    }
    words
}

/// What a foreign key's automatic name is made of: names in the database, and names before `casing`.
pub(super) struct Parts<'n> {
    pub(super) table: Name,
    pub(super) referenced: Name,
    pub(super) columns: &'n [Name],
    pub(super) referenced_columns: &'n [Name],
    pub(super) plain_columns: &'n [Name],
    pub(super) plain_referenced_columns: &'n [Name],
}

/// Before 1.0: the names before `casing` with `_fk`, in which the first place that looks like such a column is then replaced, wherever it is.
pub(super) fn foreign_key_v0(parts: &Parts<'_>, has_casing: bool) -> String {
    let columns = join(parts.plain_columns);
    let referenced_columns = join(parts.plain_referenced_columns);
    let mut name = format!("{}_{columns}_{}_{referenced_columns}_fk", parts.table, parts.referenced);
    if has_casing {
        name = replaced(name, parts);
    }
    name
}

/// What drizzle-kit before 1.0 does to the name of any foreign key if `casing` is set.
pub(super) fn replaced(name: String, parts: &Parts<'_>) -> String {
    let own = parts.plain_columns.iter().zip(parts.columns);
    let referenced = parts.plain_referenced_columns.iter().zip(parts.referenced_columns);
    own.chain(referenced).fold(name, |name, (from, to)| name.replacen(from.as_str(), to.as_str(), 1))
}

/// From 1.0: `_fkey`; above 63 characters a hash of it, after the table if that is short.
pub(super) fn foreign_key_v1(parts: &Parts<'_>) -> String {
    let (columns, referenced_columns) = (join(parts.columns), join(parts.referenced_columns));
    let desired = format!("{}_{columns}_{}_{referenced_columns}_fkey", parts.table, parts.referenced);
    let units = |text: &str| text.encode_utf16().count();
    if units(&desired) <= 63 {
        desired
    } else if units(parts.table.as_str()) < 45 {
        format!("{}_{}_fkey", parts.table, hash(&desired))
    } else {
        format!("{}_fkey", hash(&desired))
    }
}

fn join(names: &[Name]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("_")
}

/// Twelve digits to the base 62 of a polynomial of the characters over 53, modulo 62^12.
fn hash(text: &str) -> String {
    const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const LENGTH: u32 = 12;
    let modulus = 62u128.pow(LENGTH);
    let (mut sum, mut power) = (0u128, 1u128);
    for c in text.chars() {
        sum = (sum + u128::from(u32::from(c)) * power) % modulus;
        power = power * 53 % modulus;
    }
    let mut digits = Vec::new();
    for _ in 0..LENGTH {
        digits.extend(DIGITS.get((sum % 62) as usize).map(|digit| char::from(*digit)));
        sum /= 62;
    }
    digits.iter().rev().collect()
}
