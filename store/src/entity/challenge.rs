//! `challenge`: a request to prove something with a code, bound to the browser that requested it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// Null when no account has the address; everything else is equal in both cases.
    pub account_id: Option<Uuid>,
    pub purpose: String,
    pub browser_hash: Vec<u8>,
    pub destination: String,
    pub tries: i32,
    pub sent_at: i64,
    pub expires_at: i64,
    pub consumed_at: Option<i64>,
    pub created_at: i64,
    /// Where the user wants to go afterwards.
    pub return_to: Option<String>,
    /// What its codes cost the client address that requested them.
    pub client_paid: i32,
    pub client_window_ends_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
