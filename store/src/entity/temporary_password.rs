//! `temporary_password`: the digest of a generated password, valid for choosing a new one or for the first sign-in.

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
    /// It signs in at once. Otherwise it only allows choosing a new password.
    pub signs_in: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
