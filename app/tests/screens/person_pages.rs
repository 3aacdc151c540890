//! The pages that change a person, and the one behind the link to a new address, with test data.

use super::console_pages::{console_page, person};
use super::pages::{CHALLENGE, countries, organisation};
use app::admin::{AdminPage, EditView, PersonView, WaitingEmail};
use app::page::PageData;
use app::paths::AdminRoute;
use app::settings::{ConfirmEmailLink, ConfirmEmailScreen};

pub fn edit() -> PageData {
    console_page(AdminPage::Edit(EditView {
        id: CHALLENGE.to_owned(),
        back: AdminRoute::Person(CHALLENGE.parse().unwrap()).path(),
        name: Some("Jo Alder".to_owned()),
        email: "jo@codes.example".to_owned(),
        phone: "+12015550142".to_owned(),
        countries: countries(),
    }))
}

/// Has an address that waits for its confirmation.
pub fn waiting(view: &mut PersonView) {
    let (email, until) = ("jo.new@codes.example".to_owned(), "29 November 2026, 10:53 UTC".to_owned());
    view.waiting = Some(WaitingEmail { email, until });
}

pub fn open_confirmation() -> ConfirmEmailLink {
    ConfirmEmailLink::Open { new: "new@codes.example".to_owned(), old: "o•••@codes.example".to_owned() }
}

pub fn confirm_email(link: ConfirmEmailLink) -> PageData {
    PageData::of(&ConfirmEmailScreen { organisation: organisation(), token: "aB3-_".to_owned(), link })
}

pub fn all() -> Vec<PageData> {
    let links = [open_confirmation(), ConfirmEmailLink::Confirmed, ConfirmEmailLink::Over];
    let mut pages = vec![edit(), person(waiting)];
    pages.extend(links.map(confirm_email));
    pages
}
