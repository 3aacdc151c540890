//! The whole machine of wrong passwords, in any order and at any time, beside a simple account of what happened.

use super::*;
use proptest::{collection::vec, prelude::*};

const START: Timestamp = Timestamp(1_000_000_000);

/// What may happen. Hashing takes no time here: tries overlap, and the clock goes on between them.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// Milliseconds.
    Wait(u32),
    /// To the very millisecond at which the row opens, or to the one before.
    WaitForEnd { is_early: bool },
    /// A wrong password, from paying to its outcome.
    Wrong,
    /// A right one.
    Right,
    /// A try is paid and compared later.
    Begin,
    /// One of those begun, counted from the oldest, turns out right or wrong.
    Settle { which: usize, is_right: bool },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => (0u32..90_000).prop_map(Event::Wait),
        1 => (0u32..4_000_000).prop_map(Event::Wait),
        2 => any::<bool>().prop_map(|is_early| Event::WaitForEnd { is_early }),
        6 => Just(Event::Wrong),
        2 => Just(Event::Right),
        3 => Just(Event::Begin),
        4 => (0usize..6, any::<bool>()).prop_map(|(which, is_right)| Event::Settle { which, is_right }),
    ]
}

fn lock() -> impl Strategy<Value = (u32, Seconds)> {
    (1u32..=20, 1u32..=1440).prop_map(|(failures, minutes)| (failures, Seconds::minutes(minutes)))
}

/// One row and what really happened to it.
struct Row {
    rules: WrongPassword,
    row: Failures,
    now: Timestamp,
    /// Numbers of the tries that are being compared.
    under_way: Vec<u32>,
    /// When the failures that still count happened.
    failures: Vec<Timestamp>,
    /// When the last failure that closed the row closed it, and until when.
    closed: Option<(Timestamp, Timestamp)>,
}

impl Row {
    fn new(rules: WrongPassword) -> Self {
        Row { rules, row: Failures::NONE, now: START, under_way: Vec::new(), failures: Vec::new(), closed: None }
    }

    fn wait(&mut self, milliseconds: u32) {
        // Whatever is under way ends before anything is forgotten.
        self.under_way.drain(..).for_each(|_| self.row = self.rules.succeeded(self.row));
        self.now = Timestamp(self.now.0 + i64::from(milliseconds));
        let is_open_again = self.closed.is_some_and(|(_, until)| self.now >= until);
        let is_long_ago = self.failures.first().is_some_and(|first| self.now >= *first + REMEMBERED);
        // A lock remembers until it ends, else all is forgotten after an hour.
        if (self.is_closed() && is_open_again) || (!self.is_closed() && is_long_ago) {
            self.failures.clear();
        }
        if is_open_again {
            self.closed = None;
        }
    }

    fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    /// Pays for a try and says its number.
    fn begin(&mut self) -> Result<u32, NotYet> {
        self.row = self.rules.pay(self.row, self.now)?;
        self.under_way.push(self.row.count);
        Ok(self.row.count)
    }

    fn settle(&mut self, which: usize, is_right: bool) {
        if self.under_way.is_empty() {
            return;
        }
        let count = self.under_way.remove(which % self.under_way.len());
        if is_right {
            self.row = self.rules.succeeded(self.row);
            return;
        }
        self.failures.push(self.now);
        self.row = self.rules.failed(self.row, count, self.now);
        match self.rules {
            WrongPassword::Lock { failures, pause } if count >= failures && !self.is_closed() => {
                self.closed = Some((self.now, self.now + pause));
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn a_lock_compares_so_many_and_no_more_and_opens_exactly_in_time(
        (failures, pause) in lock(),
        events in vec(event(), 0..120),
    ) {
        let mut row = Row::new(WrongPassword::Lock { failures, pause });
        for event in events {
            match event {
                Event::Wait(milliseconds) => row.wait(milliseconds),
                Event::WaitForEnd { is_early } => {
                    if let Some((_, until)) = row.closed {
                        let left = u32::try_from(until.0 - row.now.0).unwrap();
                        row.wait(left - u32::from(is_early && left > 0));
                    }
                }
                Event::Wrong | Event::Right | Event::Begin => {
                    let before = row.row;
                    match row.begin() {
                        Ok(_) => {
                            prop_assert!(!row.is_closed(), "a closed row took a try");
                            let is_right = matches!(event, Event::Right);
                            if !matches!(event, Event::Begin) {
                                row.settle(row.under_way.len() - 1, is_right);
                            }
                            if is_right && before.count > 0 {
                                let counts = row.row.count;
                                let is_forgotten = row.now >= before.forgotten_at;
                                prop_assert_eq!(counts, if is_forgotten { 0 } else { before.count });
                            }
                        }
                        Err(NotYet { until }) => match row.closed {
                            Some((_, closed_until)) => prop_assert_eq!(until, closed_until),
                            // Not closed yet: as many as may fail have failed or are being compared.
                            None => prop_assert_eq!(row.failures.len() + row.under_way.len(), failures as usize),
                        },
                    }
                }
                Event::Settle { which, is_right } => row.settle(which, is_right),
            }
            prop_assert!(row.failures.len() + row.under_way.len() <= failures as usize, "too many were compared");
            if row.failures.len() == failures as usize {
                prop_assert!(row.is_closed(), "all have failed, and the row is open");
            }
            if row.row.count > 0 && row.now < row.row.forgotten_at {
                prop_assert_eq!(row.row.count as usize, row.failures.len() + row.under_way.len());
            }
            if let Some((at, until)) = row.closed {
                prop_assert_eq!((row.row.closed_until, until), (until, at + pause));
            }
        }
    }

    #[test]
    fn a_slow_down_waits_as_long_as_it_says_and_never_longer(
        longest in 1u32..=3600,
        events in vec(event(), 0..120),
    ) {
        let mut row = Row::new(WrongPassword::SlowDown { longest: Seconds(longest) });
        // Until when the row says that nothing is taken.
        let mut open_at = START;
        for event in events {
            match event {
                Event::Wait(milliseconds) => row.wait(milliseconds),
                Event::WaitForEnd { is_early } => {
                    let left = u32::try_from((open_at.0 - row.now.0).max(0)).unwrap();
                    row.wait(left - u32::from(is_early && left > 0));
                }
                Event::Wrong | Event::Right | Event::Begin => {
                    let outcome = row.begin();
                    prop_assert_eq!(outcome.is_ok(), row.now >= open_at, "{:?}, open at {:?}", outcome, open_at);
                    match outcome {
                        Ok(count) => {
                            // All others were compared before: a slow-down takes one at a time.
                            prop_assert_eq!(count as usize, row.failures.len() + 1);
                            let is_right = matches!(event, Event::Right);
                            row.settle(0, is_right);
                            let wait = 1u64.checked_shl(count - 1).unwrap_or(u64::MAX).min(u64::from(longest));
                            open_at = if is_right { row.now } else { row.now + Seconds(wait as u32) };
                        }
                        Err(NotYet { until }) => prop_assert_eq!(until, open_at),
                    }
                }
                Event::Settle { .. } => {}
            }
            prop_assert!(row.row.closed_until <= row.now + Seconds(longest), "it locks");
            prop_assert!(row.under_way.is_empty());
        }
    }
}
