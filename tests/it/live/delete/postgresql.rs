//! DELETE on PostgreSQL, in PL/pgSQL: what only stands in the way of the rows is removed from the private database, foreign keys and NOT NULL of their
//! columns are not.

use std::fmt::Write as _;

use libtest_mimic::Failed;
use referee::ir::{TableId, TableKind, TableRef};

use super::population::{NUMBER, Named, Population};
use super::{Answers, Played, Refusal, Refused};

/// `referee_value` finds the text of a type's n-th value by trying; the same for types that foreign keys may compare.
/// `referee_put` inserts a row: what is not stated is the row's number in columns of unique keys, NULL elsewhere.
const PREPARE: &str = r"
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
END $$;

DO $$
DECLARE o record;
BEGIN
    FOR o IN SELECT evtname FROM pg_event_trigger LOOP
        EXECUTE format('DROP EVENT TRIGGER %I', o.evtname);
    END LOOP;
    FOR o IN SELECT t.typname, n.nspname, k.conname FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE k.contype = 'c' AND n.nspname NOT IN ('pg_catalog', 'information_schema') LOOP
        EXECUTE format('ALTER DOMAIN %I.%I DROP CONSTRAINT %I', o.nspname, o.typname, o.conname);
    END LOOP;
    FOR o IN SELECT c.oid, c.oid::regclass AS name, c.relkind, c.relispartition FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
               AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' LOOP
        PERFORM pg_temp.attempt(format('ALTER TABLE %s DISABLE TRIGGER USER', o.name));
        PERFORM pg_temp.attempt(format('TRUNCATE %s CASCADE', o.name));
        PERFORM pg_temp.attempt(format('DROP RULE %I ON %s', r.rulename, o.name)) FROM pg_rewrite r WHERE r.ev_class = o.oid;
        PERFORM pg_temp.attempt(format('ALTER TABLE %s DROP CONSTRAINT %I', o.name, k.conname))
        FROM pg_constraint k WHERE k.conrelid = o.oid AND k.contype IN ('c', 'x');
        PERFORM pg_temp.attempt(format('DROP INDEX %s', i.indexrelid::regclass))
        FROM pg_index i WHERE i.indrelid = o.oid AND i.indisunique AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL);
        PERFORM pg_temp.attempt(format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', o.name, a.attname))
        FROM pg_attribute a
        WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
          AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = o.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey));
        PERFORM pg_temp.attempt(format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS referee_row integer', o.name));
        IF o.relkind = 'p' THEN
            -- A partition that has foreign keys of its own takes the rows.
            PERFORM pg_temp.attempt(format('ALTER TABLE %1$s DETACH PARTITION %2$s; ALTER TABLE %1$s ATTACH PARTITION %2$s DEFAULT', o.name, k.conrelid::regclass))
            FROM pg_inherits i JOIN pg_constraint k ON k.conrelid = i.inhrelid AND k.contype = 'f' AND k.conparentid = 0 WHERE i.inhparent = o.oid;
            PERFORM pg_temp.attempt(format('CREATE TABLE referee_%s PARTITION OF %s DEFAULT', o.oid, o.name));
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.value(type oid, kind text, number int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    label text := (SELECT enumlabel FROM pg_enum WHERE enumtypid = type ORDER BY enumsortorder OFFSET number - 1 LIMIT 1);
    digit int := number + 6;
    uuid text := format('00000000-0000-4000-8000-00000000000%s', digit);
    day text := format('2001-01-0%s', digit);
    candidate text;
BEGIN
    IF number IS NULL THEN
        RETURN NULL;
    END IF;
    FOREACH candidate IN ARRAY ARRAY[label, digit::text, uuid, day, format('{%s}', digit), format('{%s}', uuid), format('{%s}', day),
            format('0000000%s', number - 1), format('10.0.0.%s', digit), format('08:00:2b:01:02:0%s', digit), format('[%s,%s]', digit, digit),
            format('[%s,%s]', day, day), format('(%s,%s)', digit, digit), format('(%s,%s),(%s,%s)', digit, digit, digit, digit),
            '{}', '<a/>', (number % 2)::text] LOOP
        BEGIN
            CONTINUE WHEN candidate IS NULL;
            EXECUTE format('SELECT %L::%s', candidate, kind);
            RETURN candidate;
        EXCEPTION WHEN OTHERS THEN
        END;
    END LOOP;
    RETURN NULL;
END $$;

-- The text of a column's default.
CREATE FUNCTION pg_temp.preset(target text, name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    preset text := (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                    WHERE a.attrelid = target::regclass AND a.attname = name);
BEGIN
    EXECUTE format('SELECT (%s)::text', coalesce(preset, 'NULL')) INTO preset;
    RETURN preset;
END $$;

CREATE FUNCTION pg_temp.put(place int, target text, number int, stated jsonb, texts jsonb = '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    names text;
    literals text;
BEGIN
    SELECT string_agg(quote_ident(a.attname), ', '), string_agg(coalesce(quote_literal(CASE
        WHEN a.attname = 'referee_row' THEN number::text
        WHEN texts ? a.attname THEN texts ->> a.attname
        WHEN stated ? a.attname THEN pg_temp.value(a.atttypid, format_type(a.atttypid, a.atttypmod), (stated ->> a.attname)::int)
        WHEN a.attnotnull OR t.typnotnull
             OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey))
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY (k.confkey))
        THEN pg_temp.value(a.atttypid, format_type(a.atttypid, a.atttypmod), least(number, 3)) END), 'NULL'), ', ')
    INTO names, literals
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = target::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
    EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', target, names, literals);
    RETURN concat_ws('|', 'put', place, number, '');
EXCEPTION WHEN OTHERS THEN
    RETURN concat_ws('|', 'put', place, number, replace(SQLERRM, E'\n', ' '));
END $$;
SET session_replication_role = replica;
";

/// Plays a DELETE in a subtransaction that is rolled back whatever comes of it.
const PLAY: &str = r"
CREATE FUNCTION pg_temp.play(place int, statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    lines text[];
    relation text;
    constraint_name text;
    said text;
    code text;
BEGIN
    BEGIN
        EXECUTE statement;
        SET CONSTRAINTS ALL IMMEDIATE;
        lines := ARRAY(SELECT pg_temp.rows());
        RAISE EXCEPTION USING ERRCODE = 'RF000';
    EXCEPTION
        WHEN SQLSTATE 'RF000' THEN
            RETURN NEXT format('deleted|%s', place);
            RETURN QUERY SELECT unnest(lines);
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, relation = TABLE_NAME, constraint_name = CONSTRAINT_NAME, said = MESSAGE_TEXT;
            RETURN NEXT concat_ws('|', 'refused', place, code, relation, constraint_name, replace(said, E'\n', ' '));
    END;
END $$;
";

/// Puts the rows and plays a DELETE on each table; `run` runs a script in a session of its own and gives what it prints.
pub(crate) fn play(
    population: &Population<'_>,
    run: &dyn Fn(&str) -> Result<String, Failed>,
) -> Result<Played, Failed> {
    let mut script = format!("SET client_min_messages = error;\n{PREPARE}");
    for row in &population.rows {
        let Some(place) = population.index(row.row.table) else { continue };
        let stated = row.values.iter().map(|(column, value)| {
            (population.column(*column).to_owned(), value.map_or(serde_json::Value::Null, Into::into))
        });
        let stated = serde_json::Value::Object(stated.collect()).to_string();
        let target = literal(&relation(population, row.row.table));
        let _ = writeln!(
            script,
            "SELECT pg_temp.put({place}, {target}, {}, {});",
            row.row.number,
            literal(&stated)
        );
    }
    for named in &population.named {
        put_named(&mut script, population, named);
    }
    let mut played = Played::of(population);
    played.read_put(population, &run(&script)?);
    let mut script = format!("SET client_min_messages = error;\n{}{PLAY}", rows(population, &played));
    let mut deletes = String::from("SELECT 'before';\nSELECT pg_temp.rows();\n");
    for (index, place) in population.tables.iter().enumerate().filter(|(_, place)| played.has(place.id)) {
        let delete = format!("DELETE FROM {} WHERE {NUMBER} = 1", scan(population, place.id));
        let _ = writeln!(deletes, "SELECT pg_temp.play({index}, {});", literal(&delete));
    }
    script.push_str(&deletes);
    played.answers = Answers::read(population, &run(&script)?, refusal)?;
    Ok(played)
}

/// Puts the row unless a default is NULL or the row is there.
fn put_named(script: &mut String, population: &Population<'_>, named: &Named) {
    let Some(place) = population.index(named.row.table) else { return };
    let target = literal(&relation(population, named.row.table));
    let referencing = literal(&relation(population, named.referencing));
    let (mut texts, mut stated, mut presets) = (String::new(), String::new(), String::new());
    for (name, own) in &named.columns {
        let name = literal(name.as_str());
        match own {
            Some(own) => {
                let preset = format!("pg_temp.preset({referencing}, {})", literal(own.as_str()));
                let _ = write!(texts, ", {name}, {preset}");
                let _ = write!(presets, ", {preset}");
            }
            None => {
                let _ = write!(stated, ", {name}, 1");
            }
        }
    }
    let list = |text: &str| text.strip_prefix(", ").unwrap_or_default().to_owned();
    let _ = writeln!(
        script,
        "SELECT pg_temp.put({place}, {target}, {}, jsonb_build_object({}), jsonb_build_object({})) WHERE num_nulls({}) = 0;",
        named.row.number,
        list(&stated),
        list(&texts),
        list(&presets)
    );
}

/// A function that prints all rows.
fn rows(population: &Population<'_>, played: &Played) -> String {
    let places = population.tables.iter().enumerate().filter(|(_, place)| played.has(place.id));
    let selects = places.map(|(index, place)| {
        let columns = place
            .watched
            .iter()
            .map(|column| format!(", coalesce({}::text, '-')", quoted(population.column(*column))));
        let columns: String = columns.collect();
        format!(
            "SELECT concat_ws('|', 'row', {index}, {NUMBER}{columns}) FROM {}",
            scan(population, place.id)
        )
    });
    let selects: Vec<String> = selects.collect();
    let body =
        if selects.is_empty() { "SELECT '' WHERE false".to_owned() } else { selects.join("\nUNION ALL ") };
    format!("CREATE FUNCTION pg_temp.rows() RETURNS SETOF text LANGUAGE sql AS $$ {body} $$;\n")
}

/// code, table, constraint, message
fn refusal(parts: &str) -> Refusal {
    let mut parts = parts.splitn(4, '|');
    let mut next = || parts.next().unwrap_or_default();
    let (code, _table, constraint, message) = (next(), next(), next(), next());
    let kind = match code {
        "23503" | "23001" => Refused::ForeignKey,
        "23502" => Refused::NotNull,
        _ => Refused::Otherwise,
    };
    let object = (!constraint.is_empty()).then(|| constraint.to_owned());
    Refusal { kind, object, message: format!("{code} {message}") }
}

fn relation(population: &Population<'_>, table: TableId) -> String {
    let name = population.schema.walk_table(table).qualified_name();
    let schema = name.schema.map(|schema| format!("{}.", quoted(schema.as_str())));
    format!("{}{}", schema.unwrap_or_default(), quoted(name.name.as_str()))
}

/// A table without those that inherit from it, but with its partitions.
fn scan(population: &Population<'_>, table: TableId) -> String {
    let inherits =
        |other: TableRef<'_>| other.get().parent == Some(table) && other.get().kind != TableKind::Partition;
    let only = if population.schema.living_tables().any(inherits) { "ONLY " } else { "" };
    format!("{only}{}", relation(population, table))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
