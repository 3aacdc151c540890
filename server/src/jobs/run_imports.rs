//! Sends the invitations of accepted imports until none is left.

use super::{Stopping, stopped};
use service::{app_context::AppContext, failure, invitations};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How often to look for imports that a stopped server left unfinished.
const LOOK_EVERY: Duration = Duration::from_secs(10);

pub async fn run_imports(app: Arc<AppContext>, stopping: Stopping) {
    while !*stopping.borrow() {
        match invitations::go_on(&app, || *stopping.borrow()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                failure::record(&error.context("going on with an import"), app.random.as_ref());
            }
        }
        let something = async {
            tokio::select! {
                () = app.store.imports_written() => {}
                () = stopped(stopping.clone()) => {}
            }
        };
        let _ = timeout(LOOK_EVERY, something).await;
    }
}
