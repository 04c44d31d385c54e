//! What TypeScript and JavaScript import, and which file is meant. Nothing is parsed: an import in a comment is followed, too.

use std::io;
use std::path::{Path, PathBuf};

use oxc_resolver::{
    FileMetadata, FileSystem, ResolveError, ResolveOptions, ResolverGeneric, TsconfigDiscovery,
};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::super::classify::{Language, language_of};
use super::super::disk::{Disk, Kind, absolute};
use super::is_own;

/// Endings in the order in which they are tried.
const ENDINGS: [&str; 7] = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/// Finds the files that imports mean, as if the project's own packages were installed and nothing else was.
pub(in crate::discover) struct Resolver {
    disk: Disk,
    project: PathBuf,
    /// The project's packages by name.
    packages: FxHashMap<String, PathBuf>,
    with_tsconfig: ResolverGeneric<Installed>,
    without: ResolverGeneric<Installed>,
}

impl Resolver {
    /// A resolver for the project in an absolute folder with these packages, by name.
    pub(in crate::discover) fn new(
        project: PathBuf,
        packages: FxHashMap<String, PathBuf>,
        disk: Disk,
    ) -> Resolver {
        let files = Installed { disk: disk.clone(), project: project.clone(), packages: packages.clone() };
        let options = options(Some(TsconfigDiscovery::Auto));
        Resolver {
            with_tsconfig: ResolverGeneric::new_with_file_system(files.clone(), options),
            without: ResolverGeneric::new_with_file_system(files, self::options(None)),
            disk,
            project,
            packages,
        }
    }

    /// The imports of a file that mean files of the project.
    pub(in crate::discover) fn imports(&self, file: &Path, text: &str) -> Vec<(String, PathBuf)> {
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        for specifier in specifiers(text) {
            if found.iter().any(|(known, _)| known == specifier) {
                continue;
            }
            found.extend(self.resolve(file, specifier).map(|place| (specifier.to_string(), place)));
        }
        found
    }

    /// The file of the project that a specifier means in a file.
    pub(in crate::discover) fn resolve(&self, file: &Path, specifier: &str) -> Option<PathBuf> {
        let resolved = |resolver: &ResolverGeneric<Installed>| {
            let found = resolver.resolve_file(file, specifier).ok()?.into_path_buf();
            self.own(found)
        };
        resolved(&self.with_tsconfig)
            // A tsconfig that cannot be read spoils everything.
            .or_else(|| resolved(&self.without))
            .or_else(|| self.unbuilt(specifier))
    }

    /// The text of a file.
    pub(in crate::discover) fn peek(&self, place: &Path) -> Option<String> {
        self.disk.peek(place)
    }

    /// The file itself, if it is a program of the project.
    fn own(&self, found: PathBuf) -> Option<PathBuf> {
        let place = real(&self.project, &self.packages, &found)?;
        let name = place.file_name()?.to_string_lossy();
        (language_of(&name) == Some(Language::TypeScript) && is_own(&place, &self.project, &self.disk))
            .then_some(place)
    }

    /// The source of a module whose package names only what a build would make of it.
    pub(in crate::discover) fn unbuilt(&self, specifier: &str) -> Option<PathBuf> {
        let (name, inner) = split_package(specifier)?;
        let folder = self.packages.get(name)?;
        let manifest: Value = serde_json::from_str(&self.disk.peek(&folder.join("package.json"))?).ok()?;
        let (mut stated, mut starred_paths) = (Vec::new(), Vec::new());
        let key = if inner.is_empty() { ".".to_string() } else { format!("./{inner}") };
        match manifest.get("exports") {
            Some(Value::Object(exports)) if exports.contains_key(&key) => {
                exports.get(&key).iter().for_each(|value| leaves(value, &mut stated));
            }
            Some(exports) if inner.is_empty() => leaves(exports, &mut stated),
            Some(Value::Object(exports)) => {
                for (pattern, value) in exports {
                    let Some(own) = starred(pattern, &key) else { continue };
                    let mut paths = Vec::new();
                    leaves(value, &mut paths);
                    starred_paths.extend(paths.iter().map(|path| path.replace('*', own)));
                }
            }
            Some(_) | None => {}
        }
        if inner.is_empty() {
            let fields = ["source", "types", "typings", "module", "main"];
            stated.extend(fields.iter().filter_map(|field| manifest.get(field)?.as_str()));
        }
        let built = stated.into_iter().chain(starred_paths.iter().map(String::as_str)).flat_map(sources_of);
        let guessed = sources_of(inner).into_iter().flat_map(|path| [format!("src/{path}"), path]);
        built.chain(guessed).find_map(|path| self.file(&folder.join(path.trim_matches(['.', '/']))))
    }

