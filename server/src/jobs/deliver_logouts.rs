//! Tells applications that sessions have ended, at least once, until they accept it or a day is over. It is apart from the
//! delivery of messages, so that an application that hangs delays no code.

use super::deliver_outbox::back_off;
use super::{Stopping, stopped};
use domain::Timestamp;
use service::app_context::AppContext;
use service::delivery::{NotTaken, without_secrets};
use service::{failure, oidc};
use std::sync::Arc;
use std::time::Duration;
use store::logout_notices::{self, LogoutNotice};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many applications are told at once.
const AT_ONCE: usize = 32;
/// How long a shutdown waits for what is in progress: longer than an attempt takes.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(8);

/// The job that tells applications.
#[derive(Clone)]
pub struct LogoutDelivery {
    pub app: Arc<AppContext>,
}

impl LogoutDelivery {
    /// Works until told to stop, then finishes what is in progress.
    pub async fn run(self, stopping: Stopping) {
        let mut deliveries = JoinSet::new();
        while !*stopping.borrow() {
            let free = AT_ONCE.saturating_sub(deliveries.len());
            let started = self.start_due(&mut deliveries, free).await.unwrap_or_else(|error| {
                failure::record(&error.context("reading the logout notices"), self.app.random.as_ref());
                0
            });
            // If there is room, nothing more is due now, and `look_out` calls when that changes.
            let is_full = started == free;
            tokio::select! {
                () = self.app.store.jobs().logouts_written(), if !is_full => {}
                () = stopped(stopping.clone()) => {}
                Some(_) = deliveries.join_next(), if is_full => {}
            }
            while deliveries.try_join_next().is_some() {}
        }
        if timeout(SHUTDOWN_TIMEOUT, wait_for_all(&mut deliveries)).await.is_err() {
            tracing::warn!(notices = deliveries.len(), "stopped while an application was still being told");
        }
    }

    /// Tells the applications whose notices are due, waits for them, and returns how many notices there were.
    pub async fn deliver_due(&self) -> anyhow::Result<usize> {
        let mut deliveries = JoinSet::new();
        let many = self.start_due(&mut deliveries, AT_ONCE).await?;
        wait_for_all(&mut deliveries).await;
        Ok(many)
    }

    async fn start_due(&self, deliveries: &mut JoinSet<()>, free: usize) -> anyhow::Result<usize> {
        if free == 0 {
            return Ok(0);
        }
        let due = logout_notices::lease(&self.app.store, free, self.app.clock.now()).await?;
        let many = due.len();
        for notice in due {
            let job = self.clone();
            deliveries.spawn(async move {
                if let Err(error) = job.deliver(&notice).await {
                    failure::record(&error.context("telling an application of a logout"), job.app.random.as_ref());
                }
            });
        }
        Ok(many)
    }

    async fn deliver(&self, notice: &LogoutNotice) -> anyhow::Result<()> {
        let (app, now) = (self.app.as_ref(), self.app.clock.now());
        if now >= notice.give_up_at {
            count("too_late");
            return oidc::logout_given_up(app, notice, notice.last_answer.as_deref().unwrap_or_default()).await;
        }
        match oidc::post_logout(app, notice).await? {
            Ok(()) => {
                count("told");
                oidc::logout_told(app, notice).await
            }
            Err(NotTaken::ForGood(reason)) => {
                tracing::warn!(client = %notice.client, reason, "an application refused a logout");
                count("refused");
                oidc::logout_given_up(app, notice, &reason).await
            }
            Err(NotTaken::NotNow(reason) | NotTaken::NotThisOneNow(reason)) => {
                self.put_back(notice, &reason, now).await
            }
        }
    }

    async fn put_back(&self, notice: &LogoutNotice, reason: &str, now: Timestamp) -> anyhow::Result<()> {
        let attempts = notice.attempts;
        tracing::warn!(client = %notice.client, attempts, reason, "an application was not told of a logout yet");
        count("retried");
        let again = now + back_off(attempts, notice.give_up_at.left_at(notice.created_at));
        logout_notices::put_back(&self.app.store, notice, &without_secrets(reason), again).await?;
        self.app.store.jobs().reschedule();
        Ok(())
    }
}

async fn wait_for_all(deliveries: &mut JoinSet<()>) {
    while deliveries.join_next().await.is_some() {}
}

fn count(outcome: &'static str) {
    metrics::counter!("portico_logouts_total", "outcome" => outcome).increment(1);
}
