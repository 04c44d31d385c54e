//! Every edit that is offered anywhere in the corpus is applied to a copy in memory, which is read and checked again: the finding is gone, no
//! other one has come, and nothing else of any schema has changed. `FIX_TREES=folder:folder` does the same over folders of real checkouts.

mod examples;
mod silence;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use referee::fix::{self, Clause, Edit, Wanted};
use referee::ir::{ForeignKeyRef, ReferentialAction, Role, SourceKind};
use referee::pipeline::{self, Analysis, Loaded, Project};
use referee::server::actions::{self, Offer};
use referee::text::Files;

use crate::corpus::folders;
use crate::project;

/// The parts of the corpus, and how deep their cases lie.
const PARTS: [(&str, usize); 6] =
    [("rules", 2), ("stories", 1), ("read", 2), ("history", 2), ("broken", 2), ("impact", 1)];

/// How many foreign keys of the corpus can be made to state CASCADE, at least, so that the tests cannot become empty.
const FLOORS: [(SourceKind, usize); 4] = [
    (SourceKind::Prisma, 135),
    (SourceKind::Drizzle, 95),
    (SourceKind::SqlAlchemy, 95),
    (SourceKind::SqlSchema, 4),
];

/// For how long, and how many of one kind, offers are tried in a real checkout.
const TRIED: (Duration, usize) = (Duration::from_secs(90), 60);

/// One test per case for what is offered, one for what can be stated, and one that counts.
pub(crate) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut trials = examples::trials();
    trials.extend(silence::trials());
    let mut cases = Vec::new();
    for (part, depth) in PARTS {
        for case in folders(&root.join(part), depth) {
            let name = case.strip_prefix(&root).unwrap_or(&case).display().to_string();
            cases.push(case.clone());
            let again = case.clone();
            trials.push(Trial::test(format!("fix::offers::{name}"), move || {
                offers(&case, (Duration::MAX, usize::MAX))
            }));
            trials.push(Trial::test(format!("fix::states::{name}"), move || states(&again)));
        }
    }
    trials.push(Trial::test("fix::many_foreign_keys_can_be_stated", move || count(&cases)));
    for root in std::env::var("FIX_TREES").iter().flat_map(|roots| roots.split(':')) {
        for tree in folders(Path::new(root), 1) {
            let (name, again) = (tree.display().to_string(), tree.clone());
            trials.push(Trial::test(format!("fix::offers::{name}"), move || offers(&tree, TRIED)));
            trials.push(Trial::test(format!("fix::states::{name}"), move || {
                tell(&again, &format!("{:?}", counted(std::slice::from_ref(&again))));
                states(&again)
            }));
        }
    }
    trials
}

/// With a referee.toml, so that its entries are tried everywhere.
fn analyse_configured(folder: &Path, texts: Vec<(PathBuf, String)>) -> Result<Analysis, Failed> {
    let file = folder.join("referee.toml");
    let own = (!file.is_file()).then(|| (file, String::new()));
    analyse(folder, own.into_iter().chain(texts).collect())
}

fn analyse(folder: &Path, texts: Vec<(PathBuf, String)>) -> Result<Analysis, Failed> {
    let project = project::open_with(folder, None, texts)?;
    let diagnostics = pipeline::check(&project);
    Ok(Analysis { project, diagnostics, baseline: None, errors: Vec::new() })
}

