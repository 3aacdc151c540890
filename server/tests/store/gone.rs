//! The database stops, goes silent, or is locked by another process: requests fail soon, then at once, until it is
//! back.

use super::{becomes, ready};
use crate::support::prelude::*;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use std::time::{Duration, Instant};
use store::{DatabaseState, Store};

/// Asserts that a page says that the database is away.
async fn assert_away(browser: &mut Browser, path: &str) {
    let answer = browser.get(path).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"), "{path}: {}", answer.body);
    assert!(answer.body.contains("Incident") || answer.body.contains("incident"), "{path}: {}", answer.body);
}

/// The limit for an immediate response, on a busy machine.
const AT_ONCE: Duration = Duration::from_millis(700);
/// The limit for a response after three seconds, on a busy machine.
const SOON: Duration = Duration::from_millis(3_700);

#[expect(clippy::disallowed_methods, reason = "the test measures real time")]
fn clock() -> Instant {
    Instant::now()
}

#[rstest]
#[tokio::test]
async fn while_postgresql_is_away_requests_fail_soon_and_then_at_once(
    #[values(Mode::Refuses, Mode::Hangs, Mode::Breaks)] mode: Mode,
) {
    let world = World::open(Postgres).await;
    let mut line = Line::to(&world.database).await;
    let store = Store::connect(&line.url()).await.unwrap();
    let app = world.other_server(|app| app.store = store).await;
    let (mut browser, mut prober) = (world.browser_in(&app), world.browser_in(&app));
    assert_eq!(browser.get("/sign-in?x=1").await.status, 200);
    assert_eq!(ready(&mut prober, &world).await, (200, "ready\n".to_owned()));

    line.turn(mode).await;
    world.clock.advance(Seconds(2));
    let started = clock();
    assert_away(&mut browser, "/sign-in?x=2").await;
    assert!(started.elapsed() < SOON, "{mode:?}: {:?}", started.elapsed());
    becomes("known to be away", async || app.store.state() == DatabaseState::Gone).await;
    let logo = format!("/branding/{}.png", "0".repeat(64));
    for path in ["/sign-in?x=3", "/account", "/o/codes/sign-in", &logo] {
        let started = clock();
        browser.forge_cookie("portico", &"A".repeat(43));
        assert_away(&mut browser, path).await;
        assert!(started.elapsed() < AT_ONCE, "{mode:?} {path}: {:?}", started.elapsed());
    }
    let refused = browser.send(OWNER).await.unwrap_err();
    assert!(matches!(refused, ApiError::Unavailable { seconds: 5, .. }), "{refused:?}");
    assert_eq!(browser.last.as_ref().unwrap().header("retry-after"), "5");
    let started = clock();
    assert_eq!(ready(&mut prober, &world).await, (503, "the database does not answer\n".to_owned()));
    assert!(started.elapsed() < Duration::from_secs(2));

    line.turn(Mode::Passes).await;
    becomes("it is back", async || app.store.state() == DatabaseState::Writable).await;
    assert_eq!(ready(&mut prober, &world).await, (200, "ready\n".to_owned()));
    let mut browser = world.browser_in(&app);
    browser.send(OWNER).await.unwrap();
}

#[tokio::test]
async fn a_statement_under_way_does_not_wait_for_a_database_that_went_silent() {
    let world = World::open(Postgres).await;
    let mut line = Line::to(&world.database).await;
    let store = Store::connect(&line.url()).await.unwrap();
    let transaction = store.begin().await.unwrap();
    line.turn(Mode::Hangs).await;
    let started = clock();
    transaction.execute_unprepared("SELECT 1").await.unwrap_err();
    drop(transaction);
    store.begin().await.unwrap_err();
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    line.turn(Mode::Passes).await;
    becomes("it is back", async || store.state() == DatabaseState::Writable).await;
    let transaction = store.begin().await.unwrap();
    store.commit(transaction).await.unwrap();
}

#[tokio::test]
async fn a_database_that_refuses_is_said_to_refuse_at_once() {
    let started = clock();
    let error = Store::connect("postgres://user:hunter2@127.0.0.1:1/portico").await.unwrap_err();
    let told = format!("{error:#} {error:?}");
    assert!(told.contains("PORTICO_DATABASE_URL") && told.contains("refused"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
    assert!(started.elapsed() < AT_ONCE, "{:?}", started.elapsed());
}

#[tokio::test]
async fn while_another_process_locks_the_file_requests_fail_soon_and_then_at_once() {
    let world = World::open(Sqlite).await;
    let (mut browser, mut prober) = (world.browser(Client), world.browser(Client));
    let lock = world.database.raw.begin().await.unwrap();
    lock.execute_unprepared("DELETE FROM rate_limit").await.unwrap();

    let started = clock();
    let refused = browser.send(OWNER).await.unwrap_err();
    assert!(matches!(refused, ApiError::Unavailable { .. }), "{refused:?}");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    becomes("known to be locked", async || world.app.store.state() == DatabaseState::ReadOnly).await;
    let started = clock();
    browser.send(OWNER).await.unwrap_err();
    assert!(started.elapsed() < AT_ONCE, "{:?}", started.elapsed());
    // Requests that only read still succeed.
    world.clock.advance(Seconds(2));
    assert_eq!(browser.get("/sign-in?x=1").await.status, 200);
    assert_eq!(ready(&mut prober, &world).await, (503, "nothing can be written into the database\n".to_owned()));

    lock.rollback().await.unwrap();
    becomes("it is free again", async || world.app.store.state() == DatabaseState::Writable).await;
    assert_eq!(ready(&mut prober, &world).await, (200, "ready\n".to_owned()));
    browser.send(OWNER).await.unwrap();
}