    /// The program in a folder that a build makes this path of, or whose ending the path leaves out.
    pub(in crate::discover) fn source_of(&self, folder: &Path, built: &str) -> Option<PathBuf> {
        sources_of(built).into_iter().find_map(|path| self.file(&absolute(&folder.join(path))))
    }

    /// The program at a path without its ending, or `index` in a folder.
    fn file(&self, stem: &Path) -> Option<PathBuf> {
        let with = |stem: &Path, ending: &str| {
            let mut name = stem.as_os_str().to_os_string();
            name.push(ending);
            let place = PathBuf::from(name);
            if self.disk.kind(&place) == Some(Kind::File) { self.own(place) } else { None }
        };
        let beside = ENDINGS.iter().find_map(|ending| with(stem, ending));
        beside.or_else(|| ENDINGS.iter().find_map(|ending| with(&stem.join("index"), ending)))
    }
}

fn options(tsconfig: Option<TsconfigDiscovery>) -> ResolveOptions {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_string()).collect::<Vec<String>>();
    let of_javascript = |ending: &str, source: &[&str]| (ending.to_string(), texts(source));
    ResolveOptions {
        tsconfig,
        condition_names: texts(&[
            "source",
            "types",
            "import",
            "require",
            "node",
            "bun",
            "development",
            "default",
        ]),
        extensions: texts(&ENDINGS),
        extension_alias: vec![
            of_javascript(".js", &[".ts", ".tsx", ".js"]),
            of_javascript(".mjs", &[".mts", ".mjs"]),
            of_javascript(".cjs", &[".cts", ".cjs"]),
        ],
        main_fields: texts(&["source", "module", "main"]),
        symlinks: false,
        node_path: false,
        builtin_modules: true,
        ..ResolveOptions::default()
    }
}

/// What a built file may have been made of: `./dist/db/index.d.ts` of `src/db/index`.
fn sources_of(built: &str) -> Vec<String> {
    let path = built.trim_start_matches("./");
    let endings = [".d.ts", ".d.mts", ".d.cts", ".ts", ".tsx", ".mts", ".mjs", ".cjs", ".js"];
    let stem = endings.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    let mut found = vec![stem.to_string()];
    for folder in ["dist", "build", "lib", "out"] {
        if let Some(rest) = stem.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
            found.push(format!("src/{rest}"));
            found.push(rest.to_string());
        }
    }
    found
}

fn leaves<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| leaves(value, found)),
        // Keys that start with a dot are other modules.
        Value::Object(values) => {
            let own = values.iter().filter(|(key, _)| *key == "." || !key.starts_with('.'));
            own.for_each(|(_, value)| leaves(value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What the `*` of a pattern stands for in a key.
fn starred<'k>(pattern: &str, key: &'k str) -> Option<&'k str> {
    let (before, after) = pattern.split_once('*')?;
    key.strip_prefix(before)?.strip_suffix(after)
}

/// `@acme/db/schema` as `@acme/db` and `schema`.
fn split_package(specifier: &str) -> Option<(&str, &str)> {
    let first = specifier.find('/').unwrap_or(specifier.len());
    let end = if specifier.starts_with('@') {
        let second = specifier.get(first + 1..)?;
        first + 1 + second.find('/').unwrap_or(second.len())
    } else {
        first
    };
    let name = specifier.get(..end)?;
    let inner = specifier.get(end..)?.trim_start_matches('/');
    (!name.is_empty() && !name.starts_with('.')).then_some((name, inner))
}

/// What the file writes after `from`, `import`, `import(` and `require(`. Imports of types only are left out.
fn specifiers(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for word in ["from", "import", "require"] {
        for at in memchr::memmem::find_iter(bytes, word.as_bytes()) {
            let is_inside = at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(is_word);
            if is_inside || word == "from" && names_types(text.get(..at).unwrap_or("")) {
                continue;
            }
            let rest = text.get(at + word.len()..).unwrap_or("").trim_start();
            let rest = rest.strip_prefix('(').filter(|_| word != "from").unwrap_or(rest).trim_start();
            let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
                continue;
            };
            let value = rest.get(1..).and_then(|rest| rest.split_once([quote, '\n']));
            found.extend(value.map(|(value, _)| value).filter(|value| !value.is_empty()));
        }
    }
    found
}

