//! `import_line`: one person of such a file.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// Counted as editors do.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub email: String,
    /// Gone once the line is done.
    pub name: Option<String>,
    /// E.164. Gone once the line is done.
    pub phone: Option<String>,
    pub role: String,
    /// `accepted`, `invited` or `refused`.
    pub state: String,
    /// Why it was refused.
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
