//! From a change to findings, as an editor sees it: `cargo bench --bench server`.
//!
//! Generated projects are opened in `referee server`; a file is changed again and again, so that it has a finding or none, and the time until
//! the findings arrive is measured. The same once more without the protocol, by `Session`. Figures are milliseconds. `REFEREE_BENCH_EDITS` is
//! the number of changes of each file.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "benchmarks read and write files of their own, print, and stop when they cannot"
)]

mod client;
mod projects;

use std::fs;
use std::time::{Duration, Instant};

use client::Client;
use projects::{Edit, Project};
use referee::discover::Options;
use referee::pipeline::{Configuration, Session};

fn main() {
    let edits = std::env::var("REFEREE_BENCH_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let folder = std::env::temp_dir().join("referee-bench-server");
    println!("{:<44} {:>9} {:>9} {:>9} {:>9}", "milliseconds", "first", "p50", "p95", "p99");
    for project in projects::all(&folder) {
        std::env::set_current_dir(&project.folder).unwrap();
        for edit in &project.edits {
            show(&format!("{}, {}: session", project.name, edit.name), &in_session(&project, edit, edits));
            match in_server(&project, edit, edits) {
                Some(times) => show(&format!("{}, {}: server", project.name, edit.name), &times),
                None => println!("{}: this build has no server", project.name),
            }
            fs::write(project.folder.join(edit.file), &edit.sound).unwrap();
        }
    }
}

/// The first analysis and all others.
struct Times {
    first: Duration,
    others: Vec<Duration>,
}

fn show(name: &str, times: &Times) {
    let mut sorted = times.others.clone();
    sorted.sort();
    let at = |percent: usize| sorted[(sorted.len() * percent).div_ceil(100).saturating_sub(1)];
    let milliseconds = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1e3);
    let [first, p50, p95, p99] = [times.first, at(50), at(95), at(99)].map(milliseconds);
    println!("{name:<44} {first:>9} {p50:>9} {p95:>9} {p99:>9}");
}

fn in_session(project: &Project, edit: &Edit, count: usize) -> Times {
    let mut session = Session::new(Options::default(), Configuration::Nearest);
    let begin = Instant::now();
    // What an editor holds is freed when the next analysis has come.
    let mut held = Some(session.analyse().unwrap_or_else(|_| std::process::exit(1)));
    let first = begin.elapsed();
    let path = project.folder.join(edit.file);
    let others = (0..count).map(|number| {
        let text = edit.text(number).to_owned();
        if edit.saves {
            fs::write(&path, &text).unwrap();
        }
        let begin = Instant::now();
        session.lay(path.clone(), text);
        if edit.saves {
            session.touch(&path);
        }
        held = session.analyse().ok();
        begin.elapsed()
    });
    Times { first, others: others.collect() }
}

fn in_server(project: &Project, edit: &Edit, count: usize) -> Option<Times> {
    let path = project.folder.join(edit.file);
    fs::write(&path, &edit.sound).unwrap();
    let begin = Instant::now();
    let mut client = Client::start(&project.folder)?;
    client.open(&path, &edit.wrong);
    client.wait_for(&path)?;
    let first = begin.elapsed();
    let mut others = Vec::new();
    for number in 0..count {
        let text = edit.text(number);
        let mut begin = Instant::now();
        client.change(&path, text);
        if edit.saves {
            fs::write(&path, text).unwrap();
            begin = Instant::now();
            client.save(&path);
        }
        client.wait_for(&path)?;
        others.push(begin.elapsed());
    }
    client.end();
    Some(Times { first, others })
}
