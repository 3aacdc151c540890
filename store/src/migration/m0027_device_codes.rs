//! Devices whose users sign in elsewhere, by a code that the device shows.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            binary("code_hash").primary_key().take(),
            binary("user_code"),
            uuid("client_id"),
            uuid("request_id"),
            uuid_null("authorization_id"),
            boolean("is_declined"),
            integer("interval_seconds"),
            big_integer_null("polled_at"),
            big_integer("expires_at"),
        ];
        let table = references(table("oauth_device_code", columns), "client_id", "oauth_client");
        manager.create_table(references(table, "authorization_id", "oauth_authorization")).await?;
        for index in [
            index("oauth_device_code", &["user_code"]).unique().take(),
            index("oauth_device_code", &["request_id"]).unique().take(),
            index("oauth_device_code", &["client_id"]),
            index("oauth_device_code", &["authorization_id"]),
            index("oauth_device_code", &["expires_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
