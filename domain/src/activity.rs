//! What happens to an account and around it, as the audit log keeps it and people read it. Never a secret, a code or a token.

use serde::{Deserialize, Serialize};

/// One kind of event. The name is what the database keeps: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Activity {
    AccountMade,
    SignedIn,
    SignInRefused,
    SecondStepRefused,
    PasswordLocked,
    SignedOut,
    /// From the list of sessions.
    SessionEnded,
    OtherSessionsEnded,
    /// By "This wasn't me".
    SessionDisowned,
    /// A fresh proof before a change.
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
    /// New ones, in place of all before.
    RecoveryCodesMade,
    RecoveryCodeUsed,
    ProfileChanged,
    AccountClosed,
    /// By the operator or an admin, like the next two.
    Unlocked,
    Deactivated,
    Reactivated,
    /// All of somebody's, by an admin.
    SessionsEnded,
    /// By an admin, like all below but the last.
    SecondStepReset,
    MadeAdmin,
    MadeMember,
    AddressReserved,
    AddressReleased,
    /// By an admin, like the next three. About the account to be.
    InvitationSent,
    InvitationResent,
    InvitationExtended,
    InvitationRevoked,
    /// A wrong code.
    InvitationRefused,
    InvitationConfirmed,
    /// A new one was asked for.
    InvitationWanted,
    /// The welcome was finished.
    Welcomed,
    /// Of the organisation, like the next four.
    BrandingChanged,
    LogoChanged,
    LogoRemoved,
    OriginsChanged,
    PolicyChanged,
    /// Into the outbox.
    MessageWritten,
}

/// Every kind there is.
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

    /// `None`: of another release.
    pub fn of(name: &str) -> Option<Self> {
        ALL.into_iter().find(|activity| activity.name() == name)
    }

    /// Whether it is more than the person's own doing.
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
