//! The members of a group, page by page, and the groups of an account.

use super::record::NamedGroup;
use crate::paging::{Page, PageRequest};
use crate::people::{self, Person};
use crate::sql::Sql;
use crate::{Store, Transaction};
use domain::{AccountId, GroupId, Timestamp};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Accounts per statement: a database limits how many values a statement can have.
const AT_ONCE: usize = 2_000;

/// A member of a group.
#[derive(Clone, Debug)]
pub struct Member {
    pub person: Person,
    /// When the person was added to the group.
    pub added_at: Timestamp,
}

/// Adds people to a group, and returns those who were not in it before. Closed accounts and accounts of other
/// organisations are left out.
pub async fn add_members(
    transaction: &Transaction,
    group: GroupId,
    people: &[AccountId],
    now: Timestamp,
) -> anyhow::Result<Vec<AccountId>> {
    let mut added = Vec::new();
    for people in people.chunks(AT_ONCE) {
        let mut sql = Sql::new(transaction);
        let (group, now) = (sql.bind(group.0), sql.bind(now.0));
        let people = sql.bind_all(people.iter().map(|id| id.0));
        // In one order, so that two transactions that add the same people never wait for each other.
        sql.push(&format!(
            "INSERT INTO group_member (group_id, account_id, added_at)
             SELECT g.id, a.id, CAST({now} AS BIGINT) FROM person_group g
             JOIN account a ON a.organisation_id = g.organisation_id
             WHERE g.id = {group} AND a.id IN ({people}) AND a.closed_at IS NULL ORDER BY a.id
             ON CONFLICT (group_id, account_id) DO NOTHING RETURNING account_id"
        ));
        added.extend(accounts(sql, transaction).await?);
    }
    Ok(added)
}

/// Removes people from a group, and returns those who were in it.
pub async fn remove_members(
    transaction: &Transaction,
    group: GroupId,
    people: &[AccountId],
) -> anyhow::Result<Vec<AccountId>> {
    let mut removed = Vec::new();
    for people in people.chunks(AT_ONCE) {
        let mut sql = Sql::new(transaction);
        let (group, people) = (sql.bind(group.0), sql.bind_all(people.iter().map(|id| id.0)));
        sql.push(&format!(
            "DELETE FROM group_member WHERE group_id = {group} AND account_id IN ({people}) RETURNING account_id"
        ));
        removed.extend(accounts(sql, transaction).await?);
    }
    Ok(removed)
}

/// Runs a statement that returns the column `account_id`.
async fn accounts(sql: Sql, connection: &impl ConnectionTrait) -> anyhow::Result<Vec<AccountId>> {
    let rows = sql.all(connection).await?;
    rows.iter().map(|row| Ok(AccountId(row.try_get("", "account_id")?))).collect()
}

/// Removes an account from all groups.
pub async fn leave_all(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let account = sql.bind(account.0);
    sql.push(&format!("DELETE FROM group_member WHERE account_id = {account}"));
    sql.execute(transaction).await?;
    Ok(())
}

/// The groups of an account, by name.
pub async fn groups_of(store: &Store, account: AccountId) -> anyhow::Result<Vec<NamedGroup>> {
    read_groups_of(store.reader(), account).await
}

/// The groups of an account, by name, as this transaction has left them.
pub async fn groups_of_in(transaction: &Transaction, account: AccountId) -> anyhow::Result<Vec<NamedGroup>> {
    read_groups_of(transaction, account).await
}

async fn read_groups_of(connection: &impl ConnectionTrait, account: AccountId) -> anyhow::Result<Vec<NamedGroup>> {
    let mut sql = Sql::new(connection);
    let account = sql.bind(account.0);
    sql.push(&format!(
        "SELECT g.id, g.name FROM group_member m JOIN person_group g ON g.id = m.group_id
         WHERE m.account_id = {account} ORDER BY g.name_key"
    ));
    let rows = sql.all(connection).await?;
    rows.iter().map(|row| NamedGroup::read(row.try_get("", "id")?, &row.try_get::<String>("", "name")?)).collect()
}

