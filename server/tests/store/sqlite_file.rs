//! The file of SQLite: who may read it, and that neither it nor its log grows without end.

use crate::support::prelude::*;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, TransactionTrait as _};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use store::purge;

const MEGABYTES: i64 = 80;

fn file(world: &World) -> PathBuf {
    let url = world.database.url.strip_prefix("sqlite://").unwrap();
    url.split('?').next().unwrap().into()
}

fn log_size(world: &World) -> u64 {
    fs::metadata(file(world).with_extension("db-wal")).unwrap().len()
}

#[tokio::test]
async fn only_its_user_may_read_the_file_and_its_companions() {
    let world = World::open(Sqlite).await;
    let mut found = Vec::new();
    for entry in fs::read_dir(file(&world).parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        found.push(entry.file_name().into_string().unwrap());
    }
    found.sort();
    assert_eq!(found, ["portico.db", "portico.db-shm", "portico.db-wal"]);
}

#[tokio::test]
async fn the_space_of_deleted_rows_is_given_back() {
    let world = World::open(Sqlite).await;
    let pages = async || world.database.number("SELECT page_count FROM pragma_page_count").await;
    let numbers = "RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000)";
    let expired = format!(
        "INSERT INTO rate_limit (bucket, used, window_ends_at) WITH {numbers} SELECT randomblob(2000), 1, 0 FROM numbers"
    );
    world.database.execute(&expired).await;
    let before = pages().await;
    purge::purge_expired(&world.app.store, world.now()).await.unwrap();
    let after = pages().await;
    assert!(before > 2_000 && after < before / 2, "{before} {after}");
}

#[tokio::test]
async fn the_log_is_cut_off_even_if_somebody_always_reads() {
    let world = World::open(Sqlite).await;
    world.database.execute("CREATE TABLE ballast (filling BLOB)").await;
    // As long as this reader is there, the log cannot begin anew.
    let reader = sea_orm::Database::connect(&world.database.url).await.unwrap();
    let reading = reader.begin().await.unwrap();
    reading.query_one_raw(Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) FROM account")).await.unwrap();
    for _ in 0..MEGABYTES {
        world.database.execute("INSERT INTO ballast VALUES (zeroblob(1000000))").await;
    }
    assert!(log_size(&world) > 70_000_000, "{}", log_size(&world));
    // It does not wait for the reader.
    world.app.store.bound_log().await.unwrap();
    reading.rollback().await.unwrap();
    world.app.store.bound_log().await.unwrap();
    assert_eq!(log_size(&world), 0);
    let transaction = world.app.store.begin().await.unwrap();
    world.app.store.commit(transaction).await.unwrap();
}
