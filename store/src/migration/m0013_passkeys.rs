//! Passkeys, and pending requests to browsers for them.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [passkey(), passkey_request()] {
            manager.create_table(table).await?;
        }
        for index in [index("passkey", &["account_id"]), index("passkey_request", &["expires_at"])] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn passkey() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("account_id"),
        binary("credential_id").unique_key().take(),
        text("credential"),
        string("name"),
        big_integer("created_at"),
        big_integer_null("last_used_at"),
    ];
    references(table("passkey", columns), "account_id", "account")
}

fn passkey_request() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        binary("browser_hash"),
        string("purpose"),
        uuid_null("account_id"),
        text("state"),
        big_integer("expires_at"),
    ];
    references(table("passkey_request", columns), "account_id", "account")
}
