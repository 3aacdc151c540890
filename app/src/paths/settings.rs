//! Paths of the settings.

use super::common::{RETURN_TO, escaped, with_return_to};
use super::sign_in::{FILLED_FROM, filled_from};
use domain::ChallengeId;

/// The prefix of all pages of the settings.
pub(super) const SETTINGS: &str = "/settings/";
/// The first page of the settings.
pub const SETTINGS_ACCOUNT: &str = "/settings/account";
/// Reauthenticates the user, then leads to `SETTINGS_NEW_EMAIL`.
pub const SETTINGS_EMAIL: &str = "/settings/account/email";
pub const SETTINGS_NEW_EMAIL: &str = "/settings/account/email/new";
pub const SETTINGS_PHONE: &str = "/settings/account/phone";
pub const SETTINGS_REMOVE_PHONE: &str = "/settings/account/phone/remove";
pub const SETTINGS_PROFILE: &str = "/settings/account/profile";
pub const SETTINGS_CLOSE: &str = "/settings/account/close";
pub const SETTINGS_SECURITY: &str = "/settings/security";
pub const SETTINGS_SESSIONS: &str = "/settings/security/sessions";
pub const SETTINGS_PASSWORD: &str = "/settings/security/password";
pub const SETTINGS_NEW_PASSKEY: &str = "/settings/security/passkeys/new";
/// Offers to add a passkey, after signing in without one.
pub const SETTINGS_PASSKEY_OFFER: &str = "/settings/security/passkeys/offer";
pub const SETTINGS_PASSKEY: &str = "/settings/security/passkeys/name";
const SETTINGS_REMOVE_PASSKEY: &str = "/settings/security/passkeys/remove";
pub const SETTINGS_TURN_OFF_AUTHENTICATOR: &str = "/settings/security/authenticator/turn-off";
const SETTINGS_REMOVE_ACCESS: &str = "/settings/security/access/remove";
pub const SETTINGS_AUTHENTICATOR: &str = "/settings/security/authenticator";
pub const SETTINGS_RECOVERY_CODES: &str = "/settings/security/recovery-codes";
/// New recovery codes as a file.
pub const SETTINGS_RECOVERY_CODES_FILE: &str = "/settings/security/recovery-codes/download";
pub const SETTINGS_ACTIVITY: &str = "/settings/activity";
const SETTINGS_REAUTHENTICATION: &str = "/settings/proof";
/// Query parameter: the id of a passkey.
pub const PASSKEY: &str = "passkey";
/// Query parameter: the id of a grant.
pub const GRANT: &str = "grant";
/// The user's data as a file.
pub const SETTINGS_DOWNLOAD: &str = "/settings/download";
/// Query parameter: where reauthentication leads.
pub const NEXT: &str = "next";
/// Query parameter: the cursor before which the page of a list starts.
pub const BEFORE: &str = "before";
/// Query parameter: what was just done.
pub const DONE: &str = "done";

domain::named_enum! {
    /// A page of the settings. The name is its path.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SettingsRoute {
        Account = SETTINGS_ACCOUNT,
        Email = SETTINGS_EMAIL,
        NewEmail = SETTINGS_NEW_EMAIL,
        Phone = SETTINGS_PHONE,
        RemovePhone = SETTINGS_REMOVE_PHONE,
        Profile = SETTINGS_PROFILE,
        Close = SETTINGS_CLOSE,
        Security = SETTINGS_SECURITY,
        Sessions = SETTINGS_SESSIONS,
        Password = SETTINGS_PASSWORD,
        NewPasskey = SETTINGS_NEW_PASSKEY,
        PasskeyOffer = SETTINGS_PASSKEY_OFFER,
        Passkey = SETTINGS_PASSKEY,
        RemovePasskey = SETTINGS_REMOVE_PASSKEY,
        Authenticator = SETTINGS_AUTHENTICATOR,
        TurnOffAuthenticator = SETTINGS_TURN_OFF_AUTHENTICATOR,
        RemoveAccess = SETTINGS_REMOVE_ACCESS,
        RecoveryCodes = SETTINGS_RECOVERY_CODES,
        Activity = SETTINGS_ACTIVITY,
        Reauthentication = SETTINGS_REAUTHENTICATION,
    }
}

impl SettingsRoute {
    pub const fn path(self) -> &'static str {
        self.name()
    }
}

/// The reauthentication page that leads to a page of the settings. That page leads back to `return_to`.
pub fn reauthentication(next: SettingsRoute, return_to: Option<&str>) -> String {
    // The change of the email address has its own reauthentication page.
    if next == SettingsRoute::NewEmail {
        return SETTINGS_EMAIL.to_owned();
    }
    reauthentication_before(&escaped(&coming_from(next, return_to)))
}

/// Like `reauthentication`, and the form of the page is filled with the address or number of a challenge.
pub fn reauthentication_to_fill(next: SettingsRoute, return_to: Option<&str>, from: ChallengeId) -> String {
    match next {
        SettingsRoute::NewEmail => filled_from(SETTINGS_EMAIL, from),
        next => reauthentication_before(&escaped(&filled_from(&coming_from(next, return_to), from))),
    }
}

/// A page of the settings that leads back to `return_to`.
pub fn coming_from(page: SettingsRoute, return_to: Option<&str>) -> String {
    with_return_to(page.path().to_owned(), return_to)
}

/// The reauthentication page that leads to `path`, which must be escaped for a query.
pub fn reauthentication_before(path: &str) -> String {
    format!("{SETTINGS_REAUTHENTICATION}?{NEXT}={path}")
}

/// The path without its query. `None` if the query starts with another parameter than `return_to`, a passkey or a
/// challenge that fills the form.
pub(super) fn page_of(path: &str) -> Option<&str> {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let is_known = query.is_empty()
        || query.split_once('=').is_some_and(|(name, _)| [RETURN_TO, PASSKEY, FILLED_FROM].contains(&name));
    is_known.then_some(page)
}

/// A page of the settings, with a message about what was just done.
pub fn done(page: SettingsRoute, done: &str) -> String {
    format!("{}?{DONE}={done}", page.path())
}

/// The page that renames a passkey.
pub fn passkey(id: &str) -> String {
    format!("{SETTINGS_PASSKEY}?{PASSKEY}={id}")
}

/// The page that says what is lost with a passkey.
pub fn remove_passkey(id: &str) -> String {
    format!("{SETTINGS_REMOVE_PASSKEY}?{PASSKEY}={id}")
}

/// The reauthentication page that leads to the page which removes a passkey.
pub fn reauthentication_to_remove(passkey: &str) -> String {
    reauthentication_before(&escaped(&remove_passkey(passkey)))
}

/// The page that says what is lost with the access of an application.
pub fn remove_access(grant: &str) -> String {
    format!("{SETTINGS_REMOVE_ACCESS}?{GRANT}={grant}")
}

/// The page of a list that starts at `cursor`.
pub fn older(page: SettingsRoute, cursor: &str) -> String {
    format!("{}?{BEFORE}={cursor}", page.path())
}
