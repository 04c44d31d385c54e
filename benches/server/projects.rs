//! The projects: always the same bytes, except for the file that is changed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder, and what is changed in it.
pub(crate) struct Project {
    pub(crate) name: &'static str,
    pub(crate) folder: PathBuf,
    pub(crate) edits: Vec<Edit>,
}

/// A file that is changed: with a finding, and without it.
pub(crate) struct Edit {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) sound: String,
    pub(crate) wrong: String,
    /// Whether it is saved each time.
    pub(crate) saves: bool,
}

impl Edit {
    /// The text of the change with this number.
    pub(crate) fn text(&self, number: usize) -> &str {
        if number.is_multiple_of(2) { &self.sound } else { &self.wrong }
    }
}

/// All projects, written into a folder.
pub(crate) fn all(folder: &Path) -> Vec<Project> {
    vec![
        one_file(folder, "one file of 2 kB", "small", 2_000),
        one_file(folder, "one file of 430 kB", "large", 430_000),
        migrations(folder),
        packages(folder),
    ]
}

fn one_file(folder: &Path, name: &'static str, short: &str, size: usize) -> Project {
    let folder = folder.join(short);
    fs::create_dir_all(&folder).unwrap();
    let mut text = String::new();
    let mut number = 0;
    while text.len() < size {
        text.push_str(&table(number));
        number += 1;
    }
    let edit = Edit::new("change", "schema.sql", text, false);
    fs::write(folder.join(edit.file), &edit.sound).unwrap();
    Project { name, folder, edits: vec![edit] }
}

/// 999 migrations of about 1 kB and a Prisma schema of another database.
fn migrations(folder: &Path) -> Project {
    let folder = folder.join("migrations-1000");
    let inner = folder.join("db/migrations");
    fs::create_dir_all(&inner).unwrap();
    for number in 0..999 {
        fs::write(inner.join(format!("{number:04}_change.sql")), table(number)).unwrap();
    }
    let mut prisma = "datasource db {\n  provider = \"postgresql\"\n}\n".to_owned();
    for number in 0..20 {
        let _ = write!(prisma, "\nmodel M{number} {{\n  id Int @id\n  name String\n}}\n");
    }
    fs::create_dir_all(folder.join("web")).unwrap();
    fs::write(folder.join("web/schema.prisma"), &prisma).unwrap();
    let broken = format!(
        "{prisma}\nmodel Wrong {{\n  id Int @id\n  m Nothing? @relation(fields: [id], references: [nothing])\n}}\n"
    );
    let edits = vec![
        Edit::new("last migration saved", "db/migrations/0998_change.sql", table(998), true),
        Edit::new("first migration saved", "db/migrations/0000_change.sql", table(0), true),
        Edit {
            name: "schema.prisma saved",
            file: "web/schema.prisma",
            sound: prisma,
            wrong: broken,
            saves: true,
        },
    ];
    Project { name: "1,000 files", folder, edits }
}

/// 50 packages with 19 files of Drizzle's tables each, which import each other.
fn packages(folder: &Path) -> Project {
    let folder = folder.join("drizzle-1000");
    let schema = |package: usize, number: usize| {
        let before = number.checked_sub(1);
        let import = before.map_or_else(String::new, |before| {
            format!("import {{ t{package}_{before} }} from \"./t{before}\";\n")
        });
        let column = before.map_or_else(String::new, |before| {
            format!("  other: integer(\"other\").references(() => t{package}_{before}.id, {{ onDelete: \"cascade\" }}),\n")
        });
        format!(
            "import {{ integer, pgTable, text }} from \"drizzle-orm/pg-core\";\n{import}\nexport const t{package}_{number} = \
             pgTable(\"t{package}_{number}\", {{\n  id: integer(\"id\").primaryKey(),\n  name: text(\"name\").notNull(),\n{column}}});\n"
        )
    };
    for package in 0..50 {
        let inner = folder.join(format!("packages/p{package}/src"));
        fs::create_dir_all(&inner).unwrap();
        for number in 0..19 {
            fs::write(inner.join(format!("t{number}.ts")), schema(package, number)).unwrap();
        }
        let manifest =
            format!("{{ \"name\": \"p{package}\", \"dependencies\": {{ \"drizzle-orm\": \"^0.44.0\" }} }}\n");
        fs::write(folder.join(format!("packages/p{package}/package.json")), manifest).unwrap();
    }
    let sound = schema(7, 18);
    let wrong =
        sound.replace("cascade", "set null").replace("integer(\"other\")", "integer(\"other\").notNull()");
    let edit = Edit { name: "a table saved", file: "packages/p7/src/t18.ts", sound, wrong, saves: true };
    fs::write(folder.join(edit.file), &edit.sound).unwrap();
    Project { name: "1,000 files of Drizzle", folder, edits: vec![edit] }
}

impl Edit {
    /// A file of SQL, wrong if a foreign key sets to null what may not be null.
    fn new(name: &'static str, file: &'static str, sound: String, saves: bool) -> Edit {
        let wrong = format!(
            "{sound}CREATE TABLE wrong (\n    id bigint PRIMARY KEY,\n    self_id bigint NOT NULL REFERENCES wrong (id) ON DELETE SET NULL\n);\n\
             CREATE INDEX wrong_self ON wrong (self_id);\n"
        );
        Edit { name, file, sound, wrong, saves }
    }
}

/// About 1 kB: a table, a foreign key, an index, some rows.
fn table(number: usize) -> String {
    let mut text =
        format!("CREATE TABLE table_{number} (\n    id bigint PRIMARY KEY,\n    other_id bigint,\n");
    for column in 0..8 {
        let _ = writeln!(
            text,
            "    value_{column} numeric(12, 2) NOT NULL DEFAULT 0 CHECK (value_{column} >= 0),"
        );
    }
    let _ = write!(text, "    title text NOT NULL\n);\nCREATE INDEX ON table_{number} (other_id);\n");
    if number > 0 {
        let referenced = number * 7 % number;
        let _ = writeln!(
            text,
            "ALTER TABLE table_{number} ADD FOREIGN KEY (other_id) REFERENCES table_{referenced} (id) ON DELETE CASCADE;"
        );
    }
    let _ = writeln!(
        text,
        "INSERT INTO table_{number} (id, title) VALUES (1, 'first; of {number}'), (2, 'second');"
    );
    text
}
