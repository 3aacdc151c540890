//! Passkeys: credential ids and public keys.

use crate::prelude::*;
use domain::{PasskeyId, PasskeyName};
use sea_orm::{PaginatorTrait as _, Select, sea_query::OnConflict};

/// The table `passkey`: the credential id and the public key of a passkey.
mod passkey {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub credential_id: Vec<u8>,
        pub credential: String,
        pub name: String,
        pub created_at: i64,
        pub last_used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A passkey of an account.
#[derive(Clone, Debug)]
pub struct Passkey {
    pub id: PasskeyId,
    pub account: AccountId,
    /// The id by which the device knows the passkey.
    pub credential_id: Vec<u8>,
    /// JSON with the public key and its state, as `security::passkeys` reads it.
    pub credential_json: String,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

impl From<passkey::Model> for Passkey {
    fn from(row: passkey::Model) -> Self {
        Passkey {
            id: PasskeyId(row.id),
            account: AccountId(row.account_id),
            credential_id: row.credential_id,
            credential_json: row.credential,
            name: row.name,
            created_at: Timestamp(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp),
        }
    }
}

/// Inserts a passkey. `false`: an account has a passkey with this credential id already.
pub async fn insert(transaction: &Transaction, new: Passkey) -> anyhow::Result<bool> {
    let row = passkey::ActiveModel {
        id: Set(new.id.0),
        account_id: Set(new.account.0),
        credential_id: Set(new.credential_id),
        credential: Set(new.credential_json),
        name: Set(new.name),
        created_at: Set(new.created_at.0),
        last_used_at: Set(new.last_used_at.map(|at| at.0)),
    };
    let taken = OnConflict::column(passkey::Column::CredentialId).do_nothing().to_owned();
    let inserted = passkey::Entity::insert(row).on_conflict(taken).exec_without_returning(transaction).await?;
    Ok(inserted == 1)
}

fn newest_first(account: AccountId) -> Select<passkey::Entity> {
    passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(account.0))
        .order_by_desc(passkey::Column::CreatedAt)
        .order_by_desc(passkey::Column::Id)
}

/// All passkeys of an account, the newest first. There are never many (`domain::passkey::MOST`).
pub async fn of_account(transaction: &Transaction, account: AccountId) -> anyhow::Result<Vec<Passkey>> {
    Ok(newest_first(account).all(transaction).await?.into_iter().map(Into::into).collect())
}

/// All passkeys of an account, the newest first, read outside a transaction.
pub async fn read_of_account(store: &Store, account: AccountId) -> anyhow::Result<Vec<Passkey>> {
    Ok(newest_first(account).all(store.reader()).await?.into_iter().map(Into::into).collect())
}

/// Whether an account has a passkey.
pub async fn has_any(transaction: &Transaction, account: AccountId) -> anyhow::Result<bool> {
    let own = passkey::Entity::find().filter(passkey::Column::AccountId.eq(account.0));
    Ok(own.count(transaction).await? > 0)
}

/// Whether an account of any organisation has this passkey.
pub async fn is_known(transaction: &Transaction, credential_id: &[u8]) -> anyhow::Result<bool> {
    let same = passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id.to_vec()));
    Ok(same.count(transaction).await? > 0)
}

/// Finds an account's passkey by credential id and locks it until the transaction ends, so that uses of it do not
/// overlap.
pub async fn find_for_update(
    transaction: &Transaction,
    account: AccountId,
    credential_id: &[u8],
) -> anyhow::Result<Option<Passkey>> {
    let row = passkey::Entity::find()
        .filter(passkey::Column::CredentialId.eq(credential_id.to_vec()))
        .filter(passkey::Column::AccountId.eq(account.0))
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(row.map(Into::into))
}

/// Records a use of a passkey; `credential_json` contains its new state.
pub async fn note_use(
    transaction: &Transaction,
    id: PasskeyId,
    credential_json: String,
    now: Timestamp,
) -> anyhow::Result<()> {
    passkey::Entity::update_many()
        .col_expr(passkey::Column::Credential, Expr::value(credential_json))
        .col_expr(passkey::Column::LastUsedAt, Expr::value(now.0))
        .filter(passkey::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Renames a passkey. `false`: the account has none with this id.
pub async fn rename(
    transaction: &Transaction,
    account: AccountId,
    id: PasskeyId,
    name: &PasskeyName,
) -> anyhow::Result<bool> {
    let outcome = passkey::Entity::update_many()
        .col_expr(passkey::Column::Name, Expr::value(name.as_str()))
        .filter(passkey::Column::Id.eq(id.0))
        .filter(passkey::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Deletes a passkey. `false`: the account has none with this id.
pub async fn remove(transaction: &Transaction, account: AccountId, id: PasskeyId) -> anyhow::Result<bool> {
    let outcome = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(id.0))
        .filter(passkey::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Deletes the passkeys of an account that were added after `since`.
pub async fn remove_since(transaction: &Transaction, account: AccountId, since: Timestamp) -> anyhow::Result<()> {
    passkey::Entity::delete_many()
        .filter(passkey::Column::AccountId.eq(account.0))
        .filter(passkey::Column::CreatedAt.gt(since.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes all passkeys of an account and returns how many there were.
pub async fn remove_all(transaction: &Transaction, account: AccountId) -> anyhow::Result<u64> {
    let own = passkey::Entity::delete_many().filter(passkey::Column::AccountId.eq(account.0));
    Ok(own.exec(transaction).await?.rows_affected)
}
