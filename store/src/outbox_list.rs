//! The messages of one organisation, for admins. Their content is not read, and decoys are left out, because nothing is
//! sent for them. Every query reads along an index, however many messages there are (`make bench ARGS=people` checks
//! the query plans).

use super::{
    Store,
    outbox::{DELAYED, DELIVERED, FAILED, GIVEN_UP, QUEUED, SENT, UNDELIVERED},
    paging::{Page, PageRequest},
    sql::Sql,
};
use domain::{OrganisationId, Timestamp};
use sea_orm::QueryResult;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The delivery status of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not tried yet.
    Queued,
    /// A try failed; there will be another.
    Retried,
    Sent,
    /// The provider reports that it arrived.
    Delivered,
    /// The provider reports that it did not arrive.
    Undelivered,
    /// Refused for good.
    Failed,
    /// It expired before a provider accepted it.
    GivenUp,
}

impl State {
    /// The stored names. `Queued` and `Retried` differ only in whether a provider has answered with a refusal: a
    /// message in its first try has not failed.
    const fn names(self) -> &'static [&'static str] {
        match self {
            State::Queued | State::Retried => &[QUEUED, DELAYED],
            State::Sent => &[SENT],
            State::Delivered => &[DELIVERED],
            State::Undelivered => &[UNDELIVERED],
            State::Failed => &[FAILED],
            State::GivenUp => &[GIVEN_UP],
        }
    }

    fn of(name: &str, is_refused: bool) -> Self {
        match name {
            SENT => State::Sent,
            DELIVERED => State::Delivered,
            UNDELIVERED => State::Undelivered,
            FAILED => State::Failed,
            GIVEN_UP => State::GivenUp,
            _ if is_refused => State::Retried,
            _ => State::Queued,
        }
    }
}

/// Which messages to read.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub organisation: OrganisationId,
    pub state: Option<State>,
    /// Email addresses and phone numbers. `None`: any recipient.
    pub to: Option<BTreeSet<String>>,
}

/// A message without its content.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: Uuid,
    pub template: String,
    pub recipient: String,
    pub state: State,
    pub attempts: u32,
    pub created_at: Timestamp,
    /// The provider's answer to a try that failed.
    pub last_answer: Option<String>,
}

/// Creation time and id of a message.
type Place = (i64, Uuid);

