//! Finds out when the other jobs have something to do that this process did not write, and calls them: what was put off,
//! what other processes write, what a dead server had taken. One statement for all jobs, so that an idle server sends
//! few.

use super::{Stopping, stopped};
use domain::Timestamp;
use service::{app_context::AppContext, failure};
use std::{sync::Arc, time::Duration};
use store::{JobCalls, schedule};
use tokio::time::timeout;

/// How long to wait at most before looking again: other processes write without a call.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How long to wait after a job was called, or the database did not answer.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long to wait at least.
const LEAST_WAIT: Duration = Duration::from_millis(20);

/// Works until told to stop.
pub async fn look_out(app: Arc<AppContext>, stopping: Stopping) {
    while !*stopping.borrow() {
        let wait = look(&app).await.unwrap_or_else(|error| {
            failure::record(&error.context("reading the schedule of the jobs"), app.random.as_ref());
            LOOK_AGAIN
        });
        let something = async {
            tokio::select! {
                () = app.store.jobs().rescheduled() => {}
                () = stopped(stopping.clone()) => {}
            }
        };
        let _ = timeout(wait, something).await;
    }
}

/// Wakes a job.
type Wake = fn(&JobCalls);

/// Calls the jobs that have something to do, and returns how long to wait before looking again.
async fn look(app: &AppContext) -> anyhow::Result<Duration> {
    app.store.bound_log().await?;
    let (now, jobs) = (app.clock.now(), app.store.jobs());
    let schedule = schedule::read(&app.store, now).await?;
    let calls: [(Option<Timestamp>, Wake); 3] = [
        (schedule.messages, JobCalls::wake_outbox),
        (schedule.logouts, JobCalls::wake_logouts),
        (schedule.imports, JobCalls::wake_imports),
    ];
    let mut wait = LOOK_EVERY;
    for (due, call) in calls {
        let Some(due) = due else { continue };
        if due <= now {
            call(jobs);
            wait = wait.min(LOOK_AGAIN);
        } else {
            let left = due.0.saturating_sub(now.0).try_into().unwrap_or_default();
            wait = wait.min(Duration::from_millis(left).max(LEAST_WAIT));
        }
    }
    Ok(wait)
}
