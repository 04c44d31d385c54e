//! All blocks of a schema together: which table each model is, which column each field, and what a type's name means.

use rustc_hash::FxHashMap;

use super::syntax::{Arity, Block, BlockKind, Field, Parsed, Value, Word};
use crate::ir::{Dialect, Engine, Name, Problem, Span, TableName};
use crate::text::Files;

/// The blocks of one schema, whatever files they lie in.
pub(super) struct Declared<'a> {
    pub(super) files: &'a Files,
    pub(super) dialect: Dialect,
    /// Models and views, in the order of files and blocks.
    pub(super) models: Vec<Model<'a>>,
    by_name: FxHashMap<Name, usize>,
    enums: FxHashMap<Name, Name>,
    composites: Vec<Word>,
    /// `relationMode = "prisma"`: relations are kept by Prisma's client, the database has no foreign keys.
    pub(super) without_foreign_keys: bool,
    /// MongoDB: there are no tables.
    pub(super) without_tables: bool,
    pub(super) problems: Vec<Problem>,
}

/// A model or view and the table it maps to.
pub(super) struct Model<'a> {
    pub(super) block: &'a Block,
    pub(super) table: TableName,
    /// Its fields, in order, with the names that their columns have or would have.
    pub(super) columns: Vec<Column<'a>>,
}

/// What a field's type says.
#[derive(Clone, Copy)]
pub(super) enum FieldKind {
    /// A column of one of Prisma's own types.
    Scalar,
    /// A column of an enum, by the enum's name in the database.
    Enum(Name),
    /// A relation to the model or view of this index.
    Relation(usize),
    /// A composite type, which relational databases do not have.
    Composite,
    /// Nothing of this schema.
    Unknown,
}

/// Prisma's engine refuses any other key.
const DATASOURCE_KEYS: [&str; 8] = [
    "provider",
    "url",
    "directUrl",
    "shadowDatabaseUrl",
    "relationMode",
    "referentialIntegrity",
    "schemas",
    "extensions",
];

const SCALARS: [&str; 10] =
    ["String", "Int", "BigInt", "Float", "Decimal", "Boolean", "DateTime", "Json", "Bytes", "Unsupported"];

