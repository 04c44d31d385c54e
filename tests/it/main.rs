//! All tests of the program as a whole, in one binary.
#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "tests read the disk and may panic")]

mod baseline;
mod cli;
mod corpus;
mod docs;
mod fix;
mod formats;
mod fuzz;
mod impact;
mod live;
mod lock;
mod packaging;
mod project;
mod report;
mod server;
mod session;
mod shell;
mod since;
mod terminal;
mod tidy;
mod watch;

use libtest_mimic::Arguments;

fn main() {
    let arguments = Arguments::from_args();
    let trials = [
        corpus::trials(),
        fix::trials(),
        formats::trials(),
        fuzz::trials(),
        cli::trials(),
        docs::trials(),
        impact::trials(),
        lock::trials(),
        packaging::trials(),
        baseline::trials(),
        server::trials(),
        session::trials(),
        since::trials(),
        report::trials(),
        shell::trials(),
        terminal::trials(),
        tidy::trials(),
        watch::trials(),
        live::trials(),
    ];
    libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
}
