//! Questions to the catalog: `FROM information_schema.columns WHERE table_name = 't' ...` as a [`Condition`] that the replay can answer.

use crate::ir::{Condition, Name, TableName};

use super::cursor::Cursor;
use super::dynamic::Variables;
use super::guard::{not, regclass, split};
use super::token::Symbol;

/// What the WHERE clause of a query of the catalog fixes.
#[derive(Default)]
struct Asked {
    schema: Option<Name>,
    table: Option<TableName>,
    column: Option<Name>,
    constraint: Option<Name>,
    index: Option<Name>,
    /// `is_nullable`, as an answer.
    nullable: Option<bool>,
    data_type: Option<Name>,
    /// `relkind`'s letter.
    kind: Option<char>,
    /// Whether something is asked that the replay does not know.
    more: bool,
}

/// Reads `FROM catalog WHERE ...` as the question whether it has rows.
pub(super) fn rows(query: Cursor<'_>, variables: &Variables) -> Option<Condition> {
    let mut cursor = query;
    if !cursor.skip_to(&["WHERE"]) {
        return None;
    }
    let from = query.part(0, cursor.position());
    cursor.eat("WHERE");
    let start = cursor.position();
    cursor.skip_to(&["LIMIT", "GROUP", "ORDER"]);
    let filter = cursor.part(0, cursor.position()).at_position(start).rest();
    if split(filter, "OR").len() > 1 {
        return None;
    }
    let mut asked = Asked::default();
    for demand in split(filter, "AND") {
        asked.note(demand, variables);
    }
    asked.note_joins(from, variables);
    let answer = asked.condition(from)?;
    Some(if asked.more { Condition::All(vec![answer, Condition::Unknown(filter.whole())]) } else { answer })
}

impl Asked {
    /// Takes note of one `column = value`.
    fn note(&mut self, demand: Cursor<'_>, variables: &Variables) {
        let mut cursor = demand;
        if let Ok(inside) = cursor.group()
            && cursor.is_done()
        {
            // `WHERE (a = 1 AND b = 2)`; another SELECT is no demand on a column.
            if inside.at("SELECT") || split(inside, "OR").len() > 1 {
                self.more = true;
                return;
            }
            return split(inside, "AND").into_iter().for_each(|part| self.note(part, variables));
        }
        let mut cursor = demand;
        let negated = cursor.eat("NOT");
        let Ok((_, column, _)) = cursor.qualified() else {
            self.more = true;
            return;
        };
        let column = column.as_str().to_lowercase();
        let harmless = matches!(
            column.as_str(),
            "attisdropped"
                | "attnum"
                | "contype"
                | "constraint_type"
                | "table_type"
                | "table_catalog"
                | "constraint_catalog"
                | "catalog_name"
                | "indisvalid"
        );
        if harmless {
            return;
        }
        let equals = cursor.eat_symbol(Symbol::Equal);
        if negated || !(equals || cursor.at("IN")) {
            self.more = true;
            return;
        }
        let mut value = cursor.rest();
        if !equals {
            value.eat("IN");
            let inside = value.group().map(|inside| inside.elements()).unwrap_or_default();
            match inside.as_slice() {
                [only] => value = *only,
                _ if column == "relkind" => return,
                _ => {
                    self.more = true;
                    return;
                }
            }
        }
        self.fix(&column, value, variables);
    }

    fn fix(&mut self, column: &str, mut value: Cursor<'_>, variables: &Variables) {
        if matches!(column, "conrelid" | "attrelid" | "indrelid" | "oid") {
            match regclass(&mut value).or_else(|| oid_of(value, variables)) {
                Some(table) => self.table = Some(table),
                None => self.more |= !is_column(value),
            }
            return;
        }
        let Some(text) = variables.text(value) else {
            let is_schema = matches!(column, "table_schema" | "schemaname" | "nspname" | "constraint_schema");
            self.more |= !is_schema && !is_column(value);
            return;
        };
        let name = value.dialect().quoted(&text);
        match column {
            "conname" | "constraint_name" => self.constraint = Some(name),
            "table_name" | "relname" | "tablename" | "viewname" | "matviewname" => {
                self.table = Some(TableName::bare(name));
            }
            "column_name" | "attname" => self.column = Some(name),
            "indexname" | "index_name" => self.index = Some(name),
            "table_schema" | "schemaname" | "nspname" | "constraint_schema" | "schema_name" => {
                self.schema = Some(name);
            }
            "relkind" => self.kind = text.chars().next(),
            "is_nullable" => self.nullable = Some(text.eq_ignore_ascii_case("yes")),
            "data_type" => self.data_type = Some(Name::new(&text)),
            _ => self.more = true,
        }
    }

