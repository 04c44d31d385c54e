//! What the language server says.

mod hover;

use libtest_mimic::Trial;

/// All tests of this folder.
pub(crate) fn trials() -> Vec<Trial> {
    hover::trials()
}
