//! The branding of an organisation's pages and messages.

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
        manager.create_index(index("organisation_logo", &["digest"])).await?;
        // Each view of the policy asks whether any account has no verified number.
        let without_phone = "CREATE INDEX account_without_phone ON account (organisation_id)
            WHERE phone_verified_at IS NULL AND deactivated_at IS NULL AND closed_at IS NULL";
        manager.get_connection().execute_unprepared(without_phone).await?;
        Ok(())
    }
}

fn organisation_logo() -> TableCreateStatement {
    let columns = vec![uuid("organisation_id").primary_key().take(), text("digest"), binary("png").take()];
    references(table("organisation_logo", columns), "organisation_id", "organisation")
}
