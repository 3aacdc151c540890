//! Entry tickets: each leads one browser from Portico back to a protected origin, where it becomes a pass. A ticket
//! works once.

use super::{Store, TokenHash, Transaction, sql::Sql};
use domain::{ApplicationId, Timestamp, application::ProtectedOrigin};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _};
use uuid::Uuid;

/// The table `entry_ticket`: what leads a browser back to a protected origin.
pub(crate) mod entry_ticket {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_ticket")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub application_id: Uuid,
        pub origin: String,
        pub session_id: Uuid,
        /// Hash of what the browser that may use it holds at the origin.
        pub browser_hash: Vec<u8>,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a ticket leads to.
#[derive(Clone, Debug)]
pub struct EntryTicket {
    pub application: ApplicationId,
    pub origin: ProtectedOrigin,
    pub session: Uuid,
    /// The browser that may use it.
    pub browser: TokenHash,
    pub expires_at: Timestamp,
}

/// Inserts a ticket.
pub async fn insert(transaction: &Transaction, token: TokenHash, ticket: EntryTicket) -> anyhow::Result<()> {
    let row = entry_ticket::ActiveModel {
        token_hash: Set(token.0),
        application_id: Set(ticket.application.0),
        origin: Set(ticket.origin.to_string()),
        session_id: Set(ticket.session),
        browser_hash: Set(ticket.browser.0),
        expires_at: Set(ticket.expires_at.0),
    };
    entry_ticket::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Whether there is a ticket that has not expired. Only reads.
pub async fn exists(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let row = entry_ticket::Entity::find()
        .filter(entry_ticket::Column::TokenHash.eq(token.0.clone()))
        .filter(entry_ticket::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    Ok(row.is_some())
}

/// Deletes a ticket and returns it. `None`: it was used before, or has expired. The caller compares the browser and the
/// origin: a ticket that another one presents is spent as well.
pub async fn take(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<EntryTicket>> {
    let mut sql = Sql::new(transaction);
    let (token, now) = (sql.bind(token.0.clone()), sql.bind(now.0));
    // Of two transactions only one gets the row.
    sql.push(&format!("DELETE FROM entry_ticket WHERE token_hash = {token} AND expires_at > {now} RETURNING *"));
    let rows = sql.all(transaction).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let row = entry_ticket::Model::from_query_result(row, "")?;
    Ok(Some(EntryTicket {
        application: ApplicationId(row.application_id),
        origin: ProtectedOrigin::from_store(row.origin),
        session: row.session_id,
        browser: TokenHash(row.browser_hash),
        expires_at: Timestamp(row.expires_at),
    }))
}
