//! Counts the users by the credentials that they have.

use crate::{prelude::*, sql::Sql};
use domain::policy::{CredentialGroup, SecondFactor};

/// The active users of an organisation, by their credentials. At most sixteen groups, counted in one pass over the
/// organisation's accounts. `you` is the admin who reads this.
pub async fn credential_groups(
    store: &Store,
    organisation: OrganisationId,
    you: AccountId,
) -> anyhow::Result<Vec<CredentialGroup>> {
    let mut sql = Sql::new(store.reader());
    let (organisation, you) = (sql.bind(organisation.0), sql.bind(you.0));
    sql.push(&format!(
        "SELECT has_password, has_phone, has_passkey, has_authenticator, COUNT(*) AS many, MAX(you) = 1 AS has_you FROM (
             SELECT EXISTS (SELECT 1 FROM password w WHERE w.account_id = a.id) AS has_password,
                 a.phone_verified_at IS NOT NULL AS has_phone,
                 EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = a.id) AS has_passkey,
                 EXISTS (SELECT 1 FROM authenticator t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)
                     AS has_authenticator,
                 CASE WHEN a.id = {you} THEN 1 ELSE 0 END AS you
             FROM account a WHERE a.organisation_id = {organisation} AND a.deactivated_at IS NULL
             AND a.closed_at IS NULL) AS users
         GROUP BY has_password, has_phone, has_passkey, has_authenticator"
    ));
    let group = |row: &sea_orm::QueryResult| {
        let has = |column: &str| row.try_get::<bool>("", column);
        let passkey = has("has_passkey")?.then_some(SecondFactor::Passkey);
        let authenticator = has("has_authenticator")?.then_some(SecondFactor::Authenticator);
        Ok(CredentialGroup {
            has_password: has("has_password")?,
            has_phone: has("has_phone")?,
            own: passkey.into_iter().chain(authenticator).collect(),
            people: u32::try_from(row.try_get::<i64>("", "many")?)?,
            has_you: has("has_you")?,
        })
    };
    sql.all(store.reader()).await?.iter().map(group).collect()
}
