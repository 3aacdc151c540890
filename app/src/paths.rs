//! Every address of ours, in one place.

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
/// Where a temporary password leads.
pub const CHOOSE_PASSWORD: &str = "/choose-password";
/// Where password managers look (W3C, A Well-Known URL for Changing Passwords).
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";
/// The style of the pages of somebody who was invited.
pub const JOIN_STYLE: &str = "/join.css";
/// The style of the pages of somebody who is signed in.
pub const FRAME_STYLE: &str = "/frame.css";
/// What makes the pages of organisations their own.
const BRANDING: &str = "/branding/";
/// What the console needs besides.
pub const CONSOLE_STYLE: &str = "/console.css";
/// Where a language is chosen, by POST; a page of the server.
pub const LANGUAGE: &str = "/language";
/// The messages of a demonstration; a page of the server.
pub const DEV_INBOX: &str = "/dev/inbox";

/// The parameter that says where a person wants to go after signing in.
pub const RETURN_TO: &str = "return_to";
/// The parameter that says when another message may be asked for. Only the countdown knows it.
pub const AGAIN_AT: &str = "again_at";

const CODE: &str = "/sign-in/code/";
const NOT_ME: &str = "/not-me/";
const UNDO: &str = "/undo/";

/// A page of an organisation; the default one's has no slug in it.
fn of_organisation(organisation: &OrganisationView, page: &str) -> String {
    if organisation.is_default { page.to_owned() } else { format!("/o/{}{page}", organisation.slug) }
}

/// The sheet with a colour; `hex` are six digits.
pub fn color_sheet(hex: &str) -> String {
    format!("{BRANDING}{hex}.css")
}

/// The image with a digest.
pub fn logo(digest: &str) -> String {
    format!("{BRANDING}{digest}.png")
}

/// The sign-in page of an organisation, with the method that comes first.
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

/// After "Send instructions".
pub fn recovery_sent(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY_SENT)
}

/// After a new password was saved.
pub fn recovery_changed(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY_CHANGED)
}

/// After "Reset". Says when another message may be asked for.
pub fn recovery_sent_until(organisation: &OrganisationView, again_at: Timestamp) -> String {
    format!("{}?{AGAIN_AT}={}", recovery_sent(organisation), again_at.0)
}

/// After "Confirm reset".
pub fn recovery_confirmed(organisation: &OrganisationView) -> String {
    of_organisation(organisation, RECOVERY_CONFIRMED)
}

/// Where the link of the message about a reset leads. The token is base64url.
pub fn reset(token: &str) -> String {
    format!("{RESET}{token}")
}

/// Where the link of the message about a forgotten password leads. The token is base64url.
pub fn new_password(token: &str) -> String {
    format!("{NEW_PASSWORD}{token}")
}

/// Where the link of the message about a new address leads. The token is base64url.
pub fn undo(token: &str) -> String {
    format!("{UNDO}{token}")
}

/// The screen where the code of a challenge is typed.
pub fn code(challenge: ChallengeId) -> String {
    format!("{CODE}{challenge}")
}

/// Where the link of the message about a new sign-in leads. The token is base64url.
pub fn not_me(token: &str) -> String {
    format!("{NOT_ME}{token}")
}

/// A page that remembers where the person wants to go.
pub fn with_return_to(path: String, return_to: Option<&str>) -> String {
    match return_to {
        None => path,
        Some(return_to) => format!("{path}?{RETURN_TO}={}", escaped(return_to)),
    }
}

/// The parameter that says that the page is for somebody else than whoever typed last.
pub const ANOTHER: &str = "another";

/// The same page without what was typed before.
pub fn for_another(path: String) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{ANOTHER}=")
}

/// Percent-encodes for a query (RFC 3986 §2.3).
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

/// Where somebody is on the way back in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryStep {
    Ask,
    Sent,
    Changed,
    Confirmed,
}

/// A token in a path: base64url.
fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests;
