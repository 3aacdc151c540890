//! A policy as the fields of a form. Server and screen read the form with the same function.

mod method_change;

pub use method_change::{CHANGE, DISCARD, MethodChange, PREVIEW, Step, methods_of};

pub use super::passwords::{DIGIT, LOWER, MAX_LENGTH, MIN_LENGTH, SPECIAL, STRENGTH, UPPER};
pub use super::recovery::{LINK_MINUTES, LINK_TIME, WAY};
pub use super::second_step::{MAY_REMEMBER, SECOND_STEP, SECOND_STEP_WAYS, WAYS};
pub use super::session::{ABSOLUTE, ABSOLUTE_TIME, IDLE, IDLE_TIME};
pub use super::setting::{ON, TimeField, Unit};
pub use super::ways_in::{FIRST_SIGN_IN, METHODS, OFFER_PASSKEY, SIGN_IN_METHODS, SIGN_UP};
pub use super::wrong_passwords::{ANSWER, FAILURES, LOCKOUT_TIME, LONGEST_SECONDS, LONGEST_TIME, MINUTES};

use super::passwords::{self, RawPassword};
use super::recovery::{self, RawRecovery};
use super::second_step::{self, RawSecondStep};
use super::session::{self, RawSession};
use super::setting::{check, choice, is_ticked, tick};
use super::ways_in::{self, WaysIn};
use super::wrong_passwords::{self, RawWrongPassword};
use super::{CredentialGroup, Document, Policy, PolicyError, Preset, Served};
use crate::{Fields, Method};

/// Field: the preset that the policy started from.
pub const PRESET: &str = "preset";

/// Checkbox: the admin knows that the policy leaves users without any way to sign in. It is no setting.
pub const CONFIRM: &str = "confirm";
/// The reason of a [`PolicyError`] for methods of which the admin who saves them has none.
pub const SHUTS_YOU_OUT: &str = "you could not sign in yourself";

/// The names of all fields that the form posts: those of the settings, and the confirmation.
pub fn posted_names() -> Vec<&'static str> {
    [names(), vec![CONFIRM]].concat()
}

/// The names of all settings' fields, in the order of the form.
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
    tick(&mut fields, OFFER_PASSKEY, policy.offer_passkey);
    passwords::fill(policy.password, &mut fields);
    wrong_passwords::fill(policy.wrong_password, &mut fields);
    policy.recovery.fill(&mut fields);
    policy.second_step.fill(&mut fields);
    policy.session.fill(&mut fields);
    fields
}

/// Reads the policy from the form. Fails with the first setting whose value is not allowed. Without the method
/// `password` the form does not show the settings of passwords. Then none of them is refused: a group that cannot be read
/// is as in the preset.
pub fn read(fields: &Fields) -> Result<Policy, PolicyError> {
    let preset = choice(fields, PRESET, Preset::of)?;
    let base = preset.policy();
    let WaysIn { methods, sign_up, first_sign_in, offer_passkey } = WaysIn::from_fields(fields)?;
    let are_shown = methods.contains(&Method::Password);
    let password = RawPassword::from_fields(fields).and_then(|raw| raw.resolve(base.password));
    let wrong_password = RawWrongPassword::from_fields(fields).and_then(RawWrongPassword::resolve);
    let recovery = RawRecovery::from_fields(fields).and_then(RawRecovery::resolve);
    let document = Document {
        methods: Some(methods),
        sign_up: Some(sign_up),
        first_sign_in: Some(first_sign_in),
        offer_passkey: Some(offer_passkey),
        password: unless_hidden(password, are_shown, base.password)?.into(),
        wrong_password: Some(unless_hidden(wrong_password, are_shown, base.wrong_password)?.into()),
        recovery: Some(unless_hidden(recovery, are_shown, base.recovery)?.into()),
        second_step: RawSecondStep::from_fields(fields)?,
        session: RawSession::from_fields(fields)?,
        ..Document::from(&base)
    };
    document.read()
}

/// What was read of a group of settings. A group that the form does not show is never refused.
fn unless_hidden<T>(read: Result<T, PolicyError>, is_shown: bool, preset: T) -> Result<T, PolicyError> {
    match read {
        Err(_) if !is_shown => Ok(preset),
        read => read,
    }
}

/// Like [`read`], but also refuses a policy under which no user of this installation could sign in.
pub fn read_served(fields: &Fields, served: Served) -> Result<Policy, PolicyError> {
    let policy = read(fields)?;
    policy.check_served(served)?;
    Ok(policy)
}

/// Like [`read_served`], but also refuses a policy that leaves the admin without a way to sign in, and one that leaves
/// others without one unless the admin has confirmed that. `groups` are the users, `saved` is the policy until now.
pub fn read_confirmed(
    fields: &Fields,
    served: Served,
    saved: &Policy,
    groups: &[CredentialGroup],
) -> Result<Policy, PolicyError> {
    let policy = read_served(fields, served)?;
    let impact = policy.impact(saved, groups);
    check(!impact.is_you_shut_out, SIGN_IN_METHODS, SHUTS_YOU_OUT)?;
    check(impact.shut_out == 0 || is_ticked(fields, CONFIRM), CONFIRM, "users would be left without a way to sign in")?;
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
        // The unit of a time belongs to the setting before it.
        *name = name.strip_suffix(".unit").unwrap_or(*name);
    }
    names.dedup();
    names
}

#[cfg(test)]
mod tests;
