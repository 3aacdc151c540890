//! `/admin/people`: lists and searches the accounts of the organisation.

use super::invite::{ADMIN, MEMBER, invite_buttons};
use super::list::{Choice, EmptyList, Filters, Pager, Pages, Search};
use super::page::{AdminContext, AdminView, moment_or_none};
use super::status::{SecondStepStatus, Status, look_of};
#[cfg(feature = "ssr")]
use super::{
    list::{page_request, pages, typed},
    status::{second_step, status},
};
use crate::prelude::*;
use crate::settings::initials;
use crate::words::admin::{self, people};
use domain::StatusFilter;
#[cfg(feature = "ssr")]
use service::{account::AsAdmin, admin::PeopleFilter};
#[cfg(feature = "ssr")]
use store::accounts::Role;

/// `/admin/people`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleView {
    /// As typed by the admin.
    pub search: String,
    pub status: Option<StatusFilter>,
    /// `Some(true)`: only admins. `Some(false)`: only members.
    pub admins: Option<bool>,
    pub people: Vec<PersonRow>,
    pub many: u32,
    /// More people match than were counted. Counting stops at 10,000, with a search text at 1,000.
    pub is_more: bool,
    pub pages: Pages,
    /// Where these people are written to a file, by POST.
    pub export: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Path of the page about this account.
    pub path: String,
    pub name: Option<String>,
    pub email: String,
    pub is_admin: bool,
    pub status: Status,
    pub second_step: SecondStepStatus,
    /// When the account was last used. `None`: never, or too long ago to be known.
    pub last_seen: Option<Moment>,
}

impl AdminView for PeopleView {
    fn title(&self) -> String {
        admin::PEOPLE.into()
    }

    fn lead(&self, organisation: &str) -> String {
        admin::lead_people(organisation)
    }

    fn is_first(&self) -> bool {
        true
    }

    fn buttons(&self) -> Option<AnyView> {
        Some(invite_buttons())
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <PeoplePage view=self/> })
    }
}

impl PeopleView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let asked = people_filter(query);
        let found = service::admin::people(&web.cx.app, admin, &asked, page_request(query)).await?;
        let admins = asked.role.map(|role| role == Role::Admin);
        let filters = [
            (paths::SEARCH, asked.text.as_str()),
            (paths::STATUS, asked.state.map_or("", StatusFilter::name)),
            (paths::ROLE, admins.map_or("", |admins| if admins { ADMIN } else { MEMBER })),
        ];
        let page = found.page;
        let pages = pages(paths::ADMIN_PEOPLE, &filters, &page, |row| row.person.account.id.to_string());
        let reading = web.reading(admin.signed_in());
        let people = page.rows.into_iter().map(|row| PersonRow {
            path: AdminRoute::Person(row.person.account.id).path(),
            status: status(row.person.status, row.locked_until, reading),
            second_step: second_step(&row.second_step),
            last_seen: row.last_seen.map(|at| reading.moment(at)),
            is_admin: row.person.account.role == Role::Admin,
            name: row.person.account.name,
            email: row.person.account.email.to_string(),
        });
        Ok(PeopleView {
            export: paths::with_query(paths::ADMIN_PEOPLE_CSV, &filters),
            status: asked.state,
            admins,
            people: people.collect(),
            many: u32::try_from(found.many).unwrap_or(u32::MAX),
            is_more: found.is_more,
            pages,
            search: asked.text,
        })
    }
}

/// The filter of the list that a query asks for.
#[cfg(feature = "ssr")]
pub fn people_filter(query: &str) -> PeopleFilter {
    let role = match parameter(query, paths::ROLE).as_deref() {
        Some(ADMIN) => Some(Role::Admin),
        Some(MEMBER) => Some(Role::Member),
        _ => None,
    };
    let state = parameter(query, paths::STATUS).and_then(|name| StatusFilter::of(&name));
    PeopleFilter { text: typed(query, paths::SEARCH), state, role }
}

#[component]
fn PeoplePage(view: PeopleView) -> impl IntoView {
    let is_searched = !view.search.is_empty() || view.status.is_some() || view.admins.is_some();
    let statuses = StatusFilter::ALL.map(|status| (status.name(), people::status(status)));
    let roles = [(ADMIN, people::ADMINS), (MEMBER, people::MEMBERS)];
    let role = view.admins.map(|admins| if admins { ADMIN } else { MEMBER });
    let export = (!view.people.is_empty()).then(|| {
        view! {
            <form class="after-panel" method="post" action=view.export>
                <button class=QUIET type="submit">{people::EXPORT}</button>
            </form>
        }
    });
    let list = if view.people.is_empty() {
        let (title, text) = people::nobody(is_searched);
        let icon = static_view(view! { <Person/> });
        static_view(view! { <EmptyList icon title text/> })
    } else {
        static_view(view! { <Table people=view.people/> })
    };
    view! {
        <Filters action=paths::ADMIN_PEOPLE label=admin::SEARCH>
            <Search name=paths::SEARCH label=admin::SEARCH placeholder=people::PLACEHOLDER value=view.search/>
            <Choice
                name=paths::STATUS
                label=people::STATUS
                any=people::ANY_STATUS
                options=statuses.into()
                chosen=view.status.map(StatusFilter::name)
            />
            <Choice name=paths::ROLE label=people::ROLE any=people::ANY_ROLE options=roles.into() chosen=role/>
        </Filters>
        <div class="panel">{list} <Pager count=people::count(view.many, view.is_more) pages=view.pages/></div>
        {export}
    }
}

#[component]
fn Table(people: Vec<PersonRow>) -> impl IntoView {
    let rows: Vec<_> = people.into_iter().map(|person| view! { <Row person/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{admin::PEOPLE}</caption>
            <thead>
                <tr>
                    <th scope="col">{people::PERSON}</th>
                    <th scope="col" class="col-mid">{people::ROLE}</th>
                    <th scope="col" class="col-mid">{people::STATUS}</th>
                    <th scope="col" class="col-wide">{people::SECOND_STEP}</th>
                    <th scope="col" class="col-wide">{people::LAST_SEEN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(person: PersonRow) -> impl IntoView {
    let PersonRow { path, name, email, is_admin, status, second_step, last_seen } = person;
    let letters = initials(name.as_deref(), &email);
    let mail = name.is_some().then(|| view! { <span class="person__mail">{email.clone()}</span> });
    let role = people::role(is_admin);
    let (look, words) = look_of(&status);
    let step = second_step.label();
    let has_step = second_step != SecondStepStatus::None;
    let more = has_step.then(|| format!(" · {}: {step}", people::SECOND_STEP));
    view! {
        <tr>
            <th scope="row">
                <div class="person">
                    <span class="avatar" aria-hidden="true">{letters}</span>
                    <div class="person__who">
                        <a class="person__name" href=path>{name.unwrap_or(email)}</a>
                        {mail}
                        <span class="person__more">
                            {role} " · " <span class=look>{words.clone()}</span> {more}
                        </span>
                    </div>
                </div>
            </th>
            <td class="col-mid">{role}</td>
            <td class="col-mid">
                <span class=look>{words}</span>
            </td>
            <td class="col-wide">{step}</td>
            <td class="table__soft col-wide">{moment_or_none(last_seen)}</td>
        </tr>
    }
}