impl<'a> Declared<'a> {
    pub(super) fn gather(files: &'a Files, dialect: Dialect, parsed: &[&'a Parsed]) -> Declared<'a> {
        let mut declared = Declared {
            files,
            dialect,
            models: Vec::new(),
            by_name: FxHashMap::default(),
            enums: FxHashMap::default(),
            composites: Vec::new(),
            without_foreign_keys: false,
            without_tables: false,
            problems: Vec::new(),
        };
        let mut datasources = 0;
        for block in parsed.iter().flat_map(|parsed| &parsed.blocks) {
            match block.kind {
                BlockKind::Model | BlockKind::View => declared.add_model(block),
                BlockKind::Enum => {
                    let name = declared.mapped(block).unwrap_or(block.name.text);
                    declared.enums.insert(block.name.text, name);
                }
                BlockKind::Composite => declared.composites.push(block.name),
                BlockKind::Datasource => {
                    datasources += 1;
                    declared.add_datasource(block, datasources);
                }
                BlockKind::Generator => {}
            }
        }
        if !declared.without_tables {
            let why = "composite types are MongoDB's; Prisma refuses one in a database with tables";
            let refused = declared.composites.iter().map(|word| Problem { span: word.span, why: why.into() });
            declared.problems.extend(refused);
        }
        declared
    }

    fn add_model(&mut self, block: &'a Block) {
        if self.by_name.contains_key(&block.name.text) {
            let why = "another model of this name is declared before; this one is not read";
            self.report(block.name.span, why);
            return;
        }
        let schema = block.attribute("schema").and_then(|attribute| attribute.main("map"));
        let schema = schema.and_then(|argument| argument.value.text(self.files)).map(|text| self.name(&text));
        let name = self.mapped(block).unwrap_or_else(|| self.name(block.name.text.as_str()));
        let columns =
            block.fields.iter().map(|field| Column { field, name: self.column_of(field) }).collect();
        self.by_name.insert(block.name.text, self.models.len());
        self.models.push(Model { block, table: TableName { schema, name }, columns });
    }

    fn add_datasource(&mut self, block: &'a Block, number: usize) {
        if number > 1 {
            self.report(block.name.span, "a schema has one datasource; this second one is not read");
            return;
        }
        // `referentialIntegrity` is the older name (Prisma 6.19 still takes it).
        let mode = block.setting("relationMode").or_else(|| block.setting("referentialIntegrity"));
        self.without_foreign_keys =
            mode.and_then(|value| value.text(self.files)).is_some_and(|mode| mode == "prisma");
        for (key, _) in &block.settings {
            if !DATASOURCE_KEYS.contains(&key.text.as_str()) {
                self.report(
                    key.span,
                    format!("`{}` is no key of a datasource, so it has no effect", key.text),
                );
            }
        }
        match block.setting("provider") {
            Some(Value::Text(span)) => {
                let provider = self.files.text(*span);
                self.without_tables = provider == "mongodb";
                if Engine::parse(provider).is_none() {
                    self.report(*span, format!("`{provider}` is not an engine whose foreign keys are known"));
                }
            }
            Some(_) | None => {
                self.report(
                    block.name.span,
                    "the provider is not a text, so the engine is not known from here",
                );
            }
        }
    }

    /// An identifier as the database keeps it.
    pub(super) fn name(&self, text: &str) -> Name {
        self.dialect.quoted(text)
    }

    pub(super) fn report(&mut self, span: Span, why: impl Into<std::borrow::Cow<'static, str>>) {
        self.problems.push(Problem { span, why: why.into() });
    }

    /// `@@map`.
    fn mapped(&self, block: &Block) -> Option<Name> {
        let argument = block.attribute("map")?.main("name")?;
        argument.value.text(self.files).map(|text| self.name(&text))
    }

    /// `@map`, or the field's own name.
    fn column_of(&self, field: &Field) -> Name {
        let mapped = field.attribute("map").and_then(|attribute| attribute.main("name"));
        match mapped.and_then(|argument| argument.value.text(self.files)) {
            Some(text) => self.name(&text),
            None => self.name(field.name.text.as_str()),
        }
    }

    pub(super) fn kind_of(&self, field: &Field) -> FieldKind {
        let name = field.type_name.text;
        if SCALARS.contains(&name.as_str()) {
            FieldKind::Scalar
        } else if let Some(index) = self.by_name.get(&name) {
            FieldKind::Relation(*index)
        } else if let Some(name) = self.enums.get(&name) {
            FieldKind::Enum(*name)
        } else if self.composites.iter().any(|word| word.text == name) {
            FieldKind::Composite
        } else {
            FieldKind::Unknown
        }
    }

    /// The fields that a list such as `fields: [a, b]` names. A word that names none is reported; then the answer is `None`.
    pub(super) fn fields_named<'m>(&mut self, model: &Model<'m>, value: &Value) -> Option<Vec<Column<'m>>> {
        let mut found = Vec::new();
        for element in value.elements() {
            let word = match element {
                Value::Word(word) => *word,
                Value::Text(span) => {
                    let why = "Prisma's own parser refuses a field's name in quotes; it is read all the same";
                    self.report(*span, why);
                    Word { text: Name::new(self.files.text(*span)), span: *span }
                }
                Value::Call(word) => *word,
                Value::Number(_) | Value::List(_) | Value::TooDeep => return None,
            };
            match model.column(word.text) {
                Some(column) => found.push(column),
                None => {
                    let why = format!("`{}` has no field `{}`", model.block.name.text, word.text);
                    self.report(word.span, why);
                    return None;
                }
            }
        }
        Some(found)
    }
}

/// A field and its column.
#[derive(Clone, Copy)]
pub(super) struct Column<'a> {
    pub(super) field: &'a Field,
    pub(super) name: Name,
}

impl<'a> Model<'a> {
    pub(super) fn is_view(&self) -> bool {
        self.block.kind == BlockKind::View
    }

    /// The column of the field of this name.
    pub(super) fn column(&self, field: Name) -> Option<Column<'a>> {
        self.columns.iter().copied().find(|column| column.field.name.text == field)
    }
}

impl Column<'_> {
    /// Whether the column refuses NULL: a list is an array that Prisma creates without NOT NULL.
    pub(super) fn is_required(self) -> bool {
        self.field.arity == Arity::Required
    }
}
