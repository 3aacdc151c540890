//! What wrong passwords lead to: a lockout for a while, or a wait that grows. Failures are counted in rows, one for
//! each email address of an organisation. Strangers share that row; each browser that signed in before has a row to
//! itself. Addresses without an account have rows as well. The store counts an attempt before it compares anything, and
//! takes the attempt back when the password was right.

use crate::{Seconds, Timestamp};

/// How an organisation responds to wrong passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPassword {
    /// After this many failures no password is compared for this long.
    Lockout { failures: u32, duration: Seconds },
    /// The next attempt has to wait 1, 2, 4 … seconds, at most `longest`. The password is never locked out.
    SlowDown { longest: Seconds },
}

/// How long failures count, from the first of them.
pub const REMEMBERED: Seconds = Seconds::hours(1);

/// A row of failures, as the database stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// Attempts that were counted and not taken back.
    pub count: u32,
    /// When the failures stop counting.
    pub forgotten_at: Timestamp,
    /// No attempt is accepted before this time, because of a lockout or of a slow-down's wait.
    pub closed_until: Timestamp,
    /// When the last lockout ends or ended. The wait of a slow-down is no lockout.
    pub locked_until: Timestamp,
}

/// The refusal of an attempt: no attempt is accepted before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYet {
    pub until: Timestamp,
}

impl Failures {
    /// A row without failures.
    pub const NONE: Failures =
        Failures { count: 0, forgotten_at: Timestamp(0), closed_until: Timestamp(0), locked_until: Timestamp(0) };

    /// From this time on the row has no effect and can be deleted.
    pub fn over_at(self) -> Timestamp {
        self.forgotten_at.max(self.closed_until)
    }

    /// The row after a right attempt, as if it had not been counted. `counted` is the row as that attempt left it.
    /// Earlier failures stay, because a reset row would reveal that the owner signed in. If another attempt closed the
    /// row meanwhile, it stays closed.
    pub fn without(self, counted: Failures, now: Timestamp) -> Failures {
        let is_closed_by_it = self.closed_until == counted.closed_until;
        let closed_until = if is_closed_by_it { self.closed_until.min(now) } else { self.closed_until };
        Failures { count: self.count.saturating_sub(1), closed_until, ..self }
    }
}

/// The rules may change while a row has failures: they never stop counting earlier for that, and a lockout that has
/// begun keeps its end.
impl WrongPassword {
    /// Counts an attempt at `now` and returns the row, whose `count` is the number of this attempt. Refuses while the row
    /// is closed, and under `Lockout` also while the last allowed attempt is still being compared.
    pub fn count_attempt(self, before: Failures, now: Timestamp) -> Result<Failures, NotYet> {
        if now < before.closed_until {
            return Err(NotYet { until: before.closed_until });
        }
        let known = if now < before.forgotten_at { before } else { Failures::NONE };
        let count = known.count.saturating_add(1);
        let forgotten_at = if known.count == 0 { known.forgotten_at.max(now + REMEMBERED) } else { known.forgotten_at };
        let was_closed = known.closed_until > Failures::NONE.closed_until;
        let closed_until = match self {
            WrongPassword::Lockout { failures, .. } if count < failures => known.closed_until,
            // A lockout is over, but its failures still count: each attempt closes the row again until it proves right.
            WrongPassword::Lockout { duration, .. } if was_closed => now + duration,
            WrongPassword::Lockout { failures, .. } if count == failures => known.closed_until,
            // All attempts are counted and the last is still being compared: its result decides.
            WrongPassword::Lockout { .. } => return Err(NotYet { until: forgotten_at }),
            WrongPassword::SlowDown { longest } => now + wait(count).min(longest),
        };
        Ok(Failures { count, forgotten_at, closed_until, ..known })
    }

    /// The row after a wrong attempt, if the lockout begins with it. `counted` is the row as that attempt left it. The
    /// lockout starts at the failure that reaches the limit. When a success between two attempts gives both the same
    /// number, the second failure finds the row closed and changes nothing.
    pub fn failed(self, row: Failures, counted: Failures, now: Timestamp) -> Option<Failures> {
        match self {
            WrongPassword::Lockout { failures, duration }
                if counted.count >= failures && row.closed_until == counted.closed_until =>
            {
                let locked_until = now + duration;
                let forgotten_at = row.forgotten_at.max(locked_until);
                Some(Failures { closed_until: locked_until, locked_until, forgotten_at, ..row })
            }
            _ => None,
        }
    }
}

/// Doubles with each failure: 1, 2, 4, 8 … seconds.
fn wait(count: u32) -> Seconds {
    Seconds(1u32.checked_shl(count.saturating_sub(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod machine;
#[cfg(test)]
mod tests;
