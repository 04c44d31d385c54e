//! What the text of a Python file says it is, by words: no parser.

use memchr::memmem;

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::discover) struct Marks {
    /// It is a revision of Alembic.
    pub(in crate::discover) is_revision: bool,
    /// It may declare tables or parts of tables.
    pub(in crate::discover) declares: bool,
    /// It declares tables for sure.
    pub(in crate::discover) has_tables: bool,
    /// It makes the metadata or the base class of models.
    pub(in crate::discover) makes_base: bool,
    /// It speaks of a schema in some way: what it imports may matter.
    pub(in crate::discover) speaks: bool,
    /// It imports modules by names that are made when it runs.
    pub(in crate::discover) is_dynamic: bool,
}

/// Words that only a table has.
const TABLES: [&str; 7] =
    ["__tablename__", "table=True", "table = True", "__table__", "db.Table(", "sa.Table(", "db.Model"];
/// Words of parts of tables; in other libraries, too.
const PARTS: [&str; 5] = ["Column(", "ForeignKey(", "Table(", "relationship(", "Mapped["];
/// Words of the base of models.
const BASES: [&str; 7] = [
    "declarative_base(",
    "DeclarativeBase",
    "MetaData(",
    "SQLAlchemy(",
    "as_declarative",
    "registry(",
    "metaclass=DeclarativeMeta",
];
/// Other words of schemas.
const OTHERS: [&str; 6] =
    ["declared_attr", "TypeDecorator", "SQLModel", "naming_convention", "ondelete", "alembic"];
/// Words of imports at run time.
const DYNAMIC: [&str; 6] =
    ["import_submodules", "iter_modules", "walk_packages", "import_module(", "find_modules(", "autodiscover"];

impl Marks {
    /// Looks through a text.
    pub(super) fn of(text: &str) -> Marks {
        let has = |words: &[&str]| words.iter().any(|word| contains(text, word));
        let is_revision = is_revision(text);
        let is_ours =
            contains(text, "sqlalchemy") || contains(text, "SQLAlchemy") || contains(text, "sqlmodel");
        let has_tables = has(&TABLES) || contains(text, "mapped_column(");
        let has_parts = has_tables || is_ours && has(&PARTS) || contains(text, "db.Column(");
        let makes_base = is_ours && has(&BASES);
        Marks {
            is_revision,
            declares: has_parts && !is_revision,
            has_tables: (has_tables || is_ours && contains(text, "Table(")) && !is_revision,
            makes_base,
            speaks: is_revision || has_parts || makes_base || has(&OTHERS),
            is_dynamic: has(&DYNAMIC),
        }
    }
}

/// Whether a text assigns both `revision` and `down_revision` at its top level.
fn is_revision(text: &str) -> bool {
    let finder = memmem::Finder::new("revision");
    let (mut own, mut down) = (false, false);
    for at in finder.find_iter(text.as_bytes()) {
        let start = text.get(..at).map_or(0, |before| before.rfind('\n').map_or(0, |end| end + 1));
        let line = text.get(start..).unwrap_or("");
        match text.get(start..at) {
            Some("") => own |= is_assigned(line, "revision"),
            Some("down_") => down |= is_assigned(line, "down_revision"),
            Some(_) | None => {}
        }
        if own && down {
            return true;
        }
    }
    false
}

/// `name = ...` or `name: type = ...` at the beginning.
fn is_assigned(line: &str, name: &str) -> bool {
    let Some(rest) = line.strip_prefix(name) else { return false };
    let rest = rest.trim_start_matches([' ', '\t']);
    match rest.strip_prefix('=') {
        Some(after) => !after.starts_with('='),
        None => rest.starts_with(':') && rest.lines().next().is_some_and(|line| line.contains('=')),
    }
}

/// Whether a text has a word.
pub(super) fn contains(text: &str, word: &str) -> bool {
    memmem::find(text.as_bytes(), word.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_assigns_both_names() {
        let plain = "\"\"\"x\n\nRevision ID: 1\n\"\"\"\nrevision = '1'\ndown_revision = None\n";
        let annotated = "revision: str = '1'\ndown_revision: Union[str, None] = None\n";
        assert!(is_revision(plain) && is_revision(annotated));
        assert!(!is_revision("def f():\n    revision = 1\n    down_revision = 2\n"));
        assert!(!is_revision("revision = 1\ndown_revision == 2\n"));
    }
}
