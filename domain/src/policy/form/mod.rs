//! A policy as the fields of a form. A field has the name that `PolicyError` gives to its setting. Server and screen
//! read the form with the same function.

use super::{
    Document, FirstSignIn, Policy, PolicyError, Preset, SecondFactor, SecondStepRule, Served, SignUp,
    document::{WrittenPassword, WrittenRecovery, WrittenSecondStep, WrittenSession, WrittenWrongPassword},
};
use crate::{
    Fields, Method,
    password::{Special, StrengthRule},
};
use std::str::FromStr;

/// Field: the preset that the policy started from.
pub const PRESET: &str = "preset";
/// Fields: the sign-in methods in their order. Empty ones are skipped, but one has to be filled in.
pub const METHODS: [&str; 4] = ["methods.first", "methods.second", "methods.third", "methods.fourth"];
/// Field: who may create an account.
pub const SIGN_UP: &str = "sign_up";
/// Field: how an invited user first signs in.
pub const FIRST_SIGN_IN: &str = "first_sign_in";
/// Field: the least length of a password, in characters.
pub const MIN_LENGTH: &str = "password.min_length";
/// Field: the greatest length of a password, in characters.
pub const MAX_LENGTH: &str = "password.max_length";
/// Checkbox: a password needs an upper-case letter.
pub const UPPER: &str = "password.upper";
/// Checkbox: a password needs a lower-case letter.
pub const LOWER: &str = "password.lower";
/// Checkbox: a password needs a digit.
pub const DIGIT: &str = "password.digit";
/// Field: which special characters a password needs.
pub const SPECIAL: &str = "password.special";
/// Field: what the strength of a password decides.
pub const STRENGTH: &str = "password.strength";
/// Field: the response to wrong passwords, `LOCK` or `SLOW_DOWN`.
pub const ANSWER: &str = "wrong_password.answer";
/// Field: wrong passwords that lead to a lock.
pub const FAILURES: &str = "wrong_password.failures";
/// Field: how long a lock lasts, in minutes.
pub const MINUTES: &str = "wrong_password.minutes";
/// Field: the longest wait of a slow-down, in seconds.
pub const LONGEST_SECONDS: &str = "wrong_password.longest_seconds";
/// Field: how users recover from a forgotten password, `LINK` or `TEMPORARY_PASSWORD`.
pub const WAY: &str = "recovery.way";
/// Field: how long a recovery link is valid, in minutes.
pub const LINK_MINUTES: &str = "recovery.minutes";
/// Field: who has to take the second step.
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
/// Field: how long a session may be idle, in minutes.
pub const IDLE: &str = "session.idle_minutes";
/// Field: how long a session may last in all, in minutes.
pub const ABSOLUTE: &str = "session.absolute_minutes";

/// Every field of the form.
pub const FIELDS: [&str; 27] = [
    PRESET,
    METHODS[0],
    METHODS[1],
    METHODS[2],
    METHODS[3],
    SIGN_UP,
    FIRST_SIGN_IN,
    MIN_LENGTH,
    MAX_LENGTH,
    UPPER,
    LOWER,
    DIGIT,
    SPECIAL,
    STRENGTH,
    ANSWER,
    FAILURES,
    MINUTES,
    LONGEST_SECONDS,
    WAY,
    LINK_MINUTES,
    SECOND_STEP,
    SECOND_STEP_WAYS[0].0,
    SECOND_STEP_WAYS[1].0,
    SECOND_STEP_WAYS[2].0,
    MAY_REMEMBER,
    IDLE,
    ABSOLUTE,
];

/// The value that a ticked checkbox posts.
pub const ON: &str = "on";
/// The values of `SIGN_UP`.
pub const SIGN_UPS: [(&str, SignUp); 2] = [("open", SignUp::Open), ("invitation", SignUp::Invitation)];
/// The values of `FIRST_SIGN_IN`.
pub const FIRST_SIGN_INS: [(&str, FirstSignIn); 2] =
    [("invitation_code", FirstSignIn::InvitationCode), ("temporary_password", FirstSignIn::TemporaryPassword)];
/// The values of `SPECIAL`.
pub const SPECIALS: [(&str, Special); 3] =
    [("none", Special::None), ("any", Special::Any), ("listed", Special::Listed)];
