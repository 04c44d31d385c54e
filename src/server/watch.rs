//! What the client is asked to watch for us: files, and our settings.

use std::path::Path;

use lsp_types::notification::{DidChangeConfiguration, DidChangeWatchedFiles, Notification};
use lsp_types::request::RegisterCapability;
use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration,
    RegistrationParams, WatchKind,
};
use serde_json::{Value, json};

use super::abilities::Abilities;
use super::client::Client;
use super::settings::SECTION;
use crate::discover;

/// Files that say what a database is, how they are read, or what the team states.
const FILES: [&str; 7] = [
    "**/*.{sql,ddl,psql,pgsql,prisma}",
    "**/*.{ts,mts,cts,tsx,js,mjs,cjs,py}",
    "**/*.{go,rb,rs,java,kt,exs,fizz}",
    "**/{referee.toml,.referee.toml,referee.lock,referee-baseline.toml}",
    "**/*.{json,yaml,yml,xml,ini}",
    "**/{migration_lock.toml,pyproject.toml,setup.cfg,Pipfile,requirements*.txt,requirements*.in}",
    "**/{sqitch.plan,atlas.sum,.gitignore,.ignore}",
];

/// Of a folder that is deleted or moved only the folder itself is told.
const FOLDERS: &str = "**/*";

/// Asks the client to watch.
pub(super) fn register(client: &mut Client<'_>, abilities: Abilities) {
    let mut registrations = Vec::new();
    if abilities.watches {
        registrations.push(registration::<DidChangeWatchedFiles>(json!(files())));
    }
    if abilities.tells_settings {
        registrations.push(registration::<DidChangeConfiguration>(json!({ "section": SECTION })));
    }
    if !registrations.is_empty() {
        client.ask::<RegisterCapability>(RegistrationParams { registrations });
    }
}

fn registration<N: Notification>(options: Value) -> Registration {
    Registration { id: N::METHOD.to_owned(), method: N::METHOD.to_owned(), register_options: Some(options) }
}

fn files() -> DidChangeWatchedFilesRegistrationOptions {
    let watcher =
        |glob: &str, kind| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.into()), kind };
    let mut watchers: Vec<FileSystemWatcher> = FILES.iter().map(|glob| watcher(glob, None)).collect();
    watchers.push(watcher(FOLDERS, Some(WatchKind::Delete)));
    DidChangeWatchedFilesRegistrationOptions { watchers }
}

/// Whether a change of what lies at a path can change a finding.
pub(super) fn matters(path: &Path) -> bool {
    discover::may_matter(path) && !path.iter().any(|part| part == ".git")
}
