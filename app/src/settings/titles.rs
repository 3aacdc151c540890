//! The headings of the settings' pages, and what they say after an action.

use super::{Done, SettingsPage};
use crate::words::{self, Word, by_name, settings::*};

impl SettingsPage {
    /// The heading of a page, also the title of the browser tab.
    pub fn title(&self) -> &'static str {
        match self {
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
    pub fn lead(&self) -> String {
        match self {
            SettingsPage::Account(_) => LEAD_ACCOUNT,
            SettingsPage::Proof(proof) if proof.is_for_email => LEAD_PROOF_FOR_EMAIL,
            SettingsPage::Proof(_) => LEAD_PROOF,
            SettingsPage::Email => LEAD_EMAIL,
            SettingsPage::Phone(_) => LEAD_PHONE,
            SettingsPage::Profile(_) => LEAD_PROFILE,
            SettingsPage::Close => LEAD_CLOSE,
            SettingsPage::Security(_) => LEAD_SECURITY,
            SettingsPage::Password(password) => {
                let rules = words::password::rules(&password.rules.rules());
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
}

static DONE: [Word; Done::ALL.len()] = by_name(done::BY_KEY, "", Done::NAMES);

impl Done {
    /// The message above the page after an action.
    pub fn text(self) -> Word {
        DONE[self as usize]
    }
}
