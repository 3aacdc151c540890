//! `recovery_link`: a link that leads to a new password or to a temporary one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub organisation_id: Uuid,
    /// Null when no account has the address.
    pub account_id: Option<Uuid>,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    /// The link confirms the request for a temporary password.
    pub is_reset: bool,
    /// What it cost the client address that requested it.
    pub client_paid: i32,
    pub client_window_ends_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
