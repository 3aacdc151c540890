//! `session`: a signed-in browser.

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
