//! `audit_event`: something that happened. Only ever written, and purged when it is old.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: i64,
    pub organisation_id: Uuid,
    /// Whom it is about.
    pub account_id: Option<Uuid>,
    /// Who did it.
    pub actor_id: Option<Uuid>,
    pub activity: String,
    pub detail: Option<String>,
    pub client_address: String,
    pub user_agent: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
