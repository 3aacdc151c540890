//! The kinds of events that the audit log records and shows to users and admins. An event never contains a secret, a
//! code or a token.

use serde::{Deserialize, Serialize};

/// What an event is about. Lists show an icon for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEventCategory {
    /// Something that may be the work of an attacker.
    Warning,
    Session,
    Credential,
    Message,
    Phone,
    Account,
    Other,
}

/// Declares the kinds of events. A line has the kind, the name that the database stores, and the category. The texts of
/// a kind are the sentences in `[activity]` and `[admin.activity]` of `app/languages` that have its name as key.
macro_rules! audit_events {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $category:ident;)+) => {
        crate::named_enum! {
            /// A kind of audit event. The database stores its name, so a name must never change.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
            pub enum AuditEventKind { $($(#[$doc])* $kind = $name,)+ }
        }

        impl AuditEventKind {
            /// Whether lists mark the event, because it may be the work of an attacker.
            pub const fn is_warning(self) -> bool {
                matches!(self.category(), AuditEventCategory::Warning)
            }

            /// What the event is about.
            pub const fn category(self) -> AuditEventCategory {
                match self { $(AuditEventKind::$kind => AuditEventCategory::$category,)+ }
            }
        }
    };
}

audit_events! {
    AccountMade = "account_made", Account;
    SignedIn = "signed_in", Other;
    SignInRefused = "sign_in_refused", Warning;
    SecondStepRefused = "second_step_refused", Warning;
    LockoutBegan = "password_locked", Warning;
    SignedOut = "signed_out", Session;
    /// The user ended another session in the list of sessions.
    SessionEnded = "session_ended", Session;
    OtherSessionsEnded = "other_sessions_ended", Session;
    /// The user ended the session with "This wasn't me" in the message about a new sign-in. Written by earlier releases.
    SessionDisowned = "session_disowned", Warning;
    /// The user reported with "This wasn't me" what a notice is about.
    AccountDisowned = "account_disowned", Warning;
    /// The user reauthenticated before a change.
    Reauthenticated = "proven", Other;
    ReauthenticationRefused = "proof_refused", Warning;
    PasswordSet = "password_set", Credential;
    PasswordChanged = "password_changed", Credential;
    RecoveryAsked = "recovery_asked", Credential;
    ResetConfirmed = "reset_confirmed", Credential;
    TemporaryPasswordUsed = "temporary_password_used", Credential;
    PasswordRecovered = "password_recovered", Credential;
    EmailChangeAsked = "email_change_asked", Message;
    EmailChangeCancelled = "email_change_cancelled", Message;
    EmailChanged = "email_changed", Message;
    EmailChangeUndone = "email_change_undone", Message;
    PhoneVerified = "phone_verified", Phone;
    PhoneRemoved = "phone_removed", Phone;
    /// An admin entered another phone number, which is not verified.
    PhoneChanged = "phone_changed", Phone;
    PasskeyAdded = "passkey_added", Credential;
    PasskeyRenamed = "passkey_renamed", Credential;
    PasskeyRemoved = "passkey_removed", Credential;
    AuthenticatorTurnedOn = "authenticator_turned_on", Other;
    AuthenticatorTurnedOff = "authenticator_turned_off", Other;
    /// New codes replaced all earlier ones.
    RecoveryCodesMade = "recovery_codes_made", Other;
    RecoveryCodeUsed = "recovery_code_used", Warning;
    ProfileChanged = "profile_changed", Account;
    AccountClosed = "account_closed", Account;
    /// An admin or the operator deleted the account.
    AccountDeleted = "account_deleted", Account;
    /// An admin or the operator ended what wrong passwords and wrong codes led to.
    Unlocked = "unlocked", Credential;
    /// An admin or the operator deactivated the account.
    Deactivated = "deactivated", Account;
    /// An admin or the operator reactivated the account.
    Reactivated = "reactivated", Account;
    /// An admin ended all sessions of the account.
    SessionsEnded = "sessions_ended", Other;
    /// An admin removed the second factors of the account.
    SecondStepReset = "second_step_reset", Other;
    /// An admin made the user an admin.
    MadeAdmin = "made_admin", Other;
    /// An admin made the user a member.
    MadeMember = "made_member", Other;
    /// An admin reserved an email address, so that no new account can have it.
    AddressReserved = "address_reserved", Other;
    /// An admin ended the reservation of an email address.
    AddressReleased = "address_released", Other;
    /// An admin sent an invitation. The event names the account that the invitation leads to, even before it exists.
    InvitationSent = "invitation_sent", Other;
    /// An admin sent an invitation again.
    InvitationResent = "invitation_resent", Other;
    /// An admin extended the validity of an invitation.
    InvitationExtended = "invitation_extended", Other;
    /// An admin revoked an invitation.
    InvitationRevoked = "invitation_revoked", Other;
    /// A wrong invitation code was entered.
    InvitationRefused = "invitation_refused", Warning;
    /// The invited user confirmed the address with the invitation code.
    InvitationAccepted = "invitation_confirmed", Other;
    /// The invited user asked for a new invitation.
    InvitationRequested = "invitation_wanted", Other;
    /// The user finished the onboarding.
    OnboardingFinished = "welcomed", Other;
    /// An admin changed the organisation's name, colour or support contact, or whom its messages are from.
    BrandingChanged = "branding_changed", Other;
    /// An admin changed the organisation's logo.
    LogoChanged = "logo_changed", Other;
    /// An admin removed the organisation's logo.
    LogoRemoved = "logo_removed", Other;
    /// An admin changed the origins that the organisation allows after sign-in.
    OriginsChanged = "origins_changed", Other;
    /// An admin changed the organisation's policy.
    PolicyChanged = "policy_changed", Other;
    /// An admin got the list of people as a file.
    PeopleExported = "people_exported", Other;
    /// A message was added to the outbox.
    MessageWritten = "message_written", Message;
    /// An admin or the operator added an application.
    ApplicationAdded = "application_added", Other;
    /// An admin or the operator changed an application: its name, its address, who may enter, or how.
    ApplicationChanged = "application_changed", Other;
    ApplicationTurnedOff = "application_turned_off", Other;
    ApplicationTurnedOn = "application_turned_on", Other;
    ApplicationDeleted = "application_deleted", Other;
    /// The user entered an application.
    ApplicationEntered = "application_entered", Session;
    /// The user may not enter the application.
    ApplicationRefused = "application_refused", Warning;
    /// The user ended the session with the sign-out of an application.
    ApplicationSignedOut = "application_signed_out", Session;
    /// An application could not be told that a session of the user has ended. The detail names it, and says why.
    LogoutNotDelivered = "logout_not_delivered", Message;
    /// The user gave an application access by OpenID Connect, or more of it than before.
    AccessGranted = "access_granted", Account;
    /// The user signed in on a device, by its code. The detail names the application and the device's IP address.
    DeviceAllowed = "device_allowed", Account;
    /// The user removed the access of an application.
    AccessRemoved = "access_removed", Account;
    /// An application presented a code for the second time. The code may have been stolen.
    CodeReused = "code_reused", Warning;
    /// A refresh token was presented again although its successor was used. It may have been stolen.
    RefreshTokenReused = "refresh_token_reused", Warning;
    /// An admin or the operator made a new secret for an application.
    ClientSecretMade = "client_secret_made", Other;
    /// An admin or the operator added a group.
    GroupAdded = "group_added", Other;
    /// An admin or the operator changed the name or the description of a group.
    GroupChanged = "group_changed", Other;
    GroupDeleted = "group_deleted", Other;
    /// An admin or the operator added the account to a group.
    GroupMemberAdded = "group_member_added", Account;
    /// An admin or the operator removed the account from a group.
    GroupMemberRemoved = "group_member_removed", Account;
    /// The operator set a new password for the account.
    PasswordReplaced = "password_replaced", Credential;
    /// The operator had a message tried again.
    MessageRetried = "message_retried", Message;
    /// The operator added an organisation. This event and the following ones belong to no organisation.
    OrganisationAdded = "organisation_added", Other;
    OrganisationDeleted = "organisation_deleted", Other;
    /// The operator published new signing keys.
    SigningKeysRotated = "signing_keys_rotated", Credential;
    /// The operator had everything encrypted again with the new secret key.
    SecretKeyRotated = "secret_key_rotated", Credential;
    /// The operator restored a backup.
    BackupRestored = "backup_restored", Other;
    /// The operator moved the installation from another database to this one.
    DatabaseMoved = "database_moved", Other;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_its_event() {
        for kind in AuditEventKind::ALL {
            assert_eq!(AuditEventKind::of(kind.name()), Some(kind));
        }
        assert_eq!(AuditEventKind::of("nothing"), None);
    }
}