    /// Conditions among joins fix values too.
    fn note_joins(&mut self, from: Cursor<'_>, variables: &Variables) {
        let mut cursor = from;
        while cursor.skip_to(&["ON"]) {
            cursor.advance();
            let start = cursor.position();
            cursor.skip_to(&["JOIN", "INNER", "LEFT", "CROSS", "RIGHT", "FULL"]);
            let on = from.part(start, cursor.position());
            for demand in split(on, "AND") {
                self.note(demand, variables);
            }
        }
    }

    fn of_column(&self, table: TableName, column: Name) -> Condition {
        let mut all = Vec::new();
        if let Some(nullable) = self.nullable {
            let takes_null = Condition::Nullable(table, column);
            all.push(if nullable { takes_null } else { not(takes_null) });
        }
        all.extend(self.data_type.map(|data_type| Condition::Type(table, column, data_type)));
        if all.is_empty() {
            return Condition::Column(table, column);
        }
        all.insert(0, Condition::Column(table, column));
        Condition::All(all)
    }

    fn condition(&self, from: Cursor<'_>) -> Option<Condition> {
        let table = self.table.map(|table| TableName { schema: table.schema.or(self.schema), ..table });
        let mut catalog = from;
        catalog.eat("FROM");
        let (_, catalog, _) = catalog.qualified().ok()?;
        let catalog = catalog.as_str().to_lowercase();
        if let Some(constraint) = self.constraint {
            return Some(Condition::Constraint(table, constraint));
        }
        if let Some(index) = self.index {
            return Some(table.map_or(Condition::Index(index), |table| Condition::TableIndex(table, index)));
        }
        match (catalog.as_str(), table, self.column) {
            ("columns" | "pg_attribute", Some(table), Some(column)) => Some(self.of_column(table, column)),
            ("pg_class", Some(table), Some(column)) => Some(Condition::Column(table, column)),
            ("tables" | "views" | "pg_tables" | "pg_views" | "pg_matviews", Some(table), None) => {
                Some(Condition::Relation(table))
            }
            ("pg_class" | "pg_namespace", Some(table), None) => match self.kind {
                Some('i' | 'I') => Some(Condition::Index(table.name)),
                Some('r' | 'p' | 'v' | 'm' | 'f') => Some(Condition::Relation(table)),
                Some(_) => None,
                None => Some(Condition::Any(vec![Condition::Relation(table), Condition::Index(table.name)])),
            },
            ("schemata" | "pg_namespace", None, None) => self.schema.map(Condition::Schema),
            _ => None,
        }
    }
}

/// `(SELECT oid FROM pg_class WHERE relname = 't')`.
fn oid_of(value: Cursor<'_>, variables: &Variables) -> Option<TableName> {
    let mut cursor = value;
    let mut query = cursor.group().ok()?;
    if !query.eat("SELECT") || !query.skip_to(&["WHERE"]) {
        return None;
    }
    query.eat("WHERE");
    let mut asked = Asked::default();
    for demand in split(query.rest(), "AND") {
        asked.note(demand, variables);
    }
    asked.table.map(|table| TableName { schema: table.schema.or(asked.schema), ..table })
}

/// Whether a value is the column of a joined table: then it fixes nothing.
fn is_column(value: Cursor<'_>) -> bool {
    let mut cursor = value;
    cursor.qualified().is_ok() && cursor.is_done()
}
