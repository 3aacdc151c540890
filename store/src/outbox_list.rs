//! The messages of one organisation, for admins. Their content is not read, and decoys are left out, because nothing is
//! sent for them. Every query reads along an index, however many messages there are (`make bench ARGS=people` checks
//! the query plans).

use super::outbox::{DELAYED, DELIVERED, FAILED, GIVEN_UP, QUEUED, SENT, UNDELIVERED};
use super::paging::{Page, PageRequest};
use super::sql::Sql;
use crate::prelude::*;
use domain::MessageState;
use sea_orm::QueryResult;
use std::collections::BTreeSet;

/// The stored names. `Queued` and `Retried` differ only in whether a provider has answered with a refusal: a message in
/// its first attempt has not failed.
const fn names(state: MessageState) -> &'static [&'static str] {
    match state {
        MessageState::Queued | MessageState::Retried => &[QUEUED, DELAYED],
        MessageState::Sent => &[SENT],
        MessageState::Delivered => &[DELIVERED],
        MessageState::Undelivered => &[UNDELIVERED],
        MessageState::Failed => &[FAILED],
        MessageState::GivenUp => &[GIVEN_UP],
    }
}

/// The status from the stored name, and whether a provider has answered with a refusal.
pub(crate) fn state_of(name: &str, is_refused: bool) -> MessageState {
    match name {
        SENT => MessageState::Sent,
        DELIVERED => MessageState::Delivered,
        UNDELIVERED => MessageState::Undelivered,
        FAILED => MessageState::Failed,
        GIVEN_UP => MessageState::GivenUp,
        _ if is_refused => MessageState::Retried,
        _ => MessageState::Queued,
    }
}

/// Which messages to read.
#[derive(Clone, Debug)]
pub struct MessageQuery {
    pub organisation: OrganisationId,
    pub state: Option<MessageState>,
    /// Email addresses and phone numbers. `None`: any recipient.
    pub to: Option<BTreeSet<String>>,
}

/// A message without its content.
#[derive(Clone, Debug)]
pub struct ListedMessage {
    pub id: Uuid,
    pub template: String,
    pub recipient: String,
    pub state: MessageState,
    pub attempts: u32,
    pub created_at: Timestamp,
    /// The provider's answer to an attempt that failed.
    pub last_answer: Option<String>,
}

/// Creation time and id of a message.
type MessageCursor = (i64, Uuid);

/// A page of messages, newest first, with at most `rows_per_page` rows.
pub async fn page(
    store: &Store,
    query: &MessageQuery,
    page: PageRequest<Uuid>,
    rows_per_page: u64,
) -> anyhow::Result<Page<ListedMessage>> {
    let (from, is_backwards) = page.start();
    let from = match from {
        Some(id) => created_at(store, query, id).await?.map(|at| (at, id)),
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let rows = match page_sql(store, query, from, is_backwards, rows_per_page)? {
        Some(sql) => sql.all(store.lists()).await?.iter().map(listed).collect::<anyhow::Result<_>>()?,
        None => Vec::new(),
    };
    Ok(Page::of(rows, rows_per_page, from.is_some(), is_backwards))
}

/// The query plan of the first page, for the benchmark.
pub async fn plan(store: &Store, query: &MessageQuery, rows_per_page: u64) -> anyhow::Result<Vec<String>> {
    match page_sql(store, query, None, false, rows_per_page)? {
        Some(sql) => sql.plan(store.reader()).await,
        None => Ok(Vec::new()),
    }
}

/// `None`: the set of recipients is empty, so no message can match.
fn page_sql(
    store: &Store,
    query: &MessageQuery,
    from: Option<MessageCursor>,
    is_backwards: bool,
    rows_per_page: u64,
) -> anyhow::Result<Option<Sql>> {
    let mut sql = Sql::new(store.reader());
    let conditions = conditions(&mut sql, query, from, is_backwards);
    let direction = if is_backwards { "ASC" } else { "DESC" };
    let limit = sql.bind(i64::try_from(rows_per_page + 1)?);
    let order = format!("ORDER BY created_at {direction}, id {direction} LIMIT {limit}");
    let newest = |to: &str| {
        format!(
            "SELECT id, template, recipient, state, attempts, created_at, last_answer
             FROM outbox_message WHERE {conditions}{to} {order}"
        )
    };
    let messages = match &query.to {
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

fn conditions(sql: &mut Sql, query: &MessageQuery, from: Option<MessageCursor>, is_backwards: bool) -> String {
    let mut conditions = format!("organisation_id = {} AND NOT is_decoy", sql.bind(query.organisation.0));
    if let Some(state) = query.state {
        // With a set of recipients, the index on recipients is the one to use.
        let column = if query.to.is_some() { sql.not_by("state") } else { "state".to_owned() };
        let names = sql.bind_all(names(state).iter().copied());
        conditions += &format!(" AND {column} IN ({names})");
        match state {
            MessageState::Queued => conditions += " AND last_answer IS NULL",
            MessageState::Retried => conditions += " AND last_answer IS NOT NULL",
            _ => {}
        }
    }
    if let Some((at, id)) = from {
        let than = if is_backwards { ">" } else { "<" };
        conditions += &format!(" AND (created_at, id) {than} ({}, {})", sql.bind(at), sql.bind(id));
    }
    conditions
}

fn listed(row: &QueryResult) -> anyhow::Result<ListedMessage> {
    let attempts: i32 = row.try_get("", "attempts")?;
    let last_answer: Option<String> = row.try_get("", "last_answer")?;
    Ok(ListedMessage {
        id: row.try_get("", "id")?,
        template: row.try_get("", "template")?,
        recipient: row.try_get("", "recipient")?,
        state: state_of(&row.try_get::<String>("", "state")?, last_answer.is_some()),
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
    let rows = recipients_sql(store, organisation, beginning, most)?.all(store.lists()).await?;
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

async fn created_at(store: &Store, query: &MessageQuery, id: Uuid) -> anyhow::Result<Option<i64>> {
    let mut sql = Sql::new(store.lists());
    let (id, organisation) = (sql.bind(id), sql.bind(query.organisation.0));
    sql.push(&format!("SELECT created_at FROM outbox_message WHERE id = {id} AND organisation_id = {organisation}"));
    Ok(sql.all(store.lists()).await?.first().map(|row| row.try_get("", "created_at")).transpose()?)
}
