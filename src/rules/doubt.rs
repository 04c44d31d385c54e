//! What is not known of a description. Absence of evidence is no evidence: a finding that something is missing becomes a note where a
//! statement that was not understood may have made it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Label;
use crate::ir::{Origin, TableKind, TableName};
use crate::text::{Files, Span};

use super::Description;

/// The beginning of an unread statement in which table names are looked for, in bytes.
const LOOKED_AT: u32 = 16 * 1024;

/// What is not known of one description.
#[derive(Debug)]
pub(super) struct Doubts<'a> {
    description: Description<'a>,
    /// The words of everything that was not understood, in lower case, each with its last problem.
    words: FxHashMap<String, usize>,
}

/// A reason not to be sure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Doubt {
    /// What was not understood.
    pub(super) span: Span,
    /// Why it matters, for a label.
    pub(super) why: String,
}

/// Why what a description says about these tables may not be all: each statement once, with the first of the tables that it is about.
pub fn doubts(files: &Files, description: Description<'_>, tables: &[TableName]) -> Vec<(TableName, Label)> {
    let doubts = Doubts::of(files, description);
    let mut seen = FxHashSet::default();
    let found = tables.iter().filter_map(|table| Some((*table, doubts.about(*table, None)?)));
    found
        .filter(|(_, doubt)| seen.insert(doubt.span))
        .map(|(table, doubt)| (table, Label::new(doubt.span, doubt.why)))
        .collect()
}

impl<'a> Doubts<'a> {
    /// Collects what was not understood.
    pub(super) fn of(files: &Files, description: Description<'a>) -> Doubts<'a> {
        let mut words = FxHashMap::default();
        for (index, problem) in description.problems.iter().enumerate() {
            let Span { file, start, end } = problem.span;
            let text = files.text(Span { file, start, end: end.min(start.saturating_add(LOOKED_AT)) });
            for word in text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
            {
                words.insert(word.to_lowercase(), index);
            }
        }
        Doubts { description, words }
    }

    /// Why something about a table may be missing here without being missing: a statement that was not understood and may touch it. With
    /// `since`, only what comes after that moment counts.
    pub(super) fn about(&self, table: TableName, since: Option<Origin>) -> Option<Doubt> {
        self.naming(table, since).or_else(|| {
            let mut vague =
                self.description.schema.opaque.iter().filter(|(_, opaque)| opaque.touches.is_empty());
            let (origin, opaque) = vague.rfind(|(origin, _)| is_later(*origin, since))?;
            Some(Doubt { span: origin.span, why: format!("may do anything to the schema: {}", opaque.why) })
        })
    }

    /// As [`Doubts::about`], but only what names the table.
    pub(super) fn naming(&self, table: TableName, since: Option<Origin>) -> Option<Doubt> {
        let schema = self.description.schema;
        let key = |name: TableName| {
            let of_schema = name.schema.or(schema.default_schema).map(|name| schema.dialect.key(name));
            (of_schema, schema.dialect.key(name.name))
        };
        let mut touching = schema.opaque.iter().filter(|(origin, opaque)| {
            is_later(*origin, since) && opaque.touches.iter().any(|touched| key(*touched) == key(table))
        });
        if let Some((origin, opaque)) = touching.next_back() {
            return Some(Doubt { span: origin.span, why: opaque.why.to_string() });
        }
        self.uncertain(table, since).or_else(|| self.unread(table, since))
    }

    /// Why a table may exist although no file creates it: the files alter another one that none of them creates, so they started on a
    /// database that was there.
    pub(super) fn beginning(&self) -> Option<Doubt> {
        let mut tables = self.description.schema.living_tables();
        let assumed = tables.find(|table| table.get().kind == TableKind::Assumed)?;
        let why = format!("no file creates `{}` either; the first files may be missing", assumed.name());
        Some(Doubt { span: assumed.get().name_span, why })
    }

    fn uncertain(&self, table: TableName, since: Option<Origin>) -> Option<Doubt> {
        let schema = self.description.schema;
        let table = schema.walk_table(schema.table(table)?).get();
        if table.kind == TableKind::Assumed {
            let why = format!("no file creates `{}`; it is altered here", table.name);
            return Some(Doubt { span: table.name_span, why });
        }
        let span = table.uncertain?;
        let origin = schema.opaque.iter().map(|(origin, _)| *origin).find(|origin| origin.span == span);
        let later = origin.is_none_or(|origin| is_later(origin, since));
        later.then(|| Doubt { span, why: format!("may change `{}`, but was not understood", table.name) })
    }

    fn unread(&self, table: TableName, since: Option<Origin>) -> Option<Doubt> {
        let index = self.words.get(&table.name.as_str().to_lowercase())?;
        let problem = self.description.problems.get(*index)?;
        let files = &self.description.source.files;
        let moment = |span: Span| (files.iter().position(|file| *file == span.file), span.start);
        let later = since.is_none_or(|since| moment(problem.span) > moment(since.span));
        later.then(|| Doubt { span: problem.span, why: format!("not understood: {}", problem.why) })
    }
}

fn is_later(origin: Origin, since: Option<Origin>) -> bool {
    since.is_none_or(|since| origin.step > since.step)
}
