//! Backups that must not be restored, and databases into which none is restored: nothing half-done stays behind.

use super::{KEY, backup_of, contents, done, forget, full};
use crate::support::prelude::*;
use domain::Secret;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use store::backup::{BOOKKEEPING, Table, known_migrations, tables_after};
use store::{DatabaseSettings, Store};
use tempfile::TempDir;

const OTHER_KEY: (&str, &str) = ("PORTICO_SECRET_KEY", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=");

/// Runs a restoration that has to fail, and returns what it says.
fn refused(target: &TestDatabase, settings: &[(&str, &str)], arguments: &[&str]) -> String {
    let (is_done, said, wrong) = portico_with(&target.url, settings, arguments, "");
    assert!(!is_done && said.is_empty(), "{arguments:?}: {said}");
    assert_eq!(wrong.lines().count(), 1, "{wrong}");
    wrong
}

/// The number of rows that are data.
async fn rows(database: &TestDatabase) -> i64 {
    let counts = database.counts().await;
    counts.iter().filter(|(table, _)| !BOOKKEEPING.contains(&table.as_str())).map(|(_, count)| count).sum()
}

fn lines(file: &Path) -> Vec<String> {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Writes the lines of a backup, with the checksum that fits them.
fn write(file: &Path, lines: &[Value], rows: &Value) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let end = json!({ "rows": rows, "sha256": hex::encode(Sha256::digest(&text)) });
    let mut output = GzEncoder::new(std::fs::File::create(file).unwrap(), Compression::fast());
    writeln!(output, "{text}{end}").unwrap();
    output.finish().unwrap();
}

/// What a backup of the older tables would be: without the columns and tables that came later.
fn older(lines: &[String], tables: &[Table], migrations: &[String]) -> (Vec<Value>, Value) {
    let (mut older, mut rows) = (Vec::new(), json!({}));
    let mut kept: Option<(String, Vec<usize>)> = None;
    for line in &lines[..lines.len() - 1] {
        let mut value: Value = serde_json::from_str(line).unwrap();
        if value["portico_backup"].is_u64() {
            value["migrations"] = json!(migrations);
            older.push(value);
        } else if let Some(name) = value["table"].as_str() {
            let there: Vec<&str> = value["columns"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            kept = tables.iter().find(|table| table.name == name).map(|table| {
                let place = |name: &str| there.iter().position(|column| *column == name).unwrap();
                (table.name.clone(), table.columns.iter().map(|column| place(&column.name)).collect())
            });
            if let Some((name, places)) = &kept {
                let columns: Vec<&str> = places.iter().map(|place| there[*place]).collect();
                older.push(json!({ "table": name, "columns": columns }));
                rows[name] = json!(0);
            }
        } else if let Some((name, places)) = &kept {
            older.push(places.iter().map(|place| value[*place].clone()).collect());
            rows[name] = json!(rows[name].as_u64().unwrap() + 1);
        }
    }
    (older, rows)
}

#[apply(matrix)]
async fn a_backup_that_is_cut_off_or_damaged_restores_nothing(database: Database) {
    let world = World::with_password(database).await;
    let (folder, file) = backup_of(&world.database);
    let whole = std::fs::read(&file).unwrap();
    let target = TestDatabase::open(database, false).await;
    let cut = folder.path().join("cut.backup");
    let restore = ["restore", cut.to_str().unwrap()];
    let lengths = (0..20).map(|part| whole.len() * part / 20).chain([whole.len() - 9, whole.len() - 1]);
    for length in lengths {
        std::fs::write(&cut, &whole[..length]).unwrap();
        let told = refused(&target, &[KEY], &restore);
        assert!(told.contains("damaged or cut off") && told.contains("cut.backup"), "{length}: {told}");
        assert_eq!(rows(&target).await, 0, "{length}");
    }
    for at in [whole.len() / 3, whole.len() - 6] {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&cut, damaged).unwrap();
        refused(&target, &[KEY], &restore);
        assert_eq!(rows(&target).await, 0, "{at}");
    }
    std::fs::write(&cut, whole).unwrap();
    done(&target, &restore);
    assert!(rows(&target).await > 0);
}

#[apply(matrix)]
async fn a_backup_of_a_newer_version_is_refused(database: Database) {
    let world = World::open(database).await;
    let (_folder, file) = backup_of(&world.database);
    let lines = lines(&file);
    let target = TestDatabase::open(database, false).await;
    let mut head: Value = serde_json::from_str(&lines[0]).unwrap();
    head["portico_backup"] = json!(2);
    write(&file, &[head.clone()], &json!({}));
    assert!(refused(&target, &[KEY], &["restore", file.to_str().unwrap()]).contains("newer version"));
    head["portico_backup"] = json!(1);
    head["version"] = json!("9.1.0");
    head["migrations"].as_array_mut().unwrap().push(json!("m9999_later"));
    write(&file, &[head], &json!({}));
    assert!(refused(&target, &[KEY], &["restore", file.to_str().unwrap()]).contains("Portico 9.1.0 made the backup"));
    assert!(target.tables().await.is_empty(), "nothing was migrated");
}

#[apply(matrix)]
async fn a_backup_of_an_older_version_is_restored_and_migrated(database: Database) {
    let world = World::with_password(database).await;
    let (_folder, file) = backup_of(&world.database);
    let known = known_migrations();
    let before = known.len() - 1;
    let tables = tables_after(before).await.unwrap();
    let (lines, rows) = older(&lines(&file), &tables, &known[..before]);
    write(&file, &lines, &rows);
    let target = TestDatabase::open(database, false).await;
    done(&target, &["restore", file.to_str().unwrap()]);
    forget(&target, "backup_restored").await;
    let accounts = "SELECT email FROM account ORDER BY email";
    assert_eq!(target.texts(accounts).await, world.database.texts(accounts).await);
    let applied = target.number("SELECT COUNT(*) FROM seaql_migrations").await;
    assert_eq!(usize::try_from(applied).unwrap(), known.len());
    // The tables cannot go back to those of the backup.
    let told = refused(&target, &[KEY], &["restore", file.to_str().unwrap(), "--force"]);
    assert!(told.contains("newer tables than the backup"), "{told}");
}

#[apply(matrix)]
async fn only_the_key_of_the_backup_restores_it(database: Database) {
    let world = World::open(database).await;
    let (_folder, file) = backup_of(&world.database);
    let target = TestDatabase::open(database, false).await;
    let restore = ["restore", file.to_str().unwrap()];
    assert!(refused(&target, &[], &restore).contains("PORTICO_SECRET_KEY"));
    let told = refused(&target, &[OTHER_KEY], &restore);
    assert!(told.contains("another secret key") && told.contains("PORTICO_PREVIOUS_SECRET_KEYS"), "{told}");
    assert!(target.tables().await.is_empty());
    let settings = [OTHER_KEY, ("PORTICO_PREVIOUS_SECRET_KEYS", KEY.1)];
    let (is_done, _, wrong) = portico_with(&target.url, &settings, &restore, "");
    assert!(is_done, "{wrong}");
}

#[apply(matrix)]
async fn what_is_there_is_replaced_only_with_force(database: Database) {
    let world = World::with_password(database).await;
    let (_folder, file) = backup_of(&world.database);
    let before = contents(&world.database).await;
    let target = World::open(database).await;
    target.settle("codes", "later@codes.example", None, Role::Member).await;
    let restore = ["restore", file.to_str().unwrap()];
    let there = contents(&target.database).await;
    let told = refused(&target.database, &[KEY], &restore);
    assert!(told.contains("not empty") && told.contains("--force"), "{told}");
    assert_eq!(contents(&target.database).await, there);
    done(&target.database, &[&restore[..], &["--force"]].concat());
    forget(&target.database, "backup_restored").await;
    assert_eq!(contents(&target.database).await, before);
}

#[apply(matrix)]
async fn a_database_that_is_not_empty_is_not_even_migrated(database: Database) {
    let world = World::with_password(database).await;
    let (_folder, file) = backup_of(&world.database);
    let mut known = known_migrations();
    let last = known.pop().unwrap();
    world.database.execute(&format!("DELETE FROM seaql_migrations WHERE version = '{last}'")).await;
    let told = refused(&world.database, &[KEY], &["restore", file.to_str().unwrap()]);
    assert!(told.contains("not empty") && told.contains("--force"), "{told}");
    let applied = world.database.number("SELECT COUNT(*) FROM seaql_migrations").await;
    assert_eq!(usize::try_from(applied).unwrap(), known.len());
}

#[apply(matrix)]
async fn a_backup_is_complete_or_not_there_and_only_its_owner_reads_it(database: Database) {
    let world = World::open(database).await;
    let (folder, file) = backup_of(&world.database);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&file).unwrap();
    let told = refused(&world.database, &[], &["backup", file.to_str().unwrap()]);
    assert!(told.contains("PORTICO_SECRET_KEY"), "{told}");
    let missing = folder.path().join("missing/portico.backup");
    let told = refused(&world.database, &[KEY], &["backup", missing.to_str().unwrap()]);
    assert!(told.contains("cannot be written") && told.contains("missing"), "{told}");
    let unmigrated = TestDatabase::open(database, false).await;
    let told = refused(&unmigrated, &[KEY], &["backup", file.to_str().unwrap()]);
    assert!(told.contains("portico migrate"), "{told}");
    assert_eq!(std::fs::read(&file).unwrap(), before, "what was there stays");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished is left");
}

