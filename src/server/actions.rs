//! What can be done about the findings at a place.

use std::ops::Range;

use crate::fix::Fix;
use crate::pipeline::Analysis;
use crate::text::FileId;

/// A fix with what it answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Offer {
    /// The change.
    pub(super) fix: Fix,
    /// Whether it is the one to take if nobody looks.
    pub(super) is_preferred: bool,
    /// The findings that it answers, as indices into the analysis's diagnostics.
    pub(super) findings: Vec<usize>,
}

/// The fixes for what lies in a range of a file.
pub(super) fn actions(_analysis: &Analysis, _file: FileId, _range: Range<u32>) -> Vec<Offer> {
    Vec::new()
}
