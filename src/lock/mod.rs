//! referee.lock: what one DELETE reaches, as a team has agreed to. A text file whose changes are read in a review, so it has one line per effect,
//! names in the order of the alphabet, and nothing that moves when files do.
//!
//! ```text
//! database main
//!
//! erasable users
//!   removes   comments (post_id) -> posts
//!   nulls     orders (buyer_id) -> users
//!   removes   posts (author_id) -> users
//!
//! protected config_versions
//!   through   config_versions (config_id) -> configs
//! ```
//!
//! Of an erasable table the lines are what its DELETE does, however deep; of a protected one, the foreign keys by which a DELETE of another
//! table's rows removes its rows, directly or through others. A line is a verb and a foreign key; it is compared as text.

mod compare;
mod parse;
mod reach;
mod write;

pub use compare::{Changes, Grown, compare};
pub use parse::parse;
pub use reach::{Line, Reach, merge, reach};
pub use write::{Part, write};

use crate::text::{FileId, Span};

/// The file's name. It lies beside referee.toml.
pub const FILE: &str = "referee.lock";

/// Why a table is in the lock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Aim {
    /// `[[erasable]]`.
    Erasable,
    /// `[[protected]]`.
    Protected,
}

impl Aim {
    const ALL: [Aim; 2] = [Aim::Erasable, Aim::Protected];

    /// The word in the file, which is that of referee.toml.
    pub fn word(self) -> &'static str {
        match self {
            Aim::Erasable => "erasable",
            Aim::Protected => "protected",
        }
    }

    /// The word with its article.
    pub fn article(self) -> &'static str {
        match self {
            Aim::Erasable => "an erasable",
            Aim::Protected => "a protected",
        }
    }
}

/// What a foreign key does to the rows of its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verb {
    /// They are removed.
    Removes,
    /// Their columns become NULL.
    Nulls,
    /// Their columns get their default.
    Defaults,
    /// They stop the statement.
    Stops,
    /// They stop the statement if they do not belong to the deleted row on another way, too.
    MayStop,
    /// They are removed, on the way to a protected table.
    Through,
}

impl Verb {
    const ALL: [Verb; 6] =
        [Verb::Removes, Verb::Nulls, Verb::Defaults, Verb::Stops, Verb::MayStop, Verb::Through];

    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Removes => "removes",
            Verb::Nulls => "nulls",
            Verb::Defaults => "defaults",
            Verb::Stops => "stops",
            Verb::MayStop => "may stop",
            Verb::Through => "through",
        }
    }

    /// The tables of which it is said.
    fn aim(self) -> Aim {
        match self {
            Verb::Removes | Verb::Nulls | Verb::Defaults | Verb::Stops | Verb::MayStop => Aim::Erasable,
            Verb::Through => Aim::Protected,
        }
    }
}

/// What the file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lock {
    /// The file.
    pub file: FileId,
    /// The databases, in the order of the file.
    pub databases: Vec<LockedDatabase>,
}

/// What the file says of one database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockedDatabase {
    /// Its name as [`quoted`] writes it.
    pub name: String,
    /// The line that names it.
    pub span: Span,
    /// The tables, in the order of the file.
    pub tables: Vec<LockedTable>,
}

/// What the file says of one table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockedTable {
    /// Why it is there.
    pub aim: Aim,
    /// Its name as [`quoted`] writes it, with its schema where that is not the default one.
    pub name: String,
    /// The line that names it.
    pub span: Span,
    /// What follows.
    pub lines: Vec<LockedLine>,
}

/// One effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockedLine {
    /// What happens.
    pub verb: Verb,
    /// The foreign key: `posts (author_id) -> users`.
    pub foreign_key: String,
    /// The line.
    pub span: Span,
}

impl Lock {
    /// What is said of a database. `is_sole`: the project has no other; then a lock with one database is about it, whatever it was called
    /// where the lock was written.
    pub fn database(&self, name: &str, is_sole: bool) -> Option<&LockedDatabase> {
        let name = quoted(name);
        let own = self.databases.iter().find(|database| database.name == name);
        own.or_else(|| self.databases.first().filter(|_| is_sole && self.databases.len() == 1))
    }
}

/// A name that can stand in a line: in double quotes if it has other characters than names usually have.
pub fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-');
    if !name.is_empty() && name.chars().all(is_plain) {
        return name.to_owned();
    }
    let mut text = String::from("\"");
    for c in name.chars() {
        match c {
            '"' => text.push_str("\"\""),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text + "\""
}
