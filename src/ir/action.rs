//! What a foreign key does when the referenced row goes or changes, in the words and the order of ISO 9075-2.

use std::fmt;

use super::Span;

/// A referential action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReferentialAction {
    /// The statement fails if referencing rows are left at its end (or at commit, if deferred).
    NoAction,
    /// The statement fails at once if referencing rows exist.
    Restrict,
    /// Referencing rows go or change with the referenced one.
    Cascade,
    /// The referencing columns become NULL.
    SetNull,
    /// The referencing columns get their default.
    SetDefault,
}

impl ReferentialAction {
    /// All actions, in the standard's order.
    pub const ALL: [ReferentialAction; 5] = [
        ReferentialAction::NoAction,
        ReferentialAction::Restrict,
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
        ReferentialAction::SetDefault,
    ];

    /// The SQL words, in upper case.
    pub fn sql(self) -> &'static str {
        match self {
            ReferentialAction::NoAction => "NO ACTION",
            ReferentialAction::Restrict => "RESTRICT",
            ReferentialAction::Cascade => "CASCADE",
            ReferentialAction::SetNull => "SET NULL",
            ReferentialAction::SetDefault => "SET DEFAULT",
        }
    }

    /// The word of the JSON interface: lower case, with underscores.
    pub fn json(self) -> &'static str {
        match self {
            ReferentialAction::NoAction => "no_action",
            ReferentialAction::Restrict => "restrict",
            ReferentialAction::Cascade => "cascade",
            ReferentialAction::SetNull => "set_null",
            ReferentialAction::SetDefault => "set_default",
        }
    }

    /// The word of Prisma's schema language.
    pub fn prisma(self) -> &'static str {
        match self {
            ReferentialAction::NoAction => "NoAction",
            ReferentialAction::Restrict => "Restrict",
            ReferentialAction::Cascade => "Cascade",
            ReferentialAction::SetNull => "SetNull",
            ReferentialAction::SetDefault => "SetDefault",
        }
    }

    /// Reads an action in any case, with a space, an underscore or nothing between its words.
    pub fn parse(text: &str) -> Option<ReferentialAction> {
        let plain: String =
            text.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "noaction" => Some(ReferentialAction::NoAction),
            "restrict" => Some(ReferentialAction::Restrict),
            "cascade" => Some(ReferentialAction::Cascade),
            "setnull" => Some(ReferentialAction::SetNull),
            "setdefault" => Some(ReferentialAction::SetDefault),
            _ => None,
        }
    }

    /// Whether two actions do the same to rows: what only stops the statement is alike, whenever it checks.
    pub fn is_like(self, other: ReferentialAction) -> bool {
        self == other || (self.stops() && other.stops())
    }

    /// Whether the action stops the statement instead of changing the referencing rows.
    pub fn stops(self) -> bool {
        matches!(self, ReferentialAction::NoAction | ReferentialAction::Restrict)
    }
}

impl fmt::Display for ReferentialAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql())
    }
}

/// An action with the place that states it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Action {
    /// What really happens.
    pub effective: ReferentialAction,
    /// The clause that says so; `None` where the default of the engine or the tool applies.
    pub stated: Option<Span>,
}

impl Action {
    /// An action that a clause states.
    pub fn stated(effective: ReferentialAction, at: Span) -> Action {
        Action { effective, stated: Some(at) }
    }

    /// An action that nobody states.
    pub fn default(effective: ReferentialAction) -> Action {
        Action { effective, stated: None }
    }
}

/// How a composite key with NULLs is matched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum MatchType {
    /// A row with any NULL in the key is not checked.
    #[default]
    Simple,
    /// All columns NULL or none.
    Full,
    /// In the standard, in no engine.
    Partial,
}

/// When a constraint is checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Deferrability {
    /// At the end of each statement.
    #[default]
    NotDeferrable,
    /// At the end of each statement, unless a transaction asks otherwise.
    InitiallyImmediate,
    /// At commit.
    InitiallyDeferred,
}

impl Deferrability {
    /// Whether a transaction may postpone the check.
    pub fn is_deferrable(self) -> bool {
        self != Deferrability::NotDeferrable
    }
}
