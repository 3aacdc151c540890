//! `/healthz` answers while the process is alive, `/readyz` when the server can serve. Both only read.

use super::Front;
use axum::extract;
use domain::{Seconds, Timestamp};
use http::StatusCode;
use service::{failure, house::House};
use std::{sync::Arc, time::Duration};
use store::{Schema, State};
use tokio::{sync::Mutex, time::timeout};

/// How long one result is valid for all probes.
const FRESH: Seconds = Seconds(1);
const PATIENCE: Duration = Duration::from_millis(1_500);

const NO_ANSWER: &str = "the database does not answer\n";

/// Why the server is not ready.
type Reason = &'static str;

/// The last result. Probes that come during a check wait for its result.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Timestamp, Result<(), Reason>)>>);

pub async fn healthz() -> &'static str {
    "alive\n"
}

pub async fn readyz(extract::State(front): extract::State<Arc<Front>>) -> (StatusCode, &'static str) {
    match front.readiness.find(&front.house).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}

impl Readiness {
    async fn find(&self, house: &House) -> Result<(), Reason> {
        let mut found = self.0.lock().await;
        let now = house.clock.now();
        match *found {
            Some((at, readiness)) if at <= now && now < at + FRESH => readiness,
            _ => {
                let readiness = look(house).await;
                *found = Some((house.clock.now(), readiness));
                readiness
            }
        }
    }
}

async fn look(house: &House) -> Result<(), Reason> {
    let schema = match timeout(PATIENCE, house.store.schema()).await {
        Ok(Ok(schema)) => schema,
        Ok(Err(error)) => {
            failure::record(&error, house.random.as_ref());
            return Err(NO_ANSWER);
        }
        Err(_) => return Err(NO_ANSWER),
    };
    match (schema, house.store.state()) {
        (Schema::Older, _) => Err("migrations are missing\n"),
        (Schema::Newer, _) => Err("the database is newer than this version\n"),
        (Schema::Current, State::ReadOnly) => Err("nothing can be written into the database\n"),
        (Schema::Current, State::Gone) => Err(NO_ANSWER),
        (Schema::Current, State::Writable) => Ok(()),
    }
}
