//! Counts the users who are signed in, by what decides whether their sessions may continue.

use crate::{prelude::*, sql::Sql};
use domain::Method;
use domain::policy::{SecondFactor, SessionRules, SignedInGroup};

/// The users of an organisation who have a session that is alive under `rules`, without `except`. A session that began
/// with a passkey does not count: it took both steps.
pub async fn signed_in(
    store: &Store,
    organisation: OrganisationId,
    except: AccountId,
    rules: SessionRules,
    now: Timestamp,
) -> anyhow::Result<Vec<SignedInGroup>> {
    let mut sql = Sql::new(store.reader());
    let (organisation, except) = (sql.bind(organisation.0), sql.bind(except.0));
    let (idle, absolute) = (sql.bind((now - rules.idle).0), sql.bind((now - rules.absolute).0));
    let by_passkey = sql.bind(Method::Passkey.name());
    sql.push(&format!(
        "SELECT has_passkey, has_authenticator, took, COUNT(*) AS many FROM (
             SELECT MIN(CASE WHEN s.took_second_step THEN 1 ELSE 0 END) = 1 AS took,
                 EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = a.id) AS has_passkey,
                 EXISTS (SELECT 1 FROM authenticator t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)
                     AS has_authenticator
             FROM account a JOIN session s ON s.account_id = a.id
             WHERE a.organisation_id = {organisation} AND a.id <> {except} AND s.ended_at IS NULL
             AND s.last_seen_at > {idle} AND s.created_at > {absolute} AND s.method <> {by_passkey}
             GROUP BY a.id) AS signed_in
         GROUP BY has_passkey, has_authenticator, took"
    ));
    let group = |row: &sea_orm::QueryResult| {
        let has = |column: &str| row.try_get::<bool>("", column);
        let passkey = has("has_passkey")?.then_some(SecondFactor::Passkey);
        let authenticator = has("has_authenticator")?.then_some(SecondFactor::Authenticator);
        Ok(SignedInGroup {
            own: passkey.into_iter().chain(authenticator).collect(),
            took_second_step: has("took")?,
            people: u32::try_from(row.try_get::<i64>("", "many")?)?,
            is_you: false,
        })
    };
    sql.all(store.reader()).await?.iter().map(group).collect()
}
