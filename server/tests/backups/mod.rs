//! Backup, restore and move with the built program: everything that was there is there afterwards, on both databases.

mod refused;
mod storm;

use crate::support::prelude::*;
use crate::{passkeys, second_step};
use domain::Secret;
use service::app_context::AppContext;
use service::installation;
use service::security::Keys;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use store::Store;
use store::backup::{BOOKKEEPING, Kind as CellKind, known_migrations, tables_after};
use tempfile::TempDir;

/// The key of every world: 32 bytes of 7.
pub const KEY: (&str, &str) = ("PORTICO_SECRET_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");

/// Runs a command that has to succeed, and returns its output.
fn done(database: &TestDatabase, arguments: &[&str]) -> String {
    let (is_done, said, wrong) = portico_with(&database.url, &[KEY], arguments, "");
    assert!(is_done, "{arguments:?}: {wrong}");
    said
}

/// Makes a backup in a folder that lives as long as the value.
fn backup_of(database: &TestDatabase) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("portico.backup");
    done(database, &["backup", file.to_str().unwrap()]);
    (folder, file)
}

fn other(kind: Database) -> Database {
    match kind {
        Sqlite => Postgres,
        Postgres => Sqlite,
    }
}

/// Every cell of every table but those that are no data: where it is and what it contains, in the same form for both
/// databases.
async fn contents(database: &TestDatabase) -> Vec<(String, String)> {
    let is_data = |place: &str| BOOKKEEPING.iter().all(|table| !place.starts_with(&format!("{table}.")));
    let cells = database.cells().await.into_iter().filter(|(place, ..)| is_data(place));
    let mut contents: Vec<(String, String)> = cells
        .map(|(place, kind, content)| match (kind, content.as_str()) {
            (Kind::Bytes, _) => (place, content.replace('-', "")),
            (Kind::Number, "true") => (place, "1".to_owned()),
            (Kind::Number, "false") => (place, "0".to_owned()),
            _ => (place, content),
        })
        .collect();
    contents.sort();
    contents
}

/// Removes the event of the restoration itself.
async fn forget(database: &TestDatabase, kind: &str) {
    let events = format!("FROM audit_event WHERE activity = '{kind}' AND operator IS NOT NULL");
    assert_eq!(database.number(&format!("SELECT COUNT(*) {events}")).await, 1);
    database.execute(&format!("DELETE {events}")).await;
}

/// A database with one row in each table.
async fn full(kind: Database) -> TestDatabase {
    let database = TestDatabase::open(kind, true).await;
    let store = Store::connect(&database.url).await.unwrap();
    let keys = Keys::derive(&Secret::new([7; 32])).unwrap();
    installation::claim(&store, &keys, &SeededRandom::new(1), &TestClock::default()).await.unwrap();
    store.close().await;
    let is_sqlite = kind == Sqlite;
    let literal = |kind: CellKind| match (kind, is_sqlite) {
        (CellKind::Boolean, _) => "TRUE",
        (CellKind::Number, _) => "7",
        (CellKind::Text, _) => "'it''s \"quoted\" \\ and wide: ü 🦉'",
        (CellKind::Bytes, true) => "X'00ff0a22'",
        (CellKind::Bytes, false) => "'\\x00ff0a22'",
        // All ids are the same, so every row refers to one that is there.
        (CellKind::Id, true) => "X'11111111111111111111111111111111'",
        (CellKind::Id, false) => "'11111111-1111-1111-1111-111111111111'",
    };
    for table in tables_after(known_migrations().len()).await.unwrap() {
        if table.name == "installation" {
            continue;
        }
        let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<&str> = table.columns.iter().map(|column| literal(column.kind)).collect();
        let (name, names, values) = (&table.name, names.join(", "), values.join(", "));
        database.execute(&format!("INSERT INTO \"{name}\" ({names}) VALUES ({values})")).await;
    }
    let counts = database.counts().await;
    let is_empty = |table: &str| counts[table] == 0 && !BOOKKEEPING.contains(&table);
    assert!(counts.keys().all(|table| !is_empty(table)), "{counts:?}");
    database
}

#[apply(matrix)]
async fn the_tables_of_a_backup_are_those_of_the_database(database: Database) {
    let world = TestDatabase::open(database, true).await;
    let tables = tables_after(known_migrations().len()).await.unwrap();
    let mut names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    names.extend(BOOKKEEPING.map(str::to_owned));
    names.sort();
    let mut there = world.tables().await;
    there.retain(|table| !table.starts_with("sqlite_"));
    there.sort();
    assert_eq!(there, names);
    for table in tables {
        let sql = match database {
            Sqlite => format!("SELECT name FROM pragma_table_info('{}')", table.name),
            Postgres => {
                format!("SELECT column_name::text FROM information_schema.columns WHERE table_name = '{}'", table.name)
            }
        };
        let mut there = world.texts(&sql).await;
        there.sort();
        let mut columns: Vec<String> = table.columns.into_iter().map(|column| column.name).collect();
        columns.sort();
        assert_eq!(there, columns, "{}", table.name);
    }
}

