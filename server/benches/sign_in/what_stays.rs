//! How many rows and bytes an account, an event, a session and a message leave in PostgreSQL, with their indexes.

use crate::furnished::{self, USER_AGENT};
use crate::postgres::Postgres;
use crate::report::{Row, Table, say};
use anyhow::Context as _;
use domain::AccountId;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use service::clock::{Clock as _, SystemClock};
use service::random::{Random, SystemRandom};
use store::accounts::{self, Account};
use store::{Store, organisations, passwords};

const DATABASE: &str = "bench_costs_rows";
/// How many of each kind.
const MANY: usize = 10_000;

pub async fn measure(table: &mut Table, postgres: &Postgres) -> anyhow::Result<()> {
    postgres.remove(DATABASE).await;
    postgres.create(DATABASE, false).await;
    let outcome = all(table, &postgres.url(DATABASE)).await;
    postgres.remove(DATABASE).await;
    outcome
}

async fn all(table: &mut Table, url: &str) -> anyhow::Result<()> {
    say("making ten thousand of everything");
    // A person, whose password everybody gets.
    furnished::seed_at(url, 1).await?;
    let raw = Database::connect(url).await?;
    let before = Size::of(&raw).await?;
    make_accounts(url, &raw).await?;
    let mut size = Size::of(&raw).await?;
    table.add(Row::to_know("an account with a password", size.of_each_since(&before)));
    let now = SystemClock.now().0;
    for (what, sql) in [
        ("an event of the audit log, for 400 days", events(now)),
        ("a session, for 30 days after its end", sessions(now)),
        ("a message, for 30 days", messages(now)),
    ] {
        raw.execute_unprepared(&sql).await?;
        let grown = Size::of(&raw).await?;
        table.add(Row::to_know(what, grown.of_each_since(&size)));
        size = grown;
    }
    Ok(raw.close().await?)
}

/// Makes accounts as an import does: with a name, by which they are found too.
async fn make_accounts(url: &str, raw: &DatabaseConnection) -> anyhow::Result<()> {
    let hash: String = row(raw, "SELECT hash FROM password LIMIT 1").await?.try_get_by_index(0)?;
    let (random, now): (&dyn Random, _) = (&SystemRandom, SystemClock.now());
    let store = Store::connect(url).await?;
    let organisation = organisations::find_first(&store).await?.context("no organisation")?.id;
    let mut people = Vec::with_capacity(MANY);
    for number in 0..MANY {
        let email = format!("first{}.last{}@codes.example", number % 200, number / 200);
        let name = Some(format!("First{} Last{}", number % 200, number / 200));
        people.push(Account { name, ..furnished::account(organisation, AccountId(random.id()?), &email)? });
    }
    let transaction = store.begin().await?;
    accounts::insert_many(&transaction, &people, now).await?;
    for person in &people {
        passwords::set(&transaction, person.id, &hash, now).await?;
    }
    store.commit(transaction).await?;
    store.close().await;
    Ok(())
}

/// A sign-in of each account, as `service` records it.
fn events(now: i64) -> String {
    format!(
        "INSERT INTO audit_event (id, at, organisation_id, account_id, actor_id, activity, detail, client_address,
             user_agent)
         SELECT gen_random_uuid(), {now} - (random() * 86400000)::bigint, organisation_id, id, id, 'signed_in',
             'password', '198.51.100.7', '{USER_AGENT}'
         FROM account WHERE email LIKE 'first%'"
    )
}

/// A session of each account that has ended.
fn sessions(now: i64) -> String {
    format!(
        "INSERT INTO session (id, token_hash, account_id, method, client_address, user_agent, created_at, last_seen_at,
             ended_at, device_hash, proven_at, took_second_step, password_proven_at)
         SELECT gen_random_uuid(), sha256(uuid_send(gen_random_uuid())), id, 'password', '198.51.100.7',
             '{USER_AGENT}', {now}, {now}, {now}, sha256(uuid_send(gen_random_uuid())), {now}, FALSE, {now}
         FROM account WHERE email LIKE 'first%'"
    )
}

/// A code for each account that was sent. Its content is deleted then.
fn messages(now: i64) -> String {
    format!(
        "INSERT INTO outbox_message (id, organisation_id, challenge_id, template, recipient, language, is_decoy, state,
             attempts, next_attempt_at, leased_until, give_up_at, created_at, settled_at)
         SELECT gen_random_uuid(), organisation_id, gen_random_uuid(), 'sign_in_code', email, 'en', FALSE, 'sent', 1,
             {now}, {now}, {now}, {now}, {now}
         FROM account WHERE email LIKE 'first%'"
    )
}

/// The size of a database.
struct Size {
    rows: i64,
    bytes: i64,
}

impl Size {
    /// The statistics are exact just after the tables were read as a whole.
    async fn of(raw: &DatabaseConnection) -> anyhow::Result<Self> {
        raw.execute_unprepared("VACUUM ANALYZE").await?;
        let sql = "SELECT SUM(GREATEST(reltuples, 0))::bigint, SUM(pg_total_relation_size(oid))::bigint FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
        let row = row(raw, sql).await?;
        Ok(Size { rows: row.try_get_by_index(0)?, bytes: row.try_get_by_index(1)? })
    }

    /// The share of one, with the names of the columns in docs/scaling.md.
    fn of_each_since(&self, before: &Size) -> String {
        let of_one = |all: i64| all as f64 / MANY as f64;
        let (rows, bytes) = (of_one(self.rows - before.rows), of_one(self.bytes - before.bytes));
        format!("rows {rows:.1}, bytes with indexes {bytes:.0}")
    }
}

async fn row(raw: &DatabaseConnection, sql: &str) -> anyhow::Result<QueryResult> {
    raw.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?.context("there is no row")
}
