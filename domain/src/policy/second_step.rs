//! The second step of a sign-in: who has to take it, and with which second factors.

use super::Preset;
use super::setting::{PolicyError, check, choice, is_ticked, tick};
use crate::{Fields, Seconds};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Field: who has to take the second step, by the name of `SecondStepRule`.
pub const SECOND_STEP: &str = "second_step.rule";
/// The setting behind the checkboxes of `SECOND_STEP_WAYS`, as `PolicyError` names it. It is no field.
pub const WAYS: &str = "second_step.ways";
/// Checkboxes: the second factors that the organisation accepts.
pub const SECOND_STEP_WAYS: [(&str, SecondFactor); 3] = [
    ("second_step.passkey", SecondFactor::Passkey),
    ("second_step.authenticator", SecondFactor::Authenticator),
    ("second_step.codes", SecondFactor::Codes),
];
/// Checkbox: a browser may skip the second step for a while.
pub const MAY_REMEMBER: &str = "second_step.may_remember";
pub(super) const FIELDS: [&str; 5] =
    [SECOND_STEP, SECOND_STEP_WAYS[0].0, SECOND_STEP_WAYS[1].0, SECOND_STEP_WAYS[2].0, MAY_REMEMBER];

/// An organisation's rules for the second step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondStep {
    pub rule: SecondStepRule,
    /// The accepted second factors, in the order of `SecondFactor::ALL`. Never empty unless the rule is `Off`.
    pub ways: Vec<SecondFactor>,
    /// Whether a browser may skip the second step for a while.
    pub may_remember: bool,
}

crate::named_enum! {
    /// Who has to take the second step.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SecondStepRule {
        Off = "off",
        /// Users who set up a second factor.
        Optional = "optional",
        /// All users. A user without a second factor sets one up while signing in.
        Required = "required",
    }
}

crate::named_enum! {
    /// A second factor. The preferred ones come first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SecondFactor {
        Passkey = "passkey",
        Authenticator = "authenticator",
        /// One code, sent by text and by email. Needs no setup.
        Codes = "codes",
    }
}

/// The limits of a sign-in between its two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondStepRules {
    /// How long the user may take for the second step.
    pub good_for: Seconds,
    /// Wrong answers after which the user has to sign in again from the first step.
    pub attempts: u8,
    /// How long a remembered browser may skip the second step.
    pub spared_for: Seconds,
}

/// The limits of every preset.
pub const SECOND_STEP_RULES: SecondStepRules =
    SecondStepRules { good_for: Seconds::minutes(10), attempts: 5, spared_for: Seconds::days(30) };

/// The text names no second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a way of the second step; there are: passkey, authenticator, codes")]
pub struct NotAWay;

impl FromStr for SecondFactor {
    type Err = NotAWay;

    fn from_str(text: &str) -> Result<Self, NotAWay> {
        SecondFactor::of(text).ok_or(NotAWay)
    }
}

/// What a sign-in still requires after its first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StillNeeded {
    Nothing,
    /// An answer with one of these second factors, the preferred one first.
    Answer(Vec<SecondFactor>),
    /// The user has none of the accepted second factors, and has to set up one of these.
    SetUp(Vec<SecondFactor>),
}

/// Users who are signed in, and what decides whether their sessions may continue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInGroup {
    /// The second factors that each of them set up.
    pub own: Vec<SecondFactor>,
    /// Whether all of their sessions began with a second step.
    pub took_second_step: bool,
    pub people: u32,
    /// The group is the user who reads this, alone.
    pub is_you: bool,
}

/// The rules of the second step in a policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawSecondStep {
    pub rule: Option<SecondStepRule>,
    pub ways: Option<Vec<SecondFactor>>,
    pub may_remember: Option<bool>,
}

impl RawSecondStep {
    pub(super) fn resolve(self, preset: SecondStep) -> Result<SecondStep, PolicyError> {
        let rule = self.rule.unwrap_or(preset.rule);
        let written = self.ways.unwrap_or(preset.ways);
        let ways: Vec<SecondFactor> = SecondFactor::ALL.into_iter().filter(|way| written.contains(way)).collect();
        check(ways.len() == written.len(), WAYS, "one is there twice")?;
        check(rule == SecondStepRule::Off || !ways.is_empty(), WAYS, "there is no way to answer it")?;
        Ok(SecondStep { rule, ways, may_remember: self.may_remember.unwrap_or(preset.may_remember) })
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<Self, PolicyError> {
        let ways = SECOND_STEP_WAYS.into_iter().filter(|(name, _)| is_ticked(fields, name)).map(|(_, way)| way);
        Ok(RawSecondStep {
            rule: Some(choice(fields, SECOND_STEP, SecondStepRule::of)?),
            ways: Some(ways.collect()),
            may_remember: Some(is_ticked(fields, MAY_REMEMBER)),
        })
    }
}

impl From<&SecondStep> for RawSecondStep {
    fn from(rules: &SecondStep) -> Self {
        RawSecondStep { rule: Some(rules.rule), ways: Some(rules.ways.clone()), may_remember: Some(rules.may_remember) }
    }
}

impl SecondStep {
    pub(super) fn of(preset: Preset) -> Self {
        let own = vec![SecondFactor::Passkey, SecondFactor::Authenticator];
        let (rule, ways) = match preset {
            Preset::Codes | Preset::Links | Preset::Temporary => (SecondStepRule::Optional, own),
            Preset::Invited => (SecondStepRule::Required, vec![SecondFactor::Codes]),
            Preset::Hardened => (SecondStepRule::Required, own),
        };
        SecondStep { rule, ways, may_remember: preset != Preset::Hardened }
    }

