//! `/admin/people`: lists and searches the accounts of the organisation.

use super::{
    ADMIN, MEMBER, PeopleView, PersonRow, SecondStepStanding, Status, StatusFilter,
    filters::{Choice, Filters, Search},
    pager::Pager,
};
use crate::{
    prelude::*,
    settings::initials,
    words::admin::{self, people},
};

#[component]
pub fn PeoplePage(view: PeopleView, zone: String) -> impl IntoView {
    let is_searched = !view.search.is_empty() || view.status.is_some() || view.admins.is_some();
    let statuses = StatusFilter::ALL.map(|status| (status.name(), status.label()));
    let roles = [(ADMIN, people::ADMINS), (MEMBER, people::MEMBERS)];
    let role = view.admins.map(|admins| if admins { ADMIN } else { MEMBER });
    let list = if view.people.is_empty() {
        let (title, text) = people::nobody(is_searched);
        static_view(view! {
            <div class="empty">
                <Person/>
                <p class="empty__title">{title}</p>
                <p>{text}</p>
            </div>
        })
    } else {
        static_view(view! { <Table people=view.people zone/> })
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
    }
}

#[component]
fn Table(people: Vec<PersonRow>, zone: String) -> impl IntoView {
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
                    <th scope="col" class="col-wide">{people::last_seen(&zone)}</th>
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
    let has_step = second_step != SecondStepStanding::None;
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
            <td class="table__soft col-wide">{last_seen.unwrap_or_else(|| admin::NONE.into())}</td>
        </tr>
    }
}

/// CSS classes and label of a status.
pub fn look_of(status: &Status) -> (&'static str, String) {
    let look = match status {
        Status::Active => "status status--on",
        Status::Locked { .. } => "status status--stop",
        Status::Deactivated | Status::Closed => "status status--off",
    };
    (look, status.label())
}
