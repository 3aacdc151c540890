//! Reads an authorization with all that decides whether it still counts, in one statement. So no one has to be told
//! when a session ends or a user loses access.

use super::record::{LiveAuthorization, oauth_authorization};
use crate::accounts::account;
use crate::applications::{Application, LETS_IN, SERVES, application};
use crate::groups::NamedGroup;
use crate::oauth_clients::oauth_client;
use crate::organisations::organisation;
use crate::sessions::{SESSION_COLUMNS, read_session};
use crate::sql::columns;
use domain::oidc::{ClientSettings, Scopes};
use domain::{AuthorizationId, ClientId, GrantId, Timestamp};
use sea_orm::{FromQueryResult as _, QueryResult};
use std::sync::LazyLock;
use uuid::Uuid;

/// What `read_live` reads. The columns of each table get a prefix of their own.
pub(crate) static LIVE_COLUMNS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}, {}, {}, {}, g.used_at AS grant_used_at,
            ({SERVES} AND {LETS_IN}) AS is_let_in, pg.id AS group_id, pg.name AS group_name",
        SESSION_COLUMNS.as_str(),
        columns::<oauth_authorization::Column>("z"),
        columns::<oauth_client::Column>("c"),
        columns::<application::Column>("app")
    )
});

/// The tables beside the authorization `z` that `LIVE_COLUMNS` needs: one row for each group of the account, or one
/// without a group.
pub(crate) const LIVE_JOINS: &str = "JOIN oauth_grant g ON g.id = z.grant_id
    JOIN oauth_client c ON c.id = g.client_id
    JOIN application app ON app.id = c.application_id
    JOIN account a ON a.id = g.account_id
    JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN password p ON p.account_id = a.id
    LEFT JOIN session s ON s.id = z.session_id
    LEFT JOIN group_member m ON m.account_id = a.id
    LEFT JOIN person_group pg ON pg.id = m.group_id";

/// The condition that an authorization counts, as far as the database knows. The account of an offline one is asked,
/// too: it has no session that could have ended.
pub(crate) const IS_LIVE: &str = "(z.session_id IS NULL OR s.ended_at IS NULL)
    AND a.deactivated_at IS NULL AND a.closed_at IS NULL AND app.is_on";

/// Reads an authorization from the rows of `LIVE_COLUMNS`. `None`: there is no row.
pub(crate) fn read_live(rows: &[QueryResult]) -> anyhow::Result<Option<LiveAuthorization>> {
    let Some(row) = rows.first() else { return Ok(None) };
    let stored = oauth_authorization::Model::from_query_result(row, "z_")?;
    let client = oauth_client::Model::from_query_result(row, "c_")?;
    let groups = rows.iter().filter_map(|row| group(row).transpose()).collect::<anyhow::Result<_>>()?;
    Ok(Some(LiveAuthorization {
        id: AuthorizationId(stored.id),
        grant: GrantId(stored.grant_id),
        grant_used_at: Timestamp(row.try_get("", "grant_used_at")?),
        client: ClientId(client.id),
        settings: ClientSettings::try_from(&client)?,
        application: Application::read(row, "app_")?,
        account: account::Model::from_query_result(row, "a_")?.try_into()?,
        organisation: organisation::Model::from_query_result(row, "o_")?.try_into()?,
        groups,
        holder: stored.session_id.map(|_| read_session(row)).transpose()?,
        sid: stored.sid,
        scopes: Scopes::read(&stored.scopes),
        nonce: stored.nonce,
        authenticated_at: Timestamp(stored.authenticated_at),
        amr: stored.amr,
        acr: stored.acr,
        created_at: Timestamp(stored.created_at),
        is_let_in: row.try_get("", "is_let_in")?,
    }))
}

fn group(row: &QueryResult) -> anyhow::Result<Option<NamedGroup>> {
    let id: Option<Uuid> = row.try_get("", "group_id")?;
    let name: Option<String> = row.try_get("", "group_name")?;
    id.zip(name).map(|(id, name)| NamedGroup::read(id, &name)).transpose()
}
