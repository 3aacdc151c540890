//! Authenticator apps. Taking a code is one statement, so that parallel uses cannot share one.

use super::{Sealed, Store, Transaction, entity::authenticator};
use domain::{AccountId, Timestamp, totp::Step};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

/// An app, on or waiting for its first code.
#[derive(Clone, Debug)]
pub struct Authenticator {
    pub id: Uuid,
    pub secret: Sealed,
    pub last_step: Step,
    pub created_at: Timestamp,
    /// `None`: it waits for its first code.
    pub confirmed_at: Option<Timestamp>,
}

impl From<authenticator::Model> for Authenticator {
    fn from(row: authenticator::Model) -> Self {
        Authenticator {
            id: row.id,
            secret: Sealed { key_id: row.key_id, bytes: row.sealed },
            last_step: Step(row.last_step),
            created_at: Timestamp(row.created_at),
            confirmed_at: row.confirmed_at.map(Timestamp),
        }
    }
}

/// One that waits for its first code, in place of another that waits.
pub async fn begin(
    transaction: &Transaction,
    account: AccountId,
    id: Uuid,
    secret: Sealed,
    now: Timestamp,
) -> anyhow::Result<()> {
    end_waiting(transaction, account).await?;
    let row = authenticator::ActiveModel {
        id: Set(id),
        account_id: Set(account.0),
        sealed: Set(secret.bytes),
        key_id: Set(secret.key_id),
        last_step: Set(0),
        created_at: Set(now.0),
        confirmed_at: Set(None),
    };
    authenticator::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

async fn one(
    connection: &impl ConnectionTrait,
    account: AccountId,
    is_on: bool,
) -> anyhow::Result<Option<Authenticator>> {
    let confirmed = match is_on {
        true => authenticator::Column::ConfirmedAt.is_not_null(),
        false => authenticator::Column::ConfirmedAt.is_null(),
    };
    let row = authenticator::Entity::find()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .filter(confirmed)
        .order_by_desc(authenticator::Column::CreatedAt)
        .one(connection)
        .await?;
    Ok(row.map(Authenticator::from))
}

/// The one whose codes are asked for.
pub async fn find_on(transaction: &Transaction, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(transaction, account, true).await
}

/// The same, outside a transaction.
pub async fn read_on(store: &Store, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(store.reader(), account, true).await
}

/// The one that waits for its first code.
pub async fn find_waiting(transaction: &Transaction, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(transaction, account, false).await
}

/// The same, outside a transaction.
pub async fn read_waiting(store: &Store, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(store.reader(), account, false).await
}

/// Takes the code of a step. `false`: it or a later one was taken before.
pub async fn take(transaction: &Transaction, id: Uuid, step: Step) -> anyhow::Result<bool> {
    let outcome = authenticator::Entity::update_many()
        .col_expr(authenticator::Column::LastStep, Expr::value(step.0))
        .filter(authenticator::Column::Id.eq(id))
        .filter(authenticator::Column::LastStep.lt(step.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// The first code came: it is on, and the only one. `false`: somebody else was first.
pub async fn confirm(
    transaction: &Transaction,
    account: AccountId,
    id: Uuid,
    step: Step,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let outcome = authenticator::Entity::update_many()
        .col_expr(authenticator::Column::ConfirmedAt, Expr::value(now.0))
        .col_expr(authenticator::Column::LastStep, Expr::value(step.0))
        .filter(authenticator::Column::Id.eq(id))
        .filter(authenticator::Column::ConfirmedAt.is_null())
        .exec(transaction)
        .await?;
    if outcome.rows_affected != 1 {
        return Ok(false);
    }
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .filter(authenticator::Column::Id.ne(id))
        .exec(transaction)
        .await?;
    Ok(true)
}

/// Forgets the one of an account that waits for its first code.
pub async fn end_waiting(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .filter(authenticator::Column::ConfirmedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Forgets all of an account. `false`: there was none that was on.
pub async fn remove(transaction: &Transaction, account: AccountId) -> anyhow::Result<bool> {
    let was_on = find_on(transaction, account).await?.is_some();
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(was_on)
}

/// Forgets those of an account that were turned on later, and those that wait.
pub async fn remove_since(transaction: &Transaction, account: AccountId, since: Timestamp) -> anyhow::Result<()> {
    let later = authenticator::Column::ConfirmedAt.is_null().or(authenticator::Column::ConfirmedAt.gt(since.0));
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .filter(later)
        .exec(transaction)
        .await?;
    Ok(())
}
