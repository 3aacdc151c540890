//! Texts of the admin console.

pub mod activity;
pub mod audit;
pub mod branding;
pub mod invitations;
pub mod messages;
pub mod people;
pub mod person;
pub mod policy;
pub mod reserved;

use super::sentences::admin as sentences;
pub use super::sentences::admin::{
    AUDIT_TITLE as AUDIT, GROUP, MESSAGES_TITLE as MESSAGES, NEXT, NONE, PAGES, PEOPLE_TITLE as PEOPLE, PREVIOUS,
    RESERVED_TITLE as RESERVED, SEARCH, TO_CONSOLE, TOO_MANY, TOO_MANY_TEXT,
};
use crate::admin::{AdminPage, InviteView};

/// The heading of a page, also the title of the browser tab.
pub fn title(page: &AdminPage) -> String {
    match page {
        AdminPage::People(_) => PEOPLE,
        AdminPage::Person(view) => return person::called(view.name.as_deref(), &view.email),
        AdminPage::Confirm(view) => {
            return person::question(view.act, &person::called(view.name.as_deref(), &view.email));
        }
        AdminPage::Reserved(_) => RESERVED,
        AdminPage::Reserve => reserved::RESERVE,
        AdminPage::Release(_) => reserved::RELEASE_TITLE,
        AdminPage::Messages(_) => MESSAGES,
        AdminPage::Audit(_) => AUDIT,
        AdminPage::Policy(_) => policy::TITLE,
        AdminPage::Branding(_) => branding::TITLE,
        AdminPage::Invite(_) => invitations::invite::TITLE,
        AdminPage::Import(_) => invitations::import::TITLE,
        AdminPage::Imported(view) => return invitations::imported::title(&view.import.begun),
        AdminPage::Invitations(_) => invitations::TITLE,
        AdminPage::Revoke(_) => invitations::REVOKE_TITLE,
    }
    .into()
}

/// The text below the heading: what the page is for.
pub fn lead(page: &AdminPage, organisation: &str) -> String {
    match page {
        AdminPage::People(_) => return sentences::lead_people(organisation),
        AdminPage::Person(view) => match &view.name {
            Some(_) => return view.email.clone(),
            None => sentences::LEAD_NO_NAME,
        },
        AdminPage::Confirm(view) => return person::explained(view.act, organisation),
        AdminPage::Reserved(_) => sentences::LEAD_RESERVED,
        AdminPage::Reserve => sentences::LEAD_RESERVE,
        AdminPage::Release(_) => sentences::LEAD_RELEASE,
        AdminPage::Messages(_) => sentences::LEAD_MESSAGES,
        AdminPage::Audit(_) => sentences::LEAD_AUDIT,
        AdminPage::Policy(_) => return policy::lead(organisation),
        AdminPage::Branding(_) => return branding::lead(organisation),
        AdminPage::Invite(InviteView { has_code: true, .. }) => invitations::invite::LEAD_CODE,
        AdminPage::Invite(_) => invitations::invite::LEAD_PASSWORD,
        AdminPage::Import(_) => invitations::import::LEAD,
        AdminPage::Imported(view) if view.import.is_finished => invitations::imported::LEAD_FINISHED,
        AdminPage::Imported(_) => invitations::imported::LEAD,
        AdminPage::Invitations(_) => return invitations::lead(organisation),
        AdminPage::Revoke(view) if view.has_account => invitations::REVOKE_ACCOUNT,
        AdminPage::Revoke(_) => invitations::REVOKE_LEAD,
    }
    .into()
}
