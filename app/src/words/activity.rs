//! What happened to an account, in plain words.

use domain::{Activity, Method};

pub const SECTION: &str = "Activity";
pub const ABOUT: &str = "The last things that happened to your account.";
pub const ALL: &str = "See all activity";
pub const OLDER: &str = "Older";
pub const NEWEST: &str = "Back to the newest";
pub const NONE: &str = "Nothing here yet";
pub const NONE_TEXT: &str = "Whoever signs in, and whatever changes here, is noted in this list.";
/// Before a line that is more than the person's own doing, read aloud.
pub const WARNING: &str = "Look at this:";

/// `detail` is the name of a method, where one was used.
pub fn sentence(what: Activity, detail: Option<&str>) -> &'static str {
    let method = detail.and_then(|name| name.parse().ok());
    match what {
        Activity::AccountMade => "Your account was made",
        Activity::SignedIn => signed_in(method),
        Activity::SignInRefused => refused(method),
        Activity::PasswordLocked => "Too many wrong passwords: the password was paused",
        Activity::SignedOut => "You signed out",
        Activity::SessionEnded => "You signed out another browser",
        Activity::OtherSessionsEnded => "You signed out everywhere else",
        Activity::SessionDisowned => "“This wasn't me” ended a session",
        Activity::Proven => proven(method),
        Activity::ProofRefused => "Somebody in your account could not show that it was you",
        Activity::PasswordSet => "You set a password",
        Activity::PasswordChanged => "You changed your password",
        Activity::RecoveryAsked => "A link to choose a new password was asked for",
        Activity::PasswordRecovered => "A new password was chosen by way of our message",
        Activity::EmailChangeAsked => "You asked to change your email address",
        Activity::EmailChangeCancelled => "You cancelled the change of your email address",
        Activity::EmailChanged => "You changed your email address",
        Activity::EmailChangeUndone => "The change of your email address was undone",
        Activity::PhoneVerified => "You verified a phone number",
        Activity::PhoneRemoved => "You removed your phone number",
        Activity::ProfileChanged => "You changed your name or time zone",
        Activity::AccountClosed => "You closed your account",
        Activity::Unlocked => "Your password sign-in was opened again",
        Activity::Deactivated => "Your account was deactivated",
        Activity::Reactivated => "Your account was opened again",
        Activity::ResetConfirmed => "The reset of your password was confirmed",
        Activity::TemporaryPasswordUsed => "A temporary password was used",
        Activity::InvitationSent => "You were invited",
        Activity::InvitationResent => "Your invitation was sent again",
        Activity::InvitationExtended => "Your invitation was extended",
        Activity::InvitationRevoked => "Your invitation was taken back",
        Activity::InvitationRefused => "Somebody tried a wrong invitation code",
        Activity::InvitationConfirmed => "You confirmed your email address with your invitation code",
        Activity::InvitationWanted => "A new invitation was asked for",
        Activity::Welcomed => "You finished setting up your account",
        Activity::MessageWritten => "We sent you a message",
    }
}

const fn signed_in(method: Option<Method>) -> &'static str {
    match method {
        Some(Method::EmailCode) => "You signed in with a code by email",
        Some(Method::TextCode) => "You signed in with a code by text",
        Some(Method::Password) => "You signed in with your password",
        None => "You signed in",
    }
}

const fn refused(method: Option<Method>) -> &'static str {
    match method {
        Some(Method::EmailCode | Method::TextCode) => "Somebody tried to sign in with a wrong code",
        Some(Method::Password) => "Somebody tried to sign in with a wrong password",
        None => "Somebody tried to sign in and was refused",
    }
}

const fn proven(method: Option<Method>) -> &'static str {
    match method {
        Some(Method::EmailCode) => "You showed that it was you, with a code by email",
        Some(Method::TextCode) => "You showed that it was you, with a code by text",
        Some(Method::Password) => "You showed that it was you, with your password",
        None => "You showed that it was you",
    }
}
