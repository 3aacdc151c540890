//! The console.

pub mod activity;
pub mod audit;
pub mod invitations;
pub mod messages;
pub mod people;
pub mod person;
pub mod reserved;

use crate::admin::{AdminPage, InviteView};

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
        AdminPage::Invite(_) => invitations::invite::TITLE.into(),
        AdminPage::Import(_) => invitations::import::TITLE.into(),
        AdminPage::Invitations(_) => invitations::TITLE.into(),
        AdminPage::Revoke(_) => invitations::REVOKE_TITLE.into(),
        AdminPage::Reserved(_) => RESERVED.to_owned(),
        AdminPage::Reserve => reserved::RESERVE.to_owned(),
        AdminPage::Release(_) => reserved::RELEASE_TITLE.to_owned(),
        AdminPage::Messages(_) => MESSAGES.to_owned(),
        AdminPage::Audit(_) => AUDIT.to_owned(),
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
        AdminPage::Invite(InviteView { has_code: true, .. }) => return invitations::invite::LEAD_CODE.into(),
        AdminPage::Invite(_) => return invitations::invite::LEAD_PASSWORD.into(),
        AdminPage::Import(_) => return invitations::import::LEAD.into(),
        AdminPage::Invitations(_) => return invitations::lead(organisation),
        AdminPage::Revoke(view) if view.has_account => return invitations::REVOKE_ACCOUNT.into(),
        AdminPage::Revoke(_) => return invitations::REVOKE_LEAD.into(),
        AdminPage::Reserved(_) => {
            "Addresses that were somebody's, or that you keep. Nobody can make an account with them."
        }
        AdminPage::Reserve => "Nobody can make an account with it, or change to it, until it is released.",
        AdminPage::Release(_) => "Whoever reads its mail can make an account with it then.",
        AdminPage::Messages(_) => "What left in the last 30 days, and what waits. What messages say is not kept.",
        AdminPage::Audit(_) => "Who did what to whom, the newest first. Kept for 400 days.",
    }
    .to_owned()
}
