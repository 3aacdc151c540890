//! A policy as it is stored (JSON) and as the operator writes it (TOML). Settings that are left out come from the
//! preset, so that a stored document stays valid when settings are added.

use super::passwords::{self, RawPassword};
use super::recovery::RawRecovery;
use super::second_step::RawSecondStep;
use super::session::RawSession;
use super::setting::{PolicyError, check};
use super::ways_in::WaysIn;
use super::wrong_passwords::{self, RawWrongPassword};
use super::{FirstSignIn, Policy, Preset, Recovery, SecondStep, SessionRules, SignUp};
use crate::Method;
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
    pub first_sign_in: Option<FirstSignIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_passkey: Option<bool>,
    #[serde(default)]
    pub password: RawPassword,
    pub wrong_password: Option<RawWrongPassword>,
    pub recovery: Option<RawRecovery>,
    #[serde(default)]
    pub second_step: RawSecondStep,
    #[serde(default)]
    pub session: RawSession,
}

impl Preset {
    /// The policy of this preset.
    pub fn policy(self) -> Policy {
        let WaysIn { methods, sign_up, first_sign_in, offer_passkey } = WaysIn::of(self);
        Policy {
            preset: self,
            methods,
            sign_up,
            first_sign_in,
            offer_passkey,
            password: passwords::of(self),
            wrong_password: wrong_passwords::of(self),
            recovery: Recovery::of(self),
            second_step: SecondStep::of(self),
            session: SessionRules::of(self),
        }
    }
}

impl Document {
    /// A policy as it is stored. An older release, which runs beside this one during an upgrade, refuses settings that
    /// it does not know, so they are left out where they are as in the preset.
    pub fn to_store(policy: &Policy) -> Self {
        let is_own = policy.offer_passkey != policy.preset.policy().offer_passkey;
        Document { offer_passkey: is_own.then_some(policy.offer_passkey), ..Document::from(policy) }
    }

    /// The policy that the document describes. Fails with the first setting whose value is not allowed.
    pub fn read(self) -> Result<Policy, PolicyError> {
        check((1..=VERSION).contains(&self.version), "version", "this Portico knows version 1")?;
        let preset = self.preset.policy();
        let ways_in = WaysIn {
            methods: self.methods.unwrap_or(preset.methods),
            sign_up: self.sign_up.unwrap_or(preset.sign_up),
            first_sign_in: self.first_sign_in.unwrap_or(preset.first_sign_in),
            offer_passkey: self.offer_passkey.unwrap_or(preset.offer_passkey),
        };
        let WaysIn { methods, sign_up, first_sign_in, offer_passkey } = ways_in.checked()?;
        Ok(Policy {
            preset: self.preset,
            methods,
            sign_up,
            first_sign_in,
            offer_passkey,
            password: self.password.resolve(preset.password)?,
            wrong_password: self.wrong_password.map_or(Ok(preset.wrong_password), RawWrongPassword::resolve)?,
            recovery: self.recovery.map_or(Ok(preset.recovery), RawRecovery::resolve)?,
            second_step: self.second_step.resolve(preset.second_step)?,
            session: self.session.resolve(preset.session)?,
        })
    }
}

/// Writes out every setting of the policy.
impl From<&Policy> for Document {
    fn from(policy: &Policy) -> Self {
        Document {
            version: VERSION,
            preset: policy.preset,
            methods: Some(policy.methods.clone()),
            sign_up: Some(policy.sign_up),
            first_sign_in: Some(policy.first_sign_in),
            offer_passkey: Some(policy.offer_passkey),
            password: policy.password.into(),
            wrong_password: Some(policy.wrong_password.into()),
            recovery: Some(policy.recovery.into()),
            second_step: (&policy.second_step).into(),
            session: policy.session.into(),
        }
    }
}
