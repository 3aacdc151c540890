//! The console.

pub mod activity;
pub mod audit;
pub mod branding;
pub mod messages;
pub mod people;
pub mod person;
pub mod policy;
pub mod reserved;

use crate::admin::AdminPage;

/// Above the console's places in the navigation.
pub const GROUP: &str = "Organisation";
pub const PEOPLE: &str = "People";
pub const RESERVED: &str = "Reserved addresses";
pub const MESSAGES: &str = "Messages";
pub const AUDIT: &str = "Audit log";
/// On the account page.
pub const TO_CONSOLE: &str = "Look after people";
pub const SEARCH: &str = "Search";
pub const PREVIOUS: &str = "Previous";
pub const NEXT: &str = "Next";
/// What the links to other pages of a list are called together.
pub const PAGES: &str = "Pages";
/// Where there is nothing to say.
pub const NONE: &str = "–";

/// The heading of a page, and what the browser's tab says.
pub fn title(page: &AdminPage) -> String {
    match page {
        AdminPage::People(_) => PEOPLE.to_owned(),
        AdminPage::Person(view) => person::called(view.name.as_deref(), &view.email),
        AdminPage::Confirm(view) => person::question(view.act, &person::called(view.name.as_deref(), &view.email)),
        AdminPage::Reserved(_) => RESERVED.to_owned(),
        AdminPage::Reserve => reserved::RESERVE.to_owned(),
        AdminPage::Release(_) => reserved::RELEASE_TITLE.to_owned(),
        AdminPage::Messages(_) => MESSAGES.to_owned(),
        AdminPage::Audit(_) => AUDIT.to_owned(),
        AdminPage::Policy(_) => policy::TITLE.into(),
        AdminPage::Branding(_) => branding::TITLE.into(),
    }
}

/// Below the heading: what the page is for.
pub fn lead(page: &AdminPage, organisation: &str) -> String {
    match page {
        AdminPage::People(_) => return format!("Everyone who has an account at {organisation}."),
        AdminPage::Person(view) => match &view.name {
            Some(_) => return view.email.clone(),
            None => "No name yet",
        },
        AdminPage::Confirm(view) => return person::explained(view.act, organisation),
        AdminPage::Reserved(_) => {
            "Addresses that were somebody's, or that you keep. Nobody can make an account with them."
        }
        AdminPage::Reserve => "Nobody can make an account with it, or change to it, until it is released.",
        AdminPage::Release(_) => "Whoever reads its mail can make an account with it then.",
        AdminPage::Messages(_) => "What left in the last 30 days, and what waits. What messages say is not kept.",
        AdminPage::Policy(_) => return policy::lead(organisation),
        AdminPage::Branding(_) => return branding::lead(organisation),
        AdminPage::Audit(_) => "Who did what to whom, the newest first. Kept for 400 days.",
    }
    .to_owned()
}
