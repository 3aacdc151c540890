//! What the settings pages show.

use super::{
    ActivityEntry, ActivityView, AuthenticatorView, Console, NewPasskeyView, PasskeyView, PasskeysView,
    RecoveryCodesView, SecondStepView, Who,
};
use crate::{
    organisation::OrganisationView,
    page::{PageKind, Screen},
    phone::CountryChoice,
    typed::Typed,
    ui::Received,
    words,
};
use domain::{PasswordRules, Timestamp};
use serde::{Deserialize, Serialize};

/// A page of the settings, in its frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingsScreen {
    pub organisation: OrganisationView,
    pub name: Option<String>,
    pub email: String,
    /// `None` for members.
    pub console: Option<Console>,
    pub page: SettingsPage,
    /// Where the person came from, and goes on when the page is done with; checked against the organisation's list.
    pub return_to: Option<String>,
    /// Said once.
    pub done: Option<Done>,
    pub typed: Typed,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl SettingsScreen {
    /// What the frame shows.
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
        words::titled(words::settings::title(&self.page), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    ProfileSaved,
    EmailChanged,
    EmailCancelled,
    PhoneVerified,
    PhoneRemoved,
    PasswordSaved,
    SessionEnded,
    OthersEnded,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,
    AuthenticatorOn,
    AuthenticatorOff,
    RecoveryCodesKept,
}

impl Done {
    pub const ALL: [Done; 14] = [
        Done::ProfileSaved,
        Done::EmailChanged,
        Done::EmailCancelled,
        Done::PhoneVerified,
        Done::PhoneRemoved,
        Done::PasswordSaved,
        Done::SessionEnded,
        Done::OthersEnded,
        Done::PasskeyAdded,
        Done::PasskeyRenamed,
        Done::PasskeyRemoved,
        Done::AuthenticatorOn,
        Done::AuthenticatorOff,
        Done::RecoveryCodesKept,
    ];

    /// As it stands in an address.
    pub const fn name(self) -> &'static str {
        match self {
            Done::ProfileSaved => "profile",
            Done::EmailChanged => "email",
            Done::EmailCancelled => "email-cancelled",
            Done::PhoneVerified => "phone",
            Done::PhoneRemoved => "phone-removed",
            Done::PasswordSaved => "password",
            Done::SessionEnded => "session",
            Done::OthersEnded => "sessions",
            Done::PasskeyAdded => "passkey",
            Done::PasskeyRenamed => "passkey-name",
            Done::PasskeyRemoved => "passkey-removed",
            Done::AuthenticatorOn => "authenticator",
            Done::AuthenticatorOff => "authenticator-off",
            Done::RecoveryCodesKept => "recovery-codes",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Done::ALL.into_iter().find(|done| done.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SettingsPage {
    Account(AccountView),
    /// Proves who it is before something changes.
    Proof(ProofView),
    /// Asks for the new address.
    Email,
    Phone(PhoneView),
    Profile(ProfileView),
    Close,
    Security(SecurityView),
    Sessions(SessionsView),
    Password(PasswordView),
    NewPasskey(NewPasskeyView),
    /// Another name for one.
    Passkey(PasskeyView),
    Authenticator(AuthenticatorView),
    RecoveryCodes(RecoveryCodesView),
    Activity(ActivityView),
}

/// `/settings/account`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    pub pending_email: Option<PendingEmail>,
    /// The verified number, or one that waits to be verified.
    pub phone: Option<PhoneEntry>,
    /// Whether texts can be sent at all.
    pub takes_texts: bool,
    /// Whether people of this organisation sign in with passwords.
    pub offers_password: bool,
    pub has_password: bool,
    /// Whether the one that we sent still waits to be replaced.
    pub has_first_password: bool,
    /// IANA name.
    pub time_zone: Option<String>,
}

/// An address that has not proven itself yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingEmail {
    pub email: String,
    /// Where its code is typed; only in the browser that asked for it.
    pub code_page: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneEntry {
    pub number: String,
    pub is_verified: bool,
}

/// `/settings/proof`, and the first step of a new address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofView {
    /// Where to go on afterwards: a path of the settings.
    pub next: String,
    /// Whether it is the first step of changing the address.
    pub is_for_email: bool,
    pub has_password: bool,
    /// Whether there is a passkey to do it with.
    pub by_passkey: bool,
    /// Whether a code by email may be asked for.
    pub by_code: bool,
    /// Where a code goes, masked.
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
    /// IANA name; `None`: UTC.
    pub time_zone: Option<String>,
    /// The code of one of ours; `None`: as the browser asks.
    pub language: Option<String>,
}

/// `/settings/security`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecurityView {
    /// What the browser is told of the passkeys that there are. JSON; `None`: there are none on this origin.
    pub accepted_passkeys: Option<String>,
    pub rules: Option<PasswordRules>,
    /// When the password was changed last, in words; `None`: there is none.
    pub password_changed: Option<String>,
    /// Whether the one that we sent still waits to be replaced.
    pub has_first_password: bool,
    /// `None`: people here have none.
    pub passkeys: Option<PasskeysView>,
    /// `None`: there is none here.
    pub second_step: Option<SecondStepView>,
    /// The last used ones.
    pub sessions: Vec<SessionView>,
    pub has_more_sessions: bool,
    pub activity: Vec<ActivityEntry>,
}

/// `/settings/security/sessions`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionsView {
    pub sessions: Vec<SessionView>,
    /// The page of those used before.
    pub older: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Names it; lets nobody in.
    pub id: String,
    /// `Firefox on Linux`
    pub browser: String,
    /// IP address.
    pub place: String,
    /// When it was used last, in words.
    pub last_seen: String,
    pub is_this: bool,
}

/// `/settings/security/password`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordView {
    pub rules: PasswordRules,
    pub has_password: bool,
}

/// `/undo/TOKEN`: the page behind the link of the message about a new address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoScreen {
    pub organisation: OrganisationView,
    /// From the link of the message.
    pub token: String,
    pub link: UndoLink,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UndoLink {
    Open {
        /// The address that comes back. Whoever holds the link reads its mailbox.
        old: String,
        /// The address that goes, masked.
        new: String,
    },
    /// It came back.
    Undone,
    /// Too old, or there never was one.
    Over,
}

impl Screen for UndoScreen {
    const KIND: PageKind = PageKind::Undo;

    fn title(&self) -> String {
        words::titled(words::settings::undo::TITLE, &self.organisation.name)
    }
}