#[apply(matrix)]
async fn a_backup_of_every_table_is_restored_into_either_database(database: Database) {
    let source = full(database).await;
    let before = contents(&source).await;
    let (_folder, file) = backup_of(&source);
    assert_eq!(contents(&source).await, before, "a backup changes nothing");
    for kind in [Sqlite, Postgres] {
        let target = TestDatabase::open(kind, false).await;
        let said = done(&target, &["restore", file.to_str().unwrap(), "--json"]);
        let summary: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(summary["rows"], summary["tables"], "one row in each table: {summary}");
        forget(&target, "backup_restored").await;
        assert_eq!(contents(&target).await, before);
    }
}

#[apply(matrix)]
async fn everything_moves_to_the_other_database(database: Database) {
    let source = full(database).await;
    let before = contents(&source).await;
    let target = TestDatabase::open(other(database), false).await;
    let said = done(&source, &["move", "--to", &target.url]);
    assert!(said.contains("Now set PORTICO_DATABASE_URL"), "{said}");
    forget(&target, "database_moved").await;
    assert_eq!(contents(&target).await, before);
    assert_eq!(contents(&source).await, before, "the source stays as it was");
    let (is_done, _, wrong) = portico_with(&source.url, &[KEY], &["move", "--to", &target.url], "");
    assert!(!is_done && wrong.contains("the database is not empty") && !wrong.contains("--force"), "{wrong}");
}

/// A server on a restored database, at the time of the world that the backup is of.
async fn restored(world: &World, target: &World) -> Arc<AppContext> {
    target.clock.advance_milliseconds(world.now().0 - target.now().0);
    // With randomness of its own: ids that are in the backup must not be made again.
    target.other_server(|_| {}).await
}

#[apply(matrix)]
async fn sessions_and_apps_survive(database: Database, #[values(true, false)] moves: bool) {
    let world = second_step::open(database, Preset::Temporary).await;
    let mut owner = world.browser(Client);
    assert_eq!(second_step::first(&mut owner).await, "/account");
    let (key, _) = second_step::give_app(&world, &mut owner).await;
    let target = World::unfurnished(other(database), false).await;
    match moves {
        true => {
            done(&world.database, &["move", "--to", &target.database.url]);
        }
        false => {
            let (_folder, file) = backup_of(&world.database);
            done(&target.database, &["restore", file.to_str().unwrap()]);
        }
    }
    let app = restored(&world, &target).await;
    let mut browser = target.browser_in(&app);
    browser.forge_cookie("portico", owner.cookie("portico").unwrap());
    assert!(second_step::is_in(&mut browser).await, "the session is there");
    let mut fresh = target.browser_in(&app);
    assert_eq!(second_step::first(&mut fresh).await, second_step::AUTHENTICATOR);
    let code = app_code(&key, world.now());
    assert_eq!(second_step::answer(&mut fresh, "authenticator", &code, "").await.unwrap(), "/account");
}

#[apply(matrix)]
async fn passkeys_survive(database: Database) {
    let (world, mut owner) = passkeys::open(database).await;
    let mut device = Device::of(1);
    passkeys::add(&mut owner, &mut device, "Blue key").await.unwrap();
    let target = World::unfurnished(other(database), false).await;
    let (_folder, file) = backup_of(&world.database);
    done(&target.database, &["restore", file.to_str().unwrap()]);
    let mut browser = target.browser_in(&restored(&world, &target).await);
    assert_eq!(passkeys::enter(&mut browser, &mut device).await.unwrap(), "/account");
}

#[apply(matrix)]
async fn the_scripts_of_the_documentation_work(database: Database) {
    let world = World::open(database).await;
    let folder = TempDir::new().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_portico")).parent().unwrap();
    let run = |script: &str, argument: &Path| {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations/backups");
        let output = Command::new("sh")
            .arg(scripts.join(script))
            .arg(argument)
            .current_dir(folder.path())
            .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
            .env("PORTICO_DATABASE_URL", &world.database.url)
            .env(KEY.0, KEY.1)
            .output()
            .unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run("backup.sh", folder.path());
    let mut files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let file = files.find(|file| file.extension().is_some_and(|extension| extension == "backup")).unwrap();
    let before = contents(&world.database).await;
    let said = run("drill.sh", &file);
    assert!(said.contains("Restored") && said.contains("north-star"), "{said}");
    assert_eq!(contents(&world.database).await, before);
}
