//! The users of one organisation, page by page. Every query reads along an index, however many users there are
//! (`make bench ARGS=people` checks the query plans).

mod credentials;
mod details;
mod export;
mod signed_in;

pub use credentials::credential_groups;
pub use details::{last_seen, second_factors};
pub use export::batch;
pub use signed_in::signed_in;

use super::account_status::AccountStatus;
use super::accounts::{Account, Role, account};
use super::paging::{Page, PageRequest};
use super::password_failures::locked_out;
use super::sql::Sql;
use crate::prelude::*;
use domain::StatusFilter;

/// An account in any state.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: Account,
    pub status: AccountStatus,
    pub created_at: Timestamp,
}

/// A search for users.
#[derive(Clone, Debug)]
pub struct PeopleQuery {
    pub organisation: OrganisationId,
    /// Beginnings of words, as `account_words::searched` returns them. The first one decides the order of the list.
    pub words: Vec<String>,
    pub state: Option<StatusFilter>,
    pub role: Option<Role>,
    /// A lockout that lasts at this time makes an account a locked one.
    pub now: Timestamp,
}

/// Finds a user of an organisation.
pub async fn find(store: &Store, organisation: OrganisationId, id: AccountId) -> anyhow::Result<Option<Person>> {
    let mut sql = Sql::new(store.reader());
    let (id, organisation) = (sql.bind(id.0), sql.bind(organisation.0));
    sql.push(&format!("SELECT * FROM account a WHERE a.id = {id} AND a.organisation_id = {organisation}"));
    sql.all(store.reader()).await?.iter().map(person).next().transpose()
}

