//! The content of messages, without their wording.

use domain::{AuditEventKind, OneTimeCode, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What happens to an account's passkeys and authenticator app when its password is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsAfterReset {
    /// The organisation uses neither.
    None,
    /// They stay, unless the user removes them when choosing the new password.
    Removable,
    /// They stay, because the organisation requires a second step.
    Kept,
}

impl CredentialsAfterReset {
    /// The value that templates compare with.
    pub const fn name(self) -> &'static str {
        match self {
            CredentialsAfterReset::None => "none",
            CredentialsAfterReset::Removable => "removable",
            CredentialsAfterReset::Kept => "kept",
        }
    }
}

/// The content of a message. Stored encrypted in the outbox.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A code for the first or second step of a sign-in, or for a new phone number. By email or text.
    SignInCode { code: String },
    /// A code that verifies the address of a new account.
    SignUpCode { code: String },
    /// Sent instead of a sign-up code when an account already has the address.
    AlreadyRegistered,
    /// Sent instead of a sign-up code when the address is reserved.
    AddressReserved,
    /// A code that reauthenticates a signed-in user before something changes.
    ProofCode { code: String },
    /// A code that verifies a new address of a signed-in user.
    NewEmailCode { code: String },
    /// Sent to the old address.
    EmailChanged {
        /// The token of the link that restores the old address.
        token: String,
        /// The new address, masked.
        new: String,
        #[zeroize(skip)]
        at: Timestamp,
        /// The IANA name of the user's time zone.
        zone: Option<String>,
        browser: String,
        /// The IP address of the request.
        place: String,
    },
    /// The user changed something other than the address, or used a recovery code.
    AccountChanged {
        #[zeroize(skip)]
        what: AuditEventKind,
        /// How many recovery codes are left, if one was used.
        #[serde(default)]
        left: Option<u32>,
        #[zeroize(skip)]
        at: Timestamp,
        /// The IANA name of the user's time zone.
        zone: Option<String>,
        browser: String,
        /// The IP address of the request.
        place: String,
    },
    /// An admin changed something in the account.
    ChangedByAdmin {
        #[zeroize(skip)]
        what: AuditEventKind,
        #[zeroize(skip)]
        at: Timestamp,
        /// The IANA name of the user's time zone.
        zone: Option<String>,
    },
    /// Signing in with a password is locked after too many wrong ones.
    SignInLocked {
        #[zeroize(skip)]
        until: Timestamp,
    },
    /// A link to the page where a new password is chosen. The token is that of the link.
    RecoveryLink { token: String },
    /// A link to the page that requests a temporary password. The token is that of the link.
    ConfirmReset { token: String },
    /// A temporary password for a reset, formatted in groups.
    TemporaryPassword { password: String },
    /// An invitation to create an account. The code is formatted for reading; the link with the token fills it in.
    Invitation { code: String, token: String },
    /// The address of an invited user was confirmed with the invitation code.
    EmailConfirmed,
    /// A password for an invited user, formatted in groups. `signs_in`: it starts a session; otherwise it only lets the
    /// user choose a new password.
    FirstPassword { password: String, signs_in: bool },
    /// To the admins: a user asks for a new invitation.
    InvitationWanted { email: String, name: Option<String> },
    /// Sent instead of a recovery or reset link when the account is deactivated.
    AccountDeactivated,
    /// Account recovery set a new password.
    PasswordChanged {
        #[zeroize(skip)]
        at: Timestamp,
        /// The IANA name of the user's time zone.
        #[serde(default)]
        zone: Option<String>,
        browser: String,
        /// The IP address of the request.
        place: String,
    },
    /// A sign-in from a browser that is not known for the account.
    NewSignIn {
        #[zeroize(skip)]
        at: Timestamp,
        /// The IANA name of the user's time zone.
        #[serde(default)]
        zone: Option<String>,
        browser: String,
        /// The IP address of the request.
        place: String,
        /// The token of the link "This wasn't me".
        token: String,
    },
}

