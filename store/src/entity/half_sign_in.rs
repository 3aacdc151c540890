//! `half_sign_in`: a sign-in that waits for its second step.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "half_sign_in")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub account_id: Uuid,
    /// The method of the first step.
    pub method: String,
    /// No new-sign-in message is needed.
    pub is_expected: bool,
    /// Where the user wants to go afterwards.
    pub return_to: Option<String>,
    /// Wrong answers, and those that are being checked.
    pub tries: i32,
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
