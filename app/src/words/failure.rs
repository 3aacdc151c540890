//! Texts of refusals and failures.

use super::{Sentence, code, no_cookies, not_found, password, recovery, sentences};
use crate::api_error::ApiError;
use domain::{Refusal, totp::ClockError};
use std::borrow::Cow;

/// The text of a refusal, shown beside its field or above its form.
pub fn refusal(error: &Refusal) -> Sentence {
    use sentences::refusal::*;
    let word = match error {
        Refusal::NoSuchOrganisation => not_found::TEXT,
        Refusal::NotOffered => NOT_OFFERED,
        Refusal::NotAnEmailAddress => NOT_AN_EMAIL_ADDRESS,
        Refusal::NotAPhoneNumber => NOT_A_PHONE_NUMBER,
        Refusal::CountryNotServed => COUNTRY_NOT_SERVED,
        Refusal::NoVerifiedPhone => NO_VERIFIED_PHONE,
        Refusal::TextsPaused => TEXTS_PAUSED,
        Refusal::WrongPassword { attempt, of } => return Cow::Owned(wrong_password(attempt, of)),
        Refusal::NoMatch { .. } => NO_MATCH,
        Refusal::NotAName => NOT_A_NAME,
        Refusal::NotAPassword => NOT_A_PASSWORD,
        Refusal::Password(problem) => return Cow::Borrowed(password::problem(*problem)),
        Refusal::PasswordsDiffer => password::DIFFER,
        Refusal::WrongCurrentPassword => WRONG_CURRENT_PASSWORD,
        Refusal::ReauthenticationRequired => PROOF_NEEDED,
        Refusal::AddressReserved => ADDRESS_RESERVED,
        Refusal::NumberTaken => NUMBER_TAKEN,
        Refusal::AddressesDiffer => ADDRESSES_DIFFER,
        Refusal::TemporaryPasswordExpired => TEMPORARY_PASSWORD_EXPIRED,
        Refusal::NotAllowed => NOT_ALLOWED,
        Refusal::AdminNeeded => ADMIN_NEEDED,
        Refusal::InvitationExpired => INVITATION_EXPIRED,
        // The invitation pages say why.
        Refusal::CannotInvite(_) => CANNOT_INVITE,
        Refusal::LinkOver => recovery::link::OVER,
        Refusal::SignInOver => SIGN_IN_OVER,
        Refusal::NotThisBrowser => code::elsewhere::TEXT,
        Refusal::NoCookies => no_cookies::TEXT,
        Refusal::PasskeyRefused | Refusal::PasskeyUnknown => PASSKEY_REFUSED,
        Refusal::LastWayIn => LAST_WAY_IN,
        Refusal::InvalidCode => INVALID_CODE,
        Refusal::ClockIsOff(ClockError { is_ahead: true, minutes }) => {
            return Cow::Owned(clock_is_ahead((*minutes).into()));
        }
        Refusal::ClockIsOff(ClockError { is_ahead: false, minutes }) => {
            return Cow::Owned(clock_is_behind((*minutes).into()));
        }
        Refusal::CodeExpired => code::EXPIRED,
        Refusal::TooManyTries => TOO_MANY_TRIES,
        Refusal::TooManyAttempts { .. } => sentences::shared::TOO_MANY_ATTEMPTS,
    };
    Cow::Borrowed(word.text())
}

/// Title and text of a failure of the server or the network. A refusal gets the text of an unexpected failure;
/// `refusal` has the right one.
pub fn failure(error: &ApiError) -> (&'static str, &'static str) {
    use sentences::failure::*;
    let (title, text) = match error {
        ApiError::Offline => (OFFLINE, OFFLINE_TEXT),
        ApiError::Outdated => (OUTDATED, OUTDATED_TEXT),
        ApiError::SignedOut => (SIGNED_OUT, SIGNED_OUT_TEXT),
        ApiError::Busy { .. } => (BUSY, BUSY_TEXT),
        ApiError::Unexpected { .. } | ApiError::Unavailable { .. } | ApiError::Refused(_) => {
            (UNEXPECTED, UNEXPECTED_TEXT)
        }
    };
    (title.text(), text.text())
}

/// The incident id to tell support. Without JavaScript it comes from the query string, so only text in the format of
/// our ids is returned.
pub fn incident(error: &ApiError) -> Option<&str> {
    let incident = error.incident()?;
    let is_ours = incident.len() == 14
        && incident.split('-').count() == 3
        && incident
            .split('-')
            .all(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
    is_ours.then_some(incident)
}
