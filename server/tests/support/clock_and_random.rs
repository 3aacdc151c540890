//! Time and randomness for tests.

use domain::{Seconds, Timestamp};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use service::{clock::Clock, random::Random};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2027-01-15T08:00:00Z, in milliseconds.
const START: i64 = 1_800_000_000_000;

/// Moves only when a test moves it.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        TestClock(AtomicI64::new(START))
    }
}

impl TestClock {
    pub fn advance(&self, span: Seconds) {
        self.advance_milliseconds(i64::from(span.0) * 1000);
    }

    pub fn advance_milliseconds(&self, span: i64) {
        self.0.fetch_add(span, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Gives the same values in every run.
pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    pub fn new(seed: u64) -> Self {
        SeededRandom(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        self.0.lock().unwrap().fill_bytes(bytes);
        Ok(())
    }
}
