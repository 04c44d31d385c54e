//! Which finding is which, however its lines move: two lists of findings compared by rule, database and object.
//!
//! Several findings may share a fingerprint; they are counted, not told apart. A finding that is worse than the known one is another finding.

use std::collections::BTreeMap;

use super::{Diagnostic, Severity};

/// What stays the same of a finding when its place and its words change.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fingerprint {
    /// The rule's name.
    pub rule: String,
    /// The database, by name.
    pub database: String,
    /// What it is about: [`Diagnostic::object`].
    pub object: String,
}

impl Fingerprint {
    /// The fingerprint of a finding.
    pub fn of(diagnostic: &Diagnostic) -> Fingerprint {
        Fingerprint {
            rule: diagnostic.rule.to_owned(),
            database: diagnostic.database.clone(),
            object: diagnostic.object.clone(),
        }
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

/// Findings that are known: of each fingerprint how many, by severity.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    counts: BTreeMap<Fingerprint, BTreeMap<Severity, usize>>,
}

/// Findings, divided by what is known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sifted {
    /// Those that are not known, or not as bad; in their order.
    pub fresh: Vec<Diagnostic>,
    /// Those that are known; in their order.
    pub known: Vec<Diagnostic>,
    /// What is known and no longer found.
    pub stale: Known,
}

impl Known {
    /// All of these findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Known {
        let mut known = Known::default();
        for diagnostic in diagnostics {
            known.add(Fingerprint::of(diagnostic), diagnostic.severity, 1);
        }
        known
    }

    /// `count` more findings of a fingerprint, as bad as this.
    pub fn add(&mut self, fingerprint: Fingerprint, severity: Severity, count: usize) {
        if count > 0 {
            *self.counts.entry(fingerprint).or_default().entry(severity).or_default() += count;
        }
    }

    /// What is known, sorted by rule, database, object and severity, with its number.
    pub fn iter(&self) -> impl Iterator<Item = (&Fingerprint, Severity, usize)> {
        self.counts.iter().flat_map(|(fingerprint, counts)| {
            counts.iter().map(move |(severity, count)| (fingerprint, *severity, *count))
        })
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.iter().map(|(_, _, count)| count).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Divides findings into those that are known and those that are not. Where there are more than are known, the last ones are new.
    pub fn sift(mut self, diagnostics: Vec<Diagnostic>) -> Sifted {
        let mut is_known = vec![false; diagnostics.len()];
        // The worst choose first: a lesser one can take what is left of them, but not the other way round.
        for severity in SEVERITIES.into_iter().rev() {
            for (diagnostic, is_known) in diagnostics.iter().zip(&mut is_known) {
                *is_known |= diagnostic.severity == severity && self.take(diagnostic);
            }
        }
        let mut sifted = Sifted::default();
        for (diagnostic, is_known) in diagnostics.into_iter().zip(is_known) {
            let list = if is_known { &mut sifted.known } else { &mut sifted.fresh };
            list.push(diagnostic);
        }
        sifted.stale = self;
        sifted
    }

    /// Takes out the least bad one that is at least as bad as a finding.
    fn take(&mut self, diagnostic: &Diagnostic) -> bool {
        let fingerprint = Fingerprint::of(diagnostic);
        let Some(counts) = self.counts.get_mut(&fingerprint) else { return false };
        let Some((severity, count)) = counts.range_mut(diagnostic.severity..).next() else { return false };
        *count -= 1;
        if *count == 0 {
            let severity = *severity;
            counts.remove(&severity);
        }
        if counts.is_empty() {
            self.counts.remove(&fingerprint);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Label;
    use crate::text::{FileId, Span};

    fn finding(object: &str, severity: Severity, at: usize) -> Diagnostic {
        Diagnostic {
            rule: "rule",
            severity,
            message: format!("at {at}"),
            primary: Label::new(Span::new(FileId::new(0), at, at), ""),
            related: Vec::new(),
            help: None,
            database: "main".to_owned(),
            object: object.to_owned(),
            selection: None,
        }
    }

    #[test]
    fn lines_move_and_equal_ones_are_counted() {
        let known = Known::of(&[finding("a", Severity::Warning, 1), finding("b", Severity::Note, 2)]);
        let now = vec![finding("a", Severity::Warning, 7), finding("a", Severity::Warning, 9)];
        let sifted = known.sift(now);
        assert_eq!(sifted.known, [finding("a", Severity::Warning, 7)]);
        assert_eq!(sifted.fresh, [finding("a", Severity::Warning, 9)]);
        assert_eq!(sifted.stale.len(), 1);
    }

    #[test]
    fn worse_is_new_and_better_is_known() {
        let known = Known::of(&[finding("a", Severity::Error, 1), finding("b", Severity::Warning, 2)]);
        let sifted = known.sift(vec![finding("b", Severity::Error, 2), finding("a", Severity::Note, 1)]);
        assert_eq!(sifted.fresh, [finding("b", Severity::Error, 2)]);
        assert_eq!(sifted.known, [finding("a", Severity::Note, 1)]);
        assert_eq!(sifted.stale, Known::of(&[finding("b", Severity::Warning, 2)]));
    }

    #[test]
    fn the_worst_choose_first() {
        let known = Known::of(&[finding("a", Severity::Warning, 1), finding("a", Severity::Error, 2)]);
        let sifted = known.sift(vec![finding("a", Severity::Note, 1), finding("a", Severity::Error, 2)]);
        assert!(sifted.fresh.is_empty());
        assert!(sifted.stale.is_empty());
    }
}
