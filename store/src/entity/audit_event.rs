//! `audit_event`: an event of the audit log. Never changed, and purged when it is old.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: i64,
    pub organisation_id: Uuid,
    /// The account that the event is about.
    pub account_id: Option<Uuid>,
    /// The account that did it.
    pub actor_id: Option<Uuid>,
    pub activity: String,
    pub detail: Option<String>,
    pub client_address: String,
    pub user_agent: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
