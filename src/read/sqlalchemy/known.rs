//! Mixins and bases of well-known packages, as data: what they add to the table of a model. Each says where it was read.

use crate::ir::{Action, Deferrability, MatchType, Name, ReferentialAction, Span};

use super::super::python::Value;
use super::super::python::core::{Column, Core, ForeignKey, StatedName, last_segment};
use super::annotation::{library_type, make_type};

/// A class of a package.
pub(super) struct Known {
    /// How the paths of the package begin.
    package: &'static str,
    /// The class.
    name: &'static str,
    /// The columns that it adds.
    columns: &'static [Given],
}

/// A column of such a class.
struct Given {
    name: &'static str,
    data_type: &'static str,
    length: f64,
    nullable: bool,
    key: Key,
    references: Option<(&'static str, ReferentialAction)>,
}

/// What of a key a column is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Nothing,
    Primary,
    Index,
    Unique,
}

const fn given(name: &'static str, data_type: &'static str, nullable: bool) -> Given {
    Given { name, data_type, length: 0.0, nullable, key: Key::Nothing, references: None }
}

const fn text(name: &'static str, length: f64, nullable: bool, key: Key) -> Given {
    Given { name, data_type: "String", length, nullable, key, references: None }
}

const fn primary(name: &'static str, data_type: &'static str) -> Given {
    Given { name, data_type, length: 0.0, nullable: false, key: Key::Primary, references: None }
}

const fn reference(
    name: &'static str,
    data_type: &'static str,
    target: &'static str,
    action: ReferentialAction,
) -> Given {
    Given {
        name,
        data_type,
        length: 0.0,
        nullable: false,
        key: Key::Nothing,
        references: Some((target, action)),
    }
}

const USER: &[Given] = &[
    text("email", 320.0, false, Key::Unique),
    text("hashed_password", 1024.0, false, Key::Nothing),
    given("is_active", "Boolean", false),
    given("is_superuser", "Boolean", false),
    given("is_verified", "Boolean", false),
];

const ACCOUNT: &[Given] = &[
    text("oauth_name", 100.0, false, Key::Index),
    text("access_token", 1024.0, false, Key::Nothing),
    given("expires_at", "Integer", true),
    text("refresh_token", 1024.0, true, Key::Nothing),
    text("account_id", 320.0, false, Key::Index),
    text("account_email", 320.0, false, Key::Nothing),
];

const UUID_ID: &[Given] = &[primary("id", "GUID")];
const OF_USER: &[Given] = &[reference("user_id", "GUID", "user.id", ReferentialAction::Cascade)];
const TOKEN: &[Given] =
    &[text("token", 43.0, false, Key::Primary), given("created_at", "TIMESTAMPAware", false)];
const TIMES: &[Given] = &[given("created_at", "DateTime", false), given("updated_at", "DateTime", false)];

const fn known(package: &'static str, name: &'static str, columns: &'static [Given]) -> Known {
    Known { package, name, columns }
}

/// The classes; one with several groups of columns has several rows.
static KNOWN: &[Known] = &[
    // flask-appbuilder 5.3.0, flask_appbuilder/models/mixins.py. Neither key states an action.
    known(
        "flask_appbuilder",
        "AuditMixin",
        &[
            given("created_on", "DateTime", false),
            given("changed_on", "DateTime", false),
            reference("created_by_fk", "Integer", "ab_user.id", ReferentialAction::NoAction),
            reference("changed_by_fk", "Integer", "ab_user.id", ReferentialAction::NoAction),
        ],
    ),
    // fastapi-users-db-sqlalchemy 7.0.0, fastapi_users_db_sqlalchemy/{__init__,access_token}.py; also passed on by fastapi_users.db.
    known("fastapi_users", "SQLAlchemyBaseUserTable", USER),
    known("fastapi_users", "SQLAlchemyBaseUserTableUUID", USER),
    known("fastapi_users", "SQLAlchemyBaseUserTableUUID", UUID_ID),
    known("fastapi_users", "SQLAlchemyBaseOAuthAccountTable", ACCOUNT),
    known("fastapi_users", "SQLAlchemyBaseOAuthAccountTableUUID", ACCOUNT),
    known("fastapi_users", "SQLAlchemyBaseOAuthAccountTableUUID", UUID_ID),
    known("fastapi_users", "SQLAlchemyBaseOAuthAccountTableUUID", OF_USER),
    known("fastapi_users", "SQLAlchemyBaseAccessTokenTable", TOKEN),
    known("fastapi_users", "SQLAlchemyBaseAccessTokenTableUUID", TOKEN),
    known("fastapi_users", "SQLAlchemyBaseAccessTokenTableUUID", OF_USER),
    // sqlalchemy-utils 0.43.0, sqlalchemy_utils/models.py.
    known(
        "sqlalchemy_utils",
        "Timestamp",
        &[given("created", "DateTime", false), given("updated", "DateTime", false)],
    ),
    // sqlalchemy-mixins 2.0.5, sqlalchemy_mixins/timestamp.py.
    known("sqlalchemy_mixins", "TimestampsMixin", TIMES),
    // flask-dance 7.1.0, flask_dance/consumer/storage/sqla.py. The name of the table is computed from the class's.
    known(
        "flask_dance",
        "OAuthConsumerMixin",
        &[
            primary("id", "Integer"),
            text("provider", 50.0, false, Key::Nothing),
            given("created_at", "DateTime", false),
            given("token", "JSON", false),
        ],
    ),
    // authlib 1.9.9, authlib/integrations/sqla_oauth2/{client_mixin,tokens_mixins}.py.
    known(
        "authlib",
        "OAuth2ClientMixin",
        &[
            text("client_id", 48.0, true, Key::Index),
            text("client_secret", 120.0, true, Key::Nothing),
            given("client_id_issued_at", "Integer", false),
            given("client_secret_expires_at", "Integer", false),
            given("client_metadata", "Text", true),
        ],
    ),
    known(
        "authlib",
        "OAuth2AuthorizationCodeMixin",
        &[
            text("code", 120.0, false, Key::Unique),
            text("client_id", 48.0, true, Key::Nothing),
            given("redirect_uri", "Text", true),
            given("response_type", "Text", true),
            given("scope", "Text", true),
            given("nonce", "Text", true),
            given("auth_time", "Integer", false),
            given("acr", "Text", true),
            given("amr", "Text", true),
            given("code_challenge", "Text", true),
            text("code_challenge_method", 48.0, true, Key::Nothing),
        ],
    ),
    known(
        "authlib",
        "OAuth2TokenMixin",
        &[
            text("client_id", 48.0, true, Key::Nothing),
            text("token_type", 40.0, true, Key::Nothing),
            text("access_token", 255.0, false, Key::Unique),
            text("refresh_token", 255.0, true, Key::Index),
            given("scope", "Text", true),
            given("issued_at", "Integer", false),
            given("access_token_revoked_at", "Integer", false),
            given("refresh_token_revoked_at", "Integer", false),
            given("expires_in", "Integer", false),
        ],
    ),
];

