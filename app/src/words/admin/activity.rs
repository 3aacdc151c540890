//! Texts of audit events, for admins. The console shows subject and actor beside them.

use crate::words::Word;
pub use crate::words::sentences::admin::activity::*;
use domain::{Activity, Method};

/// The name of a kind of event.
pub const fn kind(what: Activity) -> Word {
    match what {
        Activity::AccountMade => ACCOUNT_MADE,
        Activity::SignedIn => SIGNED_IN,
        Activity::SignInRefused => SIGN_IN_REFUSED,
        Activity::SecondStepRefused => SECOND_STEP_REFUSED,
        Activity::SecondStepReset => SECOND_STEP_RESET,
        Activity::PasswordLocked => PASSWORD_LOCKED,
        Activity::SignedOut => SIGNED_OUT,
        Activity::SessionEnded => SESSION_ENDED,
        Activity::OtherSessionsEnded => OTHER_SESSIONS_ENDED,
        Activity::SessionDisowned => SESSION_DISOWNED,
        Activity::Proven => PROVEN,
        Activity::ProofRefused => PROOF_REFUSED,
        Activity::PasswordSet => PASSWORD_SET,
        Activity::PasswordChanged => PASSWORD_CHANGED,
        Activity::RecoveryAsked => RECOVERY_ASKED,
        Activity::ResetConfirmed => RESET_CONFIRMED,
        Activity::TemporaryPasswordUsed => TEMPORARY_PASSWORD_USED,
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
    }
}

/// The event with its detail: a sign-in method, a message or a reason.
pub fn sentence(what: Activity, detail: Option<&str>) -> String {
    let kind = kind(what);
    let Some(detail) = detail.filter(|detail| !detail.is_empty()) else { return kind.into() };
    match (what, detail.parse()) {
        (Activity::MessageWritten, _) => with_detail(kind, super::messages::name(detail)),
        (_, Ok(Method::EmailCode)) => with_email_code(kind),
        (_, Ok(Method::TextCode)) => with_text_code(kind),
        (_, Ok(Method::Passkey)) => with_passkey(kind),
        (_, Ok(Method::Password)) => match what {
            Activity::PasswordLocked => kind.into(),
            _ => with_password(kind),
        },
        (_, Err(_)) => with_detail(kind, detail),
    }
}
