//! Texts of the activity page: what happened to an account.

pub use super::sentences::activity::*;
use super::word::Word;
use domain::{AuditEventKind, Method};

/// `detail` is the name of a sign-in method, if one was used.
pub fn sentence(what: AuditEventKind, detail: Option<&str>) -> &'static str {
    let method = detail.and_then(|name| name.parse().ok());
    let word = match what {
        AuditEventKind::AccountMade => ACCOUNT_MADE,
        AuditEventKind::SignedIn => signed_in(method),
        AuditEventKind::SignInRefused => refused(method),
        AuditEventKind::SecondStepRefused => SECOND_STEP_REFUSED,
        AuditEventKind::SecondStepReset => SECOND_STEP_RESET,
        AuditEventKind::PasswordLocked => PASSWORD_LOCKED,
        AuditEventKind::SignedOut => SIGNED_OUT,
        AuditEventKind::SessionEnded => SESSION_ENDED,
        AuditEventKind::OtherSessionsEnded => OTHER_SESSIONS_ENDED,
        AuditEventKind::SessionDisowned => SESSION_DISOWNED,
        AuditEventKind::Proven => proven(method),
        AuditEventKind::ProofRefused => PROOF_REFUSED,
        AuditEventKind::PasswordSet => PASSWORD_SET,
        AuditEventKind::PasswordChanged => PASSWORD_CHANGED,
        AuditEventKind::RecoveryAsked => RECOVERY_ASKED,
        AuditEventKind::PasswordRecovered => PASSWORD_RECOVERED,
        AuditEventKind::EmailChangeAsked => EMAIL_CHANGE_ASKED,
        AuditEventKind::EmailChangeCancelled => EMAIL_CHANGE_CANCELLED,
        AuditEventKind::EmailChanged => EMAIL_CHANGED,
        AuditEventKind::EmailChangeUndone => EMAIL_CHANGE_UNDONE,
        AuditEventKind::PhoneVerified => PHONE_VERIFIED,
        AuditEventKind::PhoneRemoved => PHONE_REMOVED,
        AuditEventKind::PasskeyAdded => PASSKEY_ADDED,
        AuditEventKind::PasskeyRenamed => PASSKEY_RENAMED,
        AuditEventKind::PasskeyRemoved => PASSKEY_REMOVED,
        AuditEventKind::AuthenticatorTurnedOn => AUTHENTICATOR_TURNED_ON,
        AuditEventKind::AuthenticatorTurnedOff => AUTHENTICATOR_TURNED_OFF,
        AuditEventKind::RecoveryCodesMade => RECOVERY_CODES_MADE,
        AuditEventKind::RecoveryCodeUsed => RECOVERY_CODE_USED,
        AuditEventKind::ProfileChanged => PROFILE_CHANGED,
        AuditEventKind::AccountClosed => ACCOUNT_CLOSED,
        AuditEventKind::Unlocked => UNLOCKED,
        AuditEventKind::Deactivated => DEACTIVATED,
        AuditEventKind::Reactivated => REACTIVATED,
        AuditEventKind::ResetConfirmed => RESET_CONFIRMED,
        AuditEventKind::TemporaryPasswordUsed => TEMPORARY_PASSWORD_USED,
        AuditEventKind::SessionsEnded => SESSIONS_ENDED,
        AuditEventKind::MadeAdmin => MADE_ADMIN,
        AuditEventKind::MadeMember => MADE_MEMBER,
        AuditEventKind::AddressReserved => ADDRESS_RESERVED,
        AuditEventKind::AddressReleased => ADDRESS_RELEASED,
        AuditEventKind::InvitationSent => INVITATION_SENT,
        AuditEventKind::InvitationResent => INVITATION_RESENT,
        AuditEventKind::InvitationExtended => INVITATION_EXTENDED,
        AuditEventKind::InvitationRevoked => INVITATION_REVOKED,
        AuditEventKind::InvitationRefused => INVITATION_REFUSED,
        AuditEventKind::InvitationConfirmed => INVITATION_CONFIRMED,
        AuditEventKind::InvitationWanted => INVITATION_WANTED,
        AuditEventKind::Welcomed => WELCOMED,
        AuditEventKind::BrandingChanged => BRANDING_CHANGED,
        AuditEventKind::LogoChanged => LOGO_CHANGED,
        AuditEventKind::LogoRemoved => LOGO_REMOVED,
        AuditEventKind::OriginsChanged => ORIGINS_CHANGED,
        AuditEventKind::PolicyChanged => POLICY_CHANGED,
        AuditEventKind::MessageWritten => MESSAGE_WRITTEN,
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