impl Content {
    /// A message with a code for signing in or for a new phone number.
    pub fn sign_in_code(code: &OneTimeCode) -> Self {
        Content::SignInCode { code: code.expose().to_owned() }
    }

    /// A message with a code that verifies the address of a new account.
    pub fn sign_up_code(code: &OneTimeCode) -> Self {
        Content::SignUpCode { code: code.expose().to_owned() }
    }

    /// A message with a code that reauthenticates a signed-in user.
    pub fn proof_code(code: &OneTimeCode) -> Self {
        Content::ProofCode { code: code.expose().to_owned() }
    }

    /// A message with a code that verifies a new address of a signed-in user.
    pub fn new_email_code(code: &OneTimeCode) -> Self {
        Content::NewEmailCode { code: code.expose().to_owned() }
    }

    /// The name of its template folder, which is also the name of its section in the language files.
    pub const fn template(&self) -> &'static str {
        match self {
            Content::SignInCode { .. } => "sign_in_code",
            Content::SignUpCode { .. } => "sign_up_code",
            Content::AlreadyRegistered => "already_registered",
            Content::AddressReserved => "address_reserved",
            Content::ProofCode { .. } => "proof_code",
            Content::NewEmailCode { .. } => "new_email_code",
            Content::EmailChanged { .. } => "email_changed",
            Content::AccountChanged { .. } => "account_changed",
            Content::ChangedByAdmin { .. } => "changed_by_admin",
            Content::SignInLocked { .. } => "sign_in_locked",
            Content::RecoveryLink { .. } => "recovery_link",
            Content::ConfirmReset { .. } => "confirm_reset",
            Content::TemporaryPassword { .. } => "temporary_password",
            Content::Invitation { .. } => "invitation",
            Content::EmailConfirmed => "email_confirmed",
            Content::FirstPassword { .. } => "first_password",
            Content::InvitationWanted { .. } => "invitation_wanted",
            Content::AccountDeactivated => "account_deactivated",
            Content::PasswordChanged { .. } => "password_changed",
            Content::NewSignIn { .. } => "new_sign_in",
        }
    }
}

/// Shows only the name of the template, because the content is secret.
impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Content({})", self.template())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_sign_in() -> Content {
        let (browser, place) = ("Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
        Content::NewSignIn { at: Timestamp(0), zone: None, browser, place, token: "t0k3n".to_owned() }
    }

    fn temporary_password() -> Content {
        Content::TemporaryPassword { password: "ABCDE-FGHJK-MNPQR-STUVW".to_owned() }
    }

    #[test]
    fn debug_shows_neither_code_nor_token() {
        let code = OneTimeCode::from_number(482_913);
        assert_eq!(format!("{:?}", Content::sign_in_code(&code)), "Content(sign_in_code)");
        assert_eq!(format!("{:?}", Content::sign_up_code(&code)), "Content(sign_up_code)");
        assert_eq!(format!("{:?}", new_sign_in()), "Content(new_sign_in)");
        assert_eq!(format!("{:?}", temporary_password()), "Content(temporary_password)");
    }

    #[test]
    fn codes_and_tokens_are_wiped_when_dropped() {
        fn is_wiped_when_dropped<T: ZeroizeOnDrop>(_: &T) {}
        let mut content = new_sign_in();
        is_wiped_when_dropped(&content);
        content.zeroize();
        assert!(matches!(&content, Content::NewSignIn { token, .. } if token.is_empty()));
        let mut content = Content::sign_in_code(&OneTimeCode::from_number(482_913));
        content.zeroize();
        assert!(matches!(&content, Content::SignInCode { code } if code.is_empty()));
    }

    #[test]
    fn what_was_kept_reads_back() {
        for content in [
            new_sign_in(),
            temporary_password(),
            Content::AlreadyRegistered,
            Content::SignInLocked { until: Timestamp(1) },
        ] {
            let kept = serde_json::to_string(&content).unwrap();
            assert!(kept.contains(content.template()), "{kept}");
            let read: Content = serde_json::from_str(&kept).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), kept);
        }
    }
}
