//! How long a session lasts.

use crate::{Seconds, Timestamp};

/// The two limits of a session (ASVS 5.0.0, 7.3.1 and 7.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// The session ends after this long without a request.
    pub idle: Seconds,
    /// The session ends this long after the sign-in, however active it is.
    pub absolute: Seconds,
}

impl SessionRules {
    /// Whether a session from `created_at`, last used at `last_seen_at`, is still valid at `now`.
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
