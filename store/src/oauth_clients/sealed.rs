//! Secrets that an admin may still see are sealed. These functions let the sealing key change.

use super::oauth_client_secret;
use crate::Sealed;
use crate::prelude::*;

/// The secrets that were sealed with another key than `key_id`.
pub async fn sealed_otherwise(transaction: &Transaction, key_id: i32) -> anyhow::Result<Vec<(TokenHash, Sealed)>> {
    let rows = oauth_client_secret::Entity::find()
        .filter(oauth_client_secret::Column::KeyId.ne(key_id))
        .all(transaction)
        .await?;
    let sealed = |row: oauth_client_secret::Model| {
        let (key_id, bytes) = row.key_id.zip(row.sealed)?;
        Some((TokenHash(row.secret_hash), Sealed { key_id, bytes }))
    };
    Ok(rows.into_iter().filter_map(sealed).collect())
}

/// Replaces a sealed secret, unless it was put away since it was read.
pub async fn reseal(transaction: &Transaction, hash: &TokenHash, before: Sealed, sealed: Sealed) -> anyhow::Result<()> {
    oauth_client_secret::Entity::update_many()
        .col_expr(oauth_client_secret::Column::Sealed, Expr::value(sealed.bytes))
        .col_expr(oauth_client_secret::Column::KeyId, Expr::value(sealed.key_id))
        .filter(oauth_client_secret::Column::SecretHash.eq(hash.0.clone()))
        .filter(oauth_client_secret::Column::Sealed.eq(before.bytes))
        .exec(transaction)
        .await?;
    Ok(())
}
