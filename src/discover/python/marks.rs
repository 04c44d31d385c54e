//! What the text of a Python file says it is, by words: no parser.

use memchr::memmem;

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Marks {
    /// It is a revision of Alembic.
    pub(super) is_revision: bool,
    /// It may declare tables or parts of tables.
    pub(super) declares: bool,
    /// It declares tables for sure.
    pub(super) has_tables: bool,
    /// Its tables are classes of SQLModel, which all share one metadata.
    pub(super) is_sqlmodel: bool,
    /// It makes the metadata or the base class of models.
    pub(super) makes_base: bool,
}

/// Words of the libraries; a text without them may still declare tables by what its own project calls `db`.
const LIBRARIES: [&str; 3] = ["lchemy", "qlmodel", "SQLModel"];
/// Words without which no line is looked at for tables.
const PARTS: [&str; 4] = ["__tablename__", "olumn(", "Table(", "table=True"];
/// Words of the base of models.
const BASES: [&str; 7] = [
    "declarative_base(",
    "DeclarativeBase",
    "MetaData(",
    "SQLAlchemy(",
    "as_declarative",
    "registry(",
    "DeclarativeMeta",
];
/// Other words of schemas.
const OTHERS: [&str; 7] =
    ["ForeignKey(", "Mapped[", "declared_attr", "TypeDecorator", "SQLModel", "naming_convention", "ondelete"];
/// Words of imports at run time.
const DYNAMIC: [&str; 6] =
    ["import_submodules", "iter_modules", "walk_packages", "import_module(", "find_modules(", "autodiscover"];

impl Marks {
    /// Looks through a text.
    pub(super) fn of(text: &str) -> Marks {
        let has = |words: &[&str]| words.iter().any(|word| contains(text, word));
        let is_revision = is_revision(text);
        let is_ours = has(&LIBRARIES);
        let parts = if has(&PARTS) { Parts::of(text, is_ours) } else { Parts::default() };
        Marks {
            is_revision,
            declares: (parts.tables || parts.columns) && !is_revision,
            has_tables: parts.tables && !is_revision,
            is_sqlmodel: parts.is_sqlmodel && !is_revision,
            makes_base: is_ours && BASES.iter().any(|word| has_word(text, word)),
        }
    }
}

/// Whether a text speaks of a schema in some way, so that what it imports may matter.
pub(super) fn speaks(text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| contains(text, word));
    if has(&["alembic", "down_revision"]) {
        return true;
    }
    if has(&LIBRARIES) { has(&PARTS) || has(&OTHERS) || has(&BASES) } else { has(&PARTS[..2]) }
}

/// Whether a text imports modules by names that are made when it runs.
pub(super) fn is_dynamic(text: &str) -> bool {
    DYNAMIC.iter().any(|word| contains(text, word))
}

/// What the lines declare.
#[derive(Default)]
struct Parts {
    /// Tables.
    tables: bool,
    /// Columns of a class, whose table may be named elsewhere.
    columns: bool,
    /// Tables as SQLModel writes them.
    is_sqlmodel: bool,
}

impl Parts {
    fn of(text: &str, is_ours: bool) -> Parts {
        let mut parts = Parts::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let rest = text.get(start..).unwrap_or("");
            start += line.len();
            let code = line.trim_start();
            let is_inner = code.len() < line.len();
            let name = code.strip_prefix("__tablename__").or_else(|| code.strip_prefix("def __tablename__"));
            parts.tables |= name.is_some_and(|rest| rest.trim_start().starts_with(['=', ':', '(']));
            parts.is_sqlmodel |= contains(line, "table=True") && (is_ours || line.starts_with("class "));
            parts.tables |= parts.is_sqlmodel || line.starts_with("class ") && contains(line, "db.Model");
            let Some((target, value)) = code.split_once('=') else { continue };
            let is_plain = target.split(':').next().is_some_and(|name| {
                name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            });
            if !is_plain {
                continue;
            }
            parts.columns |= is_inner && is_call(value, "mapped_column(").is_some();
            parts.columns |=
                is_inner && is_call(value, "Column(").is_some_and(|of| is_ours || !of.is_empty());
            // Flask-SQLAlchemy makes the table's name of the class's, also below a model of another file.
            parts.tables |= is_inner && is_call(value, "Column(") == Some("db.");
            let is_named = || {
                let arguments = rest.split_once("Table(").map_or("", |(_, arguments)| arguments.trim_start());
                arguments.trim_start_matches('f').starts_with(['"', '\''])
            };
            parts.tables |=
                is_call(value, "Table(").is_some_and(|of| is_ours || !of.is_empty()) && is_named();
        }
        parts
    }
}

/// What stands before the dot if a value is the call of a name, perhaps of a module: `sa.Column(`.
fn is_call<'t>(value: &'t str, name: &str) -> Option<&'t str> {
    let (before, _) = value.split_once(name)?;
    let module = before.trim_start();
    let is_path = module.is_empty()
        || module.ends_with('.')
            && module.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    is_path.then_some(module)
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

/// Whether a word is used: `MetaData(`, but neither `FeedbackMetaData(` nor `class MetaData(`.
fn has_word(text: &str, word: &str) -> bool {
    memmem::find_iter(text.as_bytes(), word.as_bytes()).any(|at| {
        let before = text.get(..at).unwrap_or("");
        !before.ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_')
            && !before.ends_with("class ")
    })
}

/// Whether a text has a word.
pub(super) fn contains(text: &str, word: &str) -> bool {
    memmem::find(text.as_bytes(), word.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_their_uses() {
        let declares = |text: &str| (Parts::of(text, true).tables, Parts::of(text, true).columns);
        assert_eq!(
            declares("class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[int] = mapped_column()\n"),
            (true, true)
        );
        assert_eq!(declares("class A(db.Model):\n    id = db.Column(db.Integer)\n"), (true, true));
        assert_eq!(declares("links = sa.Table(\n    'links', metadata,\n)\n"), (true, false));
        assert_eq!(declares("class A(\n    Base,\n    table=True,\n): pass\n"), (true, false));
        assert_eq!(
            declares("table = Table(title='x')\nname = A.__tablename__\nx = f(Column('y'))\n"),
            (false, false)
        );
    }

    #[test]
    fn a_revision_assigns_both_names() {
        let plain = "\"\"\"x\n\nRevision ID: 1\n\"\"\"\nrevision = '1'\ndown_revision = None\n";
        let annotated = "revision: str = '1'\ndown_revision: Union[str, None] = None\n";
        assert!(is_revision(plain) && is_revision(annotated));
        assert!(!is_revision("def f():\n    revision = 1\n    down_revision = 2\n"));
        assert!(!is_revision("revision = 1\ndown_revision == 2\n"));
    }
}
