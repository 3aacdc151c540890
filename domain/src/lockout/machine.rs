//! Property tests of wrong passwords: events in any order and at any time, compared with a simple model.

use super::*;
use proptest::{collection::vec, prelude::*};

const START: Timestamp = Timestamp(1_000_000_000);

/// An event of a test. Attempts can overlap, but hashing takes no time: the clock only moves while no attempt is being
/// compared.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// Milliseconds.
    Wait(u32),
    /// Until exactly the millisecond at which the row opens, or until the one before.
    WaitForEnd { is_early: bool },
    /// An attempt with a wrong password, counted and compared at once.
    Wrong,
    /// An attempt with the right password, counted and compared at once.
    Right,
    /// An attempt that is counted now and compared later.
    Begin,
    /// An attempt that has begun turns out right or wrong. `which` counts from the oldest.
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

fn lockout() -> impl Strategy<Value = WrongPassword> {
    (1u32..=20, 1u32..=1440)
        .prop_map(|(failures, minutes)| WrongPassword::Lockout { failures, duration: Seconds::minutes(minutes) })
}

fn slow_down() -> impl Strategy<Value = WrongPassword> {
    (1u32..=3600).prop_map(|longest| WrongPassword::SlowDown { longest: Seconds(longest) })
}

/// The row under test, and a model of what happened to it.
struct Row {
    rules: WrongPassword,
    row: Failures,
    now: Timestamp,
    /// The attempts that are being compared: for each, the row as it left it.
    under_way: Vec<Failures>,
    /// Failures that still count.
    failures: usize,
    /// When the failures stop counting.
    forgotten_at: Timestamp,
    /// Lockouts that are over while their failures still count.
    lockouts: usize,
    /// Until when the row accepts no attempt.
    closed: Option<Timestamp>,
}

impl Row {
    fn new(rules: WrongPassword) -> Self {
        Row {
            rules,
            row: Failures::NONE,
            now: START,
            under_way: Vec::new(),
            failures: 0,
            forgotten_at: START,
            lockouts: 0,
            closed: None,
        }
    }

    fn wait(&mut self, milliseconds: u32) {
        // All attempts end before any failure stops counting.
        while !self.under_way.is_empty() {
            self.settle(0, true);
        }
        self.now = Timestamp(self.now.0 + i64::from(milliseconds));
        if self.closed.is_some_and(|until| self.now >= until) {
            self.closed = None;
            self.lockouts += 1;
        }
        if self.now >= self.forgotten_at {
            (self.failures, self.lockouts) = (0, 0);
        }
    }

    /// Waits until the row opens.
    fn wait_for_end(&mut self, is_early: bool) {
        if let Some(until) = self.closed {
            let left = u32::try_from(until.0 - self.now.0).unwrap();
            self.wait(left - u32::from(is_early && left > 0));
        }
    }

    /// Counts an attempt.
    fn begin(&mut self) -> Result<Failures, NotYet> {
        let was_closed = self.row.closed_until;
        self.row = self.rules.count_attempt(self.row, self.now)?;
        self.under_way.push(self.row);
        if self.row.closed_until > self.now && self.row.closed_until != was_closed {
            self.closed = Some(self.row.closed_until);
        }
        Ok(self.row)
    }

    fn settle(&mut self, which: usize, is_right: bool) {
        if self.under_way.is_empty() {
            return;
        }
        let counted = self.under_way.remove(which % self.under_way.len());
        if is_right {
            self.row = self.row.without(counted, self.now);
            if self.closed == Some(counted.closed_until) {
                self.closed = None;
            }
            return;
        }
        if self.failures == 0 {
            self.forgotten_at = self.now + REMEMBERED;
        }
        self.failures += 1;
        if let Some(row) = self.rules.failed(self.row, counted, self.now) {
            self.row = row;
            self.closed = Some(row.closed_until);
            self.forgotten_at = self.forgotten_at.max(row.closed_until);
        }
    }

    /// Begins an attempt, and settles it at once unless the event is `Begin`.
    fn attempt(&mut self, event: Event) -> Result<Failures, NotYet> {
        let counted = self.begin()?;
        if !matches!(event, Event::Begin) {
            self.settle(self.under_way.len() - 1, matches!(event, Event::Right));
        }
        Ok(counted)
    }

