//! Paths of sign-in, sign-up and password recovery, and of pages that have no other file.

use super::admin::SEARCH;
use super::common::{escaped, with_flag};
use crate::organisation::OrganisationView;
use domain::{ChallengeId, Method, Timestamp};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const ACCOUNT: &str = "/account";
pub const SIGN_UP: &str = "/sign-up";
pub const RECOVERY: &str = "/recovery";
pub(super) const RECOVERY_SENT: &str = "/recovery/sent";
pub(super) const RECOVERY_CHANGED: &str = "/recovery/changed";
pub(super) const RECOVERY_CONFIRMED: &str = "/recovery/confirmed";
pub(super) const NEW_PASSWORD: &str = "/new-password/";
pub(super) const RESET: &str = "/reset/";
/// Where a sign-in with a temporary password leads.
pub const CHOOSE_PASSWORD: &str = "/choose-password";
/// Where password managers look for the page that changes a password (W3C, A Well-Known URL for Changing Passwords).
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";
/// Where a language is chosen, by POST. The server handles it, not the app.
pub const LANGUAGE: &str = "/language";
/// The server function that loads the data of a page, called by POST.
pub const READ_PAGE: &str = "/api/read_page";
/// The inbox of a demonstration. The server renders it, not the app.
pub const DEV_INBOX: &str = "/dev/inbox";

/// Query parameter: when another message may be requested, in milliseconds since 1970. Only the countdown uses it.
pub const AGAIN_AT: &str = "again_at";

/// Query parameter: the challenge whose address or number the form is filled with, in the browser that requested it.
pub const FILLED_FROM: &str = "code";

pub(super) const CODE: &str = "/sign-in/code/";
pub(super) const NOT_ME: &str = "/not-me/";
pub(super) const UNDO: &str = "/undo/";
pub(super) const CONFIRM_EMAIL: &str = "/confirm-email/";

/// The method whose form has this last part of a path.
pub(super) fn method_of(slug: &str) -> Option<Method> {
    Method::ALL.into_iter().find(|method| method.has_form() && method.slug() == slug)
}

/// The sign-in page of an organisation, with its first method selected.
pub fn sign_in(organisation: &OrganisationView) -> String {
    organisation.path_of(SIGN_IN)
}

/// The sign-in page with this method selected.
pub fn sign_in_with(organisation: &OrganisationView, method: Method) -> String {
    format!("{}/{}", sign_in(organisation), method.slug())
}

pub fn sign_up(organisation: &OrganisationView) -> String {
    organisation.path_of(SIGN_UP)
}

/// Where "Forgot password?" leads.
pub fn recovery(organisation: &OrganisationView) -> String {
    organisation.path_of(RECOVERY)
}

/// The page after "Send instructions".
pub fn recovery_sent(organisation: &OrganisationView) -> String {
    organisation.path_of(RECOVERY_SENT)
}

/// The start page with the applications whose names contain a text.
pub fn account_search(search: &str) -> String {
    if search.is_empty() { ACCOUNT.to_owned() } else { format!("{ACCOUNT}?{SEARCH}={}", escaped(search)) }
}

/// The page after a new password was saved.
pub fn recovery_changed(organisation: &OrganisationView) -> String {
    organisation.path_of(RECOVERY_CHANGED)
}

/// The page after "Reset", with the time when another message may be requested.
pub fn recovery_sent_until(organisation: &OrganisationView, again_at: Timestamp) -> String {
    format!("{}?{AGAIN_AT}={}", recovery_sent(organisation), again_at.0)
}

/// The page after "Confirm reset".
pub fn recovery_confirmed(organisation: &OrganisationView) -> String {
    organisation.path_of(RECOVERY_CONFIRMED)
}

/// The link in the message about a password reset. `token` is base64url.
pub fn reset(token: &str) -> String {
    format!("{RESET}{token}")
}

/// The link in the message about a forgotten password. `token` is base64url.
pub fn new_password(token: &str) -> String {
    format!("{NEW_PASSWORD}{token}")
}

/// The link in the message about a new email address. `token` is base64url.
pub fn undo(token: &str) -> String {
    format!("{UNDO}{token}")
}

/// The link in the message to an address that an admin entered. `token` is base64url.
pub fn confirm_email(token: &str) -> String {
    format!("{CONFIRM_EMAIL}{token}")
}

/// The page where the user enters the code of a challenge.
pub fn code(challenge: ChallengeId) -> String {
    format!("{CODE}{challenge}")
}

/// The path of a form, filled with the address or number of a challenge. The path contains neither.
pub fn filled_from(path: &str, challenge: ChallengeId) -> String {
    format!("{}{challenge}", with_flag(path, FILLED_FROM))
}

/// The link in the message about a new sign-in. `token` is base64url.
pub fn not_me(token: &str) -> String {
    format!("{NOT_ME}{token}")
}

/// A page of the account recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryRoute {
    Ask,
    Sent,
    Changed,
    Confirmed,
}
