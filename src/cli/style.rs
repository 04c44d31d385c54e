//! What an output can show: colour, hyperlinks, how many columns. The environment is asked here and nowhere else.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use clap::ValueEnum;

use crate::report::Style;

/// Columns where nobody says how many there are.
const WIDTH: usize = 110;

/// `--color`, once for the process: what is wrong with the configuration is told in colour, too, wherever it is found.
static CHOSEN: OnceLock<Color> = OnceLock::new();

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// Where an output goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stream {
    Out,
    Err,
    /// A file that was named.
    File,
}

impl Stream {
    fn is_terminal(self) -> bool {
        match self {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
            Stream::File => false,
        }
    }

    /// How wide the terminal is; `None` if it is none.
    fn width(self) -> Option<usize> {
        let size = match self {
            Stream::Out => terminal_size::terminal_size_of(io::stdout()),
            Stream::Err => terminal_size::terminal_size_of(io::stderr()),
            Stream::File => None,
        };
        size.map(|(width, _)| usize::from(width.0))
    }
}

/// Whether a person sees what is written there.
pub(super) fn is_terminal(stream: Stream) -> bool {
    stream.is_terminal()
}

/// Keeps what `--color` says.
pub(super) fn choose(color: Color) {
    // It is said once.
    let _ = CHOSEN.set(color);
}

/// What can be shown there.
pub(super) fn of(stream: Stream) -> Style {
    let color = CHOSEN.get().copied().unwrap_or_default();
    let is_capable = stream.is_terminal() && !is_dumb();
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    Style {
        color: match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if is_set("NO_COLOR") => false,
            Color::Auto if stream != Stream::File && is_forced() => true,
            Color::Auto => is_capable && !is("CLICOLOR", "0"),
        },
        links: is_capable && color != Color::Never && supports_hyperlinks::supports_hyperlinks(),
        width: columns.filter(|columns| *columns > 0).or_else(|| stream.width()).unwrap_or(WIDTH),
    }
}

/// Whether the terminal can only print one line after the other.
pub(super) fn is_dumb() -> bool {
    is("TERM", "dumb")
}

/// Whether a variable is there and not empty.
pub(super) fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn is(variable: &str, value: &str) -> bool {
    std::env::var_os(variable).is_some_and(|found| found == value)
}

/// Whether colour is wanted even where no terminal is.
fn is_forced() -> bool {
    ["CLICOLOR_FORCE", "FORCE_COLOR"]
        .into_iter()
        .any(|variable| is_set(variable) && !is(variable, "0") && !is(variable, "false"))
}
