//! Texts of the second step of signing in.

pub use super::sentences::second_step::*;
use super::word::Word;
use crate::paths::SecondStepRoute;
use domain::policy::SecondFactor;

/// The email address, the phone number, or both.
pub fn both(to: &[String]) -> String {
    match to {
        [email, phone] => and(email, phone),
        to => to.concat(),
    }
}

/// The text of a link to another second factor.
pub const fn other(route: SecondStepRoute) -> Word {
    match route {
        SecondStepRoute::Authenticator => OTHER_AUTHENTICATOR,
        SecondStepRoute::Passkey => OTHER_PASSKEY,
        SecondStepRoute::RecoveryCode => OTHER_RECOVERY_CODE,
        SecondStepRoute::Codes => OTHER_CODES,
        SecondStepRoute::SetUpAuthenticator => SET_UP_AUTHENTICATOR,
        SecondStepRoute::SetUpPasskey => SET_UP_PASSKEY,
        SecondStepRoute::Any | SecondStepRoute::SetUp => OTHER_ANY,
    }
}

/// The label of a button that leads to the setup of a second factor.
pub const fn to_set_up(way: SecondFactor) -> Word {
    match way {
        SecondFactor::Passkey => SET_UP_PASSKEY,
        SecondFactor::Authenticator => SET_UP_AUTHENTICATOR,
        SecondFactor::Codes => OTHER_CODES,
    }
}