/// The values of `STRENGTH`.
pub const STRENGTHS: [(&str, StrengthRule); 3] =
    [("shown", StrengthRule::Shown), ("full", StrengthRule::Full), ("three", StrengthRule::Three)];
/// The values of `SECOND_STEP`.
pub const SECOND_STEPS: [(&str, SecondStepRule); 3] =
    [("off", SecondStepRule::Off), ("optional", SecondStepRule::Optional), ("required", SecondStepRule::Required)];
/// A value of `ANSWER`: a lock after too many failures.
pub const LOCK: &str = "lock";
/// A value of `ANSWER`: waits that grow.
pub const SLOW_DOWN: &str = "slow_down";
/// A value of `WAY`: a link by email.
pub const LINK: &str = "link";
/// A value of `WAY`: a temporary password.
pub const TEMPORARY_PASSWORD: &str = "temporary_password";

/// What a field shows at first while the choice that it belongs to is not selected.
const OTHERWISE: [(&str, &str); 4] = [(FAILURES, "5"), (MINUTES, "60"), (LONGEST_SECONDS, "60"), (LINK_MINUTES, "30")];

/// The form fields of a policy.
pub fn fields_of(policy: &Policy) -> Fields {
    let written = Document::from(policy);
    let mut fields: Fields = OTHERWISE.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    fields.set(PRESET, policy.preset.name());
    for (place, name) in METHODS.iter().enumerate() {
        fields.set(name, policy.methods.get(place).map_or("", |method| method.name()));
    }
    fields.set(SIGN_UP, name_of(&SIGN_UPS, policy.sign_up));
    fields.set(FIRST_SIGN_IN, name_of(&FIRST_SIGN_INS, policy.first_sign_in));
    let rules = policy.password;
    fields.set(MIN_LENGTH, rules.min_length.to_string());
    fields.set(MAX_LENGTH, rules.max_length.to_string());
    for (name, is_on) in [(UPPER, rules.needs_upper), (LOWER, rules.needs_lower), (DIGIT, rules.needs_digit)] {
        fields.set(name, if is_on { ON } else { "" });
    }
    fields.set(SPECIAL, name_of(&SPECIALS, rules.special));
    fields.set(STRENGTH, name_of(&STRENGTHS, rules.strength));
    match written.wrong_password {
        Some(WrittenWrongPassword::Lock { failures, minutes }) => {
            fields.set(ANSWER, LOCK);
            fields.set(FAILURES, failures.to_string());
            fields.set(MINUTES, minutes.to_string());
        }
        Some(WrittenWrongPassword::SlowDown { longest_seconds }) => {
            fields.set(ANSWER, SLOW_DOWN);
            fields.set(LONGEST_SECONDS, longest_seconds.to_string());
        }
        None => {}
    }
    match written.recovery {
        Some(WrittenRecovery::Link { minutes }) => {
            fields.set(WAY, LINK);
            fields.set(LINK_MINUTES, minutes.to_string());
        }
        Some(WrittenRecovery::TemporaryPassword) => fields.set(WAY, TEMPORARY_PASSWORD),
        None => {}
    }
    let second_step = &policy.second_step;
    fields.set(SECOND_STEP, name_of(&SECOND_STEPS, second_step.rule));
    for (name, way) in SECOND_STEP_WAYS {
        fields.set(name, if second_step.ways.contains(&way) { ON } else { "" });
    }
    fields.set(MAY_REMEMBER, if second_step.may_remember { ON } else { "" });
    for (name, minutes) in [(IDLE, written.session.idle_minutes), (ABSOLUTE, written.session.absolute_minutes)] {
        fields.set(name, minutes.map(|minutes| minutes.to_string()).unwrap_or_default());
    }
    fields
}

