//! How long a session lasts.

use super::Preset;
use super::setting::{PolicyError, TimeField, Unit, check};
use crate::{Fields, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// Field: how long a session may be idle.
pub const IDLE: &str = "session.idle_minutes";
/// Field: how long a session may last in all.
pub const ABSOLUTE: &str = "session.absolute_minutes";
pub const IDLE_TIME: TimeField = time(IDLE, "session.idle_minutes.unit");
pub const ABSOLUTE_TIME: TimeField = time(ABSOLUTE, "session.absolute_minutes.unit");
pub(super) const FIELDS: [&str; 4] = [IDLE, IDLE_TIME.unit, ABSOLUTE, ABSOLUTE_TIME.unit];

const fn time(setting: &'static str, unit: &'static str) -> TimeField {
    TimeField { setting, unit, units: &[Unit::Minutes, Unit::Hours, Unit::Days], stored_in: Unit::Minutes }
}

/// A year, in minutes.
const LONGEST: u32 = 525_600;

/// The two limits of a session (ASVS 5.0.0, 7.3.1 and 7.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// The session ends after this long without a request.
    pub idle: Seconds,
    /// The session ends this long after the sign-in, however active it is.
    pub absolute: Seconds,
}

impl SessionRules {
    pub(super) const fn of(preset: Preset) -> Self {
        let (idle, absolute) = match preset {
            Preset::Codes | Preset::Links => (Seconds::days(7), Seconds::days(30)),
            Preset::Invited | Preset::Temporary => (Seconds::hours(24), Seconds::days(7)),
            Preset::Hardened => (Seconds::hours(1), Seconds::hours(24)),
        };
        SessionRules { idle, absolute }
    }

    pub(super) fn fill(self, fields: &mut Fields) {
        for (field, Seconds(seconds)) in [(IDLE_TIME, self.idle), (ABSOLUTE_TIME, self.absolute)] {
            field.fill(seconds / 60, fields);
        }
    }

    /// Whether a session from `created_at`, last used at `last_seen_at`, is still valid at `now`.
    pub fn is_alive(self, created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
        now < last_seen_at + self.idle && now < created_at + self.absolute
    }
}

/// The limits of a session in a policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawSession {
    pub idle_minutes: Option<u32>,
    pub absolute_minutes: Option<u32>,
}

impl RawSession {
    pub(super) fn resolve(self, preset: SessionRules) -> Result<SessionRules, PolicyError> {
        let minutes = |written: Option<u32>, preset: Seconds| written.map_or(preset, Seconds::minutes);
        let is_span = |written: Option<u32>| written.is_none_or(|minutes| (1..=LONGEST).contains(&minutes));
        check(is_span(self.idle_minutes), IDLE, "between 1 and 525600")?;
        check(is_span(self.absolute_minutes), ABSOLUTE, "between 1 and 525600")?;
        let rules = SessionRules {
            idle: minutes(self.idle_minutes, preset.idle),
            absolute: minutes(self.absolute_minutes, preset.absolute),
        };
        check(rules.idle <= rules.absolute, IDLE, "more than session.absolute_minutes")?;
        Ok(rules)
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<Self, PolicyError> {
        Ok(RawSession {
            idle_minutes: Some(IDLE_TIME.read(fields)?),
            absolute_minutes: Some(ABSOLUTE_TIME.read(fields)?),
        })
    }
}

impl From<SessionRules> for RawSession {
    fn from(rules: SessionRules) -> Self {
        RawSession { idle_minutes: Some(rules.idle.0 / 60), absolute_minutes: Some(rules.absolute.0 / 60) }
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
