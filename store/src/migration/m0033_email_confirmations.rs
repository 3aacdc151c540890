//! Changes of an email address by an admin, which a link confirms.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(email_confirmation()).await?;
        for index in [index("email_confirmation", &["account_id"]), index("email_confirmation", &["expires_at"])] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn email_confirmation() -> TableCreateStatement {
    let columns = vec![
        binary("token_hash").primary_key().take(),
        uuid("account_id"),
        string("new_email"),
        big_integer("created_at"),
        big_integer("expires_at"),
        big_integer_null("used_at"),
    ];
    references(table("email_confirmation", columns), "account_id", "account")
}
