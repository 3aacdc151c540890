//! The background jobs.

mod compose;
mod deliver_logouts;
mod deliver_outbox;
mod deliveries;

pub use deliver_logouts::LogoutDelivery;
pub use deliver_outbox::Delivery;

use service::{app_context::AppContext, failure, invitations, signing_keys};
use std::{sync::Arc, time::Duration};
use store::purge;
use tokio::{sync::watch, time::timeout};

/// How often to look for what has expired, and whether the next signing key is due.
const MAINTAIN_EVERY: Duration = Duration::from_secs(3600);
/// How often to look for imports that a stopped server left unfinished.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Becomes `true` at shutdown. Everything that runs then finishes the work in progress.
pub type Stopping = watch::Receiver<bool>;

/// Resolves when the server shuts down.
pub async fn stopped(mut stopping: Stopping) {
    // An error means that the sender was dropped, so the program is ending.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

/// Makes the next signing key when it is due and deletes expired data, at startup and once an hour.
pub async fn maintain(app: Arc<AppContext>, stopping: Stopping) {
    loop {
        if let Err(error) = signing_keys::prepare_next(&app).await {
            failure::record(&error.context("making the next signing key"), app.random.as_ref());
        }
        if let Err(error) = purge::purge_expired(&app.store, app.clock.now()).await {
            failure::record(&error.context("deleting expired data"), app.random.as_ref());
        }
        if timeout(MAINTAIN_EVERY, stopped(stopping.clone())).await.is_ok() {
            return;
        }
    }
}

/// Sends the invitations of accepted imports until none is left.
pub async fn run_imports(app: Arc<AppContext>, stopping: Stopping) {
    while !*stopping.borrow() {
        match invitations::go_on(&app, || *stopping.borrow()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                failure::record(&error.context("continuing an import"), app.random.as_ref());
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
