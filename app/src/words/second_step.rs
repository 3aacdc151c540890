//! Texts of the second step of signing in.

pub use super::sentences::second_step::*;
use super::word::Word;
use crate::paths::SecondStepAddress;
use domain::policy::SecondFactor;

/// The email address, the phone number, or both.
pub fn both(to: &[String]) -> String {
    match to {
        [email, phone] => and(email, phone),
        to => to.concat(),
    }
}

/// The text of a link to another second factor.
pub const fn other(address: SecondStepAddress) -> Word {
    match address {
        SecondStepAddress::Authenticator => OTHER_AUTHENTICATOR,
        SecondStepAddress::Passkey => OTHER_PASSKEY,
        SecondStepAddress::RecoveryCode => OTHER_RECOVERY_CODE,
        SecondStepAddress::Codes => OTHER_CODES,
        SecondStepAddress::SetUpAuthenticator => SET_UP_AUTHENTICATOR,
        SecondStepAddress::SetUpPasskey => SET_UP_PASSKEY,
        SecondStepAddress::Any | SecondStepAddress::SetUp => OTHER_ANY,
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
