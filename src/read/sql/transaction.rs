//! Transactions: PostgreSQL, CockroachDB and SQLite undo with a transaction what it did to the schema; its local settings end with it.

use crate::ir::{Dialect, Name, Operation, OperationKind, Span};

/// What is known of the transaction that a file is in.
#[derive(Default)]
pub(super) struct Transaction {
    /// How many operations stood before it; `None` outside of transactions.
    begun: Option<usize>,
    /// Its savepoints, with the number of operations before each.
    savepoints: Vec<(String, usize)>,
    /// The search_path that comes back when it ends.
    path: Option<Vec<Name>>,
}

impl Transaction {
    /// Takes note of a statement before it is read, and takes back the operations that it undoes.
    pub(super) fn note(&mut self, text: &str, span: Span, dialect: Dialect, operations: &mut Vec<Operation>) {
        if dialect.is_mysql_like() {
            // Each statement about the schema commits.
            return;
        }
        let mut words = text.split(|c: char| c.is_whitespace() || c == ';').filter(|word| !word.is_empty());
        let word = |word: Option<&str>| word.map(str::to_ascii_uppercase).unwrap_or_default();
        match word(words.next()).as_str() {
            "BEGIN" | "START" => self.begun = self.begun.or(Some(operations.len())),
            "COMMIT" | "END" => self.end(span, operations),
            "SAVEPOINT" => self.savepoints.extend(words.next().map(|name| (key(name), operations.len()))),
            "RELEASE" => {
                let name = words.next_back().map(key).unwrap_or_default();
                self.savepoints.truncate(self.position(&name));
            }
            "ROLLBACK" | "ABORT" => {
                let rest: Vec<&str> = words.collect();
                let to = rest.iter().position(|word| word.eq_ignore_ascii_case("TO"));
                match (to, rest.last()) {
                    (Some(_), Some(name)) => self.return_to(&key(name), operations),
                    _ => {
                        operations.truncate(self.begun.unwrap_or(operations.len()));
                        *self = Transaction::default();
                    }
                }
            }
            "SET" if word(words.next()) == "LOCAL" && self.begun.is_some() && self.path.is_none() => {
                self.path = Some(path_after(operations));
            }
            _ => {}
        }
    }

    fn end(&mut self, span: Span, operations: &mut Vec<Operation>) {
        let path = self.path.take();
        operations.extend(path.map(|path| Operation { kind: OperationKind::SetSearchPath(path), span }));
        *self = Transaction::default();
    }

    fn return_to(&mut self, name: &str, operations: &mut Vec<Operation>) {
        let position = self.position(name);
        if let Some((_, before)) = self.savepoints.get(position) {
            operations.truncate(*before);
            self.savepoints.truncate(position + 1);
        }
    }

    /// The youngest savepoint of this name, or the number of savepoints.
    fn position(&self, name: &str) -> usize {
        self.savepoints.iter().rposition(|(other, _)| other == name).unwrap_or(self.savepoints.len())
    }
}

fn key(name: &str) -> String {
    name.trim_matches('"').to_lowercase()
}

/// The search_path after these operations of a session; empty for the default.
fn path_after(operations: &[Operation]) -> Vec<Name> {
    let last = operations.iter().rev().find_map(|operation| {
        if let OperationKind::SetSearchPath(path) = &operation.kind { Some(path.clone()) } else { None }
    });
    last.unwrap_or_default()
}
