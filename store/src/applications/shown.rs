//! What pages and lists show beside an application: who may enter it, by name, and how many there are.

use super::access::AT_ONCE;
use crate::groups::NamedGroup;
use crate::prelude::*;
use crate::sql::Sql;
use domain::ApplicationId;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// A person who may enter an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPerson {
    pub id: AccountId,
    pub email: EmailAddress,
    pub name: Option<String>,
}

/// Who may enter an application, with their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedAccess {
    pub everyone: bool,
    /// By name.
    pub groups: Vec<NamedGroup>,
    /// By email address.
    pub people: Vec<NamedPerson>,
}

/// How many may enter an application, and how many origins it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub everyone: bool,
    pub groups: u64,
    pub people: u64,
    pub origins: u64,
}

/// Who may enter an application, with their names.
pub async fn named_access(store: &Store, id: ApplicationId) -> anyhow::Result<NamedAccess> {
    read_named_access(store.reader(), id).await
}

/// Who may enter an application, with their names, as this transaction has left it.
pub async fn named_access_in(transaction: &Transaction, id: ApplicationId) -> anyhow::Result<NamedAccess> {
    read_named_access(transaction, id).await
}

async fn read_named_access(connection: &impl ConnectionTrait, id: ApplicationId) -> anyhow::Result<NamedAccess> {
    let mut sql = Sql::new(connection);
    let (application, bytes) = (sql.bind(id.0), sql.by_bytes());
    // One row for everyone, each group and each person.
    sql.push(&format!(
        "SELECT 'everyone' AS kind, id, NULL AS email, NULL AS name, '' AS place
             FROM application WHERE id = {application} AND everyone
         UNION ALL SELECT 'group' AS kind, g.id, NULL AS email, g.name, g.name_key{bytes} AS place
             FROM application_group v JOIN person_group g ON g.id = v.group_id WHERE v.application_id = {application}
         UNION ALL SELECT 'person' AS kind, a.id, a.email, a.name, a.email{bytes} AS place
             FROM application_person v JOIN account a ON a.id = v.account_id WHERE v.application_id = {application}
         ORDER BY place"
    ));
    let mut access = NamedAccess::default();
    for row in sql.all(connection).await? {
        let (kind, id): (String, Uuid) = (row.try_get("", "kind")?, row.try_get("", "id")?);
        let name: Option<String> = row.try_get("", "name")?;
        match kind.as_str() {
            "everyone" => access.everyone = true,
            "group" => access.groups.push(NamedGroup::read(id, &name.unwrap_or_default())?),
            _ => {
                let email: String = row.try_get("", "email")?;
                access.people.push(NamedPerson { id: AccountId(id), email: email.parse()?, name });
            }
        }
    }
    Ok(access)
}

/// The numbers for each of these applications.
pub async fn counts(store: &Store, ids: &[ApplicationId]) -> anyhow::Result<HashMap<ApplicationId, Counts>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(store.reader());
    let ids = sql.bind_all(ids.iter().map(|id| id.0));
    sql.push(&format!(
        "SELECT p.id, p.everyone,
            (SELECT COUNT(*) FROM application_group v WHERE v.application_id = p.id) AS many_groups,
            (SELECT COUNT(*) FROM application_person v WHERE v.application_id = p.id) AS many_people,
            (SELECT COUNT(*) FROM protected_origin v WHERE v.application_id = p.id) AS many_origins
         FROM application p WHERE p.id IN ({ids})"
    ));
    let rows = sql.all(store.reader()).await?;
    let counted = rows.iter().map(|row| {
        let many = |column: &str| anyhow::Ok(u64::try_from(row.try_get::<i64>("", column)?)?);
        let counts = Counts {
            everyone: row.try_get("", "everyone")?,
            groups: many("many_groups")?,
            people: many("many_people")?,
            origins: many("many_origins")?,
        };
        anyhow::Ok((ApplicationId(row.try_get("", "id")?), counts))
    });
    counted.collect()
}

/// Finds the accounts of an organisation with these email addresses. Closed accounts are left out.
pub async fn people_by_email(
    transaction: &Transaction,
    organisation: OrganisationId,
    emails: &[EmailAddress],
) -> anyhow::Result<HashMap<String, AccountId>> {
    let mut found = HashMap::new();
    for emails in emails.chunks(AT_ONCE) {
        let mut sql = Sql::new(transaction);
        let organisation = sql.bind(organisation.0);
        let emails = sql.bind_all(emails.iter().map(EmailAddress::as_str));
        sql.push(&format!(
            "SELECT id, email FROM account
             WHERE organisation_id = {organisation} AND closed_at IS NULL AND email IN ({emails})"
        ));
        for row in sql.all(transaction).await? {
            found.insert(row.try_get("", "email")?, AccountId(row.try_get("", "id")?));
        }
    }
    Ok(found)
}
