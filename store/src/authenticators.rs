//! Authenticator apps. Accepting a code is one statement, so that the same code cannot be used twice in parallel.

use super::Sealed;
use crate::prelude::*;
use domain::totp::Step;
use sea_orm::ConnectionTrait;

/// The table `authenticator`: an authenticator app. An account has at most one that is on and one that waits for its
/// first code.
pub(crate) mod authenticator {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "authenticator")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        /// The sealed TOTP secret.
        pub sealed: Vec<u8>,
        pub key_id: i32,
        /// The time step of the last accepted code; codes of this and of earlier steps are refused.
        pub last_step: i64,
        pub created_at: i64,
        /// Null: it waits for its first code.
        pub confirmed_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An authenticator app that is on or waits for its first code.
#[derive(Clone, Debug)]
pub struct Authenticator {
    pub id: Uuid,
    pub secret: Sealed,
    /// The time step of the last accepted code; codes of this step and of earlier ones are refused.
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

/// Adds an app that waits for its first code, and removes one that was waiting before.
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

/// The app of an account that is on: its codes are asked for at sign-in.
pub async fn find_on(transaction: &Transaction, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(transaction, account, true).await
}

/// The app of an account that is on, read outside a transaction.
pub async fn read_on(store: &Store, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(store.reader(), account, true).await
}

/// The app of an account that waits for its first code.
pub async fn find_waiting(transaction: &Transaction, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(transaction, account, false).await
}

/// The app of an account that waits for its first code, read outside a transaction.
pub async fn read_waiting(store: &Store, account: AccountId) -> anyhow::Result<Option<Authenticator>> {
    one(store.reader(), account, false).await
}

/// Accepts the code of a time step. `false`: the code of this or of a later step was accepted before.
pub async fn take(transaction: &Transaction, id: Uuid, step: Step) -> anyhow::Result<bool> {
    let outcome = authenticator::Entity::update_many()
        .col_expr(authenticator::Column::LastStep, Expr::value(step.0))
        .filter(authenticator::Column::Id.eq(id))
        .filter(authenticator::Column::LastStep.lt(step.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Turns a waiting app on after its first code, and removes all other apps of the account. `false`: the app is gone or
/// was turned on before.
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

/// Removes the app of an account that waits for its first code.
pub async fn end_waiting(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .filter(authenticator::Column::ConfirmedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Removes all apps of an account. `false`: none of them was on.
pub async fn remove(transaction: &Transaction, account: AccountId) -> anyhow::Result<bool> {
    let was_on = find_on(transaction, account).await?.is_some();
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(was_on)
}

/// Removes the apps of an account that were turned on after `since`, and one that waits for its first code.
pub async fn remove_since(transaction: &Transaction, account: AccountId, since: Timestamp) -> anyhow::Result<()> {
    let later = authenticator::Column::ConfirmedAt.is_null().or(authenticator::Column::ConfirmedAt.gt(since.0));
    authenticator::Entity::delete_many()
        .filter(authenticator::Column::AccountId.eq(account.0))
        .filter(later)
        .exec(transaction)
        .await?;
    Ok(())
}
