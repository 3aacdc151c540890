//! Texts of refusals and failures.

use super::{Sentence, code, no_cookies, not_found, password, recovery, sentences};
use crate::api_error::{ApiError, Refusal};
use domain::{sign_in::SignInError, totp::ClockError};
use std::borrow::Cow;

/// The text of a refusal, shown beside its field or above its form.
pub fn refusal(error: &SignInError) -> Sentence {
    use sentences::refusal::*;
    let word = match error {
        SignInError::NoSuchOrganisation => not_found::TEXT,
        SignInError::NotOffered => NOT_OFFERED,
        SignInError::NotAnEmailAddress => NOT_AN_EMAIL_ADDRESS,
        SignInError::NotAPhoneNumber => NOT_A_PHONE_NUMBER,
        SignInError::CountryNotServed => COUNTRY_NOT_SERVED,
        SignInError::NoVerifiedPhone => NO_VERIFIED_PHONE,
        SignInError::TextsPaused => TEXTS_PAUSED,
        SignInError::WrongPassword { attempt, of } => return Cow::Owned(wrong_password(attempt, of)),
        SignInError::NoMatch { .. } => NO_MATCH,
        SignInError::NotAName => NOT_A_NAME,
        SignInError::NotAPassword => NOT_A_PASSWORD,
        SignInError::Password(problem) => return Cow::Borrowed(password::problem(*problem)),
        SignInError::PasswordsDiffer => password::DIFFER,
        SignInError::WrongCurrentPassword => WRONG_CURRENT_PASSWORD,
        SignInError::ReauthenticationRequired => PROOF_NEEDED,
        SignInError::AddressReserved => ADDRESS_RESERVED,
        SignInError::NumberTaken => NUMBER_TAKEN,
        SignInError::AddressesDiffer => ADDRESSES_DIFFER,
        SignInError::TemporaryPasswordExpired => TEMPORARY_PASSWORD_EXPIRED,
        SignInError::NotAllowed => NOT_ALLOWED,
        SignInError::AdminNeeded => ADMIN_NEEDED,
        SignInError::InvitationExpired => INVITATION_EXPIRED,
        // The invitation pages say why.
        SignInError::CannotInvite(_) => CANNOT_INVITE,
        SignInError::LinkOver => recovery::link::OVER,
        SignInError::SignInOver => SIGN_IN_OVER,
        SignInError::NotThisBrowser => code::elsewhere::TEXT,
        SignInError::NoCookies => no_cookies::TEXT,
        SignInError::PasskeyRefused | SignInError::PasskeyUnknown => PASSKEY_REFUSED,
        SignInError::LastWayIn => LAST_WAY_IN,
        SignInError::InvalidCode => INVALID_CODE,
        SignInError::ClockIsOff(ClockError { is_ahead: true, minutes }) => {
            return Cow::Owned(clock_is_ahead((*minutes).into()));
        }
        SignInError::ClockIsOff(ClockError { is_ahead: false, minutes }) => {
            return Cow::Owned(clock_is_behind((*minutes).into()));
        }
        SignInError::CodeExpired => code::EXPIRED,
        SignInError::TooManyTries => TOO_MANY_TRIES,
        SignInError::TooManyAttempts { .. } => sentences::shared::TOO_MANY_ATTEMPTS,
    };
    Cow::Borrowed(word.text())
}

/// Title and text of a failure of the server or the network. A refusal gets the text of an unexpected failure;
/// `refusal` has the right one.
pub fn failure<E: Refusal>(error: &ApiError<E>) -> (&'static str, &'static str) {
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
pub fn incident<E>(error: &ApiError<E>) -> Option<&str> {
    let incident = error.incident()?;
    let is_ours = incident.len() == 14
        && incident.split('-').count() == 3
        && incident
            .split('-')
            .all(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
    is_ours.then_some(incident)
}
