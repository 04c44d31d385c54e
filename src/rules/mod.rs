//! Rules: schemas of one database in, findings out. A rule is one file: its documentation, its examples and its function.
//!
//! The driver walks every description once, histories first, and then every pair of descriptions that is to be compared. Rules of one group
//! do not see each other; what they share lies beside this file: [`scene`] (what a rule looks at), [`findings`] (what it says), [`doubt`]
//! (what is not known), [`belief`] (what drizzle-kit's snapshot says), [`creation`] (what makes tables beside a history), [`rebuild`] (what took
//! whose place), [`loose`] (what refers to a table without a foreign key), [`soft_delete`] (what marks rows as deleted), [`statement`] (who says what happens), [`decision`] (which policy decides), [`words`] (how things
//! are called).

mod belief;
mod creation;
mod decision;
mod doubt;
mod drift;
mod findings;
mod integrity;
mod loose;
mod markdown;
mod policy;
mod rebuild;
mod safety;
mod scene;
mod siblings;
mod soft_delete;
mod statement;
mod words;

use rustc_hash::FxHashSet;

use crate::config::{Config, Level};
use crate::diagnostic::suppress::Suppressed;
use crate::ir::pair::{Pair, Pairing, pair};
use crate::ir::{ForeignKeyRef, Migration, Name, Problem, Schema, Source};
use crate::lock::LockedDatabase;
use crate::text::{FileId, Files};

pub use doubt::doubts;
use findings::Findings;
pub use findings::Found;
pub use loose::{Client, Evidence, Loose, LooseReferences, Standing, loose_references};
pub use markdown::{explanation, markdown, word};
pub(crate) use rebuild::rebuilds;
use scene::{Comparison, Scene};
pub(crate) use words::{Event, referenced, referencing, title};

/// One description of the database, read and replayed.
#[derive(Clone, Copy, Debug)]
pub struct Description<'a> {
    /// Where it comes from.
    pub source: &'a Source,
    /// What it makes.
    pub schema: &'a Schema,
    /// What was replayed, with the parts that undo it.
    pub migrations: &'a [Migration],
    /// What of it was not understood.
    pub problems: &'a [Problem],
}

/// A database with all its descriptions: what rules look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The text of all files.
    pub files: &'a Files,
    /// What the team states.
    pub config: &'a Config,
    /// The database's name.
    pub name: &'a str,
    /// The tables that models anywhere in the project declare.
    pub modelled: &'a FxHashSet<Name>,
    /// What one DELETE may reach, if the team keeps a referee.lock.
    pub lock: Option<Locked<'a>>,
    /// Its descriptions; only descriptions of one database are compared.
    pub descriptions: Vec<Description<'a>>,
}

/// What referee.lock says of a database.
#[derive(Clone, Copy, Debug)]
pub struct Locked<'a> {
    /// The file.
    pub file: FileId,
    /// What it says; `None` if nothing.
    pub database: Option<&'a LockedDatabase>,
    /// Whether all was read that it may be about.
    pub is_whole: bool,
}

impl<'a> Subject<'a> {
    /// The descriptions that tell what the database holds: its histories, else the one that is nearest to it.
    pub fn authorities(&self) -> impl Iterator<Item = Description<'a>> {
        scene::authorities(&self.descriptions).copied()
    }
}

/// A rule, with everything that documentation, outputs and editors say about it.
#[derive(Debug)]
pub struct Rule {
    /// Names the bad thing; reads well after "ignore".
    pub name: &'static str,
    /// What kind of trouble it is about.
    pub group: Group,
    /// How it is reported unless the configuration says otherwise.
    pub level: Level,
    /// One line.
    pub summary: &'static str,
    /// A few sentences.
    pub docs: Docs,
    /// Files that show the bad thing: `--- path` starts a file, `-- expect: rule` (or `// expect: rule`) ends the line of the finding.
    pub bad: &'static str,
    /// Files as they should be, in which no rule finds anything.
    pub good: &'static str,
    /// What it looks at, and its function.
    check: Check,
}

impl Rule {
    /// Where its documentation can be read.
    pub fn url(&self) -> String {
        format!("{}/blob/main/RULES.md#{}", env!("CARGO_PKG_REPOSITORY"), self.name)
    }
}

