//! Limits a warning that could repeat a thousand times a second to once a minute.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const EVERY: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub struct Seldom(Mutex<Option<Instant>>);

impl Seldom {
    /// Whether the warning may be written now. If so, the caller is expected to write it.
    pub fn may_now(&self) -> bool {
        self.may(Instant::now())
    }

    fn may(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let may = last.is_none_or(|last| last + EVERY <= now);
        if may {
            *last = Some(now);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_a_minute_and_no_more() {
        let (seldom, start) = (Seldom::default(), Instant::now());
        let may = [0, 1, 59, 60, 61, 180].map(|seconds| seldom.may(start + Duration::from_secs(seconds)));
        assert_eq!(may, [true, false, false, true, false, true]);
    }
}
