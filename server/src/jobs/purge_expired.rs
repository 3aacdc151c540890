//! Forgets what is over, once an hour.

use super::{Stopping, stopped};
use crate::{house::House, store::purge};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

const EVERY: Duration = Duration::from_secs(3600);

pub async fn purge_expired(house: Arc<House>, stopping: Stopping) {
    while timeout(EVERY, stopped(stopping.clone())).await.is_err() {
        if let Err(error) = purge::expired(&house.store, house.clock.now()).await {
            crate::failure::record(&error.context("forgetting what is over"), house.random.as_ref());
        }
    }
}
