//! What makes the pages and messages of an organisation its own.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["color", "support_contact", "logo_digest"] {
            manager.alter_table(Table::alter().table("organisation").add_column(text_null(column)).take()).await?;
        }
        manager.create_table(organisation_logo()).await?;
        manager.create_index(index("organisation_logo", &["digest"])).await
    }
}

fn organisation_logo() -> TableCreateStatement {
    let columns = vec![uuid("organisation_id").primary_key().take(), text("digest"), binary("png").take()];
    references(table("organisation_logo", columns), "organisation_id", "organisation")
}
