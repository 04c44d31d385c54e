//! `referee completions`: a script that lets a shell complete commands, options and their values.

use std::io::{self, Write};

use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, Outcome};

pub(super) fn run(shell: Shell) -> io::Result<Outcome> {
    // The generator cannot tell that a pipe was closed, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "referee", &mut script);
    if shell == Shell::Fish {
        add_words(&mut script)?;
    }
    io::stdout().write_all(&script)?;
    Ok(Outcome::Clean)
}

/// The command line without the paths before any command: zsh's script would take the command for one of them.
fn command() -> Command {
    let full = Arguments::command();
    let options = full.get_arguments().filter(|argument| !argument.is_positional()).cloned();
    Command::new("referee")
        .version(env!("CARGO_PKG_VERSION"))
        .args(options)
        .subcommands(full.get_subcommands().cloned())
}

/// fish's script knows no values of arguments without an option: the rules of `explain`, the shells of `completions`.
fn add_words(script: &mut Vec<u8>) -> io::Result<()> {
    for verb in Arguments::command().get_subcommands() {
        let positionals = verb.get_positionals().flat_map(Arg::get_possible_values);
        let words: Vec<String> = positionals.map(|value| value.get_name().to_owned()).collect();
        if !words.is_empty() {
            let (verb, words) = (verb.get_name(), words.join(" "));
            writeln!(
                script,
                "complete -c referee -n \"__fish_referee_using_subcommand {verb}\" -f -a \"{words}\""
            )?;
        }
    }
    Ok(())
}
