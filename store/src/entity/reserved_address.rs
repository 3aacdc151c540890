//! `reserved_address`: an email address that no other account of the organisation may take.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reserved_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub organisation_id: Uuid,
    /// The account that had it. Null when an admin reserved it.
    pub account_id: Option<Uuid>,
    pub why: String,
    /// The reason that an admin gave.
    pub reason: Option<String>,
    pub reserved_by: Option<Uuid>,
    pub reserved_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
