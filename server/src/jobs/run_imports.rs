//! Sends the invitations of accepted imports until none is left.

use super::{Stopping, stopped};
use service::{failure, house::House, invitations};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How often to look for imports that a stopped server left unfinished.
const LOOK_EVERY: Duration = Duration::from_secs(10);

pub async fn run_imports(house: Arc<House>, stopping: Stopping) {
    while !*stopping.borrow() {
        match invitations::go_on(&house, || *stopping.borrow()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                failure::record(&error.context("going on with an import"), house.random.as_ref());
            }
        }
        let something = async {
            tokio::select! {
                () = house.imports_bell.notified() => {}
                () = stopped(stopping.clone()) => {}
            }
        };
        let _ = timeout(LOOK_EVERY, something).await;
    }
}
