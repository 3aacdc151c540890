//! `/admin/audit`: who did what to which account, when and from where.

use super::{
    AuditRow, AuditView,
    filters::{Choice, Day, Filters, Search},
};
use crate::{
    prelude::*,
    words::admin::{self, activity, audit, people},
};
use domain::AuditEventKind;

const SEPARATOR: &str = " · ";

#[component]
pub fn AuditPage(view: AuditView, zone: String) -> impl IntoView {
    let is_searched =
        view.kind.is_some() || [&view.person, &view.from, &view.until].into_iter().any(|typed| !typed.is_empty());
    let kinds = AuditEventKind::ALL.map(|kind| (kind.name(), activity::kind(kind)));
    let is_any = !view.rows.is_empty();
    let list = if is_any {
        static_view(view! { <Table rows=view.rows zone/> })
    } else {
        let (title, text) = audit::nothing(is_searched, view.is_too_many);
        static_view(view! {
            <div class="empty">
                <Clock/>
                <p class="empty__title">{title}</p>
                <p>{text}</p>
            </div>
        })
    };
    let wrong = view.is_unreadable.then(|| view! { <Notice tone=Tone::Warning title=audit::UNREADABLE/> });
    let export = is_any.then(|| {
        view! { <a class=QUIET href=view.export rel="external" download="">{audit::EXPORT}</a> }
    });
    view! {
        <Filters action=paths::ADMIN_AUDIT label=admin::SEARCH>
            <Search name=paths::PERSON label=audit::PERSON placeholder=people::PLACEHOLDER value=view.person/>
            <Choice
                name=paths::KIND
                label=audit::KIND
                any=audit::ANY_KIND
                options=kinds.into()
                chosen=view.kind.map(AuditEventKind::name)
            />
            <Day name=paths::FROM label=audit::FROM value=view.from/>
            <Day name=paths::UNTIL label=audit::UNTIL value=view.until/>
        </Filters>
        {wrong}
        <div class="panel">
            {list} <OlderNewer newest=view.newest older=view.older/>
        </div>
        <p class="after-panel">{export}</p>
    }
}

#[component]
fn Table(rows: Vec<AuditRow>, zone: String) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <Line row/> }).collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{admin::AUDIT}</caption>
            <thead>
                <tr>
                    <th scope="col">{audit::WHAT}</th>
                    <th scope="col" class="col-mid">{audit::WHOM}</th>
                    <th scope="col" class="col-mid">{audit::WHO}</th>
                    <th scope="col" class="col-wide">{audit::WHERE}</th>
                    <th scope="col" class="col-wide">{audit::when(&zone)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// Lets an email address wrap only before its `@`, as long as the domain fits on one line.
fn breakable(text: String) -> AnyView {
    match text.split_once('@') {
        Some((local, domain)) => static_view(view! { {local.to_owned()} <wbr/> {format!("@{domain}")} }),
        None => static_view(text),
    }
}

#[component]
fn Line(row: AuditRow) -> impl IntoView {
    let AuditRow { what, detail, whom, who, browser, place, at } = row;
    let more = match (&whom, &who) {
        (Some(whom), Some(who)) if whom != who => audit::both(whom, who),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let name = |person: Option<String>| person.unwrap_or_else(|| audit::NOBODY.into());
    let (whom, who) = (name(whom), name(who));
    let place: Vec<String> = [browser, place].into_iter().filter(|part| !part.is_empty()).collect();
    view! {
        <tr>
            <th scope="row">
                <span class="table__name">{activity::sentence(what, detail.as_deref())}</span>
                <span class="person__more">{more}</span>
                <span class="table__rest">{[place.clone(), vec![at.clone()]].concat().join(SEPARATOR)}</span>
            </th>
            <td class="col-mid table__address">{breakable(whom)}</td>
            <td class="col-mid table__address">{breakable(who)}</td>
            <td class="col-wide">{place.join(SEPARATOR)}</td>
            <td class="table__soft col-wide">{at}</td>
        </tr>
    }
}
