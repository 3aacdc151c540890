//! Every sentence that people read on a screen. Short, calm, saying what to do next.

pub mod account;
pub mod activity;
pub mod code;
pub mod demo;
pub mod invitation;
pub mod not_found;
pub mod not_me;
pub mod password;
pub mod phone;
pub mod recovery;
pub mod settings;
pub mod sign_in;
pub mod sign_up;
pub mod welcome;

use crate::{
    api_error::{ApiError, Refusal},
    page::PageData,
};
use domain::{Seconds, sign_in::SignInError};
use std::borrow::Cow;

pub const PORTICO: &str = "Portico";
pub const SKIP: &str = "Skip to the form";
pub const SKIP_TO_PAGE: &str = "Skip to the page";
/// What opens the navigation where it does not fit beside the page.
pub const MENU: &str = "Menu";
/// What the navigation is called.
pub const NAVIGATION: &str = "Main";
pub const SECURED_BY: &str = "Secured by Portico";
pub const INCIDENT: &str = "Incident";
pub const TRY_AGAIN: &str = "Try again";

/// The refusal of every limit, whatever was asked for too often.
pub const TOO_MANY_ATTEMPTS: &str = "Too many attempts. Please wait a moment before trying again.";

/// What the browser's tab says.
pub fn page_title(page: &PageData) -> String {
    match page {
        PageData::SignIn(gate) => titled(sign_in::PAGE_TITLE, &gate.organisation.name),
        PageData::Packed(packed) => packed.title.clone(),
        PageData::GoTo(_) => PORTICO.to_owned(),
        PageData::Elsewhere => code::elsewhere::TITLE.to_owned(),
        PageData::NotFound => not_found::TITLE.to_owned(),
        PageData::Failed(error) => failure(error).0.to_owned(),
    }
}

/// A page of an organisation.
pub fn titled(title: &str, organisation: &str) -> String {
    format!("{title} · {organisation}")
}

/// What people read: most sentences are the same each time.
pub type Sentence = Cow<'static, str>;

/// The sentence of a refusal, beside its field or above its form.
pub fn refusal(error: &SignInError) -> Sentence {
    Cow::Borrowed(match error {
        SignInError::NoSuchOrganisation => not_found::TEXT,
        SignInError::NotOffered => "This way of signing in is not offered here. Choose another one.",
        SignInError::NotAnEmailAddress => "Enter an email address like name@example.com",
        SignInError::NotAPhoneNumber => "Enter a phone number, and choose its country",
        SignInError::CountryNotServed => "We can't send texts to this country. Sign in another way.",
        SignInError::NoVerifiedPhone => "SMS login is only available for accounts with verified phone numbers.",
        SignInError::TextsPaused => "Texts are paused for a while. Sign in another way.",
        SignInError::WrongPassword { attempt, of } => {
            return Cow::Owned(format!("Invalid email or password. Attempt {attempt} of {of}."));
        }
        SignInError::NoMatch { .. } => "Email and Password do not match",
        SignInError::NotAName => "Enter your name, at most 100 characters",
        SignInError::Password(problem) => password::problem(*problem),
        SignInError::PasswordsDiffer => password::DIFFER,
        SignInError::WrongCurrentPassword => "This is not your current password.",
        SignInError::ProofNeeded => "Prove first that it is you.",
        SignInError::AddressReserved => "This email address can't be used. Please contact support.",
        SignInError::NumberTaken => "This phone number can't be used. Please contact support.",
        SignInError::AddressesDiffer => "The two addresses are not the same.",
        SignInError::TemporaryPasswordExpired => "This temporary password has expired. Please request a new one.",
        SignInError::NotAllowed => "Only admins can do this.",
        SignInError::InvitationExpired => "This invitation has expired. Please contact us.",
        // The page that invites says why.
        SignInError::CannotInvite(_) => "This can't be sent.",
        SignInError::LinkOver => recovery::link::OVER,
        SignInError::NotThisBrowser => code::elsewhere::TEXT,
        SignInError::InvalidCode => "Invalid code",
        SignInError::CodeExpired => code::EXPIRED,
        SignInError::TooManyTries => "Too many verification attempts. Please request a new code.",
        SignInError::TooManyAttempts { .. } => TOO_MANY_ATTEMPTS,
    })
}

/// Title and text of what is nobody's fault but ours or the network's. Also what a refusal says that has no place of its own.
pub fn failure<E: Refusal>(error: &ApiError<E>) -> (&'static str, &'static str) {
    match error {
        ApiError::Offline => ("We can't reach the server", "Nothing was lost. Check your connection and try again."),
        ApiError::Outdated => ("This page is out of date", "Reload it and try again."),
        ApiError::SignedOut => ("You are signed out", "Sign in again to go on."),
        ApiError::Busy { .. } => {
            ("Many people are signing in right now", "Nothing was lost. Try again in a few seconds.")
        }
        ApiError::Unexpected { .. } | ApiError::Refused(_) => (
            "Something went wrong on our side",
            "What you did last may not have been saved. Try again; if it happens twice, tell us and we will find it.",
        ),
    }
}

/// The number to tell support. Only what looks like one of ours: without script it comes from the query string.
pub fn incident<E>(error: &ApiError<E>) -> Option<&str> {
    let ApiError::Unexpected { incident } = error else { return None };
    let is_ours = incident.len() == 14
        && incident.split('-').count() == 3
        && incident
            .split('-')
            .all(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
    is_ours.then_some(incident.as_str())
}

/// What the digits of a clock count.
pub fn unit_of(left: Seconds) -> &'static str {
    match left.0 {
        3601.. => "hours left",
        60.. => "minutes left",
        _ => "seconds left",
    }
}

/// What a button says that does nothing yet: `Sign in in 0:04`.
pub fn in_time(label: &str, left: Seconds) -> String {
    format!("{label} in {}", left.clock())
}
