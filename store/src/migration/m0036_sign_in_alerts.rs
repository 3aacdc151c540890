//! Links of messages about a new sign-in become links of notices about an account. The old table stays for releases that
//! do not know this migration: links that they write meanwhile are not known here.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let copy = "INSERT INTO account_alert
            (token_hash, account_id, activity, client_address, user_agent, created_at, expires_at)
            SELECT a.token_hash, s.account_id, 'signed_in', s.client_address, s.user_agent, a.created_at, a.expires_at
            FROM session_alarm a JOIN session s ON s.id = a.session_id";
        manager.get_connection().execute_unprepared(copy).await?;
        Ok(())
    }
}
