//! What happens without anybody asking.

mod compose;
mod deliver_outbox;
mod purge_expired;
mod run_imports;
mod under_way;

pub use deliver_outbox::Delivery;
pub use purge_expired::purge_expired;
pub use run_imports::run_imports;

use tokio::sync::watch;

/// Tells everything that runs to finish what is under way.
pub type Stopping = watch::Receiver<bool>;

/// Resolves when the program is to stop.
pub async fn stopped(mut stopping: Stopping) {
    // An error means that the sender is gone, and with it the program.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}
