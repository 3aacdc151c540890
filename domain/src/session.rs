//! How long a signed-in browser stays signed in.

use crate::{Seconds, Timestamp};

/// The two limits of a session (ASVS 5.0.0, 7.3.1 and 7.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// Ends when nothing was asked for this long.
    pub idle: Seconds,
    /// Ends this long after signing in, whatever happens.
    pub absolute: Seconds,
}

impl SessionRules {
    /// Whether a session from `created_at`, last used at `last_seen_at`, still holds.
    pub fn is_alive(self, created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
        now < last_seen_at + self.idle && now < created_at + self.absolute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_idleness_or_by_age() {
        let rules = SessionRules { idle: Seconds(10), absolute: Seconds(25) };
        let at = |seconds: i64| Timestamp(seconds * 1000);
        assert!(rules.is_alive(at(0), at(0), at(9)));
        assert!(!rules.is_alive(at(0), at(0), at(10)));
        assert!(rules.is_alive(at(0), at(20), at(24)));
        assert!(!rules.is_alive(at(0), at(20), at(25)));
    }
}
