//! Whether older releases can keep running with the migrations that say so.

use super::{Migrator, RUNS_BESIDE};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use sea_orm_migration::MigratorTrait as _;
use std::collections::{BTreeMap, BTreeSet};

/// Migrations that stop all older releases. A new one belongs here only if it cannot be split into one that adds and a
/// later one that removes.
const STOPS_OLDER_RELEASES: &[&str] = &[
    "m0001_sign_in_with_a_code",
    "m0002_texts",
    "m0003_ways_in",
    "m0004_recovery",
    "m0005_temporary_passwords",
    "m0006_settings",
    "m0007_languages",
    "m0008_invitations",
    "m0009_console",
    "m0010_branding",
    "m0011_authenticators",
    "m0012_second_step",
    "m0013_passkeys",
    "m0014_recipients",
    "m0016_imports",
    "m0017_islands",
    "m0018_second_step_of_sessions",
    "m0019_folded_words",
];

const COLUMNS: &str = "SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value IS NOT NULL
    FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const UNIQUE: &str = "SELECT t.name, i.name FROM sqlite_master t JOIN pragma_index_list(t.name) i
    WHERE t.type = 'table' AND i.\"unique\" = 1";

#[derive(Debug)]
struct Column {
    kind: String,
    is_required: bool,
    has_default: bool,
}

/// The columns by table and name, and the unique indexes by table and name.
struct Tables {
    columns: BTreeMap<(String, String), Column>,
    unique: BTreeSet<(String, String)>,
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap()
}

/// The tables after all migrations up to this one.
async fn tables_with(migration: &str) -> Tables {
    let mut options = ConnectOptions::new("sqlite::memory:");
    // Another connection would open another, empty database.
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    let steps = names().iter().position(|name| name == migration).unwrap() + 1;
    Migrator::up(&connection, Some(u32::try_from(steps).unwrap())).await.unwrap();
    let text = |row: &QueryResult, index| row.try_get_by_index::<String>(index).unwrap();
    let is_set = |row: &QueryResult, index| row.try_get_by_index::<i64>(index).unwrap() != 0;
    let columns = rows(&connection, COLUMNS).await;
    let unique = rows(&connection, UNIQUE).await;
    connection.close().await.unwrap();
    let column = |row: &QueryResult| {
        let column = Column { kind: text(row, 2), is_required: is_set(row, 3), has_default: is_set(row, 4) };
        ((text(row, 0), text(row, 1)), column)
    };
    Tables {
        columns: columns.iter().map(column).collect(),
        unique: unique.iter().map(|row| (text(row, 0), text(row, 1))).collect(),
    }
}

fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

#[test]
fn every_migration_says_which_releases_may_run_beside_it() {
    for name in names() {
        let said = RUNS_BESIDE.iter().filter(|(version, _)| *version == name).count()
            + STOPS_OLDER_RELEASES.iter().filter(|version| **version == name).count();
        assert_eq!(said, 1, "{name}: name the oldest release in RUNS_BESIDE");
    }
}

#[tokio::test]
async fn migrations_beside_which_older_releases_run_only_add() {
    for (version, oldest) in RUNS_BESIDE {
        let (before, after) = (tables_with(oldest).await, tables_with(version).await);
        for (name, column) in &before.columns {
            let now = after.columns.get(name).unwrap_or_else(|| panic!("{version} removes {name:?}"));
            assert_eq!(now.kind, column.kind, "{version} changes {name:?}");
            assert!(!now.is_required || column.is_required, "{version} requires {name:?}");
        }
        let was_there = |table: &String| before.columns.keys().any(|(other, _)| other == table);
        for (name, column) in after.columns.iter().filter(|(name, _)| !before.columns.contains_key(*name)) {
            let is_optional = !was_there(&name.0) || !column.is_required || column.has_default;
            assert!(is_optional, "{version}: an older release does not fill {name:?}");
        }
        for name in after.unique.difference(&before.unique) {
            assert!(!was_there(&name.0), "{version}: an older release does not know {name:?}");
        }
    }
}
