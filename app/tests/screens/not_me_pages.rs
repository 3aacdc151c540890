//! The page behind "This wasn't me", as the server sends it.

use super::pages::organisation;
use app::not_me::{AlertFacts, NotMeLink, NotMeScreen};
use app::page::PageData;

/// What a notice was about, where the browser is not known.
pub fn notice(what: &str) -> AlertFacts {
    AlertFacts {
        account: "j•••@example.com".to_owned(),
        what: what.to_owned(),
        at: "22 November 2026, 10:53 UTC".to_owned(),
        browser: String::new(),
        ip_address: String::new(),
        hint: None,
    }
}

/// A sign-in that a message told of.
pub fn sign_in() -> AlertFacts {
    let (browser, ip_address) = ("Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
    AlertFacts { browser, ip_address, ..notice("New sign-in to your account") }
}

pub fn not_me(link: NotMeLink, offers_password: bool) -> PageData {
    PageData::of(&NotMeScreen { organisation: organisation(), token: "aB3-_".to_owned(), link, offers_password })
}

pub fn all() -> [PageData; 7] {
    let hint = Some("Alderway <&> requires a second step.".to_owned());
    [
        not_me(NotMeLink::Open(sign_in()), true),
        not_me(NotMeLink::Reported(sign_in()), false),
        not_me(NotMeLink::Open(notice("Password sign-in is paused")), true),
        not_me(NotMeLink::Open(AlertFacts { hint, ..notice("A passkey was added to your account") }), true),
        not_me(NotMeLink::Reported(notice("Your password was changed")), true),
        not_me(NotMeLink::Over, true),
        not_me(NotMeLink::Over, false),
    ]
}
