//! Sign-ins that wait for their second step, each bound to the browser that completed the first. Lock the account
//! before these rows.

use crate::prelude::*;
use domain::Method;

/// The table `half_sign_in`: a sign-in that waits for its second step.
pub(crate) mod half_sign_in {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "half_sign_in")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        /// The method of the first step.
        pub method: String,
        /// No new-sign-in message is needed.
        pub is_expected: bool,
        /// Where the user wants to go afterwards.
        pub return_to: Option<String>,
        /// Wrong answers, and those that are being checked.
        pub tries: i32,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A sign-in whose first step is complete.
#[derive(Clone, Debug)]
pub struct PendingSignIn {
    pub account: AccountId,
    /// The method of the first step.
    pub method: Method,
    /// No new-sign-in message is needed: the browser is known, or the account was created a moment ago.
    pub is_expected: bool,
    /// Where the user wants to go afterwards; has to be checked again.
    pub return_to: Option<String>,
    pub expires_at: Timestamp,
}

impl TryFrom<half_sign_in::Model> for PendingSignIn {
    type Error = anyhow::Error;

    fn try_from(row: half_sign_in::Model) -> anyhow::Result<Self> {
        Ok(PendingSignIn {
            account: AccountId(row.account_id),
            method: row.method.parse().context("half_sign_in.method")?,
            is_expected: row.is_expected,
            return_to: row.return_to,
            expires_at: Timestamp(row.expires_at),
        })
    }
}

/// Inserts a pending sign-in; `token` identifies it in the browser.
pub async fn insert(transaction: &Transaction, token: &TokenHash, pending: PendingSignIn) -> anyhow::Result<()> {
    let row = half_sign_in::ActiveModel {
        token_hash: Set(token.0.clone()),
        account_id: Set(pending.account.0),
        method: Set(pending.method.name().to_owned()),
        is_expected: Set(pending.is_expected),
        return_to: Set(pending.return_to),
        tries: Set(0),
        expires_at: Set(pending.expires_at.0),
    };
    half_sign_in::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The pending sign-in of a token. `None` also when it has expired.
pub async fn read(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<PendingSignIn>> {
    let row = half_sign_in::Entity::find_by_id(token.0.clone())
        .filter(half_sign_in::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds a pending sign-in and locks it until the transaction ends. `None` also when it has expired.
pub async fn find_for_update(
    transaction: &Transaction,
    token: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<Option<PendingSignIn>> {
    let row = half_sign_in::Entity::find_by_id(token.0.clone())
        .filter(half_sign_in::Column::ExpiresAt.gt(now.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Counts one attempt before the answer is compared. `None`: `most` were made, or the sign-in has ended or expired.
pub async fn count_attempt(
    transaction: &Transaction,
    token: &TokenHash,
    most: u8,
    now: Timestamp,
) -> anyhow::Result<Option<PendingSignIn>> {
    let counted = half_sign_in::Entity::update_many()
        .col_expr(half_sign_in::Column::Tries, Expr::col(half_sign_in::Column::Tries).add(1))
        .filter(half_sign_in::Column::TokenHash.eq(token.0.clone()))
        .filter(half_sign_in::Column::ExpiresAt.gt(now.0))
        .filter(half_sign_in::Column::Tries.lt(i32::from(most)))
        .exec_with_returning(transaction)
        .await?;
    counted.into_iter().next().map(TryInto::try_into).transpose()
}

/// Whether no attempts are left, or the sign-in has ended.
pub async fn is_spent(transaction: &Transaction, token: &TokenHash, most: u8) -> anyhow::Result<bool> {
    let row = half_sign_in::Entity::find_by_id(token.0.clone()).one(transaction).await?;
    Ok(row.is_none_or(|row| row.tries >= i32::from(most)))
}

/// Deletes a pending sign-in. `false`: it was deleted before, or has expired.
pub async fn use_up(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = half_sign_in::Entity::delete_by_id(token.0.clone())
        .filter(half_sign_in::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Deletes all pending sign-ins of an account.
pub async fn end_all(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    half_sign_in::Entity::delete_many().filter(half_sign_in::Column::AccountId.eq(account.0)).exec(transaction).await?;
    Ok(())
}
