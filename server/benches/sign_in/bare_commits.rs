//! The baseline for code sign-ins: the rows that a sign-in writes, in as many transactions, in the same tables and with
//! the same settings of SQLite, as plain prepared statements.

use crate::furnished::{self, Person};
use anyhow::ensure;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, Sqlite, SqlitePool};
use service::random::{Random, SystemRandom};
use std::{ops::Range, path::Path};

const NOW: i64 = 1_800_000_000_000;
const LATER: i64 = NOW + 600_000;

pub struct BareCommits {
    pool: SqlitePool,
    organisation: Vec<u8>,
    people: Vec<Person>,
}

/// What one sign-in writes, prepared before the clock starts.
pub struct Rows {
    email: String,
    account: Vec<u8>,
    known_browser: Vec<u8>,
    challenge: Vec<u8>,
    code: Vec<u8>,
    message: Vec<u8>,
    session: Vec<u8>,
    sealed: Vec<u8>,
    /// Hashes of tokens, codes and the buckets of rate limits.
    hashes: [Vec<u8>; HASHES],
}

const HASHES: usize = 10;

impl BareCommits {
    pub async fn open(file: &Path, people: usize) -> anyhow::Result<Self> {
        let people = furnished::seed(file, people).await?;
        // With the options of `Store::connect`.
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true);
        let pool = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false).connect_with(options).await?;
        let organisation = sqlx::query_scalar("SELECT id FROM organisation").fetch_one(&pool).await?;
        Ok(BareCommits { pool, organisation, people })
    }

    pub fn rows(&self, people: Range<usize>) -> anyhow::Result<Vec<Rows>> {
        let random: &dyn Random = &SystemRandom;
        let id = || anyhow::Ok(random.bytes::<16>()?.to_vec());
        let mut rows = Vec::new();
        for person in &self.people[people] {
            let mut hashes: [Vec<u8>; HASHES] = Default::default();
            for hash in &mut hashes {
                *hash = random.bytes::<32>()?.to_vec();
            }
            rows.push(Rows {
                email: person.email.clone(),
                account: person.account.0.as_bytes().to_vec(),
                known_browser: person.known_browser.hash().0,
                challenge: id()?,
                code: id()?,
                message: id()?,
                session: id()?,
                // The length of a nonce, `{"code":"123456"}` and a tag.
                sealed: random.bytes::<57>()?.to_vec(),
                hashes,
            });
        }
        Ok(rows)
    }

    /// Makes four commits: send, lease, settle, verify.
    pub async fn commit(&self, rows: &Rows) -> anyhow::Result<()> {
        let [browser, digest, session, bucket @ ..] = &rows.hashes;
        let [asked_hour, asked_day, asked_client, wrong_hour, wrong_in_a_row, wrong_client_hour, wrong_client_day] =
            bucket;
        let count = |bucket, used: i64| sqlx::query(COUNT).bind(bucket).bind(used).bind(LATER);
        self.transaction([
            count(asked_hour, 1),
            count(asked_day, 1),
            count(asked_client, 1),
            sqlx::query(CHALLENGE)
                .bind(&rows.challenge)
                .bind(&self.organisation)
                .bind(&rows.account)
                .bind(browser)
                .bind(&rows.email)
                .bind(NOW)
                .bind(LATER),
            sqlx::query(CODE).bind(&rows.code).bind(&rows.challenge).bind(digest).bind(LATER),
            sqlx::query(MESSAGE)
                .bind(&rows.message)
                .bind(&self.organisation)
                .bind(&rows.challenge)
                .bind(&rows.email)
                .bind(&rows.sealed)
                .bind(NOW)
                .bind(LATER),
        ])
        .await?;
        self.transaction([sqlx::query(LEASE).bind(&rows.message).bind(LATER)]).await?;
        self.transaction([sqlx::query(SETTLE).bind(&rows.message).bind(NOW)]).await?;
        self.transaction([
            sqlx::query(CONSUME).bind(&rows.challenge).bind(NOW),
            count(wrong_hour, 0),
            count(wrong_in_a_row, 0),
            count(wrong_client_hour, 0),
            count(wrong_client_day, 0),
            sqlx::query(SESSION)
                .bind(&rows.session)
                .bind(session)
                .bind(&rows.account)
                .bind(NOW)
                .bind(&rows.known_browser),
            sqlx::query(KNOWN_BROWSER).bind(&rows.known_browser).bind(&rows.account).bind(NOW),
        ])
        .await
    }

    async fn transaction<const N: usize>(&self, writes: [Query<'_, Sqlite, SqliteArguments>; N]) -> anyhow::Result<()> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for write in writes {
            ensure!(write.execute(&mut *transaction).await?.rows_affected() == 1, "nothing was written");
        }
        Ok(transaction.commit().await?)
    }
}

const COUNT: &str = "INSERT INTO rate_limit (bucket, used, window_ends_at) VALUES ($1, $2, $3)";
const CHALLENGE: &str = "INSERT INTO challenge (id, organisation_id, account_id, purpose, browser_hash, destination,
    tries, sent_at, expires_at, created_at) VALUES ($1, $2, $3, 'sign_in', $4, $5, 0, $6, $7, $6)";
const CODE: &str = "INSERT INTO code (id, challenge_id, digest, key_id, expires_at) VALUES ($1, $2, $3, 7, $4)";
const MESSAGE: &str = "INSERT INTO outbox_message (id, organisation_id, challenge_id, template, recipient, is_decoy,
    sealed, state, attempts, next_attempt_at, leased_until, give_up_at, created_at)
    VALUES ($1, $2, $3, 'sign_in_code', $4, FALSE, $5, 'queued', 0, $6, 0, $7, $6)";
const LEASE: &str = "UPDATE outbox_message SET leased_until = $2, attempts = attempts + 1 WHERE id = $1";
const SETTLE: &str = "UPDATE outbox_message SET state = 'sent', sealed = NULL, settled_at = $2 WHERE id = $1";
const CONSUME: &str = "UPDATE challenge SET tries = tries + 1, consumed_at = $2 WHERE id = $1";
const SESSION: &str = "INSERT INTO session (id, token_hash, account_id, method, client_address, user_agent, created_at,
    last_seen_at, device_hash) VALUES ($1, $2, $3, 'email_code', '198.18.0.1',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', $4, $4, $5)";
/// An update, because the browser is known already.
const KNOWN_BROWSER: &str = "UPDATE known_browser SET last_seen_at = $3 WHERE token_hash = $1 AND account_id = $2";
