//! The house rules that no compiler checks: who may use whom, how large things may be, that every rule is documented and tested.
//!
//! The tables at the top of each file are the law; a change of the design is a change of a table.

mod layers;
mod rules;
mod scan;
mod shape;

use libtest_mimic::{Failed, Trial};

type Test = fn() -> Result<(), String>;

/// The tests of this folder.
pub(crate) fn trials() -> Vec<Trial> {
    let trial =
        |name: &str, test: Test| Trial::test(format!("tidy::{name}"), move || test().map_err(Failed::from));
    vec![
        trial("scanner_reads_rust", scan::reads_rust),
        trial("top_level_is_the_pipeline", layers::top_level_is_the_pipeline),
        trial("modules_use_only_what_is_below", layers::modules_use_only_what_is_below),
        trial("siblings_do_not_see_each_other", layers::siblings_do_not_see_each_other),
        trial("foreign_crates_stay_at_their_door", layers::foreign_crates_stay_at_their_door),
        trial("files_and_functions_are_small", shape::files_and_functions_are_small),
        trial("forbidden_words", shape::forbidden_words),
        trial("ir_holds_no_strings", shape::ir_holds_no_strings),
        trial("files_begin_with_what_they_are_for", shape::files_begin_with_what_they_are_for),
        trial("rules_are_files", rules::rules_are_files),
        trial("rules_have_cases", rules::rules_have_cases),
        trial("rules_are_documented", rules::rules_are_documented),
    ]
}

/// `Ok` if nothing was found, else all of it, a line each.
fn none(found: Vec<String>) -> Result<(), String> {
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}