/// The name that a base of a package gives to the table.
const NAMES: &[(&str, &str, &str)] = &[
    ("fastapi_users", "SQLAlchemyBaseUserTable", "user"),
    ("fastapi_users", "SQLAlchemyBaseUserTableUUID", "user"),
    ("fastapi_users", "SQLAlchemyBaseOAuthAccountTable", "oauth_account"),
    ("fastapi_users", "SQLAlchemyBaseOAuthAccountTableUUID", "oauth_account"),
    ("fastapi_users", "SQLAlchemyBaseAccessTokenTable", "accesstoken"),
    ("fastapi_users", "SQLAlchemyBaseAccessTokenTableUUID", "accesstoken"),
];

/// Packages whose classes add no columns where they are bases.
const HARMLESS: &[&str] = &[
    "builtins",
    "typing",
    "typing_extensions",
    "abc",
    "enum",
    "collections",
    "dataclasses",
    "functools",
    "operator",
    "sqlalchemy",
    "sqlmodel",
    "sqlalchemy_searchable",
    "flask_sqlalchemy",
    "pydantic",
    "pydantic_settings",
    "flask_login",
    // apache-superset-core 0.1.0, superset_core/*/models.py: abstract, and annotated for readers only.
    "superset_core",
    "markupsafe",
    "asyncio",
    "logging",
    "zope",
];

/// Whether a base of a package adds nothing to a table.
pub(super) fn is_harmless(path: Name) -> bool {
    let package = path.as_str().split('.').next().unwrap_or("");
    HARMLESS.contains(&package) || last_segment(path) == "Model" && package == "flask_appbuilder"
}

fn fits(package: &str, name: &str, path: Name) -> bool {
    path.as_str().starts_with(package) && last_segment(path) == name
}

/// Whether the columns of a base are known here.
pub(super) fn is_known(path: Name) -> bool {
    KNOWN.iter().any(|known| fits(known.package, known.name, path))
}

/// The name of the table that a base states.
pub(super) fn table_name(path: Name) -> Option<Name> {
    let found = NAMES.iter().find(|(package, name, _)| fits(package, name, path));
    found.map(|(_, _, table)| Name::new(table))
}

/// The columns that a base adds; their place is the class that has it.
pub(super) fn columns(core: &mut Core<'_>, path: Name, span: Span) -> Vec<Column> {
    let rows = KNOWN.iter().filter(|known| fits(known.package, known.name, path));
    rows.flat_map(|known| known.columns).map(|given| column(core, given, span)).collect()
}

fn column(core: &mut Core<'_>, given: &Given, span: Span) -> Column {
    let mut column = Column::new(span);
    column.name = Some(Name::new(given.name));
    let value = if given.length > 0.0 {
        make_type(given.data_type, vec![Value::Number(given.length)], Vec::new(), span)
    } else {
        library_type(given.data_type)
    };
    core.set_type(&mut column, &value);
    column.nullable = Some(given.nullable);
    column.primary_key = given.key == Key::Primary;
    column.index = matches!(given.key, Key::Index | Key::Unique);
    column.unique = given.key == Key::Unique;
    column.foreign_keys.extend(given.references.map(|(target, action)| ForeignKey {
        name: StatedName::None,
        columns: Vec::new(),
        targets: vec![core.target_of_text(target, span)],
        on_delete: match action {
            ReferentialAction::NoAction => Action::default(action),
            ReferentialAction::Restrict
            | ReferentialAction::Cascade
            | ReferentialAction::SetNull
            | ReferentialAction::SetDefault => Action::stated(action, span),
        },
        on_update: Action::default(ReferentialAction::NoAction),
        deferrability: Deferrability::NotDeferrable,
        match_type: MatchType::Simple,
        use_alter: false,
        not_valid: false,
        span,
    }));
    column
}
