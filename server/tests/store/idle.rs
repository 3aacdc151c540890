//! What a server sends to the database while nobody uses it, and what it finds all the same.

use super::becomes;
use crate::support::prelude::*;
use server::jobs;
use service::delivery::Content;
use std::time::Duration;
use store::{Store, outbox};
use tokio::{sync::watch, task::spawn_blocking, time};

/// Real time for the database to answer.
const ANSWER: Duration = Duration::from_millis(20);

/// Waits until the jobs have done what they do at the start.
async fn settled(store: &Store) {
    let (mut last, mut quiet) = (0, 0);
    becomes("the jobs wait", async || {
        let now = store.statements();
        quiet = if now == last { quiet + 1 } else { 0 };
        last = now;
        quiet >= 10
    })
    .await;
}

/// Lets so many seconds pass on the paused clock of tokio, and on that of the server.
#[expect(clippy::disallowed_methods, reason = "the database answers in real time")]
async fn pass(world: &World, seconds: u32) {
    for _ in 0..seconds {
        world.clock.advance(Seconds(1));
        time::advance(Duration::from_secs(1)).await;
        // The paused clock stands still as long as a blocking task runs.
        spawn_blocking(|| std::thread::sleep(ANSWER)).await.unwrap();
    }
}

#[apply(matrix)]
async fn an_idle_server_sends_ten_statements_a_minute_at_most(database: Database) {
    let world = World::open(database).await;
    let store = &world.app.store;
    let (stop, stopping) = watch::channel(false);
    let jobs = jobs::start(world.delivery(), || (), &stopping);
    settled(store).await;
    time::pause();
    let before = store.statements();
    pass(&world, 60).await;
    let sent = store.statements() - before;
    time::resume();
    assert!((5..=10).contains(&sent), "{sent} statements");
    stop.send_replace(true);
    for job in jobs {
        job.await.unwrap();
    }
}

#[apply(matrix)]
async fn what_another_server_left_is_found_within_ten_seconds(database: Database) {
    let world = World::open(database).await;
    let other = world.another_server().await;
    let app = other.app.clone();
    let (stop, stopping) = watch::channel(false);
    let jobs = jobs::start(other, || (), &stopping);
    settled(&app.store).await;
    // One message was taken by a server that has died since, another one was taken by nobody.
    world.post("codes", OWNER, &Content::AlreadyRegistered, false, Seconds::days(1)).await;
    assert_eq!(outbox::lease(&world.app.store, 8, world.now()).await.unwrap().len(), 1);
    world.post("codes", ADMIN, &Content::AlreadyRegistered, false, Seconds::days(1)).await;
    time::pause();
    pass(&world, 11).await;
    time::resume();
    becomes("both were sent", async || world.mail.taken().len() == 2).await;
    assert_eq!((world.letters(OWNER).len(), world.letters(ADMIN).len()), (1, 1));
    stop.send_replace(true);
    for job in jobs {
        job.await.unwrap();
    }
}
