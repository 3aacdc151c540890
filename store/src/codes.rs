//! Digests of one-time codes that were sent. The codes themselves are never stored.

use crate::prelude::*;
use domain::ChallengeId;

/// The table `code`: the digest of a one-time code that was sent.
mod code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub challenge_id: Uuid,
        pub digest: Vec<u8>,
        pub key_id: i32,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The digest of a code that was sent.
#[derive(Clone, Debug)]
pub struct StoredCode {
    pub id: Uuid,
    pub digest: Vec<u8>,
    pub key_id: i32,
    pub expires_at: Timestamp,
}

/// Deletes all codes of a challenge except the newest `kept`.
pub async fn forget_older(transaction: &Transaction, id: ChallengeId, kept: usize) -> anyhow::Result<()> {
    let surplus: Vec<Uuid> = of_challenge(transaction, id).await?.iter().skip(kept).map(|code| code.id).collect();
    if !surplus.is_empty() {
        code::Entity::delete_many().filter(code::Column::Id.is_in(surplus)).exec(transaction).await?;
    }
    Ok(())
}

/// Adds a code to a challenge.
pub async fn insert(transaction: &Transaction, id: ChallengeId, new: StoredCode) -> anyhow::Result<()> {
    let row = code::ActiveModel {
        id: Set(new.id),
        challenge_id: Set(id.0),
        digest: Set(new.digest),
        key_id: Set(new.key_id),
        expires_at: Set(new.expires_at.0),
    };
    code::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The codes of a challenge, the newest first.
pub async fn of_challenge(transaction: &Transaction, id: ChallengeId) -> anyhow::Result<Vec<StoredCode>> {
    let rows = code::Entity::find()
        .filter(code::Column::ChallengeId.eq(id.0))
        .order_by_desc(code::Column::ExpiresAt)
        .all(transaction)
        .await?;
    let code = |row: code::Model| StoredCode {
        id: row.id,
        digest: row.digest,
        key_id: row.key_id,
        expires_at: Timestamp(row.expires_at),
    };
    Ok(rows.into_iter().map(code).collect())
}
