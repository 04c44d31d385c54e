//! Changes of files that answer a finding.

use crate::text::Span;

/// A place and what is to stand there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Edits that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// The edits, in any files; they do not overlap.
    pub edits: Vec<Edit>,
}
