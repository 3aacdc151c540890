//! Sign-ins that wait for their second step, and browsers that may skip it.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let spared = big_integer_null("second_step_until").take();
        manager.alter_table(Table::alter().table("known_browser").add_column(spared).take()).await?;
        let columns = vec![
            binary("token_hash").primary_key().take(),
            uuid("account_id"),
            string("method"),
            boolean("is_expected"),
            text_null("return_to"),
            integer("tries"),
            big_integer("expires_at"),
        ];
        manager.create_table(references(table("half_sign_in", columns), "account_id", "account")).await?;
        for column in ["account_id", "expires_at"] {
            manager.create_index(index("half_sign_in", &[column])).await?;
        }
        Ok(())
    }
}
