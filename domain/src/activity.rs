//! The kinds of events that the audit log records and shows to users and admins. An event never contains a secret, a
//! code or a token.

use serde::{Deserialize, Serialize};

/// A kind of audit event. The database stores its name, so a name must never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AuditEventKind {
    AccountMade,
    SignedIn,
    SignInRefused,
    SecondStepRefused,
    PasswordLocked,
    SignedOut,
    /// The user ended another session in the list of sessions.
    SessionEnded,
    OtherSessionsEnded,
    /// The user ended the session with "This wasn't me" in the message about a new sign-in.
    SessionDisowned,
    /// The user reauthenticated before a change.
    Proven,
    ProofRefused,
    PasswordSet,
    PasswordChanged,
    RecoveryAsked,
    ResetConfirmed,
    TemporaryPasswordUsed,
    PasswordRecovered,
    EmailChangeAsked,
    EmailChangeCancelled,
    EmailChanged,
    EmailChangeUndone,
    PhoneVerified,
    PhoneRemoved,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,
    AuthenticatorTurnedOn,
    AuthenticatorTurnedOff,
    /// New codes replaced all earlier ones.
    RecoveryCodesMade,
    RecoveryCodeUsed,
    ProfileChanged,
    AccountClosed,
    /// An admin or the operator ended what wrong passwords and wrong codes led to.
    Unlocked,
    /// An admin or the operator deactivated the account.
    Deactivated,
    /// An admin or the operator reactivated the account.
    Reactivated,
    /// An admin ended all sessions of the account.
    SessionsEnded,
    /// An admin removed the second factors of the account.
    SecondStepReset,
    /// An admin made the user an admin.
    MadeAdmin,
    /// An admin made the user a member.
    MadeMember,
    /// An admin reserved an email address, so that no new account can have it.
    AddressReserved,
    /// An admin ended the reservation of an email address.
    AddressReleased,
    /// An admin sent an invitation. The event names the account that the invitation leads to, even before it exists.
    InvitationSent,
    /// An admin sent an invitation again.
    InvitationResent,
    /// An admin extended the validity of an invitation.
    InvitationExtended,
    /// An admin revoked an invitation.
    InvitationRevoked,
    /// A wrong invitation code was entered.
    InvitationRefused,
    /// The invited user confirmed the address with the invitation code.
    InvitationConfirmed,
    /// The invited user asked for a new invitation.
    InvitationWanted,
    /// The user finished the onboarding.
    Welcomed,
    /// An admin changed the organisation's name, colour or support contact.
    BrandingChanged,
    /// An admin changed the organisation's logo.
    LogoChanged,
    /// An admin removed the organisation's logo.
    LogoRemoved,
    /// An admin changed the origins that the organisation allows after sign-in.
    OriginsChanged,
    /// An admin changed the organisation's policy.
    PolicyChanged,
    /// A message was added to the outbox.
    MessageWritten,
}

/// Every kind of event.
pub const ALL: [AuditEventKind; 55] = [
    AuditEventKind::AccountMade,
    AuditEventKind::SignedIn,
    AuditEventKind::SignInRefused,
    AuditEventKind::SecondStepRefused,
    AuditEventKind::PasswordLocked,
    AuditEventKind::SignedOut,
    AuditEventKind::SessionEnded,
    AuditEventKind::OtherSessionsEnded,
    AuditEventKind::SessionDisowned,
    AuditEventKind::Proven,
    AuditEventKind::ProofRefused,
    AuditEventKind::PasswordSet,
    AuditEventKind::PasswordChanged,
    AuditEventKind::RecoveryAsked,
    AuditEventKind::ResetConfirmed,
    AuditEventKind::TemporaryPasswordUsed,
    AuditEventKind::PasswordRecovered,
    AuditEventKind::EmailChangeAsked,
    AuditEventKind::EmailChangeCancelled,
    AuditEventKind::EmailChanged,
    AuditEventKind::EmailChangeUndone,
    AuditEventKind::PhoneVerified,
    AuditEventKind::PhoneRemoved,
    AuditEventKind::PasskeyAdded,
    AuditEventKind::PasskeyRenamed,
    AuditEventKind::PasskeyRemoved,
    AuditEventKind::AuthenticatorTurnedOn,
    AuditEventKind::AuthenticatorTurnedOff,
    AuditEventKind::RecoveryCodesMade,
    AuditEventKind::RecoveryCodeUsed,
    AuditEventKind::ProfileChanged,
    AuditEventKind::AccountClosed,
    AuditEventKind::Unlocked,
    AuditEventKind::Deactivated,
    AuditEventKind::Reactivated,
    AuditEventKind::SessionsEnded,
    AuditEventKind::SecondStepReset,
    AuditEventKind::MadeAdmin,
    AuditEventKind::MadeMember,
    AuditEventKind::AddressReserved,
    AuditEventKind::AddressReleased,
    AuditEventKind::InvitationSent,
    AuditEventKind::InvitationResent,
    AuditEventKind::InvitationExtended,
    AuditEventKind::InvitationRevoked,
    AuditEventKind::InvitationRefused,
    AuditEventKind::InvitationConfirmed,
    AuditEventKind::InvitationWanted,
    AuditEventKind::Welcomed,
    AuditEventKind::BrandingChanged,
    AuditEventKind::LogoChanged,
    AuditEventKind::LogoRemoved,
    AuditEventKind::OriginsChanged,
    AuditEventKind::PolicyChanged,
    AuditEventKind::MessageWritten,
];

