//! `stale-snapshot`: drizzle-kit's last snapshot is not what the migrations made.

use crate::config::Level;
use crate::diagnostic::Label;
use crate::ir::pair::{Pair, same_action};
use crate::ir::{ForeignKeyRef, Span};
use crate::rules::belief::Belief;
use crate::rules::findings::{Finding, Findings, Object};
use crate::rules::scene::Comparison;
use crate::rules::words::{self, Event};
use crate::rules::{Check, Docs, Group, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    name: "stale-snapshot",
    group: Group::Drift,
    level: Level::Warn,
    summary: "the Drizzle schema and the database agree, but drizzle-kit's last snapshot does not",
    docs: Docs {
        finds: "Foreign keys that the Drizzle schema and the migrations have alike, and that drizzle-kit's last snapshot lacks or gives another action; \
                foreign keys that only the snapshot has. One finding for the whole snapshot. Where schema and migrations differ, the other drift \
                rules say so, and say which side the snapshot takes.",
        why: "`drizzle-kit generate` compares the schema with the snapshot and with nothing else. After SQL that was written by hand, pushed, or pasted \
              into a console, its next migration makes again what is there, or drops what is not, and fails where it is applied.",
        remedy: "Bring the snapshot up to date: run `drizzle-kit generate`, keep the snapshot that it writes, and leave out of its SQL what the database \
                 has already.",
    },
    bad: BAD,
    good: GOOD,
    check: Check::Comparison(check),
};

const AGAIN: &str = "`drizzle-kit generate` will make it again";
const ALONE: &str = "only the snapshot has it";

/// How many foreign keys the finding shows.
const SHOWN: usize = 3;

/// A foreign key on which the snapshot stands alone.
struct Stale<'s> {
    /// In the schema, or where only the snapshot has it, there.
    fk: ForeignKeyRef<'s>,
    /// In the snapshot.
    believed: Option<ForeignKeyRef<'s>>,
    what: String,
}

fn check(comparison: &Comparison<'_>, findings: &mut Findings<'_>) {
    let Some(belief) = &comparison.belief else { return };
    let stale = stale(comparison, belief);
    let Some(first) = stale.first() else { return };
    let count = stale.len();
    let noun = if count == 1 { "foreign key" } else { "foreign keys" };
    let message = format!(
        "drizzle-kit's last snapshot is wrong about {count} {noun}, on which the Drizzle schema and {} agree: {}{}",
        words::title(&comparison.right.description),
        words::referencing(first.fk),
        if count == 1 { "" } else { " and others" },
    );
    let Some(place) = place(belief, first) else { return };
    let label = match first.believed {
        Some(_) => first.what.clone(),
        None => format!("{} is not in this snapshot", words::referencing(first.fk)),
    };
    let mut finding =
        Finding::new(Object::title("drizzle-kit's snapshot"), "", message, Label::new(place, label));
    for stale in stale.iter().take(SHOWN) {
        let on = words::referencing(stale.fk);
        finding = finding.related(stale.fk.get().span, format!("{on}: {}", stale.what));
    }
    findings.add(finding.help(
        "Run `drizzle-kit generate`, keep the snapshot that it writes, and remove from its SQL what the database has already",
    ));
}

fn stale<'s>(comparison: &'s Comparison<'_>, belief: &'s Belief<'_>) -> Vec<Stale<'s>> {
    let mut stale = Vec::new();
    for fks in &comparison.pairing.foreign_keys {
        if !agree(fks.left, fks.right) {
            continue;
        }
        let fk = fks.left;
        match belief.declared(fk) {
            None => stale.push(Stale { fk, believed: None, what: AGAIN.to_owned() }),
            Some(believed) if !agree(fk, believed) => {
                let actions = Event::BOTH.map(|event| (event.clause(), event.action(believed).effective));
                let [(on_delete, delete), (on_update, update)] = actions;
                let what = format!("{on_delete} {delete} {on_update} {update} in the snapshot");
                stale.push(Stale { fk, believed: Some(believed), what });
            }
            Some(_) => {}
        }
    }
    let alone = belief.alone.iter();
    stale.extend(alone.map(|fk| Stale { fk: *fk, believed: Some(*fk), what: ALONE.to_owned() }));
    stale
}

fn agree(left: ForeignKeyRef<'_>, right: ForeignKeyRef<'_>) -> bool {
    Event::BOTH.into_iter().all(|event| {
        let actions = Pair { left: event.action(left).effective, right: event.action(right).effective };
        same_action(left.schema, right.schema, actions)
    })
}

/// The snapshot's foreign key, its table, or its beginning.
fn place(belief: &Belief<'_>, stale: &Stale<'_>) -> Option<Span> {
    let own = stale.believed.map(|fk| fk.get().span);
    let table = || Some(belief.table(stale.fk.table())?.get().name_span);
    own.or_else(table).or_else(|| belief.start())
}

const BAD: &str = "\
--- drizzle.config.ts
import { defineConfig } from \"drizzle-kit\";