/// Reads the policy from the form. Fails with the first setting whose value is not allowed.
pub fn read(fields: &Fields) -> Result<Policy, PolicyError> {
    let preset: Preset = parsed(fields, PRESET)?;
    let written = Document {
        methods: Some(methods(fields)?),
        sign_up: Some(chosen(fields, SIGN_UP, &SIGN_UPS)?),
        first_sign_in: Some(chosen(fields, FIRST_SIGN_IN, &FIRST_SIGN_INS)?),
        password: WrittenPassword {
            min_length: Some(number(fields, MIN_LENGTH)?),
            max_length: Some(number(fields, MAX_LENGTH)?),
            upper: Some(fields.get(UPPER) == ON),
            lower: Some(fields.get(LOWER) == ON),
            digit: Some(fields.get(DIGIT) == ON),
            special: Some(chosen(fields, SPECIAL, &SPECIALS)?),
            strength: Some(chosen(fields, STRENGTH, &STRENGTHS)?),
        },
        wrong_password: Some(match chosen(fields, ANSWER, &[(LOCK, true), (SLOW_DOWN, false)])? {
            true => {
                WrittenWrongPassword::Lock { failures: number(fields, FAILURES)?, minutes: number(fields, MINUTES)? }
            }
            false => WrittenWrongPassword::SlowDown { longest_seconds: number(fields, LONGEST_SECONDS)? },
        }),
        recovery: Some(match chosen(fields, WAY, &[(LINK, true), (TEMPORARY_PASSWORD, false)])? {
            true => WrittenRecovery::Link { minutes: number(fields, LINK_MINUTES)? },
            false => WrittenRecovery::TemporaryPassword,
        }),
        second_step: second_step(fields)?,
        session: WrittenSession {
            idle_minutes: Some(number(fields, IDLE)?),
            absolute_minutes: Some(number(fields, ABSOLUTE)?),
        },
        ..Document::from(&preset.policy())
    };
    written.read()
}

/// Like [`read`], but also refuses a policy under which no user of this installation could sign in.
pub fn read_served(fields: &Fields, served: Served) -> Result<Policy, PolicyError> {
    let policy = read(fields)?;
    policy.check_served(served)?;
    Ok(policy)
}

/// The names of the settings in which two policies differ, in the order of the form and each once.
pub fn changed(old: &Policy, new: &Policy) -> Vec<&'static str> {
    let (old, new) = (fields_of(old), fields_of(new));
    let mut names: Vec<&str> = FIELDS.into_iter().filter(|name| old.get(name) != new.get(name)).collect();
    for name in &mut names {
        if METHODS.contains(name) {
            *name = "methods";
        }
    }
    names.dedup();
    names
}

fn second_step(fields: &Fields) -> Result<WrittenSecondStep, PolicyError> {
    let ways = SECOND_STEP_WAYS.into_iter().filter(|(name, _)| fields.get(name) == ON).map(|(_, way)| way);
    Ok(WrittenSecondStep {
        rule: Some(chosen(fields, SECOND_STEP, &SECOND_STEPS)?),
        ways: Some(ways.collect()),
        may_remember: Some(fields.get(MAY_REMEMBER) == ON),
    })
}

fn methods(fields: &Fields) -> Result<Vec<Method>, PolicyError> {
    let named = METHODS.iter().map(|name| fields.get(name)).filter(|method| !method.is_empty());
    named
        .map(|method| method.parse().map_err(|_| PolicyError { setting: "methods", reason: "no such way in" }))
        .collect()
}

fn parsed<T: FromStr>(fields: &Fields, setting: &'static str) -> Result<T, PolicyError> {
    fields.get(setting).parse().map_err(|_| PolicyError { setting, reason: "there is no such choice" })
}

fn number<T: FromStr>(fields: &Fields, setting: &'static str) -> Result<T, PolicyError> {
    fields.get(setting).trim().parse().map_err(|_| PolicyError { setting, reason: "not a whole number, or too large" })
}

fn chosen<T: Copy>(fields: &Fields, setting: &'static str, choices: &[(&str, T)]) -> Result<T, PolicyError> {
    let found = choices.iter().find(|(name, _)| *name == fields.get(setting));
    found.map(|(_, choice)| *choice).ok_or(PolicyError { setting, reason: "there is no such choice" })
}

fn name_of<T: PartialEq>(choices: &[(&'static str, T)], chosen: T) -> &'static str {
    choices.iter().find(|(_, choice)| *choice == chosen).map_or("", |(name, _)| name)
}

#[cfg(test)]
mod tests;
