//! The background jobs.

mod compose;
mod deliver_outbox;
mod purge_expired;
mod run_imports;
mod under_way;

pub use deliver_outbox::Delivery;
pub use purge_expired::purge_expired;
pub use run_imports::run_imports;

use tokio::sync::watch;

/// Becomes `true` at shutdown. Everything that runs then finishes the work in progress.
pub type Stopping = watch::Receiver<bool>;

/// Resolves when the server shuts down.
pub async fn stopped(mut stopping: Stopping) {
    // An error means that the sender was dropped, so the program is ending.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}
