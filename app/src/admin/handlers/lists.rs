//! The lists of the console: reads filters and cursors from the query, and loads a page of entries.

use super::{
    addresses::{page_request, pages, typed},
    views::{came_from, looked_for, message_state, second_step, status, wanted_state, zone_of},
};
use crate::{
    admin::{
        ADMIN, AuditRow, AuditView, MEMBER, MessageRow, MessageState, MessagesView, PeopleView, PersonRow, StatusFilter,
    },
    paths::AdminAddress,
    prelude::*,
    server::short_moment,
    settings::answers::cursor_in,
};
use domain::AuditEventKind;
use service::{
    account::AsAdmin,
    admin::{self, Log, Search, Sent},
    delivery::start_of_day,
};
use store::accounts::Role;

/// Entries of the log on one page.
const EVENTS: u64 = 30;

impl WebRequest {
    pub(crate) async fn people_view(&self, admin: AsAdmin<'_>, query: &str) -> Answer<PeopleView> {
        let search = typed(query, paths::SEARCH);
        let wanted = parameter(query, paths::STATUS).and_then(|name| StatusFilter::of(&name));
        let admins = match parameter(query, paths::ROLE).as_deref() {
            Some(ADMIN) => Some(true),
            Some(MEMBER) => Some(false),
            _ => None,
        };
        let role = admins.map(|admins| if admins { Role::Admin } else { Role::Member });
        let asked = Search { text: search.clone(), state: wanted.map(looked_for), role };
        let found = admin::people(&self.cx.app, admin, &asked, page_request(query)).await?;
        let filters = [
            (paths::SEARCH, search.as_str()),
            (paths::STATUS, wanted.map_or("", StatusFilter::name)),
            (paths::ROLE, admins.map_or("", |admins| if admins { ADMIN } else { MEMBER })),
        ];
        let page = found.page;
        let ids: Vec<String> = page.rows.iter().map(|row| row.person.account.id.to_string()).collect();
        let pages = pages(paths::ADMIN_PEOPLE, &filters, &ids, page.has_previous, page.has_next);
        let zone = admin.signed_in().account.time_zone.as_deref();
        let people = page.rows.into_iter().map(|row| PersonRow {
            path: AdminAddress::Person(row.person.account.id).path(),
            status: status(row.person.status, row.locked_until, zone),
            second_step: second_step(&row.second_step),
            last_seen: row.last_seen.map(|at| short_moment(at, zone)),
            is_admin: row.person.account.role == Role::Admin,
            name: row.person.account.name,
            email: row.person.account.email.to_string(),
        });
        Ok(PeopleView {
            status: wanted,
            admins,
            people: people.collect(),
            many: u32::try_from(found.many).unwrap_or(u32::MAX),
            is_more: found.is_more,
            pages,
            search,
        })
    }

    pub(crate) async fn messages_view(&self, admin: AsAdmin<'_>, query: &str) -> Answer<MessagesView> {
        let state = parameter(query, paths::STATUS).and_then(|name| MessageState::of(&name));
        let to = typed(query, paths::SEARCH);
        let filters = [(paths::SEARCH, to.as_str()), (paths::STATUS, state.map_or("", MessageState::name))];
        let sent = Sent { state: state.map(wanted_state), to: to.clone() };
        let found = admin::messages(&self.cx.app, admin, &sent, page_request(query)).await?;
        let is_too_many = found.is_none();
        let page = found.unwrap_or_default();
        let ids: Vec<String> = page.rows.iter().map(|row| row.id.simple().to_string()).collect();
        let pages = pages(paths::ADMIN_MESSAGES, &filters, &ids, page.has_previous, page.has_next);
        let zone = admin.signed_in().account.time_zone.as_deref();
        let rows = page.rows.into_iter().map(|row| MessageRow {
            name: words::admin::messages::name(&row.template).into(),
            to: row.recipient,
            state: message_state(row.state),
            tries: row.attempts,
            at: short_moment(row.created_at, zone),
            answer: row.last_answer,
        });
        Ok(MessagesView { state, is_too_many, rows: rows.collect(), pages, to })
    }

    pub(crate) async fn audit_view(&self, admin: AsAdmin<'_>, query: &str) -> Answer<AuditView> {
        let asked = csv_query(admin.signed_in(), query);
        let before = cursor_in(query);
        let filters: Vec<(&str, &str)> = asked.filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let is_unreadable = asked.log.is_none();
        let log = match asked.log {
            Some(log) => admin::narrow(&self.cx.app, admin, &log).await?,
            None => None,
        };
        let is_too_many = log.is_none() && !is_unreadable;
        let (rows, older) = match log {
            None => (Vec::new(), None),
            Some(log) => admin::log(&self.cx.app, admin, &log, before, EVENTS).await?,
        };
        let zone = admin.signed_in().account.time_zone.as_deref();
        let row = |row: admin::Kept| {
            Some(AuditRow {
                // Skips an entry whose kind is unknown because another release wrote it.
                what: AuditEventKind::of(&row.activity)?,
                detail: row.detail,
                whom: row.whom,
                who: row.who,
                browser: came_from(&row.user_agent),
                place: row.client_address,
                at: short_moment(row.place.at, zone),
            })
        };
        let older = older.map(|before| {
            let place = before.to_string();
            let mut parameters = filters.clone();
            parameters.push((paths::BEFORE, &place));
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
            rows: rows.into_iter().filter_map(row).collect(),
            newest: before.map(|_| paths::with_query(paths::ADMIN_AUDIT, &filters)),
            older,
            export: paths::with_query(paths::ADMIN_AUDIT_CSV, &filters),
        })
    }
}

/// The filters of the log that a query asks for.
#[derive(Debug)]
pub struct CsvQuery {
    /// `None`: one of the filters is not valid.
    pub log: Option<Log>,
    /// All filters as they were typed, for the page to show.
    filters: Vec<(&'static str, String)>,
}

/// Reads the filters of the log from a query. Days begin at midnight in the admin's time zone, and the last day is
/// included.
pub fn csv_query(admin: &SignedIn, query: &str) -> CsvQuery {
    let names = [paths::PERSON, paths::KIND, paths::FROM, paths::UNTIL];
    let filters: Vec<_> = names.map(|name| (name, typed(query, name))).into();
    let zone = zone_of(admin);
    let read = || {
        let mut log = Log::default();
        for (name, value) in filters.iter().filter(|(_, value)| !value.is_empty()) {
            match *name {
                paths::PERSON => log.person.clone_from(value),
                paths::KIND => log.activity = Some(AuditEventKind::of(value)?),
                paths::FROM => log.from = Some(start_of_day(value, 0, &zone)?),
                _ => log.until = Some(start_of_day(value, 1, &zone)?),
            }
        }
        Some(log)
    };
    CsvQuery { log: read(), filters: filters.clone() }
}
