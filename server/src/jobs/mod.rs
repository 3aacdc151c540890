//! The background jobs.

mod compose;
mod deliver_logouts;
mod deliver_outbox;
mod deliveries;
mod look_out;
mod measure;

pub use deliver_logouts::LogoutDelivery;
pub use deliver_outbox::Delivery;
pub use look_out::look_out;
pub use measure::{measure, measure_once};

use service::{app_context::AppContext, failure, invitations, signing_keys};
use std::{sync::Arc, time::Duration};
use store::purge;
use tokio::{sync::watch, task::JoinHandle, time::timeout};

/// How often to look for what has expired, and whether the next signing key is due.
const MAINTAIN_EVERY: Duration = Duration::from_secs(3600);

/// Becomes `true` at shutdown. Everything that runs then finishes the work in progress.
pub type Stopping = watch::Receiver<bool>;

/// Starts what happens without a request. `upkeep` is called once a minute, see `measure`.
pub fn start(delivery: Delivery, upkeep: impl Fn() + Send + 'static, stopping: &Stopping) -> [JoinHandle<()>; 6] {
    let app = delivery.app.clone();
    [
        tokio::spawn(delivery.run(stopping.clone())),
        tokio::spawn(run_imports(app.clone(), stopping.clone())),
        tokio::spawn(LogoutDelivery { app: app.clone() }.run(stopping.clone())),
        tokio::spawn(look_out(app.clone(), stopping.clone())),
        tokio::spawn(maintain(app.clone(), stopping.clone())),
        tokio::spawn(measure(app, upkeep, stopping.clone())),
    ]
}

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
        match purge::purge_expired(&app.store, app.clock.now()).await {
            Ok(()) => {
                let seconds = app.clock.now().0 / 1000;
                metrics::gauge!("portico_purge_timestamp_seconds").set(seconds as f64);
            }
            Err(error) => {
                failure::record(&error.context("deleting expired data"), app.random.as_ref());
            }
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
        tokio::select! {
            () = app.store.jobs().imports_written() => {}
            () = stopped(stopping.clone()) => {}
        }
    }
}
