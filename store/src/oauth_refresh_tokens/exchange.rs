//! The exchange of a refresh token for the next tokens, in as few statements as each database allows: with PostgreSQL
//! each is a round trip, and with SQLite all who write wait for each.

use super::find_in;
use super::record::{NewRefreshToken, RefreshToken, oauth_refresh_token};
use crate::oauth_access_tokens::NewAccessToken;
use crate::oauth_authorizations::{self, IS_LIVE, LIVE_COLUMNS, LIVE_JOINS, LiveAuthorization, read_live};
use crate::prelude::*;
use crate::sql::columns;
use sea_orm::{DbBackend, Value};
use std::sync::LazyLock;

/// Locks the authorization of a refresh token as [`oauth_authorizations::lock`] does, and reads both as they are then.
/// `None`: there is no such token, or its authorization does not count any more, see [`LiveAuthorization`].
pub async fn lock(
    transaction: &Transaction,
    hash: &TokenHash,
) -> anyhow::Result<Option<(RefreshToken, LiveAuthorization)>> {
    // On SQLite the transaction is the only one that writes.
    if transaction.get_database_backend() != DbBackend::Postgres {
        return read(transaction, &LIVE, hash).await;
    }
    let found = read(transaction, &LOCKED, hash).await?;
    // Of a spent token it may have read how the successor was before the lock.
    if let Some(found) = found.filter(|(token, _)| token.spent_at.is_none()) {
        return Ok(Some(found));
    }
    // Or another transaction has a lock. What is read after waiting for that is new.
    let Some(token) = find_in(transaction, hash).await? else { return Ok(None) };
    if !oauth_authorizations::lock(transaction, token.authorization).await? {
        return Ok(None);
    }
    read(transaction, &LIVE, hash).await
}

async fn read(
    transaction: &Transaction,
    query: &str,
    hash: &TokenHash,
) -> anyhow::Result<Option<(RefreshToken, LiveAuthorization)>> {
    let values = [hash.0.clone().into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
    let rows = transaction.query_all_raw(statement).await?;
    let (Some(row), Some(live)) = (rows.first(), read_live(&rows)?) else { return Ok(None) };
    Ok(Some((RefreshToken::read(row, "r_", live.client)?, live)))
}

/// One row for each group of the account, or one without a group.
static LIVE: LazyLock<String> = LazyLock::new(|| live("oauth_refresh_token r"));

/// The same with all locks, or nothing if another transaction has one of them: so it never waits, and what it reads is
/// as it was when the statement began, a moment before. The token itself is as it is now, because PostgreSQL reads a row
/// that it locks again. The locks are taken before the groups are joined: otherwise it could skip some of the groups.
static LOCKED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH r AS (
            SELECT r.* FROM oauth_refresh_token r JOIN oauth_authorization z ON z.id = r.authorization_id
            JOIN oauth_grant g ON g.id = z.grant_id JOIN oauth_client c ON c.id = g.client_id
            WHERE r.token_hash = $1
            FOR KEY SHARE OF c SKIP LOCKED FOR NO KEY UPDATE OF g SKIP LOCKED FOR UPDATE OF z, r SKIP LOCKED)
         {}",
        live("r")
    )
});

/// `from` is where the refresh token `r` comes from.
fn live(from: &str) -> String {
    format!(
        "SELECT {}, {}, (n.used_at IS NOT NULL) AS is_successor_used
         FROM {from} JOIN oauth_authorization z ON z.id = r.authorization_id {LIVE_JOINS}
         LEFT JOIN oauth_refresh_token n ON n.token_hash = r.successor_hash
         WHERE r.token_hash = $1 AND {IS_LIVE} ORDER BY pg.name_key",
        LIVE_COLUMNS.as_str(),
        columns::<oauth_refresh_token::Column>("r")
    )
}

/// Spends a refresh token, which also counts as its use, and inserts its successor and the access token that comes with
/// that. Fails if it was spent before; the transaction must not be committed then. The caller has locked the
/// authorization.
pub async fn exchange(
    transaction: &Transaction,
    spent: &TokenHash,
    next: NewRefreshToken,
    access: NewAccessToken,
    now: Timestamp,
) -> anyhow::Result<()> {
    // None of the rows is in the read cache, and no job waits for one.
    let backend = transaction.get_database_backend();
    let (query, rows) = match backend {
        DbBackend::Postgres => (IN_ONE.as_str(), 1),
        _ => (IN_A_ROW.as_str(), 3),
    };
    let values: [Value; 10] = [
        now.0.into(),
        next.hash.0.into(),
        spent.0.clone().into(),
        next.authorization.0.into(),
        next.key_id.into(),
        next.expires_at.0.into(),
        access.hash.0.into(),
        access.client.0.into(),
        access.scopes.to_string().into(),
        access.expires_at.0.into(),
    ];
    let statement = Statement::from_sql_and_values(backend, query, values);
    let written = transaction.execute_raw(statement).await?.rows_affected();
    anyhow::ensure!(written == rows, "a refresh token was spent although its authorization is locked");
    Ok(())
}

const SPEND: &str = "UPDATE oauth_refresh_token SET spent_at = $1, successor_hash = $2, used_at = COALESCE(used_at, $1)
    WHERE token_hash = $3 AND spent_at IS NULL";
const NEXT: &str = "INSERT INTO oauth_refresh_token
    (token_hash, authorization_id, key_id, created_at, expires_at, retries)
    SELECT $2, $4, $5, $1, $6, 0";
const ACCESS: &str = "INSERT INTO oauth_access_token
    (token_hash, client_id, authorization_id, refresh_hash, scopes, created_at, expires_at)
    SELECT $7, $8, $4, $2, $9, $1, $10";

/// One statement of PostgreSQL. It says how many access tokens it has inserted: none if the token was spent.
static IN_ONE: LazyLock<String> =
    LazyLock::new(|| format!("WITH spent AS ({SPEND} RETURNING 1), next AS ({NEXT} FROM spent) {ACCESS} FROM spent"));

/// Three statements of SQLite, which are sent as one. They say how many rows they have written together.
static IN_A_ROW: LazyLock<String> = LazyLock::new(|| format!("{SPEND}; {NEXT}; {ACCESS}"));
