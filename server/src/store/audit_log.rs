//! The log of one organisation, newest first, with the people it speaks of.

use super::{Before, Store, entity::account, sql::Sql};
use domain::{AccountId, Activity, EmailAddress, OrganisationId, Timestamp};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub organisation: OrganisationId,
    /// Whom it is about, or who did it.
    pub person: Option<AccountId>,
    pub activity: Option<Activity>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// Something that happened, also of a kind that this release does not know.
#[derive(Clone, Debug)]
pub struct Entry {
    pub place: Before,
    pub activity: String,
    pub detail: Option<String>,
    /// Addresses.
    pub whom: Option<String>,
    pub who: Option<String>,
    pub client_address: String,
    pub user_agent: String,
}

pub async fn find_person(
    store: &Store,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<AccountId>> {
    let row = account::Entity::find()
        .filter(account::Column::Email.eq(email.as_str()))
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| AccountId(row.id)))
}

/// At most `most` events, and where the next page begins.
pub async fn page(
    store: &Store,
    filter: &Filter,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<(Vec<Entry>, Option<Before>)> {
    let mut sql = Sql::new(store.reader());
    sql.push(
        "SELECT e.id, e.at, e.activity, e.detail, e.client_address, e.user_agent, a.email AS whom, b.email AS who FROM (",
    );
    match filter.person {
        None => events(&mut sql, filter, None, before, most)?,
        // Two indexes, each read as far as the page goes.
        Some(person) => {
            sql.push("SELECT * FROM (");
            events(&mut sql, filter, Some(("account_id", person)), before, most)?;
            sql.push(") AS about UNION SELECT * FROM (");
            events(&mut sql, filter, Some(("actor_id", person)), before, most)?;
            sql.push(") AS did");
        }
    }
    let limit = sql.bind(i64::try_from(most + 1)?);
    sql.push(&format!(
        ") AS e LEFT JOIN account a ON a.id = e.account_id AND a.organisation_id = e.organisation_id
         LEFT JOIN account b ON b.id = e.actor_id AND b.organisation_id = e.organisation_id
         ORDER BY e.at DESC, e.id DESC LIMIT {limit}"
    ));
    let rows = sql.all(store.reader()).await?;
    let mut entries = rows.iter().map(entry).collect::<anyhow::Result<Vec<_>>>()?;
    let is_more = entries.len() as u64 > most;
    entries.truncate(usize::try_from(most)?);
    let older = entries.last().filter(|_| is_more).map(|last| last.place);
    Ok((entries, older))
}

fn events(
    sql: &mut Sql,
    filter: &Filter,
    person: Option<(&str, AccountId)>,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<()> {
    let organisation = sql.bind(filter.organisation.0);
    sql.push(&format!("SELECT * FROM audit_event WHERE organisation_id = {organisation}"));
    if let Some((column, person)) = person {
        let person = sql.bind(person.0);
        sql.push(&format!(" AND {column} = {person}"));
    }
    if let Some(activity) = filter.activity {
        let activity = sql.bind(activity.name());
        sql.push(&format!(" AND activity = {activity}"));
    }
    if let Some(from) = filter.from {
        let from = sql.bind(from.0);
        sql.push(&format!(" AND at >= {from}"));
    }
    if let Some(until) = filter.until {
        let until = sql.bind(until.0);
        sql.push(&format!(" AND at < {until}"));
    }
    if let Some(before) = before {
        let (at, id) = (sql.bind(before.at.0), sql.bind(before.id));
        sql.push(&format!(" AND (at, id) < ({at}, {id})"));
    }
    let limit = sql.bind(i64::try_from(most + 1)?);
    sql.push(&format!(" ORDER BY at DESC, id DESC LIMIT {limit}"));
    Ok(())
}

fn entry(row: &sea_orm::QueryResult) -> anyhow::Result<Entry> {
    Ok(Entry {
        place: Before { at: Timestamp(row.try_get("", "at")?), id: row.try_get("", "id")? },
        activity: row.try_get("", "activity")?,
        detail: row.try_get("", "detail")?,
        whom: row.try_get("", "whom")?,
        who: row.try_get("", "who")?,
        client_address: row.try_get("", "client_address")?,
        user_agent: row.try_get("", "user_agent")?,
    })
}