impl AuditEventKind {
    /// The name that the database stores.
    pub const fn name(self) -> &'static str {
        match self {
            AuditEventKind::AccountMade => "account_made",
            AuditEventKind::SignedIn => "signed_in",
            AuditEventKind::SignInRefused => "sign_in_refused",
            AuditEventKind::SecondStepRefused => "second_step_refused",
            AuditEventKind::PasswordLocked => "password_locked",
            AuditEventKind::SignedOut => "signed_out",
            AuditEventKind::SessionEnded => "session_ended",
            AuditEventKind::OtherSessionsEnded => "other_sessions_ended",
            AuditEventKind::SessionDisowned => "session_disowned",
            AuditEventKind::Proven => "proven",
            AuditEventKind::ProofRefused => "proof_refused",
            AuditEventKind::PasswordSet => "password_set",
            AuditEventKind::PasswordChanged => "password_changed",
            AuditEventKind::RecoveryAsked => "recovery_asked",
            AuditEventKind::ResetConfirmed => "reset_confirmed",
            AuditEventKind::TemporaryPasswordUsed => "temporary_password_used",
            AuditEventKind::PasswordRecovered => "password_recovered",
            AuditEventKind::EmailChangeAsked => "email_change_asked",
            AuditEventKind::EmailChangeCancelled => "email_change_cancelled",
            AuditEventKind::EmailChanged => "email_changed",
            AuditEventKind::EmailChangeUndone => "email_change_undone",
            AuditEventKind::PhoneVerified => "phone_verified",
            AuditEventKind::PhoneRemoved => "phone_removed",
            AuditEventKind::PasskeyAdded => "passkey_added",
            AuditEventKind::PasskeyRenamed => "passkey_renamed",
            AuditEventKind::PasskeyRemoved => "passkey_removed",
            AuditEventKind::AuthenticatorTurnedOn => "authenticator_turned_on",
            AuditEventKind::AuthenticatorTurnedOff => "authenticator_turned_off",
            AuditEventKind::RecoveryCodesMade => "recovery_codes_made",
            AuditEventKind::RecoveryCodeUsed => "recovery_code_used",
            AuditEventKind::ProfileChanged => "profile_changed",
            AuditEventKind::AccountClosed => "account_closed",
            AuditEventKind::Unlocked => "unlocked",
            AuditEventKind::Deactivated => "deactivated",
            AuditEventKind::Reactivated => "reactivated",
            AuditEventKind::SessionsEnded => "sessions_ended",
            AuditEventKind::SecondStepReset => "second_step_reset",
            AuditEventKind::MadeAdmin => "made_admin",
            AuditEventKind::MadeMember => "made_member",
            AuditEventKind::AddressReserved => "address_reserved",
            AuditEventKind::AddressReleased => "address_released",
            AuditEventKind::InvitationSent => "invitation_sent",
            AuditEventKind::InvitationResent => "invitation_resent",
            AuditEventKind::InvitationExtended => "invitation_extended",
            AuditEventKind::InvitationRevoked => "invitation_revoked",
            AuditEventKind::InvitationRefused => "invitation_refused",
            AuditEventKind::InvitationConfirmed => "invitation_confirmed",
            AuditEventKind::InvitationWanted => "invitation_wanted",
            AuditEventKind::Welcomed => "welcomed",
            AuditEventKind::BrandingChanged => "branding_changed",
            AuditEventKind::LogoChanged => "logo_changed",
            AuditEventKind::LogoRemoved => "logo_removed",
            AuditEventKind::OriginsChanged => "origins_changed",
            AuditEventKind::PolicyChanged => "policy_changed",
            AuditEventKind::MessageWritten => "message_written",
        }
    }

    /// The kind with this name. `None`: this release does not know the name.
    pub fn of(name: &str) -> Option<Self> {
        ALL.into_iter().find(|activity| activity.name() == name)
    }

    /// Whether lists mark the event as a warning, because it may be the work of an attacker.
    pub const fn is_warning(self) -> bool {
        matches!(
            self,
            AuditEventKind::SignInRefused
                | AuditEventKind::SecondStepRefused
                | AuditEventKind::PasswordLocked
                | AuditEventKind::SessionDisowned
                | AuditEventKind::ProofRefused
                | AuditEventKind::RecoveryCodeUsed
                | AuditEventKind::InvitationRefused
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_its_activity() {
        for activity in ALL {
            assert_eq!(AuditEventKind::of(activity.name()), Some(activity));
        }
        assert_eq!(AuditEventKind::of("nothing"), None);
    }
}
