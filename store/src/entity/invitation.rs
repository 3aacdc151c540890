//! `invitation`: an offer of an account.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub email: String,
    pub name: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    pub role: String,
    /// Digest of the code.
    pub digest: Vec<u8>,
    pub key_id: i32,
    /// Hash of the link's token.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// `open`, `confirmed`, `entered`, `joined` or `revoked`.
    pub stage: String,
    pub created_at: i64,
    pub sent_at: i64,
    pub expires_at: i64,
    pub opened_at: Option<i64>,
    pub confirmed_at: Option<i64>,
    pub entered_at: Option<i64>,
    pub joined_at: Option<i64>,
    pub revoked_at: Option<i64>,
    pub invited_by: Option<Uuid>,
    /// Null until the account exists.
    pub account_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
