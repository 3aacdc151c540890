//! Whether the server can serve, checked at most once a second.

use domain::{Seconds, Timestamp};
use service::{app_context::AppContext, failure};
use std::time::Duration;
use store::{DatabaseState, Schema};
use tokio::{sync::Mutex, time::timeout};

/// How long one result is valid for all probes.
const FRESH: Seconds = Seconds(1);
const TIMEOUT: Duration = Duration::from_millis(1_500);

const NO_ANSWER: &str = "the database does not answer\n";

/// Why the server is not ready.
type Reason = &'static str;

/// The last result. Probes that come during a check wait for its result.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Timestamp, Result<(), Reason>)>>);

impl Readiness {
    /// The current result; `Err` says why the server is not ready.
    pub async fn find(&self, app: &AppContext) -> Result<(), Reason> {
        let mut found = self.0.lock().await;
        let now = app.clock.now();
        match *found {
            Some((at, readiness)) if at <= now && now < at + FRESH => readiness,
            _ => {
                let readiness = look(app).await;
                *found = Some((app.clock.now(), readiness));
                readiness
            }
        }
    }
}

async fn look(app: &AppContext) -> Result<(), Reason> {
    let schema = match timeout(TIMEOUT, app.store.schema()).await {
        Ok(Ok(schema)) => schema,
        Ok(Err(error)) => {
            failure::record(&error, app.random.as_ref());
            return Err(NO_ANSWER);
        }
        Err(_) => return Err(NO_ANSWER),
    };
    match (schema, app.store.state()) {
        (Schema::Older, _) => Err("migrations are missing\n"),
        (Schema::Newer, _) => Err("the database is newer than this version\n"),
        (Schema::Current, DatabaseState::ReadOnly) => Err("nothing can be written into the database\n"),
        (Schema::Current, DatabaseState::Gone) => Err(NO_ANSWER),
        (Schema::Current, DatabaseState::Writable) => Ok(()),
    }
}
