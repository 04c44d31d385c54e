//! `referee sources`: what was found, in which order, and what is compared with what and why.

use std::io::{self, BufWriter, Write};

use super::{InputArguments, Outcome, project};
use crate::ir::Role;
use crate::pipeline::{Loaded, Project};
use crate::report::plural;

pub(super) fn run(input: &InputArguments) -> io::Result<Outcome> {
    let Some(project) = project::open(input) else { return Ok(Outcome::Failed) };
    let mut out = BufWriter::new(io::stdout().lock());
    for database in &project.databases {
        writeln!(out, "database {}", database.name)?;
        for loaded in project.sources_of(database) {
            print_source(&mut out, &project, loaded)?;
        }
        for sentence in &database.evidence {
            writeln!(out, "  because {sentence}")?;
        }
    }
    for unread in project::unread(&project) {
        let at = project.files.position(unread.span);
        let path = project.files.path(unread.span.file);
        writeln!(out, "not understood: {path}:{}:{}: {}", at.line, at.column, unread.why)?;
    }
    out.flush()?;
    Ok(Outcome::Clean)
}

fn print_source(out: &mut dyn Write, project: &Project, loaded: &Loaded) -> io::Result<()> {
    let source = &loaded.source;
    let role = match source.role {
        Role::History => "history",
        Role::Declaration => "declaration",
    };
    let layout = source.layout.map_or(String::new(), |layout| format!(", layout {}", layout.name()));
    writeln!(out, "  {} ({}, {role}{layout})", source.path, source.kind.name())?;
    writeln!(out, "    dialect {} ({})", source.dialect, source.dialect_evidence)?;
    let counts = loaded.counts;
    writeln!(
        out,
        "    {}, {}; {} read, {} cannot touch the schema, {} not understood",
        plural(loaded.schema.living_tables().count(), "table"),
        plural(loaded.schema.living_foreign_keys().count(), "foreign key"),
        plural(counts.read, "statement"),
        counts.irrelevant,
        counts.unread,
    )?;
    if let Some(configuration) = source.program.configuration {
        writeln!(out, "    configured by {}", project.files.path(configuration))?;
    }
    for (index, file) in source.files.iter().enumerate() {
        let baseline = if index < source.baseline { " (baseline)" } else { "" };
        writeln!(out, "    {}{baseline}", project.files.path(*file))?;
    }
    if !source.program.modules.is_empty() {
        writeln!(out, "    and what they import: {}", plural(source.program.modules.len(), "file"))?;
    }
    Ok(())
}
