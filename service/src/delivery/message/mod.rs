//! The content of messages, without their wording.

use super::{date, message_context::MessageContext, wording::Wording};
use domain::{AuditEventKind, OneTimeCode, Seconds, Timestamp};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

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
    #[serde(rename = "proof_code")]
    ReauthenticationCode { code: String },
    /// A code that verifies a new address of a signed-in user.
    NewEmailCode { code: String },
    /// A link that confirms the address which an admin entered for an account. Sent to that address.
    ConfirmNewEmail { token: String },
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
        #[serde(rename = "place")]
        ip_address: String,
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
        #[serde(rename = "place")]
        ip_address: String,
        /// The token of the link "This wasn't me".
        #[serde(default)]
        token: Option<String>,
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
    /// A lockout began: passwords are refused until then.
    #[serde(rename = "sign_in_locked")]
    Lockout {
        #[zeroize(skip)]
        until: Timestamp,
        /// The token of the link "This wasn't me".
        #[serde(default)]
        token: Option<String>,
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
    #[serde(rename = "first_password")]
    InvitationPassword { password: String, signs_in: bool },
    /// To the admins: a user asks for a new invitation.
    #[serde(rename = "invitation_wanted")]
    InvitationRequested { email: String, name: Option<String> },
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
        #[serde(rename = "place")]
        ip_address: String,
        /// The token of the link "This wasn't me".
        #[serde(default)]
        token: Option<String>,
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
        #[serde(rename = "place")]
        ip_address: String,
        /// The token of the link "This wasn't me".
        token: String,
    },
}

/// Gives each kind of message its name: that of its templates, of its section in the language files, and of its
/// sentence in `[admin.messages.names]`.
macro_rules! messages {
    ($($Kind:ident = $name:literal,)+) => {
        impl Content {
            /// The name of its templates.
            pub const fn template(&self) -> &'static str {
                match self { $(Content::$Kind { .. } => $name,)+ }
            }
        }

        /// The templates of all messages, with their file names. A text begins with the subject and an empty line.
        pub const TEMPLATES: &[(&str, &str)] = &[$(
            (concat!($name, ".txt"), include_str!(concat!("../../../templates/", $name, ".txt"))),
            (concat!($name, ".html"), include_str!(concat!("../../../templates/", $name, ".html"))),
        )+];
    };
}

messages! {
    SignInCode = "sign_in_code",
    SignUpCode = "sign_up_code",
    AlreadyRegistered = "already_registered",
    AddressReserved = "address_reserved",
    ReauthenticationCode = "proof_code",
    NewEmailCode = "new_email_code",
    ConfirmNewEmail = "confirm_new_email",
    EmailChanged = "email_changed",
    AccountChanged = "account_changed",
    ChangedByAdmin = "changed_by_admin",
    Lockout = "sign_in_locked",
    RecoveryLink = "recovery_link",
    ConfirmReset = "confirm_reset",
    TemporaryPassword = "temporary_password",
    Invitation = "invitation",
    EmailConfirmed = "email_confirmed",
    InvitationPassword = "first_password",
    InvitationRequested = "invitation_wanted",
    AccountDeactivated = "account_deactivated",
    PasswordChanged = "password_changed",
    NewSignIn = "new_sign_in",
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
    pub fn reauthentication_code(code: &OneTimeCode) -> Self {
        Content::ReauthenticationCode { code: code.expose().to_owned() }
    }

    /// A message with a code that verifies a new address of a signed-in user.
    pub fn new_email_code(code: &OneTimeCode) -> Self {
        Content::NewEmailCode { code: code.expose().to_owned() }
    }

    /// The template values that only this kind of message has. `link` makes a link of a path.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of message")]
    pub(super) fn values(
        &self,
        message_context: &MessageContext,
        good_for: Seconds,
        wording: &Wording,
        link: impl Fn(&str) -> anyhow::Result<Value>,
    ) -> anyhow::Result<Value> {
        let facts = |at: &Timestamp, zone: &Option<String>, browser: &str, ip_address: &str| {
            let at = date::in_words(*at, zone.as_deref(), wording)?;
            anyhow::Ok(context! { at, browser => wording.browser(browser), ip_address })
        };
        // A message of an older release has no token. The link leads to account recovery then.
        let not_me = |token: &Option<String>| {
            link(&token.as_deref().map_or_else(|| message_context.recovery.clone(), message_context.not_me))
        };
        Ok(match self {
            Content::SignInCode { code }
            | Content::SignUpCode { code }
            | Content::ReauthenticationCode { code }
            | Content::NewEmailCode { code } => {
                let code: OneTimeCode = code.parse()?;
                context! { code => code.expose(), code_spaced => code.spaced(), minutes => good_for.0 / 60 }
            }
            Content::AlreadyRegistered
            | Content::AddressReserved
            | Content::AccountDeactivated
            | Content::EmailConfirmed => context! {},
            Content::Invitation { code, token } => context! {
                code => code.as_str(),
                invitation => link(&(message_context.invitation)(token))?,
                days => good_for.0 / 86_400,
            },
            Content::InvitationPassword { password, signs_in } => context! {
                password => password.as_str(),
                signs_in,
                days => good_for.0 / 86_400,
            },
            Content::InvitationRequested { email, name } => context! {
                email => email.as_str(),
                name,
                invitations => link(message_context.invitations)?,
            },
            Content::RecoveryLink { token } => context! {
                new_password => link(&(message_context.new_password)(token))?,
                minutes => good_for.0 / 60,
            },
            Content::ConfirmNewEmail { token } => context! {
                confirm_email => link(&(message_context.confirm_email)(token))?,
                days => good_for.0 / 86_400,
            },
            Content::ConfirmReset { token } => context! {
                reset => link(&(message_context.reset)(token))?,
                minutes => good_for.0 / 60,
            },
            Content::TemporaryPassword { password } => context! {
                password => password.as_str(),
                minutes => good_for.0 / 60,
            },
            Content::Lockout { until, token } => context! {
                until => date::in_words(*until, None, wording)?,
                not_me => not_me(token)?,
            },
            Content::PasswordChanged { at, zone, browser, ip_address, token } => context! {
                not_me => not_me(token)?,
                ..facts(at, zone, browser, ip_address)?
            },
            Content::NewSignIn { at, zone, browser, ip_address, token } => context! {
                not_me => link(&(message_context.not_me)(token))?,
                ..facts(at, zone, browser, ip_address)?
            },
            Content::EmailChanged { token, new, at, zone, browser, ip_address } => context! {
                new,
                undo => link(&(message_context.undo)(token))?,
                ..facts(at, zone, browser, ip_address)?
            },
            Content::ChangedByAdmin { what, at, zone } => context! {
                what => what.name(),
                at => date::in_words(*at, zone.as_deref(), wording)?,
            },
            Content::AccountChanged { what, left, at, zone, browser, ip_address, token } => context! {
                what => what.name(),
                left,
                not_me => not_me(token)?,
                ..facts(at, zone, browser, ip_address)?
            },
        })
    }
}

/// Shows only the name of the template, because the content is secret.
impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Content({})", self.template())
    }
}

#[cfg(test)]
mod tests;
