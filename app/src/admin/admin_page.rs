//! Renders a page of the console inside the console's layout.

use super::{
    AdminPage, AdminScreen,
    audit_page::AuditPage,
    branding_page::BrandingPage,
    confirm_page::ConfirmPage,
    import_page::ImportPage,
    imported_page::ImportedPage,
    invitations_page::{InvitationsPage, RevokePage},
    invite_page::InvitePage,
    messages_page::MessagesPage,
    people_page::PeoplePage,
    person_page::PersonPage,
    policy_page::PolicyPage,
    reserved_pages::{ReleasePage, ReservePage, ReservedPage},
    settings_fields::take_unsaved,
};
use crate::{prelude::*, settings::AppLayout, words::admin};

#[component]
pub fn AdminPages(screen: AdminScreen) -> impl IntoView {
    let (title, lead) = (screen.page.title(), screen.page.lead(&screen.who.organisation.name));
    let (here, is_first) = chapter(&screen.page);
    let back = (!is_first).then(|| {
        let (path, label) = back(&screen.page);
        view! {
            <a class="page-head__back" href=path>
                <Left/>
                {label}
            </a>
        }
    });
    let acts = acts(&screen.page);
    let user = screen.who.clone();
    view! {
        <AppLayout user here>
            <div class="page-head">
                {back}
                <h1>{title}</h1>
                <p>{lead}</p>
                {acts}
            </div>
            {content(screen)}
        </AppLayout>
    }
}

/// Buttons in a page's header that start something new.
fn acts(page: &AdminPage) -> Option<AnyView> {
    let button = |look: &'static str, path: &'static str, label: Word| {
        view! { <a class=look href=path>{label}</a> }
    };
    const PRIMARY: &str = "button button--primary button--small";
    let add = || button(PRIMARY, paths::ADMIN_INVITE, admin::invitations::invite::TITLE);
    let import = || button(QUIET, paths::ADMIN_IMPORT, admin::invitations::invite::TO_IMPORT);
    match page {
        AdminPage::People(_) | AdminPage::Invitations(_) => {
            Some(static_view(view! { <div class="cluster">{add()} {import()}</div> }))
        }
        AdminPage::Reserved(_) => Some(static_view(button(PRIMARY, paths::ADMIN_RESERVE, admin::reserved::RESERVE))),
        _ => None,
    }
}

fn content(screen: AdminScreen) -> AnyView {
    if !matches!(screen.page, AdminPage::Policy(_) | AdminPage::Branding(_)) {
        take_unsaved([]);
    }
    match screen.page.clone() {
        AdminPage::People(view) => static_view(view! { <PeoplePage view zone=screen.zone/> }),
        AdminPage::Person(view) => static_view(view! { <PersonPage view/> }),
        AdminPage::Confirm(view) => static_view(view! { <ConfirmPage screen view/> }),
        AdminPage::Invite(view) => static_view(view! { <InvitePage screen view/> }),
        AdminPage::Import(view) => static_view(view! { <ImportPage view/> }),
        AdminPage::Imported(view) => static_view(view! { <ImportedPage view/> }),
        AdminPage::Invitations(view) => static_view(view! { <InvitationsPage view zone=screen.zone/> }),
        AdminPage::Revoke(view) => static_view(view! { <RevokePage view/> }),
        AdminPage::Reserved(view) => static_view(view! { <ReservedPage view zone=screen.zone/> }),
        AdminPage::Reserve => static_view(view! { <ReservePage draft=screen.draft/> }),
        AdminPage::Release(view) => static_view(view! { <ReleasePage view draft=screen.draft/> }),
        AdminPage::Messages(view) => static_view(view! { <MessagesPage view zone=screen.zone/> }),
        AdminPage::Audit(view) => static_view(view! { <AuditPage view zone=screen.zone/> }),
        AdminPage::Policy(view) => static_view(view! { <PolicyPage view/> }),
        AdminPage::Branding(view) => static_view(view! { <BrandingPage view organisation=screen.who.organisation/> }),
    }
}

/// The navigation entry of a page, and whether the page is the one that the entry links to.
fn chapter(page: &AdminPage) -> (&'static str, bool) {
    match page {
        AdminPage::People(_) => (paths::ADMIN_PEOPLE, true),
        AdminPage::Person(_) | AdminPage::Confirm(_) | AdminPage::Invite(_) | AdminPage::Import(_) => {
            (paths::ADMIN_PEOPLE, false)
        }
        AdminPage::Invitations(_) => (paths::ADMIN_INVITATIONS, true),
        AdminPage::Revoke(_) | AdminPage::Imported(_) => (paths::ADMIN_INVITATIONS, false),
        AdminPage::Reserved(_) => (paths::ADMIN_RESERVED, true),
        AdminPage::Reserve | AdminPage::Release(_) => (paths::ADMIN_RESERVED, false),
        AdminPage::Messages(_) => (paths::ADMIN_MESSAGES, true),
        AdminPage::Audit(_) => (paths::ADMIN_AUDIT, true),
        AdminPage::Policy(_) => (paths::ADMIN_POLICY, true),
        AdminPage::Branding(_) => (paths::ADMIN_BRANDING, true),
    }
}

/// Path and label of the back link on a page below a navigation entry.
fn back(page: &AdminPage) -> (String, String) {
    match page {
        AdminPage::Confirm(view) => (view.back.clone(), admin::person::called(view.name.as_deref(), &view.email)),
        AdminPage::Reserve | AdminPage::Release(_) => (paths::ADMIN_RESERVED.to_owned(), admin::RESERVED.into()),
        AdminPage::Revoke(_) | AdminPage::Imported(_) => {
            (paths::ADMIN_INVITATIONS.to_owned(), admin::invitations::TITLE.into())
        }
        _ => (paths::ADMIN_PEOPLE.to_owned(), admin::PEOPLE.into()),
    }
}
