//! The proposals are tried: the rules run with all of them, and what they say is kept beside each.

use super::Proposal;
use crate::config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, Project};
use crate::rules::RULES;
use crate::text::Span;

/// The rules whose findings are exceptions of a proposal. What a `[[policy]]` forbids is known from its votes.
const TRIED: [&str; 3] = ["unerasable-row", "unprotected-table", "missing-required-reference"];

/// Runs the rules with all proposals and notes what does not keep them. The project then holds that configuration.
pub(super) fn run<'p>(project: &mut Project, proposals: impl Iterator<Item = &'p mut Proposal>) {
    let mut proposals: Vec<&mut Proposal> = proposals.collect();
    let mut text = String::new();
    let mut ends = Vec::new();
    for proposal in &proposals {
        text.push_str(&proposal.body);
        ends.push(text.len());
    }
    let file = project.files.add(super::FILE, text);
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    let Ok(config) = config::parse(&project.files, file, &rules) else { return };
    project.config = config;
    for diagnostic in pipeline::check(project) {
        if !TRIED.contains(&diagnostic.rule) || diagnostic.severity < Severity::Error {
            continue;
        }
        let entry = diagnostic.related.iter().map(|label| label.span).find(|span| span.file == file);
        let place = entry.map(|Span { start, .. }| ends.partition_point(|end| *end <= start as usize));
        if let Some(proposal) = place.and_then(|place| proposals.get_mut(place)) {
            let exception = object(&diagnostic);
            if !proposal.exceptions.contains(&exception) {
                proposal.exceptions.push(exception);
            }
        }
    }
}

/// What a finding is about, without what tells it from others about the same.
fn object(diagnostic: &Diagnostic) -> String {
    let words = diagnostic.object.split_once(" [").map_or(diagnostic.object.as_str(), |(words, _)| words);
    words.to_owned()
}
