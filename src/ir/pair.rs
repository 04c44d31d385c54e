//! Pairs the objects of two schemas: both, only left, only right.

/// Two sides of a comparison: `left` is the declaration (what the code believes), `right` the history (what the database holds).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair<T> {
    /// The declaration's.
    pub left: T,
    /// The history's.
    pub right: T,
}
