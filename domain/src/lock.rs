//! What wrong passwords lead to: a lock for a while, or a wait that grows. Strangers share one row of failures for an
//! email address, each browser that signed in before has its own; unknown addresses have rows like any other.
//! The store pays for a try before anything is compared, and takes the payment back when the password was right.

use crate::{Seconds, Timestamp};

/// The answer to wrong passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPassword {
    /// After this many failures nothing is compared any more until the pause is over.
    Lock { failures: u32, pause: Seconds },
    /// The next try waits 1, 2, 4 … seconds, at most `longest`; never a lock.
    SlowDown { longest: Seconds },
}

/// How long failures are remembered, from the first of them.
pub const REMEMBERED: Seconds = Seconds::hours(1);

/// One row of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// Tries that were paid and not taken back.
    pub count: u32,
    /// When they are forgotten.
    pub forgotten_at: Timestamp,
    /// Until then no try is taken.
    pub closed_until: Timestamp,
}

/// No try is taken before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYet {
    pub until: Timestamp,
}

impl Failures {
    pub const NONE: Failures = Failures { count: 0, forgotten_at: Timestamp(0), closed_until: Timestamp(0) };

    /// When this row says nothing any more.
    pub fn over_at(self) -> Timestamp {
        self.forgotten_at.max(self.closed_until)
    }
}

impl WrongPassword {
    /// Pays for a try at `now`; `count` of what comes back is the number of this one.
    pub fn pay(self, before: Failures, now: Timestamp) -> Result<Failures, NotYet> {
        if now < before.closed_until {
            return Err(NotYet { until: before.closed_until });
        }
        let known = if now < before.forgotten_at { before } else { Failures::NONE };
        let count = known.count.saturating_add(1);
        let forgotten_at = if known.count == 0 { now + REMEMBERED } else { known.forgotten_at };
        match self {
            // All tries are paid and the last is still being compared: it decides.
            WrongPassword::Lock { failures, .. } if count > failures => Err(NotYet { until: forgotten_at }),
            WrongPassword::Lock { .. } => Ok(Failures { count, forgotten_at, closed_until: known.closed_until }),
            WrongPassword::SlowDown { longest } => {
                Ok(Failures { count, forgotten_at, closed_until: now + wait(count).min(longest) })
            }
        }
    }

    /// The row after the paid try number `count` was wrong. The pause counts from the failure that fills the row. A success
    /// between two tries gives both the same number: the second finds the row closed and leaves it so.
    pub fn failed(self, row: Failures, count: u32, now: Timestamp) -> Failures {
        match self {
            WrongPassword::Lock { failures, pause } if count >= failures && now >= row.closed_until => {
                Failures { closed_until: now + pause, forgotten_at: now + pause, ..row }
            }
            _ => row,
        }
    }

    /// The row after a paid try was right: as if it had not been. Earlier failures stay, else the row would tell that the
    /// owner came by.
    pub fn succeeded(self, row: Failures) -> Failures {
        let closed_until = match self {
            WrongPassword::Lock { .. } => row.closed_until,
            WrongPassword::SlowDown { .. } => Timestamp(0),
        };
        Failures { count: row.count.saturating_sub(1), closed_until, ..row }
    }
}

/// 1, 2, 4, 8 … seconds.
fn wait(count: u32) -> Seconds {
    Seconds(1u32.checked_shl(count.saturating_sub(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod machine;
#[cfg(test)]
mod tests;
