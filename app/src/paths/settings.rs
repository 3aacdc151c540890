//! The addresses of the settings.

use super::{Address, RETURN_TO, escaped, with_return_to};

/// All of them begin with it.
pub(super) const SETTINGS: &str = "/settings/";
/// What people look after themselves.
pub const SETTINGS_ACCOUNT: &str = "/settings/account";
/// Proves first, then leads to `SETTINGS_NEW_EMAIL`.
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
/// Fresh recovery codes, as a file.
pub const SETTINGS_RECOVERY_CODES_FILE: &str = "/settings/security/recovery-codes/download";
pub const SETTINGS_ACTIVITY: &str = "/settings/activity";
const SETTINGS_PROOF: &str = "/settings/proof";
/// The parameter that says which passkey.
pub const PASSKEY: &str = "passkey";
/// One's own data, as a file.
pub const SETTINGS_DOWNLOAD: &str = "/settings/download";
/// The parameter that says where the proof leads.
pub const NEXT: &str = "next";
/// The parameter that says where a page of a list begins.
pub const BEFORE: &str = "before";
/// The parameter that says what was just done.
pub const DONE: &str = "done";

/// A page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsAddress {
    Account,
    Email,
    NewEmail,
    Phone,
    Profile,
    Close,
    Security,
    Sessions,
    Password,
    NewPasskey,
    Passkey,
    Authenticator,
    RecoveryCodes,
    Activity,
    Proof,
}

pub(super) const ALL_SETTINGS: [SettingsAddress; 15] = [
    SettingsAddress::Account,
    SettingsAddress::Email,
    SettingsAddress::NewEmail,
    SettingsAddress::Phone,
    SettingsAddress::Profile,
    SettingsAddress::Close,
    SettingsAddress::Security,
    SettingsAddress::Sessions,
    SettingsAddress::Password,
    SettingsAddress::NewPasskey,
    SettingsAddress::Passkey,
    SettingsAddress::Authenticator,
    SettingsAddress::RecoveryCodes,
    SettingsAddress::Activity,
    SettingsAddress::Proof,
];

impl SettingsAddress {
    pub const fn path(self) -> &'static str {
        match self {
            SettingsAddress::Account => SETTINGS_ACCOUNT,
            SettingsAddress::Email => SETTINGS_EMAIL,
            SettingsAddress::NewEmail => SETTINGS_NEW_EMAIL,
            SettingsAddress::Phone => SETTINGS_PHONE,
            SettingsAddress::Profile => SETTINGS_PROFILE,
            SettingsAddress::Close => SETTINGS_CLOSE,
            SettingsAddress::Security => SETTINGS_SECURITY,
            SettingsAddress::Sessions => SETTINGS_SESSIONS,
            SettingsAddress::Password => SETTINGS_PASSWORD,
            SettingsAddress::NewPasskey => SETTINGS_NEW_PASSKEY,
            SettingsAddress::Passkey => SETTINGS_PASSKEY,
            SettingsAddress::Authenticator => SETTINGS_AUTHENTICATOR,
            SettingsAddress::RecoveryCodes => SETTINGS_RECOVERY_CODES,
            SettingsAddress::Activity => SETTINGS_ACTIVITY,
            SettingsAddress::Proof => SETTINGS_PROOF,
        }
    }

    pub fn of(path: &str) -> Option<Self> {
        ALL_SETTINGS.into_iter().find(|page| page.path() == path)
    }
}

/// Where somebody proves who it is before going on to another page of the settings, and from there to where they came from.
pub fn proof(next: SettingsAddress, return_to: Option<&str>) -> String {
    // Has a way of its own.
    if next == SettingsAddress::NewEmail {
        return SETTINGS_EMAIL.to_owned();
    }
    proof_before(&escaped(&coming_from(next, return_to)))
}

/// A page of the settings that leads on to where the person came from.
pub fn coming_from(page: SettingsAddress, return_to: Option<&str>) -> String {
    with_return_to(page.path().to_owned(), return_to)
}

/// The same for any page.
pub fn proof_before(path: &str) -> String {
    format!("{SETTINGS_PROOF}?{NEXT}={path}")
}

/// The page of a path that says where to go on from there, or nothing.
pub(super) fn page_of(path: &str) -> Option<&str> {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let is_known = query.is_empty() || query.strip_prefix(RETURN_TO).is_some_and(|rest| rest.starts_with('='));
    is_known.then_some(page)
}

/// Whether somebody goes on to a path who proved who it is: a page of the settings, the console or the first visit.
pub fn takes_proof(path: &str) -> bool {
    let address = page_of(path).and_then(Address::of);
    matches!(address, Some(Address::Settings(_) | Address::Admin(_) | Address::Welcome(_)))
}

/// A page of the settings that says what was just done.
pub fn done(page: SettingsAddress, done: &str) -> String {
    format!("{}?{DONE}={done}", page.path())
}

/// Where a passkey gets another name.
pub fn passkey(id: &str) -> String {
    format!("{SETTINGS_PASSKEY}?{PASSKEY}={id}")
}

/// The page of a list that begins at a place in it.
pub fn older(page: SettingsAddress, place: &str) -> String {
    format!("{}?{BEFORE}={place}", page.path())
}
