//! Deletes expired data, at startup and once an hour.

use super::{Stopping, stopped};
use service::app_context::AppContext;
use std::{sync::Arc, time::Duration};
use store::purge;
use tokio::time::timeout;

const EVERY: Duration = Duration::from_secs(3600);

pub async fn purge_expired(app: Arc<AppContext>, stopping: Stopping) {
    loop {
        if let Err(error) = purge::expired(&app.store, app.clock.now()).await {
            service::failure::record(&error.context("forgetting what is over"), app.random.as_ref());
        }
        if timeout(EVERY, stopped(stopping.clone())).await.is_ok() {
            return;
        }
    }
}
