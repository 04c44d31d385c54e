//! Tells the program which commit it is made of: `REFEREE_VERSION` becomes `0.1.0 (cf4b452 2026-11-21)`, or `0.1.0` where nobody knows.
//!
//! The commit is that of the environment's `REFEREE_COMMIT` (for packagers; empty means none), else git's, else that which `cargo package`
//! wrote down. The date is that of `SOURCE_DATE_EPOCH`, else the commit's. Nothing here fails the build.
#![expect(clippy::disallowed_methods, reason = "a build script reads its own folder")]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Hexadecimal digits of a commit that are shown.
const SHOWN: usize = 7;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["REFEREE_COMMIT", "SOURCE_DATE_EPOCH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let (commit, date) = stated().or_else(asked).or_else(packaged).unwrap_or_default();
    let commit = commit.get(..SHOWN).unwrap_or(&commit);
    let date = reproducible_date().unwrap_or(date);
    let parts: Vec<&str> = [commit, &date].into_iter().filter(|part| !part.is_empty()).collect();
    if commit.is_empty() {
        println!("cargo::rustc-env=REFEREE_VERSION={version}");
    } else {
        println!("cargo::rustc-env=REFEREE_VERSION={version} ({})", parts.join(" "));
    }
    println!("cargo::rustc-env=REFEREE_DATE={date}");
}

/// What the environment says.
fn stated() -> Option<(String, String)> {
    let commit = env::var("REFEREE_COMMIT").ok()?.trim().to_owned();
    let is_commit = commit.chars().all(|character| character.is_ascii_alphanumeric());
    Some((if is_commit { commit } else { String::new() }, String::new()))
}

/// What git says of this folder; a repository around it is another's.
fn asked() -> Option<(String, String)> {
    let folder = env::var("CARGO_MANIFEST_DIR").ok()?;
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(&folder).output().ok()?;
        let answer = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| answer.trim().to_owned())
    };
    let top = fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    if fs::canonicalize(&folder).ok()? != top {
        return None;
    }
    // Each move of HEAD is written into the second; without it the others tell most of them.
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
    for file in ["HEAD", "logs/HEAD", "packed-refs", &branch] {
        let path = git(&["rev-parse", "--git-path", file]).map(|path| Path::new(&folder).join(path));
        if let Some(path) = path.filter(|path| !file.is_empty() && path.exists()) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    let answer = git(&["log", "--max-count=1", "--no-show-signature", "--format=%H %cs", "HEAD"])?;
    let (commit, date) = answer.split_once(' ')?;
    Some((commit.to_owned(), date.to_owned()))
}

/// What `cargo package` says of the files that it packed.
fn packaged() -> Option<(String, String)> {
    let text = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let commit = rest.split('"').nth(1)?;
    let is_commit = commit.chars().all(|character| character.is_ascii_hexdigit());
    is_commit.then(|| (commit.to_owned(), String::new()))
}

/// The day of `SOURCE_DATE_EPOCH`, seconds since 1970, in UTC.
fn reproducible_date() -> Option<String> {
    let seconds: i64 = env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?;
    // The calendar repeats every 146,097 days; its years begin in March, so that the leap day is the last of one.
    let days = seconds.div_euclid(86_400) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
