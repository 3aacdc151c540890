//! Reads what the metrics tell of the whole installation: once a minute what waits in the outbox, and every ten minutes
//! what takes longer to count.

use super::{Stopping, stopped};
use domain::Timestamp;
use service::{app_context::AppContext, failure, signing_keys};
use std::{sync::Arc, time::Duration};
use store::figures;
use tokio::time::timeout;

const EVERY: Duration = Duration::from_secs(60);
/// Every how many rounds sessions, lockouts and keys are looked at.
const SELDOM: u32 = 10;

/// Measures until told to stop. `upkeep` is called each time: it keeps measurements that nobody fetches from piling up.
pub async fn measure(app: Arc<AppContext>, upkeep: impl Fn() + Send, stopping: Stopping) {
    for round in (0..SELDOM).cycle() {
        upkeep();
        if let Err(error) = measure_once(&app, round == 0).await {
            failure::record(&error.context("reading figures for the metrics"), app.random.as_ref());
        }
        if timeout(EVERY, stopped(stopping.clone())).await.is_ok() {
            return;
        }
    }
}

/// Sets the metrics of the outbox and, if `is_thorough`, also those that take longer.
pub async fn measure_once(app: &AppContext, is_thorough: bool) -> anyhow::Result<()> {
    let (outbox, now) = (figures::outbox(&app.store).await?, app.clock.now());
    let age = |at: Timestamp| now.0.saturating_sub(at.0).max(0) as f64 / 1000.0;
    metrics::gauge!("portico_outbox_messages").set(outbox.waiting as f64);
    metrics::gauge!("portico_outbox_oldest_seconds").set(outbox.oldest.map(age).unwrap_or_default());
    if !is_thorough {
        return Ok(());
    }
    metrics::gauge!("portico_sessions").set(figures::open_sessions(&app.store).await? as f64);
    metrics::gauge!("portico_lockouts").set(figures::lockouts(&app.store, now).await? as f64);
    for (algorithm, seconds) in signing_keys::ages(app).await? {
        metrics::gauge!("portico_signing_key_age_seconds", "algorithm" => algorithm.name()).set(seconds as f64);
    }
    Ok(())
}
