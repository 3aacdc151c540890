//! Digests of temporary passwords. One stays after its time, so that whoever types it late is told so.

use super::{Store, Transaction, entity::temporary_password};
use domain::{AccountId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};

/// One that was sent.
#[derive(Clone, Debug)]
pub struct StoredTemporary {
    pub digest: Vec<u8>,
    pub expires_at: Timestamp,
    /// Lets in, instead of leading to a choice: the first password of somebody who was added.
    pub signs_in: bool,
}

pub async fn insert(
    transaction: &Transaction,
    account: AccountId,
    stored: StoredTemporary,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = temporary_password::ActiveModel {
        digest: Set(stored.digest),
        account_id: Set(account.0),
        created_at: Set(now.0),
        expires_at: Set(stored.expires_at.0),
        signs_in: Set(stored.signs_in),
    };
    temporary_password::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// All of an account, also those whose time is over. Looked up also where there is no account, so that both take as long.
pub async fn of_account(transaction: &Transaction, account: Option<AccountId>) -> anyhow::Result<Vec<StoredTemporary>> {
    let account = account.unwrap_or(AccountId(uuid::Uuid::nil()));
    let rows = temporary_password::Entity::find()
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .all(transaction)
        .await?;
    let stored = |row: temporary_password::Model| StoredTemporary {
        digest: row.digest,
        expires_at: Timestamp(row.expires_at),
        signs_in: row.signs_in,
    };
    Ok(rows.into_iter().map(stored).collect())
}

/// Whether one is good at this moment.
pub async fn is_good(transaction: &Transaction, digest: &[u8], now: Timestamp) -> anyhow::Result<bool> {
    let row = temporary_password::Entity::find_by_id(digest.to_vec())
        .filter(temporary_password::Column::ExpiresAt.gt(now.0))
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Whether an account was given a first password, also one whose time is over.
pub async fn has_first(store: &Store, account: AccountId) -> anyhow::Result<bool> {
    let row = temporary_password::Entity::find()
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::SignsIn.eq(true))
        .one(store.reader())
        .await?;
    Ok(row.is_some())
}

/// The time of an account's first password ends later.
pub async fn extend_first(transaction: &Transaction, account: AccountId, expires_at: Timestamp) -> anyhow::Result<()> {
    temporary_password::Entity::update_many()
        .col_expr(temporary_password::Column::ExpiresAt, Expr::value(expires_at.0))
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::SignsIn.eq(true))
        .exec(transaction)
        .await?;
    Ok(())
}

/// An account has no first password any more: it is one whose time is over.
pub async fn end_first(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    temporary_password::Entity::update_many()
        .col_expr(temporary_password::Column::SignsIn, Expr::value(false))
        .col_expr(temporary_password::Column::ExpiresAt, Expr::value(now.0))
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::SignsIn.eq(true))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The time of all that lead to a choice is over now.
pub async fn end_choices(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    temporary_password::Entity::update_many()
        .col_expr(temporary_password::Column::ExpiresAt, Expr::value(now.0))
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::SignsIn.eq(false))
        .filter(temporary_password::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The time of all that an account has is over now; there is no first password any more.
pub async fn end_all(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<()> {
    end_first(transaction, account, now).await?;
    temporary_password::Entity::update_many()
        .col_expr(temporary_password::Column::ExpiresAt, Expr::value(now.0))
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(())
}
