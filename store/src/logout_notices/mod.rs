//! Logout notices: an outbox of its own for back-channel logout. A notice is written in the transaction that ends a
//! session, and tried until the client has accepted it. A client that does not answer delays no message of the outbox.

mod record;

pub use record::{LogoutNotice, Undelivered};

use crate::prelude::*;
use domain::{ClientId, oidc::LOGOUT_TOLD_FOR};
use record::logout_notice;
use sea_orm::DbBackend;
use sea_orm::sea_query::{OnConflict, Order, Query};

/// How long a lease lasts. An attempt takes half of it at most.
const LEASE: Seconds = Seconds(10);

/// Writes a notice for each client with an address for it, about each session, for the authorizations that `ended`
/// finds among the rows of `oauth_authorization` and `oauth_grant`. Call it before they are deleted.
pub(crate) async fn add(transaction: &Transaction, ended: Condition, now: Timestamp) -> anyhow::Result<()> {
    use logout_notice::Column;
    const AUTHORIZATION: &str = "oauth_authorization";
    const GRANT: &str = "oauth_grant";
    const CLIENT: &str = "oauth_client";
    const ACCOUNT: &str = "account";
    let mut authorizations = Query::select();
    for column in [
        (AUTHORIZATION, "id"),
        (GRANT, "client_id"),
        (GRANT, "account_id"),
        (ACCOUNT, "organisation_id"),
        (AUTHORIZATION, "sid"),
    ] {
        authorizations.column(column);
    }
    authorizations.expr(Expr::value(0));
    for time in [now.0, 0, now.0, (now + LOGOUT_TOLD_FOR).0] {
        authorizations.expr(Expr::value(time));
    }
    authorizations
        .from(AUTHORIZATION)
        .inner_join(GRANT, Expr::col((GRANT, "id")).equals((AUTHORIZATION, "grant_id")))
        .inner_join(CLIENT, Expr::col((CLIENT, "id")).equals((GRANT, "client_id")))
        .inner_join(ACCOUNT, Expr::col((ACCOUNT, "id")).equals((GRANT, "account_id")))
        .and_where(Expr::col((CLIENT, "back_channel_uri")).is_not_null())
        .cond_where(ended)
        // In one order, so that two transactions that end the same sessions do not wait for each other.
        .order_by((AUTHORIZATION, "sid"), Order::Asc)
        .order_by((GRANT, "client_id"), Order::Asc);
    let columns = [
        Column::Id,
        Column::ClientId,
        Column::AccountId,
        Column::OrganisationId,
        Column::Sid,
        Column::Attempts,
        Column::NextAttemptAt,
        Column::LeasedUntil,
        Column::CreatedAt,
        Column::GiveUpAt,
    ];
    let mut insert = Query::insert();
    insert.into_table(logout_notice::Entity).columns(columns).select_from(authorizations)?;
    // The client was authorized several times in the session, or another transaction ends it, too.
    insert.on_conflict(OnConflict::new().do_nothing().to_owned());
    transaction.execute_raw(transaction.get_database_backend().build(&insert)).await?;
    Ok(())
}

/// Leases up to `many` due notices, those that are due first. Writes nothing if none is due.
pub async fn lease(store: &Store, many: usize, now: Timestamp) -> anyhow::Result<Vec<LogoutNotice>> {
    if next_due(store, now).await?.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let transaction = store.begin().await?;
    let backend = transaction.get_database_backend();
    let skip_locked = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE logout_notice SET leased_until = $1, attempts = attempts + 1 WHERE id IN (
            SELECT id FROM logout_notice WHERE next_attempt_at <= $2 AND leased_until <= $2
            ORDER BY next_attempt_at LIMIT $3 {skip_locked})
         RETURNING *"
    );
    let values = [(now + LEASE).0.into(), now.0.into(), i64::try_from(many)?.into()];
    let rows = transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let leased = rows.iter().map(|row| Ok(logout_notice::Model::from_query_result(row, "")?.into())).collect();
    store.commit(transaction).await?;
    leased
}

/// When the next notice without a lease is due.
pub async fn next_due(store: &Store, now: Timestamp) -> anyhow::Result<Option<Timestamp>> {
    let first = logout_notice::Entity::find()
        .filter(logout_notice::Column::LeasedUntil.lte(now.0))
        .order_by_asc(logout_notice::Column::NextAttemptAt)
        .one(store.reader())
        .await?;
    Ok(first.map(|notice| Timestamp(notice.next_attempt_at)))
}

/// Deletes a notice: the client was told, or never will be. `false`: it is gone already.
pub async fn remove(transaction: &Transaction, id: Uuid) -> anyhow::Result<bool> {
    let outcome = logout_notice::Entity::delete_by_id(id).exec(transaction).await?;
    Ok(outcome.rows_affected == 1)
}

/// Ends the lease and schedules the next attempt at `again`, unless another process has leased the notice meanwhile.
pub async fn put_back(store: &Store, notice: &LogoutNotice, answer: &str, again: Timestamp) -> anyhow::Result<()> {
    let transaction = store.begin().await?;
    logout_notice::Entity::update_many()
        .col_expr(logout_notice::Column::NextAttemptAt, Expr::value(again.0))
        .col_expr(logout_notice::Column::LeasedUntil, Expr::value(0_i64))
        .col_expr(logout_notice::Column::LastAnswer, Expr::value(answer))
        .filter(logout_notice::Column::Id.eq(notice.id))
        .filter(logout_notice::Column::Attempts.eq(i32::try_from(notice.attempts).unwrap_or(i32::MAX)))
        .exec(&transaction)
        .await?;
    store.commit(transaction).await
}

/// What a client has not been told although it was tried. `None`: nothing.
pub async fn undelivered(store: &Store, client: ClientId) -> anyhow::Result<Option<Undelivered>> {
    let statement = Statement::from_sql_and_values(
        store.reader().get_database_backend(),
        "SELECT last_answer, (SELECT COUNT(*) FROM logout_notice WHERE client_id = $1 AND last_answer IS NOT NULL) AS many
         FROM logout_notice WHERE client_id = $1 AND last_answer IS NOT NULL ORDER BY created_at DESC LIMIT 1",
        [client.0.into()],
    );
    let Some(row) = store.reader().query_one_raw(statement).await? else { return Ok(None) };
    let many: i64 = row.try_get("", "many")?;
    Ok(Some(Undelivered { many: u64::try_from(many).unwrap_or_default(), answer: row.try_get("", "last_answer")? }))
}
