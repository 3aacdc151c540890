//! `/admin/applications`: lists and searches the applications of the organisation.

mod access;
mod activity;
mod acts;
mod add;
mod application;
mod client_snippets;
mod confirm;
mod details;
mod dry_run;
mod forms;
mod forward_auth;
mod logo;
mod openid_connect;
mod preview;
mod proxies;
mod secret;
mod strength;

pub use access::SaveApplicationAccess;
pub use activity::ApplicationActivityView;
pub use add::{AddApplication, AddApplicationView};
pub use application::ApplicationView;
pub use client_snippets::ClientValues;
pub use confirm::{ActOnApplication, ConfirmApplicationView};
pub use details::SaveApplicationDetails;
pub use dry_run::{DryRunAnswer, DryRunObstacle, DryRunView};
pub use forms::FormValues;
pub use forward_auth::SaveForwardAuth;
pub use logo::RemoveApplicationLogo;
pub use openid_connect::SaveClient;
pub use preview::{ApplicationPreviewView, PreviewAnswer, PreviewReason};
pub use proxies::Snippet;
pub use secret::{ClientDetails, PutClientSecretAway, SecretRow, ShownSecret};
pub use strength::SaveApplicationStrength;

use super::list::{EmptyList, Filters, Pager, Pages, Search};
#[cfg(feature = "ssr")]
use super::list::{page_request, pages, typed};
use super::logo::SQUARE;
use super::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::{self, applications};
use crate::words::by_name;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// `/admin/applications`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationsView {
    /// As typed by the admin.
    pub search: String,
    pub rows: Vec<ApplicationRow>,
    pub pages: Pages,
    pub done: Option<ApplicationDone>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationRow {
    /// Path of the page about this application.
    pub path: String,
    pub name: String,
    pub start: String,
    /// The path of its logo.
    pub logo: Option<String>,
    /// One or two letters, shown in the place of a logo.
    pub initials: String,
    pub is_on: bool,
    pub everyone: bool,
    /// How many groups and how many single people may enter.
    pub groups: u32,
    pub people: u32,
}

domain::named_enum! {
    /// The change that was just made to an application, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum ApplicationDone {
        Added = "added",
        Saved = "saved",
        LogoSaved = "logo",
        LogoRemoved = "logo-removed",
        TurnedOff = "turn-off",
        TurnedOn = "turn-on",
        SecretMade = "rotate-secret",
        SecretPutAway = "secret-put-away",
        EarlierSecretsEnded = "end-earlier-secrets",
        ClientRemoved = "remove-client",
        Deleted = "delete",
    }
}

static DONE: [Word; ApplicationDone::ALL.len()] = by_name(applications::BY_KEY, "done_", ApplicationDone::NAMES);

impl ApplicationDone {
    /// The message above the page after the change.
    pub fn text(self) -> Word {
        DONE[self as usize]
    }
}

impl AdminView for ApplicationsView {
    fn title(&self) -> String {
        applications::TITLE.into()
    }

    fn lead(&self, organisation: &str) -> String {
        applications::lead(organisation)
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn is_first(&self) -> bool {
        true
    }

    fn buttons(&self) -> Option<AnyView> {
        let look = "button button--primary button--small";
        Some(static_view(view! { <a class=look href=paths::ADMIN_ADD_APPLICATION>{applications::ADD}</a> }))
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <ApplicationsPage view=self/> })
    }
}

impl ApplicationsView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let search = typed(query, paths::SEARCH);
        let page = service::applications::list(&web.cx.app, admin, &search, page_request(query)).await?;
        let filters = [(paths::SEARCH, search.as_str())];
        let pages = pages(paths::ADMIN_APPLICATIONS, &filters, &page, |row| row.application.id.to_string());
        let many = |many: u64| u32::try_from(many).unwrap_or(u32::MAX);
        let rows = page.rows.into_iter().map(|row| ApplicationRow {
            path: ApplicationsRoute::One(row.application.id).path(),
            name: row.application.name.to_string(),
            start: row.application.start.to_string(),
            logo: row.application.logo_digest.as_deref().map(paths::logo),
            initials: row.initials,
            is_on: row.application.is_on,
            everyone: row.everyone,
            groups: many(row.groups),
            people: many(row.people),
        });
        let done = unless_refused(query, paths::DONE).and_then(|name| ApplicationDone::of(&name));
        Ok(ApplicationsView { rows: rows.collect(), pages, done, search })
    }
}

#[component]
fn ApplicationsPage(view: ApplicationsView) -> impl IntoView {
    let done = view.done.map(|done| view! { <JustDone title=done.text()/> });
    let list = if view.rows.is_empty() {
        let (title, text) = applications::nothing(!view.search.is_empty());
        let icon = static_view(view! { <Laptop/> });
        static_view(view! { <EmptyList icon title text/> })
    } else {
        static_view(view! { <Table rows=view.rows/> })
    };
    view! {
        {done}
        <Filters action=paths::ADMIN_APPLICATIONS label=admin::SEARCH>
            <Search name=paths::SEARCH label=admin::SEARCH placeholder=applications::PLACEHOLDER value=view.search/>
        </Filters>
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

#[component]
fn Table(rows: Vec<ApplicationRow>) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Line row/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{applications::TITLE}</caption>
            <thead>
                <tr>
                    <th scope="col">{applications::APPLICATION}</th>
                    <th scope="col" class="col-mid">{applications::WHO}</th>
                    <th scope="col" class="col-mid">{applications::STATUS}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Line(row: ApplicationRow) -> impl IntoView {
    let who = applications::who_may_enter(row.everyone, row.groups, row.people);
    let (look, status) = match row.is_on {
        true => ("status status--on", applications::IS_ON),
        false => ("status status--off", applications::IS_OFF),
    };
    let mark = match row.logo {
        Some(src) => static_view(view! { <img class=SQUARE src=src alt=""/> }),
        None => static_view(view! { <span class="avatar" aria-hidden="true">{row.initials}</span> }),
    };
    view! {
        <tr>
            <th scope="row">
                <div class="person">
                    {mark}
                    <div class="person__who">
                        <a class="person__name" href=row.path>{row.name}</a>
                        <span class="table__note">{row.start}</span>
                        <span class="person__more">{who.clone()} " · " <span class=look>{status}</span></span>
                    </div>
                </div>
            </th>
            <td class="col-mid">{who}</td>
            <td class="col-mid">
                <span class=look>{status}</span>
            </td>
        </tr>
    }
}
