//! Python: histories of Alembic, and models of SQLAlchemy and SQLModel.
//!
//! Invariants: nothing is parsed or run; what a file is and imports is told by its lines. Contents are only looked at where the manifests of the
//! project name SQLAlchemy or its kin, or say nothing.

mod engine;
mod histories;
mod manifests;
mod marks;
mod models;
mod settings;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::ir::{Engine, Layout, Role, SourceKind};

use super::classify::{Language, Shape, is_aside, is_test};
use super::disk::absolute;
use super::draft::{Draft, Evidence, ProgramDraft, last};
use super::program::{Checkout, Closure, Imports, Plan, PythonResolver, close};
use super::scope::Scope;

use histories::History;
use manifests::Manifests;
use marks::Marks;
use models::Models;
use settings::Settings;

/// Larger files that do not speak of a schema use more than they define: what they import is not looked for.
const SMALL: usize = 4 << 10;

/// What is known while looking.
struct Survey<'c, 't> {
    checkout: &'c mut Checkout<'t>,
    scope: &'c Scope,
    resolver: PythonResolver,
    manifests: Manifests,
    settings: Vec<Settings>,
    /// The given folders.
    roots: Vec<PathBuf>,
    /// The files at and below the given paths that may have to do with SQLAlchemy, by path.
    looked: Vec<usize>,
    marks: RefCell<FxHashMap<usize, Marks>>,
}

/// Plans the sources. What env.py names is looked for outside of the given paths, too; sources are only what was given.
pub(super) fn plan(checkout: &mut Checkout<'_>, scope: &Scope, plan: &mut Plan) {
    let python: Vec<PathBuf> = checkout.programs(Language::Python).collect();
    if python.is_empty() {
        return;
    }
    let mut survey = Survey::new(checkout, scope, python);
    let histories = histories::find(&mut survey);
    let models = models::find(&mut survey, &histories);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut engines: Vec<Option<Evidence>> = Vec::new();
    for history in &histories {
        let (draft, evidence) = survey.history_draft(history);
        engines.push(evidence);
        drafts.push(draft);
    }
    for models in &models {
        let engine = models.history.and_then(|history| engines.get(history).cloned().flatten());
        let env = models.history.and_then(|history| histories.get(history)).and_then(|history| history.env);
        let mut draft = survey.models_draft(models, env, engine);
        // Two sources of one folder are told apart by the first file of the second.
        if drafts.iter().any(|other| other.path == draft.path) {
            draft.path = draft.files.first().map_or(draft.path, |file| survey.shown(*file).to_string());
        }
        drafts.push(draft);
    }
    plan.drafts.append(&mut drafts);
}

impl<'c, 't> Survey<'c, 't> {
    fn new(checkout: &'c mut Checkout<'t>, scope: &'c Scope, python: Vec<PathBuf>) -> Survey<'c, 't> {
        let roots: Vec<PathBuf> =
            checkout.tree().roots.iter().map(|root| absolute(Path::new(root))).collect();
        let given: Vec<PathBuf> = checkout
            .tree()
            .entries
            .iter()
            .filter(|entry| entry.given)
            .map(|entry| absolute(&entry.place))
            .collect();
        let starts =
            roots.iter().cloned().chain(given.iter().filter_map(|file| file.parent().map(Path::to_path_buf)));
        let starts: Vec<PathBuf> = starts.collect();
        let mut projects: Vec<PathBuf> = starts.iter().map(|start| checkout.project_of(start)).collect();
        projects.sort_unstable();
        projects.dedup();
        let mut above: Vec<PathBuf> = starts
            .iter()
            .flat_map(|start| start.ancestors())
            .filter(|folder| projects.iter().any(|project| folder.starts_with(project)))
            .map(Path::to_path_buf)
            .collect();
        above.sort_unstable();
        above.dedup();
        let manifests = Manifests::new(checkout, &python, &above);
        let settings = configuration(checkout, &above);
        let mut search: Vec<PathBuf> = settings.iter().flat_map(|settings| settings.search.clone()).collect();
        search.extend(manifests.folders().into_iter().flat_map(|folder| [folder.join("src"), folder]));
        let resolver =
            PythonResolver::new(&python, roots.clone(), projects, search, checkout.tree().disk.clone());
        let admitted = admitted(&python, &given, &manifests, &resolver);
        let mut looked: Vec<usize> = admitted.into_iter().filter_map(|place| checkout.open(place)).collect();
        looked.sort_by(|left, right| checkout.entry(*left).shown.cmp(&checkout.entry(*right).shown));
        looked.dedup();
        checkout.read_ahead(&looked);
        Survey { checkout, scope, resolver, manifests, settings, roots, looked, marks: RefCell::default() }
    }