#[tokio::test]
async fn while_a_server_is_connected_to_postgresql_nothing_is_restored_and_nothing_moved() {
    let (database, other) = (full(Postgres).await, full(Sqlite).await);
    let servers = "SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'portico serve'";
    let serve =
        async |url: &str| Store::connect_with(&DatabaseSettings::of(Secret::new(url.to_owned()))).await.unwrap();
    let server = serve(&database.url).await;
    assert!(database.number(servers).await > 0);
    let before = contents(&database).await;
    let (_folder, file) = backup_of(&database);
    let empty = TestDatabase::open(Sqlite, false).await;
    let (file, empty_url) = (file.to_str().unwrap(), empty.url.as_str());
    let connected = "a server of Portico is connected";
    for command in [&["restore", file, "--force"][..], &["move", "--to", empty_url]] {
        let told = refused(&database, &[KEY], command);
        assert!(told.contains(connected), "{command:?}: {told}");
    }
    let told = refused(&other, &[KEY], &["move", "--to", &database.url]);
    assert!(told.contains("--to") && told.contains(connected), "{told}");
    assert_eq!(contents(&database).await, before);

    server.close().await;
    // PostgreSQL ends a connection a moment after its client.
    while database.number(servers).await > 0 {}
    let named = serve(&format!("{}&application_name=front", database.url)).await;
    assert_eq!(database.number(servers).await, 0, "the URL names its connections itself");
    done(&database, &["restore", file, "--force"]);
    named.close().await;
}

#[test]
fn no_error_shows_the_password_of_the_new_database() {
    let folder = TempDir::new().unwrap();
    let source = format!("sqlite://{}?mode=rwc", folder.path().join("portico.db").display());
    let (is_done, _, wrong) = portico_with(&source, &[KEY], &["migrate"], "");
    assert!(is_done, "{wrong}");
    for to in ["postgres://portico:hunter2@127.0.0.1:9/portico", "postgres://portico:hun#ter2@db.example", "hunter2"] {
        let (is_done, said, wrong) = portico_with(&source, &[KEY], &["move", "--to", to], "");
        assert!(!is_done && wrong.contains("--to") && !wrong.contains("PORTICO_DATABASE_URL"), "{wrong}");
        assert!(!format!("{said}{wrong}").contains("ter2"), "{wrong}");
    }
}
