//! Typed access to a TOML table. Whatever is wrong becomes an error with its place, and reading goes on.

use std::ops::Range;

use globset::{Glob, GlobSetBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text::{FileId, Span};

use super::{ConfigError, Level, Patterns};

/// The errors of one file.
pub(super) struct Errors {
    file: FileId,
    list: Vec<ConfigError>,
}

impl Errors {
    /// No errors yet.
    pub(super) fn new(file: FileId) -> Errors {
        Errors { file, list: Vec::new() }
    }

    /// The span of a range of the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// Adds an error.
    pub(super) fn add(&mut self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let help = Some(help.into()).filter(|help| !help.is_empty());
        self.list.push(ConfigError { span: self.span(range), message: message.into(), help });
    }

    /// All of them, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<ConfigError> {
        self.list.sort_by_key(|error| error.span);
        self.list
    }
}

/// A table with the keys it may have.
#[derive(Clone, Copy)]
pub(super) struct Section<'t> {
    /// The name in messages: `[[policy]]`.
    pub(super) title: &'static str,
    /// The table.
    pub(super) table: &'t DeTable<'t>,
}

/// A string with its place.
pub(super) type Text = (String, Range<usize>);

impl<'t> Section<'t> {
    /// The keys that are not among `known`, with their places.
    pub(super) fn others(
        self,
        known: &[&str],
    ) -> impl Iterator<Item = (&'t str, Range<usize>, &'t Spanned<DeValue<'t>>)> {
        let keys = self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value));
        let others: Vec<_> = keys.filter(|(key, ..)| !known.contains(key)).collect();
        others.into_iter()
    }

    /// Reports all keys that are not among `known`.
    pub(super) fn deny_others(self, known: &[&str], errors: &mut Errors) {
        for (key, range, _) in self.others(known) {
            let message = format!("unknown key `{key}` in {}", self.title);
            errors.add(&range, message, suggestion(key, known));
        }
    }

    fn get(self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    fn mismatch(self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str, errors: &mut Errors) {
        let found = kind_of(value.get_ref());
        errors.add(&value.span(), format!("`{key}` in {} is {found}, not {wanted}", self.title), "");
    }

    /// A string.
    pub(super) fn text(self, key: &str, errors: &mut Errors) -> Option<Text> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.mismatch(key, value, "a string", errors);
        }
        text.map(|text| (text.to_string(), value.span()))
    }

    /// A string that must be there.
    pub(super) fn required(self, key: &str, whole: &Range<usize>, errors: &mut Errors) -> Option<Text> {
        if self.get(key).is_none() {
            self.missing(key, whole, errors);
        }
        self.text(key, errors)
    }

    /// A string or a list of strings.
    pub(super) fn texts(self, key: &str, errors: &mut Errors) -> Vec<Text> {
        let Some(value) = self.get(key) else { return Vec::new() };
        if let Some(text) = value.get_ref().as_str() {
            return vec![(text.to_string(), value.span())];
        }
        let Some(items) = value.get_ref().as_array() else {
            self.mismatch(key, value, "a string or a list of strings", errors);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_string(), item.span())),
                None => self.mismatch(key, item, "a string", errors),
            }
        }
        texts
    }

    /// Globs that must be there.
    pub(super) fn required_patterns(
        self,
        key: &str,
        whole: &Range<usize>,
        errors: &mut Errors,
    ) -> Option<Patterns> {
        if self.get(key).is_none() {
            self.missing(key, whole, errors);
        }
        self.filled_patterns(key, errors)
    }

    /// Globs; none at all are an error.
    pub(super) fn filled_patterns(self, key: &str, errors: &mut Errors) -> Option<Patterns> {
        match self.get(key) {
            Some(value) if value.get_ref().as_array().is_some_and(|items| items.is_empty()) => {
                errors.add(
                    &value.span(),
                    format!("`{key}` in {} is empty, so it matches nothing", self.title),
                    "",
                );
            }
            Some(_) | None => {}
        }
        self.patterns(key, errors)
    }

    fn missing(self, key: &str, whole: &Range<usize>, errors: &mut Errors) {
        errors.add(whole, format!("{} has no `{key}`", self.title), format!("add `{key} = \"...\"`"));
    }

    /// true or false.
    pub(super) fn flag(self, key: &str, errors: &mut Errors) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.mismatch(key, value, "true or false", errors);
        }
        flag
    }

    /// The tables of `[[key]]`, each with its place.
    pub(super) fn tables(
        self,
        key: &str,
        title: &'static str,
        errors: &mut Errors,
    ) -> Vec<(Section<'t>, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.mismatch(key, value, &format!("a list of tables; write {title}"), errors);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push((Section { title, table }, item.span())),
                None => self.mismatch(key, item, "a table", errors),
            }
        }
        tables
    }

    /// A string or list of strings as globs; `None` if the key is missing.
    pub(super) fn patterns(self, key: &str, errors: &mut Errors) -> Option<Patterns> {
        self.get(key)?;
        let texts = self.texts(key, errors);
        let mut globs = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for (text, range) in texts {
            match Glob::new(&text) {
                Ok(glob) => {
                    globs.add(glob);
                    kept.push(text);
                }
                Err(error) => {
                    errors.add(&range, format!("`{text}` is not a pattern: {}", error.kind()), GLOB_HELP)
                }
            }
        }
        Some(Patterns { text: kept, globs: globs.build().unwrap_or_default() })
    }
}

/// How patterns are written.
pub(super) const GLOB_HELP: &str = "write names with `*`, `?`, `[abc]` or `{one,two}`";

/// A rule's level.
pub(super) fn level(value: &Spanned<DeValue<'_>>, errors: &mut Errors) -> Option<Level> {
    const LEVELS: [(&str, Level); 4] =
        [("off", Level::Off), ("note", Level::Note), ("warn", Level::Warn), ("error", Level::Error)];
    let text = value.get_ref().as_str();
    let found = LEVELS.iter().find(|(name, _)| Some(*name) == text);
    if found.is_none() {
        let written = text.map_or_else(|| kind_of(value.get_ref()), |text| format!("`{text}`"));
        let help = text.map_or(String::new(), |text| suggestion(text, &LEVELS.map(|(name, _)| name)));
        errors.add(
            &value.span(),
            format!("{written} is not a level; levels are `off`, `note`, `warn`, `error`"),
            help,
        );
    }
    found.map(|(_, level)| *level)
}

/// The type of a value, with its article.
pub(super) fn kind_of(value: &DeValue<'_>) -> String {
    let name = value.type_str();
    let article = if name.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// `did you mean ...?`, or the list of what is known if nothing is near.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|name| match word.starts_with(name) && name.len() > 2 {
            true => (0, name),
            false => (strsim::damerau_levenshtein(word, name), name),
        })
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min();
    match near {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None if known.len() > 12 => String::new(),
        None => format!(
            "known are {}",
            known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    }
}
