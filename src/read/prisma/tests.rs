//! Expected values: what Prisma's engine 6.19 answers for such schemas, by its SQL applied to PostgreSQL.

use super::*;
use crate::ir::Engine;
use crate::ir::{ConstraintKind, Dialect, Role, SourceKind};

const POSTGRESQL: &str = "datasource db {\n  provider = \"postgresql\"\n}\n";

/// The engine of a file's datasource.
fn engine(files: &Files, parsed: &Parsed) -> Option<Engine> {
    let datasource = parsed.blocks.iter().find(|block| block.kind == BlockKind::Datasource)?;
    Engine::parse(&datasource.setting("provider")?.text(files)?)
}

fn read(files: &[&str]) -> (Files, Readout) {
    let mut texts = Files::default();
    let ids: Vec<FileId> =
        files.iter().enumerate().map(|(index, text)| texts.add(format!("{index}.prisma"), *text)).collect();
    let parsed: Vec<Parsed> = ids.iter().map(|id| parse(&texts, *id)).collect();
    let engine = parsed.iter().find_map(|parsed| engine(&texts, parsed));
    let source = Source {
        path: "db/schema.prisma".to_owned(),
        kind: SourceKind::Prisma,
        dialect: Dialect::of(engine.unwrap_or(Engine::PostgreSql)),
        dialect_evidence: "provider".into(),
        role: Role::Declaration,
        layout: None,
        files: ids,
        down: Vec::new(),
        baseline: 0,
        flaws: Vec::new(),
        search_path: Vec::new(),
        old_release: None,
        program: crate::ir::Program::default(),
    };
    let readout = link(&texts, &source, &parsed.iter().collect::<Vec<_>>());
    (texts, readout)
}

/// `name table(columns) > referenced(columns) ON DELETE / ON UPDATE`, the effective actions.
fn foreign_keys(files: &[&str]) -> Vec<String> {
    let (_, readout) = read(files);
    let join = |names: &[Name]| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(",");
    let operations = readout.migrations.iter().flat_map(|migration| migration.operations.iter());
    let found = operations.filter_map(|operation| {
        let OperationKind::AddConstraint { table, constraint, .. } = &operation.kind else { return None };
        Some((table, constraint))
    });
    let lines = found.filter_map(|(table, constraint)| {
        let ConstraintKind::ForeignKey(fk) = &constraint.kind else { return None };
        let (columns, referenced) = (join(&fk.columns), join(&fk.referenced_columns));
        let actions = format!("{} / {}", fk.on_delete.effective, fk.on_update.effective);
        Some(format!("{} {table}({columns}) > {}({referenced}) {actions}", constraint.name?, fk.referenced))
    });
    lines.collect()
}

fn problems(text: &str) -> Vec<(u32, String)> {
    let (files, readout) = read(&[text]);
    readout.problems.iter().map(|p| (files.position(p.span).line, p.why.to_string())).collect()
}

#[test]
fn unstated_actions_follow_the_columns_not_the_relation() {
    let schema = "model U {\n id Int\n t Int\n @@id([t, id])\n}\nmodel P {\n t Int\n a Int?\n b Int?\n \
        mixed U? @relation(\"m\", fields: [t, a], references: [t, id])\n \
        loose U? @relation(references: [t, id], fields: [b, a], \"l\", onUpdate: NoAction)\n}\n";
    assert_eq!(
        foreign_keys(&[POSTGRESQL, schema]),
        [
            "P_t_a_fkey P(t,a) > U(t,id) RESTRICT / CASCADE",
            "P_b_a_fkey P(b,a) > U(t,id) SET NULL / NO ACTION",
        ]
    );
}

