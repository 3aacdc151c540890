//! Texts of audit events, for admins. The console shows subject and actor beside them.

use crate::words::Word;
pub use crate::words::sentences::admin::activity::*;
use domain::{AuditEventKind, Method};

/// The name of a kind of event.
pub const fn kind(what: AuditEventKind) -> Word {
    match what {
        AuditEventKind::AccountMade => ACCOUNT_MADE,
        AuditEventKind::SignedIn => SIGNED_IN,
        AuditEventKind::SignInRefused => SIGN_IN_REFUSED,
        AuditEventKind::SecondStepRefused => SECOND_STEP_REFUSED,
        AuditEventKind::SecondStepReset => SECOND_STEP_RESET,
        AuditEventKind::PasswordLocked => PASSWORD_LOCKED,
        AuditEventKind::SignedOut => SIGNED_OUT,
        AuditEventKind::SessionEnded => SESSION_ENDED,
        AuditEventKind::OtherSessionsEnded => OTHER_SESSIONS_ENDED,
        AuditEventKind::SessionDisowned => SESSION_DISOWNED,
        AuditEventKind::Proven => PROVEN,
        AuditEventKind::ProofRefused => PROOF_REFUSED,
        AuditEventKind::PasswordSet => PASSWORD_SET,
        AuditEventKind::PasswordChanged => PASSWORD_CHANGED,
        AuditEventKind::RecoveryAsked => RECOVERY_ASKED,
        AuditEventKind::ResetConfirmed => RESET_CONFIRMED,
        AuditEventKind::TemporaryPasswordUsed => TEMPORARY_PASSWORD_USED,
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
    }
}

/// The event with its detail: a sign-in method, a message or a reason.
pub fn sentence(what: AuditEventKind, detail: Option<&str>) -> String {
    let kind = kind(what);
    let Some(detail) = detail.filter(|detail| !detail.is_empty()) else { return kind.into() };
    match (what, detail.parse()) {
        (AuditEventKind::MessageWritten, _) => with_detail(kind, super::messages::name(detail)),
        (_, Ok(Method::EmailCode)) => with_email_code(kind),
        (_, Ok(Method::TextCode)) => with_text_code(kind),
        (_, Ok(Method::Passkey)) => with_passkey(kind),
        (_, Ok(Method::Password)) => match what {
            AuditEventKind::PasswordLocked => kind.into(),
            _ => with_password(kind),
        },
        (_, Err(_)) => with_detail(kind, detail),
    }
}
