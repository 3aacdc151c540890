//! Hashes of passwords. The passwords themselves are never here.

use super::{
    Transaction,
    accounts::{Account, active},
    entity::{account, password},
};
use domain::{AccountId, EmailAddress, OrganisationId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, Select, sea_query::OnConflict};

/// Somebody who is not deactivated, with the hash of their password in PHC form, if they have one.
pub type Holder = (Account, Option<String>);

/// Whoever has the address in an organisation.
pub async fn find_holder(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Holder>> {
    let whose = active()
        .filter(account::Column::Email.eq(email.as_str()))
        .filter(account::Column::OrganisationId.eq(organisation.0));
    holder(transaction, whose).await
}

/// The same person, some time later.
pub async fn find_again(transaction: &Transaction, id: AccountId) -> anyhow::Result<Option<Holder>> {
    holder(transaction, active().filter(account::Column::Id.eq(id.0))).await
}

async fn holder(transaction: &Transaction, whose: Select<account::Entity>) -> anyhow::Result<Option<Holder>> {
    let Some((row, password)) = whose.find_also_related(password::Entity).one(transaction).await? else {
        return Ok(None);
    };
    Ok(Some((row.try_into()?, password.map(|row| row.hash))))
}

/// Replaces the hash of an account's password.
pub async fn set(
    transaction: &Transaction,
    account: AccountId,
    hash: &str,
    changed_at: Timestamp,
) -> anyhow::Result<()> {
    let row =
        password::ActiveModel { account_id: Set(account.0), hash: Set(hash.to_owned()), changed_at: Set(changed_at.0) };
    let instead = OnConflict::column(password::Column::AccountId)
        .update_columns([password::Column::Hash, password::Column::ChangedAt])
        .to_owned();
    password::Entity::insert(row).on_conflict(instead).exec_without_returning(transaction).await?;
    Ok(())
}
