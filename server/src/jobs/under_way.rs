//! Messages that are being handed over, and how many may be.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::task::JoinSet;

/// Messages under way at once, those apart that their provider thinks about for long.
pub const AT_ONCE: usize = 8;
/// The same with those.
const MOST_AT_ONCE: usize = 32;
/// Messages that are being handed over.
#[derive(Default)]
pub struct UnderWay {
    pub tasks: JoinSet<()>,
    /// How many of them take long, and keep nothing else waiting.
    pub slow: Arc<AtomicUsize>,
}

impl UnderWay {
    pub fn free(&self) -> usize {
        let (all, slow) = (self.tasks.len(), self.slow.load(Ordering::Relaxed));
        AT_ONCE.saturating_sub(all.saturating_sub(slow)).min(MOST_AT_ONCE.saturating_sub(all))
    }

    pub async fn finished(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// One of those that take long, while it lives.
pub struct Slow(Arc<AtomicUsize>);

impl Slow {
    pub fn among(slow: &Arc<AtomicUsize>) -> Self {
        slow.fetch_add(1, Ordering::Relaxed);
        Slow(slow.clone())
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
