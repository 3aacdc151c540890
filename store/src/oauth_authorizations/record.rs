//! An authorization as it is stored, and what is read together with it.

use crate::accounts::Account;
use crate::applications::Application;
use crate::groups::NamedGroup;
use crate::organisations::Organisation;
use crate::sessions::SessionWithAccount;
use domain::oidc::{ClientSettings, Scopes};
use domain::{AuthorizationId, ClientId, GrantId, Timestamp};
use uuid::Uuid;

/// The table `oauth_authorization`: what one sign-in gave a client.
pub(crate) mod oauth_authorization {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "oauth_authorization")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub grant_id: Uuid,
        /// It ends with this session. Null: it outlasts the session.
        pub session_id: Option<Uuid>,
        /// The session in which it was given, also if it outlasts it.
        pub sid: Uuid,
        /// `sid`, or the session that has replaced it in the browser. The client is told when that one ends.
        pub browser_session_id: Uuid,
        /// Names, separated by spaces.
        pub scopes: String,
        pub nonce: Option<String>,
        pub authenticated_at: i64,
        /// Names, separated by spaces.
        pub amr: String,
        pub acr: String,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An authorization to be inserted.
#[derive(Clone, Debug)]
pub struct NewAuthorization {
    pub id: AuthorizationId,
    pub grant: GrantId,
    /// It ends with this session. `None`: it is offline, and outlasts the session.
    pub session: Option<Uuid>,
    /// The session in which it was given.
    pub sid: Uuid,
    pub scopes: Scopes,
    pub nonce: Option<String>,
    pub authenticated_at: Timestamp,
    /// Names, separated by spaces.
    pub amr: String,
    pub acr: String,
}

/// An authorization with all that decides whether it still counts. Its session has not ended, or it is offline; its
/// account is neither deactivated nor closed; its application is on. Whether the session has expired depends on the
/// policy.
#[derive(Clone, Debug)]
pub struct LiveAuthorization {
    pub id: AuthorizationId,
    pub grant: GrantId,
    pub grant_used_at: Timestamp,
    pub client: ClientId,
    pub settings: ClientSettings,
    pub application: Application,
    pub account: Account,
    pub organisation: Organisation,
    /// The groups of the account, by name.
    pub groups: Vec<NamedGroup>,
    /// The session that it ends with. `None`: it is offline.
    pub holder: Option<SessionWithAccount>,
    /// The session in which it was given.
    pub sid: Uuid,
    pub scopes: Scopes,
    pub nonce: Option<String>,
    pub authenticated_at: Timestamp,
    /// Names, separated by spaces.
    pub amr: String,
    pub acr: String,
    pub created_at: Timestamp,
    /// Whether the application lets the account in. It may ask for a stronger sign-in.
    pub is_let_in: bool,
}
