//! `challenge`: one request to prove something, bound to the browser that asked.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// Null when nobody has the address; everything else is the same.
    pub account_id: Option<Uuid>,
    pub purpose: String,
    pub browser_hash: Vec<u8>,
    pub destination: String,
    pub tries: i32,
    pub sent_at: i64,
    pub expires_at: i64,
    pub consumed_at: Option<i64>,
    pub created_at: i64,
    /// Where the person wants to go afterwards.
    pub return_to: Option<String>,
    /// What its codes cost the client address that asked for them.
    pub client_paid: i32,
    pub client_window_ends_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
