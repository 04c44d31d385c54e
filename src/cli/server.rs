//! `referee server`: the language server on standard input and output.

use std::io;

use super::Outcome;
use crate::server::{self, Ending};

pub(super) fn run() -> io::Result<Outcome> {
    // The protocol wants the statuses 0 and 1 of these.
    Ok(match server::serve(io::stdin(), &mut io::stdout()) {
        Ending::Orderly => Outcome::Clean,
        Ending::Abrupt => Outcome::Findings,
    })
}
