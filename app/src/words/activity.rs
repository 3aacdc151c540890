//! Texts of the activity page: what happened to an account.

pub use super::sentences::activity::*;
use super::word::Word;
use domain::{Activity, Method};

/// `detail` is the name of a sign-in method, if one was used.
pub fn sentence(what: Activity, detail: Option<&str>) -> &'static str {
    let method = detail.and_then(|name| name.parse().ok());
    let word = match what {
        Activity::AccountMade => ACCOUNT_MADE,
        Activity::SignedIn => signed_in(method),
        Activity::SignInRefused => refused(method),
        Activity::SecondStepRefused => SECOND_STEP_REFUSED,
        Activity::SecondStepReset => SECOND_STEP_RESET,
        Activity::PasswordLocked => PASSWORD_LOCKED,
        Activity::SignedOut => SIGNED_OUT,
        Activity::SessionEnded => SESSION_ENDED,
        Activity::OtherSessionsEnded => OTHER_SESSIONS_ENDED,
        Activity::SessionDisowned => SESSION_DISOWNED,
        Activity::Proven => proven(method),
        Activity::ProofRefused => PROOF_REFUSED,
        Activity::PasswordSet => PASSWORD_SET,
        Activity::PasswordChanged => PASSWORD_CHANGED,
        Activity::RecoveryAsked => RECOVERY_ASKED,
        Activity::PasswordRecovered => PASSWORD_RECOVERED,
        Activity::EmailChangeAsked => EMAIL_CHANGE_ASKED,
        Activity::EmailChangeCancelled => EMAIL_CHANGE_CANCELLED,
        Activity::EmailChanged => EMAIL_CHANGED,
        Activity::EmailChangeUndone => EMAIL_CHANGE_UNDONE,
        Activity::PhoneVerified => PHONE_VERIFIED,
        Activity::PhoneRemoved => PHONE_REMOVED,
        Activity::PasskeyAdded => PASSKEY_ADDED,
        Activity::PasskeyRenamed => PASSKEY_RENAMED,
        Activity::PasskeyRemoved => PASSKEY_REMOVED,
        Activity::AuthenticatorTurnedOn => AUTHENTICATOR_TURNED_ON,
        Activity::AuthenticatorTurnedOff => AUTHENTICATOR_TURNED_OFF,
        Activity::RecoveryCodesMade => RECOVERY_CODES_MADE,
        Activity::RecoveryCodeUsed => RECOVERY_CODE_USED,
        Activity::ProfileChanged => PROFILE_CHANGED,
        Activity::AccountClosed => ACCOUNT_CLOSED,
        Activity::Unlocked => UNLOCKED,
        Activity::Deactivated => DEACTIVATED,
        Activity::Reactivated => REACTIVATED,
        Activity::ResetConfirmed => RESET_CONFIRMED,
        Activity::TemporaryPasswordUsed => TEMPORARY_PASSWORD_USED,
        Activity::SessionsEnded => SESSIONS_ENDED,
        Activity::MadeAdmin => MADE_ADMIN,
        Activity::MadeMember => MADE_MEMBER,
        Activity::AddressReserved => ADDRESS_RESERVED,
        Activity::AddressReleased => ADDRESS_RELEASED,
        Activity::InvitationSent => INVITATION_SENT,
        Activity::InvitationResent => INVITATION_RESENT,
        Activity::InvitationExtended => INVITATION_EXTENDED,
        Activity::InvitationRevoked => INVITATION_REVOKED,
        Activity::InvitationRefused => INVITATION_REFUSED,
        Activity::InvitationConfirmed => INVITATION_CONFIRMED,
        Activity::InvitationWanted => INVITATION_WANTED,
        Activity::Welcomed => WELCOMED,
        Activity::BrandingChanged => BRANDING_CHANGED,
        Activity::LogoChanged => LOGO_CHANGED,
        Activity::LogoRemoved => LOGO_REMOVED,
        Activity::OriginsChanged => ORIGINS_CHANGED,
        Activity::PolicyChanged => POLICY_CHANGED,
        Activity::MessageWritten => MESSAGE_WRITTEN,
    };
    word.text()
}

const fn signed_in(method: Option<Method>) -> Word {
    match method {
        Some(Method::EmailCode) => SIGNED_IN_EMAIL_CODE,
        Some(Method::TextCode) => SIGNED_IN_TEXT_CODE,
        Some(Method::Password) => SIGNED_IN_PASSWORD,
        Some(Method::Passkey) => SIGNED_IN_PASSKEY,
        None => SIGNED_IN,
    }
}

const fn refused(method: Option<Method>) -> Word {
    match method {
        Some(Method::EmailCode | Method::TextCode) => REFUSED_CODE,
        Some(Method::Password) => REFUSED_PASSWORD,
        Some(Method::Passkey) => REFUSED_PASSKEY,
        None => REFUSED,
    }
}

const fn proven(method: Option<Method>) -> Word {
    match method {
        Some(Method::EmailCode) => PROVEN_EMAIL_CODE,
        Some(Method::TextCode) => PROVEN_TEXT_CODE,
        Some(Method::Password) => PROVEN_PASSWORD,
        Some(Method::Passkey) => PROVEN_PASSKEY,
        None => PROVEN,
    }
}
