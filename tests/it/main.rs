//! All tests of the program as a whole, in one binary.

mod corpus;
mod live;
mod project;
mod tidy;

use libtest_mimic::Arguments;

fn main() {
    let arguments = Arguments::from_args();
    let trials = corpus::trials().into_iter().chain(tidy::trials()).chain(live::trials()).collect();
    libtest_mimic::run(&arguments, trials).exit();
}