/// Whether the clause that ends here is `import type ...` or `export type ...`.
fn names_types(before: &str) -> bool {
    let start = before.rfind("import").max(before.rfind("export")).unwrap_or(before.len());
    let clause = before.get(start + 6..).unwrap_or("").trim_start();
    let rest = clause.strip_prefix("type").unwrap_or("");
    rest.starts_with(|letter: char| letter.is_whitespace() || letter == '{' || letter == '*')
        && !rest.contains(';')
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.')
}

/// Where a path lies if the project's packages are linked into `node_modules`; `None` outside of the project and in other packages.
fn real(project: &Path, packages: &FxHashMap<String, PathBuf>, path: &Path) -> Option<PathBuf> {
    let inner = path.strip_prefix(project).ok()?;
    let parts: Vec<&str> = inner.components().filter_map(|part| part.as_os_str().to_str()).collect();
    let Some(last) = parts.iter().rposition(|part| *part == "node_modules") else {
        return Some(path.to_path_buf());
    };
    let (name, rest) = match parts.get(last + 1..)? {
        [scope, name, rest @ ..] if scope.starts_with('@') => (format!("{scope}/{name}"), rest),
        [name, rest @ ..] => ((*name).to_string(), rest),
        [] => return None,
    };
    Some(rest.iter().fold(packages.get(&name)?.clone(), |path, part| path.join(part)))
}

/// The disk as it would be with the project's own packages installed at its root, and nothing else.
#[derive(Clone)]
struct Installed {
    disk: Disk,
    project: PathBuf,
    packages: FxHashMap<String, PathBuf>,
}

impl Installed {
    fn real(&self, path: &Path) -> Option<PathBuf> {
        real(&self.project, &self.packages, path)
    }

    /// Folders that installing would make: `node_modules` at the root, and what lies directly in it.
    fn is_made(&self, path: &Path) -> bool {
        let Ok(inner) = path.strip_prefix(self.project.join("node_modules")) else { return false };
        inner.components().count() <= 2 && !self.is_foreign_json(path)
    }

    /// A tsconfig that would come from a package of others: read as if it said nothing.
    fn is_foreign_json(&self, path: &Path) -> bool {
        path.starts_with(self.project.join("node_modules"))
            && self.real(path).is_none()
            && path.extension().is_some_and(|ending| ending == "json")
            && path.file_name().is_some_and(|name| name != "package.json")
    }
}

impl FileSystem for Installed {
    fn new() -> Installed {
        Installed { disk: Disk::default(), project: PathBuf::new(), packages: FxHashMap::default() }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_to_string(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        if self.is_foreign_json(path) {
            return Ok("{}".to_string());
        }
        self.real(path).and_then(|path| self.disk.peek(&path)).ok_or_else(missing)
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        if self.is_foreign_json(path) {
            return Ok(FileMetadata::new(true, false, false));
        }
        match self.real(path).and_then(|path| self.disk.kind(&path)) {
            Some(kind) => Ok(FileMetadata::new(kind == Kind::File, kind == Kind::Folder, false)),
            None if self.is_made(path) => Ok(FileMetadata::new(false, true, false)),
            None => Err(missing()),
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> Result<PathBuf, ResolveError> {
        Err(missing().into())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_path_buf())
    }
}

fn missing() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}
