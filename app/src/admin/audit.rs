//! `/admin/audit`: who did what to which account, when and from where.

use super::list::{Choice, Day, EmptyList, Filters, Search};
use super::page::{AdminContext, AdminView, ConsoleSection};
#[cfg(feature = "ssr")]
use super::{list::typed, page::zone_of};
use crate::prelude::*;
use crate::words::admin::{self, activity, audit, people};
#[cfg(feature = "ssr")]
use crate::{server::browser, settings::answers::cursor_in};
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use service::admin::{AuditEntry, AuditFilter};
#[cfg(feature = "ssr")]
use service::{delivery::start_of_day, operator::COMMAND_LINE};

/// Entries of the log on one page.
#[cfg(feature = "ssr")]
const EVENTS: u64 = 30;

/// `/admin/audit`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditView {
    /// As typed by the admin.
    pub person: String,
    pub kind: Option<AuditEventKind>,
    /// First and last day, like `2026-11-22`. Empty: no limit.
    pub from: String,
    pub until: String,
    /// The kind or a day in the URL is invalid.
    pub is_unreadable: bool,
    /// The text typed as a person matches too many accounts to search for.
    pub is_too_many: bool,
    pub rows: Vec<AuditRow>,
    pub newest: Option<String>,
    pub older: Option<String>,
    /// Path of the CSV export with these filters.
    pub export: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    pub what: AuditEventKind,
    pub detail: Option<String>,
    /// The name of the application that the event is about.
    pub application: Option<String>,
    /// Email addresses of the account that the event is about (`whom`) and of the account that caused it (`who`).
    pub whom: Option<String>,
    pub who: Option<String>,
    pub browser: String,
    pub ip_address: String,
    pub at: Moment,
}

impl AdminView for AuditView {
    fn title(&self) -> String {
        admin::AUDIT.into()
    }

    fn lead(&self, _: &str) -> String {
        admin::LEAD_AUDIT.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::AUDIT
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <AuditPage view=self/> })
    }
}

impl AuditView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, query: &str) -> Answer<Self> {
        let asked = AuditQuery::read(admin.signed_in(), query);
        let before = cursor_in(query);
        let filters: Vec<(&str, &str)> = asked.typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let is_unreadable = asked.filter.is_none();
        let filter = match asked.filter {
            Some(filter) => service::admin::resolve_filter(&web.cx.app, admin, &filter).await?,
            None => None,
        };
        let is_too_many = filter.is_none() && !is_unreadable;
        let (rows, older) = match filter {
            None => (Vec::new(), None),
            Some(filter) => service::admin::log(&web.cx.app, admin, &filter, before, EVENTS).await?,
        };
        let reading = web.reading(admin.signed_in());
        let older = older.map(|before| {
            let cursor = before.to_string();
            let mut parameters = filters.clone();
            parameters.push((paths::BEFORE, &cursor));
            paths::with_query(paths::ADMIN_AUDIT, &parameters)
        });
        let value = |wanted: &str| {
            filters.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Ok(AuditView {
            person: value(paths::PERSON),
            kind: AuditEventKind::of(&value(paths::KIND)),
            from: value(paths::FROM),
            until: value(paths::UNTIL),
            is_unreadable,
            is_too_many,
            rows: rows.into_iter().filter_map(|row| AuditRow::of(row, reading)).collect(),
            newest: before.map(|_| paths::with_query(paths::ADMIN_AUDIT, &filters)),
            older,
            export: paths::with_query(paths::ADMIN_AUDIT_CSV, &filters),
        })
    }
}

impl AuditRow {
    /// `None`: another release wrote the entry, and its kind is unknown.
    #[cfg(feature = "ssr")]
    pub fn of(entry: AuditEntry, reading: Reading<'_>) -> Option<Self> {
        Some(AuditRow {
            what: AuditEventKind::of(&entry.activity)?,
            detail: entry.detail,
            application: entry.application,
            whom: entry.whom,
            who: entry.who,
            browser: came_from(&entry.user_agent, entry.operator.as_deref()),
            ip_address: entry.client_address,
            at: reading.moment(entry.cursor.at),
        })
    }
}

