//! All paths of this site.

mod address;
mod admin;
mod beginnings;
mod cookie_check;
mod joining;
mod second_step;
mod settings;

pub use address::{Address, meant};
pub use admin::*;
use beginnings::segment;
pub(crate) use beginnings::{kind_at, method_at};
pub use cookie_check::*;
pub use joining::*;
pub use second_step::*;
pub use settings::*;

use crate::organisation::OrganisationView;
use domain::{ChallengeId, Method, Timestamp};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const ACCOUNT: &str = "/account";
pub const SIGN_UP: &str = "/sign-up";
pub const RECOVERY: &str = "/recovery";
const RECOVERY_SENT: &str = "/recovery/sent";
const RECOVERY_CHANGED: &str = "/recovery/changed";
const RECOVERY_CONFIRMED: &str = "/recovery/confirmed";
const NEW_PASSWORD: &str = "/new-password/";
const RESET: &str = "/reset/";
/// Where a sign-in with a temporary password leads.
pub const CHOOSE_PASSWORD: &str = "/choose-password";
/// Where password managers look for the page that changes a password (W3C, A Well-Known URL for Changing Passwords).
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";
/// Style sheet of the invitation, onboarding and second-step pages.
pub const JOIN_STYLE: &str = "/join.css";
/// Style sheet of the settings and the admin console.
pub const FRAME_STYLE: &str = "/frame.css";
/// Folder of the colours and logos of organisations.
const BRANDING: &str = "/branding/";
/// Style sheet that the admin console needs in addition.
pub const CONSOLE_STYLE: &str = "/console.css";
/// Where a language is chosen, by POST. The server handles it, not the app.
pub const LANGUAGE: &str = "/language";
/// The inbox of a demonstration. The server renders it, not the app.
pub const DEV_INBOX: &str = "/dev/inbox";

/// Query parameter: where the user wants to go after signing in.
pub const RETURN_TO: &str = "return_to";
/// Query parameter: when another message may be requested, in milliseconds since 1970. Only the countdown uses it.
pub const AGAIN_AT: &str = "again_at";

const CODE: &str = "/sign-in/code/";
const NOT_ME: &str = "/not-me/";
const UNDO: &str = "/undo/";

/// The path of an organisation's page. Paths of the default organisation have no slug.
fn of_organisation(organisation: &OrganisationView, page: &str) -> String {
    if organisation.is_default { page.to_owned() } else { format!("/o/{}{page}", organisation.slug) }
}

/// The style sheet with a brand colour. `hex` has six digits.
pub fn color_sheet(hex: &str) -> String {
    format!("{BRANDING}{hex}.css")
}

/// The logo with this digest.
pub fn logo(digest: &str) -> String {
    format!("{BRANDING}{digest}.png")
}

/// The sign-in page of an organisation, with its first method selected.
pub fn sign_in(organisation: &OrganisationView) -> String {
    of_organisation(organisation, SIGN_IN)
}

/// The sign-in page with this method selected.
pub fn sign_in_with(organisation: &OrganisationView, method: Method) -> String {
    format!("{}/{}", sign_in(organisation), segment(method))
}

pub fn sign_up(organisation: &OrganisationView) -> String {
    of_organisation(organisation, SIGN_UP)
}

/// Where "Forgot password?" leads.
pub fn recovery(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY)
}

/// The page after "Send instructions".
pub fn recovery_sent(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY_SENT)
}

/// The page after a new password was saved.
pub fn recovery_changed(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY_CHANGED)
}

/// The page after "Reset", with the time when another message may be requested.
pub fn recovery_sent_until(organisation: &OrganisationView, again_at: Timestamp) -> String {
    format!("{}?{AGAIN_AT}={}", recovery_sent(organisation), again_at.0)
}

/// The page after "Confirm reset".
pub fn recovery_confirmed(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY_CONFIRMED)
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

/// The page where the user enters the code of a challenge.
pub fn code(challenge: ChallengeId) -> String {
    format!("{CODE}{challenge}")
}

/// The link in the message about a new sign-in. `token` is base64url.
pub fn not_me(token: &str) -> String {
    format!("{NOT_ME}{token}")
}

/// Adds the page where the user wants to go to a path without a query.
pub fn with_return_to(path: String, return_to: Option<&str>) -> String {
    match return_to {
        None => path,
        Some(return_to) => format!("{path}?{RETURN_TO}={}", escaped(return_to)),
    }
}

/// Query parameter: another user is going to sign in, so the page does not show the values typed before.
pub const ANOTHER: &str = "another";

/// The path of a page without the values typed before.
pub fn for_another(path: String) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{ANOTHER}=")
}

/// Percent-encodes a value for a query. Unreserved characters (RFC 3986 §2.3), `/` and `:` stay as they are.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            escaped.extend([
                '%',
                char::from(DIGITS[usize::from(byte >> 4)]),
                char::from(DIGITS[usize::from(byte & 15)]),
            ]);
        }
    }
    escaped
}

/// A page of the account recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryStep {
    Ask,
    Sent,
    Changed,
    Confirmed,
}

/// Whether a path segment can be a token: base64url, 1 to 64 characters.
fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests;
