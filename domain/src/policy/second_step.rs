//! What is asked for after the first way in.

use crate::Seconds;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The rules of an organisation about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondStep {
    pub rule: SecondStepRule,
    /// In the order of `SecondStepWay::ALL`. Never empty unless the rule is `Off`.
    pub ways: Vec<SecondStepWay>,
    /// Whether a browser may be spared it for a while.
    pub may_remember: bool,
}

/// Whom it is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondStepRule {
    Off,
    /// Who set one up.
    Optional,
    /// Everybody. Who has none sets one up while signing in.
    Required,
}

/// A way to answer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondStepWay {
    Passkey,
    Authenticator,
    /// One code, by text and by email together. Nothing is to be set up for it.
    Codes,
}

/// How a sign-in behaves between its two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondStepRules {
    /// How long the second may take.
    pub good_for: Seconds,
    /// Wrong answers, until the first step is to be taken again.
    pub tries: u8,
    /// How long a browser may be spared it.
    pub spared_for: Seconds,
}

/// The same in every preset.
pub const SECOND_STEP_RULES: SecondStepRules =
    SecondStepRules { good_for: Seconds::minutes(10), tries: 5, spared_for: Seconds::days(30) };

/// The text names no way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a way of the second step; there are: passkey, authenticator, codes")]
pub struct NotAWay;

impl SecondStepWay {
    pub const ALL: [SecondStepWay; 3] = [SecondStepWay::Passkey, SecondStepWay::Authenticator, SecondStepWay::Codes];

    /// As it is written in policies and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            SecondStepWay::Passkey => "passkey",
            SecondStepWay::Authenticator => "authenticator",
            SecondStepWay::Codes => "codes",
        }
    }
}

impl FromStr for SecondStepWay {
    type Err = NotAWay;

    fn from_str(text: &str) -> Result<Self, NotAWay> {
        SecondStepWay::ALL.into_iter().find(|way| way.name() == text).ok_or(NotAWay)
    }
}

/// What a sign-in still takes after its first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StillNeeded {
    Nothing,
    /// One of these, the preferred one first.
    Answer(Vec<SecondStepWay>),
    /// Nothing is set up that could be asked for: one of these has to be.
    SetUp(Vec<SecondStepWay>),
}

impl SecondStep {
    pub fn takes(&self, way: SecondStepWay) -> bool {
        self.rule != SecondStepRule::Off && self.ways.contains(&way)
    }

    /// Whether a session goes on under these rules of somebody who set up `own`; `was_taken` says whether it began with a second
    /// step. One that is required is required of those who are in as well; an optional one is asked at the next sign-in.
    pub fn is_satisfied(&self, own: &[SecondStepWay], was_taken: bool) -> bool {
        match self.still_needed(own) {
            _ if self.rule != SecondStepRule::Required => true,
            StillNeeded::Nothing => true,
            StillNeeded::Answer(_) => was_taken,
            StillNeeded::SetUp(_) => false,
        }
    }

    /// What is asked of somebody who set up `own`. Only what is set up makes an optional step asked for; codes then stand
    /// beside it. Ways that the organisation does not take do not count.
    pub fn still_needed(&self, own: &[SecondStepWay]) -> StillNeeded {
        let is_set_up = |way: &SecondStepWay| own.contains(way) && *way != SecondStepWay::Codes;
        let has_own = self.ways.iter().any(is_set_up);
        let answers = || {
            let ready = self.ways.iter().copied().filter(|way| is_set_up(way) || *way == SecondStepWay::Codes);
            ready.collect::<Vec<_>>()
        };
        match self.rule {
            SecondStepRule::Off => StillNeeded::Nothing,
            SecondStepRule::Optional if !has_own => StillNeeded::Nothing,
            SecondStepRule::Required if answers().is_empty() => StillNeeded::SetUp(self.ways.clone()),
            SecondStepRule::Optional | SecondStepRule::Required => StillNeeded::Answer(answers()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SecondStepWay::{Authenticator, Codes, Passkey};

    fn rules(rule: SecondStepRule, ways: &[SecondStepWay]) -> SecondStep {
        SecondStep { rule, ways: ways.to_vec(), may_remember: true }
    }

    #[test]
    fn an_optional_step_is_asked_of_who_set_one_up() {
        let optional = rules(SecondStepRule::Optional, &[Passkey, Authenticator]);
        assert_eq!(optional.still_needed(&[]), StillNeeded::Nothing);
        assert_eq!(optional.still_needed(&[Authenticator]), StillNeeded::Answer(vec![Authenticator]));
        assert_eq!(optional.still_needed(&[Authenticator, Passkey]), StillNeeded::Answer(vec![Passkey, Authenticator]));
        let with_codes = rules(SecondStepRule::Optional, &[Authenticator, Codes]);
        assert_eq!(with_codes.still_needed(&[Codes]), StillNeeded::Nothing);
        assert_eq!(with_codes.still_needed(&[Passkey]), StillNeeded::Nothing);
        assert_eq!(with_codes.still_needed(&[Authenticator]), StillNeeded::Answer(vec![Authenticator, Codes]));
    }

    #[test]
    fn a_required_step_is_answered_or_set_up() {
        let hardened = rules(SecondStepRule::Required, &[Passkey, Authenticator]);
        assert_eq!(hardened.still_needed(&[]), StillNeeded::SetUp(vec![Passkey, Authenticator]));
        assert_eq!(hardened.still_needed(&[Passkey]), StillNeeded::Answer(vec![Passkey]));
        let invited = rules(SecondStepRule::Required, &[Codes]);
        assert_eq!(invited.still_needed(&[]), StillNeeded::Answer(vec![Codes]));
        assert_eq!(invited.still_needed(&[Authenticator]), StillNeeded::Answer(vec![Codes]));
    }

    #[test]
    fn what_became_required_is_required_of_sessions_too() {
        let hardened = rules(SecondStepRule::Required, &[Passkey, Authenticator]);
        for was_taken in [true, false] {
            assert!(!hardened.is_satisfied(&[], was_taken), "one is to be set up first");
            assert_eq!(hardened.is_satisfied(&[Authenticator], was_taken), was_taken);
            assert_eq!(rules(SecondStepRule::Required, &[Codes]).is_satisfied(&[], was_taken), was_taken);
            for rule in [SecondStepRule::Optional, SecondStepRule::Off] {
                assert!(rules(rule, &[Authenticator]).is_satisfied(&[Authenticator], was_taken));
            }
        }
    }

    #[test]
    fn what_is_off_is_asked_of_nobody() {
        let off = rules(SecondStepRule::Off, &[Passkey, Authenticator]);
        assert_eq!(off.still_needed(&[Passkey]), StillNeeded::Nothing);
        assert!(!off.takes(Passkey));
    }

    #[test]
    fn a_way_reads_back_from_its_name() {
        for way in SecondStepWay::ALL {
            assert_eq!(way.name().parse(), Ok(way));
        }
        assert_eq!("fax".parse::<SecondStepWay>(), Err(NotAWay));
    }
}
