//! Each table with its parts. Until drizzle-kit 0.31 a snapshot is a tree (`tables`, each with its `columns`, `foreignKeys`, ...); from 1.0 it
//! is one list of entities (`ddl`), each of which names its table.

use rustc_hash::FxHashMap;

use super::json::{Member, Node};

/// A table and what belongs to it, in the order of the file.
#[derive(Debug)]
pub(super) struct Parts<'n, 't> {
    /// The table itself.
    pub(super) table: &'n Node<'t>,
    /// Its key in the tree: what names it if nothing else does.
    pub(super) key: Option<&'n Node<'t>>,
    /// Its columns.
    pub(super) columns: Vec<&'n Node<'t>>,
    /// Its primary keys; those of single columns may stand at the column.
    pub(super) primary_keys: Vec<&'n Node<'t>>,
    /// Its unique constraints.
    pub(super) uniques: Vec<&'n Node<'t>>,
    /// Its foreign keys.
    pub(super) foreign_keys: Vec<&'n Node<'t>>,
    /// Its indexes.
    pub(super) indexes: Vec<&'n Node<'t>>,
}

/// What a snapshot holds.
#[derive(Debug, Default)]
pub(super) struct Gathered<'n, 't> {
    /// Whether it is a list of entities.
    pub(super) is_list: bool,
    /// The schemas that it creates.
    pub(super) schemas: Vec<&'n Node<'t>>,
    /// Its tables.
    pub(super) tables: Vec<Parts<'n, 't>>,
    /// Its views.
    pub(super) views: Vec<&'n Node<'t>>,
    /// Entities that name a table which is not there.
    pub(super) strays: Vec<&'n Node<'t>>,
}

impl<'n, 't> Parts<'n, 't> {
    fn of(table: &'n Node<'t>, key: Option<&'n Node<'t>>) -> Parts<'n, 't> {
        let of = |part: &str| table.get(part).map(values).unwrap_or_default();
        Parts {
            table,
            key,
            columns: of("columns"),
            primary_keys: of("compositePrimaryKeys"),
            uniques: of("uniqueConstraints"),
            foreign_keys: of("foreignKeys"),
            indexes: of("indexes"),
        }
    }
}

impl<'n, 't> Gathered<'n, 't> {
    /// The parts of a snapshot, if it has one of the two forms.
    pub(super) fn of(root: &'n Node<'t>) -> Option<Gathered<'n, 't>> {
        if let Some(entities) = root.get("ddl") {
            return Some(Gathered::of_entities(entities.elements()));
        }
        let tables = root.get("tables")?;
        let of_member = |member: &'n Member<'t>| Parts::of(&member.value, Some(&member.key));
        let schemas = root.get("schemas").map(Node::members).unwrap_or_default();
        Some(Gathered {
            schemas: schemas.iter().map(|member| &member.value).collect(),
            tables: tables.members().iter().map(of_member).collect(),
            views: root.get("views").map(values).unwrap_or_default(),
            ..Gathered::default()
        })
    }

    fn of_entities(entities: &'n [Node<'t>]) -> Gathered<'n, 't> {
        let mut gathered = Gathered { is_list: true, ..Gathered::default() };
        let kind = |entity: &'n Node<'t>| entity.get("entityType").and_then(Node::text).unwrap_or_default();
        let text = |entity: &'n Node<'t>, key| entity.get(key).and_then(Node::text);
        let mut places = FxHashMap::default();
        for entity in entities {
            match kind(entity) {
                "tables" => {
                    let at = gathered.tables.len();
                    places.insert((text(entity, "schema"), text(entity, "name")), at);
                    gathered.tables.push(Parts::of(entity, None));
                }
                "schemas" => gathered.schemas.extend(entity.get("name")),
                "views" => gathered.views.push(entity),
                _ => {}
            }
        }
        for entity in entities {
            let kind = kind(entity);
            if !matches!(kind, "columns" | "pks" | "uniques" | "fks" | "indexes") {
                continue;
            }
            let place = places.get(&(text(entity, "schema"), text(entity, "table")));
            let Some(parts) = place.and_then(|at| gathered.tables.get_mut(*at)) else {
                gathered.strays.push(entity);
                continue;
            };
            match kind {
                "columns" => parts.columns.push(entity),
                "pks" => parts.primary_keys.push(entity),
                "uniques" => parts.uniques.push(entity),
                "fks" => parts.foreign_keys.push(entity),
                _ => parts.indexes.push(entity),
            }
        }
        gathered
    }
}

/// The values of an object; some versions write an empty list instead of an empty object.
fn values<'n, 't>(node: &'n Node<'t>) -> Vec<&'n Node<'t>> {
    node.members().iter().map(|member| &member.value).chain(node.elements()).collect()
}