/// The names of the groups of each of these accounts, in order. An account in no group is not in the result.
pub async fn names_of(store: &Store, people: &[AccountId]) -> anyhow::Result<HashMap<AccountId, Vec<String>>> {
    let mut names: HashMap<_, Vec<_>> = HashMap::new();
    if people.is_empty() {
        return Ok(names);
    }
    let mut sql = Sql::new(store.lists());
    let ids = sql.bind_all(people.iter().map(|id| id.0));
    sql.push(&format!(
        "SELECT m.account_id, g.name FROM group_member m JOIN person_group g ON g.id = m.group_id
         WHERE m.account_id IN ({ids}) ORDER BY g.name_key"
    ));
    for row in sql.all(store.lists()).await? {
        names.entry(AccountId(row.try_get("", "account_id")?)).or_default().push(row.try_get("", "name")?);
    }
    Ok(names)
}

/// Those of the accounts that are in a group.
pub async fn members_among(store: &Store, group: GroupId, people: &[AccountId]) -> anyhow::Result<Vec<AccountId>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(store.reader());
    let (group, people) = (sql.bind(group.0), sql.bind_all(people.iter().map(|id| id.0)));
    sql.push(&format!("SELECT account_id FROM group_member WHERE group_id = {group} AND account_id IN ({people})"));
    accounts(sql, store.reader()).await
}

/// A page of at most `most` members of a group, by email address. `words` are the beginnings of words that a member is
/// found by, as `account_words::searched` returns them; none: all members.
pub async fn members(
    store: &Store,
    group: GroupId,
    words: &[String],
    page: PageRequest<AccountId>,
    most: u64,
) -> anyhow::Result<Page<Member>> {
    let (from, is_backwards) = page.start();
    // If the account of the cursor is gone, the cursor is ignored.
    let from = match from {
        Some(id) => email(store, id).await?,
        None => None,
    };
    let is_backwards = is_backwards && from.is_some();
    let mut sql = Sql::new(store.reader());
    sql.push("SELECT a.*, m.added_at");
    meant(&mut sql, group, words);
    let (than, order) = if is_backwards { ("<", "DESC") } else { (">", "ASC") };
    let address = format!("a.email{}", sql.by_bytes());
    if let Some(from) = &from {
        let from = sql.bind(from.as_str());
        sql.push(&format!(" AND {address} {than} {from}"));
    }
    let limit = sql.bind(i64::try_from(most + 1)?);
    sql.push(&format!(" ORDER BY {address} {order} LIMIT {limit}"));
    let rows = sql.all(store.reader()).await?;
    let listed = rows
        .iter()
        .map(|row| Ok(Member { person: people::person(row)?, added_at: Timestamp(row.try_get("", "added_at")?) }));
    Ok(Page::of(listed.collect::<anyhow::Result<_>>()?, most, from.is_some(), is_backwards))
}

/// The number of members whom all of these words find.
pub async fn count_members(store: &Store, group: GroupId, words: &[String]) -> anyhow::Result<u64> {
    let mut sql = Sql::new(store.reader());
    sql.push("SELECT COUNT(*) AS many");
    meant(&mut sql, group, words);
    let rows = sql.all(store.reader()).await?;
    let many: i64 = rows.first().map(|row| row.try_get("", "many")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(many)?)
}

/// Appends `FROM` and the conditions.
fn meant(sql: &mut Sql, group: GroupId, words: &[String]) {
    let group = sql.bind(group.0);
    sql.push(&format!(" FROM group_member m JOIN account a ON a.id = m.account_id WHERE m.group_id = {group}"));
    for word in words {
        let (from, to) = people::range(sql, word);
        sql.push(&format!(
            " AND EXISTS (SELECT 1 FROM account_word w WHERE w.account_id = m.account_id AND w.word >= {from}
             AND w.word < {to})"
        ));
    }
}

async fn email(store: &Store, id: AccountId) -> anyhow::Result<Option<String>> {
    let mut sql = Sql::new(store.reader());
    let id = sql.bind(id.0);
    sql.push(&format!("SELECT email FROM account WHERE id = {id}"));
    Ok(sql.all(store.reader()).await?.first().map(|row| row.try_get("", "email")).transpose()?)
}
