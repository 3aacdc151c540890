//! An access token as it is stored, and what is read together with it.

use crate::{TokenHash, oauth_authorizations::LiveAuthorization};
use domain::oidc::Scopes;
use domain::{AuthorizationId, ClientId, Timestamp};
use std::sync::atomic::AtomicBool;

/// The table `oauth_access_token`: what a client presents at userinfo.
pub(crate) mod oauth_access_token {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_access_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub client_id: Uuid,
        /// Null: it belongs to the client and no user.
        pub authorization_id: Option<Uuid>,
        /// The refresh token that was made with it.
        pub refresh_hash: Option<Vec<u8>>,
        /// Names, separated by spaces.
        pub scopes: String,
        pub created_at: i64,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An access token to be inserted.
#[derive(Clone, Debug)]
pub struct NewAccessToken {
    pub hash: TokenHash,
    pub client: ClientId,
    /// `None`: it belongs to the client and no user.
    pub authorization: Option<AuthorizationId>,
    /// The refresh token that was made with it.
    pub refresh: Option<TokenHash>,
    pub scopes: Scopes,
    pub expires_at: Timestamp,
}

/// An access token, with all that decides whether it still counts.
#[derive(Debug)]
pub struct AccessToken {
    pub scopes: Scopes,
    pub client: ClientId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// `None`: it belongs to the client and no user.
    pub authorization: Option<LiveAuthorization>,
    /// The refresh token that was made with it.
    pub refresh: Option<TokenHash>,
    /// Whether the use of that refresh token is noted, in the database or by a request that found this value in the
    /// cache. Also if there is none any more.
    pub is_noted: AtomicBool,
}
