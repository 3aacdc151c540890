//! Expired rows are deleted a few at a time, while users sign in.

use crate::support::prelude::*;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use std::time::Duration;
use store::purge;
use tokio::time::timeout;

const MANY: i64 = 6_000;
/// The most rows that one transaction deletes.
const BATCH: i64 = 1_000;

/// Adds rate limits, half of them over, and known browsers, half of them long unused.
async fn fill(world: &World, database: Database) {
    let (bytes, numbers) = match database {
        Sqlite => {
            let more = "SELECT 1 UNION ALL SELECT n + 1 FROM numbers";
            ("CAST(printf('%08d', n) AS BLOB)", format!("RECURSIVE numbers (n) AS ({more} WHERE n < {MANY})"))
        }
        Postgres => {
            ("decode(lpad(n::text, 8, '0'), 'hex')", format!("numbers (n) AS (SELECT generate_series(1, {MANY}))"))
        }
    };
    let now = world.now().0;
    let browser = format!("(SELECT id FROM account LIMIT 1), 0, (n % 2) * {now}");
    for (into, values) in [
        ("rate_limit (bucket, used, window_ends_at)", format!("1, (n % 2) * ({now} + 60000)")),
        ("known_browser (token_hash, account_id, created_at, last_seen_at)", browser),
    ] {
        let sql = format!("INSERT INTO {into} WITH {numbers} SELECT {bytes}, {values} FROM numbers");
        world.database.execute(&sql).await;
    }
}

/// SQL that lets PostgreSQL record which transaction deleted how many rows.
const NOTE: [&str; 3] = [
    "CREATE TABLE deletion (id BIGINT)",
    "CREATE FUNCTION note_deletion() RETURNS TRIGGER AS $$
     BEGIN INSERT INTO deletion VALUES (txid_current()); RETURN NULL; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER noted AFTER DELETE ON rate_limit FOR EACH ROW EXECUTE FUNCTION note_deletion()",
];

#[apply(matrix)]
async fn what_is_over_goes_a_few_rows_at_a_time(database: Database) {
    let world = World::open(database).await;
    fill(&world, database).await;
    for sql in NOTE.iter().filter(|_| database == Postgres) {
        world.database.execute(sql).await;
    }
    let store = &world.app.store;
    let mut between = 0;
    let writing = async {
        loop {
            let transaction = store.begin().await.unwrap();
            store.commit(transaction).await.unwrap();
            between += 1;
        }
    };
    tokio::select! {
        purged = purge::purge_expired(store, world.now()) => purged.unwrap(),
        () = writing => {}
    }
    let number = async |sql: &str| world.database.number(sql).await;
    for table in ["rate_limit", "known_browser"] {
        assert_eq!(number(&format!("SELECT COUNT(*) FROM {table}")).await, MANY / 2, "{table}");
    }
    let batches = match database {
        Sqlite => between,
        Postgres => {
            let most =
                number("SELECT MAX(many) FROM (SELECT COUNT(*) AS many FROM deletion GROUP BY id) AS batch").await;
            assert!(most <= BATCH, "{most} rows went at once");
            number("SELECT COUNT(DISTINCT id) FROM deletion").await
        }
    };
    assert!(batches >= MANY / 2 / BATCH, "{batches}");
}

#[tokio::test]
async fn a_row_that_somebody_works_on_is_left_for_the_next_time() {
    let world = World::open(Postgres).await;
    fill(&world, Postgres).await;
    let over = "SELECT COUNT(*) FROM rate_limit WHERE window_ends_at <= 1800000000000";
    let raw = sea_orm::Database::connect(&world.database.url).await.unwrap();
    let working = raw.begin().await.unwrap();
    working.execute_unprepared("SELECT 1 FROM rate_limit WHERE window_ends_at = 0 LIMIT 1 FOR UPDATE").await.unwrap();
    let purge = || timeout(Duration::from_secs(60), purge::purge_expired(&world.app.store, world.now()));
    purge().await.expect("it waits for the row").unwrap();
    assert_eq!(world.database.number(over).await, 1);
    working.rollback().await.unwrap();
    purge().await.unwrap().unwrap();
    assert_eq!(world.database.number(over).await, 0);
}