    /// Checks what is true after each event under any rules.
    fn check(&self, before: Failures) -> Result<(), TestCaseError> {
        let is_forgotten = self.now >= before.forgotten_at;
        prop_assert!(is_forgotten || self.row.forgotten_at >= before.forgotten_at, "it forgets earlier");
        if self.row.count > 0 && self.now < self.row.forgotten_at {
            prop_assert_eq!(self.row.count as usize, self.failures + self.under_way.len());
        }
        if self.failures > 0 && self.now < self.forgotten_at {
            prop_assert_eq!(self.row.forgotten_at, self.forgotten_at);
        }
        if let Some(until) = self.closed {
            prop_assert_eq!(self.row.closed_until, until);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn a_lockout_compares_so_many_and_one_for_each_that_is_over_and_opens_exactly_in_time(
        rules in lockout(),
        events in vec(event(), 0..120),
    ) {
        let WrongPassword::Lockout { failures, duration } = rules else { unreachable!() };
        let mut row = Row::new(rules);
        for event in events {
            let before = row.row;
            match event {
                Event::Wait(milliseconds) => row.wait(milliseconds),
                Event::WaitForEnd { is_early } => row.wait_for_end(is_early),
                Event::Wrong | Event::Right | Event::Begin => {
                    let (was_closed, has_attempts) = (row.closed, row.failures + row.under_way.len());
                    match row.attempt(event) {
                        Ok(_) => prop_assert_eq!(was_closed, None, "a closed row took an attempt"),
                        Err(NotYet { until }) => match was_closed {
                            Some(closed_until) => prop_assert_eq!(until, closed_until),
                            // The row is still open, but all allowed attempts have failed or are being compared.
                            None => prop_assert_eq!(has_attempts, failures as usize),
                        },
                    }
                }
                Event::Settle { which, is_right } => row.settle(which, is_right),
            }
            row.check(before)?;
            let most = failures as usize + row.lockouts;
            prop_assert!(row.failures + row.under_way.len() <= most, "too many were compared");
            if row.failures == most {
                prop_assert!(row.closed.is_some(), "all have failed, and the row is open");
            }
            if let (Some(until), true) = (row.closed, row.row != before) {
                prop_assert!(until <= row.now + duration);
            }
        }
    }

    #[test]
    fn a_slow_down_waits_as_long_as_it_says_and_never_longer(
        rules in slow_down(),
        events in vec(event(), 0..120),
    ) {
        let WrongPassword::SlowDown { longest } = rules else { unreachable!() };
        let mut row = Row::new(rules);
        // When the row accepts the next attempt.
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
                        Ok(counted) => {
                            // All other attempts are settled: a slow-down accepts one at a time.
                            prop_assert_eq!(counted.count as usize, row.failures + 1);
                            let is_right = matches!(event, Event::Right);
                            row.settle(0, is_right);
                            let wait = 1u64.checked_shl(counted.count - 1).unwrap_or(u64::MAX);
                            let wait = wait.min(u64::from(longest.0));
                            open_at = if is_right { row.now } else { row.now + Seconds(wait as u32) };
                        }
                        Err(NotYet { until }) => prop_assert_eq!(until, open_at),
                    }
                }
                Event::Settle { .. } => {}
            }
            prop_assert!(row.row.closed_until <= row.now + longest, "it locks out");
            prop_assert!(row.under_way.is_empty());
        }
    }

    /// A change of the rules resets no row.
    #[test]
    fn other_rules_reset_no_count_and_shorten_no_lockout(
        phases in vec((prop_oneof![lockout(), slow_down()], vec(event(), 0..20)), 1..10),
    ) {
        let mut row = Row::new(phases[0].0);
        for (rules, events) in phases {
            // Settles running attempts under the rules that counted them.
            row.wait(0);
            row.rules = rules;
            for event in events {
                let before = row.row;
                match event {
                    Event::Wait(milliseconds) => row.wait(milliseconds),
                    Event::WaitForEnd { is_early } => row.wait_for_end(is_early),
                    Event::Wrong | Event::Right | Event::Begin => {
                        let (was_closed, remembered) = (row.closed, row.failures + row.under_way.len());
                        if row.attempt(event).is_ok() {
                            prop_assert_eq!(was_closed, None, "a closed row took an attempt");
                            if let WrongPassword::Lockout { failures, .. } = rules {
                                let was_closed = before.closed_until > Failures::NONE.closed_until;
                                prop_assert!(remembered < failures as usize || was_closed, "too many were compared");
                            }
                        }
                    }
                    Event::Settle { which, is_right } => row.settle(which, is_right),
                }
                row.check(before)?;
            }
        }
    }
}
