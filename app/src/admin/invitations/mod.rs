//! `/admin/invitations`: the state of each invitation, and what the admin can do about it.

mod acts;
mod revoke;
mod row;

pub use acts::{ExtendInvitation, InvitationDone, ResendInvitation};
pub use revoke::{RevokeInvitation, RevokeView};
pub use row::InvitationRow;

use super::import::ImportRow;
use super::invite::invite_buttons;
use super::list::{Choice, EmptyList, Filters, Pager, Pages, Search};
#[cfg(feature = "ssr")]
use super::list::{page_request_by, pages, typed};
use super::page::{AdminContext, AdminView, ConsoleSection};
use crate::prelude::*;
use crate::words::admin::{self, invitations};
use domain::invitation::InvitationFilter;
use row::{Acting, Row};
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use service::invitations::{InvitationEntry, InvitationSearch};

/// `/admin/invitations`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationsView {
    pub filter: InvitationFilter,
    /// As typed by the admin.
    pub search: String,
    /// The newest imports.
    pub imports: Vec<ImportRow>,
    pub rows: Vec<InvitationRow>,
    pub pages: Pages,
    pub done: Option<InvitationDone>,
}

impl AdminView for InvitationsView {
    fn title(&self) -> String {
        invitations::TITLE.into()
    }

    fn lead(&self, organisation: &str) -> String {
        invitations::lead(organisation)
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::INVITATIONS
    }

    fn is_first(&self) -> bool {
        true
    }

    fn buttons(&self) -> Option<AnyView> {
        Some(invite_buttons())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <InvitationsPage view=self/> })
    }
}

impl InvitationsView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let search = typed(query, paths::SEARCH);
        let filter = parameter(query, paths::STATUS).and_then(|name| InvitationFilter::of(&name)).unwrap_or_default();
        let wanted = InvitationSearch {
            filter,
            search: search.clone(),
            page: page_request_by(query, service::invitations::read_cursor),
        };
        let page = service::invitations::page(&web.cx.app, admin, &wanted).await?;
        let filters = [(paths::SEARCH, search.as_str()), (paths::STATUS, filter.name())];
        let cursor = |entry: &InvitationEntry| service::invitations::cursor_text(&entry.cursor);
        let pages = pages(paths::ADMIN_INVITATIONS, &filters, &page, cursor);
        let imports = service::invitations::newest_imports(&web.cx.app, admin).await?;
        let reading = web.reading(admin.signed_in());
        let offers_password = admin.signed_in().organisation.policy.offers(Method::Password);
        Ok(InvitationsView {
            filter,
            rows: page.rows.into_iter().map(|entry| InvitationRow::of(entry, offers_password, reading)).collect(),
            pages,
            done: unless_refused(query, paths::DONE).and_then(|name| InvitationDone::of(&name)),
            imports: imports.iter().map(|import| ImportRow::of(import, reading)).collect(),
            search,
        })
    }
}

#[component]
fn InvitationsPage(view: InvitationsView) -> impl IntoView {
    let acting = Acting { resend: Submission::of::<ResendInvitation>(), extend: Submission::of::<ExtendInvitation>() };
    acting.resend.redirect_on_success();
    acting.extend.redirect_on_success();
    let is_searched = !view.search.is_empty() || view.filter != InvitationFilter::All;
    let filters = InvitationFilter::ALL.into_iter().filter(|filter| *filter != InvitationFilter::All);
    let states = filters.map(|filter| (filter.name(), invitations::filter(filter))).collect();
    let chosen = Some(view.filter.name()).filter(|name| !name.is_empty());
    let done = view.done.map(|done| view! { <JustDone title=done.text()/> });
    let list = if view.rows.is_empty() {
        let (title, text) = invitations::nobody(is_searched);
        let icon = static_view(view! { <Paper/> });
        static_view(view! { <EmptyList icon title text/> })
    } else {
        static_view(view! { <Table rows=view.rows acting/> })
    };
    let imports = (!view.imports.is_empty()).then(|| view! { <Imports imports=view.imports/> });
    view! {
        {done}
        {imports}
        <Refused error=Signal::derive(move || acting.resend.error().or_else(|| acting.extend.error()))/>
        <Filters action=paths::ADMIN_INVITATIONS label=admin::SEARCH>
            <Search name=paths::SEARCH label=admin::SEARCH placeholder=invitations::PLACEHOLDER value=view.search/>
            <Choice
                name=paths::STATUS
                label=invitations::STATUS
                any=invitations::ANY_STATUS
                options=states
                chosen
            />
        </Filters>
        <div class="panel">{list} <Pager pages=view.pages/></div>
    }
}

/// The newest imports, each with a link to its page.
#[component]
fn Imports(imports: Vec<ImportRow>) -> impl IntoView {
    let rows: Vec<_> = imports
        .into_iter()
        .map(|import| {
            let how_far = format!(" · {}", import.progress());
            view! {
                <li>
                    <a href=import.path>{invitations::imported::title(&import.begun)}</a>
                    <span class="soft">{how_far}</span>
                </li>
            }
        })
        .collect();
    static_view(view! {
        <section class="panel panel__body stack stack--tight" aria-labelledby="imports">
            <h2 id="imports">{invitations::imported::NEWEST}</h2>
            <ul class="stack stack--tight">{rows}</ul>
        </section>
    })
}

#[component]
fn Table(rows: Vec<InvitationRow>, acting: Acting) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Row row acting/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{invitations::TITLE}</caption>
            <thead>
                <tr>
                    <th scope="col">{invitations::PERSON}</th>
                    <th scope="col" class="col-mid">{invitations::STATUS}</th>
                    <th scope="col" class="col-wide">{invitations::SENT_COLUMN}</th>
                    <th scope="col" class="col-wide">{invitations::UNTIL_COLUMN}</th>
                    <th scope="col"><span class="visually-hidden">{invitations::ACTIONS}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
