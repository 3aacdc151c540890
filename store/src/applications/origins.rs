//! The origins that proxies guard for applications. An origin belongs to one application of the whole installation.

use super::record::{Application, protected_origin};
use crate::{Store, Transaction, sql::Sql};
use domain::{ApplicationId, Timestamp, application::ProtectedOrigin};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::OnConflict,
};
use std::sync::Arc;

/// The origins of an application.
pub async fn origins(store: &Store, id: ApplicationId) -> anyhow::Result<Vec<ProtectedOrigin>> {
    read_origins(store.reader(), id).await
}

/// The origins of an application, as this transaction has left them.
pub async fn origins_in(transaction: &Transaction, id: ApplicationId) -> anyhow::Result<Vec<ProtectedOrigin>> {
    read_origins(transaction, id).await
}

async fn read_origins(connection: &impl ConnectionTrait, id: ApplicationId) -> anyhow::Result<Vec<ProtectedOrigin>> {
    let rows = protected_origin::Entity::find()
        .filter(protected_origin::Column::ApplicationId.eq(id.0))
        .order_by_asc(protected_origin::Column::Origin)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| ProtectedOrigin::from_store(row.origin)).collect())
}

/// Replaces the origins of an application, and deletes the passes and tickets of those that it loses. Returns an origin
/// that belongs to another application: then the caller has to roll back.
pub async fn set_origins(
    transaction: &Transaction,
    id: ApplicationId,
    origins: &[ProtectedOrigin],
) -> anyhow::Result<Option<ProtectedOrigin>> {
    let mut names: Vec<&str> = origins.iter().map(ProtectedOrigin::as_str).collect();
    // In one order, so that two transactions never wait for each other.
    names.sort_unstable();
    for table in ["protected_origin", "pass", "entry_ticket"] {
        let mut sql = Sql::new(transaction);
        let application = sql.bind(id.0);
        sql.push(&format!("DELETE FROM {table} WHERE application_id = {application}"));
        if !names.is_empty() {
            let kept = sql.bind_all(names.iter().copied());
            sql.push(&format!(" AND origin NOT IN ({kept})"));
        }
        sql.execute(transaction).await?;
    }
    if names.is_empty() {
        return Ok(None);
    }
    let rows = names
        .iter()
        .map(|name| protected_origin::ActiveModel { origin: Set((*name).to_owned()), application_id: Set(id.0) });
    // Waits for another transaction that takes one of them.
    let unless_there = OnConflict::new().do_nothing().to_owned();
    protected_origin::Entity::insert_many(rows).on_conflict(unless_there).exec_without_returning(transaction).await?;
    let taken = protected_origin::Entity::find()
        .filter(protected_origin::Column::Origin.is_in(names))
        .filter(protected_origin::Column::ApplicationId.ne(id.0))
        .order_by_asc(protected_origin::Column::Origin)
        .one(transaction)
        .await?;
    Ok(taken.map(|row| ProtectedOrigin::from_store(row.origin)))
}

/// The application that an origin belongs to. Cached: a change by another server may go unseen for a second.
pub async fn by_origin(
    store: &Store,
    origin: &ProtectedOrigin,
    now: Timestamp,
) -> anyhow::Result<Option<Arc<Application>>> {
    let cache = &store.read_cache;
    cache.get_or_read(&cache.applications, origin, now, read_by_origin(store, origin)).await
}

async fn read_by_origin(store: &Store, origin: &ProtectedOrigin) -> anyhow::Result<Option<Application>> {
    let mut sql = Sql::new(store.reader());
    let origin = sql.bind(origin.as_str());
    sql.push(&format!(
        "SELECT app.* FROM protected_origin g JOIN application app ON app.id = g.application_id
         WHERE g.origin = {origin}"
    ));
    let rows = sql.all(store.reader()).await?;
    rows.first().map(|row| Application::read(row, "")).transpose()
}
