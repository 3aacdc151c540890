//! A session as it is stored, and what is read together with it.

use crate::{Cursor, accounts::Account, organisations::Organisation, prelude::*};
use domain::Method;

/// The table `session`: a signed-in browser.
pub(crate) mod session {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        pub method: String,
        pub client_address: String,
        pub user_agent: String,
        pub created_at: i64,
        pub last_seen_at: i64,
        pub ended_at: Option<i64>,
        /// The known browser that it was started in.
        pub device_hash: Option<Vec<u8>>,
        /// When the user last authenticated.
        pub proven_at: i64,
        /// When the user last authenticated with a strong method: a password or a passkey.
        pub password_proven_at: i64,
        /// A second step was taken when it was started, or set up in it since.
        pub took_second_step: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A session, which may have ended. Whether it has expired depends on the policy.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub account: AccountId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The IP address that it was started from.
    pub client_address: String,
    pub user_agent: String,
    /// The known browser that it was started in; `None`: not recorded.
    pub known_browser: Option<TokenHash>,
    /// When the user last authenticated.
    pub reauthenticated_at: Timestamp,
    /// When the user last authenticated with a strong method: a password or a passkey.
    pub strong_auth_at: Timestamp,
    /// The method of the first step. `None`: one that this release does not know.
    pub method: Option<Method>,
    /// It was started with a passkey, which counts as both steps.
    pub is_by_passkey: bool,
    /// A second step was taken when it was started, or set up in it since.
    pub took_second_step: bool,
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Session {
            id: row.id,
            account: AccountId(row.account_id),
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            client_address: row.client_address,
            user_agent: row.user_agent,
            known_browser: row.device_hash.map(TokenHash),
            reauthenticated_at: Timestamp(row.proven_at),
            strong_auth_at: Timestamp(row.password_proven_at),
            method: row.method.parse().ok(),
            is_by_passkey: row.method == Method::Passkey.name(),
            took_second_step: row.took_second_step,
        }
    }
}

impl Session {
    /// The cursor of the page that follows this session.
    pub const fn cursor(&self) -> Cursor {
        Cursor { at: self.last_seen_at, id: self.id }
    }
}

/// A session with its account and organisation.
#[derive(Clone, Debug)]
pub struct SessionWithAccount {
    pub session: Session,
    pub account: Account,
    pub organisation: Organisation,
    /// Whether the organisation was the first to be created.
    pub is_first: bool,
    /// `None`: the account has no password.
    pub password_changed_at: Option<Timestamp>,
    /// `None`: no authenticator app is on.
    pub authenticator_since: Option<Timestamp>,
    pub has_passkey: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
}
