//! A client that disconnects before the response has made an attempt like any other.

use super::{LOCKED, WRONG, open};
use crate::support::prelude::*;
use service::{app_context::AppContext, security::HashParameters};
use std::sync::Arc;

/// The cost of a hash that takes long enough to disconnect during it.
const COST: HashParameters = HashParameters { memory_kib: 19_456, passes: 16 };

async fn failures(world: &World) -> i64 {
    world.database.number("SELECT COALESCE(MAX(failures), 0) FROM password_failure").await
}

/// Sends a password and disconnects once the attempt is counted.
async fn hang_up(world: &World, mut browser: Browser, password: &'static str) {
    let before = failures(world).await;
    let request = tokio::spawn(async move { browser.password(OWNER, password).await });
    while failures(world).await == before {
        tokio::task::yield_now().await;
    }
    request.abort();
    assert!(request.await.is_err_and(|error| error.is_cancelled()), "it was answered too soon for this test");
}

async fn slow(world: &World) -> Arc<AppContext> {
    world.other_server(|app| app.hasher = World::hasher(COST)).await
}

/// Replaces the owner's hash by one that is as slow as this hasher.
async fn slow_hash(world: &World, app: &AppContext) {
    let hash = app.hasher.hash(domain::Password::new(PASSWORD.to_owned()), app.random.as_ref()).await.unwrap();
    world.database.execute(&format!("UPDATE password SET hash = '{}'", hash.expose())).await;
}

/// Waits for work that continues without a client, until a query returns this number.
async fn until(world: &World, sql: &str, wanted: i64) {
    while world.database.number(sql).await != wanted {
        tokio::task::yield_now().await;
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_who_hang_up_lock_out_the_password_and_the_owner_is_told(#[values(Sqlite, Postgres)] database: Database) {
    let world = open(database).await;
    let app = slow(&world).await;
    slow_hash(&world, &app).await;
    for _ in 0..5 {
        hang_up(&world, world.browser_in(&app), WRONG).await;
    }
    until(&world, "SELECT COUNT(*) FROM outbox_message WHERE template = 'sign_in_locked'", 1).await;
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, LOCKED).len(), 1);
    let until = world.now() + Seconds::hours(1);
    assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(too_many(until)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_password_is_no_failure_even_if_the_browser_hangs_up(#[values(Sqlite, Postgres)] database: Database) {
    let world = open(database).await;
    let app = slow(&world).await;
    slow_hash(&world, &app).await;
    hang_up(&world, world.browser_in(&app), PASSWORD).await;
    until(&world, "SELECT COUNT(*) FROM session", 1).await;
    assert_eq!(failures(&world).await, 0);
}
