//! Data of the settings pages.

use super::{
    ActivityEntry, ActivityView, AuthenticatorView, Console, NewPasskeyView, PasskeyView, PasskeysView,
    RecoveryCodesView, SecondStepView, Who,
};
use crate::{
    organisation::OrganisationView, page::Screen, page_kind::PageKind, phone::CountryChoice, typed::Typed,
    ui::Received, words,
};
use domain::{PasswordRules, Timestamp};
use serde::{Deserialize, Serialize};

/// A page of the settings, with the data of the layout around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingsScreen {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    /// `None` for members.
    pub console: Option<Console>,
    pub page: SettingsPage,
    /// Where the user continues after this page. Checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    /// What the user just did. Shown once.
    pub done: Option<Done>,
    pub typed: Typed,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl SettingsScreen {
    /// Data of the layout.
    pub fn who(&self) -> Who {
        Who {
            organisation: self.organisation.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            console: self.console.clone(),
        }
    }
}

impl Screen for SettingsScreen {
    const KIND: PageKind = PageKind::Settings;

    fn title(&self) -> String {
        words::titled(self.page.title(), &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

domain::named_enum! {
    /// What the user just did, as the next page reports it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Done {
        ProfileSaved = "profile",
        EmailChanged = "email",
        EmailCancelled = "email-cancelled",
        PhoneVerified = "phone",
        PhoneRemoved = "phone-removed",
        PasswordSaved = "password",
        SessionEnded = "session",
        OthersEnded = "sessions",
        PasskeyAdded = "passkey",
        PasskeyRenamed = "passkey-name",
        PasskeyRemoved = "passkey-removed",
        AuthenticatorOn = "authenticator",
        AuthenticatorOff = "authenticator-off",
        RecoveryCodesKept = "recovery-codes",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SettingsPage {
    Account(AccountView),
    /// Reauthentication before a change.
    Proof(ProofView),
    /// The form for a new email address.
    Email,
    Phone(PhoneView),
    Profile(ProfileView),
    Close,
    Security(SecurityView),
    Sessions(SessionsView),
    Password(PasswordView),
    NewPasskey(NewPasskeyView),
    /// Renames a passkey.
    Passkey(PasskeyView),
    Authenticator(AuthenticatorView),
    RecoveryCodes(RecoveryCodesView),
    Activity(ActivityView),
}

/// `/settings/account`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    pub pending_email: Option<PendingEmail>,
    /// The verified number, or one that is not verified yet.
    pub phone: Option<PhoneEntry>,
    /// Whether the server can send texts.
    pub takes_texts: bool,
    /// Whether the organisation offers sign-in with a password.
    pub offers_password: bool,
    pub has_password: bool,
    /// The account only has the temporary password that was sent to it, and the user has not chosen one yet.
    pub has_first_password: bool,
    /// IANA name. `None`: UTC.
    pub time_zone: Option<String>,
}

/// A new email address that waits for its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingEmail {
    pub email: String,
    /// Path of the page where the code is entered. Only in the browser that requested it.
    pub code_page: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneEntry {
    pub number: String,
    pub is_verified: bool,
}

/// `/settings/proof`, and the first step of changing the email address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofView {
    /// Path to continue at after reauthentication: a page of the settings, the console or onboarding.
    pub next: String,
    /// Whether this is the first step of changing the email address.
    pub is_for_email: bool,
    pub has_password: bool,
    /// Whether the user can reauthenticate with a passkey.
    pub by_passkey: bool,
    /// Whether the user can reauthenticate with a code by email.
    pub by_code: bool,
    /// The email address that a code goes to, masked.
    pub masked_email: String,
}

/// `/settings/account/phone`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneView {
    pub current: Option<PhoneEntry>,
    pub countries: Vec<CountryChoice>,
}

/// `/settings/account/profile`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileView {
    /// IANA names.
    pub time_zones: Vec<String>,
    /// IANA name. `None`: UTC.
    pub time_zone: Option<String>,
    /// A supported BCP 47 tag. `None` follows the browser.
    pub language: Option<String>,
}

/// `/settings/security`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecurityView {
    /// The account's passkeys as JSON for `signalAllAcceptedCredentials` of WebAuthn. `None`: passkeys do not work on
    /// this origin.
    pub accepted_passkeys: Option<String>,
    pub rules: Option<PasswordRules>,
    /// When the password was last changed, formatted. `None`: the user has not chosen one.
    pub password_changed: Option<String>,
    /// The account only has the temporary password that was sent to it, and the user has not chosen one yet.
    pub has_first_password: bool,
    /// `None`: the account has no passkeys and may not add any.
    pub passkeys: Option<PasskeysView>,
    /// `None`: the account has no second factor and may not set up an authenticator app.
    pub second_step: Option<SecondStepView>,
    /// The most recently used sessions.
    pub sessions: Vec<SessionView>,
    pub has_more_sessions: bool,
    pub activity: Vec<ActivityEntry>,
}

/// `/settings/security/sessions`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionsView {
    pub sessions: Vec<SessionView>,
    /// Path of the page with sessions used earlier. `None`: there are none.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Session id, not the session token.
    pub id: String,
    /// Such as `Firefox on Linux`.
    pub browser: String,
    /// IP address.
    pub place: String,
    /// When the session was last used, formatted.
    pub last_seen: String,
    pub is_this: bool,
}

/// `/settings/security/password`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordView {
    pub rules: PasswordRules,
    pub has_password: bool,
}

/// `/undo/TOKEN`: the link in the notice about a changed email address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoScreen {
    pub organisation: OrganisationView,
    /// The token in the link.
    pub token: String,
    pub link: UndoLink,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UndoLink {
    Open {
        /// The previous email address, unmasked: the link was sent to its mailbox.
        old: String,
        /// The present email address, masked.
        new: String,
    },
    /// The previous address was restored.
    Undone,
    /// The link has expired or never existed.
    Over,
}

impl Screen for UndoScreen {
    const KIND: PageKind = PageKind::Undo;

    fn title(&self) -> String {
        words::titled(words::settings::undo::TITLE, &self.organisation.name)
    }
}