    fn shown(&self, file: usize) -> &str {
        &self.checkout.entry(file).shown
    }

    /// The absolute path of a file.
    fn place(&self, file: usize) -> PathBuf {
        self.checkout.place(file)
    }

    fn folder(&self, file: usize) -> PathBuf {
        let mut place = self.place(file);
        place.pop();
        place
    }

    fn is_given(&self, file: usize) -> bool {
        self.checkout.entry(file).given
    }

    /// What the text of a file says.
    fn marks(&self, file: usize) -> Marks {
        if let Some(known) = self.marks.borrow().get(&file) {
            return *known;
        }
        let marks = Marks::of(self.checkout.text(file));
        self.marks.borrow_mut().insert(file, marks);
        marks
    }

    /// The path below the innermost given folder.
    fn inner(&self, file: usize) -> PathBuf {
        let place = self.place(file);
        let roots = self.roots.iter().filter_map(|root| place.strip_prefix(root).ok());
        let inner = roots.min_by_key(|inner| inner.components().count());
        inner.or(place.file_name().map(Path::new)).map(Path::to_path_buf).unwrap_or_default()
    }

    fn is_test(&self, file: usize) -> bool {
        !self.is_given(file) && is_test(&self.inner(file))
    }

    fn is_example(&self, file: usize) -> bool {
        !self.is_given(file) && is_aside(&self.inner(file))
    }

    /// What a source is limited to: the database that the configuration states, and the innermost given folder; all given files are one.
    fn root_of(&self, file: usize) -> (Option<usize>, PathBuf) {
        let database = self.scope.database_of(&self.checkout.entry(file).shown);
        let place = self.place(file);
        let roots = self.roots.iter().filter(|root| place.starts_with(root) && !self.is_given(file));
        (database, roots.max_by_key(|root| root.components().count()).cloned().unwrap_or_default())
    }

    /// The folder of the project that a file belongs to: with a manifest, else the given one.
    fn project_of(&self, file: usize) -> PathBuf {
        let folder = self.folder(file);
        let (_, root) = self.root_of(file);
        self.manifests.project_of(&self.resolver, &folder).unwrap_or(root)
    }

    fn common_folder(&self, files: &[usize]) -> PathBuf {
        let mut folders = files.iter().map(|file| self.folder(*file));
        let Some(mut common) = folders.next() else { return PathBuf::new() };
        for folder in folders {
            while !folder.starts_with(&common) {
                if !common.pop() {
                    break;
                }
            }
        }
        common
    }

    /// The files that a file imports.
    fn imports(&self, file: usize) -> Vec<PathBuf> {
        let imports = self.resolver.imports(&self.place(file), self.checkout.text(file));
        imports.into_iter().map(|(_, target)| target).collect()
    }

    /// What some files need, the modules by path.
    fn closure(&mut self, starts: &[usize]) -> Closure {
        let resolver = &self.resolver;
        let of = |file: &Path, text: &str| {
            let is_worth = text.len() < SMALL || file.ends_with("__init__.py") || marks::speaks(text);
            if is_worth { resolver.imports(file, text) } else { Vec::new() }
        };
        let mut found = close(self.checkout, starts, &Imports { of: &of, speaks: marks::speaks });
        found.modules.sort_by(|left, right| self.shown(*left).cmp(self.shown(*right)));
        found
    }

