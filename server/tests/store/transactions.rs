//! A transaction that fails to end takes its connection with it: what is acknowledged afterwards is stored.

use super::becomes;
use crate::support::prelude::*;
use sea_orm::ConnectionTrait as _;
use store::accounts;
use store::{DatabaseState, Store, Transaction};

/// How a transaction goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The COMMIT is refused. Depending on the database, the transaction is still open or has ended.
    Refused,
    /// The database has rolled back by itself, as SQLite does when the disk is full.
    RolledBack,
    /// The database file cannot grow any more.
    Full,
    /// The server has ended the connection.
    Terminated,
    /// The caller has dropped the transaction without ending it.
    Dropped,
}

async fn go_wrong(store: &Store, database: Database, fault: Fault) {
    let transaction = store.begin().await.unwrap();
    let run = async |sql: &str| transaction.execute_unprepared(sql).await;
    match (fault, database) {
        (Fault::Refused, _) => {
            run("INSERT INTO promise (id, kept_by) VALUES (1, 99)").await.unwrap();
        }
        (Fault::RolledBack, _) => {
            run("ROLLBACK").await.unwrap();
        }
        (Fault::Full, _) => {
            run("PRAGMA max_page_count = 1").await.unwrap();
            let filling = "INSERT INTO promise (id, filling) VALUES (1, zeroblob(10000000))";
            assert!(run(filling).await.unwrap_err().to_string().contains("full"));
        }
        (Fault::Terminated, _) => {
            run("SELECT pg_terminate_backend(pg_backend_pid())").await.unwrap_err();
        }
        (Fault::Dropped, Sqlite) => {
            run("ROLLBACK").await.unwrap();
            drop(transaction);
            return;
        }
        (Fault::Dropped, Postgres) => {
            run("SELECT nonsense").await.unwrap_err();
            drop(transaction);
            return;
        }
    }
    // When the file is full, SQLite may undo the statement only. The transaction is then empty and can be committed.
    assert!(store.commit(transaction).await.is_err() || fault == Fault::Full, "{fault:?} was committed");
}

async fn connection_of(transaction: &Transaction) -> i64 {
    let sql =
        sea_orm::Statement::from_string(transaction.get_database_backend(), "SELECT CAST(pg_backend_pid() AS BIGINT)");
    transaction.query_one_raw(sql).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[rstest]
#[case(Sqlite, Fault::Refused)]
#[case(Sqlite, Fault::RolledBack)]
#[case(Sqlite, Fault::Full)]
#[case(Sqlite, Fault::Dropped)]
#[case(Postgres, Fault::Refused)]
#[case(Postgres, Fault::Terminated)]
#[case(Postgres, Fault::Dropped)]
#[tokio::test]
async fn what_is_acknowledged_after_a_failed_transaction_is_kept(
    #[case] database: Database,
    #[case] fault: Fault,
    #[values(1, 2, 5)] times: usize,
) {
    let world = World::open(database).await;
    let filling = if database == Sqlite { "BLOB" } else { "BYTEA" };
    let promise = format!(
        "CREATE TABLE promise (id INTEGER PRIMARY KEY, filling {filling},
         kept_by INTEGER REFERENCES promise (id) DEFERRABLE INITIALLY DEFERRED)"
    );
    world.database.execute(&promise).await;
    for _ in 0..times {
        go_wrong(&world.app.store, database, fault).await;
    }
    becomes("a writer is there", async || world.app.store.state() == DatabaseState::Writable).await;

    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    world.give_password(OWNER, PASSWORD).await;
    // As another process sees it, and as the file would be found after `kill -9`.
    let count = async |sql: &str| world.database.number(sql).await;
    assert_eq!(count("SELECT COUNT(*) FROM session").await, 1, "the session is lost");
    assert_eq!(count("SELECT COUNT(*) FROM password").await, 1, "the password is lost");
    assert_eq!(count("SELECT COUNT(*) FROM promise").await, 0, "what was not committed is there");
    let reopened = Store::connect(&world.database.url).await.unwrap();
    let session = browser.cookie("portico").unwrap().to_owned();
    browser.sign_out().await.unwrap();
    let mut stolen = world.browser(Client);
    stolen.forge_cookie("portico", &session);
    assert_eq!(stolen.get("/account").await.status, 303, "the session lives on");
    assert_eq!(count("SELECT COUNT(*) FROM session WHERE ended_at IS NULL").await, 0, "the end of the session is lost");
    reopened.close().await;
}

#[tokio::test]
async fn a_connection_whose_commit_failed_is_not_used_again() {
    let world = World::open(Postgres).await;
    let store = &world.app.store;
    world
        .database
        .execute(
            "CREATE TABLE promise (id INTEGER PRIMARY KEY,
             kept_by INTEGER REFERENCES promise (id) DEFERRABLE INITIALLY DEFERRED)",
        )
        .await;
    let transaction = store.begin().await.unwrap();
    let before = connection_of(&transaction).await;
    transaction.execute_unprepared("INSERT INTO promise (id, kept_by) VALUES (1, 99)").await.unwrap();
    store.commit(transaction).await.unwrap_err();
    for _ in 0..20 {
        let transaction = store.begin().await.unwrap();
        assert_ne!(connection_of(&transaction).await, before);
        store.commit(transaction).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_begins_within_something() {
    let world = World::open(Sqlite).await;
    let store = &world.app.store;
    // The transaction is ended by SQL, so sqlx assumes that the connection is still in a transaction.
    let transaction = store.begin().await.unwrap();
    transaction.execute_unprepared("COMMIT").await.unwrap();
    drop(transaction);
    let transaction = store.begin().await.unwrap();
    // SQLite refuses this within a transaction.
    let within = transaction.execute_unprepared("BEGIN").await.unwrap_err();
    assert!(within.to_string().contains("within a transaction"), "{within}");
    transaction.execute_unprepared("CREATE TABLE promise (id INTEGER)").await.unwrap();
    store.commit(transaction).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM promise").await, 0);
}

#[apply(matrix)]
async fn what_a_savepoint_writes_is_seen_by_the_next_request(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    assert!(browser.get("/account").await.body.contains(OWNER));
    let home = world.organisation(world.home_of(OWNER).await.as_str()).await;
    let (old, new) = (OWNER.parse().unwrap(), "new@example.org".parse().unwrap());
    let transaction = world.app.store.begin().await.unwrap();
    let account = accounts::find_by_email(&transaction, home, &old).await.unwrap().unwrap();
    assert!(accounts::set_email(&transaction, account.id, &new).await.unwrap());
    world.app.store.commit(transaction).await.unwrap();
    assert!(browser.get("/account").await.body.contains(new.as_str()));
}
