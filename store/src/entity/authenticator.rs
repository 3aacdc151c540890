//! `authenticator`: an authenticator app. An account has at most one that is on and one that waits for its first code.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "authenticator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// The sealed TOTP secret.
    pub sealed: Vec<u8>,
    pub key_id: i32,
    /// The time step of the last accepted code; codes of this and of earlier steps are refused.
    pub last_step: i64,
    pub created_at: i64,
    /// Null: it waits for its first code.
    pub confirmed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
