//! What messages say, apart from their words.

use domain::{Activity, OneTimeCode, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What becomes of passkeys and authenticator apps where a password is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staying {
    /// Nobody has any.
    None,
    /// They stay unless they are removed along with it.
    Removable,
    /// They stay, because a second step is required.
    Kept,
}

impl Staying {
    /// In templates.
    pub const fn name(self) -> &'static str {
        match self {
            Staying::None => "none",
            Staying::Removable => "removable",
            Staying::Kept => "kept",
        }
    }
}

/// What a message says. Kept sealed in the outbox.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// By email or text.
    SignInCode { code: String },
    /// Proves the address of a new account.
    SignUpCode { code: String },
    /// Somebody asked for an account with an address that has one.
    AlreadyRegistered,
    /// Somebody asked for an account with an address that was somebody's once.
    AddressReserved,
    /// Proves somebody who is signed in before something changes.
    ProofCode { code: String },
    /// Proves a new address of somebody who is signed in.
    NewEmailCode { code: String },
    /// To the old address. The token is the one of the link that brings it back.
    EmailChanged {
        token: String,
        /// Masked.
        new: String,
        #[zeroize(skip)]
        at: Timestamp,
        zone: Option<String>,
        browser: String,
        /// The IP address.
        place: String,
    },
    /// Something else changed.
    AccountChanged {
        #[zeroize(skip)]
        what: Activity,
        /// How many recovery codes are left, where one was used.
        #[serde(default)]
        left: Option<u32>,
        #[zeroize(skip)]
        at: Timestamp,
        zone: Option<String>,
        browser: String,
        /// The IP address.
        place: String,
    },
    /// An admin changed something.
    ChangedByAdmin {
        #[zeroize(skip)]
        what: Activity,
        #[zeroize(skip)]
        at: Timestamp,
        zone: Option<String>,
    },
    /// Too many wrong passwords.
    SignInLocked {
        #[zeroize(skip)]
        until: Timestamp,
    },
    /// Leads to a page where a new password is chosen. The token is the one of the link.
    RecoveryLink { token: String },
    /// Leads to a page where a temporary password is asked for. The token is the one of the link.
    ConfirmReset { token: String },
    /// As people read it, in groups.
    TemporaryPassword { password: String },
    /// Offers an account. The code as people read it; the token is the one of the link that fills it in.
    Invitation { code: String, token: String },
    /// The code of an invitation was right.
    EmailConfirmed,
    /// The same for somebody who was invited. It lets in, or leads to a choice.
    FirstPassword { password: String, signs_in: bool },
    /// To admins: somebody asks for a new invitation.
    InvitationWanted { email: String, name: Option<String> },
    /// Instead of such a link.
    AccountDeactivated,
    /// By the way back in.
    PasswordChanged {
        #[zeroize(skip)]
        at: Timestamp,
        /// IANA name of the person's time zone.
        #[serde(default)]
        zone: Option<String>,
        browser: String,
        /// The IP address.
        place: String,
    },
    /// From a browser never seen before. The token is the one of the link "This wasn't me".
    NewSignIn {
        #[zeroize(skip)]
        at: Timestamp,
        /// IANA name of the person's time zone.
        #[serde(default)]
        zone: Option<String>,
        browser: String,
        /// The IP address.
        place: String,
        token: String,
    },
}

impl Content {
    pub fn sign_in_code(code: &OneTimeCode) -> Self {
        Content::SignInCode { code: code.expose().to_owned() }
    }

    pub fn sign_up_code(code: &OneTimeCode) -> Self {
        Content::SignUpCode { code: code.expose().to_owned() }
    }

    pub fn proof_code(code: &OneTimeCode) -> Self {
        Content::ProofCode { code: code.expose().to_owned() }
    }

    pub fn new_email_code(code: &OneTimeCode) -> Self {
        Content::NewEmailCode { code: code.expose().to_owned() }
    }

    /// The folder with its words.
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

/// Nothing of what it holds.
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
