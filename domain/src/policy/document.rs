//! A policy as it is stored (JSON) and as the operator writes it (TOML). Settings that are left out come from the
//! preset, so that a stored document stays valid when settings are added.

use super::{FirstSignIn, Policy, Preset, Recovery, SecondFactor, SecondStep, SecondStepRule, SignUp};
use crate::{
    Method, PasswordRules, Seconds, WrongPassword,
    password::{LONGEST, Special, StrengthRule},
    session::SessionRules,
};
use serde::{Deserialize, Serialize};

/// The version of the documents that are written.
const VERSION: u32 = 1;

/// A policy document. `None` anywhere in it: as in the preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub version: u32,
    pub preset: Preset,
    pub methods: Option<Vec<Method>>,
    pub sign_up: Option<SignUp>,
    #[serde(default)]
    pub first_sign_in: Option<FirstSignIn>,
    #[serde(default)]
    pub password: WrittenPassword,
    #[serde(default)]
    pub wrong_password: Option<WrittenWrongPassword>,
    #[serde(default)]
    pub recovery: Option<WrittenRecovery>,
    #[serde(default)]
    pub second_step: WrittenSecondStep,
    #[serde(default)]
    pub session: WrittenSession,
}

/// The rules for new passwords. Lengths are in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WrittenPassword {
    pub min_length: Option<u16>,
    pub max_length: Option<u16>,
    pub upper: Option<bool>,
    pub lower: Option<bool>,
    pub digit: Option<bool>,
    pub special: Option<Special>,
    pub strength: Option<StrengthRule>,
}

/// The response to wrong passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer", deny_unknown_fields)]
pub enum WrittenWrongPassword {
    Lock { failures: u32, minutes: u32 },
    SlowDown { longest_seconds: u32 },
}

/// How users recover from a forgotten password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way", deny_unknown_fields)]
pub enum WrittenRecovery {
    Link { minutes: u32 },
    TemporaryPassword,
}

/// The rules of the second step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WrittenSecondStep {
    pub rule: Option<SecondStepRule>,
    pub ways: Option<Vec<SecondFactor>>,
    pub may_remember: Option<bool>,
}

/// The limits of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WrittenSession {
    pub idle_minutes: Option<u32>,
    pub absolute_minutes: Option<u32>,
}

/// A setting whose value is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct PolicyError {
    /// The name of the setting, such as `password.min_length`.
    pub setting: &'static str,
    /// Why the value is not allowed, for the operator.
    pub reason: &'static str,
}

fn check(holds: bool, setting: &'static str, reason: &'static str) -> Result<(), PolicyError> {
    if holds { Ok(()) } else { Err(PolicyError { setting, reason }) }
}

impl Document {
    /// The policy that the document describes. Fails with the first setting whose value is not allowed.
    pub fn read(self) -> Result<Policy, PolicyError> {
        check((1..=VERSION).contains(&self.version), "version", "this Portico knows version 1")?;
        let preset = self.preset.policy();
        let methods = self.methods.unwrap_or(preset.methods);
        let is_twice = |(at, method): (usize, &Method)| methods[..at].contains(method);
        check(!methods.is_empty(), "methods", "there is no way in")?;
        check(
            methods != [Method::Passkey],
            "methods",
            "nobody begins with a passkey: another way in leads to the first one",
        )?;
        check(!methods.iter().enumerate().any(is_twice), "methods", "one is there twice")?;
        let first_sign_in = self.first_sign_in.unwrap_or(preset.first_sign_in);
        let lets_in = first_sign_in == FirstSignIn::InvitationCode || methods.contains(&Method::Password);
        check(lets_in, "first_sign_in", "temporary_password needs the method password")?;
        Ok(Policy {
            preset: self.preset,
            methods,
            sign_up: self.sign_up.unwrap_or(preset.sign_up),
            first_sign_in,
            password: self.password.read(preset.password)?,
            wrong_password: self.wrong_password.map_or(Ok(preset.wrong_password), WrittenWrongPassword::read)?,
            recovery: self.recovery.map_or(Ok(preset.recovery), WrittenRecovery::read)?,
            second_step: self.second_step.read(preset.second_step)?,
            session: self.session.read(preset.session)?,
        })
    }
}

impl WrittenPassword {
    fn read(self, preset: PasswordRules) -> Result<PasswordRules, PolicyError> {
        let rules = PasswordRules {
            min_length: self.min_length.unwrap_or(preset.min_length),
            max_length: self.max_length.unwrap_or(preset.max_length),
            needs_upper: self.upper.unwrap_or(preset.needs_upper),
            needs_lower: self.lower.unwrap_or(preset.needs_lower),
            needs_digit: self.digit.unwrap_or(preset.needs_digit),
            special: self.special.unwrap_or(preset.special),
            strength: self.strength.unwrap_or(preset.strength),
        };
        check(rules.min_length >= 8, "password.min_length", "less than 8 is never safe (ASVS 5.0.0, 6.2.1)")?;
        check(rules.max_length <= LONGEST, "password.max_length", "more than 128 is not taken")?;
        check(rules.min_length <= rules.max_length, "password.max_length", "less than password.min_length")?;
        Ok(rules)
    }
}

