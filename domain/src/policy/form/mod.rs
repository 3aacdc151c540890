//! A policy as the fields of a form. Server and screen read the form with the same function.

pub use super::passwords::{DIGIT, LOWER, MAX_LENGTH, MIN_LENGTH, SPECIAL, STRENGTH, UPPER};
pub use super::recovery::{LINK_MINUTES, WAY};
pub use super::second_step::{MAY_REMEMBER, SECOND_STEP, SECOND_STEP_WAYS, WAYS};
pub use super::session::{ABSOLUTE, IDLE};
pub use super::setting::ON;
pub use super::ways_in::{FIRST_SIGN_IN, METHODS, SIGN_IN_METHODS, SIGN_UP};
pub use super::wrong_passwords::{ANSWER, FAILURES, LONGEST_SECONDS, MINUTES};

use super::passwords::{self, RawPassword};
use super::recovery::{self, RawRecovery};
use super::second_step::{self, RawSecondStep};
use super::session::{self, RawSession};
use super::setting::choice;
use super::ways_in::{self, WaysIn};
use super::wrong_passwords::{self, RawWrongPassword};
use super::{Document, Policy, PolicyError, Preset, Served};
use crate::Fields;

/// Field: the preset that the policy started from.
pub const PRESET: &str = "preset";

/// The names of all fields, in the order of the form.
pub fn names() -> Vec<&'static str> {
    let groups: [&[&str]; 8] = [
        &[PRESET],
        &METHODS,
        &ways_in::FIELDS,
        &passwords::FIELDS,
        &wrong_passwords::FIELDS,
        &recovery::FIELDS,
        &second_step::FIELDS,
        &session::FIELDS,
    ];
    groups.concat()
}

/// The form fields of a policy.
pub fn fields_of(policy: &Policy) -> Fields {
    let mut fields = Fields::default();
    fields.set(PRESET, policy.preset.name());
    for (place, name) in METHODS.iter().enumerate() {
        fields.set(name, policy.methods.get(place).map_or("", |method| method.name()));
    }
    fields.set(SIGN_UP, policy.sign_up.name());
    fields.set(FIRST_SIGN_IN, policy.first_sign_in.name());
    passwords::fill(policy.password, &mut fields);
    wrong_passwords::fill(policy.wrong_password, &mut fields);
    policy.recovery.fill(&mut fields);
    policy.second_step.fill(&mut fields);
    policy.session.fill(&mut fields);
    fields
}

/// Reads the policy from the form. Fails with the first setting whose value is not allowed.
pub fn read(fields: &Fields) -> Result<Policy, PolicyError> {
    let preset = choice(fields, PRESET, Preset::of)?;
    let WaysIn { methods, sign_up, first_sign_in } = WaysIn::from_fields(fields)?;
    let document = Document {
        methods: Some(methods),
        sign_up: Some(sign_up),
        first_sign_in: Some(first_sign_in),
        password: RawPassword::from_fields(fields)?,
        wrong_password: Some(RawWrongPassword::from_fields(fields)?),
        recovery: Some(RawRecovery::from_fields(fields)?),
        second_step: RawSecondStep::from_fields(fields)?,
        session: RawSession::from_fields(fields)?,
        ..Document::from(&preset.policy())
    };
    document.read()
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
    let mut names: Vec<&str> = names().into_iter().filter(|name| old.get(name) != new.get(name)).collect();
    for name in &mut names {
        if METHODS.contains(name) {
            *name = SIGN_IN_METHODS;
        }
    }
    names.dedup();
    names
}

#[cfg(test)]
mod tests;
