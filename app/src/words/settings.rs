//! The settings.

use crate::settings::SettingsPage;

pub const ACCOUNT: &str = "Account";
pub const SECURITY: &str = "My password and security";
pub const ACTIVITY: &str = "Activity";

/// The heading of a page, and what the browser's tab says.
pub fn title(page: &SettingsPage) -> &'static str {
    match page {
        SettingsPage::Account(_) => ACCOUNT,
        SettingsPage::Proof(proof) if proof.is_for_email => email::TITLE,
        SettingsPage::Proof(_) => proof::TITLE,
        SettingsPage::Email => email::TITLE,
        SettingsPage::Phone(phone) if phone.current.is_some() => phone::REPLACE,
        SettingsPage::Phone(_) => phone::ADD,
        SettingsPage::Profile(_) => profile::TITLE,
        SettingsPage::Close => close::TITLE,
        SettingsPage::Security(_) => SECURITY,
        SettingsPage::Password(password) if password.has_password => password::CHANGE,
        SettingsPage::Password(_) => password::SET,
        SettingsPage::Activity(_) => ACTIVITY,
    }
}

pub mod email {
    //! A new address.
    pub const TITLE: &str = "Change your email address";
    pub const NEW: &str = "New email address";
}

pub mod proof {
    //! Before something changes.
    pub const TITLE: &str = "Is it you?";
}

pub mod phone {
    //! The phone number.
    pub const ADD: &str = "Add phone number";
    pub const REPLACE: &str = "Replace your phone number";
}

pub mod profile {
    //! Name and time zone.
    pub const TITLE: &str = "Name and time zone";
}

pub mod close {
    //! The end of an account.
    pub const TITLE: &str = "Close your account";
}

pub mod password {
    //! A new password.
    pub const CHANGE: &str = "Change password";
    pub const SET: &str = "Set a password";
}

pub mod undo {
    //! The old address comes back.
    pub const TITLE: &str = "Undo this change";
}
