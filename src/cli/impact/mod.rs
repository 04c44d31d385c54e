//! `referee impact`: what DELETE of one row does, as a tree for people, as JSON for tools, as a diagram for documents.

mod account;
mod choice;
mod diagram;
mod json;
mod left;
mod notes;
mod tree;
mod words;

use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};

use super::style::{self, Stream};
use super::{InputArguments, Outcome, complain, project};

use account::Account;

#[derive(Args, Debug)]
pub(super) struct ImpactArguments {
    /// The table, as `table` or `schema.table`
    #[arg(value_name = "TABLE")]
    table: String,
    #[command(flatten)]
    input: InputArguments,
    /// Ask this source only, by its path as `referee sources` prints it
    #[arg(long, value_name = "PATH")]
    source: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ImpactFormat::Full)]
    format: ImpactFormat,
    /// Show what the engine leaves behind while foreign keys are switched off (the default of SQLite)
    #[arg(long)]
    foreign_keys_off: bool,
    /// Warn of what SQL Server would refuse (error 1785: one DELETE may come to a table only once)
    #[arg(long)]
    sql_server: bool,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum ImpactFormat {
    /// A verdict and a tree
    Full,
    /// The stable interface described in docs/json.md
    Json,
    /// A flowchart in Mermaid's language
    Mermaid,
    /// A graph in Graphviz's language
    Dot,
}

pub(super) fn run(arguments: &ImpactArguments) -> io::Result<Outcome> {
    let Some(project) = project::open(&arguments.input) else { return Ok(Outcome::Failed) };
    let chosen = match choice::choose(&project, &arguments.table, arguments.source.as_deref()) {
        Ok(chosen) => chosen,
        Err(why) => {
            complain(&why);
            return Ok(Outcome::Failed);
        }
    };
    let accounts: Vec<Account<'_>> = chosen
        .into_iter()
        .map(|chosen| account::account(&project, chosen, arguments.foreign_keys_off, arguments.sql_server))
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments.format {
        ImpactFormat::Full => {
            out.write_all(tree::draw(&accounts, style::of(Stream::Out)).as_bytes())?;
        }
        ImpactFormat::Json => {
            serde_json::to_writer(&mut out, &json::document(&arguments.table, &accounts))?;
            writeln!(out)?;
        }
        ImpactFormat::Mermaid => out.write_all(diagram::mermaid(&accounts).as_bytes())?,
        ImpactFormat::Dot => out.write_all(diagram::dot(&accounts).as_bytes())?,
    }
    out.flush()?;
    Ok(Outcome::Clean)
}
