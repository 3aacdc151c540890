//! How often something may be asked for or guessed. The numbers and their reasons are in `docs/security.md`.

use crate::Seconds;

/// A fixed window: at most `allowed` in `window`, counted from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Names the bucket in the database. Never change one: its counts would be lost.
    pub name: &'static str,
    pub allowed: u32,
    pub window: Seconds,
    /// Reaching `allowed` starts the window anew, so that the pause is always a whole one.
    pub pauses: bool,
    /// Only a success ends it; there is no time to show.
    pub until_success: bool,
}

impl Limit {
    const fn counting(name: &'static str, allowed: u32, window: Seconds) -> Self {
        Limit { name, allowed, window, pauses: false, until_success: false }
    }
}

/// Codes asked for, per address.
pub const CODES_PER_ADDRESS_AND_HOUR: Limit = Limit::counting("codes/address/hour", 5, Seconds::hours(1));
/// Codes asked for, per address.
pub const CODES_PER_ADDRESS_AND_DAY: Limit = Limit::counting("codes/address/day", 10, Seconds::days(1));
/// Codes asked for, per client address.
pub const CODES_PER_CLIENT_AND_HOUR: Limit = Limit::counting("codes/client/hour", 20, Seconds::hours(1));

/// Wrong codes per address: with a million codes and a resend a minute this keeps the yearly chance of a hit near 1e-4.
pub const WRONG_PER_ADDRESS_AND_HOUR: Limit =
    Limit { pauses: true, ..Limit::counting("wrong/address/hour", 15, Seconds::hours(1)) };
/// Wrong codes per address with no success between.
pub const WRONG_PER_ADDRESS_IN_A_ROW: Limit =
    Limit { until_success: true, ..Limit::counting("wrong/address/row", 100, Seconds::days(3650)) };
/// Wrong codes per client address.
pub const WRONG_PER_CLIENT_AND_HOUR: Limit = Limit::counting("wrong/client/hour", 20, Seconds::hours(1));
/// Wrong codes per client address.
pub const WRONG_PER_CLIENT_AND_DAY: Limit = Limit::counting("wrong/client/day", 100, Seconds::days(1));
/// Wrong codes in the whole instance; beyond it an alarm sounds, nobody is refused.
pub const WRONG_EVERYWHERE_ALARM: Limit = Limit::counting("wrong/everywhere/hour", 1000, Seconds::hours(1));
