//! What neither corpus nor real tools show: bounds, and places.

use super::*;
use crate::ir::{Dialect, Engine, Program, Role, SourceKind};

/// Reads one file as a schema of PostgreSQL.
fn read(text: &str) -> (Files, Readout) {
    let mut files = Files::default();
    let file = files.add("schema.ts", text);
    let source = Source {
        path: "schema.ts".to_owned(),
        kind: SourceKind::Drizzle,
        dialect: Dialect::of(Engine::PostgreSql),
        dialect_evidence: "test".into(),
        role: Role::Declaration,
        layout: None,
        files: vec![file],
        down: Vec::new(),
        baseline: 0,
        flaws: Vec::new(),
        search_path: Vec::new(),
        old_release: None,
        program: Program::default(),
    };
    let parsed = vec![parse(&files, file)];
    let readout = link(&files, &source, parsed);
    (files, readout)
}

const HEAD: &str = "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n";
const TABLE: &str = "export const t = pgTable('t', { id: integer('id').primaryKey() });\n";

fn tables(text: &str) -> usize {
    read(text).1.counts.read
}

#[test]
fn nothing_overflows_and_the_rest_is_read() {
    let deep = [
        format!("const a = {}1{};\n", "[".repeat(100_000), "]".repeat(100_000)),
        format!("const a = {}1{};\n", "(".repeat(3_000), ")".repeat(3_000)),
        format!("const a = {}x;\n", "!".repeat(1_000_000)),
        format!("const a = {}x;\n", "!".repeat(15_000)),
        format!("const a = {}x;\n", "a ? b : ".repeat(50_000)),
        format!("const a = {}x;\n", "a => ".repeat(4_000)),
        format!("const a = 'x'{};\n", " + 'x'".repeat(100_000)),
        format!("const a = x{};\n", ".y()".repeat(100_000)),
        format!("const a = x{};\n", ".y()".repeat(2_000)),
        format!("{} f();\n", "if (x) ".repeat(50_000)),
        format!("const f = (n) => f(n + 1); const a = f(0);\n"),
        format!("let n = 0; while (true) {{ n = n + 1; }}\n"),
        "const a = [1]; for (const x of a) a.push(x);\n".to_owned(),
        "const a = b; const b = a;\nexport const c = { ...a };\n".to_owned(),
    ];
    for text in deep {
        let start = text.get(..40).unwrap_or(&text).to_owned();
        eprintln!("{start}");
        assert_eq!(tables(&format!("{HEAD}{text}{TABLE}")), 1, "{start}");
    }
}
