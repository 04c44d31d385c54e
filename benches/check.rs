//! How fast reading is: `cargo bench`. `cargo bench --bench check -- generate FOLDER` only writes the inputs (compare.sh does so).
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "benchmarks read and write files of their own, and stop when they cannot"
)]

mod generate;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use generate::{DUMP, FILES, Inputs, Rows};
use referee::discover::Options;
use referee::ir::Dialect;
use referee::pipeline::{self, Configuration};
use referee::read::sql::skim::skim;

static INPUTS: LazyLock<Inputs> = LazyLock::new(|| generate::inputs(&folder()).unwrap());

/// The folder of the inputs: kept between runs, made anew when the generator's output was removed.
fn folder() -> PathBuf {
    std::env::var_os("REFEREE_BENCH_DIR")
        .map_or_else(|| std::env::temp_dir().join("referee-bench"), PathBuf::from)
}

fn main() {
    let mut words = std::env::args().skip(1).skip_while(|word| word != "generate");
    if words.next().is_some() {
        generate::inputs(&words.next().map_or_else(folder, PathBuf::from)).unwrap();
    } else {
        divan::main();
    }
}

fn dump(rows: Rows) -> &'static Path {
    match rows {
        Rows::Copy => &INPUTS.copy,
        Rows::Insert => &INPUTS.insert,
    }
}

const BOTH: [Rows; 2] = [Rows::Copy, Rows::Insert];

/// A dump of 200 MB, down to the statements that matter.
#[divan::bench(args = BOTH, sample_count = 5, sample_size = 1)]
fn skim_dump(bencher: Bencher<'_, '_>, rows: Rows) {
    let path = dump(rows);
    bencher.counter(BytesCount::new(DUMP)).bench(|| {
        let skimmed = skim(&mut File::open(path).unwrap(), Dialect::POSTGRESQL).unwrap();
        assert!(skimmed.excerpts.iter().any(|excerpt| excerpt.text.contains("REFERENCES")));
        skimmed
    });
}

/// The yardstick: the same dump, only its lines counted.
#[divan::bench(args = BOTH, sample_count = 5, sample_size = 1)]
fn count_lines_of_dump(bencher: Bencher<'_, '_>, rows: Rows) {
    let path = dump(rows);
    bencher.counter(BytesCount::new(DUMP)).bench(|| {
        let mut file = File::open(path).unwrap();
        let mut buffer = vec![0; 256 * 1024];
        let mut lines = 0;
        loop {
            match file.read(&mut buffer).unwrap() {
                0 => break lines,
                read => lines += memchr::memchr_iter(b'\n', &buffer[..read]).count(),
            }
        }
    });
}

/// All of `referee check` but its output: the folder of 5,000 migrations.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn check_project(bencher: Bencher<'_, '_>) {
    check(bencher, &INPUTS.project);
}

/// The same with a dump of 200 MB.
#[divan::bench(args = BOTH, sample_count = 5, sample_size = 1)]
fn check_dump(bencher: Bencher<'_, '_>, rows: Rows) {
    check(bencher, dump(rows));
}

fn check(bencher: Bencher<'_, '_>, path: &Path) {
    let options = Options { paths: vec![path.to_path_buf()], ..Options::default() };
    bencher.counter(BytesCount::new(size(path))).bench(|| {
        let project = pipeline::open(&options, &Configuration::Isolated).unwrap();
        assert!(project.sources.iter().any(|loaded| !loaded.schema.foreign_keys.is_empty()));
        pipeline::check(&project)
    });
}

/// The bytes of a file, or of the files in a folder.
fn size(path: &Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.map(|entry| entry.unwrap().metadata().unwrap().len()).sum(),
        Err(_) => path.metadata().unwrap().len(),
    }
}

/// 5,000 migrations, one after the other, already in memory.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn skim_project(bencher: Bencher<'_, '_>) {
    let path = |number: usize| INPUTS.project.join(format!("{number:05}_change_{number}.sql"));
    let texts: Vec<Vec<u8>> = (0..FILES).map(|number| std::fs::read(path(number)).unwrap()).collect();
    let size: usize = texts.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(size)).bench(|| {
        for text in &texts {
            divan::black_box(skim(&mut text.as_slice(), Dialect::POSTGRESQL).unwrap());
        }
    });
}
