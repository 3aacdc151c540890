//! Access tokens: what clients present at userinfo. Each ends with its authorization at the latest.

mod record;

pub(crate) use record::oauth_access_token;
pub use record::{AccessToken, NewAccessToken};

use super::oauth_authorizations::{IS_LIVE, LIVE_COLUMNS, LIVE_JOINS, LiveAuthorization, read_live};
use super::sql::columns;
use crate::prelude::*;
use domain::ClientId;
use domain::oidc::{ClientAuthentication, Scopes};
use sea_orm::QueryResult;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

/// Inserts an access token.
pub async fn insert(transaction: &Transaction, new: NewAccessToken, now: Timestamp) -> anyhow::Result<()> {
    let row = oauth_access_token::ActiveModel {
        token_hash: Set(new.hash.0),
        client_id: Set(new.client.0),
        authorization_id: Set(new.authorization.map(|id| id.0)),
        refresh_hash: Set(new.refresh.map(|hash| hash.0)),
        scopes: Set(new.scopes.to_string()),
        created_at: Set(now.0),
        expires_at: Set(new.expires_at.0),
    };
    oauth_access_token::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// Finds an access token that has not expired. `None` also when its authorization does not count any more, see
/// [`LiveAuthorization`], or when its client may not have tokens of its own any more. Cached: a change by another
/// server may go unseen for a second.
pub async fn find(store: &Store, hash: &TokenHash, now: Timestamp) -> anyhow::Result<Option<Arc<AccessToken>>> {
    let cache = &store.read_cache;
    let found = cache.get_or_read(&cache.access_tokens, hash, now, read(store, hash, now)).await?;
    // It may have expired while it was cached.
    Ok(found.filter(|token| now < token.expires_at))
}

async fn read(store: &Store, hash: &TokenHash, now: Timestamp) -> anyhow::Result<Option<AccessToken>> {
    let found = rows(store, &BY_HASH, hash, now).await?;
    if let (Some(row), Some(authorization)) = (found.first(), read_live(&found)?) {
        return Ok(Some(token(row, Some(authorization))?));
    }
    let found = rows(store, &OF_CLIENT, hash, now).await?;
    found.first().map(|row| token(row, None)).transpose()
}

async fn rows(store: &Store, query: &str, hash: &TokenHash, now: Timestamp) -> anyhow::Result<Vec<QueryResult>> {
    let (reader, values) = (store.reader(), [hash.0.clone().into(), now.0.into()]);
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), query, values);
    Ok(reader.query_all_raw(statement).await?)
}

fn token(row: &QueryResult, authorization: Option<LiveAuthorization>) -> anyhow::Result<AccessToken> {
    let stored = oauth_access_token::Model::from_query_result(row, "t_")?;
    Ok(AccessToken {
        scopes: Scopes::read(&stored.scopes),
        client: ClientId(stored.client_id),
        created_at: Timestamp(stored.created_at),
        expires_at: Timestamp(stored.expires_at),
        authorization,
        refresh: stored.refresh_hash.map(TokenHash),
        is_noted: AtomicBool::new(row.try_get("", "is_noted")?),
    })
}

/// One row for each group of the account, or one without a group.
static BY_HASH: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {}, {}, (r.token_hash IS NULL OR r.used_at IS NOT NULL) AS is_noted
         FROM oauth_access_token t JOIN oauth_authorization z ON z.id = t.authorization_id {LIVE_JOINS}
         LEFT JOIN oauth_refresh_token r ON r.token_hash = t.refresh_hash
         WHERE t.token_hash = $1 AND t.expires_at > $2 AND {IS_LIVE} ORDER BY pg.name_key",
        LIVE_COLUMNS.as_str(),
        columns::<oauth_access_token::Column>("t")
    )
});

/// A token that is about no user.
static OF_CLIENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {}, TRUE AS is_noted FROM oauth_access_token t
         JOIN oauth_client c ON c.id = t.client_id JOIN application app ON app.id = c.application_id
         WHERE t.token_hash = $1 AND t.expires_at > $2 AND t.authorization_id IS NULL
            AND c.allows_client_credentials AND c.authentication <> '{}' AND app.is_on",
        columns::<oauth_access_token::Column>("t"),
        ClientAuthentication::None.name()
    )
});

/// Deletes an access token of a client. `false`: the client has none with this hash.
pub async fn revoke(transaction: &Transaction, hash: &TokenHash, client: ClientId) -> anyhow::Result<bool> {
    let outcome = oauth_access_token::Entity::delete_by_id(hash.0.clone())
        .filter(oauth_access_token::Column::ClientId.eq(client.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}
