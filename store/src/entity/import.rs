//! `import`: a file of users who are being invited.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// The account of the admin.
    pub imported_by: Uuid,
    /// Digest of the uploaded text, which identifies it.
    pub digest: Vec<u8>,
    /// Language of the invitations (BCP 47).
    pub language: String,
    pub client_address: String,
    pub user_agent: String,
    pub lines: i32,
    pub invited: i32,
    pub refused: i32,
    /// The next invitation leaves at this time at the earliest.
    pub due_at: i64,
    pub leased_until: i64,
    pub created_at: i64,
    pub finished_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
