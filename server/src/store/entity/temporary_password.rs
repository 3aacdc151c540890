//! `temporary_password`: the digest of a password made by the system, good for choosing a real one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "temporary_password")]
pub struct Model {
    /// HMAC-SHA256.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub account_id: Uuid,
    pub created_at: i64,
    pub expires_at: i64,
    /// Lets in, instead of leading to a choice.
    pub signs_in: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
