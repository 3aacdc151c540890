//! Texts of the settings.

use super::Word;
pub use super::sentences::settings::*;
use crate::settings::{Done, SettingsPage};

/// The heading of a page, also the title of the browser tab.
pub fn title(page: &SettingsPage) -> &'static str {
    match page {
        SettingsPage::Account(_) => ACCOUNT,
        SettingsPage::Proof(proof) if proof.is_for_email => email::TITLE,
        SettingsPage::Proof(_) => proof::TITLE,
        SettingsPage::Email => email::TITLE,
        SettingsPage::Phone(phone) if phone.current.is_some() => phone::REPLACE_TITLE,
        SettingsPage::Phone(_) => phone::ADD,
        SettingsPage::Profile(_) => profile::TITLE,
        SettingsPage::Close => close::TITLE,
        SettingsPage::Security(_) => SECURITY,
        SettingsPage::Sessions(_) => sessions::SECTION,
        SettingsPage::Password(password) if password.has_password => password::CHANGE,
        SettingsPage::Password(_) => password::SET,
        SettingsPage::NewPasskey(_) => passkeys::ADD,
        SettingsPage::Passkey(_) => passkeys::RENAME_TITLE,
        SettingsPage::Authenticator(_) => authenticator::SET_UP,
        SettingsPage::RecoveryCodes(_) => recovery_codes::TITLE,
        SettingsPage::Activity(_) => ACTIVITY,
    }
    .text()
}

/// The text below the heading: what the page is for.
pub fn lead(page: &SettingsPage) -> String {
    match page {
        SettingsPage::Account(_) => LEAD_ACCOUNT,
        SettingsPage::Proof(proof) if proof.is_for_email => LEAD_PROOF_FOR_EMAIL,
        SettingsPage::Proof(_) => LEAD_PROOF,
        SettingsPage::Email => LEAD_EMAIL,
        SettingsPage::Phone(_) => LEAD_PHONE,
        SettingsPage::Profile(_) => LEAD_PROFILE,
        SettingsPage::Close => LEAD_CLOSE,
        SettingsPage::Security(_) => LEAD_SECURITY,
        SettingsPage::Password(password) => {
            let rules = super::password::rules(&password.rules.rules());
            return format!("{rules} {}", password::EVERYWHERE.text());
        }
        SettingsPage::Sessions(_) => sessions::ABOUT,
        SettingsPage::NewPasskey(_) => LEAD_NEW_PASSKEY,
        SettingsPage::Passkey(_) => LEAD_PASSKEY,
        SettingsPage::Authenticator(_) => authenticator::LEAD,
        SettingsPage::RecoveryCodes(_) => recovery_codes::LEAD,
        SettingsPage::Activity(_) => LEAD_ACTIVITY,
    }
    .into()
}

/// The message above the page after an action.
pub const fn done(done: Done) -> Word {
    match done {
        Done::ProfileSaved => done::PROFILE_SAVED,
        Done::EmailChanged => done::EMAIL_CHANGED,
        Done::EmailCancelled => done::EMAIL_CANCELLED,
        Done::PhoneVerified => done::PHONE_VERIFIED,
        Done::PhoneRemoved => done::PHONE_REMOVED,
        Done::PasswordSaved => done::PASSWORD_SAVED,
        Done::SessionEnded => done::SESSION_ENDED,
        Done::OthersEnded => done::OTHERS_ENDED,
        Done::PasskeyAdded => done::PASSKEY_ADDED,
        Done::PasskeyRenamed => done::PASSKEY_RENAMED,
        Done::PasskeyRemoved => done::PASSKEY_REMOVED,
        Done::AuthenticatorOn => done::AUTHENTICATOR_ON,
        Done::AuthenticatorOff => done::AUTHENTICATOR_OFF,
        Done::RecoveryCodesKept => done::RECOVERY_CODES_KEPT,
    }
}

pub mod phone {
    //! Texts about the phone number.
    pub use crate::words::sentences::settings::phone::*;

    /// What happens to the current number when the user adds a new one.
    pub fn replaces(number: &str, is_verified: bool) -> String {
        if is_verified { replaces_verified(number) } else { replaces_unverified(number) }
    }
}

pub mod profile {
    //! Texts about name, language and time zone.
    pub use crate::words::sentences::settings::profile::*;

    /// Writes `Europe/Isle_of_Man` with spaces. `None` means UTC.
    pub fn time_zone(name: Option<&str>) -> String {
        name.unwrap_or(UTC.text()).replace('_', " ")
    }
}

pub mod close {
    //! Texts about closing an account.
    pub use crate::words::sentences::settings::close::*;
    use crate::words::word::Word;

    pub const LOSSES: [Word; 3] = [LOSS_PROFILE, LOSS_SESSIONS, LOSS_WAY_IN];
}

pub mod passkeys {
    //! Texts about passkeys.
    pub use crate::words::sentences::settings::passkeys::*;

    /// When a passkey was added, and when it was last used.
    pub fn facts(when: &str, last: Option<&str>) -> String {
        last.map_or_else(|| added(when), |last| used(when, last))
    }
}

pub mod sessions {
    //! Texts about sessions.
    pub use crate::words::sentences::settings::sessions::*;

    pub fn count(sessions: usize) -> String {
        browsers(u32::try_from(sessions).unwrap_or(u32::MAX))
    }
}
