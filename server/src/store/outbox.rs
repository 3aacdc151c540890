//! Messages until a provider took them. A lease keeps two servers from sending the same one.

use super::{Store, Transaction, entity::outbox_message};
use domain::{ChallengeId, Destination, OrganisationId, Seconds, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, FromQueryResult as _,
    QueryFilter as _, QueryOrder as _, Statement, sea_query::Expr,
};
use uuid::Uuid;

const QUEUED: &str = "queued";
/// Queued, and the mail server took nothing from anybody the last time.
const DELAYED: &str = "delayed";
const SENT: &str = "sent";
const FAILED: &str = "failed";

/// Longer than a provider may take to answer, so that a lease ends only with its holder.
const LEASE: Seconds = Seconds(60);

/// A message to be.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub id: Uuid,
    pub organisation: OrganisationId,
    pub challenge: Option<ChallengeId>,
    pub template: &'static str,
    pub recipient: Destination,
    pub is_decoy: bool,
    pub sealed: Vec<u8>,
    pub give_up_at: Timestamp,
}

/// A message whose lease we hold.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: Uuid,
    pub organisation: OrganisationId,
    pub template: String,
    pub recipient: String,
    pub is_decoy: bool,
    pub sealed: Vec<u8>,
    /// This one included.
    pub attempts: u32,
    pub give_up_at: Timestamp,
    pub created_at: Timestamp,
}

/// Where the newest message of a challenge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Left, given up, or on its way.
    Expected,
    /// Waiting for a mail server that takes nothing.
    Delayed,
}

pub async fn insert(transaction: &Transaction, new: NewMessage, now: Timestamp) -> anyhow::Result<()> {
    let row = outbox_message::ActiveModel {
        id: Set(new.id),
        organisation_id: Set(new.organisation.0),
        challenge_id: Set(new.challenge.map(|challenge| challenge.0)),
        template: Set(new.template.to_owned()),
        recipient: Set(new.recipient.to_string()),
        is_decoy: Set(new.is_decoy),
        sealed: Set(Some(new.sealed)),
        state: Set(QUEUED.to_owned()),
        attempts: Set(0),
        next_attempt_at: Set(now.0),
        leased_until: Set(0),
        give_up_at: Set(new.give_up_at.0),
        created_at: Set(now.0),
        settled_at: Set(None),
    };
    outbox_message::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Takes up to `many` messages that are due.
pub async fn lease(store: &Store, many: usize, now: Timestamp) -> anyhow::Result<Vec<Leased>> {
    let transaction = store.begin().await?;
    let skip_locked =
        if transaction.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE outbox_message SET leased_until = $1, attempts = attempts + 1 WHERE id IN (
            SELECT id FROM outbox_message WHERE state IN ($2, $5) AND next_attempt_at <= $3 AND leased_until <= $3
            ORDER BY next_attempt_at LIMIT $4 {skip_locked})
         RETURNING *"
    );
    let values = [(now + LEASE).0.into(), QUEUED.into(), now.0.into(), i64::try_from(many)?.into(), DELAYED.into()];
    let rows = transaction
        .query_all_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values))
        .await?;
    let leased = rows.iter().map(|row| Ok(leased(outbox_message::Model::from_query_result(row, "")?))).collect();
    transaction.commit().await?;
    leased
}

fn leased(row: outbox_message::Model) -> Leased {
    Leased {
        id: row.id,
        organisation: OrganisationId(row.organisation_id),
        template: row.template,
        recipient: row.recipient,
        is_decoy: row.is_decoy,
        sealed: row.sealed.unwrap_or_default(),
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        give_up_at: Timestamp(row.give_up_at),
        created_at: Timestamp(row.created_at),
    }
}

/// A provider took it. What it said is forgotten.
pub async fn settle_sent(store: &Store, id: Uuid, _provider_id: Option<&str>, now: Timestamp) -> anyhow::Result<()> {
    settle(store, id, SENT, now).await
}

/// It will never leave.
pub async fn settle_failed(store: &Store, id: Uuid, now: Timestamp) -> anyhow::Result<()> {
    settle(store, id, FAILED, now).await
}

async fn settle(store: &Store, id: Uuid, state: &str, now: Timestamp) -> anyhow::Result<()> {
    let transaction = store.begin().await?;
    outbox_message::Entity::update_many()
        .col_expr(outbox_message::Column::State, Expr::value(state))
        .col_expr(outbox_message::Column::Sealed, Expr::value(None::<Vec<u8>>))
        .col_expr(outbox_message::Column::SettledAt, Expr::value(now.0))
        .filter(outbox_message::Column::Id.eq(id))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// It did not leave this time.
pub async fn put_back(store: &Store, id: Uuid, next_attempt_at: Timestamp, is_delayed: bool) -> anyhow::Result<()> {
    let transaction = store.begin().await?;
    outbox_message::Entity::update_many()
        .col_expr(outbox_message::Column::State, Expr::value(if is_delayed { DELAYED } else { QUEUED }))
        .col_expr(outbox_message::Column::NextAttemptAt, Expr::value(next_attempt_at.0))
        .col_expr(outbox_message::Column::LeasedUntil, Expr::value(0_i64))
        .filter(outbox_message::Column::Id.eq(id))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Where the newest message of a challenge is; a decoy goes the same ways.
pub async fn whereabouts(store: &Store, challenge: ChallengeId) -> anyhow::Result<Whereabouts> {
    let row = outbox_message::Entity::find()
        .filter(outbox_message::Column::ChallengeId.eq(challenge.0))
        .order_by_desc(outbox_message::Column::CreatedAt)
        .one(store.reader())
        .await?;
    let is_delayed = row.is_some_and(|row| row.state == DELAYED);
    Ok(if is_delayed { Whereabouts::Delayed } else { Whereabouts::Expected })
}
