//! The ways in which the lease of a message continues or ends: renewed, settled or put back.

use super::record::{DELAYED, FAILED, GIVEN_UP, Leased, QUEUED, SENT, outbox_message};
use super::{LEASE, NOT_BY_ITSELF};
use crate::prelude::*;
use domain::Channel;
use sea_orm::{DbBackend, UpdateMany};

/// While a provider is down, one message is tried at this interval, however rarely the others are.
const ASK_AGAIN: Seconds = Seconds(30);
/// Key of the advisory lock on PostgreSQL under which that one is chosen, so that two are never chosen at once.
const CHOOSING_LOCK: i64 = 0x006f_7574_626f_7801;

/// Renews the lease of a message. `false`: this process does not have the lease any more.
pub async fn renew(store: &Store, message: &Leased, now: Timestamp) -> anyhow::Result<bool> {
    let transaction = store.begin().await?;
    let renewed = ours(message)
        .col_expr(outbox_message::Column::LeasedUntil, Expr::value((now + LEASE).0))
        .exec(&transaction)
        .await?;
    store.commit(transaction).await?;
    Ok(renewed.rows_affected > 0)
}

/// The final result of a leased message.
#[derive(Clone, Copy, Debug)]
pub enum Settled<'a> {
    /// A provider accepted it; its later reports use this id, if there is one.
    Sent(Option<&'a str>),
    /// It will never leave: the answer of the provider.
    Failed(&'a str),
    /// It will never leave: it has expired.
    GivenUp,
}

/// Ends a message and deletes its content. `true`: other messages are due now, because they waited for this one, or
/// because the provider that was down has accepted it.
pub async fn settle(store: &Store, message: &Leased, end: Settled<'_>, now: Timestamp) -> anyhow::Result<bool> {
    let (state, provider_id, answer) = match end {
        Settled::Sent(provider_id) => (SENT, provider_id, None),
        Settled::Failed(answer) => (FAILED, None, Some(answer)),
        Settled::GivenUp => (GIVEN_UP, None, message.last_answer.as_deref()),
    };
    let transaction = store.begin().await?;
    // A sent message is sent, even if another server has the lease now.
    let change = if state == SENT { by_id(message.id) } else { ours(message) };
    change
        .col_expr(outbox_message::Column::State, Expr::value(state))
        .col_expr(outbox_message::Column::Sealed, Expr::value(None::<Vec<u8>>))
        .col_expr(outbox_message::Column::SettledAt, Expr::value(now.0))
        .col_expr(outbox_message::Column::ProviderId, Expr::value(provider_id.map(str::to_owned)))
        .col_expr(outbox_message::Column::LastAnswer, Expr::value(answer.map(str::to_owned)))
        .exec(&transaction)
        .await?;
    let followers = outbox_message::Entity::update_many()
        .col_expr(outbox_message::Column::NextAttemptAt, Expr::value(now.0))
        .filter(outbox_message::Column::WaitsFor.eq(message.id))
        .filter(outbox_message::Column::NextAttemptAt.eq(NOT_BY_ITSELF))
        .exec(&transaction)
        .await?
        .rows_affected;
    let woken = if state == SENT { wake_delayed(&transaction, message.channel()?, now).await? } else { 0 };
    store.commit(transaction).await?;
    Ok(followers + woken > 0)
}

/// The provider is up again, so its delayed messages are due now. A locked row is being handled already.
async fn wake_delayed(transaction: &Transaction, channel: Channel, now: Timestamp) -> anyhow::Result<u64> {
    let backend = transaction.get_database_backend();
    let skip_locked = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE outbox_message SET next_attempt_at = $1 WHERE id IN (
            SELECT id FROM outbox_message WHERE state = $2 AND next_attempt_at > $1 AND {} {skip_locked})",
        condition_of(channel)
    );
    let statement = Statement::from_sql_and_values(backend, sql, [now.0.into(), DELAYED.into()]);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}

/// The condition for messages of a channel: only email addresses contain `@`.
const fn condition_of(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "recipient LIKE '%@%'",
        Channel::Text => "recipient NOT LIKE '%@%'",
    }
}

fn by_id(id: Uuid) -> UpdateMany<outbox_message::Entity> {
    outbox_message::Entity::update_many().filter(outbox_message::Column::Id.eq(id))
}

/// Updates a message only if it was neither settled nor leased again since this process leased it.
fn ours(message: &Leased) -> UpdateMany<outbox_message::Entity> {
    by_id(message.id)
        .filter(outbox_message::Column::State.is_in([QUEUED, DELAYED]))
        .filter(outbox_message::Column::Attempts.eq(i32::try_from(message.attempts).unwrap_or(i32::MAX)))
}

/// Why a message did not leave this time.
#[derive(Clone, Copy, Debug)]
pub struct NotYet<'a> {
    pub answer: &'a str,
    /// The provider accepts no message at all now.
    pub is_provider_down: bool,
}

/// Ends the lease and schedules the next attempt at `again`. While the provider is down, one of its waiting messages is
/// tried earlier, to find out when it is up again.
pub async fn put_back(
    store: &Store,
    message: &Leased,
    NotYet { answer, is_provider_down }: NotYet<'_>,
    again: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    let transaction = store.begin().await?;
    let soon = now + ASK_AGAIN;
    let may_ask = is_provider_down && again > soon;
    if may_ask && transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({CHOOSING_LOCK})")).await?;
    }
    let asks = may_ask && !is_asked(&transaction, message, (now, soon)).await?;
    ours(message)
        .col_expr(outbox_message::Column::State, Expr::value(if is_provider_down { DELAYED } else { QUEUED }))
        .col_expr(outbox_message::Column::NextAttemptAt, Expr::value(if asks { soon } else { again }.0))
        .col_expr(outbox_message::Column::LeasedUntil, Expr::value(0_i64))
        .col_expr(outbox_message::Column::LastAnswer, Expr::value(answer))
        .exec(&transaction)
        .await?;
    store.commit(transaction).await
}

/// Whether another message to the same provider is due in this period. One that is being sent does not count: its
/// sender may rely on this message in turn.
async fn is_asked(
    transaction: &Transaction,
    message: &Leased,
    (from, until): (Timestamp, Timestamp),
) -> anyhow::Result<bool> {
    let other = outbox_message::Entity::find()
        .filter(outbox_message::Column::State.eq(DELAYED))
        .filter(outbox_message::Column::NextAttemptAt.gt(from.0))
        .filter(outbox_message::Column::NextAttemptAt.lte(until.0))
        .filter(outbox_message::Column::Id.ne(message.id))
        .filter(Expr::cust(condition_of(message.channel()?)))
        .one(transaction)
        .await?;
    Ok(other.is_some())
}
