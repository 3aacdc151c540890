//! Passes: each lets one browser into one protected origin, as long as its session lasts.

mod record;

pub use record::Pass;
pub(crate) use record::pass;

use super::applications::{Application, LETS_IN, SERVES, application};
use super::groups::NamedGroup;
use super::sessions::{SESSION_COLUMNS, SESSION_IS_OPEN, SESSION_JOINS, read_session};
use super::sql::columns;
use super::{Store, TokenHash, Transaction};
use domain::{ApplicationId, Timestamp, application::ProtectedOrigin};
use sea_orm::{ActiveValue::Set, ConnectionTrait as _, EntityTrait as _, QueryResult, Statement};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// A pass to be inserted.
#[derive(Clone, Debug)]
pub struct NewPass {
    pub token: TokenHash,
    pub application: ApplicationId,
    pub origin: ProtectedOrigin,
    pub session: Uuid,
}

/// Inserts a pass.
pub async fn insert(transaction: &Transaction, new: NewPass, now: Timestamp) -> anyhow::Result<()> {
    let row = pass::ActiveModel {
        token_hash: Set(new.token.0),
        application_id: Set(new.application.0),
        origin: Set(new.origin.to_string()),
        session_id: Set(new.session),
        created_at: Set(now.0),
    };
    pass::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The pass of a token. `None` also when its session has ended, the account is deactivated, or the application does not
/// have its origin any more. Whether the session has expired depends on the policy. Cached: a change by another server
/// may go unseen for a second.
pub async fn find(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<Arc<Pass>>> {
    let cache = &store.read_cache;
    cache.get_or_read(&cache.passes, token, now, read(store, token)).await
}

async fn read(store: &Store, token: &TokenHash) -> anyhow::Result<Option<Pass>> {
    let reader = store.reader();
    let statement =
        Statement::from_sql_and_values(reader.get_database_backend(), BY_TOKEN.as_str(), [token.0.clone().into()]);
    let rows = reader.query_all_raw(statement).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let groups = rows.iter().filter_map(|row| group(row).transpose()).collect::<anyhow::Result<_>>()?;
    Ok(Some(Pass {
        application: Application::read(row, "app_")?,
        origin: ProtectedOrigin::from_store(row.try_get("", "pass_origin")?),
        holder: read_session(row)?,
        groups,
        is_let_in: row.try_get("", "is_let_in")?,
    }))
}

fn group(row: &QueryResult) -> anyhow::Result<Option<NamedGroup>> {
    let id: Option<Uuid> = row.try_get("", "group_id")?;
    let name: Option<String> = row.try_get("", "group_name")?;
    id.zip(name).map(|(id, name)| NamedGroup::read(id, &name)).transpose()
}

/// One row for each group of the account, or one without a group. The columns of each table get a prefix of their own.
static BY_TOKEN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {}, {}, k.origin AS pass_origin,
            ({SERVES} AND {LETS_IN}) AS is_let_in, g.id AS group_id, g.name AS group_name
         FROM pass k JOIN application app ON app.id = k.application_id
         JOIN protected_origin t ON t.origin = k.origin AND t.application_id = k.application_id
         JOIN session s ON s.id = k.session_id {SESSION_JOINS}
         LEFT JOIN group_member m ON m.account_id = a.id LEFT JOIN person_group g ON g.id = m.group_id
         WHERE k.token_hash = $1 AND {SESSION_IS_OPEN} ORDER BY g.name_key",
        SESSION_COLUMNS.as_str(),
        columns::<application::Column>("app")
    )
});
