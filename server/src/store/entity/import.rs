//! `import`: a file of people that is being invited.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// An account.
    pub imported_by: Uuid,
    /// Of the text.
    pub digest: Vec<u8>,
    /// As in `Accept-Language`: of what is sent.
    pub language: String,
    pub client_address: String,
    pub user_agent: String,
    pub lines: i32,
    pub invited: i32,
    pub refused: i32,
    /// When the next message leaves at the earliest.
    pub due_at: i64,
    pub leased_until: i64,
    pub created_at: i64,
    pub finished_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