export default defineConfig({ dialect: \"postgresql\", schema: \"./schema.ts\", out: \"./drizzle\" });
--- schema.ts
import { integer, pgTable } from \"drizzle-orm/pg-core\";

export const users = pgTable(\"users\", { id: integer(\"id\").primaryKey() });

export const posts = pgTable(\"posts\", {
  id: integer(\"id\").primaryKey(),
  authorId: integer(\"author_id\").references(() => users.id, { onDelete: \"cascade\" }),
});
--- drizzle/meta/_journal.json
{ \"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [{ \"idx\": 0, \"version\": \"7\", \"when\": 1700000000000, \"tag\": \"0000_init\", \"breakpoints\": true }] }
--- drizzle/0000_init.sql
CREATE TABLE \"users\" (\"id\" integer PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE \"posts\" (\"id\" integer PRIMARY KEY NOT NULL, \"author_id\" integer);
--> statement-breakpoint
ALTER TABLE \"posts\" ADD CONSTRAINT \"posts_author_id_users_id_fk\" FOREIGN KEY (\"author_id\") REFERENCES \"users\"(\"id\") ON DELETE cascade ON UPDATE no action;
--- drizzle/meta/0000_snapshot.json
{
  \"id\": \"4f3d\", \"prevId\": \"00000000-0000-0000-0000-000000000000\", \"version\": \"7\", \"dialect\": \"postgresql\",
  \"tables\": {
    \"public.users\": {
      \"name\": \"users\", \"schema\": \"\",
      \"columns\": { \"id\": { \"name\": \"id\", \"type\": \"integer\", \"primaryKey\": true, \"notNull\": true } },
      \"indexes\": {}, \"foreignKeys\": {}, \"compositePrimaryKeys\": {}, \"uniqueConstraints\": {}
    },
    \"public.posts\": {
      \"name\": \"posts\", \"schema\": \"\", \"//\": \"expect: stale-snapshot\",
      \"columns\": {
        \"id\": { \"name\": \"id\", \"type\": \"integer\", \"primaryKey\": true, \"notNull\": true },
        \"author_id\": { \"name\": \"author_id\", \"type\": \"integer\", \"primaryKey\": false, \"notNull\": false }
      },
      \"indexes\": {}, \"foreignKeys\": {}, \"compositePrimaryKeys\": {}, \"uniqueConstraints\": {}
    }
  },
  \"enums\": {}, \"schemas\": {}, \"_meta\": { \"columns\": {}, \"schemas\": {}, \"tables\": {} }
}
";

const GOOD: &str = "\
--- drizzle.config.ts
import { defineConfig } from \"drizzle-kit\";

export default defineConfig({ dialect: \"postgresql\", schema: \"./schema.ts\", out: \"./drizzle\" });
--- schema.ts
import { integer, pgTable } from \"drizzle-orm/pg-core\";

export const users = pgTable(\"users\", { id: integer(\"id\").primaryKey() });

export const posts = pgTable(\"posts\", {
  id: integer(\"id\").primaryKey(),
  authorId: integer(\"author_id\").references(() => users.id, { onDelete: \"cascade\" }),
});
--- drizzle/meta/_journal.json
{ \"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [{ \"idx\": 0, \"version\": \"7\", \"when\": 1700000000000, \"tag\": \"0000_init\", \"breakpoints\": true }] }
--- drizzle/0000_init.sql
CREATE TABLE \"users\" (\"id\" integer PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE \"posts\" (\"id\" integer PRIMARY KEY NOT NULL, \"author_id\" integer);
--> statement-breakpoint
ALTER TABLE \"posts\" ADD CONSTRAINT \"posts_author_id_users_id_fk\" FOREIGN KEY (\"author_id\") REFERENCES \"users\"(\"id\") ON DELETE cascade ON UPDATE no action;
--- drizzle/meta/0000_snapshot.json
{
  \"id\": \"4f3d\", \"prevId\": \"00000000-0000-0000-0000-000000000000\", \"version\": \"7\", \"dialect\": \"postgresql\",
  \"tables\": {
    \"public.users\": {
      \"name\": \"users\", \"schema\": \"\",
      \"columns\": { \"id\": { \"name\": \"id\", \"type\": \"integer\", \"primaryKey\": true, \"notNull\": true } },
      \"indexes\": {}, \"foreignKeys\": {}, \"compositePrimaryKeys\": {}, \"uniqueConstraints\": {}
    },
    \"public.posts\": {
      \"name\": \"posts\", \"schema\": \"\",
      \"columns\": {
        \"id\": { \"name\": \"id\", \"type\": \"integer\", \"primaryKey\": true, \"notNull\": true },
        \"author_id\": { \"name\": \"author_id\", \"type\": \"integer\", \"primaryKey\": false, \"notNull\": false }
      },
      \"indexes\": {}, \"foreignKeys\": {
        \"posts_author_id_users_id_fk\": {
          \"name\": \"posts_author_id_users_id_fk\",
          \"tableFrom\": \"posts\", \"tableTo\": \"users\", \"columnsFrom\": [\"author_id\"], \"columnsTo\": [\"id\"],
          \"onDelete\": \"cascade\", \"onUpdate\": \"no action\"
        }
      }, \"compositePrimaryKeys\": {}, \"uniqueConstraints\": {}
    }
  },
  \"enums\": {}, \"schemas\": {}, \"_meta\": { \"columns\": {}, \"schemas\": {}, \"tables\": {} }
}
";
