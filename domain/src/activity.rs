//! The kinds of events that the audit log records and shows to users and admins. An event never contains a secret, a
//! code or a token.

use serde::{Deserialize, Serialize};

/// A kind of audit event. The database stores its name, so a name must never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Activity {
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
pub const ALL: [Activity; 55] = [
    Activity::AccountMade,
    Activity::SignedIn,
    Activity::SignInRefused,
    Activity::SecondStepRefused,
    Activity::PasswordLocked,
    Activity::SignedOut,
    Activity::SessionEnded,
    Activity::OtherSessionsEnded,
    Activity::SessionDisowned,
    Activity::Proven,
    Activity::ProofRefused,
    Activity::PasswordSet,
    Activity::PasswordChanged,
    Activity::RecoveryAsked,
    Activity::ResetConfirmed,
    Activity::TemporaryPasswordUsed,
    Activity::PasswordRecovered,
    Activity::EmailChangeAsked,
    Activity::EmailChangeCancelled,
    Activity::EmailChanged,
    Activity::EmailChangeUndone,
    Activity::PhoneVerified,
    Activity::PhoneRemoved,
    Activity::PasskeyAdded,
    Activity::PasskeyRenamed,
    Activity::PasskeyRemoved,
    Activity::AuthenticatorTurnedOn,
    Activity::AuthenticatorTurnedOff,
    Activity::RecoveryCodesMade,
    Activity::RecoveryCodeUsed,
    Activity::ProfileChanged,
    Activity::AccountClosed,
    Activity::Unlocked,
    Activity::Deactivated,
    Activity::Reactivated,
    Activity::SessionsEnded,
    Activity::SecondStepReset,
    Activity::MadeAdmin,
    Activity::MadeMember,
    Activity::AddressReserved,
    Activity::AddressReleased,
    Activity::InvitationSent,
    Activity::InvitationResent,
    Activity::InvitationExtended,
    Activity::InvitationRevoked,
    Activity::InvitationRefused,
    Activity::InvitationConfirmed,
    Activity::InvitationWanted,
    Activity::Welcomed,
    Activity::BrandingChanged,
    Activity::LogoChanged,
    Activity::LogoRemoved,
    Activity::OriginsChanged,
    Activity::PolicyChanged,
    Activity::MessageWritten,
];

impl Activity {
    /// The name that the database stores.
    pub const fn name(self) -> &'static str {
        match self {
            Activity::AccountMade => "account_made",
            Activity::SignedIn => "signed_in",
            Activity::SignInRefused => "sign_in_refused",
            Activity::SecondStepRefused => "second_step_refused",
            Activity::PasswordLocked => "password_locked",
            Activity::SignedOut => "signed_out",
            Activity::SessionEnded => "session_ended",
            Activity::OtherSessionsEnded => "other_sessions_ended",
            Activity::SessionDisowned => "session_disowned",
            Activity::Proven => "proven",
            Activity::ProofRefused => "proof_refused",
            Activity::PasswordSet => "password_set",
            Activity::PasswordChanged => "password_changed",
            Activity::RecoveryAsked => "recovery_asked",
            Activity::ResetConfirmed => "reset_confirmed",
            Activity::TemporaryPasswordUsed => "temporary_password_used",
            Activity::PasswordRecovered => "password_recovered",
            Activity::EmailChangeAsked => "email_change_asked",
            Activity::EmailChangeCancelled => "email_change_cancelled",
            Activity::EmailChanged => "email_changed",
            Activity::EmailChangeUndone => "email_change_undone",
            Activity::PhoneVerified => "phone_verified",
            Activity::PhoneRemoved => "phone_removed",
            Activity::PasskeyAdded => "passkey_added",
            Activity::PasskeyRenamed => "passkey_renamed",
            Activity::PasskeyRemoved => "passkey_removed",
            Activity::AuthenticatorTurnedOn => "authenticator_turned_on",
            Activity::AuthenticatorTurnedOff => "authenticator_turned_off",
            Activity::RecoveryCodesMade => "recovery_codes_made",
            Activity::RecoveryCodeUsed => "recovery_code_used",
            Activity::ProfileChanged => "profile_changed",
            Activity::AccountClosed => "account_closed",
            Activity::Unlocked => "unlocked",
            Activity::Deactivated => "deactivated",
            Activity::Reactivated => "reactivated",
            Activity::SessionsEnded => "sessions_ended",
            Activity::SecondStepReset => "second_step_reset",
            Activity::MadeAdmin => "made_admin",
            Activity::MadeMember => "made_member",
            Activity::AddressReserved => "address_reserved",
            Activity::AddressReleased => "address_released",
            Activity::InvitationSent => "invitation_sent",
            Activity::InvitationResent => "invitation_resent",
            Activity::InvitationExtended => "invitation_extended",
            Activity::InvitationRevoked => "invitation_revoked",
            Activity::InvitationRefused => "invitation_refused",
            Activity::InvitationConfirmed => "invitation_confirmed",
            Activity::InvitationWanted => "invitation_wanted",
            Activity::Welcomed => "welcomed",
            Activity::BrandingChanged => "branding_changed",
            Activity::LogoChanged => "logo_changed",
            Activity::LogoRemoved => "logo_removed",
            Activity::OriginsChanged => "origins_changed",
            Activity::PolicyChanged => "policy_changed",
            Activity::MessageWritten => "message_written",
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
            Activity::SignInRefused
                | Activity::SecondStepRefused
                | Activity::PasswordLocked
                | Activity::SessionDisowned
                | Activity::ProofRefused
                | Activity::RecoveryCodeUsed
                | Activity::InvitationRefused
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_its_activity() {
        for activity in ALL {
            assert_eq!(Activity::of(activity.name()), Some(activity));
        }
        assert_eq!(Activity::of("nothing"), None);
    }
}
