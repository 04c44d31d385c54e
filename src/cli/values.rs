//! Values of options that a function reads, with the names that a shell can complete.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::ir::Dialect;
use crate::report::Format;
use crate::rules::RULES;

/// Reads a value with a function; unlike clap's own lists of values, the names are an offer and not all there is.
#[derive(Clone, Debug)]
pub(super) struct Completed<T> {
    names: fn() -> Vec<&'static str>,
    parse: fn(&str) -> Result<T, String>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Completed<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let parse = self.parse;
        let parser = StringValueParser::new().try_map(move |text| parse(&text));
        parser.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.names)().into_iter().map(PossibleValue::new)))
    }
}

/// How findings are printed, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Output {
    /// How.
    pub(super) format: Format,
    /// The file; `None` for the standard output.
    pub(super) file: Option<String>,
}

/// `FORMAT[=FILE]`.
pub(super) fn output() -> Completed<Output> {
    let parse = |text: &str| {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = Format::parse(name);
        let format = format.ok_or_else(|| format!("known are {}", Format::names().join(", ")))?;
        if file.is_some_and(str::is_empty) {
            return Err(format!("name a file after `{name}=`, or leave out the `=`"));
        }
        Ok(Output { format, file: file.map(str::to_owned) })
    };
    Completed { names: || Format::names().to_vec(), parse }
}

/// `NAME[@VERSION]` of an engine.
pub(super) fn dialect() -> Completed<Dialect> {
    let parse = |text: &str| {
        Dialect::parse(text).ok_or_else(|| {
            "known are postgresql, cockroachdb, mysql, mariadb and sqlite, with an optional version such as mysql@8.4".to_owned()
        })
    };
    Completed { names: || vec!["postgresql", "cockroachdb", "mysql", "mariadb", "sqlite"], parse }
}

/// The name of a rule, right or wrong: who asks for one gets the nearest name told.
pub(super) fn rule() -> Completed<String> {
    Completed { names: || RULES.iter().map(|rule| rule.name).collect(), parse: |text| Ok(text.to_owned()) }
}
