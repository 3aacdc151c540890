//! What the store guarantees, also when the database fails: full, locked, stopped, silent.

mod applications;
mod full;
mod gone;
mod idle;
mod oauth;
mod pooler;
mod privileges;
mod purge;
mod sqlite_file;
mod standby;
mod transactions;

use crate::support::prelude::*;
use std::time::Duration;
use tokio::time::{interval, timeout};

/// Polls until a condition is true, for at most a minute.
async fn becomes(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let mut next = interval(Duration::from_millis(50));
    let asking = async {
        while !is_so().await {
            next.tick().await;
        }
    };
    timeout(Duration::from_secs(60), asking).await.unwrap_or_else(|_| panic!("it never became so: {what}"));
}

/// The response of `/readyz`, without the result that is cached for a second.
async fn ready(browser: &mut Browser, world: &World) -> (u16, String) {
    world.clock.advance(Seconds(1));
    let answer = browser.get("/readyz").await;
    (answer.status.as_u16(), answer.body)
}
