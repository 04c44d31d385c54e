//! Makes the inputs of the benchmarks: always the same bytes, in a folder of the caller's choice.

use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};

/// Files of the generated project.
pub(crate) const FILES: usize = 5_000;

/// Bytes of a generated dump.
pub(crate) const DUMP: usize = 200_000_000;

/// In which form a dump holds its rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows {
    /// `COPY t FROM stdin;` and tab-separated lines, like pg_dump.
    Copy,
    /// `INSERT INTO t VALUES (..),(..)` on long lines, like mysqldump.
    Insert,
}

/// The generated inputs.
pub(crate) struct Inputs {
    /// A folder of migrations.
    pub(crate) project: PathBuf,
    /// A dump with COPY.
    pub(crate) copy: PathBuf,
    /// A dump with INSERT.
    pub(crate) insert: PathBuf,
}

/// Writes all inputs into `folder`, unless they are there.
pub(crate) fn inputs(folder: &Path) -> Result<Inputs> {
    let inputs = Inputs {
        project: folder.join("migrations"),
        copy: folder.join("copy.sql"),
        insert: folder.join("insert.sql"),
    };
    let done = folder.join("complete");
    if File::open(&done).is_err() {
        create_dir_all(&inputs.project)?;
        for number in 0..FILES {
            let path = inputs.project.join(format!("{number:05}_change_{number}.sql"));
            let mut out = BufWriter::new(File::create(path)?);
            migration(&mut out, number)?;
            out.flush()?;
        }
        dump(&inputs.copy, Rows::Copy)?;
        dump(&inputs.insert, Rows::Insert)?;
        File::create(done)?;
    }
    Ok(inputs)
}

/// A migration of about 4 KB: one table, what belongs to it, a few rows.
fn migration(out: &mut dyn Write, number: usize) -> Result<()> {
    writeln!(out, "-- Table {number} keeps what the customers of branch {} ordered.\n", number % 97)?;
    create_table(out, number)?;
    if number > 0 {
        let (referenced, action) =
            (number * 7 % number, ["CASCADE", "SET NULL", "RESTRICT", "NO ACTION"][number % 4]);
        writeln!(
            out,
            "\n-- AddForeignKey\nALTER TABLE \"table_{number}\" ADD CONSTRAINT \"table_{number}_parent_id_fkey\"\n    \
             FOREIGN KEY (\"parent_id\") REFERENCES \"table_{referenced}\" (\"id\") ON DELETE {action} ON UPDATE CASCADE;"
        )?;
    }
    writeln!(out, "\nCREATE INDEX \"table_{number}_parent_id_idx\" ON \"table_{number}\" (\"parent_id\");")?;
    writeln!(
        out,
        "COMMENT ON TABLE \"table_{number}\" IS 'what ''branch {}'' ordered; see the manual';\n",
        number % 97
    )?;
    if number % 10 == 3 {
        writeln!(
            out,
            "CREATE FUNCTION touch_{number}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.updated_at := now(); \
             -- the row's time\n    RETURN NEW;\nEND;\n$$;\n"
        )?;
    }
    writeln!(out, "INSERT INTO \"table_{number}\" (\"id\", \"code\", \"title\", \"notes\") VALUES")?;
    for row in 0..24 {
        let end = if row == 23 { ";" } else { "," };
        writeln!(
            out,
            "    ({row}, 'code-{row}', 'It''s row {row} of {number}', 'some text; with a semicolon and (brackets)'){end}"
        )?;
    }
    Ok(())
}

fn create_table(out: &mut dyn Write, number: usize) -> Result<()> {
    writeln!(
        out,
        "CREATE TABLE \"table_{number}\" (\n    \"id\" bigint NOT NULL,\n    \"parent_id\" bigint,"
    )?;
    writeln!(
        out,
        "    \"code\" varchar(40) NOT NULL DEFAULT '',\n    \"title\" text NOT NULL, -- shown to people"
    )?;
    for column in 0..12 {
        writeln!(out, "    \"value_{column}\" numeric(12, 2) CHECK (\"value_{column}\" >= 0),")?;
    }
    writeln!(out, "    \"notes\" text,\n    \"updated_at\" timestamptz NOT NULL DEFAULT now(),")?;
    writeln!(
        out,
        "    CONSTRAINT \"table_{number}_pkey\" PRIMARY KEY (\"id\"),\n    UNIQUE (\"code\", \"title\")\n);"
    )
}

/// A dump with a few hundred tables; all but some hundred kilobytes are rows.
fn dump(path: &Path, rows: Rows) -> Result<()> {
    const TABLES: usize = 200;
    let mut out = Counted { out: BufWriter::new(File::create(path)?), written: 0 };
    for table in 0..TABLES {
        create_table(&mut out, table)?;
        let until = DUMP / TABLES * (table + 1);
        match rows {
            Rows::Copy => copy_rows(&mut out, table, until)?,
            Rows::Insert => insert_rows(&mut out, table, until)?,
        }
    }
    for table in 1..TABLES {
        writeln!(
            out,
            "ALTER TABLE ONLY \"table_{table}\"\n    ADD CONSTRAINT \"table_{table}_parent_id_fkey\" FOREIGN KEY (\"parent_id\") REFERENCES \
             \"table_{}\"(\"id\") ON DELETE CASCADE;\n",
            table / 2
        )?;
    }
    out.flush()
}

fn copy_rows(out: &mut Counted, table: usize, until: usize) -> Result<()> {
    writeln!(
        out,
        "\nCOPY \"table_{table}\" (\"id\", \"parent_id\", \"code\", \"title\", \"notes\", \"updated_at\") FROM stdin;"
    )?;
    let mut row = 0_usize;
    while out.written < until {
        let number = row.wrapping_mul(2_654_435_761) % 1_000_003;
        writeln!(
            out,
            "{row}\t\\N\tcode-{number}\tIt's row {number}\tsome text; with (brackets)\\nand \"quotes\"\t2024-05-17 12:{:02}:33.5+00",
            row % 60
        )?;
        row += 1;
    }
    writeln!(out, "\\.\n")
}

fn insert_rows(out: &mut Counted, table: usize, until: usize) -> Result<()> {
    let mut row = 0_usize;
    while out.written < until {
        write!(out, "INSERT INTO \"table_{table}\" VALUES ")?;
        for place in 0..5_000 {
            let number = row.wrapping_mul(2_654_435_761) % 1_000_003;
            let comma = if place == 0 { "" } else { "," };
            write!(
                out,
                "{comma}({row},NULL,'code-{number}','It''s row {number}',{number}.25,'some text; with (brackets) and \"quotes\"','2024-05-17 12:{:02}:33')",
                row % 60
            )?;
            row += 1;
        }
        writeln!(out, ";")?;
    }
    writeln!(out)
}

/// A writer that knows how much it wrote.
struct Counted {
    out: BufWriter<File>,
    written: usize,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written;
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush()
    }
}
