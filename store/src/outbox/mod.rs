//! The outbox: messages until a provider has accepted them. A lease keeps two servers from sending the same message.
//! The sender renews it, so that it ends soon after a server has died.

mod ending;
mod record;

pub use ending::{NotYet, Settled, put_back, renew, settle};
pub use record::{ChannelDelivery, DeliveryStatus, Due, Leased, NewMessage};
pub(crate) use record::{DELAYED, DELIVERED, FAILED, GIVEN_UP, QUEUED, SENT, UNDELIVERED, outbox_message};

use crate::prelude::*;
use domain::{ChallengeId, Destination};
use sea_orm::DbBackend;

/// How long a lease lasts unless it is renewed.
pub const LEASE: Seconds = Seconds(10);
/// `next_attempt_at` of a message that waits for another one.
const NOT_BY_ITSELF: i64 = i64::MAX;

/// Inserts a message.
pub async fn insert(transaction: &Transaction, new: NewMessage, now: Timestamp) -> anyhow::Result<()> {
    insert_all(transaction, vec![new], now).await
}

/// Inserts several messages in one statement.
pub async fn insert_all(transaction: &Transaction, new: Vec<NewMessage>, now: Timestamp) -> anyhow::Result<()> {
    let row = |new: NewMessage| outbox_message::ActiveModel {
        id: Set(new.id),
        organisation_id: Set(new.organisation.0),
        challenge_id: Set(new.challenge.map(|challenge| challenge.0)),
        template: Set(new.template.to_owned()),
        recipient: Set(new.recipient.to_string()),
        language: Set(new.language.to_string()),
        is_decoy: Set(new.is_decoy),
        sealed: Set(Some(new.sealed)),
        state: Set(QUEUED.to_owned()),
        attempts: Set(0),
        next_attempt_at: Set(match new.due {
            Due::At(at) => at.0,
            Due::After(_) => NOT_BY_ITSELF,
        }),
        waits_for: Set(match new.due {
            Due::At(_) => None,
            Due::After(first) => Some(first),
        }),
        leased_until: Set(0),
        give_up_at: Set(new.give_up_at.0),
        created_at: Set(now.0),
        settled_at: Set(None),
        provider_id: Set(None),
        last_answer: Set(None),
    };
    outbox_message::Entity::insert_many(new.into_iter().map(row)).exec_without_returning(transaction).await?;
    Ok(())
}

/// Finds the newest queued message with this template to a recipient and locks it until the transaction ends, so that
/// it cannot leave before another message waits for it.
pub async fn find_queued_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    to: &Destination,
    template: &str,
) -> anyhow::Result<Option<Uuid>> {
    let row = outbox_message::Entity::find()
        .filter(outbox_message::Column::OrganisationId.eq(organisation.0))
        .filter(outbox_message::Column::Recipient.eq(to.to_string()))
        .filter(outbox_message::Column::IsDecoy.eq(false))
        .filter(outbox_message::Column::Template.eq(template))
        .filter(outbox_message::Column::State.is_in([QUEUED, DELAYED]))
        .order_by_desc(outbox_message::Column::CreatedAt)
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(row.map(|row| row.id))
}

/// What became of the wish to try a message again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It is due now.
    Due,
    /// The organisation has no such message.
    Unknown,
    Sent,
    /// It will never leave, and its content is deleted.
    Ended,
    /// Another message has to leave first.
    Waits,
}

/// Makes a message due now.
pub async fn retry(
    transaction: &Transaction,
    organisation: OrganisationId,
    id: Uuid,
    now: Timestamp,
) -> anyhow::Result<Retry> {
    let row = outbox_message::Entity::find_by_id(id)
        .filter(outbox_message::Column::OrganisationId.eq(organisation.0))
        .filter(outbox_message::Column::IsDecoy.eq(false))
        .lock_exclusive()
        .one(transaction)
        .await?;
    let Some(row) = row else { return Ok(Retry::Unknown) };
    match row.state.as_str() {
        QUEUED | DELAYED if row.next_attempt_at == NOT_BY_ITSELF => return Ok(Retry::Waits),
        QUEUED | DELAYED => {}
        FAILED | GIVEN_UP => return Ok(Retry::Ended),
        _ => return Ok(Retry::Sent),
    }
    outbox_message::Entity::update_many()
        .col_expr(outbox_message::Column::NextAttemptAt, Expr::value(now.0))
        .filter(outbox_message::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(Retry::Due)
}

/// Leases up to `many` due messages. Those with the shortest life come first, a code before an invitation; among equals
/// the one that is due first.
pub async fn lease(store: &Store, many: usize, now: Timestamp) -> anyhow::Result<Vec<Leased>> {
    let transaction = store.begin().await?;
    let skip_locked =
        if transaction.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE outbox_message SET leased_until = $1, attempts = attempts + 1 WHERE id IN (
            SELECT id FROM outbox_message WHERE state IN ($2, $5) AND next_attempt_at <= $3 AND leased_until <= $3
            ORDER BY give_up_at - created_at, next_attempt_at LIMIT $4 {skip_locked})
         RETURNING *"
    );
    let values = [(now + LEASE).0.into(), QUEUED.into(), now.0.into(), i64::try_from(many)?.into(), DELAYED.into()];
    let rows = transaction
        .query_all_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values))
        .await?;
    let leased = rows.iter().map(|row| Ok(outbox_message::Model::from_query_result(row, "")?.into())).collect();
    store.commit(transaction).await?;
    leased
}

/// Records the provider's report on a sent message. `false`: no message has this id, or it was reported before.
pub async fn settle_by_provider(
    store: &Store,
    provider_id: &str,
    is_delivered: bool,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let transaction = store.begin().await?;
    let ended = outbox_message::Entity::update_many()
        .col_expr(outbox_message::Column::State, Expr::value(if is_delivered { DELIVERED } else { UNDELIVERED }))
        .col_expr(outbox_message::Column::SettledAt, Expr::value(now.0))
        .filter(outbox_message::Column::ProviderId.eq(provider_id))
        .filter(outbox_message::Column::State.eq(SENT))
        .exec(&transaction)
        .await?;
    store.commit(transaction).await?;
    Ok(ended.rows_affected > 0)
}

/// The status of the newest messages of a challenge, one for each channel that its code was sent by. Decoys use the
/// same channels.
pub async fn deliveries(store: &Store, challenge: ChallengeId) -> anyhow::Result<Vec<ChannelDelivery>> {
    let rows = outbox_message::Entity::find()
        .filter(outbox_message::Column::ChallengeId.eq(challenge.0))
        .order_by_desc(outbox_message::Column::CreatedAt)
        .limit(2)
        .all(store.reader())
        .await?;
    let newest = rows.first().map(|row| row.created_at);
    let delivery = |row: &outbox_message::Model| {
        let to: Destination = row.recipient.parse().context("outbox_message.recipient")?;
        let status = match row.state.as_str() {
            DELAYED => DeliveryStatus::Delayed,
            UNDELIVERED => DeliveryStatus::Undelivered,
            FAILED | GIVEN_UP => DeliveryStatus::Failed,
            QUEUED if row.last_answer.is_some() => DeliveryStatus::Postponed,
            _ => DeliveryStatus::Expected,
        };
        Ok(ChannelDelivery { channel: to.channel(), status })
    };
    rows.iter().filter(|row| Some(row.created_at) == newest).map(delivery).collect()
}
