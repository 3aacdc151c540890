//! Links in messages about a new sign-in, by which the user can end that session.

use super::{Store, TokenHash, Transaction, entity::session_alarm};
use domain::{Seconds, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

/// How long a link is valid.
const GOOD_FOR: Seconds = Seconds::days(30);

/// Inserts a link to a session.
pub async fn insert(transaction: &Transaction, token: &TokenHash, session: Uuid, now: Timestamp) -> anyhow::Result<()> {
    let row = session_alarm::ActiveModel {
        token_hash: Set(token.0.clone()),
        session_id: Set(session),
        created_at: Set(now.0),
        expires_at: Set((now + GOOD_FOR).0),
    };
    session_alarm::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The session of a link. `None` also when the link has expired.
pub async fn read(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<Uuid>> {
    let row = session_alarm::Entity::find_by_id(token.0.clone())
        .filter(session_alarm::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| row.session_id))
}
