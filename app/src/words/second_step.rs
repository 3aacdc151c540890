//! Texts of the second step of signing in.

pub use super::sentences::second_step::*;
use super::word::Word;
use crate::{paths::SecondStepAddress, second_step::SecondStepPage};
use domain::policy::SecondFactor;

/// The heading of the page, also the title of the browser tab.
pub const fn title(page: &SecondStepPage) -> Word {
    match page {
        SecondStepPage::Authenticator => TITLE_AUTHENTICATOR,
        SecondStepPage::Passkey => TITLE_PASSKEY,
        SecondStepPage::RecoveryCode => TITLE_RECOVERY_CODE,
        SecondStepPage::SendCode { .. } => TITLE_SEND_CODE,
        SecondStepPage::SetUp { .. }
        | SecondStepPage::SetUpPasskey { .. }
        | SecondStepPage::SetUpAuthenticator { .. } => TITLE_SET_UP,
        SecondStepPage::Over => TITLE_OVER,
    }
}

pub fn text(page: &SecondStepPage, organisation: &str) -> String {
    match page {
        SecondStepPage::Authenticator => TEXT_AUTHENTICATOR.into(),
        SecondStepPage::Passkey => TEXT_PASSKEY.into(),
        SecondStepPage::RecoveryCode => TEXT_RECOVERY_CODE.into(),
        SecondStepPage::SendCode { to } => text_send_code(both(to)),
        SecondStepPage::SetUp { .. }
        | SecondStepPage::SetUpPasskey { .. }
        | SecondStepPage::SetUpAuthenticator { .. } => text_set_up(organisation),
        SecondStepPage::Over => TEXT_OVER.into(),
    }
}

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
