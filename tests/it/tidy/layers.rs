//! Who may use whom: our own modules, and foreign crates.

use std::collections::BTreeSet;
use std::fs;

use super::none;
use super::scan::{self, Source};

/// For each top-level module the modules it may name. `main.rs` may name `cli` only; `lib.rs` names all.
const LAYERS: [(&str, &[&str]); 15] = [
    ("text", &[]),
    ("ir", &["text"]),
    ("impact", &["text", "ir"]),
    ("diagnostic", &["text"]),
    ("config", &["text", "ir"]),
    ("lock", &["text", "ir", "impact", "config"]),
    ("baseline", &["text", "diagnostic", "config"]),
    ("discover", &["text", "ir", "config"]),
    ("read", &["text", "ir", "diagnostic"]),
    ("rules", &["text", "ir", "impact", "diagnostic", "config", "lock"]),
    ("report", &["text", "config", "diagnostic", "rules"]),
    (
        "pipeline",
        &["text", "ir", "impact", "diagnostic", "config", "lock", "baseline", "discover", "read", "rules"],
    ),
    ("fix", &["text", "ir", "diagnostic"]),
    ("server", &["text", "ir", "impact", "diagnostic", "config", "discover", "rules", "pipeline", "fix"]),
    (
        "cli",
        &[
            "text",
            "ir",
            "impact",
            "diagnostic",
            "config",
            "lock",
            "baseline",
            "discover",
            "read",
            "rules",
            "report",
            "pipeline",
            "fix",
            "server",
        ],
    ),
];

/// Folders whose members do not see each other; a member's own folder and the folder's `mod.rs` may see it.
const SIBLINGS: [&str; 5] = ["read", "rules/drift", "rules/policy", "rules/integrity", "rules/safety"];

/// Where Python's syntax tree may be seen.
const PYTHON: &[&str] = &["read/python/", "read/alembic/", "read/sqlalchemy/"];

/// What members of a folder may see a sibling all the same: who, and whom.
const SEEN: [(&str, &str); 9] = [
    ("alembic", "python"),
    ("alembic", "sql"),
    ("alembic", "sqlalchemy"),
    ("alembic", "value"),
    ("sqlalchemy", "python"),
    ("sqlalchemy", "value"),
    ("python", "value"),
    ("drizzle", "value"),
    ("snapshot", "sql"),
];

