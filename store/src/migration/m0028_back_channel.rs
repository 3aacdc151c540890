//! Back-channel logout: what clients have yet to be told about sessions that have ended.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(logout_notice()).await?;
        for index in [
            // A client is told once about a session, however often it was authorized in it.
            index("logout_notice", &["client_id", "sid"]).unique().take(),
            index("logout_notice", &["next_attempt_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn logout_notice() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("client_id"),
        uuid("account_id"),
        uuid("organisation_id"),
        uuid("sid"),
        integer("attempts"),
        big_integer("next_attempt_at"),
        big_integer("leased_until"),
        big_integer("created_at"),
        big_integer("give_up_at"),
        string_null("last_answer"),
    ];
    // No foreign key to the account: its lock would be waited for while others wait for the row of the notice.
    references(table("logout_notice", columns), "client_id", "oauth_client")
}
