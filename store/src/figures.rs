//! Figures of the whole installation for the operator's metrics: what waits in the outbox, open sessions, lockouts.
//! Only reads. Counting sessions takes longer the more there are, so it should not be done often.

use super::outbox::{DELAYED, QUEUED, outbox_message};
use super::password_failures::password_failure;
use super::sessions::session;
use crate::prelude::*;
use sea_orm::PaginatorTrait as _;

/// Messages that have not left yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxFigures {
    pub waiting: i64,
    /// When the oldest of them was written. `None`: none waits.
    pub oldest: Option<Timestamp>,
}

/// How many messages wait, and since when.
pub async fn outbox(store: &Store) -> anyhow::Result<OutboxFigures> {
    let figures: Option<(i64, Option<i64>)> = outbox_message::Entity::find()
        .select_only()
        .column_as(outbox_message::Column::Id.count(), "waiting")
        .column_as(outbox_message::Column::CreatedAt.min(), "oldest")
        .filter(outbox_message::Column::State.is_in([QUEUED, DELAYED]))
        .into_tuple()
        .one(store.reader())
        .await?;
    let (waiting, oldest) = figures.unwrap_or_default();
    Ok(OutboxFigures { waiting, oldest: oldest.map(Timestamp) })
}

/// How many sessions were neither ended nor signed out of. Some of them may have expired since they were last used.
pub async fn open_sessions(store: &Store) -> anyhow::Result<u64> {
    Ok(session::Entity::find().filter(session::Column::EndedAt.is_null()).count(store.lists()).await?)
}

/// How many addresses are locked after wrong passwords.
pub async fn lockouts(store: &Store, now: Timestamp) -> anyhow::Result<u64> {
    let locked = password_failure::Entity::find().filter(password_failure::Column::LockedUntil.gt(now.0));
    Ok(locked.count(store.lists()).await?)
}