/// Applies each offer for each place of each finding, at most so many for one rule and kind of offer.
fn offers(case: &Path, (time, most): (Duration, usize)) -> Result<(), Failed> {
    let start = Instant::now();
    let before = analyse_configured(case, Vec::new())?;
    let known = Known::of(&before);
    let mut tried: Vec<Offer> = Vec::new();
    let mut counts: BTreeMap<(&str, bool, usize), usize> = BTreeMap::new();
    let mut wrong = String::new();
    for finding in &before.diagnostics {
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            let range = label.span.start..label.span.end;
            for offer in actions::actions(&before, label.span.file, range) {
                let count =
                    counts.entry((finding.rule, offer.is_preferred, offer.fix.edits.len())).or_default();
                if *count >= most || start.elapsed() > time || tried.contains(&offer) {
                    continue;
                }
                *count += 1;
                if let Err(why) = try_offer(case, &before, &known, &offer) {
                    let _ =
                        writeln!(wrong, "{}: {why}\n{}", offer.fix.title, shown(&before, &offer.fix.edits));
                }
                tried.push(offer);
            }
        }
    }
    if time < Duration::MAX {
        tell(case, &format!("{} offers tried for {} findings", tried.len(), before.diagnostics.len()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// Says how much was tried in a real checkout.
#[expect(clippy::print_stderr, reason = "counts of a run by hand")]
fn tell(case: &Path, what: &str) {
    eprintln!("{}: {what}", case.display());
}

/// Edits with their places, for messages.
fn shown(analysis: &Analysis, edits: &[Edit]) -> String {
    let files = &analysis.project.files;
    let line = |edit: &Edit| {
        let at = files.position(edit.span);
        format!(
            "  {}:{}:{} {:?} -> {:?}\n",
            files.path(edit.span.file),
            at.line,
            at.column,
            files.text(edit.span),
            edit.text
        )
    };
    edits.iter().map(line).collect()
}

/// The texts of the files that edits change.
fn applied(files: &Files, edits: &[Edit]) -> Result<Vec<(PathBuf, String)>, String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.file, std::cmp::Reverse((edit.span.start, edit.span.end))));
    let mut texts: BTreeMap<_, String> = BTreeMap::new();
    let mut last = None;
    for edit in edits {
        let (file, range) = (edit.span.file, edit.span.start as usize..edit.span.end as usize);
        if last.is_some_and(|(other, start)| other == file && range.end > start) {
            return Err("edits overlap".to_owned());
        }
        last = Some((file, range.start));
        texts
            .entry(file)
            .or_insert_with(|| files.get(file).text().to_owned())
            .replace_range(range, &edit.text);
    }
    Ok(texts.into_iter().map(|(file, text)| (PathBuf::from(files.path(file)), text)).collect())
}

/// What is compared before and after an edit.
struct Known {
    findings: BTreeMap<(String, String, String), usize>,
    facts: Vec<BTreeSet<String>>,
    problems: Vec<Vec<String>>,
}

impl Known {
    fn of(analysis: &Analysis) -> Known {
        let mut findings = BTreeMap::new();
        for finding in &analysis.diagnostics {
            *findings.entry(key(finding)).or_default() += 1;
        }
        Known {
            findings,
            facts: analysis.project.sources.iter().map(facts).collect(),
            problems: analysis.project.sources.iter().map(problems).collect(),
        }
    }
}

fn key(finding: &referee::diagnostic::Diagnostic) -> (String, String, String) {
    (finding.rule.to_owned(), finding.database.clone(), finding.object.clone())
}

fn problems(loaded: &Loaded) -> Vec<String> {
    loaded.problems.iter().map(|problem| problem.why.to_string()).collect()
}

/// Nothing is there that was not; a word that was refused may be gone.
fn no_more(was: &[String], is: &[String]) -> Result<(), String> {
    let count = |all: &[String], one: &String| all.iter().filter(|other| *other == one).count();
    match is.iter().find(|problem| count(is, problem) > count(was, problem)) {
        Some(problem) => Err(format!("not read any more: {problem}")),
        None => Ok(()),
    }
}