/// The filters of the log that a query asks for.
#[cfg(feature = "ssr")]
#[derive(Debug)]
pub struct AuditQuery {
    /// `None`: one of the filters is not valid.
    pub filter: Option<AuditFilter>,
    /// All filters as they were typed, for the page to show.
    typed: Vec<(&'static str, String)>,
}

#[cfg(feature = "ssr")]
impl AuditQuery {
    /// Reads the filters of the log from a query. Days begin at midnight in the admin's time zone, and the last day is
    /// included.
    pub fn read(admin: &SignedIn, query: &str) -> Self {
        let names = [paths::PERSON, paths::KIND, paths::FROM, paths::UNTIL];
        let typed: Vec<_> = names.map(|name| (name, typed(query, name))).into();
        let zone = zone_of(admin);
        let read = || {
            let mut filter = AuditFilter::default();
            for (name, value) in typed.iter().filter(|(_, value)| !value.is_empty()) {
                match *name {
                    paths::PERSON => filter.person.clone_from(value),
                    paths::KIND => filter.activity = Some(AuditEventKind::of(value)?),
                    paths::FROM => filter.from = Some(start_of_day(value, 0, &zone)?),
                    _ => filter.until = Some(start_of_day(value, 1, &zone)?),
                }
            }
            Some(filter)
        };
        AuditQuery { filter: read(), typed }
    }
}

/// Where an event came from: a browser, the operator's command line with the user who ran it, or unknown (empty).
#[cfg(feature = "ssr")]
pub fn came_from(user_agent: &str, operator: Option<&str>) -> String {
    match (user_agent, operator) {
        ("", _) => String::new(),
        (COMMAND_LINE, Some(operator)) => {
            let command_line: String = audit::COMMAND_LINE.into();
            format!("{command_line} ({operator})")
        }
        (COMMAND_LINE, None) => audit::COMMAND_LINE.into(),
        (user_agent, _) => browser(user_agent),
    }
}

const SEPARATOR: &str = " · ";

#[component]
fn AuditPage(view: AuditView) -> impl IntoView {
    let is_searched =
        view.kind.is_some() || [&view.person, &view.from, &view.until].into_iter().any(|typed| !typed.is_empty());
    let kinds = AuditEventKind::ALL.map(|kind| (kind.name(), activity::kind(kind)));
    let is_any = !view.rows.is_empty();
    let list = if is_any {
        static_view(view! { <AuditTable rows=view.rows/> })
    } else {
        let (title, text) = audit::nothing(is_searched, view.is_too_many);
        let icon = static_view(view! { <Clock/> });
        static_view(view! { <EmptyList icon title text/> })
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
pub fn AuditTable(rows: Vec<AuditRow>) -> impl IntoView {
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
                    <th scope="col" class="col-wide">{audit::WHEN}</th>
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
    let AuditRow { what, detail, application, whom, who, browser, ip_address, at } = row;
    let application = application.filter(|name| detail.as_ref() != Some(name));
    let application = application.map(|name| view! { <span class="table__note">{name}</span> });
    let more = match (&whom, &who) {
        (Some(whom), Some(who)) if whom != who => audit::both(whom, who),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let name = |person: Option<String>| person.unwrap_or_else(|| audit::NOBODY.into());
    let (whom, who) = (name(whom), name(who));
    let where_from: Vec<String> = [browser, ip_address].into_iter().filter(|part| !part.is_empty()).collect();
    let before: String = where_from.iter().map(|part| format!("{part}{SEPARATOR}")).collect();
    view! {
        <tr>
            <th scope="row">
                <span class="table__name">{activity::sentence(what, detail.as_deref())}</span>
                {application}
                <span class="person__more">{more}</span>
                <span class="table__rest">{before} <When moment=at.clone()/></span>
            </th>
            <td class="col-mid table__address">{breakable(whom)}</td>
            <td class="col-mid table__address">{breakable(who)}</td>
            <td class="col-wide">{where_from.join(SEPARATOR)}</td>
            <td class="table__soft col-wide"><When moment=at/></td>
        </tr>
    }
}
