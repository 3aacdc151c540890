//! Logos of applications.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let digest = text_null("logo_digest").take();
        manager.alter_table(Table::alter().table("application").add_column(digest).take()).await?;
        let columns = vec![uuid("application_id").primary_key().take(), text("digest"), binary("png").take()];
        let logos = references(table("application_logo", columns), "application_id", "application");
        manager.create_table(logos).await?;
        manager.create_index(index("application_logo", &["digest"])).await
    }
}
