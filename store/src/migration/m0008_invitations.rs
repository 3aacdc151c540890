//! Invitations, and the onboarding progress of invited users.

use super::build::{index, references, table};
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("account", text_null("welcome").take()),
            ("temporary_password", boolean("signs_in").default(false).take()),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        manager.create_table(invitation()).await?;
        for index in [
            index("invitation", &["organisation_id", "created_at", "id"]),
            index("invitation", &["organisation_id", "stage", "created_at", "id"]),
            index("invitation", &["organisation_id", "stage", "expires_at", "id"]),
            index("invitation", &["account_id"]),
            index("invitation", &["expires_at"]),
            index("account", &["organisation_id", "role", "created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        // An address has at most one open invitation.
        let unique = "CREATE UNIQUE INDEX invitation_by_open_email ON invitation (organisation_id, email)
            WHERE stage = 'open'";
        connection.execute_unprepared(unique).await?;
        // In byte order. Otherwise addresses with a common beginning are not one range of the index.
        let bytewise = if connection.get_database_backend() == DbBackend::Postgres { "COLLATE \"C\"" } else { "" };
        let by_email =
            format!("CREATE INDEX invitation_by_email ON invitation (organisation_id, email {bytewise}, id)");
        connection.execute_unprepared(&by_email).await?;
        Ok(())
    }
}

fn invitation() -> TableCreateStatement {
    let columns = vec![
        uuid("id").primary_key().take(),
        uuid("organisation_id"),
        string("email"),
        string_null("name"),
        string_null("phone"),
        string("role"),
        binary("digest"),
        integer("key_id"),
        binary("token_hash").unique_key().take(),
        string("stage"),
        big_integer("created_at"),
        big_integer("sent_at"),
        big_integer("expires_at"),
        big_integer_null("opened_at"),
        big_integer_null("confirmed_at"),
        big_integer_null("entered_at"),
        big_integer_null("joined_at"),
        big_integer_null("revoked_at"),
        uuid_null("invited_by"),
        uuid_null("account_id"),
    ];
    let table = references(table("invitation", columns), "organisation_id", "organisation");
    references(table, "account_id", "account")
}
