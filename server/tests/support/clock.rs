//! A clock that moves only when a test moves it.

use domain::{Seconds, Timestamp};
use service::clock::Clock;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2027-01-15T08:00:00Z, in milliseconds.
const START: i64 = 1_800_000_000_000;

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
