//! `authenticator`: an app that makes codes. One that waits for its first code, and one that is on, at most.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "authenticator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// The secret.
    pub sealed: Vec<u8>,
    pub key_id: i32,
    /// Of the last code that was taken: it and those before are used up.
    pub last_step: i64,
    pub created_at: i64,
    /// Null: it waits for its first code.
    pub confirmed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
