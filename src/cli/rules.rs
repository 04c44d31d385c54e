//! `referee rules` and `referee explain`: what can be found.

use std::io::{self, Write};

use super::{Outcome, complain};
use crate::rules::{self, RULES};

pub(super) fn list() -> io::Result<Outcome> {
    let mut out = io::stdout().lock();
    for rule in RULES {
        let level = rules::word(rule.level);
        writeln!(out, "{:<26} {:<10} {level:<6} {}", rule.name, rule.group.name(), rule.summary)?;
    }
    Ok(Outcome::Clean)
}

pub(super) fn explain(name: &str) -> io::Result<Outcome> {
    let Some(rule) = rules::rule(name) else {
        complain(&unknown(name));
        return Ok(Outcome::Failed);
    };
    write!(io::stdout(), "# {}\n\n{}", rule.name, rules::explanation(rule))?;
    Ok(Outcome::Clean)
}

fn unknown(name: &str) -> String {
    let kebab = name.to_ascii_lowercase().replace('_', "-");
    let near = RULES.iter().map(|rule| (strsim::jaro_winkler(rule.name, &kebab), rule.name));
    let nearest = near.max_by(|left, right| left.0.total_cmp(&right.0)).filter(|(score, _)| *score > 0.7);
    match nearest {
        Some((_, near)) => format!("there is no rule `{name}`; did you mean `{near}`?"),
        None => format!("there is no rule `{name}`; `referee rules` lists them all"),
    }
}
