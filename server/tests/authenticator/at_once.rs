//! A hundred simultaneous requests with one code: only one of them succeeds.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Barrier;

const MANY: usize = 100;

/// Runs `act` a hundred times at once and returns how many were right.
async fn how_many<F: Future<Output = bool> + Send + 'static>(act: impl Fn() -> F) -> usize {
    let (barrier, right) = (Arc::new(Barrier::new(MANY)), Arc::new(AtomicUsize::new(0)));
    let mut tasks = Vec::new();
    for _ in 0..MANY {
        let (barrier, right, act) = (barrier.clone(), right.clone(), act());
        tasks.push(tokio::spawn(async move {
            barrier.wait().await;
            if act.await {
                right.fetch_add(1, Ordering::SeqCst);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    right.load(Ordering::SeqCst)
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_uses_of_one_code_of_an_app_one_is_right(#[values(Sqlite, Postgres)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (key, _) = set_up(&world, &mut browser).await;
    world.clock.advance(Seconds(60));
    let (app, account, code) = (world.app.clone(), account(&world).await, app_code(&key, world.now()));
    let right = how_many(|| {
        let (app, code) = (app.clone(), code.clone());
        async move { answer(&app, account, &code).await == Outcome::Right }
    });
    assert_eq!(right.await, 1);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_uses_of_one_recovery_code_one_is_right(#[values(Sqlite, Postgres)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (_, codes) = set_up(&world, &mut browser).await;
    let (app, account) = (world.app.clone(), account(&world).await);
    let right = how_many(|| {
        let (app, code) = (app.clone(), codes[0].clone());
        async move { recover(&app, account, &code).await == Some(9) }
    });
    assert_eq!(right.await, 1);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "A recovery code was used").len(), 1);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_first_codes_one_turns_the_app_on(#[values(Sqlite, Postgres)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let key = begin(&mut browser).await;
    let code = app_code(&key, world.now());
    let right = how_many(|| {
        let (mut browser, code) = (browser.clone(), code.clone());
        async move { turn_on(&mut browser, &code).await.is_ok() }
    });
    assert_eq!(right.await, 1);
    let made = "SELECT COUNT(*) FROM recovery_code";
    assert_eq!(world.database.number(made).await, 10);
}
