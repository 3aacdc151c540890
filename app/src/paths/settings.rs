//! Paths of the settings.

use super::common::{RETURN_TO, escaped, with_return_to};

/// The prefix of all pages of the settings.
pub(super) const SETTINGS: &str = "/settings/";
/// The first page of the settings.
pub const SETTINGS_ACCOUNT: &str = "/settings/account";
/// Reauthenticates the user, then leads to `SETTINGS_NEW_EMAIL`.
pub const SETTINGS_EMAIL: &str = "/settings/account/email";
pub const SETTINGS_NEW_EMAIL: &str = "/settings/account/email/new";
pub const SETTINGS_PHONE: &str = "/settings/account/phone";
pub const SETTINGS_PROFILE: &str = "/settings/account/profile";
pub const SETTINGS_CLOSE: &str = "/settings/account/close";
pub const SETTINGS_SECURITY: &str = "/settings/security";
pub const SETTINGS_SESSIONS: &str = "/settings/security/sessions";
pub const SETTINGS_PASSWORD: &str = "/settings/security/password";
pub const SETTINGS_NEW_PASSKEY: &str = "/settings/security/passkeys/new";
pub const SETTINGS_PASSKEY: &str = "/settings/security/passkeys/name";
pub const SETTINGS_AUTHENTICATOR: &str = "/settings/security/authenticator";
pub const SETTINGS_RECOVERY_CODES: &str = "/settings/security/recovery-codes";
/// New recovery codes as a file.
pub const SETTINGS_RECOVERY_CODES_FILE: &str = "/settings/security/recovery-codes/download";
pub const SETTINGS_ACTIVITY: &str = "/settings/activity";
const SETTINGS_REAUTHENTICATION: &str = "/settings/proof";
/// Query parameter: the id of a passkey.
pub const PASSKEY: &str = "passkey";
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
        Profile = SETTINGS_PROFILE,
        Close = SETTINGS_CLOSE,
        Security = SETTINGS_SECURITY,
        Sessions = SETTINGS_SESSIONS,
        Password = SETTINGS_PASSWORD,
        NewPasskey = SETTINGS_NEW_PASSKEY,
        Passkey = SETTINGS_PASSKEY,
        Authenticator = SETTINGS_AUTHENTICATOR,
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

/// A page of the settings that leads back to `return_to`.
pub fn coming_from(page: SettingsRoute, return_to: Option<&str>) -> String {
    with_return_to(page.path().to_owned(), return_to)
}

/// The reauthentication page that leads to `path`, which must be escaped for a query.
pub fn reauthentication_before(path: &str) -> String {
    format!("{SETTINGS_REAUTHENTICATION}?{NEXT}={path}")
}

/// The path without its query. `None` if the query starts with another parameter than `return_to`.
pub(super) fn page_of(path: &str) -> Option<&str> {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let is_known = query.is_empty() || query.strip_prefix(RETURN_TO).is_some_and(|rest| rest.starts_with('='));
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

/// The page of a list that starts at `cursor`.
pub fn older(page: SettingsRoute, cursor: &str) -> String {
    format!("{}?{BEFORE}={cursor}", page.path())
}
