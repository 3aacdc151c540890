//! Digests of temporary passwords. An expired one is kept, so that entering it late can be answered with that reason.

use crate::prelude::*;

/// The table `temporary_password`: the digest of a generated password, valid for choosing a new one or for the first
/// sign-in.
pub(crate) mod temporary_password {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "temporary_password")]
    pub struct Model {
        /// HMAC-SHA256.
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: Vec<u8>,
        pub account_id: Uuid,
        pub created_at: i64,
        pub expires_at: i64,
        /// It signs in at once. Otherwise it only allows choosing a new password.
        pub signs_in: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The digest of a temporary password that was sent.
#[derive(Clone, Debug)]
pub struct StoredTemporary {
    pub digest: Vec<u8>,
    pub expires_at: Timestamp,
    /// `true`: it signs in, as the first password of an invited user. `false`: it only allows choosing a new password.
    pub signs_in: bool,
}

/// Inserts a temporary password.
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

/// All temporary passwords of an account, also expired ones. Runs its query also for `None`, so that both cases take
/// equally long.
pub async fn of_account(transaction: &Transaction, account: Option<AccountId>) -> anyhow::Result<Vec<StoredTemporary>> {
    let account = account.unwrap_or(AccountId::NONE);
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

/// Whether the temporary password with this digest is valid now.
pub async fn is_good(transaction: &Transaction, digest: &[u8], now: Timestamp) -> anyhow::Result<bool> {
    let row = temporary_password::Entity::find_by_id(digest.to_vec())
        .filter(temporary_password::Column::ExpiresAt.gt(now.0))
        .one(transaction)
        .await?;
    Ok(row.is_some())
}

/// Whether an account was sent a first password, also one that has expired.
pub async fn has_first(store: &Store, account: AccountId) -> anyhow::Result<bool> {
    let row = temporary_password::Entity::find()
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::SignsIn.eq(true))
        .one(store.reader())
        .await?;
    Ok(row.is_some())
}

/// Changes when the first password of an account expires.
pub async fn extend_first(transaction: &Transaction, account: AccountId, expires_at: Timestamp) -> anyhow::Result<()> {
    temporary_password::Entity::update_many()
        .col_expr(temporary_password::Column::ExpiresAt, Expr::value(expires_at.0))
        .filter(temporary_password::Column::AccountId.eq(account.0))
        .filter(temporary_password::Column::SignsIn.eq(true))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Expires the first password of an account now, and makes it an ordinary temporary password.
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

/// Expires now those temporary passwords of an account that allow choosing a new one.
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

/// Expires all temporary passwords of an account now, the first password included.
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
