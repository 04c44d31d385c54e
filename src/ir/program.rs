//! What reading a source that is written in a programming language needs besides its own files.

use crate::text::FileId;

use super::Name;

/// The surroundings of a source of program code.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Program {
    /// Files that the source's files import, directly or through each other, by path; none is among the source's own.
    pub modules: Vec<FileId>,
    /// What the imports of all these files mean, sorted by file and specifier.
    pub imports: Vec<Import>,
    /// The tool's configuration: `drizzle.config.ts`, Alembic's `env.py`.
    pub configuration: Option<FileId>,
    /// What else the configuration says.
    pub settings: Settings,
}

impl Program {
    /// The file that a specifier means in a file; `None` for a package that is not part of the project.
    pub fn resolve(&self, file: FileId, specifier: &str) -> Option<FileId> {
        let key = |import: &Import| (import.file, import.specifier.as_str());
        let at = self.imports.binary_search_by(|import| key(import).cmp(&(file, specifier))).ok()?;
        self.imports.get(at).map(|import| import.target)
    }
}

/// What one import means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Import {
    /// The importing file.
    pub file: FileId,
    /// As it is written in TypeScript: `./users`, `@acme/db`. In Python the dotted module with its leading dots: `.base`, `app.models`; for
    /// `from app import models` also `app.models`, if that is a module.
    pub specifier: Name,
    /// The file that it means.
    pub target: FileId,
}

/// What the project says about reading.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Settings {
    /// Nothing.
    #[default]
    None,
    /// drizzle-kit's.
    Drizzle(DrizzleSettings),
}

/// What `drizzle.config` and `package.json` say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DrizzleSettings {
    /// `casing`: how columns without a name of their own are called.
    pub casing: Option<Casing>,
    /// `schemaFilter`; empty for all schemas.
    pub schemas: Vec<Name>,
    /// Which drizzle-kit names the foreign keys.
    pub kit: DrizzleKit,
}

/// drizzle's `casing`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Casing {
    /// `snake_case`.
    Snake,
    /// `camelCase`.
    Camel,
}

/// The generations of drizzle-kit that name foreign keys differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DrizzleKit {
    /// Before 1.0: `<table>_<columns>_<table>_<columns>_fk`, however long.
    #[default]
    V0,
    /// From 1.0: `<table>_<columns>_<table>_<columns>_fkey`, hashed above 63 bytes.
    V1,
}
