//! Whom the messages of an organisation are from, and the links "This wasn't me" of notices about an account.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["sender_name", "reply_to"] {
            manager.alter_table(Table::alter().table("organisation").add_column(text_null(column)).take()).await?;
        }
        manager.create_table(account_alert()).await?;
        for index in [index("account_alert", &["account_id"]), index("account_alert", &["expires_at"])] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn account_alert() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid_null("account_id"),
        string("activity"),
        string("client_address"),
        text("user_agent"),
        big_integer("created_at"),
        big_integer("expires_at"),
        big_integer_null("used_at"),
    ];
    references(table("account_alert", columns), "account_id", "account")
}
