//! What wrong passwords lead to: a lock for a while, or a wait that grows. In each organisation strangers share one row of
//! failures for an email address, each browser that signed in before has its own; unknown addresses have rows like any other.
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

    /// The row after a try was right that left it as `paid`: as if the try had not been. Earlier failures stay, else the row
    /// would tell that the owner came by. A row that another try closed meanwhile stays closed.
    pub fn without(self, paid: Failures, now: Timestamp) -> Failures {
        let is_closed_by_it = self.closed_until == paid.closed_until;
        let closed_until = if is_closed_by_it { self.closed_until.min(now) } else { self.closed_until };
        Failures { count: self.count.saturating_sub(1), closed_until, ..self }
    }
}

/// Rules may change while a row remembers: what it forgets never moves to an earlier time, and a pause that began stays as
/// long as it was.
impl WrongPassword {
    /// Pays for a try at `now`; `count` of what comes back is the number of this one.
    pub fn pay(self, before: Failures, now: Timestamp) -> Result<Failures, NotYet> {
        if now < before.closed_until {
            return Err(NotYet { until: before.closed_until });
        }
        let known = if now < before.forgotten_at { before } else { Failures::NONE };
        let count = known.count.saturating_add(1);
        let forgotten_at = if known.count == 0 { known.forgotten_at.max(now + REMEMBERED) } else { known.forgotten_at };
        let was_closed = known.closed_until > Failures::NONE.closed_until;
        let closed_until = match self {
            WrongPassword::Lock { failures, .. } if count < failures => known.closed_until,
            // A pause is over, and its failures still count: one try at a time, each with a pause of its own.
            WrongPassword::Lock { pause, .. } if was_closed => now + pause,
            WrongPassword::Lock { failures, .. } if count == failures => known.closed_until,
            // All tries are paid and the last is still being compared: it decides.
            WrongPassword::Lock { .. } => return Err(NotYet { until: forgotten_at }),
            WrongPassword::SlowDown { longest } => now + wait(count).min(longest),
        };
        Ok(Failures { count, forgotten_at, closed_until })
    }

    /// The row after a try was wrong that left it as `paid`, if that closes it. The pause counts from the failure that fills
    /// the row. A success between two tries gives both the same number: the second finds the row closed and leaves it so.
    pub fn failed(self, row: Failures, paid: Failures, now: Timestamp) -> Option<Failures> {
        match self {
            WrongPassword::Lock { failures, pause }
                if paid.count >= failures && row.closed_until == paid.closed_until =>
            {
                let closed_until = now + pause;
                Some(Failures { closed_until, forgotten_at: row.forgotten_at.max(closed_until), ..row })
            }
            _ => None,
        }
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