/// What a source makes, without its places.
fn facts(loaded: &Loaded) -> BTreeSet<String> {
    let schema = &loaded.schema;
    let mut facts = BTreeSet::new();
    for table in schema.living_tables() {
        for column in table.columns() {
            let row = column.get();
            facts.insert(format!(
                "{}.{} {:?} {}",
                table.qualified_name(),
                row.name,
                row.data_type,
                row.not_null
            ));
        }
        let keys: Vec<String> =
            table.keys().map(|key| format!("{:?} {:?} {:?}", key.kind, key.name, key.columns)).collect();
        facts.insert(format!("{} {keys:?}", table.qualified_name()));
    }
    for (index, fk) in schema.living_foreign_keys().enumerate() {
        facts.insert(format!(
            "{index} {}",
            foreign_key(fk, fk.get().on_delete.effective, fk.get().on_update.effective)
        ));
    }
    facts
}

fn foreign_key(fk: ForeignKeyRef<'_>, on_delete: ReferentialAction, on_update: ReferentialAction) -> String {
    let row = fk.get();
    format!(
        "{} {:?} {:?} -> {} {:?} {on_delete} {on_update} {:?} {:?} {}",
        fk.table().qualified_name(),
        row.name,
        fk.columns().map(|column| column.name()).collect::<Vec<_>>(),
        fk.qualified_referenced_name(),
        row.referenced_columns,
        row.match_type,
        row.deferrability,
        row.validated,
    )
}

fn try_offer(case: &Path, before: &Analysis, known: &Known, offer: &Offer) -> Result<(), String> {
    let texts = applied(&before.project.files, &offer.fix.edits)?;
    let after =
        analyse_configured(case, texts).map_err(|failed| failed.message().unwrap_or("failed").to_owned())?;
    let now = Known::of(&after);
    let mut answered: BTreeMap<_, usize> = BTreeMap::new();
    for index in &offer.findings {
        *answered.entry(key(&before.diagnostics[*index])).or_default() += 1;
    }
    for (key, count) in &answered {
        let (was, is) =
            (known.findings.get(key).copied().unwrap_or(0), now.findings.get(key).copied().unwrap_or(0));
        if is + count > was {
            return Err(format!("{key:?} is still there"));
        }
    }
    for (key, count) in &now.findings {
        // The snapshot still has what the schema said before; `drizzle-kit generate` mends that.
        let is_reasoned = offer.is_preferred && key.0 == "stale-snapshot";
        if !is_reasoned && *count > known.findings.get(key).copied().unwrap_or(0) {
            return Err(format!("{key:?} is new"));
        }
    }
    let rules: BTreeSet<&str> = answered.keys().map(|(rule, _, _)| rule.as_str()).collect();
    for key in known.findings.keys() {
        let is_same_rule = rules.contains(key.0.as_str());
        if !offer.is_preferred && !is_same_rule && known.findings.get(key) != now.findings.get(key) {
            return Err(format!("{key:?} is gone, too"));
        }
    }
    known.problems.iter().zip(&now.problems).try_for_each(|(was, is)| no_more(was, is))?;
    let changed: Vec<String> = known
        .facts
        .iter()
        .zip(&now.facts)
        .flat_map(|(was, is)| was.symmetric_difference(is))
        .cloned()
        .collect();
    let is_expected =
        if offer.is_preferred { changed.len() == 2 || changed.is_empty() } else { changed.is_empty() };
    if known.facts.len() != now.facts.len() || !is_expected {
        return Err(format!("the schemas differ in {changed:#?}"));
    }
    Ok(())
}

/// Which clauses are stated at once.
const CLAUSES: [&[Clause]; 3] = [&[Clause::OnDelete], &[Clause::OnUpdate], &Clause::BOTH];

