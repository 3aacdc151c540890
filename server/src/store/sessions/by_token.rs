//! Whose a token is, and what they have: one statement, asked for every page.

use super::Session;
use crate::store::{
    Store, TokenHash,
    accounts::Account,
    entity::{account, organisation, session},
    organisations::Organisation,
};
use domain::Timestamp;
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, Iden, Iterable, Statement};
use std::sync::{Arc, LazyLock};

/// A session with whose it is.
#[derive(Clone, Debug)]
pub struct Found {
    pub session: Session,
    pub account: Account,
    pub organisation: Organisation,
    /// Whether the organisation was the first to be created.
    pub is_first: bool,
    /// `None`: there is no password.
    pub password_changed_at: Option<Timestamp>,
    /// `None`: there is no authenticator app.
    pub authenticator_since: Option<Timestamp>,
    pub has_passkey: bool,
    /// How many are left.
    pub recovery_codes: u32,
}

/// The session of a token that has not ended, with its account and organisation. `None` also when the account is
/// deactivated. What another server changed may go unseen for a second.
pub async fn find_by_token(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<Arc<Found>>> {
    store.seen.or(&store.seen.sessions, token, now, read_by_token(store, token)).await
}

async fn read_by_token(store: &Store, token: &TokenHash) -> anyhow::Result<Option<Found>> {
    let reader = store.reader();
    let statement =
        Statement::from_sql_and_values(reader.get_database_backend(), BY_TOKEN.as_str(), [token.0.clone().into()]);
    let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
    Ok(Some(Found {
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

/// Each table's columns under a prefix of its own.
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
