//! Finds the session of a token with its account and organisation, in one statement, because every page needs it.

use super::record::{SessionWithAccount, session};
use crate::{Store, TokenHash, accounts::account, organisations::organisation};
use domain::Timestamp;
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, Iden, Iterable, Statement};
use std::sync::{Arc, LazyLock};

/// The session of a token, unless it has ended or the account is deactivated. Whether it has expired depends on the
/// policy. Cached: a change by another server may go unseen for a second.
pub async fn find_by_token(
    store: &Store,
    token: &TokenHash,
    now: Timestamp,
) -> anyhow::Result<Option<Arc<SessionWithAccount>>> {
    let cache = &store.read_cache;
    cache.get_or_read(&cache.sessions, token, now, read_by_token(store, token)).await
}

async fn read_by_token(store: &Store, token: &TokenHash) -> anyhow::Result<Option<SessionWithAccount>> {
    let reader = store.reader();
    let statement =
        Statement::from_sql_and_values(reader.get_database_backend(), BY_TOKEN.as_str(), [token.0.clone().into()]);
    let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
    Ok(Some(SessionWithAccount {
        session: session::Model::from_query_result(&row, "s_")?.into(),
        account: account::Model::from_query_result(&row, "a_")?.try_into()?,
        organisation: organisation::Model::from_query_result(&row, "o_")?.try_into()?,
        is_first: row.try_get("", "is_first")?,
        password_changed_at: row.try_get::<Option<i64>>("", "password_changed_at")?.map(Timestamp),
        authenticator_since: row.try_get::<Option<i64>>("", "authenticator_since")?.map(Timestamp),
        has_passkey: row.try_get("", "has_passkey")?,
        recovery_codes: row.try_get::<i64>("", "recovery_codes")?.try_into()?,
    }))
}

/// The columns of each table get a prefix of their own.
static BY_TOKEN: LazyLock<String> = LazyLock::new(|| {
    fn columns<C: Iden + Iterable>(table: char) -> String {
        let columns: Vec<String> = C::iter()
            .map(|column| {
                let name = column.unquoted();
                format!("{table}.{name} AS {table}_{name}")
            })
            .collect();
        columns.join(", ")
    }
    format!(
        "SELECT {}, {}, {}, p.changed_at AS password_changed_at,
            o.id = (SELECT id FROM organisation ORDER BY created_at, id LIMIT 1) AS is_first,
            (SELECT max(confirmed_at) FROM authenticator WHERE account_id = a.id) AS authenticator_since,
            EXISTS (SELECT 1 FROM passkey WHERE account_id = a.id) AS has_passkey,
            (SELECT count(*) FROM recovery_code WHERE account_id = a.id AND used_at IS NULL) AS recovery_codes
         FROM session s JOIN account a ON a.id = s.account_id
         JOIN organisation o ON o.id = a.organisation_id
         LEFT JOIN password p ON p.account_id = a.id
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND a.deactivated_at IS NULL",
        columns::<session::Column>('s'),
        columns::<account::Column>('a'),
        columns::<organisation::Column>('o')
    )
});
