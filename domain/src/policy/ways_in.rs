//! The sign-in methods of an organisation, who may create an account, and how invited users begin.

use super::Preset;
use super::setting::{PolicyError, check, choice, is_ticked};
use crate::{Fields, Method};
use serde::{Deserialize, Serialize};

/// The setting behind `METHODS`, as `PolicyError` names it. It is no field.
pub const SIGN_IN_METHODS: &str = "methods";
/// Fields: the sign-in methods in their order. Empty ones are skipped, but one has to be filled in.
pub const METHODS: [&str; Method::ALL.len()] = ["methods.first", "methods.second", "methods.third", "methods.fourth"];
/// Field: who may create an account, by the name of `SignUp`.
pub const SIGN_UP: &str = "sign_up";
/// Field: how an invited user first signs in, by the name of `FirstSignIn`.
pub const FIRST_SIGN_IN: &str = "first_sign_in";
/// Checkbox: whether a user without a passkey is offered to add one after signing in.
pub const OFFER_PASSKEY: &str = "offer_passkey";
pub(super) const FIELDS: [&str; 3] = [SIGN_UP, FIRST_SIGN_IN, OFFER_PASSKEY];

crate::named_enum! {
    /// Who may create an account.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SignUp {
        Open = "open",
        /// Only invited users.
        Invitation = "invitation",
    }
}

crate::named_enum! {
    /// How an invited user first signs in.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum FirstSignIn {
        /// An invitation code verifies the address. Only then the account is created.
        InvitationCode = "invitation_code",
        /// The account is created at once. The user signs in with a generated password until it is replaced or expires.
        TemporaryPassword = "temporary_password",
    }
}

/// The ways in of an organisation.
pub(super) struct WaysIn {
    pub methods: Vec<Method>,
    pub sign_up: SignUp,
    pub first_sign_in: FirstSignIn,
    pub offer_passkey: bool,
}

impl WaysIn {
    pub(super) fn of(preset: Preset) -> Self {
        let methods: &[Method] = match preset {
            Preset::Codes => &[Method::EmailCode, Method::TextCode, Method::Password],
            Preset::Links => &[Method::Password, Method::EmailCode],
            Preset::Hardened => &[Method::Passkey, Method::Password, Method::EmailCode],
            Preset::Invited | Preset::Temporary => &[Method::Password],
        };
        WaysIn {
            methods: methods.to_vec(),
            sign_up: match preset {
                Preset::Codes | Preset::Links => SignUp::Open,
                Preset::Invited | Preset::Temporary | Preset::Hardened => SignUp::Invitation,
            },
            first_sign_in: match preset {
                Preset::Temporary => FirstSignIn::TemporaryPassword,
                _ => FirstSignIn::InvitationCode,
            },
            offer_passkey: true,
        }
    }

    /// Refuses an empty list of methods, one that has a method twice, and passkeys alone, because a new user has none
    /// yet. Also refuses temporary passwords as the first sign-in if the method `password` is not offered.
    pub(super) fn checked(self) -> Result<Self, PolicyError> {
        let methods = &self.methods;
        let is_twice = |(at, method): (usize, &Method)| methods[..at].contains(method);
        check(!methods.is_empty(), SIGN_IN_METHODS, "there is no way in")?;
        check(
            methods[..] != [Method::Passkey],
            SIGN_IN_METHODS,
            "a user adds the first passkey after signing in another way: name one more method",
        )?;
        check(!methods.iter().enumerate().any(is_twice), SIGN_IN_METHODS, "one is there twice")?;
        let lets_in = self.first_sign_in == FirstSignIn::InvitationCode || methods.contains(&Method::Password);
        check(lets_in, FIRST_SIGN_IN, "temporary_password needs the method password")?;
        Ok(self)
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<Self, PolicyError> {
        let filled = METHODS.into_iter().filter(|name| !fields.get(name).is_empty());
        let unknown = PolicyError { setting: SIGN_IN_METHODS, reason: "no such way in" };
        let methods = filled.map(|name| Method::of(fields.get(name)).ok_or(unknown));
        Ok(WaysIn {
            methods: methods.collect::<Result<_, _>>()?,
            sign_up: choice(fields, SIGN_UP, SignUp::of)?,
            first_sign_in: choice(fields, FIRST_SIGN_IN, FirstSignIn::of)?,
            offer_passkey: is_ticked(fields, OFFER_PASSKEY),
        })
    }
}
