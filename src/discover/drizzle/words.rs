//! What the text of a file says about drizzle-orm, without being parsed.

use memchr::memmem;

use super::config::Target;

/// The modules of drizzle-orm that make tables, and whose they are.
const CORES: [(&str, &str); 7] = [
    ("pg-core", "postgresql"),
    ("mysql-core", "mysql"),
    ("sqlite-core", "sqlite"),
    ("singlestore-core", "singlestore"),
    ("cockroach-core", "cockroach"),
    ("gel-core", "Gel"),
    ("mssql-core", "SQL Server"),
];

/// Whether a file may have to do with a schema.
pub(super) fn speaks(text: &str) -> bool {
    const MARKS: [&str; 2] = ["drizzle-orm", "Table("];
    MARKS.iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// The engines whose tables a file can make: the module's name and the target.
pub(super) fn cores(text: &str) -> Vec<(&'static str, Target)> {
    let imported =
        |core: &str| memmem::find(text.as_bytes(), format!("drizzle-orm/{core}").as_bytes()).is_some();
    let named = CORES.iter().filter(|(core, _)| imported(core));
    named.map(|(core, word)| (*core, Target::parse(word))).collect()
}

/// Whether a file makes tables: it imports what makes them, and something is called that may.
pub(super) fn declares(text: &str) -> bool {
    const CALLS: [&str; 4] = ["Table(", "Table as ", ".table(", "TableCreator"];
    memmem::find(text.as_bytes(), b"drizzle-orm/").is_some()
        && memmem::find(text.as_bytes(), b"export").is_some()
        && CALLS.iter().any(|call| memmem::find(text.as_bytes(), call.as_bytes()).is_some())
        && !cores(text).is_empty()
}

/// Whether a file exports all that another one does.
pub(super) fn exports_others(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"export *").is_some()
}

/// Whether a file is a configuration of drizzle-kit.
pub(super) fn configures(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"drizzle-kit").is_some()
}

/// Whether a name can only be that of drizzle-kit's configuration.
pub(super) fn names_config(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("drizzle") && name.contains("config") && !is_test(&name)
}

/// Whether a name can be that of drizzle-kit's configuration if the text says so.
pub(super) fn may_name_config(name: &str) -> bool {
    name.contains(".config.") && !is_test(name)
}

/// Whether a name is that of a test.
pub(super) fn is_test(name: &str) -> bool {
    [".test.", ".spec.", "_test.", ".bench.", ".stories."].iter().any(|mark| name.contains(mark))
}

/// Whether the name of a file, or of a folder that it lies in, says that tables may be in it.
pub(super) fn names_tables(path: &str) -> bool {
    const WORDS: [&str; 8] = ["schema", "table", "model", "entit", "drizzle", "database", "/db", "sqlite"];
    let path = path.to_ascii_lowercase();
    WORDS.iter().any(|word| path.contains(word))
}
