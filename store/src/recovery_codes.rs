//! Recovery codes. Using one is one statement, so that only one of several parallel uses succeeds.

use super::Sealed;
use crate::prelude::*;
use sea_orm::{ConnectionTrait, PaginatorTrait as _, sea_query::OnConflict};

/// The table `recovery_code`: a code that replaces a lost second step, once.
mod recovery_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        /// The sealed digest of the code. Without the key, a stolen copy of the table does not help to guess codes.
        pub sealed: Vec<u8>,
        pub key_id: i32,
        pub created_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `recovery_sheet`: a copy of new recovery codes, until the user has saved them.
pub(crate) mod recovery_sheet {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_sheet")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        /// The sealed codes themselves.
        pub sealed: Vec<u8>,
        pub key_id: i32,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A recovery code that was not used yet.
#[derive(Clone, Debug)]
pub struct StoredRecoveryCode {
    pub id: Uuid,
    pub digest: Sealed,
}

/// Replaces all recovery codes of an account by new ones.
pub async fn replace(
    transaction: &Transaction,
    account: AccountId,
    codes: Vec<StoredRecoveryCode>,
    now: Timestamp,
) -> anyhow::Result<()> {
    remove(transaction, account).await?;
    let rows = codes.into_iter().map(|code| recovery_code::ActiveModel {
        id: Set(code.id),
        account_id: Set(account.0),
        sealed: Set(code.digest.bytes),
        key_id: Set(code.digest.key_id),
        created_at: Set(now.0),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    Ok(())
}

/// The unused recovery codes of an account.
pub async fn unused(transaction: &Transaction, account: AccountId) -> anyhow::Result<Vec<StoredRecoveryCode>> {
    let rows = recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::UsedAt.is_null())
        .all(transaction)
        .await?;
    let stored = |row: recovery_code::Model| StoredRecoveryCode {
        id: row.id,
        digest: Sealed { key_id: row.key_id, bytes: row.sealed },
    };
    Ok(rows.into_iter().map(stored).collect())
}

/// Marks a recovery code as used. `false`: it was used before.
pub async fn use_up(transaction: &Transaction, id: Uuid, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now.0))
        .filter(recovery_code::Column::Id.eq(id))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

async fn left(connection: &impl ConnectionTrait, account: AccountId) -> anyhow::Result<u32> {
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(connection)
        .await?;
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}

/// How many recovery codes an account has left.
pub async fn count(transaction: &Transaction, account: AccountId) -> anyhow::Result<u32> {
    left(transaction, account).await
}

/// How many recovery codes an account has left, read outside a transaction.
pub async fn read_count(store: &Store, account: AccountId) -> anyhow::Result<u32> {
    left(store.reader(), account).await
}

/// Deletes all recovery codes of an account, and the copy of `show_sheet`.
pub async fn remove(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    put_away(transaction, account).await?;
    Ok(())
}

/// Keeps a sealed copy of the codes themselves until `expires_at`, so that the user can read them again.
pub async fn show_sheet(
    transaction: &Transaction,
    account: AccountId,
    codes: Sealed,
    expires_at: Timestamp,
) -> anyhow::Result<()> {
    let row = recovery_sheet::ActiveModel {
        account_id: Set(account.0),
        sealed: Set(codes.bytes),
        key_id: Set(codes.key_id),
        expires_at: Set(expires_at.0),
    };
    let columns = [recovery_sheet::Column::Sealed, recovery_sheet::Column::KeyId, recovery_sheet::Column::ExpiresAt];
    let instead = OnConflict::column(recovery_sheet::Column::AccountId).update_columns(columns).to_owned();
    recovery_sheet::Entity::insert(row).on_conflict(instead).exec_without_returning(transaction).await?;
    Ok(())
}

/// The copy of the codes, unless it was deleted or has expired.
pub async fn read_sheet(store: &Store, account: AccountId, now: Timestamp) -> anyhow::Result<Option<Sealed>> {
    let row = recovery_sheet::Entity::find_by_id(account.0)
        .filter(recovery_sheet::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| Sealed { key_id: row.key_id, bytes: row.sealed }))
}

/// Deletes the copy of the codes: the user has saved them, and they are never shown again.
pub async fn put_away(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    recovery_sheet::Entity::delete_by_id(account.0).exec(transaction).await?;
    Ok(())
}
