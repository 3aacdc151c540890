//! Temporary passwords, and the browsers that may choose a new password after entering one.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_reset = boolean("is_reset").default(false).take();
        manager.alter_table(Table::alter().table("recovery_link").add_column(is_reset).take()).await?;
        for (name, table) in [("temporary_password", temporary_password()), ("password_choice", password_choice())] {
            manager.create_table(table).await?;
            for column in ["account_id", "expires_at"] {
                manager.create_index(index(name, &[column])).await?;
            }
        }
        Ok(())
    }
}

fn temporary_password() -> TableCreateStatement {
    let columns = vec![
        binary("digest").primary_key().take(),
        uuid("account_id"),
        big_integer("created_at"),
        big_integer("expires_at"),
    ];
    references(table("temporary_password", columns), "account_id", "account")
}

fn password_choice() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("account_id"),
        text_null("return_to"),
        big_integer("expires_at"),
    ];
    references(table("password_choice", columns), "account_id", "account")
}