/// Which files may name a crate; an empty list means all. A path that ends in `/` is a folder. `std::fs` and `std::process` count as crates.
const CRATES: [(&str, &[&str]); 37] = [
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("crossbeam_channel", &["server/"]),
    ("fancy_regex", &["read/sqlalchemy/"]),
    ("globset", &["config/", "discover/"]),
    ("ignore", &["discover/ignored.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("lsp_server", &["server/"]),
    ("lsp_types", &["server/"]),
    ("memchr", &[]),
    ("miette", &["report/terminal.rs"]),
    ("oxc_allocator", &["read/drizzle/"]),
    ("oxc_ast", &["read/drizzle/"]),
    ("oxc_ast_visit", &["read/drizzle/"]),
    ("oxc_parser", &["read/drizzle/"]),
    ("oxc_resolver", &["discover/"]),
    ("oxc_span", &["read/drizzle/"]),
    ("pest", &["read/prisma/"]),
    ("pest_derive", &["read/prisma/"]),
    (
        "rayon",
        &["pipeline/", "read/mod.rs", "discover/changes.rs", "discover/disk.rs", "discover/walk.rs", "cli/"],
    ),
    ("ruff_python_ast", PYTHON),
    ("ruff_python_parser", PYTHON),
    ("ruff_text_size", PYTHON),
    ("rustc_hash", &[]),
    ("serde", &["baseline.rs", "cli/", "config/", "discover/", "read/snapshot/", "report/", "server/"]),
    ("serde_json", &["cli/", "discover/", "read/snapshot/", "report/", "server/"]),
    ("sqlparser", &["read/sql/"]),
    ("strsim", &[]),
    ("supports_hyperlinks", &["cli/"]),
    ("terminal_size", &["cli/"]),
    ("thiserror", &[]),
    ("toml", &["baseline.rs", "config/", "discover/python/settings.rs"]),
    ("walkdir", &["discover/walk.rs", "discover/ignored.rs"]),
    ("std::fs", &["discover/disk.rs", "discover/stamp.rs", "cli/"]),
    ("std::net", &["nowhere"]),
    ("std::process", &["cli/", "main.rs"]),
];

/// `tree src` shows the pipeline.
pub(super) fn top_level_is_the_pipeline() -> Result<(), String> {
    let wanted: BTreeSet<String> =
        LAYERS.iter().map(|(name, _)| *name).chain(["main", "lib"]).map(str::to_owned).collect();
    let entries = fs::read_dir(scan::root().join("src")).map_err(|error| error.to_string())?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let found: BTreeSet<String> =
        names.map(|name| name.strip_suffix(".rs").map(str::to_owned).unwrap_or(name)).collect();
    if wanted == found { Ok(()) } else { Err(format!("expected {wanted:?}, found {found:?}")) }
}

/// A module names only modules below it.
pub(super) fn modules_use_only_what_is_below() -> Result<(), String> {
    let mut found = Vec::new();
    for source in scan::sources()? {
        let own = top(&source.path);
        let allowed = match own {
            "lib" => continue,
            "main" => &["cli"][..],
            _ => match LAYERS.iter().find(|(name, _)| *name == own) {
                Some((_, allowed)) => allowed,
                None => return Err(format!("src/{}: `{own}` is not in LAYERS", source.path)),
            },
        };
        for (at, path) in own_paths(&source) {
            let Some(module) = path.first().map(String::as_str) else { continue };
            let known = LAYERS.iter().any(|(name, _)| *name == module);
            if known && module != own && !allowed.contains(&module) {
                let line = scan::line_of(&source.text, at);
                found.push(format!("src/{}:{line}: `{own}` may not use `{module}`", source.path));
            }
        }
    }
    none(found)
}

/// Readers, and rules of one group, do not see each other.
pub(super) fn siblings_do_not_see_each_other() -> Result<(), String> {
    let sources = scan::sources()?;
    let mut found = Vec::new();
    for folder in SIBLINGS {
        let prefix = format!("{folder}/");
        let members: BTreeSet<&str> =
            sources.iter().filter_map(|source| member(&source.path, &prefix)).collect();
        for source in &sources {
            let Some(own) = member(&source.path, &prefix) else { continue };
            for (at, path) in own_paths(source) {
                let path = path.join("/");
                let other = path.strip_prefix(&prefix).and_then(|rest| rest.split('/').next());
                let other = other.filter(|other| *other != own && members.contains(other));
                if let Some(other) = other.filter(|other| !SEEN.contains(&(own, *other))) {
                    let line = scan::line_of(&source.text, at);
                    found.push(format!(
                        "src/{}:{line}: `{own}` may not use its sibling `{other}`",
                        source.path
                    ));
                }
            }
        }
    }
    none(found)
}

/// A crate is named only where its types may be seen, and every dependency has a line in the table.
pub(super) fn foreign_crates_stay_at_their_door() -> Result<(), String> {
    let mut found = Vec::new();
    let manifest = fs::read_to_string(scan::root().join("Cargo.toml")).map_err(|error| error.to_string())?;
    let dependencies = manifest.split("\n[dependencies]\n").nth(1).unwrap_or("").lines();
    for line in dependencies.take_while(|line| !line.starts_with('[')) {
        let name = line.split([' ', '=', '.']).next().unwrap_or("").replace('-', "_");
        if !name.is_empty() && !name.starts_with('#') && !CRATES.iter().any(|(known, _)| *known == name) {
            found.push(format!("Cargo.toml: `{name}` has no line in CRATES"));
        }
    }
    let roots: BTreeSet<&str> =
        CRATES.iter().map(|(name, _)| name.split("::").next().unwrap_or(name)).collect();
    let roots: Vec<&str> = roots.into_iter().collect();
    for source in scan::sources()? {
        for (at, path) in scan::paths(&source.code, &roots) {
            let named = |name: &str| name.split("::").zip(&path).all(|(left, right)| left == right);
            let is_long_enough = |name: &str| name.split("::").count() <= path.len();
            let Some((name, allowed)) = CRATES.iter().find(|(name, _)| named(name) && is_long_enough(name))
            else {
                continue;
            };
            // A lone word is a crate in `use word;` only; elsewhere it is a variable or a field.
            let lone = path.len() == 1 && !source.code[..at].trim_end().ends_with("use");
            let allows =
                |door: &&str| source.path == *door || (door.ends_with('/') && source.path.starts_with(*door));
            if !lone && !allowed.is_empty() && !allowed.iter().any(allows) {
                let line = scan::line_of(&source.text, at);
                found.push(format!("src/{}:{line}: may not use `{name}`", source.path));
            }
        }
    }
    none(found)
}

/// The top-level module of a file.
fn top(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The member of a folder that a file belongs to; `None` for the folder's own `mod.rs` and for other folders.
fn member<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let first = path.strip_prefix(prefix)?.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first)).filter(|name| *name != "mod")
}

/// The paths into this crate that a file names, from the root of the crate.
fn own_paths(source: &Source) -> Vec<(usize, Vec<String>)> {
    let module = source.path.strip_suffix(".rs").unwrap_or(&source.path);
    let module = module.strip_suffix("/mod").unwrap_or(module);
    let mut found = Vec::new();
    for (at, path) in scan::paths(&source.shipped, &["crate", "super", "referee"]) {
        let ups = path.iter().take_while(|word| *word == "super").count();
        let mut absolute: Vec<String> = Vec::new();
        if ups > 0 {
            let parts: Vec<&str> = module.split('/').collect();
            absolute
                .extend(parts.iter().take(parts.len().saturating_sub(ups)).map(|part| (*part).to_owned()));
        }
        absolute.extend(path.into_iter().skip(ups.max(1)));
        found.push((at, absolute));
    }
    found
}