#[test]
fn names_come_from_the_database_and_keep_their_suffix() {
    let long = "another_very_long_column_name_that_goes_on_and_on";
    let schema = format!(
        "model U {{\n id Int @id @map(name: \"user_id\")\n @@map(\"users\")\n @@schema(\"auth\")\n}}\n\
         model P {{\n uId Int @map(\"u_id\")\n {long} Int\n u U @relation(fields: uId, references: id)\n \
         v U @relation(\"v\", fields: [{long}], references: [id], onDelete: Cascade)\n \
         w U @relation(\"w\", fields: [uId], references: [id], map: \"mine\")\n @@map(\"posts_of_people\")\n}}\n"
    );
    assert_eq!(
        foreign_keys(&[POSTGRESQL, &schema]),
        [
            "posts_of_people_u_id_fkey posts_of_people(u_id) > auth.users(user_id) RESTRICT / CASCADE"
                .to_owned(),
            // 63 bytes in all
            format!(
                "posts_of_people_another_very_long_column_name_that_goes_on_fkey posts_of_people({long}) > auth.users(user_id) CASCADE / CASCADE"
            ),
            "mine posts_of_people(u_id) > auth.users(user_id) RESTRICT / CASCADE".to_owned(),
        ]
    );
}

#[test]
fn implicit_many_to_many_takes_the_models_in_byte_order() {
    let schema = "model a {\n id Int @id\n bs B[]\n}\nmodel B {\n key String @id @db.Uuid\n as a[]\n}\n";
    assert_eq!(
        foreign_keys(&[POSTGRESQL, schema]),
        [
            "_BToa_A_fkey _BToa(A) > B(key) CASCADE / CASCADE",
            "_BToa_B_fkey _BToa(B) > a(id) CASCADE / CASCADE"
        ]
    );
    let named = "model P {\n id Int @id\n follows P[] @relation(\"f\")\n followed P[] @relation(name: \"f\")\n \
        parentId Int?\n parent P? @relation(\"t\", fields: [parentId], references: [id])\n kids P[] @relation(\"t\")\n}\n";
    assert_eq!(
        foreign_keys(&[POSTGRESQL, named]),
        [
            "P_parentId_fkey P(parentId) > P(id) SET NULL / CASCADE",
            "_f_A_fkey _f(A) > P(id) CASCADE / CASCADE",
            "_f_B_fkey _f(B) > P(id) CASCADE / CASCADE",
        ]
    );
}

#[test]
fn no_foreign_keys_for_views_comments_and_relation_mode_prisma() {
    let models = "model U {\n id Int @id\n ps P[]\n}\nmodel P {\n uId Int\n us U[]\n \
        /* x U @relation(fields: [uId], references: [id])\n */ // y U @relation(fields: [uId], references: [id])\n \
        u U @relation(fields: [uId], references: [id])\n}\n";
    let view = "view V {\n uId Int @unique\n u U @relation(fields: [uId], references: [id])\n}\n";
    for mode in ["relationMode", "referentialIntegrity"] {
        let datasource = format!("datasource db {{\n provider = \"mysql\"\n {mode} = \"prisma\"\n}}\n");
        assert_eq!(foreign_keys(&[models, view, &datasource]), Vec::<String>::new());
    }
    let generator = "generator zod {\n provider = \"x\"\n relationMode = \"prisma\"\n}\n";
    assert_eq!(
        foreign_keys(&[
            generator,
            "model U {\n id Int @id\n}\n",
            view,
            "model P {\n uId Int\n u U @relation(fields: [uId], references: [id])\n}\n"
        ]),
        ["P_uId_fkey P(uId) > U(id) RESTRICT / CASCADE"]
    );
}