/// The documentation of a rule; Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Docs {
    /// What it finds, and what it leaves alone.
    pub finds: &'static str,
    /// Why that is bad.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// What kind of trouble a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// Descriptions of one database that disagree.
    Drift,
    /// A foreign key that is not as the team, or its majority, wants it.
    Policy,
    /// A foreign key that cannot do what it says.
    Integrity,
    /// A migration that does harm, or a history that does not lead where it should.
    Safety,
}

impl Group {
    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Group::Drift => "drift",
            Group::Policy => "policy",
            Group::Integrity => "integrity",
            Group::Safety => "safety",
        }
    }
}

/// What a rule may look at.
#[derive(Clone, Copy, Debug)]
enum Check {
    /// Every living foreign key of every description.
    ForeignKey(fn(&Scene<'_>, ForeignKeyRef<'_>, &mut Findings<'_>)),
    /// Every description as a whole.
    Description(fn(&Scene<'_>, &mut Findings<'_>)),
    /// Every foreign key that both sides of a comparison have.
    ForeignKeyPair(fn(&Comparison<'_>, Pair<ForeignKeyRef<'_>>, &mut Findings<'_>)),
    /// Every two descriptions that are to be compared.
    Comparison(fn(&Comparison<'_>, &mut Findings<'_>)),
    /// Histories of one schema for several engines, and which of them is judged.
    Siblings(fn(&[Scene<'_>], usize, &mut Findings<'_>)),
    /// What a description was before, and what it is now; only where a state is compared with an earlier one.
    Change(fn(&Change<'_>, &mut Findings<'_>)),
    /// What silenced findings, when all the others have spoken.
    Silences(fn(&Silences<'_>, &mut Findings<'_>)),
}

/// A description that tells what the database holds, and what it told before.
#[derive(Debug)]
struct Change<'a> {
    /// As it was; its places are places in `files_before`.
    before: Description<'a>,
    /// The text of all files before.
    files_before: &'a Files,
    /// As it is.
    after: &'a Scene<'a>,
    /// The objects before (left) and now (right).
    pairing: Pairing<'a>,
}

/// What silences findings, and what of it did.
#[derive(Debug)]
pub struct Silences<'a> {
    /// All databases.
    pub subjects: &'a [Subject<'a>],
    /// The `[[ignore]]`s that silenced a finding, by index; `None` if not all was read that they may be about.
    pub ignores: Option<Vec<usize>>,
    /// The comments that silenced one.
    pub comments: &'a Suppressed,
}

/// All rules, by group.
pub static RULES: &[&Rule] = &[
    &drift::ACTION_MISMATCH,
    &drift::MISSING_FOREIGN_KEY,
    &drift::UNDECLARED_FOREIGN_KEY,
    &drift::REFERENCED_MISMATCH,
    &drift::NULLABILITY_MISMATCH,
    &drift::NAME_MISMATCH,
    &drift::STALE_SNAPSHOT,
    &drift::DIALECT_MISMATCH,
    &policy::FORBIDDEN_ACTION,
    &policy::UNERASABLE_ROW,
    &policy::UNPROTECTED_TABLE,
    &policy::MISSING_REQUIRED_REFERENCE,
    &policy::GROWN_IMPACT,
    &policy::INCONSISTENT_ACTION,
    &policy::CASCADE_INTO_SOFT_DELETED,
    &policy::IMPLICIT_ACTION,
    &policy::UNMATCHED_POLICY,
    &policy::CHANGED_ACTION,
    &policy::UNUSED_SUPPRESSION,
    &policy::UNEXPLAINED_SUPPRESSION,
    &integrity::SET_NULL_ON_NOT_NULL,
    &integrity::SET_DEFAULT_WITHOUT_DEFAULT,
    &integrity::DANGLING_REFERENCE,
    &integrity::NOT_UNIQUE_REFERENCED,
    &integrity::IGNORED_REFERENCE,
    &integrity::DUPLICATE_FOREIGN_KEY,
    &integrity::TYPE_MISMATCH,
    &integrity::CASCADE_CYCLE,
    &integrity::BLOCKED_CASCADE,
    &integrity::UNINDEXED_FOREIGN_KEY,
    &integrity::UNCONSTRAINED_REFERENCE,
    &integrity::ORM_CASCADE_MISMATCH,
    &safety::BROKEN_HISTORY,
    &safety::LOST_ACTION,
    &safety::IRREVERSIBLE_ACTION,
    &safety::CASCADING_REBUILD,
    &safety::UNVALIDATED_CONSTRAINT,
    &safety::VALIDATED_IN_SAME_TRANSACTION,
    &safety::BLOCKING_CONSTRAINT,
];

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// Runs all rules over one database. The findings are not yet sorted.
pub fn check(subject: &Subject<'_>) -> Found {
    let active: Vec<&'static Rule> =
        RULES.iter().copied().filter(|rule| findings::is_active(rule, subject.config)).collect();
    let mut findings = Findings::new(subject);
    let scenes = scene::scenes(subject);
    // A snapshot repeats the schema: what is wrong with it is told there.
    let judged = |scene: &&Scene<'_>| scenes.len() == 1 || !scene::is_snapshot(scene);
    for scene in scenes.iter().filter(judged) {
        findings.turn_to(scene);
        check_scene(&active, scene, &mut findings);
    }
    for comparison in scene::comparisons(&scenes) {
        findings.turn_to_comparison();
        check_comparison(&active, &comparison, &mut findings);
    }
    findings.into_found()
}

/// Compares the databases of one program for several engines. The findings are not yet sorted.
pub fn check_siblings(subjects: &[Subject<'_>]) -> Found {
    let mut found = Found::default();
    for family in siblings::families(subjects) {
        for (own, scene) in family.iter().enumerate() {
            let mut findings = Findings::new(scene.subject);
            for rule in RULES.iter().filter(|rule| findings::is_active(rule, scene.subject.config)) {
                findings.stamp(rule);
                if let Check::Siblings(check) = rule.check {
                    check(&family, own, &mut findings);
                }
            }
            found.append(findings.into_found());
        }
    }
    found
}

/// Compares what a database holds with what it held before. The findings are not yet sorted.
pub fn check_change(subject: &Subject<'_>, before: &Subject<'_>) -> Found {
    let mut findings = Findings::new(subject);
    let (now, then) = (scene::scenes(subject), scene::scenes(before));
    for (before, after) in scene::successors(&then, &now) {
        let pairing = pair(before.description.schema, after.description.schema);
        let change =
            Change { before: before.description, files_before: before.subject.files, after, pairing };
        findings.turn_to(after);
        for rule in RULES.iter().filter(|rule| findings::is_active(rule, subject.config)) {
            findings.stamp(rule);
            if let Check::Change(check) = rule.check {
                check(&change, &mut findings);
            }
        }
    }
    findings.into_found()
}

/// Looks at what silenced the findings of all the other rules. The findings are not yet sorted.
pub fn check_silences(files: &Files, config: &Config, silences: &Silences<'_>) -> Found {
    let modelled = &FxHashSet::default();
    let subject = Subject { files, config, name: "", modelled, lock: None, descriptions: Vec::new() };
    let mut findings = Findings::new(&subject);
    for rule in RULES.iter().filter(|rule| findings::is_active(rule, config)) {
        findings.stamp(rule);
        if let Check::Silences(check) = rule.check {
            check(silences, &mut findings);
        }
    }
    findings.into_found()
}

fn check_scene(active: &[&'static Rule], scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let schema = scene.description.schema;
    for rule in active {
        findings.stamp(rule);
        match rule.check {
            Check::ForeignKey(check) => {
                schema.living_foreign_keys().for_each(|fk| check(scene, fk, findings));
            }
            Check::Description(check) => check(scene, findings),
            Check::ForeignKeyPair(_)
            | Check::Comparison(_)
            | Check::Siblings(_)
            | Check::Change(_)
            | Check::Silences(_) => {}
        }
    }
}

fn check_comparison(active: &[&'static Rule], comparison: &Comparison<'_>, findings: &mut Findings<'_>) {
    for rule in active {
        findings.stamp(rule);
        match rule.check {
            Check::ForeignKeyPair(check) => {
                comparison.pairing.foreign_keys.iter().for_each(|pair| check(comparison, *pair, findings));
            }
            Check::Comparison(check) => check(comparison, findings),
            Check::ForeignKey(_)
            | Check::Description(_)
            | Check::Siblings(_)
            | Check::Change(_)
            | Check::Silences(_) => {}
        }
    }
}
