//! What is told about the foreign key under the cursor.

use crate::pipeline::Analysis;
use crate::text::{FileId, Span};

/// The place that is told about, and what is told, as Markdown.
pub(super) fn hover(_analysis: &Analysis, _file: FileId, _offset: u32) -> Option<(Span, String)> {
    None
}
