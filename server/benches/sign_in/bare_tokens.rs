//! The baseline for OpenID Connect: the rows that code flows and refreshes write, in as many transactions, in the same
//! tables, as plain prepared statements on a database of either kind.

use crate::relying_party::{Holder, RelyingParty};
use anyhow::{Context as _, ensure};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement, TransactionTrait as _, Value,
};
use service::oidc::TokenKind;
use service::random::{Random, SystemRandom};
use uuid::Uuid;

const NOW: i64 = 1_800_000_000_000;
const LATER: i64 = NOW + 600_000;

pub struct BareTokens(DatabaseConnection);

/// The rows of one person that the next ones follow.
pub struct Chain {
    client: Uuid,
    grant: Uuid,
    authorization: Uuid,
    session: Uuid,
    /// The hash of the refresh token that is not spent.
    refresh: Vec<u8>,
}

impl BareTokens {
    /// Makes the same people and tokens as the server has. The database is empty.
    pub async fn open(url: &str, people: usize, at_once: usize) -> anyhow::Result<(Self, Vec<Chain>)> {
        let (party, holders) = RelyingParty::open(url, people).await?;
        party.close().await;
        // As `Store::connect` has it, SQLite has one connection that writes.
        let many = if url.starts_with("sqlite:") { 1 } else { u32::try_from(at_once)? };
        let mut options = ConnectOptions::new(url);
        options.max_connections(many).test_before_acquire(false).sqlx_logging(false);
        let bare = BareTokens(Database::connect(options).await?);
        let mut chains = Vec::with_capacity(people);
        for holder in holders {
            chains.push(bare.chain(&holder).await?);
        }
        Ok((bare, chains))
    }

    async fn chain(&self, holder: &Holder) -> anyhow::Result<Chain> {
        let refresh = TokenKind::Refresh.read(&holder.refresh).context("this is no refresh token")?.hash().0;
        let values = [refresh.clone().into()];
        let statement = Statement::from_sql_and_values(self.0.get_database_backend(), CHAIN, values);
        let row = self.0.query_one_raw(statement).await?.context("a refresh token is not stored")?;
        Ok(Chain {
            client: row.try_get("", "client_id")?,
            grant: row.try_get("", "grant_id")?,
            authorization: row.try_get("", "id")?,
            session: holder.person.session_id,
            refresh,
        })
    }

    /// Makes two commits: the code, and its exchange.
    pub async fn code_flow(&self, chain: &mut Chain) -> anyhow::Result<()> {
        let random: &dyn Random = &SystemRandom;
        let (authorization, code, next): (Uuid, _, _) = (random.id()?, fresh()?, fresh()?);
        let id = || Value::from(authorization);
        self.transaction([
            (USE_GRANT, vec![chain.grant.into(), NOW.into()]),
            (AUTHORIZATION, vec![id(), chain.grant.into(), chain.session.into(), NOW.into()]),
            (CODE, vec![code.clone().into(), id(), LATER.into()]),
        ])
        .await?;
        self.transaction([
            (SPEND_CODE, vec![code.into(), NOW.into()]),
            (REFRESH_TOKEN, vec![next.clone().into(), id(), NOW.into(), LATER.into()]),
            (ACCESS_TOKEN, access(chain.client, authorization, &next)?),
        ])
        .await?;
        (chain.authorization, chain.refresh) = (authorization, next);
        Ok(())
    }

    /// Makes one commit.
    pub async fn refresh(&self, chain: &mut Chain) -> anyhow::Result<()> {
        let next = fresh()?;
        self.transaction([
            (SPEND_REFRESH_TOKEN, vec![chain.refresh.clone().into(), NOW.into(), next.clone().into()]),
            (REFRESH_TOKEN, vec![next.clone().into(), chain.authorization.into(), NOW.into(), LATER.into()]),
            (ACCESS_TOKEN, access(chain.client, chain.authorization, &next)?),
        ])
        .await?;
        chain.refresh = next;
        Ok(())
    }

    async fn transaction<const N: usize>(&self, writes: [(&str, Vec<Value>); N]) -> anyhow::Result<()> {
        let transaction = self.0.begin().await?;
        for (sql, values) in writes {
            let statement = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
            ensure!(transaction.execute_raw(statement).await?.rows_affected() == 1, "nothing was written");
        }
        Ok(transaction.commit().await?)
    }

    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.0.close().await?)
    }
}

/// The hash of a new token.
fn fresh() -> anyhow::Result<Vec<u8>> {
    let random: &dyn Random = &SystemRandom;
    Ok(random.bytes::<32>()?.to_vec())
}

/// The values of `ACCESS_TOKEN`.
fn access(client: Uuid, authorization: Uuid, refresh: &[u8]) -> anyhow::Result<Vec<Value>> {
    Ok(vec![fresh()?.into(), client.into(), authorization.into(), refresh.to_vec().into(), NOW.into(), LATER.into()])
}

const CHAIN: &str = "SELECT g.client_id, z.grant_id, z.id FROM oauth_refresh_token r
    JOIN oauth_authorization z ON z.id = r.authorization_id JOIN oauth_grant g ON g.id = z.grant_id
    WHERE r.token_hash = $1";
const USE_GRANT: &str = "UPDATE oauth_grant SET used_at = $2 WHERE id = $1";
const AUTHORIZATION: &str = "INSERT INTO oauth_authorization (id, grant_id, session_id, sid, browser_session_id,
    scopes, authenticated_at, amr, acr, created_at)
    VALUES ($1, $2, $3, $3, $3, 'openid profile email', $4, 'pwd', 'urn:portico:1', $4)";
const CODE: &str = "INSERT INTO oauth_code (code_hash, authorization_id, redirect_uri, challenge, expires_at)
    VALUES ($1, $2, 'https://wiki.example/callback', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', $3)";
const SPEND_CODE: &str = "UPDATE oauth_code SET spent_at = $2 WHERE code_hash = $1 AND spent_at IS NULL";
const REFRESH_TOKEN: &str = "INSERT INTO oauth_refresh_token (token_hash, authorization_id, key_id, created_at,
    expires_at, retries) VALUES ($1, $2, 7, $3, $4, 0)";
const SPEND_REFRESH_TOKEN: &str = "UPDATE oauth_refresh_token SET spent_at = $2, successor_hash = $3, used_at = $2
    WHERE token_hash = $1 AND spent_at IS NULL";
const ACCESS_TOKEN: &str = "INSERT INTO oauth_access_token (token_hash, client_id, authorization_id, refresh_hash,
    scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, 'openid profile email', $5, $6)";