impl WrittenWrongPassword {
    fn read(self) -> Result<WrongPassword, PolicyError> {
        match self {
            WrittenWrongPassword::Lock { failures, minutes } => {
                check((1..=20).contains(&failures), "wrong_password.failures", "between 1 and 20")?;
                check((1..=1440).contains(&minutes), "wrong_password.minutes", "between 1 and 1440")?;
                Ok(WrongPassword::Lock { failures, pause: Seconds::minutes(minutes) })
            }
            WrittenWrongPassword::SlowDown { longest_seconds } => {
                check((1..=3600).contains(&longest_seconds), "wrong_password.longest_seconds", "between 1 and 3600")?;
                Ok(WrongPassword::SlowDown { longest: Seconds(longest_seconds) })
            }
        }
    }
}

impl WrittenRecovery {
    fn read(self) -> Result<Recovery, PolicyError> {
        match self {
            WrittenRecovery::Link { minutes } => {
                check((5..=60).contains(&minutes), "recovery.minutes", "between 5 and 60")?;
                Ok(Recovery::Link { good_for: Seconds::minutes(minutes) })
            }
            WrittenRecovery::TemporaryPassword => Ok(Recovery::TemporaryPassword),
        }
    }
}

impl WrittenSecondStep {
    fn read(self, preset: SecondStep) -> Result<SecondStep, PolicyError> {
        let rule = self.rule.unwrap_or(preset.rule);
        let written = self.ways.unwrap_or(preset.ways);
        let ways: Vec<SecondFactor> = SecondFactor::ALL.into_iter().filter(|way| written.contains(way)).collect();
        check(ways.len() == written.len(), "second_step.ways", "one is there twice")?;
        check(rule == SecondStepRule::Off || !ways.is_empty(), "second_step.ways", "there is no way to answer it")?;
        Ok(SecondStep { rule, ways, may_remember: self.may_remember.unwrap_or(preset.may_remember) })
    }
}

impl WrittenSession {
    /// A year, in minutes.
    const LONGEST: u32 = 525_600;

    fn read(self, preset: SessionRules) -> Result<SessionRules, PolicyError> {
        let minutes = |written: Option<u32>, preset: Seconds| written.map_or(preset, Seconds::minutes);
        let is_span = |written: Option<u32>| written.is_none_or(|minutes| (1..=Self::LONGEST).contains(&minutes));
        check(is_span(self.idle_minutes), "session.idle_minutes", "between 1 and 525600")?;
        check(is_span(self.absolute_minutes), "session.absolute_minutes", "between 1 and 525600")?;
        let rules = SessionRules {
            idle: minutes(self.idle_minutes, preset.idle),
            absolute: minutes(self.absolute_minutes, preset.absolute),
        };
        check(rules.idle <= rules.absolute, "session.idle_minutes", "more than session.absolute_minutes")?;
        Ok(rules)
    }
}

/// Writes out every setting of the policy.
impl From<&Policy> for Document {
    fn from(policy: &Policy) -> Self {
        let rules = policy.password;
        Document {
            version: VERSION,
            preset: policy.preset,
            methods: Some(policy.methods.clone()),
            sign_up: Some(policy.sign_up),
            first_sign_in: Some(policy.first_sign_in),
            password: WrittenPassword {
                min_length: Some(rules.min_length),
                max_length: Some(rules.max_length),
                upper: Some(rules.needs_upper),
                lower: Some(rules.needs_lower),
                digit: Some(rules.needs_digit),
                special: Some(rules.special),
                strength: Some(rules.strength),
            },
            wrong_password: Some(match policy.wrong_password {
                WrongPassword::Lock { failures, pause } => {
                    WrittenWrongPassword::Lock { failures, minutes: pause.0 / 60 }
                }
                WrongPassword::SlowDown { longest } => WrittenWrongPassword::SlowDown { longest_seconds: longest.0 },
            }),
            recovery: Some(match policy.recovery {
                Recovery::Link { good_for } => WrittenRecovery::Link { minutes: good_for.0 / 60 },
                Recovery::TemporaryPassword => WrittenRecovery::TemporaryPassword,
            }),
            second_step: WrittenSecondStep {
                rule: Some(policy.second_step.rule),
                ways: Some(policy.second_step.ways.clone()),
                may_remember: Some(policy.second_step.may_remember),
            },
            session: WrittenSession {
                idle_minutes: Some(policy.session.idle.0 / 60),
                absolute_minutes: Some(policy.session.absolute.0 / 60),
            },
        }
    }
}
