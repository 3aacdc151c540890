//! Texts of refusals and failures.

use super::{Sentence, code, no_cookies, not_found, password, recovery, sentences};
use crate::api_error::ApiError;
use domain::refusal::{CodeRefusal, FormField, InvitationRefusal, PasswordRefusal, PhoneRefusal, Refusal};
use domain::totp::ClockError;
use std::borrow::Cow;

/// The text of a refusal, shown beside its field or above its form.
pub fn refusal(error: &Refusal) -> Sentence {
    use sentences::refusal::*;
    let word = match error {
        Refusal::NoSuchOrganisation | Refusal::NotFound => not_found::TEXT,
        Refusal::NotOffered => NOT_OFFERED,
        // A form shows each of them beside its field.
        Refusal::Several(_) => return error.each().next().map_or(Cow::Borrowed(""), |first| refusal(&first)),
        Refusal::InvalidField(FormField::Email) => NOT_AN_EMAIL_ADDRESS,
        Refusal::InvalidField(FormField::Phone) => NOT_A_PHONE_NUMBER,
        Refusal::InvalidField(FormField::Password) => NOT_A_PASSWORD,
        Refusal::InvalidField(FormField::TimeZone) => NOT_A_TIME_ZONE,
        // Only the forms with the user's name show this; the others have their own sentences.
        Refusal::InvalidField(FormField::Name | FormField::PasskeyName | FormField::Reason) | Refusal::InvalidForm => {
            NOT_A_NAME
        }
        Refusal::AddressReserved => ADDRESS_RESERVED,
        Refusal::AddressesDiffer => ADDRESSES_DIFFER,
        Refusal::ReauthenticationRequired => REAUTHENTICATION_REQUIRED,
        Refusal::NotAllowed => NOT_ALLOWED,
        Refusal::AdminNeeded => ADMIN_NEEDED,
        Refusal::LinkOver => recovery::link::OVER,
        Refusal::SignInOver => SIGN_IN_OVER,
        Refusal::NotThisBrowser => code::elsewhere::TEXT,
        Refusal::NoCookies => no_cookies::TEXT,
        Refusal::LastWayIn => LAST_WAY_IN,
        Refusal::TooManyAttempts { .. } => sentences::shared::TOO_MANY_ATTEMPTS,
        Refusal::Code(refusal) => return code_refusal(refusal),
        Refusal::Password(refusal) => return password_refusal(refusal),
        Refusal::Phone(PhoneRefusal::CountryNotServed) => COUNTRY_NOT_SERVED,
        Refusal::Phone(PhoneRefusal::NotVerified) => NO_VERIFIED_PHONE,
        Refusal::Phone(PhoneRefusal::Taken) => NUMBER_TAKEN,
        Refusal::Phone(PhoneRefusal::TextsPaused) => TEXTS_PAUSED,
        Refusal::Passkey(_) => PASSKEY_REFUSED,
        Refusal::Invitation(InvitationRefusal::Expired) => INVITATION_EXPIRED,
        // The invitation pages say why.
        Refusal::Invitation(InvitationRefusal::CannotInvite(_)) => CANNOT_INVITE,
        // The pages of applications and groups say why.
        Refusal::Application(_) => CANNOT_SAVE,
    };
    Cow::Borrowed(word.text())
}

fn code_refusal(refusal: &CodeRefusal) -> Sentence {
    use sentences::refusal::*;
    let word = match refusal {
        CodeRefusal::Invalid => INVALID_CODE,
        CodeRefusal::Expired => code::EXPIRED,
        CodeRefusal::AttemptsUsedUp => ATTEMPTS_USED_UP,
        CodeRefusal::NoSuchDevice => NO_SUCH_DEVICE,
        CodeRefusal::ClockIsOff(ClockError { is_ahead: true, minutes }) => {
            return Cow::Owned(clock_is_ahead((*minutes).into()));
        }
        CodeRefusal::ClockIsOff(ClockError { is_ahead: false, minutes }) => {
            return Cow::Owned(clock_is_behind((*minutes).into()));
        }
    };
    Cow::Borrowed(word.text())
}

fn password_refusal(refusal: &PasswordRefusal) -> Sentence {
    use sentences::refusal::*;
    let word = match refusal {
        PasswordRefusal::Wrong { attempt, of } => return Cow::Owned(wrong_password(attempt, of)),
        PasswordRefusal::SlowedDown { .. } => NO_MATCH,
        PasswordRefusal::NotCurrent => WRONG_CURRENT_PASSWORD,
        PasswordRefusal::TemporaryExpired => TEMPORARY_PASSWORD_EXPIRED,
        PasswordRefusal::Unsuitable(problem) => return Cow::Borrowed(password::problem(*problem)),
        PasswordRefusal::ConfirmationDiffers => password::DIFFER,
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