/// A page of messages, newest first, with at most `most` rows.
pub async fn page(store: &Store, wanted: &Wanted, turn: PageRequest<Uuid>, most: u64) -> anyhow::Result<Page<Listed>> {
    let (from, is_backwards) = turn.place();
    let from = match from {
        Some(id) => created_at(store, wanted, id).await?.map(|at| (at, id)),
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let rows = match page_sql(store, wanted, from, is_backwards, most)? {
        Some(sql) => sql.all(store.reader()).await?.iter().map(listed).collect::<anyhow::Result<_>>()?,
        None => Vec::new(),
    };
    Ok(Page::of(rows, most, from.is_some(), is_backwards))
}

/// The query plan of the first page, for the benchmark.
pub async fn plan(store: &Store, wanted: &Wanted, most: u64) -> anyhow::Result<Vec<String>> {
    match page_sql(store, wanted, None, false, most)? {
        Some(sql) => sql.plan(store.reader()).await,
        None => Ok(Vec::new()),
    }
}

/// `None`: the set of recipients is empty, so no message can match.
fn page_sql(
    store: &Store,
    wanted: &Wanted,
    from: Option<Place>,
    is_backwards: bool,
    most: u64,
) -> anyhow::Result<Option<Sql>> {
    let mut sql = Sql::new(store.reader());
    let conditions = conditions(&mut sql, wanted, from, is_backwards);
    let direction = if is_backwards { "ASC" } else { "DESC" };
    let limit = sql.bind(i64::try_from(most + 1)?);
    let order = format!("ORDER BY created_at {direction}, id {direction} LIMIT {limit}");
    let newest = |to: &str| {
        format!(
            "SELECT id, template, recipient, state, attempts, created_at, last_answer
             FROM outbox_message WHERE {conditions}{to} {order}"
        )
    };
    let messages = match &wanted.to {
        None => newest(""),
        Some(to) if to.is_empty() => return Ok(None),
        Some(to) => {
            // For each recipient the index is read only as far as one page.
            let bytes = sql.by_bytes();
            let parts: Vec<_> =
                to.iter().map(|to| newest(&format!(" AND recipient{bytes} = {}", sql.bind(to.as_str())))).collect();
            let parts = parts.join(") AS part UNION ALL SELECT * FROM (");
            format!("SELECT * FROM (SELECT * FROM ({parts}) AS part) AS parts {order}")
        }
    };
    sql.push(&messages);
    Ok(Some(sql))
}

fn conditions(sql: &mut Sql, wanted: &Wanted, from: Option<Place>, is_backwards: bool) -> String {
    let mut conditions = format!("organisation_id = {} AND NOT is_decoy", sql.bind(wanted.organisation.0));
    if let Some(state) = wanted.state {
        // With a set of recipients, the index on recipients is the one to use.
        let column = if wanted.to.is_some() { sql.not_by("state") } else { "state".to_owned() };
        let names = sql.bind_all(state.names().iter().copied());
        conditions += &format!(" AND {column} IN ({names})");
        match state {
            State::Queued => conditions += " AND last_answer IS NULL",
            State::Retried => conditions += " AND last_answer IS NOT NULL",
            _ => {}
        }
    }
    if let Some((at, id)) = from {
        let than = if is_backwards { ">" } else { "<" };
        conditions += &format!(" AND (created_at, id) {than} ({}, {})", sql.bind(at), sql.bind(id));
    }
    conditions
}

fn listed(row: &QueryResult) -> anyhow::Result<Listed> {
    let attempts: i32 = row.try_get("", "attempts")?;
    let last_answer: Option<String> = row.try_get("", "last_answer")?;
    Ok(Listed {
        id: row.try_get("", "id")?,
        template: row.try_get("", "template")?,
        recipient: row.try_get("", "recipient")?,
        state: State::of(&row.try_get::<String>("", "state")?, last_answer.is_some()),
        attempts: u32::try_from(attempts).unwrap_or_default(),
        created_at: Timestamp(row.try_get("", "created_at")?),
        last_answer,
    })
}

/// The recipients of messages that begin with `beginning`, at most `most`.
pub async fn recipients(
    store: &Store,
    organisation: OrganisationId,
    beginning: &str,
    most: u64,
) -> anyhow::Result<Vec<String>> {
    let rows = recipients_sql(store, organisation, beginning, most)?.all(store.reader()).await?;
    rows.iter().map(|row| Ok(row.try_get("", "recipient")?)).collect()
}

/// The query plan of `recipients`, for the benchmark.
pub async fn recipients_plan(
    store: &Store,
    organisation: OrganisationId,
    beginning: &str,
    most: u64,
) -> anyhow::Result<Vec<String>> {
    recipients_sql(store, organisation, beginning, most)?.plan(store.reader()).await
}

/// One step along the index for each recipient, however many messages it received.
fn recipients_sql(store: &Store, organisation: OrganisationId, beginning: &str, most: u64) -> anyhow::Result<Sql> {
    let mut sql = Sql::new(store.reader());
    let (organisation, most) = (sql.bind(organisation.0), sql.bind(i64::try_from(most)?));
    let (from, to) = (sql.bind(beginning), sql.bind(format!("{beginning}{}", char::MAX)));
    let recipient = format!("recipient{}", sql.by_bytes());
    let next = |than: &str| {
        format!(
            "SELECT {recipient} FROM outbox_message WHERE organisation_id = {organisation} AND NOT is_decoy
             AND {recipient} {than} AND {recipient} < {to} ORDER BY {recipient} LIMIT 1"
        )
    };
    let (first, further) = (next(&format!(">= {from}")), next("> found.recipient"));
    sql.push(&format!(
        "WITH RECURSIVE found (recipient) AS (
             SELECT ({first}) UNION ALL SELECT ({further}) FROM found WHERE found.recipient IS NOT NULL)
         SELECT recipient FROM found WHERE recipient IS NOT NULL LIMIT {most}"
    ));
    Ok(sql)
}

async fn created_at(store: &Store, wanted: &Wanted, id: Uuid) -> anyhow::Result<Option<i64>> {
    let mut sql = Sql::new(store.reader());
    let (id, organisation) = (sql.bind(id), sql.bind(wanted.organisation.0));
    sql.push(&format!("SELECT created_at FROM outbox_message WHERE id = {id} AND organisation_id = {organisation}"));
    Ok(sql.all(store.reader()).await?.first().map(|row| row.try_get("", "created_at")).transpose()?)
}
