//! Clients of OpenID Connect and their secrets. An application has at most one client.

mod record;
mod sealed;

pub use record::{Client, ClientSecret, NewSecret, ShownSecret};
pub(crate) use record::{KnownSecret, oauth_client, oauth_client_secret};
pub use sealed::{reseal, sealed_otherwise};

use super::Sealed;
use super::applications::application;
use super::sql::columns;
use crate::prelude::*;
use domain::oidc::ClientSettings;
use domain::{ApplicationId, ClientId};
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait, UpdateMany};
use std::sync::{Arc, LazyLock};

fn stored(seconds: Option<Seconds>) -> anyhow::Result<Option<i32>> {
    Ok(seconds.map(|seconds| i32::try_from(seconds.0)).transpose()?)
}

fn back_channel_uri(settings: &ClientSettings) -> Option<String> {
    settings.back_channel_uri.as_ref().map(|uri| uri.as_str().to_owned())
}

/// Inserts the client of an application, without a secret.
pub async fn insert(
    transaction: &Transaction,
    id: ClientId,
    application: ApplicationId,
    settings: &ClientSettings,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = oauth_client::ActiveModel {
        id: Set(id.0),
        application_id: Set(application.0),
        authentication: Set(settings.authentication.name().to_owned()),
        redirect_uris: Set(settings.redirect_uris.to_string()),
        sign_out_uris: Set(settings.sign_out_uris.to_string()),
        back_channel_uri: Set(back_channel_uri(settings)),
        asks_consent: Set(settings.asks_consent),
        is_lean: Set(settings.is_lean),
        requires_pkce: Set(settings.requires_pkce),
        allows_offline: Set(settings.allows_offline),
        id_token_alg: Set(settings.id_token_algorithm.name().to_owned()),
        access_seconds: Set(stored(settings.lifetimes.access)?),
        refresh_seconds: Set(stored(settings.lifetimes.refresh)?),
        allows_device: Set(settings.allows_device),
        allows_client_credentials: Set(settings.allows_client_credentials),
        created_at: Set(now.0),
    };
    oauth_client::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Changes the settings of a client.
pub async fn change(transaction: &Transaction, id: ClientId, settings: &ClientSettings) -> anyhow::Result<()> {
    oauth_client::Entity::update_many()
        .col_expr(oauth_client::Column::Authentication, Expr::value(settings.authentication.name()))
        .col_expr(oauth_client::Column::RedirectUris, Expr::value(settings.redirect_uris.to_string()))
        .col_expr(oauth_client::Column::SignOutUris, Expr::value(settings.sign_out_uris.to_string()))
        .col_expr(oauth_client::Column::BackChannelUri, Expr::value(back_channel_uri(settings)))
        .col_expr(oauth_client::Column::AsksConsent, Expr::value(settings.asks_consent))
        .col_expr(oauth_client::Column::IsLean, Expr::value(settings.is_lean))
        .col_expr(oauth_client::Column::RequiresPkce, Expr::value(settings.requires_pkce))
        .col_expr(oauth_client::Column::AllowsOffline, Expr::value(settings.allows_offline))
        .col_expr(oauth_client::Column::AllowsDevice, Expr::value(settings.allows_device))
        .col_expr(oauth_client::Column::AllowsClientCredentials, Expr::value(settings.allows_client_credentials))
        .col_expr(oauth_client::Column::IdTokenAlg, Expr::value(settings.id_token_algorithm.name()))
        .col_expr(oauth_client::Column::AccessSeconds, Expr::value(stored(settings.lifetimes.access)?))
        .col_expr(oauth_client::Column::RefreshSeconds, Expr::value(stored(settings.lifetimes.refresh)?))
        .filter(oauth_client::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Keeps a client from being deleted until the transaction ends. `false`: it is deleted already.
pub async fn lock(transaction: &Transaction, id: ClientId) -> anyhow::Result<bool> {
    let row = oauth_client::Entity::find_by_id(id.0).lock(LockType::KeyShare).one(transaction).await?;
    Ok(row.is_some())
}

/// Deletes the client of an application, with all that users allowed it and all tokens. `false`: there is none.
pub async fn delete(transaction: &Transaction, application: ApplicationId) -> anyhow::Result<bool> {
    let outcome = oauth_client::Entity::delete_many()
        .filter(oauth_client::Column::ApplicationId.eq(application.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// A client with its application, which may be turned off. Cached: a change by another server may go unseen for a
/// second.
pub async fn find(store: &Store, id: ClientId, now: Timestamp) -> anyhow::Result<Option<Arc<Client>>> {
    let cache = &store.read_cache;
    cache.get_or_read(&cache.clients, &id, now, read(store, id)).await
}

async fn read(store: &Store, id: ClientId) -> anyhow::Result<Option<Client>> {
    let reader = store.reader();
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), BY_ID.as_str(), [id.0.into()]);
    reader.query_one_raw(statement).await?.map(|row| Client::read(&row)).transpose()
}

static BY_ID: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {}, {} FROM oauth_client c JOIN application app ON app.id = c.application_id WHERE c.id = $1",
        columns::<oauth_client::Column>("c"),
        columns::<application::Column>("app")
    )
});

/// The client of an application.
pub async fn of_application(
    store: &Store,
    application: ApplicationId,
) -> anyhow::Result<Option<(ClientId, ClientSettings)>> {
    read_of_application(store.reader(), application).await
}

/// The client of an application, as this transaction has left it.
pub async fn of_application_in(
    transaction: &Transaction,
    application: ApplicationId,
) -> anyhow::Result<Option<(ClientId, ClientSettings)>> {
    read_of_application(transaction, application).await
}

async fn read_of_application(
    connection: &impl ConnectionTrait,
    application: ApplicationId,
) -> anyhow::Result<Option<(ClientId, ClientSettings)>> {
    let row = oauth_client::Entity::find()
        .filter(oauth_client::Column::ApplicationId.eq(application.0))
        .one(connection)
        .await?;
    row.map(|row| Ok((ClientId(row.id), ClientSettings::try_from(&row)?))).transpose()
}

/// The secrets of a client that have not expired, the newest first.
pub async fn secrets(store: &Store, id: ClientId, now: Timestamp) -> anyhow::Result<Vec<ClientSecret>> {
    let rows = oauth_client_secret::Entity::find()
        .filter(oauth_client_secret::Column::ClientId.eq(id.0))
        .filter(is_valid(now))
        .order_by_desc(oauth_client_secret::Column::CreatedAt)
        .order_by_desc(oauth_client_secret::Column::ExpiresAt.is_null())
        .all(store.reader())
        .await?;
    let secret = |row: oauth_client_secret::Model| ClientSecret {
        hint: row.hint,
        created_at: Timestamp(row.created_at),
        expires_at: row.expires_at.map(Timestamp),
    };
    Ok(rows.into_iter().map(secret).collect())
}

fn is_valid(now: Timestamp) -> Condition {
    Condition::any()
        .add(oauth_client_secret::Column::ExpiresAt.is_null())
        .add(oauth_client_secret::Column::ExpiresAt.gt(now.0))
}

/// Adds a secret. The earlier ones end at `others_until` if they do not end before.
pub async fn add_secret(
    transaction: &Transaction,
    id: ClientId,
    new: NewSecret,
    others_until: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    oauth_client_secret::Entity::update_many()
        .col_expr(oauth_client_secret::Column::ExpiresAt, Expr::value(others_until.0))
        .filter(oauth_client_secret::Column::ClientId.eq(id.0))
        .filter(is_valid(others_until))
        .exec(transaction)
        .await?;
    let shown = new.shown.as_ref();
    let row = oauth_client_secret::ActiveModel {
        secret_hash: Set(new.hash.0),
        client_id: Set(id.0),
        hint: Set(new.hint),
        created_at: Set(now.0),
        expires_at: Set(None),
        sealed: Set(shown.map(|shown| shown.sealed.bytes.clone())),
        key_id: Set(shown.map(|shown| shown.sealed.key_id)),
        shown_to: Set(shown.map(|shown| shown.to.0)),
        shown_until: Set(shown.map(|shown| shown.until.0)),
    };
    oauth_client_secret::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The newest secret that this admin made and may still see, with its hash. Only reads.
pub async fn shown_secret(
    store: &Store,
    id: ClientId,
    to: AccountId,
    now: Timestamp,
) -> anyhow::Result<Option<(TokenHash, Sealed)>> {
    let row = oauth_client_secret::Entity::find()
        .filter(oauth_client_secret::Column::ClientId.eq(id.0))
        .filter(oauth_client_secret::Column::ShownTo.eq(to.0))
        .filter(oauth_client_secret::Column::ShownUntil.gt(now.0))
        .order_by_desc(oauth_client_secret::Column::CreatedAt)
        .order_by_desc(oauth_client_secret::Column::ExpiresAt.is_null())
        .one(store.reader())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sealed = row.key_id.zip(row.sealed).map(|(key_id, bytes)| Sealed { key_id, bytes });
    Ok(sealed.map(|sealed| (TokenHash(row.secret_hash), sealed)))
}

/// The update that takes secrets from the view of admins, for good.
fn put_away() -> UpdateMany<oauth_client_secret::Entity> {
    oauth_client_secret::Entity::update_many()
        .col_expr(oauth_client_secret::Column::Sealed, Expr::value(None::<Vec<u8>>))
        .col_expr(oauth_client_secret::Column::KeyId, Expr::value(None::<i32>))
        .col_expr(oauth_client_secret::Column::ShownTo, Expr::value(None::<Uuid>))
        .col_expr(oauth_client_secret::Column::ShownUntil, Expr::value(None::<i64>))
}

/// Deletes what `shown_secret` reads: the admin has saved the secret, and it is never shown again.
pub async fn put_secret_away(transaction: &Transaction, id: ClientId, to: AccountId) -> anyhow::Result<()> {
    put_away()
        .filter(oauth_client_secret::Column::ClientId.eq(id.0))
        .filter(oauth_client_secret::Column::ShownTo.eq(to.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes the sealed secrets of all clients that no admin may see any more.
pub(crate) async fn put_old_secrets_away(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    let is_old = oauth_client_secret::Column::ShownUntil.lte(now.0);
    // Usually there are none, so nobody has to wait for a writer.
    if oauth_client_secret::Entity::find().filter(is_old.clone()).one(store.reader()).await?.is_some() {
        let transaction = store.begin().await?;
        put_away().filter(is_old).exec(&transaction).await?;
        store.commit(transaction).await?;
    }
    Ok(())
}

/// Deletes the secrets of a client that another one has replaced. `false`: none of them counts any more.
pub async fn end_earlier_secrets(transaction: &Transaction, id: ClientId, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = oauth_client_secret::Entity::delete_many()
        .filter(oauth_client_secret::Column::ClientId.eq(id.0))
        .filter(oauth_client_secret::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected > 0)
}

/// Deletes all secrets of a client.
pub async fn end_secrets(transaction: &Transaction, id: ClientId) -> anyhow::Result<()> {
    oauth_client_secret::Entity::delete_many()
        .filter(oauth_client_secret::Column::ClientId.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whether this is the hash of a secret of the client that has not expired. Cached: a change by another server may go
/// unseen for a second.
pub async fn has_secret(store: &Store, id: ClientId, hash: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let cache = &store.read_cache;
    let found = cache.get_or_read(&cache.client_secrets, hash, now, read_secret(store, hash)).await?;
    Ok(found.is_some_and(|secret| secret.client == id && secret.expires_at.is_none_or(|expires_at| now < expires_at)))
}

async fn read_secret(store: &Store, hash: &TokenHash) -> anyhow::Result<Option<KnownSecret>> {
    let row = oauth_client_secret::Entity::find_by_id(hash.0.clone()).one(store.reader()).await?;
    Ok(row.map(|row| KnownSecret { client: ClientId(row.client_id), expires_at: row.expires_at.map(Timestamp) }))
}
