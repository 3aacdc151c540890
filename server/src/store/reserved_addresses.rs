//! Addresses that were somebody's once: nobody else may have them.

use super::{Transaction, entity::reserved_address};
use domain::{AccountId, EmailAddress, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement,
    sea_query::OnConflict,
};

/// Keeps an address for the account that had it.
pub async fn reserve(
    transaction: &Transaction,
    email: &EmailAddress,
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = reserved_address::ActiveModel {
        email: Set(email.to_string()),
        account_id: Set(account.0),
        reserved_at: Set(now.0),
    };
    let unless_there = OnConflict::new().do_nothing().to_owned();
    reserved_address::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(())
}

/// Whether an address was somebody's, and nobody can sign in with it now.
pub async fn is_out_of_use(transaction: &Transaction, email: &EmailAddress) -> anyhow::Result<bool> {
    let sql = "SELECT 1 FROM reserved_address r WHERE r.email = $1 AND NOT EXISTS
         (SELECT 1 FROM account a WHERE a.email = r.email AND a.closed_at IS NULL)";
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [email.as_str().into()]);
    Ok(transaction.query_one_raw(statement).await?.is_some())
}

/// Whether an address is kept for somebody else than `account`.
pub async fn is_kept(
    transaction: &Transaction,
    email: &EmailAddress,
    account: Option<AccountId>,
) -> anyhow::Result<bool> {
    let row = reserved_address::Entity::find()
        .filter(reserved_address::Column::Email.eq(email.as_str()))
        .one(transaction)
        .await?;
    Ok(row.is_some_and(|row| Some(row.account_id) != account.map(|account| account.0)))
}
