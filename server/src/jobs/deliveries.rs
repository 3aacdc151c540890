//! The deliveries in progress, and how many there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::JoinSet;

/// Deliveries in progress at once, not counting slow ones.
pub const AT_ONCE: usize = 8;
/// Deliveries in progress at once, including slow ones.
const MOST_AT_ONCE: usize = 32;

/// The deliveries in progress.
#[derive(Default)]
pub struct Deliveries {
    pub tasks: JoinSet<()>,
    /// How many of the tasks are slow. Slow tasks do not keep other messages waiting.
    pub slow: Arc<AtomicUsize>,
}

impl Deliveries {
    /// How many deliveries may start now.
    pub fn free(&self) -> usize {
        let (all, slow) = (self.tasks.len(), self.slow.load(Ordering::Relaxed));
        AT_ONCE.saturating_sub(all.saturating_sub(slow)).min(MOST_AT_ONCE.saturating_sub(all))
    }

    /// Waits until no delivery is in progress.
    pub async fn wait_for_all(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Counts as one slow delivery until it is dropped.
pub struct SlowDelivery(Arc<AtomicUsize>);

impl SlowDelivery {
    pub fn count(slow: &Arc<AtomicUsize>) -> Self {
        slow.fetch_add(1, Ordering::Relaxed);
        SlowDelivery(slow.clone())
    }
}

impl Drop for SlowDelivery {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
