//! The messages of one organisation, as admins look through them. What they say is not read here, and decoys are left out:
//! nobody was to get them.

use super::{
    Store,
    outbox::{DELAYED, DELIVERED, FAILED, GIVEN_UP, QUEUED, SENT, UNDELIVERED},
    sql::{Page, Sql, Turn},
};
use domain::{OrganisationId, Timestamp};
use uuid::Uuid;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not tried yet.
    Queued,
    /// Did not leave, and is tried again.
    Retried,
    Sent,
    /// The provider says that it arrived.
    Delivered,
    /// The provider says that it did not.
    Undelivered,
    /// Refused for good.
    Failed,
    /// Its time was over before anybody took it.
    GivenUp,
}

impl State {
    /// As they are stored; waiting ones are told apart by whether a provider said no: one under way for the first time has not
    /// failed.
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

#[derive(Clone, Debug)]
pub struct Wanted {
    pub organisation: OrganisationId,
    pub state: Option<State>,
    pub to: Option<String>,
}

/// A message without what it says.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: Uuid,
    pub template: String,
    pub recipient: String,
    pub state: State,
    pub attempts: u32,
    pub created_at: Timestamp,
    /// When it left or was given up.
    /// What the provider said when it did not take it.
    pub last_answer: Option<String>,
}

/// Newest first.
pub async fn page(store: &Store, wanted: &Wanted, turn: Turn<Uuid>, most: u64) -> anyhow::Result<Page<Listed>> {
    let (from, is_backwards) = turn.place();
    let from = match from {
        Some(id) => created_at(store, wanted, id).await?.map(|at| (at, id)),
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let mut sql = Sql::new(store.reader());
    let organisation = sql.bind(wanted.organisation.0);
    sql.push(&format!(
        "SELECT id, template, recipient, state, attempts, created_at, last_answer
         FROM outbox_message WHERE organisation_id = {organisation} AND NOT is_decoy"
    ));
    if let Some(state) = wanted.state {
        let names = sql.bind_all(state.names().iter().copied());
        sql.push(&format!(" AND state IN ({names})"));
        match state {
            State::Queued => sql.push(" AND last_answer IS NULL"),
            State::Retried => sql.push(" AND last_answer IS NOT NULL"),
            _ => {}
        }
    }
    if let Some(to) = &wanted.to {
        let to = sql.bind(to.as_str());
        sql.push(&format!(" AND recipient = {to}"));
    }
    let (than, order) = if is_backwards { (">", "ASC") } else { ("<", "DESC") };
    if let Some((at, id)) = from {
        let (at, id) = (sql.bind(at), sql.bind(id));
        sql.push(&format!(" AND (created_at, id) {than} ({at}, {id})"));
    }
    let limit = sql.bind(i64::try_from(most + 1)?);
    sql.push(&format!(" ORDER BY created_at {order}, id {order} LIMIT {limit}"));
    let rows = sql.all(store.reader()).await?;
    let listed = rows.iter().map(|row| {
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
    });
    Ok(Page::of(listed.collect::<anyhow::Result<_>>()?, most, from.is_some(), is_backwards))
}

async fn created_at(store: &Store, wanted: &Wanted, id: Uuid) -> anyhow::Result<Option<i64>> {
    let mut sql = Sql::new(store.reader());
    let (id, organisation) = (sql.bind(id), sql.bind(wanted.organisation.0));
    sql.push(&format!("SELECT created_at FROM outbox_message WHERE id = {id} AND organisation_id = {organisation}"));
    Ok(sql.all(store.reader()).await?.first().map(|row| row.try_get("", "created_at")).transpose()?)
}
