//! The documentation holds what it says: examples are run, links lead somewhere, blocks are valid, nothing that a user can set is left out.

mod blocks;
mod links;
mod page;
mod run;

use libtest_mimic::Trial;

use crate::cli::{Test, trials_of};

static TESTS: &[(&str, Test)] = &[
    ("links_lead_somewhere", links::links_lead_somewhere),
    ("the_index_lists_every_page", links::the_index_lists_every_page),
    ("configurations_are_valid", blocks::configurations_are_valid),
    ("data_is_valid", blocks::data_is_valid),
    ("every_key_is_described", blocks::every_key_is_described),
    ("every_option_is_described", blocks::every_option_is_described),
    ("every_field_is_described", blocks::every_field_is_described),
];

/// One test per line of the table, and one for the examples of each page. Commands are run where there is a shell.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = trials_of("docs", TESTS);
    let pages = if cfg!(unix) { page::pages() } else { Ok(Vec::new()) };
    match pages {
        Ok(pages) => trials.extend(pages.into_iter().map(examples)),
        Err(error) => trials.push(Trial::test("docs::pages", || Err(error))),
    }
    trials
}

fn examples(page: page::Page) -> Trial {
    Trial::test(format!("docs::examples::{}", page.path), move || run::examples(&page))
}
