//! What happened, as admins read it: whom and who stand beside it.

use domain::{Activity, Method};

/// A kind of event.
pub const fn kind(what: Activity) -> &'static str {
    match what {
        Activity::AccountMade => "Account made",
        Activity::SignedIn => "Signed in",
        Activity::SignInRefused => "Sign-in refused",
        Activity::PasswordLocked => "Password paused after too many wrong ones",
        Activity::SignedOut => "Signed out",
        Activity::SessionEnded => "Signed out another browser",
        Activity::OtherSessionsEnded => "Signed out everywhere else",
        Activity::SessionDisowned => "Session ended by “This wasn't me”",
        Activity::Proven => "Showed who they are",
        Activity::ProofRefused => "Could not show who they are",
        Activity::PasswordSet => "Password set",
        Activity::PasswordChanged => "Password changed",
        Activity::RecoveryAsked => "Recovery asked for",
        Activity::ResetConfirmed => "Reset confirmed",
        Activity::TemporaryPasswordUsed => "Temporary password used",
        Activity::PasswordRecovered => "New password by way of a message",
        Activity::EmailChangeAsked => "New email address asked for",
        Activity::EmailChangeCancelled => "New email address cancelled",
        Activity::EmailChanged => "Email address changed",
        Activity::EmailChangeUndone => "Email address changed back",
        Activity::PhoneVerified => "Phone number verified",
        Activity::PhoneRemoved => "Phone number removed",
        Activity::ProfileChanged => "Name or time zone changed",
        Activity::AccountClosed => "Account closed by its owner",
        Activity::Unlocked => "Unlocked",
        Activity::Deactivated => "Deactivated",
        Activity::Reactivated => "Reactivated",
        Activity::SessionsEnded => "Signed out everywhere by an admin",
        Activity::MadeAdmin => "Made an admin",
        Activity::MadeMember => "Made a member",
        Activity::AddressReserved => "Address reserved",
        Activity::AddressReleased => "Address released",
        Activity::BrandingChanged => "Branding changed",
        Activity::LogoChanged => "Logo changed",
        Activity::LogoRemoved => "Logo removed",
        Activity::OriginsChanged => "Allowed origins changed",
        Activity::PolicyChanged => "Policy changed",
        Activity::MessageWritten => "Message written",
    }
}

/// With what is known besides: a method, a message, a reason.
pub fn sentence(what: Activity, detail: Option<&str>) -> String {
    let kind = kind(what);
    let Some(detail) = detail.filter(|detail| !detail.is_empty()) else { return kind.to_owned() };
    match (what, detail.parse()) {
        (Activity::MessageWritten, _) => format!("{kind}: {}", super::messages::name(detail)),
        (_, Ok(Method::EmailCode)) => format!("{kind} with a code by email"),
        (_, Ok(Method::TextCode)) => format!("{kind} with a code by text"),
        (_, Ok(Method::Password)) => match what {
            Activity::PasswordLocked => kind.to_owned(),
            _ => format!("{kind} with a password"),
        },
        (_, Err(_)) => format!("{kind}: {detail}"),
    }
}