    pub(super) fn fill(&self, fields: &mut Fields) {
        fields.set(SECOND_STEP, self.rule.name());
        for (name, way) in SECOND_STEP_WAYS {
            tick(fields, name, self.ways.contains(&way));
        }
        tick(fields, MAY_REMEMBER, self.may_remember);
    }

    /// Whether the organisation accepts this second factor.
    pub fn takes(&self, way: SecondFactor) -> bool {
        self.rule != SecondStepRule::Off && self.ways.contains(&way)
    }

    /// Whether a session may continue under these rules. `own` is what the user set up; `was_taken` says whether the
    /// session began with a second step. A required second step applies to open sessions as well, an optional one only
    /// to the next sign-in.
    pub fn is_satisfied(&self, own: &[SecondFactor], was_taken: bool) -> bool {
        match self.still_needed(own) {
            _ if self.rule != SecondStepRule::Required => true,
            StillNeeded::Nothing => true,
            StillNeeded::Answer(_) => was_taken,
            StillNeeded::SetUp(_) => false,
        }
    }

    /// Who would have to sign in again under these rules: how many others, and whether the reader would.
    pub fn signs_out(&self, groups: &[SignedInGroup]) -> (u32, bool) {
        let is_out = |group: &&SignedInGroup| !self.is_satisfied(&group.own, group.took_second_step);
        let out: Vec<&SignedInGroup> = groups.iter().filter(is_out).collect();
        let others = out.iter().filter(|group| !group.is_you).map(|group| group.people).sum();
        (others, out.iter().any(|group| group.is_you))
    }

    /// What is required of a user who set up `own`. An optional second step is required once an accepted factor is set
    /// up; codes are then offered as well, if accepted. Factors that the organisation does not accept do not count.
    pub fn still_needed(&self, own: &[SecondFactor]) -> StillNeeded {
        let is_set_up = |way: &SecondFactor| own.contains(way) && *way != SecondFactor::Codes;
        let has_own = self.ways.iter().any(is_set_up);
        let answers = || {
            let ready = self.ways.iter().copied().filter(|way| is_set_up(way) || *way == SecondFactor::Codes);
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
    use SecondFactor::{Authenticator, Codes, Passkey};

    fn rules(rule: SecondStepRule, ways: &[SecondFactor]) -> SecondStep {
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
    fn no_user_is_asked_for_a_second_step_that_is_off() {
        let off = rules(SecondStepRule::Off, &[Passkey, Authenticator]);
        assert_eq!(off.still_needed(&[Passkey]), StillNeeded::Nothing);
        assert!(!off.takes(Passkey));
    }

    #[test]
    fn rules_sign_out_whom_they_do_not_satisfy() {
        let group = |own: &[SecondFactor], took_second_step, people, is_you| SignedInGroup {
            own: own.to_vec(),
            took_second_step,
            people,
            is_you,
        };
        let groups = [
            group(&[], false, 3, false),
            group(&[Authenticator], false, 20, false),
            group(&[Authenticator], true, 100, false),
            group(&[], true, 1, true),
        ];
        let signs_out = |rule, ways: &[SecondFactor]| rules(rule, ways).signs_out(&groups);
        assert_eq!(signs_out(SecondStepRule::Required, &[Authenticator]), (23, true));
        assert_eq!(signs_out(SecondStepRule::Required, &[Passkey]), (123, true));
        assert_eq!(signs_out(SecondStepRule::Required, &[Codes]), (23, false));
        assert_eq!(signs_out(SecondStepRule::Optional, &[Passkey]), (0, false));
    }

    #[test]
    fn a_way_reads_back_from_its_name() {
        for way in SecondFactor::ALL {
            assert_eq!(way.name().parse(), Ok(way));
        }
        assert_eq!("fax".parse::<SecondFactor>(), Err(NotAWay));
    }
}
