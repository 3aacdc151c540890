//! A refresh token as it is stored.

use crate::TokenHash;
use domain::{AuthorizationId, ClientId, Timestamp};
use sea_orm::{FromQueryResult as _, QueryResult};

/// The table `oauth_refresh_token`: what a client exchanges for new tokens. It is not in the read cache.
pub(crate) mod oauth_refresh_token {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_refresh_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub authorization_id: Uuid,
        /// The key from which its successor is derived.
        pub key_id: i32,
        pub created_at: i64,
        pub expires_at: i64,
        pub spent_at: Option<i64>,
        pub successor_hash: Option<Vec<u8>>,
        /// How many of its successors were replaced.
        pub retries: i32,
        /// When it was spent, or its access token was seen first.
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A refresh token to be inserted.
#[derive(Clone, Debug)]
pub struct NewRefreshToken {
    pub hash: TokenHash,
    pub authorization: AuthorizationId,
    /// The key from which its successor is derived.
    pub key_id: i32,
    pub expires_at: Timestamp,
}

/// A refresh token, which may have expired or be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub authorization: AuthorizationId,
    pub client: ClientId,
    /// The key from which its successor is derived.
    pub key_id: i32,
    pub expires_at: Timestamp,
    pub spent_at: Option<Timestamp>,
    pub successor: Option<TokenHash>,
    /// How many of its successors were replaced.
    pub retries: i32,
    /// Whether the successor was spent, or its access token was seen. `true` also for a replaced token.
    pub is_successor_used: bool,
}

impl RefreshToken {
    /// From the columns of `oauth_refresh_token` with this prefix, and `is_successor_used`.
    pub(super) fn read(row: &QueryResult, prefix: &str, client: ClientId) -> anyhow::Result<Self> {
        let stored = oauth_refresh_token::Model::from_query_result(row, prefix)?;
        Ok(RefreshToken {
            authorization: AuthorizationId(stored.authorization_id),
            client,
            key_id: stored.key_id,
            expires_at: Timestamp(stored.expires_at),
            spent_at: stored.spent_at.map(Timestamp),
            successor: stored.successor_hash.map(TokenHash),
            retries: stored.retries,
            is_successor_used: row.try_get("", "is_successor_used")?,
        })
    }
}
