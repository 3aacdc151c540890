//! Finds the session of a token with its account and organisation, in one statement, because every page needs it.

use super::record::{SessionWithAccount, session};
use crate::accounts::account;
use crate::organisations::organisation;
use crate::prelude::*;
use crate::sql::columns;
use sea_orm::{ConnectionTrait, QueryResult};
use std::sync::{Arc, LazyLock};

/// The session of a token, unless it has ended or the account is deactivated. Whether it has expired depends on the
/// policy. Cached: a change by another server may go unseen for a second.
pub async fn find_by_token(
    store: &Store,
    token: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<Option<Arc<SessionWithAccount>>> {
    let cache = &store.read_cache;
    cache.get_or_read(&cache.sessions, token, now, read_by_token(store.reader(), token)).await
}

/// The session of a token, unless it has ended or the account is deactivated, as this transaction has left it.
pub async fn find_by_token_in(
    transaction: &Transaction,
    token: &TokenHash,
) -> anyhow::Result<Option<SessionWithAccount>> {
    read_by_token(transaction, token).await
}

async fn read_by_token(
    connection: &impl ConnectionTrait,
    token: &TokenHash,
) -> anyhow::Result<Option<SessionWithAccount>> {
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, BY_TOKEN.as_str(), [token.0.clone().into()]);
    connection.query_one_raw(statement).await?.map(|row| read_session(&row)).transpose()
}

static BY_TOKEN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {} FROM session s {SESSION_JOINS} WHERE s.token_hash = $1 AND {SESSION_IS_OPEN}",
        SESSION_COLUMNS.as_str()
    )
});

/// The tables beside the session `s` that `SESSION_COLUMNS` needs.
pub(crate) const SESSION_JOINS: &str = "JOIN account a ON a.id = s.account_id
    JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN password p ON p.account_id = a.id";

/// The session `s` has not ended, and its account is not deactivated.
pub(crate) const SESSION_IS_OPEN: &str = "s.ended_at IS NULL AND a.deactivated_at IS NULL";

/// What `read_session` reads. The columns of each table get a prefix of their own.
pub(crate) static SESSION_COLUMNS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}, {}, {}, p.changed_at AS password_changed_at,
            o.id = (SELECT id FROM organisation ORDER BY created_at, id LIMIT 1) AS is_first,
            (SELECT max(confirmed_at) FROM authenticator WHERE account_id = a.id) AS authenticator_since,
            EXISTS (SELECT 1 FROM passkey WHERE account_id = a.id) AS has_passkey,
            (SELECT count(*) FROM recovery_code WHERE account_id = a.id AND used_at IS NULL) AS recovery_codes",
        columns::<session::Column>("s"),
        columns::<account::Column>("a"),
        columns::<organisation::Column>("o")
    )
});

/// Reads a session with its account and organisation from `SESSION_COLUMNS`.
pub(crate) fn read_session(row: &QueryResult) -> anyhow::Result<SessionWithAccount> {
    Ok(SessionWithAccount {
        session: session::Model::from_query_result(row, "s_")?.into(),
        account: account::Model::from_query_result(row, "a_")?.try_into()?,
        organisation: organisation::Model::from_query_result(row, "o_")?.try_into()?,
        is_first: row.try_get("", "is_first")?,
        password_changed_at: row.try_get::<Option<i64>>("", "password_changed_at")?.map(Timestamp),
        authenticator_since: row.try_get::<Option<i64>>("", "authenticator_since")?.map(Timestamp),
        has_passkey: row.try_get("", "has_passkey")?,
        recovery_codes: row.try_get::<i64>("", "recovery_codes")?.try_into()?,
    })
}