    fn history_draft(&mut self, history: &History) -> (Draft, Option<Evidence>) {
        let starts: Vec<usize> = history.files.iter().copied().chain(history.env).collect();
        let Closure { mut modules, imports } = self.closure(&starts);
        let stated = self.engine_of(history.settings, history.env, &modules, &history.files);
        let at = modules
            .partition_point(|module| history.env.is_some_and(|env| self.shown(*module) < self.shown(env)));
        history.env.into_iter().for_each(|env| modules.insert(at, env));
        let folder = self.checkout.shown(&history.folder);
        // A folder that is named for an engine says more than what the whole project does.
        let names_engine = last(&folder)
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| Engine::parse(word).is_some());
        let program =
            ProgramDraft { modules, imports, configuration: history.env, ..ProgramDraft::default() };
        let draft = Draft {
            kind: SourceKind::Alembic,
            stated: stated.clone().filter(|_| !names_engine),
            program,
            ..Draft::history(&folder, Layout::Alembic, history.files.clone())
        };
        (draft, stated)
    }

    fn models_draft(&mut self, models: &Models, env: Option<usize>, engine: Option<Evidence>) -> Draft {
        let Closure { modules, imports } = self.closure(&models.files);
        let stated = engine.or_else(|| self.engine_of(None, env, &modules, &models.files));
        let path = match models.files.as_slice() {
            [only] => self.checkout.entry(*only).shown.clone(),
            files => self.checkout.shown(&self.common_folder(files)),
        };
        let program = ProgramDraft { modules, imports, configuration: env, ..ProgramDraft::default() };
        Draft {
            kind: SourceKind::SqlAlchemy,
            role: Role::Declaration,
            layout: None,
            stated,
            program,
            ..Draft::history(&path, Layout::Alembic, models.files.clone())
        }
    }

    /// The engine of a source, by the evidence that `engine` lists.
    fn engine_of(
        &self,
        settings: Option<usize>,
        env: Option<usize>,
        modules: &[usize],
        files: &[usize],
    ) -> Option<Evidence> {
        let settings = settings.and_then(|index| self.settings.get(index));
        let text = |file: usize| self.checkout.text(file);
        let of_file = |file: usize| engine::of_text(text(file), &self.place(file));
        let folder = self.folder(env.or(files.first().copied())?);
        let settings_files = modules.iter().copied().filter(|file| engine::is_settings(&self.place(*file)));
        let stated = settings.and_then(|settings| engine::of_url(settings.url.as_deref()?, &settings.file));
        if stated.is_some() {
            return stated;
        }
        // A file of SQLite is what programs fall back to where no server is configured, and what tests use.
        let urls: Vec<Evidence> = env.into_iter().chain(settings_files).filter_map(of_file).collect();
        let server = urls.iter().find(|(dialect, _)| dialect.engine != Engine::Sqlite);
        server
            .cloned()
            .or_else(|| engine::of_drivers(self.manifests.of(&self.resolver, &folder)))
            .or_else(|| urls.first().cloned())
            .or_else(|| engine::of_dialects(files.iter().map(|file| text(*file))))
    }
}

/// The files that are worth a look: those that were given, and those of projects that may use SQLAlchemy.
fn admitted<'p>(
    python: &'p [PathBuf],
    given: &[PathBuf],
    manifests: &Manifests,
    resolver: &PythonResolver,
) -> Vec<&'p Path> {
    let mut folders: FxHashMap<&Path, bool> = FxHashMap::default();
    let mut is_admitted = |path: &'p Path| {
        let folder = path.parent().unwrap_or(path);
        *folders.entry(folder).or_insert_with(|| manifests.admit(resolver, folder))
    };
    python
        .iter()
        .map(PathBuf::as_path)
        .filter(|path| given.iter().any(|given| given == path) || is_admitted(path))
        .collect()
}

/// What the configuration files of Alembic say, those of the walk and those above it.
fn configuration(checkout: &Checkout<'_>, above: &[PathBuf]) -> Vec<Settings> {
    let mut found: Vec<Settings> = Vec::new();
    let entries = checkout.tree().entries.iter();
    let wanted = entries.filter(|entry| matches!(entry.shape, Shape::AlembicIni | Shape::PythonManifest));
    let mut paths: Vec<PathBuf> = wanted.map(|entry| absolute(&entry.place)).collect();
    paths.extend(
        above.iter().flat_map(|folder| ["alembic.ini", "pyproject.toml"].map(|name| folder.join(name))),
    );
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let is_toml = path.extension().is_some_and(|ending| ending == "toml");
        let is_ini = path.extension().is_some_and(|ending| ending == "ini");
        let Some(text) = (is_toml || is_ini).then(|| checkout.tree().disk.peek(&path)).flatten() else {
            continue;
        };
        if is_toml {
            found.extend(settings::of_pyproject(&path, &text, &checkout.tree().disk));
        } else {
            found.extend(settings::of_ini(&path, &text, &checkout.tree().disk));
        }
    }
    found
}
