//! A logout notice as it is stored.

use crate::prelude::*;
use domain::ClientId;

/// The table `logout_notice`: a client has yet to be told that a session has ended. Deleted when it was told, or never
/// will be.
pub(crate) mod logout_notice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "logout_notice")]
    pub struct Model {
        /// The id of an authorization that the session has ended.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub client_id: Uuid,
        pub account_id: Uuid,
        /// Of the account.
        pub organisation_id: Uuid,
        /// The session, as the client knows it.
        pub sid: Uuid,
        pub attempts: i32,
        pub next_attempt_at: i64,
        pub leased_until: i64,
        pub created_at: i64,
        pub give_up_at: i64,
        /// Why the last attempt failed.
        pub last_answer: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A notice that this process has leased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    pub id: Uuid,
    pub client: ClientId,
    pub account: AccountId,
    /// Of the account.
    pub organisation: OrganisationId,
    /// The session, as the client knows it.
    pub sid: Uuid,
    /// Including the current one.
    pub attempts: u32,
    pub created_at: Timestamp,
    pub give_up_at: Timestamp,
    /// Why the last attempt failed.
    pub last_answer: Option<String>,
}

impl From<logout_notice::Model> for LogoutNotice {
    fn from(row: logout_notice::Model) -> Self {
        LogoutNotice {
            id: row.id,
            client: ClientId(row.client_id),
            account: AccountId(row.account_id),
            organisation: OrganisationId(row.organisation_id),
            sid: row.sid,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            created_at: Timestamp(row.created_at),
            give_up_at: Timestamp(row.give_up_at),
            last_answer: row.last_answer,
        }
    }
}

/// What a client has not been told although it was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// How many sign-outs.
    pub many: u64,
    /// Why the last attempt failed.
    pub answer: String,
}
