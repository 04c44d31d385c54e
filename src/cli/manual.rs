//! `referee manual`: the manual page, one for all commands, in the language of `man`.
//!
//! What the command line's own description says is said by it; only what no option tells is written here.

use std::collections::BTreeSet;
use std::io::{self, Write};

use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Arguments, Outcome};

/// How apostrophes are written; what [`Roff`] puts before each part.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// Terms and what they mean.
type Terms = &'static [(&'static str, &'static str)];

const STATUSES: Terms = &[
    ("0", "No findings at or above --fail-on."),
    ("1", "Findings at or above --fail-on; for lock, a lock that would grow."),
    ("2", "Referee could not do its work; it says why on the standard error."),
];

const VARIABLES: Terms = &[
    ("NO_COLOR", "If it is not empty, no colour, unless --color always."),
    ("CLICOLOR_FORCE, FORCE_COLOR", "If one is neither empty nor 0, colour in files and pipes, too."),
    ("CLICOLOR", "If it is 0, no colour."),
    (
        "FORCE_HYPERLINK",
        "On a terminal: 0 for no hyperlinks, else hyperlinks even if the terminal is not known.",
    ),
    ("TERM", "On a terminal that is dumb, no colour, no hyperlinks and no progress."),
    ("COLUMNS", "How wide the output is; without it as wide as the terminal, or 110 columns."),
    ("CI", "If it is set, no progress."),
];

const FILES: Terms = &[
    ("referee.toml", "The configuration: the nearest at or above the first path."),
    ("referee.lock", "What one DELETE may reach; beside referee.toml."),
    ("referee-baseline.toml", "The findings that are known; beside referee.toml or in the current folder."),
];

pub(super) fn run() -> io::Result<Outcome> {
    let page = page()?;
    io::stdout().write_all(page.as_bytes())?;
    Ok(Outcome::Clean)
}

fn page() -> io::Result<String> {
    let usage = "referee [check] [OPTIONS] [PATH]...\nreferee COMMAND [OPTIONS] ...";
    let mut command = Arguments::command().disable_help_subcommand(true).override_usage(usage);
    command.build();
    let command = command.mut_args(told_shortly);
    let man = Man::new(command.clone());
    let (version, date) = (env!("CARGO_PKG_VERSION"), env!("REFEREE_DATE"));
    // An empty date is one, too, in quotes.
    let mut page = format!("{PREAMBLE}.TH referee 1 \"{date}\" \"referee {version}\" \"Referee\"\n");
    page.push_str(&rendered(|out| man.render_name_section(out))?);
    page.push_str(&rendered(|out| man.render_synopsis_section(out))?);
    page.push_str(&rendered(|out| man.render_description_section(out))?);
    let mut roff = Roff::new();
    roff.control("PP", []);
    roff.text([
        roman("Without a command, "),
        bold("referee"),
        roman(" does what "),
        bold("referee check"),
        roman(" does."),
    ]);
    page.push_str(&body(&roff.render()));
    page.push_str(&rendered(|out| man.render_options_section(out))?);
    page.push_str(&commands(&command)?);
    for (title, terms) in [("EXIT STATUS", STATUSES), ("ENVIRONMENT", VARIABLES), ("FILES", FILES)] {
        page.push_str(&section(title, terms));
    }
    Ok(page)
}

/// Each command with those of its options that are not among those of `check`, which stand above.
fn commands(command: &Command) -> io::Result<String> {
    let known: BTreeSet<&str> = command.get_arguments().map(|argument| argument.get_id().as_str()).collect();
    let is_known = |id: &str| known.contains(id) && id != "format";
    let mut text = ".SH COMMANDS\n".to_owned();
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        let mut roff = Roff::new();
        let usage = verb.clone().render_usage().to_string();
        roff.control("SS", [usage.trim_start_matches("Usage: ")]);
        let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
        roff.text([roman(format!("{about}."))]);
        let arguments = || verb.get_arguments().filter(|argument| !argument.is_hide_set());
        let shared: Vec<String> = arguments()
            .filter(|argument| is_known(argument.get_id().as_str()))
            .filter_map(|argument| argument.get_long())
            .filter(|long| !["help", "version"].contains(long))
            .map(|long| format!("--{long}"))
            .collect();
        if !shared.is_empty() {
            roff.text([roman("As above: "), bold(shared.join(", ")), roman(".")]);
        }
        text.push_str(&body(&roff.render()));
        if arguments().any(|argument| !is_known(argument.get_id().as_str())) {
            let own = verb.clone().mut_args(|argument| {
                let hidden = is_known(argument.get_id().as_str());
                told_shortly(argument).hide(hidden)
            });
            let options = rendered(|out| Man::new(own).render_options_section(out))?;
            text.push_str(options.strip_prefix(".SH OPTIONS\n").unwrap_or(&options));
        }
    }
    Ok(text)
}

/// An argument whose possible values stand in its help, as a list in words.
fn told_shortly(argument: Arg) -> Arg {
    let values =
        if argument.is_hide_possible_values_set() { Vec::new() } else { argument.get_possible_values() };
    if values.is_empty() || !argument.get_action().takes_values() {
        return argument;
    }
    let told = values.iter().map(|value| match value.get_help() {
        Some(help) => format!("{} ({help})", value.get_name()),
        None => value.get_name().to_owned(),
    });
    let told: Vec<String> = told.collect();
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    argument.help(format!("{help}: {}", told.join(", "))).hide_possible_values(true)
}

fn section(title: &str, terms: Terms) -> String {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    for (term, meaning) in terms {
        roff.control("TP", []).text([bold(*term)]).text([roman(*meaning)]);
    }
    body(&roff.render())
}

/// A part of the page, without what stands once at the head of all.
fn rendered(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut out = Vec::new();
    render(&mut out)?;
    Ok(body(&String::from_utf8_lossy(&out)))
}

fn body(rendered: &str) -> String {
    let lines = rendered.split_inclusive('\n');
    lines.skip_while(|line| line.starts_with(".ie ") || line.starts_with(".el ")).collect()
}
