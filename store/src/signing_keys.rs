//! Key pairs with which Portico signs its statements to applications. `domain::signing_key` says when each of them is
//! published and signs.

use super::{Sealed, Store, Transaction};
use domain::Timestamp;
use domain::signing_key::{KeyTimes, SigningAlgorithm};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

/// The table `signing_key`: a key pair.
pub(crate) mod signing_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_key")]
    pub struct Model {
        /// The `kid`, by which applications find the key.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub algorithm: String,
        /// The public half. JSON.
        pub public_jwk: String,
        /// The sealed private half.
        pub sealed: Vec<u8>,
        pub key_id: i32,
        pub created_at: i64,
        pub published_at: Option<i64>,
        pub active_at: Option<i64>,
        pub retired_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A key pair. The id is part of the encryption of its private half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// The `kid`, by which applications find the key.
    pub id: String,
    /// The name of a `SigningAlgorithm`. A newer release may know others; what they sign must be verified too.
    pub algorithm: String,
    /// The public half. JSON.
    pub public_jwk: String,
    pub private: Sealed,
    pub times: KeyTimes,
}

impl From<signing_key::Model> for SigningKey {
    fn from(row: signing_key::Model) -> Self {
        SigningKey {
            id: row.id,
            algorithm: row.algorithm,
            public_jwk: row.public_jwk,
            private: Sealed { key_id: row.key_id, bytes: row.sealed },
            times: KeyTimes {
                published_at: Timestamp(row.published_at.unwrap_or(row.created_at)),
                active_at: Timestamp(row.active_at.unwrap_or(row.created_at)),
                retired_at: row.retired_at.map(Timestamp),
            },
        }
    }
}

/// Inserts a key that has no successor yet. `false`: another key of its algorithm has none either.
pub async fn insert(transaction: &Transaction, new: SigningKey) -> anyhow::Result<bool> {
    let row = signing_key::ActiveModel {
        id: Set(new.id),
        algorithm: Set(new.algorithm),
        public_jwk: Set(new.public_jwk),
        sealed: Set(new.private.bytes),
        key_id: Set(new.private.key_id),
        created_at: Set(new.times.published_at.0),
        published_at: Set(Some(new.times.published_at.0)),
        active_at: Set(Some(new.times.active_at.0)),
        retired_at: Set(new.times.retired_at.map(|at| at.0)),
    };
    // Waits for another transaction that inserts such a key.
    let unless_there = OnConflict::new().do_nothing().to_owned();
    let inserted =
        signing_key::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(inserted == 1)
}

/// Sets when a key stops signing because its successor begins. `false`: it has a successor already, or is gone.
pub async fn retire(transaction: &Transaction, id: &str, at: Timestamp) -> anyhow::Result<bool> {
    // Of two transactions only one changes the row.
    let retired = signing_key::Entity::update_many()
        .col_expr(signing_key::Column::RetiredAt, Expr::value(at.0))
        .filter(signing_key::Column::Id.eq(id))
        .filter(signing_key::Column::RetiredAt.is_null())
        .exec(transaction)
        .await?;
    Ok(retired.rows_affected == 1)
}

/// Deletes all keys, or those of one algorithm.
pub async fn delete(transaction: &Transaction, algorithm: Option<SigningAlgorithm>) -> anyhow::Result<()> {
    let mut deleted = signing_key::Entity::delete_many();
    if let Some(algorithm) = algorithm {
        deleted = deleted.filter(signing_key::Column::Algorithm.eq(algorithm.name()));
    }
    deleted.exec(transaction).await?;
    Ok(())
}

/// All keys, in the order in which they begin to sign.
pub async fn all(store: &Store) -> anyhow::Result<Vec<SigningKey>> {
    let rows = signing_key::Entity::find()
        .order_by_asc(signing_key::Column::ActiveAt)
        .order_by_asc(signing_key::Column::Id)
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(SigningKey::from).collect())
}

/// The keys whose private halves were sealed with another key than `key_id`.
pub async fn sealed_otherwise(transaction: &Transaction, key_id: i32) -> anyhow::Result<Vec<(String, Sealed)>> {
    let rows = signing_key::Entity::find().filter(signing_key::Column::KeyId.ne(key_id)).all(transaction).await?;
    Ok(rows.into_iter().map(|row| (row.id, Sealed { key_id: row.key_id, bytes: row.sealed })).collect())
}

/// Replaces the sealed private half of a key, unless it has changed since it was read.
pub async fn reseal(transaction: &Transaction, id: &str, before: Sealed, sealed: Sealed) -> anyhow::Result<()> {
    signing_key::Entity::update_many()
        .col_expr(signing_key::Column::Sealed, Expr::value(sealed.bytes))
        .col_expr(signing_key::Column::KeyId, Expr::value(sealed.key_id))
        .filter(signing_key::Column::Id.eq(id))
        .filter(signing_key::Column::Sealed.eq(before.bytes))
        .exec(transaction)
        .await?;
    Ok(())
}
