//! `import_line`: one user of an `import`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// The line number in the file, as in an editor: the first line is 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub email: String,
    /// Deleted once the line is processed.
    pub name: Option<String>,
    /// E.164. Deleted once the line is processed.
    pub phone: Option<String>,
    pub role: String,
    /// `accepted`, `invited` or `refused`.
    pub state: String,
    /// Why it was refused. JSON.
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
