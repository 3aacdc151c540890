//! The code screen inside the settings, and the pages that confirm a removal, as the server sends them.

use super::pages::{code_screen, organisation};
use super::settings_pages::{SettingsPage, settings};
use app::page::PageData;
use app::paths;
use app::settings::{ConfirmationScreen, NavUser, Removal, RemovalView};
use app::sign_in::ConfirmedChange;

pub fn removal(what: Removal, subject: &str, id: &str) -> PageData {
    settings(SettingsPage::Removal(RemovalView { what, subject: subject.to_owned(), id: id.to_owned() }))
}

pub fn removals() -> [PageData; 4] {
    [
        removal(Removal::Phone, "+1 201 555 0142", ""),
        removal(Removal::Passkey, "Blue key <&>", &"0a".repeat(16)),
        removal(Removal::Authenticator, "Authenticator app", ""),
        removal(Removal::Access, "Wiki <&>", &"0b".repeat(16)),
    ]
}

/// The code screen inside the settings. `next` is where a reauthentication leads.
pub fn confirmation(change: ConfirmedChange, next: Option<&str>) -> PageData {
    let page = code_screen(|code| {
        code.confirms = Some(change);
        code.return_to = next.map(str::to_owned);
        code.start = paths::SETTINGS_NEW_EMAIL.to_owned();
    });
    PageData::of(&ConfirmationScreen {
        code: page.open().unwrap(),
        change,
        user: NavUser {
            organisation: organisation(),
            name: Some("Jo Alder".to_owned()),
            email: "member@codes.example".to_owned(),
            console: None,
        },
        cancel: paths::SETTINGS_ACCOUNT.to_owned(),
    })
}

pub fn all() -> Vec<PageData> {
    let codes = [
        confirmation(ConfirmedChange::NewEmail, None),
        confirmation(ConfirmedChange::NewPhone, None),
        confirmation(ConfirmedChange::Identity, Some(paths::SETTINGS_CLOSE)),
    ];
    codes.into_iter().chain(removals()).collect()
}
