//! Organisations, accounts, and the tables for signing in with a code. Times are milliseconds since
//! 1970-01-01T00:00:00Z.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            [organisation(), account(), challenge(), code(), session(), known_browser(), rate_limit(), outbox()]
        {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn organisation() -> TableCreateStatement {
    table(
        "organisation",
        vec![
            uuid("id").primary_key().take(),
            string("slug").unique_key().take(),
            string("name"),
            string("preset"),
            big_integer("created_at"),
        ],
    )
}

fn account() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        string("email").unique_key().take(),
        string_null("name"),
        string("role"),
        big_integer("created_at"),
    ];
    references(table("account", columns), "organisation_id", "organisation")
}

fn challenge() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        uuid_null("account_id"),
        string("purpose"),
        binary("browser_hash"),
        string("destination"),
        integer("tries"),
        big_integer("sent_at"),
        big_integer("expires_at"),
        big_integer_null("consumed_at"),
        big_integer("created_at"),
    ];
    let table = references(table("challenge", columns), "organisation_id", "organisation");
    references(table, "account_id", "account")
}

fn code() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("challenge_id"),
        binary("digest"),
        integer("key_id"),
        big_integer("expires_at"),
    ];
    references(table("code", columns), "challenge_id", "challenge")
}

fn session() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        binary("token_hash").unique_key().take(),
        uuid("account_id"),
        string("method"),
        string("client_address"),
        string("user_agent"),
        big_integer("created_at"),
        big_integer("last_seen_at"),
        big_integer_null("ended_at"),
    ];
    references(table("session", columns), "account_id", "account")
}

fn known_browser() -> TableCreateStatement {
    let columns =
        vec![binary("token_hash"), uuid("account_id"), big_integer("created_at"), big_integer("last_seen_at")];
    let mut table = references(table("known_browser", columns), "account_id", "account");
    table.primary_key(Index::create().col("token_hash").col("account_id"));
    table
}

fn rate_limit() -> TableCreateStatement {
    table("rate_limit", vec![binary("bucket").primary_key().take(), big_integer("used"), big_integer("window_ends_at")])
}

fn outbox() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        uuid_null("challenge_id"),
        string("template"),
        string("recipient"),
        boolean("is_decoy"),
        binary_null("sealed"),
        string("state"),
        integer("attempts"),
        big_integer("next_attempt_at"),
        big_integer("leased_until"),
        big_integer("give_up_at"),
        big_integer("created_at"),
        big_integer_null("settled_at"),
    ];
    references(table("outbox_message", columns), "organisation_id", "organisation")
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("account", &["organisation_id"]),
        index("challenge", &["browser_hash", "destination"]),
        index("challenge", &["expires_at"]),
        index("code", &["challenge_id"]),
        index("session", &["account_id"]),
        index("known_browser", &["account_id"]),
        index("rate_limit", &["window_ends_at"]),
        index("outbox_message", &["state", "next_attempt_at"]),
        index("outbox_message", &["challenge_id"]),
    ]
}