/// States each action for all foreign keys of all declarations at once, wherever that is offered.
fn states(case: &Path) -> Result<(), Failed> {
    let before = analyse(case, Vec::new())?;
    let project = &before.project;
    let mut wrong = String::new();
    for clauses in CLAUSES {
        for action in ReferentialAction::ALL {
            let wanted: Vec<Wanted> =
                clauses.iter().map(|clause| Wanted { clause: *clause, action }).collect();
            let mut edits: BTreeMap<(usize, usize), Vec<Edit>> = BTreeMap::new();
            for (source, loaded) in declarations(project) {
                for (index, fk) in loaded.schema.living_foreign_keys().enumerate() {
                    let made = fix::state_actions(&project.files, loaded.source.kind, fk, &wanted);
                    edits.extend(made.map(|made| ((source, index), made)));
                }
            }
            if !edits.is_empty()
                && let Err(why) = try_states(case, &before, &wanted, &edits)
            {
                let _ = writeln!(wrong, "{wanted:?}: {why}");
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

fn declarations(project: &Project) -> impl Iterator<Item = (usize, &Loaded)> {
    project.sources.iter().enumerate().filter(|(_, loaded)| loaded.source.role == Role::Declaration)
}

fn try_states(
    case: &Path,
    before: &Analysis,
    wanted: &[Wanted],
    edits: &BTreeMap<(usize, usize), Vec<Edit>>,
) -> Result<(), String> {
    let mut all: Vec<Edit> = edits.values().flatten().cloned().collect();
    // Several sources may read one file.
    all.sort_by_key(|edit| edit.span);
    all.dedup();
    let texts = applied(&before.project.files, &all)?;
    let after = project::open_with(case, None, texts)
        .map_err(|failed| failed.message().unwrap_or("failed").to_owned())?;
    let mut wrong = String::new();
    for (source, (was, is)) in before.project.sources.iter().zip(&after.sources).enumerate() {
        if let Err(why) = no_more(&problems(was), &problems(is)) {
            let _ = writeln!(wrong, "{why}");
        }
        let (left, right) = (was.schema.living_foreign_keys(), is.schema.living_foreign_keys());
        let (left, right): (Vec<_>, Vec<_>) = (left.collect(), right.collect());
        if left.len() != right.len() {
            let _ = writeln!(wrong, "{} foreign keys, before {}", right.len(), left.len());
        }
        for (index, (left, right)) in left.into_iter().zip(right).enumerate() {
            let made = edits.get(&(source, index));
            let is_wanted = |clause: Clause| wanted.iter().any(|wanted| wanted.clause == clause);
            let expected = |clause: Clause| match made {
                Some(_) if is_wanted(clause) => wanted[0].action,
                _ => clause.action(left).effective,
            };
            let expected = foreign_key(left, expected(Clause::OnDelete), expected(Clause::OnUpdate));
            let found = foreign_key(right, right.get().on_delete.effective, right.get().on_update.effective);
            let is_stated = |clause: Clause| clause.action(right).stated.is_some();
            let stated = made.is_none() || wanted.iter().all(|wanted| is_stated(wanted.clause));
            if expected != found || !stated {
                let edits = made.map_or(String::new(), |made| shown(before, made));
                let _ = writeln!(wrong, "{found}, wanted {expected}\n{edits}");
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// How many foreign keys of declarations there are, and how many can be made to state something, by language.
fn counted(cases: &[PathBuf]) -> BTreeMap<SourceKind, (usize, usize)> {
    let mut counts: BTreeMap<SourceKind, (usize, usize)> = BTreeMap::new();
    let wanted = [Wanted { clause: Clause::OnDelete, action: ReferentialAction::Cascade }];
    for case in cases {
        let Ok(project) = project::open(case, None) else { continue };
        for (_, loaded) in declarations(&project) {
            let (all, offered) = counts.entry(loaded.source.kind).or_default();
            for fk in loaded.schema.living_foreign_keys() {
                *all += 1;
                let made = fix::state_actions(&project.files, loaded.source.kind, fk, &wanted);
                *offered += usize::from(made.is_some());
            }
        }
    }
    counts
}

fn count(cases: &[PathBuf]) -> Result<(), Failed> {
    let counts = counted(cases);
    let is_low =
        |(kind, least): &&(SourceKind, usize)| counts.get(kind).is_none_or(|(_, offered)| offered < least);
    match FLOORS.iter().find(is_low) {
        None => Ok(()),
        Some((kind, _)) => Err(format!("too few for {}: {counts:?}", kind.name()).into()),
    }
}
