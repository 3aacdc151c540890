//! OpenID Connect: what clients ask, compared with a request that looks up nothing, and refreshes and whole code flows,
//! compared with bare loops of the same commits. Those do several at once, each side on a separate database.

use crate::bare_tokens::BareTokens;
use crate::connection::Question;
use crate::crowd::runtime;
use crate::furnished;
use crate::postgres::Postgres;
use crate::release::FOLDER;
use crate::relying_party::{Holder, RelyingParty};
use crate::report::{Row, Table, say};
use crate::side_by_side::compare;
use anyhow::Context as _;
use futures_util::{TryStreamExt as _, stream};
use std::time::Instant;
use tempfile::TempDir;

/// Many short rounds: the speed of the disk changes from one second to the next, for both alike.
const ROUNDS: usize = 61;
/// The first rounds only warm up.
const WARM_UP: usize = 5;
/// Each of them has tokens of a session, and does the work once in a round.
const PEOPLE: usize = 32;
/// How many requests there are at once, as the server sees them.
const AT_ONCE: usize = 8;
const DATABASES: [&str; 2] = ["bench_oauth", "bench_oauth_bare"];

/// What is compared with its commits.
#[derive(Clone, Copy)]
enum Work {
    Refresh,
    /// A request to the authorization endpoint, and the exchange of its code.
    CodeFlow,
}

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    table.row("`GET /oauth/userinfo`, to `GET /healthz` by the same server", |what| {
        let ask = |known: &Known| [Question::page("/oauth/userinfo", &known.bearer, 200), known.healthz()];
        Ok(Row::ratio(what, 0.5, compared(ask)?))
    });
    table.row("`POST /oauth/introspect`, to `GET /healthz` by the same server", |what| {
        let ask = |known: &Known| {
            let asked = Question::post("/oauth/introspect", &[("token", &known.access)], &known.basic, 200);
            [asked, known.healthz()]
        };
        Ok(Row::ratio(what, 0.5, compared(ask)?))
    });
    table.row("the discovery document, to `GET /healthz` by the same server", |what| {
        let ask = |known: &Known| [Question::page("/.well-known/openid-configuration", "", 200), known.healthz()];
        Ok(Row::ratio(what, 0.9, compared(ask)?))
    });
    table.row("`GET /oauth/jwks`, to `GET /healthz` by the same server", |what| {
        let ask = |known: &Known| [Question::page("/oauth/jwks", "", 200), known.healthz()];
        Ok(Row::ratio(what, 0.9, compared(ask)?))
    });
    table.row("refreshes per second (SQLite, 8 at once), to bare loops of the same commits", |what| {
        Ok(Row::ratio(what, 0.5, on_sqlite(Work::Refresh)?))
    });
    table.row("refreshes per second (PostgreSQL, 8 at once), to bare loops of the same commits", |what| {
        Ok(Row::ratio(what, 0.5, on_postgres(Work::Refresh)?))
    });
    table.row("code flows per second (SQLite, 8 at once), to bare loops of the same commits", |what| {
        Ok(Row::ratio(what, 0.3, on_sqlite(Work::CodeFlow)?))
    });
    table.row("code flows per second (PostgreSQL, 8 at once), to bare loops of the same commits", |what| {
        Ok(Row::ratio(what, 0.3, on_postgres(Work::CodeFlow)?))
    });
    Ok(())
}

/// What a client presents. The headers are whole lines.
struct Known {
    basic: String,
    bearer: String,
    access: String,
}

impl Known {
    fn healthz(&self) -> Question {
        Question::page("/healthz", &self.bearer, 200)
    }
}

/// `ask` makes the two requests that are compared.
fn compared(ask: impl FnOnce(&Known) -> [Question; 2]) -> anyhow::Result<Vec<f64>> {
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    say("giving a client an access token");
    let known = runtime()?.block_on(async {
        let (party, holders) = RelyingParty::open(&furnished::database_url(&file), 1).await?;
        let access = holders.into_iter().next().context("there is no token")?.access;
        let header = |value: &str| format!("authorization: {value}\r\n");
        let known = Known { basic: header(&party.basic()), bearer: header(&format!("Bearer {access}")), access };
        party.close().await;
        anyhow::Ok(known)
    })?;
    let questions = ask(&known).map(|question| vec![question]);
    Ok(compare(async move || furnished::site(furnished::app(&file).await?), questions)?.ratios)
}

fn on_sqlite(work: Work) -> anyhow::Result<Vec<f64>> {
    let folder = TempDir::new_in(FOLDER)?;
    let urls = DATABASES.map(|name| furnished::database_url(&folder.path().join(format!("{name}.db"))));
    several_threads()?.block_on(ratios(&urls, work))
}

fn on_postgres(work: Work) -> anyhow::Result<Vec<f64>> {
    let postgres = Postgres::shared();
    several_threads()?.block_on(async {
        for name in DATABASES {
            postgres.remove(name).await;
            postgres.create(name, false).await;
        }
        let measured = ratios(&DATABASES.map(|name| postgres.url(name)), work).await;
        for name in DATABASES {
            postgres.remove(name).await;
        }
        measured
    })
}

fn several_threads() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Alternates rounds of the server and of the bare loops; which of them comes first changes. `urls` are those of two
/// empty databases.
async fn ratios(urls: &[String; 2], work: Work) -> anyhow::Result<Vec<f64>> {
    say("making two databases with the same people and tokens");
    let [own, other] = urls;
    let (party, mut holders) = RelyingParty::open(own, PEOPLE).await?;
    let (bare, mut chains) = BareTokens::open(other, PEOPLE, AT_ONCE).await?;
    say("refreshing, or signing in to a client");
    let mut ratios = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let mut seconds = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            let began = Instant::now();
            if turn == 0 {
                let holders = stream::iter(holders.iter_mut().map(Ok));
                holders.try_for_each_concurrent(AT_ONCE, |holder| do_work(&party, work, holder)).await?;
            } else {
                let chains = stream::iter(chains.iter_mut().map(Ok));
                match work {
                    Work::Refresh => chains.try_for_each_concurrent(AT_ONCE, |chain| bare.refresh(chain)).await?,
                    Work::CodeFlow => chains.try_for_each_concurrent(AT_ONCE, |chain| bare.code_flow(chain)).await?,
                }
            }
            seconds[turn] = began.elapsed().as_secs_f64();
        }
        if round >= WARM_UP {
            ratios.push(seconds[1] / seconds[0]);
        }
    }
    party.close().await;
    bare.close().await?;
    Ok(ratios)
}

async fn do_work(party: &RelyingParty, work: Work, holder: &mut Holder) -> anyhow::Result<()> {
    match work {
        Work::Refresh => party.refresh(holder).await,
        Work::CodeFlow => party.code_flow(holder).await,
    }
}
