//! `reserved_address`: an address that nobody else may have.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reserved_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub organisation_id: Uuid,
    /// Whose it was; null where an admin reserved one that was nobody's.
    pub account_id: Option<Uuid>,
    pub why: String,
    /// An admin's.
    pub reason: Option<String>,
    pub reserved_by: Option<Uuid>,
    pub reserved_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
