//! The command line: what the words mean, and one function per command.
//!
//! Exit status: 0 clean, 1 findings at or above `--fail-on`, 2 Referee could not do its work. A format never changes it.

mod baseline;
mod check;
mod completions;
mod first_run;
mod git;
mod impact;
mod init;
mod lock;
mod manual;
mod progress;
mod project;
mod rules;
mod schema;
mod server;
mod since;
mod sources;
mod style;
mod values;
mod watch;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::Severity;
use crate::ir::Dialect;

pub use project::{database_lines, unread};
pub use schema::describe;
use style::Color;

/// Keeps foreign keys honest: reads every description of a database offline and reports where they drift apart.
#[derive(Parser, Debug)]
#[command(name = "referee", version, long_version = env!("REFEREE_VERSION"), about, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArguments,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    color: Color,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Report drift and broken policies (the default command)
    Check(CheckArguments),
    /// Print the schema that each source really produces
    Schema(SchemaArguments),
    /// Show what DELETE of one row of a table does
    Impact(impact::ImpactArguments),
    /// Show which files were found, how they are ordered, and which sources describe one database
    Sources(InputArguments),
    /// Explain a rule: what it finds, why that is bad, what to do
    Explain {
        /// The rule's name
        #[arg(value_parser = values::rule(), hide_possible_values = true)]
        rule: String,
    },
    /// List all rules
    Rules,
    /// Write a commented referee.toml for this project
    Init(InitArguments),
    /// Write the findings of today to referee-baseline.toml; `check` then shows only new ones
    Baseline(BaselineArguments),
    /// Write referee.lock: what one DELETE reaches; `check` then tells when it becomes more
    Lock(LockArguments),
    /// Serve an editor: the language server on standard input and output
    #[command(alias = "lsp")]
    Server(ServerArguments),
    /// Print a script that completes commands, options and their values in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page: `referee manual | man -l -`
    Manual,
}

/// Which files to read and what they mean.
#[derive(Args, Debug, Clone, Default)]
struct InputArguments {
    /// Files and folders to read [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read SQL as this engine's: postgresql, cockroachdb, mysql, mariadb, sqlite, with an optional version (mysql@8.4)
    #[arg(long, value_name = "NAME[@VERSION]", value_parser = values::dialect(), hide_possible_values = true)]
    dialect: Option<Dialect>,
    /// The session's search_path before the first statement
    #[arg(long, value_name = "SCHEMA,...", value_delimiter = ',')]
    search_path: Vec<String>,
    /// The files given form one history, in the order given
    #[arg(long)]
    in_order: bool,
    /// Use this configuration file instead of the nearest referee.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Ignore all configuration files
    #[arg(long)]
    isolated: bool,
    /// How many threads to use [default: one per core]
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
}

#[derive(Args, Debug, Default)]
struct CheckArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Output format, optionally into a file: full, concise, json, sarif, github, gitlab, junit, agent, markdown; may be
    /// repeated [default: full]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = values::output(), hide_possible_values = true)]
    format: Vec<values::Output>,
    /// Report only what is new since this revision: since the commit where it and HEAD part (main, HEAD~1, a tag)
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// The lowest severity that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// Exit with 0 even if there are findings
    #[arg(long)]
    exit_zero: bool,
    /// Leave out the findings that this file knows, instead of those in referee-baseline.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    baseline: Option<PathBuf>,
    /// Show the findings that referee-baseline.toml knows, too
    #[arg(long)]
    no_baseline: bool,
    /// Check again whenever something that was read changes, until Ctrl-C. A terminal is cleared before; each run prints a
    /// whole report, and writes each FORMAT=FILE anew
    #[arg(long, conflicts_with = "since")]
    watch: bool,
}

#[derive(Args, Debug)]
struct SchemaArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Output format
    #[arg(long, value_enum, default_value_t = SchemaFormat::Text)]
    format: SchemaFormat,
}

#[derive(Args, Debug)]
struct InitArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Print the configuration instead of writing referee.toml
    #[arg(long)]
    stdout: bool,
    /// Overwrite an existing referee.toml
    #[arg(long)]
    force: bool,
}

#[derive(Args, Debug)]
struct BaselineArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Remove the entries that are no longer found, and add none
    #[arg(long)]
    prune: bool,
    /// Write this file instead of referee-baseline.toml beside referee.toml or in the current folder
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct ServerArguments {
    /// Use standard input and output; there is nothing else, but editors say so
    #[arg(long, hide = true)]
    stdio: bool,
}

#[derive(Args, Debug)]
struct LockArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Accept that a DELETE reaches more than before
    #[arg(long)]
    update: bool,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// The lowest severity that fails the run; `None` if none does.
    fn threshold(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Note => Some(Severity::Note),
            FailOn::Never => None,
        }
    }
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum SchemaFormat {
    /// One line per object
    Text,
    /// The stable interface described in docs/json.md
    Json,
}

/// What a command came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Clean,
    Findings,
    /// The command said on stderr why it could not do its work.
    Failed,
}

/// Parses the process's arguments, runs the command and turns its outcome into an exit status.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    style::choose(arguments.color);
    let outcome = match &arguments.command {
        None => check::run(&arguments.check),
        Some(Command::Check(check)) => check::run(check),
        Some(Command::Schema(schema)) => schema::run(schema),
        Some(Command::Impact(impact)) => impact::run(impact),
        Some(Command::Sources(input)) => sources::run(input),
        Some(Command::Explain { rule }) => rules::explain(rule),
        Some(Command::Rules) => rules::list(),
        Some(Command::Init(init)) => init::run(init),
        Some(Command::Baseline(baseline)) => baseline::run(baseline),
        Some(Command::Lock(lock)) => lock::run(lock),
        Some(Command::Server(_)) => server::run(),
        Some(Command::Completions { shell }) => completions::run(*shell),
        Some(Command::Manual) => manual::run(),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        // The reader of a pipe may leave early (`referee | head`); that is not a failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("cannot write the output: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Says on stderr why the work could not be done.
fn complain(message: &str) {
    use std::io::Write;
    // Nothing is left to be done if even stderr is closed.
    let _ = writeln!(io::stderr(), "referee: {message}");
}
