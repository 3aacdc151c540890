//! Three servers on one PostgreSQL with a million accounts and ten million rows in the audit log, compared with three on
//! a database that has only the people who are measured: `make bench-scale`. It takes minutes and some GB of disk, so it
//! runs only when it is named.

use crate::checks;
use crate::connection::{Connection, Question};
use crate::crowd::{self, runtime};
use crate::furnished::{self, Person};
use crate::postgres::Postgres;
use crate::release::{FOLDER, Portico};
use crate::report::{Row, Table, p99, say, spread};
use anyhow::ensure;
use futures_util::future::try_join_all;
use sea_orm::{ConnectionTrait as _, Database};
use service::clock::{Clock as _, SystemClock};
use service::security::Token;
use std::time::Instant;
use tempfile::TempDir;

const DATABASES: [&str; 2] = ["bench_scale_empty", "bench_scale_full"];
const SIGN_IN: &str = "password sign-in at three servers with 1,000,000 accounts and 10,000,000 audit rows (PostgreSQL), \
    p99, to p99 without them";
const CHECK: &str = "check with a pass at the same servers, p99, to p99 without them";
const SERVERS: usize = 3;
const ACCOUNTS: usize = 1_000_000;
const EVENTS_EACH: usize = 10;
/// How many accounts one statement inserts.
const AT_ONCE: usize = 50_000;
/// The people who sign in, and whose passes are checked.
const PEOPLE: usize = 500;
const PASSES_EACH: usize = 20;
const ROUNDS: usize = 15;
/// The first rounds only warm up.
const WARM_UP: usize = 2;
/// Requests of one round to each server. The servers are asked at the same time.
const SIGN_INS_A_ROUND: usize = 100;
const CHECKS_A_ROUND: usize = 400;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let (runtime, postgres) = (runtime()?, Postgres::shared());
    runtime.block_on(async {
        let mut groups = Vec::new();
        for (database, accounts) in DATABASES.into_iter().zip([0, ACCOUNTS]) {
            postgres.remove(database).await;
            postgres.create(database, false).await;
            groups.push(Group::open(&postgres.url(database), accounts).await?);
        }
        table.add(compared(SIGN_IN, &groups, SIGN_INS_A_ROUND, |group| &group.sign_ins).await?);
        table.add(compared(CHECK, &groups, CHECKS_A_ROUND, |group| &group.checks).await?);
        drop(groups);
        for database in DATABASES {
            postgres.remove(database).await;
        }
        Ok(())
    })
}

/// Alternates rounds of both groups; which of them comes first changes.
async fn compared(
    what: &'static str,
    groups: &[Group],
    each: usize,
    questions: impl Fn(&Group) -> &Vec<Question>,
) -> anyhow::Result<Row> {
    ensure!(groups.len() == 2, "two groups are compared");
    let (mut ratios, mut all) = (Vec::new(), [Vec::new(), Vec::new()]);
    for round in 0..WARM_UP + ROUNDS {
        let mut milliseconds = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            let group = &groups[turn];
            milliseconds[turn] = p99(group.round(questions(group), round * each * SERVERS, each).await?);
        }
        if round >= WARM_UP {
            ratios.push(milliseconds[1] / milliseconds[0]);
            all[0].push(milliseconds[0]);
            all[1].push(milliseconds[1]);
        }
    }
    let [few, many] = all.map(|milliseconds| spread(milliseconds).median);
    Ok(Row::ratio_at_most(what, 1.2, ratios).with(&format!("{many:.2} ms to {few:.2} ms")))
}

/// The servers on one database.
struct Group {
    servers: Vec<Portico>,
    sign_ins: Vec<Question>,
    checks: Vec<Question>,
}

impl Group {
    /// Fills an empty database and starts its servers.
    async fn open(url: &str, accounts: usize) -> anyhow::Result<Self> {
        let (people, passes): (Vec<Person>, Vec<Token>) = checks::seed_at(url, PEOPLE, PASSES_EACH).await?;
        if accounts > 0 {
            say("making a million accounts, and ten million rows of the audit log");
            fill(url, accounts).await?;
        }
        let mut servers = Vec::new();
        for _ in 0..SERVERS {
            let mut portico = Portico::start_on(TempDir::new_in(FOLDER)?, url)?;
            portico.first_answer(app::paths::SIGN_IN)?;
            servers.push(portico);
        }
        let signs_in = |person: &Person| {
            crowd::password(&person.email, furnished::PASSWORD, person.client, Some(&person.known_browser), 200)
        };
        let (sign_ins, checks) = (people.iter().map(signs_in).collect(), passes.iter().map(checks::question).collect());
        Ok(Group { servers, sign_ins, checks })
    }

    /// The milliseconds of each request. Every server gets `each` of the questions, one after the other, beginning with
    /// the one at `first`. People and passes take turns.
    async fn round(&self, questions: &[Question], first: usize, each: usize) -> anyhow::Result<Vec<f64>> {
        let asked = self.servers.iter().enumerate().map(async |(number, portico)| {
            let mut connection = Connection::open(portico.address).await?;
            let mut milliseconds = Vec::with_capacity(each);
            for at in 0..each {
                let question = &questions[(first + number * each + at) % questions.len()];
                let began = Instant::now();
                connection.ask(question).await?;
                milliseconds.push(began.elapsed().as_secs_f64() * 1e3);
            }
            anyhow::Ok(milliseconds)
        });
        Ok(try_join_all(asked).await?.concat())
    }
}

/// Inserts the rows directly, because the server's own code would take hours. The events are of the last ten days.
async fn fill(url: &str, accounts: usize) -> anyhow::Result<()> {
    let raw = Database::connect(url).await?;
    let now = SystemClock.now().0;
    for first in (1..=accounts).step_by(AT_ONCE) {
        let last = accounts.min(first + AT_ONCE - 1);
        raw.execute_unprepared(&format!(
            "WITH made AS (
                 INSERT INTO account (id, organisation_id, email, role, created_at)
                 SELECT gen_random_uuid(), organisation.id, 'filler-' || number || '@codes.example', 'member', {now}
                 FROM organisation, generate_series({first}, {last}) AS number
                 RETURNING id, organisation_id, email
             ), found AS (
                 INSERT INTO account_word (organisation_id, word, email, account_id)
                 SELECT organisation_id, email, email, id FROM made
             )
             INSERT INTO audit_event (id, at, organisation_id, account_id, activity, client_address, user_agent)
             SELECT gen_random_uuid(), {now} - day * 86400000 - (random() * 80000000)::bigint, organisation_id, id,
                 'signed_in', '198.51.100.7', 'Mozilla/5.0'
             FROM made, generate_series(0, {}) AS day",
            EVENTS_EACH - 1
        ))
        .await?;
    }
    // PostgreSQL does this by itself after a while.
    raw.execute_unprepared("VACUUM ANALYZE").await?;
    Ok(raw.close().await?)
}
