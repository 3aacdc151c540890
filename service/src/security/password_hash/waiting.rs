//! The jobs that wait to be hashed, and how many there may be: as many as take ten seconds, estimated from the measured
//! hashing times. This bounds both the waiting time and the memory.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::time::Instant;

/// The longest estimated wait for a hash. Further jobs are refused.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Nanoseconds to fill one KiB once, assumed until it is measured: 20 ms for the default parameters.
const FIRST_GUESS: u64 = 500;
/// About how many hashes the moving average of the time covers.
const SMOOTHING: u64 = 4;

/// Counts the jobs that no thread has taken yet.
#[derive(Debug)]
pub(super) struct Waiting {
    queued: AtomicU64,
    /// The cost of all waiting jobs together, in KiB to fill.
    cost: AtomicU64,
    /// Measured nanoseconds to fill one KiB.
    measured: AtomicU64,
    threads: u64,
}

/// A job's place in the queue. Freed when it is dropped.
pub(super) struct Ticket {
    waiting: Arc<Waiting>,
    cost: u64,
    since: Instant,
}

impl Ticket {
    /// Leaves the queue, because a thread begins with the job.
    pub fn leave(self) {
        metrics::histogram!("portico_hashing_wait_seconds").record(self.since.elapsed());
    }
}

impl Waiting {
    /// An empty queue for this many hashing threads.
    pub fn new(threads: usize) -> Arc<Self> {
        let threads = threads as u64;
        let measured = AtomicU64::new(FIRST_GUESS);
        Arc::new(Waiting { queued: AtomicU64::new(0), cost: AtomicU64::new(0), measured, threads })
    }

    /// Reserves a place for a job. `most` is the configured number of waiting jobs, if any. Returns `None` when there
    /// is no room. That depends only on earlier jobs, so that it does not tell which account has a costlier hash.
    pub fn ticket(self: &Arc<Self>, cost: u64, most: Option<usize>) -> Option<Ticket> {
        // Count before comparing, so that a hundred concurrent calls cannot all get the last place.
        let queued = self.queued.fetch_add(1, Relaxed);
        let before = self.cost.fetch_add(cost, Relaxed);
        metrics::gauge!("portico_hashing_waiting").increment(1);
        let ticket = Ticket { waiting: self.clone(), cost, since: Instant::now() };
        let has_room = match most {
            Some(most) => queued < most as u64,
            None => self.time_for(before) < LONGEST_WAIT,
        };
        if !has_room {
            metrics::counter!("portico_hashing_refused_total").increment(1);
        }
        has_room.then_some(ticket)
    }

    /// Updates the average with the time that a hash took.
    pub fn measure(&self, cost: u64, took: Duration) {
        let sample = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX) / cost.max(1);
        // Of two concurrent updates one may be lost, which is harmless.
        let before = self.measured.load(Relaxed);
        let mean = before.saturating_mul(SMOOTHING - 1).saturating_add(sample) / SMOOTHING;
        self.measured.store(mean.max(1), Relaxed);
    }

    fn time_for(&self, cost: u64) -> Duration {
        Duration::from_nanos(cost.saturating_mul(self.measured.load(Relaxed)) / self.threads.max(1))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.waiting.queued.fetch_sub(1, Relaxed);
        self.waiting.cost.fetch_sub(self.cost, Relaxed);
        metrics::gauge!("portico_hashing_waiting").decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: u64 = 19_456 * 2;

    /// How many jobs find room at the same time.
    fn fitting(waiting: &Arc<Waiting>, most: Option<usize>) -> usize {
        let tickets: Vec<_> = (0..10_000).map_while(|_| waiting.ticket(COST, most)).collect();
        tickets.len()
    }

    fn measured(threads: usize, each: Duration) -> Arc<Waiting> {
        let waiting = Waiting::new(threads);
        (0..50).for_each(|_| waiting.measure(COST, each));
        waiting
    }

    #[test]
    fn as_many_wait_as_are_hashed_in_ten_seconds() {
        for (threads, each, expected) in [(2, 20, 1000), (2, 60, 333), (1, 200, 50), (8, 100, 800)] {
            let found = fitting(&measured(threads, Duration::from_millis(each)), None);
            assert!(found.abs_diff(expected) <= expected / 50, "{threads} threads, {each} ms: {found}");
        }
    }

    #[test]
    fn a_burst_of_three_hundred_on_two_cores_is_taken_before_anything_was_measured() {
        assert!(fitting(&Waiting::new(2), None) >= 300);
    }

    #[test]
    fn a_number_that_was_set_counts_instead() {
        assert_eq!(fitting(&measured(1, Duration::from_secs(60)), Some(7)), 7);
        assert_eq!(fitting(&measured(8, Duration::from_micros(1)), Some(7)), 7);
    }

    #[test]
    fn a_cheap_one_finds_no_room_where_a_dear_one_finds_none() {
        let waiting = measured(2, Duration::from_millis(60));
        let _tickets: Vec<_> = (0..10_000).map_while(|_| waiting.ticket(COST, None)).collect();
        assert!(waiting.ticket(1, None).is_none() && waiting.ticket(u64::from(u32::MAX), None).is_none());
    }

    #[test]
    fn one_job_always_finds_room_and_gives_it_back() {
        let waiting = measured(1, Duration::from_secs(60));
        for _ in 0..3 {
            assert_eq!(fitting(&waiting, None), 1);
        }
        assert_eq!((waiting.queued.load(Relaxed), waiting.cost.load(Relaxed)), (0, 0));
    }
}
