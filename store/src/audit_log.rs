//! The audit log of one organisation, newest first, with the email addresses of the people in it. Every query reads
//! along an index, however long the log is (`make bench ARGS=people` checks the query plans).

use super::{Cursor, sql::Sql};
use crate::prelude::*;
use domain::{ApplicationId, AuditEventKind};

/// Which events to read.
#[derive(Clone, Debug, Default)]
pub struct ResolvedAuditFilter {
    /// Accounts that the event is about or that did it. An invitation has the id of its account. `None`: any account.
    pub people: Option<Vec<AccountId>>,
    /// The application that the event is about. `None`: any application, or none.
    pub application: Option<ApplicationId>,
    pub activity: Option<AuditEventKind>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// An event, also of a kind that this release does not know.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// The cursor of the page that follows this event.
    pub cursor: Cursor,
    pub activity: String,
    pub detail: Option<String>,
    /// Email address of the account that the event is about, or of an invited user who has no account yet. A closed
    /// account is named by the address that it had. `None`: no account, or it no longer exists.
    pub whom: Option<String>,
    /// Email address of the account that did it. `None`: unknown, or the account no longer exists.
    pub who: Option<String>,
    /// Name of the application that the event is about. `None`: no application, or it no longer exists.
    pub application: Option<String>,
    pub client_address: String,
    pub user_agent: String,
    /// The user of the operating system who ran the command that did it. `None`: it was no command.
    pub operator: Option<String>,
}

/// A page of at most `most` events older than `before`, and the cursor of the next page (`None`: this is the last one).
pub async fn page(
    store: &Store,
    organisation: OrganisationId,
    filter: &ResolvedAuditFilter,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<(Vec<AuditEntry>, Option<Cursor>)> {
    let Some(sql) = page_sql(store, organisation, filter, before, most)? else { return Ok((Vec::new(), None)) };
    let rows = sql.all(store.lists()).await?;
    let mut entries = rows.iter().map(entry).collect::<anyhow::Result<Vec<_>>>()?;
    let is_more = entries.len() as u64 > most;
    entries.truncate(usize::try_from(most)?);
    let older = entries.last().filter(|_| is_more).map(|last| last.cursor);
    Ok((entries, older))
}

/// The query plan of the first page, for the benchmark.
pub async fn plan(
    store: &Store,
    organisation: OrganisationId,
    filter: &ResolvedAuditFilter,
    most: u64,
) -> anyhow::Result<Vec<String>> {
    match page_sql(store, organisation, filter, None, most)? {
        Some(sql) => sql.plan(store.reader()).await,
        None => Ok(Vec::new()),
    }
}

/// `None`: the list of accounts is empty, so no event can match.
fn page_sql(
    store: &Store,
    organisation: OrganisationId,
    filter: &ResolvedAuditFilter,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<Option<Sql>> {
    let mut sql = Sql::new(store.reader());
    let conditions = conditions(&mut sql, organisation, filter, before);
    let limit = sql.bind(i64::try_from(most + 1)?);
    let newest = |whose: &str| {
        format!("SELECT * FROM audit_event WHERE {conditions}{whose} ORDER BY at DESC, id DESC LIMIT {limit}")
    };
    let events = match &filter.people {
        None => newest(""),
        Some(people) if people.is_empty() => return Ok(None),
        Some(people) => {
            // For each account two indexes are read, each only as far as one page.
            let of_person = |person: &AccountId| {
                let person = sql.bind(person.0);
                ["account_id", "actor_id"].map(|column| newest(&format!(" AND {column} = {person}")))
            };
            let parts: Vec<_> = people.iter().flat_map(of_person).collect();
            let parts = parts.join(") AS part UNION SELECT * FROM (");
            format!("SELECT * FROM (SELECT * FROM ({parts}) AS part) AS parts ORDER BY at DESC, id DESC LIMIT {limit}")
        }
    };
    sql.push(&format!(
        "SELECT f.id, f.at, f.activity, f.detail, f.client_address, f.user_agent, f.operator,
            COALESCE(g.email, a.email, i.email) AS whom, COALESCE(h.email, b.email) AS who, p.name AS application
         FROM ({events}) AS f
         LEFT JOIN account a ON a.id = f.account_id AND a.organisation_id = f.organisation_id
         LEFT JOIN invitation i ON i.id = f.account_id AND i.organisation_id = f.organisation_id
            AND i.account_id IS NULL
         LEFT JOIN account b ON b.id = f.actor_id AND b.organisation_id = f.organisation_id
         LEFT JOIN former_address g ON g.account_id = a.id
         LEFT JOIN former_address h ON h.account_id = b.id
         LEFT JOIN application p ON p.id = f.application_id
         ORDER BY f.at DESC, f.id DESC"
    ));
    Ok(Some(sql))
}

fn conditions(
    sql: &mut Sql,
    organisation: OrganisationId,
    filter: &ResolvedAuditFilter,
    before: Option<Cursor>,
) -> String {
    // With a list of accounts, the indexes on the account columns are the ones to use.
    let column = |name: &str| if filter.people.is_some() { sql.not_by(name) } else { name.to_owned() };
    let [of, kind, about] = ["organisation_id", "activity", "application_id"].map(column);
    let mut conditions = format!("{of} = {}", sql.bind(organisation.0));
    if let Some(activity) = filter.activity {
        conditions += &format!(" AND {kind} = {}", sql.bind(activity.name()));
    }
    if let Some(application) = filter.application {
        conditions += &format!(" AND {about} = {}", sql.bind(application.0));
    }
    if let Some(from) = filter.from {
        conditions += &format!(" AND at >= {}", sql.bind(from.0));
    }
    if let Some(until) = filter.until {
        conditions += &format!(" AND at < {}", sql.bind(until.0));
    }
    if let Some(before) = before {
        conditions += &format!(" AND (at, id) < ({}, {})", sql.bind(before.at.0), sql.bind(before.id));
    }
    conditions
}

fn entry(row: &sea_orm::QueryResult) -> anyhow::Result<AuditEntry> {
    Ok(AuditEntry {
        cursor: Cursor { at: Timestamp(row.try_get("", "at")?), id: row.try_get("", "id")? },
        activity: row.try_get("", "activity")?,
        detail: row.try_get("", "detail")?,
        whom: row.try_get("", "whom")?,
        who: row.try_get("", "who")?,
        application: row.try_get("", "application")?,
        client_address: row.try_get("", "client_address")?,
        user_agent: row.try_get("", "user_agent")?,
        operator: row.try_get("", "operator")?,
    })
}