#[test]
fn columns_have_the_types_and_defaults_of_the_database() {
    let schema = "model M {\n id String @id @default(uuid()) @db.Uuid\n n Int @default(autoincrement())\n \
        at DateTime? @default(now()) @db.Timestamptz(6)\n tags String[] @db.VarChar(20)\n role Role\n \
        d Decimal\n \
        @@index([n, d(sort: Desc)], name: \"old\")\n @@unique([d], name: \"client\")\n}\nenum Role {\n A @map(\"}\")\n @@map(\"roles\")\n}\n";
    let (files, readout) = read(&[POSTGRESQL, schema]);
    let OperationKind::CreateTable(table) = &readout.migrations[0].operations[0].kind else { panic!() };
    let columns = table.columns.iter().map(|column| {
        let data_type = column.data_type.unwrap();
        format!("{} {data_type} {} {}", column.name, column.not_null, column.has_default)
    });
    assert_eq!(
        columns.collect::<Vec<_>>(),
        [
            "id uuid true false",
            "n integer true true",
            "at timestamp(6) with time zone false true",
            "tags character varying(20)[] false false",
            "role roles true false",
            "d numeric(65,30) true false",
        ]
    );
    assert_eq!(files.text(table.columns[2].name_span), "at DateTime?");
    assert_eq!(files.text(table.columns[0].span), "id String @id @default(uuid()) @db.Uuid");
    assert_eq!(table.constraints[0].name, Some(Name::new("M_pkey")));
    let indexes = table.indexes.iter().map(|index| (index.name.unwrap().as_str(), index.unique));
    assert_eq!(indexes.collect::<Vec<_>>(), [("old", false), ("M_d_key", true)]);
}

#[test]
fn an_action_points_to_its_argument_and_a_key_to_its_line() {
    let schema = "model U {\n id Int @id\n}\nmodel P {\n uId Int?\n  u U? @relation(fields: [uId], references: [id], onDelete: SetNull) // why\n}\n";
    let (files, readout) = read(&[schema]);
    let Some(Operation { kind: OperationKind::AddConstraint { constraint, .. }, .. }) =
        readout.migrations[0].operations.last()
    else {
        panic!()
    };
    let ConstraintKind::ForeignKey(fk) = &constraint.kind else { panic!() };
    assert_eq!(
        files.text(constraint.span),
        "u U? @relation(fields: [uId], references: [id], onDelete: SetNull)"
    );
    assert_eq!(fk.on_delete.stated.map(|span| files.text(span)), Some("onDelete: SetNull"));
    assert_eq!(fk.on_update.stated, None);
    assert_eq!(files.text(fk.referenced_span), "U");
}

#[test]
fn a_bad_line_is_one_problem_and_the_rest_counts() {
    let broken = "model U {\n id Int @id\n oops !!\nmodel P {\n uId Int\n x String @default(\"{}\n u U @relation(fields: [uId], references: [id])\n z Z @relation(fields: [uId], references: [id])\n}\nnonsense\nmodel Q {\n id Int @id\n}\n";
    assert_eq!(foreign_keys(&[broken]), ["P_uId_fkey P(uId) > U(id) RESTRICT / CASCADE"]);
    let lines: Vec<u32> = problems(broken).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 3, 6, 7, 8, 10]);
    let (_, readout) = read(&[broken]);
    assert_eq!((readout.counts.read, readout.counts.unread), (3, 3));
    let nested =
        format!("model D {{\n x Int @default({})\n}}\nmodel U {{\n id Int @id\n}}\n", "[".repeat(100_000));
    assert_eq!(read(&[&nested]).1.counts.read, 1);
}

#[test]
fn what_only_prisma_refuses_is_read_and_reported() {
    let head = "model U { id Int @id }\nmodel P\n{\n uId Int?\n";
    let relations = [
        "u U? @relation(\n  fields: [uId], // why\n  references: [id],\n  onDelete: Cascade,\n )",
        "u U?\n  @relation(fields: [ // a\n \"uId\", // x\n ], references: [\"id\"], onDelete: \"Cascade\")",
        "u: U? @relation(fields: [uId], references: [id], onDelete: cascade,)",
    ];
    for relation in relations {
        let text = format!("{head} {relation}\n}}\n");
        assert_eq!(foreign_keys(&[&text]), ["P_uId_fkey P(uId) > U(id) CASCADE / CASCADE"], "{text}");
        assert!(problems(&text).len() >= 4, "{text}");
        assert!(
            problems(&text).iter().all(|(_, why)| why.starts_with("Prisma's own parser refuses")),
            "{text}"
        );
    }
}
