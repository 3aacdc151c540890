//! The headings of the console's pages.

use super::{AdminPage, InviteView};
use crate::words::admin::*;

impl AdminPage {
    /// The heading of a page, also the title of the browser tab.
    pub fn title(&self) -> String {
        match self {
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
    pub fn lead(&self, organisation: &str) -> String {
        match self {
            AdminPage::People(_) => return lead_people(organisation),
            AdminPage::Person(view) => match &view.name {
                Some(_) => return view.email.clone(),
                None => LEAD_NO_NAME,
            },
            AdminPage::Confirm(view) => return person::explained(view.act, organisation),
            AdminPage::Reserved(_) => LEAD_RESERVED,
            AdminPage::Reserve => LEAD_RESERVE,
            AdminPage::Release(_) => LEAD_RELEASE,
            AdminPage::Messages(_) => LEAD_MESSAGES,
            AdminPage::Audit(_) => LEAD_AUDIT,
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
}