/// Finds a user of an organisation by email address, in any state.
pub async fn find_by_email(
    store: &Store,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Person>> {
    let mut sql = Sql::new(store.reader());
    let (email, organisation) = (sql.bind(email.as_str()), sql.bind(organisation.0));
    sql.push(&format!("SELECT * FROM account a WHERE a.email = {email} AND a.organisation_id = {organisation}"));
    sql.all(store.reader()).await?.iter().map(person).next().transpose()
}

/// A page of at most `rows_per_page` users, ordered by email address, or in a search by the matching word.
pub async fn page(
    store: &Store,
    query: &PeopleQuery,
    page: PageRequest<AccountId>,
    rows_per_page: u64,
) -> anyhow::Result<Page<Person>> {
    let (from, is_backwards) = page.start();
    // If the account of the cursor is gone or does not match any more, the cursor is ignored.
    let from = match from {
        Some(id) => cursor_at(store, query, id).await?,
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let mut sql = page_sql(store, query, from.as_ref(), is_backwards);
    let limit = sql.bind(i64::try_from(rows_per_page + 1)?);
    sql.push(&format!(" LIMIT {limit}"));
    let rows = sql.all(store.lists()).await?.iter().map(person).collect::<anyhow::Result<_>>()?;
    Ok(Page::of(rows, rows_per_page, from.is_some(), is_backwards))
}

fn page_sql(store: &Store, query: &PeopleQuery, from: Option<&PeopleCursor>, is_backwards: bool) -> Sql {
    let mut sql = Sql::new(store.reader());
    sql.push("SELECT a.*");
    meant(&mut sql, query, false);
    let than = if is_backwards { "<" } else { ">" };
    let bytes = sql.by_bytes();
    match from {
        None => {}
        Some(PeopleCursor { email, .. }) if query.words.is_empty() => {
            let email = sql.bind(email.as_str());
            sql.push(&format!(" AND a.email{bytes} {than} {email}"));
        }
        Some(PeopleCursor { word, email }) => {
            let (word, email) = (sql.bind(word.as_str()), sql.bind(email.as_str()));
            sql.push(&format!(" AND (w.word, w.email) {than} ({word}, {email})"));
        }
    }
    put_in_order(&mut sql, query, is_backwards);
    sql
}

fn put_in_order(sql: &mut Sql, query: &PeopleQuery, is_backwards: bool) {
    let (bytes, order) = (sql.by_bytes(), if is_backwards { "DESC" } else { "ASC" });
    sql.push(&match query.words.as_slice() {
        [] => format!(" ORDER BY a.email{bytes} {order}"),
        _ => format!(" ORDER BY w.word {order}, w.email {order}"),
    });
}

/// The number of matching users, counted up to `most`.
pub async fn count(store: &Store, query: &PeopleQuery, most: u64) -> anyhow::Result<u64> {
    let rows = count_sql(store, query, most)?.all(store.lists()).await?;
    let many: i64 = rows.first().map(|row| row.try_get("", "many")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(many)?)
}

fn count_sql(store: &Store, query: &PeopleQuery, most: u64) -> anyhow::Result<Sql> {
    let mut sql = Sql::new(store.reader());
    sql.push("SELECT COUNT(*) AS many FROM (SELECT 1");
    // A search by words alone is counted in `account_word`, without the accounts.
    meant(&mut sql, query, query.state.is_none() && query.role.is_none());
    // The order does not change the count, but it makes PostgreSQL read along the index with this order instead of the
    // whole table.
    put_in_order(&mut sql, query, false);
    let limit = sql.bind(i64::try_from(most)?);
    sql.push(&format!(" LIMIT {limit}) AS found"));
    Ok(sql)
}

/// The query plans of the first page and of its count, for the benchmark.
pub async fn plans(store: &Store, query: &PeopleQuery, on_page: u64, most: u64) -> anyhow::Result<Vec<String>> {
    let mut page = page_sql(store, query, None, false);
    let limit = page.bind(i64::try_from(on_page)?);
    page.push(&format!(" LIMIT {limit}"));
    let mut plan = page.plan(store.reader()).await?;
    plan.extend(count_sql(store, query, most)?.plan(store.reader()).await?);
    Ok(plan)
}

/// Orders the words of a search, the rarest first: the others are only checked for the accounts that the first one
/// finds.
pub async fn rarest_first(
    store: &Store,
    organisation: OrganisationId,
    words: Vec<String>,
) -> anyhow::Result<Vec<String>> {
    rarest_in(store, "account_word", organisation, words).await
}

/// Does the same with another table of words.
pub(crate) async fn rarest_in(
    store: &Store,
    table: &str,
    organisation: OrganisationId,
    words: Vec<String>,
) -> anyhow::Result<Vec<String>> {
    /// A word with more rows than this is common.
    const MANY: i64 = 1000;
    if words.len() < 2 {
        return Ok(words);
    }
    let mut counted = Vec::with_capacity(words.len());
    for word in words {
        let mut sql = Sql::new(store.lists());
        let place = sql.bind(organisation.0);
        let (from, to) = range(&mut sql, &word);
        let limit = sql.bind(MANY);
        sql.push(&format!(
            "SELECT COUNT(*) AS many FROM (SELECT 1 FROM {table} WHERE organisation_id = {place}
             AND word >= {from} AND word < {to} LIMIT {limit}) AS found"
        ));
        let rows = sql.all(store.lists()).await?;
        let many: i64 = rows.first().map(|row| row.try_get("", "many")).transpose()?.unwrap_or_default();
        counted.push((many, word));
    }
    // The sort is stable, so longer words stay first among equals.
    counted.sort_by_key(|(many, _)| *many);
    Ok(counted.into_iter().map(|(_, word)| word).collect())
}

/// The position of an account in a list.
#[derive(Debug)]
pub struct PeopleCursor {
    /// The word that matched.
    word: String,
    email: String,
}

async fn cursor_at(store: &Store, query: &PeopleQuery, id: AccountId) -> anyhow::Result<Option<PeopleCursor>> {
    let mut sql = Sql::new(store.lists());
    let (id, organisation) = (sql.bind(id.0), sql.bind(query.organisation.0));
    sql.push(&format!(
        "SELECT word, email FROM account_word WHERE account_id = {id} AND organisation_id = {organisation}"
    ));
    if let Some(word) = query.words.first() {
        let (from, to) = range(&mut sql, word);
        sql.push(&format!(" AND word >= {from} AND word < {to}"));
    }
    sql.push(" ORDER BY word LIMIT 1");
    let rows = sql.all(store.lists()).await?;
    rows.first()
        .map(|row| Ok(PeopleCursor { word: row.try_get("", "word")?, email: row.try_get("", "email")? }))
        .transpose()
}

/// The bounds of all words with this beginning: from, inclusive, and to, exclusive.
pub(crate) fn range(sql: &mut Sql, beginning: &str) -> (String, String) {
    (sql.bind(beginning), sql.bind(format!("{beginning}{}", char::MAX)))
}

/// Appends `FROM` and the conditions. The joins are written in the order in which they should run. Conditions on each
/// account are subqueries that PostgreSQL cannot turn into joins, because a join would read all rows that might match.
fn meant(sql: &mut Sql, query: &PeopleQuery, is_counted: bool) {
    let organisation = sql.bind(query.organisation.0);
    let is_locked = query.state == Some(StatusFilter::Locked);
    match (query.words.split_first(), is_locked) {
        (Some((first, others)), _) => {
            let (from, to) = range(sql, first);
            let account = if is_counted { "WHERE TRUE".to_owned() } else { sql.account_of("w") };
            sql.push(&format!(
                " FROM account_word w {account} AND w.organisation_id = {organisation}
                 AND w.word >= {from} AND w.word < {to} AND NOT EXISTS (SELECT 1 FROM account_word f
                     WHERE f.account_id = w.account_id AND f.word >= {from} AND f.word < w.word LIMIT 1 OFFSET 0)"
            ));
            for other in others {
                let (from, to) = range(sql, other);
                sql.push(&format!(
                    " AND EXISTS (SELECT 1 FROM account_word o
                     WHERE o.account_id = w.account_id AND o.word >= {from} AND o.word < {to} LIMIT 1 OFFSET 0)"
                ));
            }
            if is_locked {
                let locked = locked_out(sql, query.organisation, query.now);
                sql.push(&format!(" AND w.account_id IN ({locked})"));
            }
        }
        (None, true) => {
            let locked = locked_out(sql, query.organisation, query.now);
            let account = sql.account_of("l");
            sql.push(&format!(" FROM ({locked}) AS l {account} AND a.organisation_id = {organisation}"));
        }
        (None, false) => sql.push(&format!(" FROM account a WHERE a.organisation_id = {organisation}")),
    }
    match query.state {
        None => {}
        Some(StatusFilter::Active) => {
            let locked = locked_out(sql, query.organisation, query.now);
            sql.push(&format!(" AND a.deactivated_at IS NULL AND a.id NOT IN ({locked})"));
        }
        Some(StatusFilter::Locked) => sql.push(" AND a.deactivated_at IS NULL"),
        Some(StatusFilter::Deactivated) => sql.push(" AND a.deactivated_at IS NOT NULL AND a.closed_at IS NULL"),
        Some(StatusFilter::Closed) => sql.push(" AND a.closed_at IS NOT NULL"),
    }
    if let Some(role) = query.role {
        let role = sql.bind(role.name());
        sql.push(&format!(" AND a.role = {role}"));
    }
}

pub(crate) fn person(row: &sea_orm::QueryResult) -> anyhow::Result<Person> {
    let row = account::Model::from_query_result(row, "")?;
    let status = AccountStatus::from(&row);
    Ok(Person { created_at: Timestamp(row.created_at), status, account: row.try_into()? })
}
