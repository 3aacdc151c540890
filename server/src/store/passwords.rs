//! Hashes of passwords. The passwords themselves are never here.

use super::{Transaction, entity::password};
use domain::{AccountId, Timestamp};
use sea_orm::{ActiveValue::Set, EntityTrait as _, sea_query::OnConflict};

/// The hash of an account's password, in PHC form.
pub async fn find(transaction: &Transaction, account: AccountId) -> anyhow::Result<Option<String>> {
    Ok(password::Entity::find_by_id(account.0).one(transaction).await?.map(|row| row.hash))
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
