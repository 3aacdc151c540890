//! What all messages of an organisation share: whom they are from, and where they lead.

use domain::{Color, EmailAddress, LanguageTag, SupportContact};

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

/// The organisation that a message is from, and the paths of the pages that it may link to.
#[derive(Clone, Debug)]
pub struct MessageContext {
    /// The name of the organisation.
    pub organisation: String,
    /// The name that the message is from.
    pub sender_name: String,
    /// The address for replies. `None`: replies are not read.
    pub reply_to: Option<EmailAddress>,
    /// The path of the logo.
    pub logo: Option<String>,
    /// `None`: Portico's colour.
    pub color: Option<Color>,
    pub support: Option<SupportContact>,
    pub credentials_after_reset: CredentialsAfterReset,
    pub language: LanguageTag,
    /// The path of the sign-in page.
    pub sign_in: String,
    /// The path of the page that starts account recovery.
    pub recovery: String,
    /// The path of the page "This wasn't me" for a token.
    pub not_me: fn(&str) -> String,
    /// The path of the page that sets a new password, for a token.
    pub new_password: fn(&str) -> String,
    /// The path of the page that undoes a change of the email address, for a token.
    pub undo: fn(&str) -> String,
    /// The path of the page that confirms a new email address, for a token.
    pub confirm_email: fn(&str) -> String,
    /// The path of the page that requests a temporary password, for a token.
    pub reset: fn(&str) -> String,
    /// The path of the page that accepts an invitation, for a token.
    pub invitation: fn(&str) -> String,
    /// The path of the admins' list of invitations.
    pub invitations: &'static str,
}
