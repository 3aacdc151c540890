//! How strongly a user must have signed in to enter an application.

use crate::refusal::ApplicationRefusal;
use crate::visible::visible;
use crate::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

crate::named_enum! {
    /// How a user must have signed in, from the weakest to the strongest. The database stores the name.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum StrengthLevel {
        #[default]
        SignedIn = "signed_in",
        /// A passkey counts as well, because the device itself checks a fingerprint, a face or a PIN.
        SecondStep = "second_step",
        Passkey = "passkey",
    }
}

impl StrengthLevel {
    /// The value of the claim `acr` that stands for it.
    pub const fn acr(self) -> &'static str {
        match self {
            StrengthLevel::SignedIn => "urn:portico:1",
            StrengthLevel::SecondStep => "urn:portico:2",
            StrengthLevel::Passkey => "urn:portico:phr",
        }
    }
}

/// What an application asks of a sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    pub level: StrengthLevel,
    /// The most time since the last authentication. `None`: as long as the session lasts.
    pub within: Option<Seconds>,
}

/// The longest time since the last authentication that an application can ask for, in minutes: 30 days.
const MOST_MINUTES: u32 = 43_200;

/// How the user of a session has signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionStrength {
    /// The first step was a passkey.
    pub is_by_passkey: bool,
    pub took_second_step: bool,
    /// When the user last signed in or reauthenticated in this session.
    pub authenticated_at: Timestamp,
}

/// What a session lacks to enter an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The user must take a second step.
    SecondStep,
    /// The user must sign in with a passkey.
    Passkey,
    /// The last authentication was too long ago.
    Recent,
}

impl Strength {
    /// Reads the minutes that an admin typed. An empty text means: as long as the session lasts.
    pub fn typed(level: StrengthLevel, minutes: &str) -> Result<Self, ApplicationRefusal> {
        let minutes = visible(minutes);
        if minutes.is_empty() {
            return Ok(Strength { level, within: None });
        }
        let minutes: Option<u32> = minutes.parse().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
        let within = minutes.map(Seconds::minutes).ok_or(ApplicationRefusal::BadStrength)?;
        Ok(Strength { level, within: Some(within) })
    }

    /// The first thing that the session lacks at `now`. `None`: it is strong enough.
    pub fn missing(&self, session: &SessionStrength, now: Timestamp) -> Option<Missing> {
        match self.level {
            StrengthLevel::Passkey if !session.is_by_passkey => Some(Missing::Passkey),
            StrengthLevel::SecondStep if !session.is_by_passkey && !session.took_second_step => {
                Some(Missing::SecondStep)
            }
            _ => {
                let is_over = self.within.is_some_and(|within| now >= session.authenticated_at + within);
                is_over.then_some(Missing::Recent)
            }
        }
    }

    /// These requirements, with at least this level.
    pub fn at_least(self, level: StrengthLevel) -> Self {
        Strength { level: self.level.max(level), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(StrengthLevel::SignedIn, false, false, None)]
    #[case(StrengthLevel::SecondStep, false, false, Some(Missing::SecondStep))]
    #[case(StrengthLevel::SecondStep, false, true, None)]
    #[case(StrengthLevel::SecondStep, true, false, None)]
    #[case(StrengthLevel::Passkey, false, true, Some(Missing::Passkey))]
    #[case(StrengthLevel::Passkey, true, false, None)]
    fn a_stronger_sign_in_is_enough_for_a_weaker_level(
        #[case] level: StrengthLevel,
        #[case] is_by_passkey: bool,
        #[case] took_second_step: bool,
        #[case] missing: Option<Missing>,
    ) {
        let session = SessionStrength { is_by_passkey, took_second_step, authenticated_at: Timestamp(0) };
        let strength = Strength { level, within: None };
        assert_eq!(strength.missing(&session, Timestamp(i64::MAX)), missing);
        // How long ago it was is asked last.
        let strength = Strength { within: Some(Seconds(10)), ..strength };
        assert_eq!(strength.missing(&session, Timestamp(9_999)), missing);
        assert_eq!(strength.missing(&session, Timestamp(10_000)), missing.or(Some(Missing::Recent)));
    }

    #[test]
    fn the_time_is_typed_in_minutes() {
        let typed = |minutes: &str| Strength::typed(StrengthLevel::SecondStep, minutes).map(|strength| strength.within);
        assert_eq!(typed(" "), Ok(None));
        assert_eq!(typed(" 15\u{200b}"), Ok(Some(Seconds(900))));
        for text in ["0", "-1", "1.5", "43201", "an hour"] {
            assert_eq!(typed(text), Err(ApplicationRefusal::BadStrength), "{text}");
        }
    }

    #[test]
    fn a_level_can_only_be_raised() {
        let passkey = Strength { level: StrengthLevel::Passkey, within: Some(Seconds(1)) };
        assert_eq!(passkey.at_least(StrengthLevel::SecondStep), passkey);
        assert_eq!(Strength::default().at_least(StrengthLevel::SecondStep).level, StrengthLevel::SecondStep);
    }
}
