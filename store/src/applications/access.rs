//! Who may enter an application: everyone, groups or single people of its organisation, and everyone of the
//! organisations that the operator opened it to.

use super::record::Application;
use crate::{Store, Transaction, sql::Sql};
use domain::{AccountId, ApplicationId, OrganisationId, Timestamp, application::Access};
use sea_orm::Value;

/// Ids per statement: a database limits how many values a statement can have.
pub(super) const AT_ONCE: usize = 2_000;

/// The condition that the application `app` serves the organisation of the account `a`.
pub(crate) const SERVES: &str = "(app.open_to_all OR app.organisation_id = a.organisation_id OR EXISTS (
    SELECT 1 FROM application_organisation v
    WHERE v.application_id = app.id AND v.organisation_id = a.organisation_id))";

/// The condition that the application `app` lets the account `a` in, if it serves the account's organisation.
pub(crate) const LETS_IN: &str = "(app.everyone
    OR EXISTS (SELECT 1 FROM application_person v WHERE v.application_id = app.id AND v.account_id = a.id)
    OR EXISTS (SELECT 1 FROM application_group v JOIN group_member w ON w.group_id = v.group_id
        WHERE v.application_id = app.id AND w.account_id = a.id))";

/// Replaces who may enter an application. Groups and people of other organisations are left out.
pub async fn set_access(
    transaction: &Transaction,
    id: ApplicationId,
    access: &Access,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let (everyone, now, application) = (sql.bind(access.everyone), sql.bind(now.0), sql.bind(id.0));
    sql.push(&format!("UPDATE application SET everyone = {everyone}, changed_at = {now} WHERE id = {application}"));
    sql.execute(transaction).await?;
    let groups = access.groups.iter().map(|group| Value::from(group.0)).collect();
    replace(transaction, id, "application_group", "group_id", "person_group", groups).await?;
    let people = access.people.iter().map(|account| Value::from(account.0)).collect();
    replace(transaction, id, "application_person", "account_id", "account", people).await
}

/// Replaces the rows of an application in `table`. Each refers by `column` to a row of `to`, which must be of the
/// application's organisation.
async fn replace(
    transaction: &Transaction,
    id: ApplicationId,
    table: &str,
    column: &str,
    to: &str,
    ids: Vec<Value>,
) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let application = sql.bind(id.0);
    sql.push(&format!("DELETE FROM {table} WHERE application_id = {application}"));
    sql.execute(transaction).await?;
    for ids in ids.chunks(AT_ONCE) {
        let mut sql = Sql::new(transaction);
        let (application, ids) = (sql.bind(id.0), sql.bind_all(ids.to_vec()));
        sql.push(&format!(
            "INSERT INTO {table} (application_id, {column})
             SELECT app.id, t.id FROM application app JOIN {to} t ON t.organisation_id = app.organisation_id
             WHERE app.id = {application} AND t.id IN ({ids})"
        ));
        sql.execute(transaction).await?;
    }
    Ok(())
}

/// Removes an account from the single people that applications let in.
pub async fn forget_person(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let account = sql.bind(account.0);
    sql.push(&format!("DELETE FROM application_person WHERE account_id = {account}"));
    sql.execute(transaction).await?;
    Ok(())
}

/// The organisations that an application is opened to by name, beside its own.
pub async fn organisations(store: &Store, id: ApplicationId) -> anyhow::Result<Vec<OrganisationId>> {
    let mut sql = Sql::new(store.reader());
    let application = sql.bind(id.0);
    sql.push(&format!("SELECT organisation_id FROM application_organisation WHERE application_id = {application}"));
    let rows = sql.all(store.reader()).await?;
    rows.iter().map(|row| Ok(OrganisationId(row.try_get("", "organisation_id")?))).collect()
}

/// Replaces the organisations that an application is opened to by name, beside its own.
pub async fn set_organisations(
    transaction: &Transaction,
    id: ApplicationId,
    organisations: &[OrganisationId],
) -> anyhow::Result<()> {
    let mut sql = Sql::new(transaction);
    let application = sql.bind(id.0);
    sql.push(&format!("DELETE FROM application_organisation WHERE application_id = {application}"));
    sql.execute(transaction).await?;
    for organisations in organisations.chunks(AT_ONCE) {
        let mut sql = Sql::new(transaction);
        let application = sql.bind(id.0);
        let organisations = sql.bind_all(organisations.iter().map(|organisation| organisation.0));
        sql.push(&format!(
            "INSERT INTO application_organisation (application_id, organisation_id)
             SELECT app.id, o.id FROM application app JOIN organisation o ON o.id <> app.organisation_id
             WHERE app.id = {application} AND o.id IN ({organisations})"
        ));
        sql.execute(transaction).await?;
    }
    Ok(())
}

/// Whether an account may enter an application, whatever it has to sign in with, and whether the application is on or
/// off.
pub async fn lets_in(store: &Store, id: ApplicationId, account: AccountId) -> anyhow::Result<bool> {
    let mut sql = Sql::new(store.reader());
    let (application, account) = (sql.bind(id.0), sql.bind(account.0));
    sql.push(&format!(
        "SELECT 1 AS one FROM application app JOIN account a ON a.id = {account}
         WHERE app.id = {application} AND a.deactivated_at IS NULL AND {SERVES} AND {LETS_IN}"
    ));
    Ok(!sql.all(store.reader()).await?.is_empty())
}

/// The applications that an account of an organisation may enter and that are turned on, by name.
pub async fn enterable_by(
    store: &Store,
    account: AccountId,
    organisation: OrganisationId,
) -> anyhow::Result<Vec<Application>> {
    let mut sql = Sql::new(store.reader());
    let (account, organisation) = (sql.bind(account.0), sql.bind(organisation.0));
    sql.push(&format!(
        "SELECT app.* FROM application app JOIN account a ON a.id = {account} AND a.organisation_id = {organisation}
         WHERE app.id IN (SELECT id FROM application WHERE organisation_id = {organisation}
             UNION SELECT id FROM application WHERE open_to_all
             UNION SELECT application_id FROM application_organisation WHERE organisation_id = {organisation})
         AND app.is_on AND {LETS_IN} ORDER BY app.name_key, app.id"
    ));
    let rows = sql.all(store.reader()).await?;
    rows.iter().map(|row| Application::read(row, "")).collect()
}
