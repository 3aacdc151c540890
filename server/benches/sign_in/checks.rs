//! Checks of requests that carry a pass, as proxies ask for them: compared with a request that looks up nothing, beside
//! many sign-ins, and with a million passes in the database.

use crate::beside_sign_ins;
use crate::connection::{Connection, Question};
use crate::crowd::{Crowd, runtime};
use crate::furnished::{self, Person};
use crate::release::{FOLDER, Portico};
use crate::report::{Row, Table, p99, say, spread};
use crate::side_by_side::compare;
use anyhow::{Context as _, ensure};
use domain::ApplicationId;
use domain::application::{Access, StartAddress};
use sea_orm::{ConnectionTrait as _, Database};
use service::clock::{Clock as _, SystemClock};
use service::random::{Random, SystemRandom};
use service::security::Token;
use std::path::Path;
use std::time::Instant;
use store::applications::{self, Application};
use store::passes::{self, NewPass};
use store::{Store, organisations};
use tempfile::TempDir;

/// The endpoint that reads `X-Forwarded-…`.
const CHECK: &str = "/forward-auth/caddy";
/// The protected origin. Its cookies have no prefix, and the name of the pass has the port.
const HOST: &str = "localhost:3001";
const PASS_COOKIE: &str = "portico-pass-3001";
/// The people and their passes whose tokens the benchmark knows. It asks with one pass after the other, and returns to
/// the first one after more than a second, so each of them is read from the database.
const PEOPLE: usize = 500;
const PASSES_EACH: usize = 20;
/// More than the server answers in a second.
const ADDRESSES: usize = 50_000;
/// How many further passes each person has where there are a million.
const MORE_PASSES_EACH: usize = 2_000;
const ROUNDS: usize = 25;
/// The first rounds only warm up. In them the server writes of each session that it is in use, once a minute.
const WARM_UP: usize = 2;
/// The four slowest are beyond the 99th percentile.
const CHECKS_A_ROUND: usize = 400;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    table.row("check with a pass (`GET /forward-auth/caddy`), to `GET /healthz` by the same server", |what| {
        Ok(Row::ratio(what, 0.6, ratios(1)?))
    });
    table.row("the same with another address each time, so that each answer is signed anew", |what| {
        Ok(Row::to_know(what, format!("{:.2}", spread(ratios(ADDRESSES)?).median)))
    });
    table.row(
        "check with a pass beside 64 password sign-ins at once, p99, to p99 of the same request alone",
        beside_others,
    );
    table.row("check with a pass out of 1,000,000, p99, to p99 with 10,000 passes (SQLite)", among_a_million);
    Ok(())
}

/// `addresses`: how many addresses of the application are asked for in turn.
fn ratios(addresses: usize) -> anyhow::Result<Vec<f64>> {
    say("checking a pass");
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let (_, passes) = runtime()?.block_on(seed(&file, 1, 1))?;
    let pass = passes.first().context("there is no pass")?;
    let about = |path: &str| (0..addresses).map(|year| Question::page(path, &headers(pass, year), 200)).collect();
    let questions = [about(CHECK), about("/healthz")];
    Ok(compare(async move || furnished::site(furnished::app(&file).await?), questions)?.ratios)
}

fn beside_others(what: &'static str) -> anyhow::Result<Row> {
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let (people, passes) = runtime()?.block_on(seed(&file, PEOPLE, 1))?;
    let mut portico = Portico::start_furnished(folder, &file)?;
    portico.first_answer(app::paths::SIGN_IN)?;
    let question = question(passes.first().context("there is no pass")?);
    beside_sign_ins::measure(what, &Crowd::new(portico.address, people), &question)
}

/// Alternates rounds of two servers; which of them comes first changes.
fn among_a_million(what: &'static str) -> anyhow::Result<Row> {
    let runtime = runtime()?;
    let mut servers = [runtime.block_on(Checked::open(0))?, runtime.block_on(Checked::open(MORE_PASSES_EACH))?];
    let (mut ratios, mut all_few, mut all_many) = (vec![], vec![], vec![]);
    for round in 0..WARM_UP + ROUNDS {
        let mut milliseconds = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            milliseconds[turn] = p99(runtime.block_on(servers[turn].round())?);
        }
        if round >= WARM_UP {
            ratios.push(milliseconds[1] / milliseconds[0]);
            all_few.push(milliseconds[0]);
            all_many.push(milliseconds[1]);
        }
    }
    let (few, many) = (spread(all_few).median, spread(all_many).median);
    Ok(Row::ratio_at_most(what, 1.2, ratios).with(&format!("{many:.2} ms to {few:.2} ms")))
}

/// A running server, and the checks that it is asked for in turn.
struct Checked {
    portico: Portico,
    questions: Vec<Question>,
    next: usize,
}

impl Checked {
    /// Starts a server that has `more` further passes for each person, which the benchmark does not use.
    async fn open(more: usize) -> anyhow::Result<Self> {
        let folder = TempDir::new_in(FOLDER)?;
        let file = folder.path().join("portico.db");
        let (_, passes) = seed(&file, PEOPLE, PASSES_EACH).await?;
        if more > 0 {
            say("making a million passes");
            add_passes(&file, more).await?;
        }
        let mut portico = Portico::start_furnished(folder, &file)?;
        portico.first_answer(app::paths::SIGN_IN)?;
        Ok(Checked { portico, questions: passes.iter().map(question).collect(), next: 0 })
    }

    /// The milliseconds of each check. They follow each other on a new connection: an old one may have been closed
    /// while the other server was asked.
    async fn round(&mut self) -> anyhow::Result<Vec<f64>> {
        let mut connection = Connection::open(self.portico.address).await?;
        let mut milliseconds = Vec::with_capacity(CHECKS_A_ROUND);
        for _ in 0..CHECKS_A_ROUND {
            let question = &self.questions[self.next % self.questions.len()];
            self.next += 1;
            let began = Instant::now();
            connection.ask(question).await?;
            milliseconds.push(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok(milliseconds)
    }
}

/// A check of a request with this pass.
pub fn question(pass: &Token) -> Question {
    Question::page(CHECK, &headers(pass, 2026), 200)
}

/// What the proxy says was asked, and the cookie with the pass.
fn headers(pass: &Token, year: usize) -> String {
    format!(
        "x-forwarded-method: GET\r\nx-forwarded-proto: http\r\nx-forwarded-host: {HOST}\r\n\
         x-forwarded-uri: /reports?year={year}\r\ncookie: {PASS_COOKIE}={}\r\n",
        pass.expose()
    )
}

/// Creates a database with people, an application that everyone may enter, and passes for each person.
async fn seed(file: &Path, people: usize, each: usize) -> anyhow::Result<(Vec<Person>, Vec<Token>)> {
    seed_at(&furnished::database_url(file), people, each).await
}

/// Does what `seed` does in an empty database of either kind.
pub async fn seed_at(url: &str, people: usize, each: usize) -> anyhow::Result<(Vec<Person>, Vec<Token>)> {
    let people = furnished::seed_at(url, people).await?;
    let passes = give_passes(url, &people, each).await?;
    Ok((people, passes))
}

/// Creates an application that everyone may enter, and passes for each of these people.
pub async fn give_passes(url: &str, people: &[Person], each: usize) -> anyhow::Result<Vec<Token>> {
    let store = Store::connect(url).await?;
    let (random, now): (&dyn Random, _) = (&SystemRandom, SystemClock.now());
    let organisation = organisations::find_first(&store).await?.context("no organisation")?.id;
    let start = StartAddress::parse(&format!("http://{HOST}/"), false)?;
    let application = Application::new(ApplicationId(random.id()?), organisation, "Reports".parse()?, start, now);
    let origin = application.start.origin();
    let transaction = store.begin().await?;
    applications::insert(&transaction, &application).await?;
    let everyone = Access { everyone: true, ..Access::default() };
    applications::set_access(&transaction, application.id, &everyone, now).await?;
    let taken = applications::set_origins(&transaction, application.id, std::slice::from_ref(&origin)).await?;
    ensure!(taken.is_none(), "{origin} is taken");
    let mut tokens = Vec::with_capacity(people.len() * each);
    for person in people.iter().cycle().take(people.len() * each) {
        let token = Token::fresh(random)?;
        let (application, session) = (application.id, person.session_id);
        let pass = NewPass { token: token.hash(), application, origin: origin.clone(), session };
        passes::insert(&transaction, pass, now).await?;
        tokens.push(token);
    }
    store.commit(transaction).await?;
    store.close().await;
    Ok(tokens)
}

/// Inserts the rows directly, because the server's own code would take minutes.
async fn add_passes(file: &Path, each: usize) -> anyhow::Result<()> {
    let raw = Database::connect(furnished::database_url(file)).await?;
    raw.execute_unprepared(&format!(
        "INSERT INTO pass (token_hash, application_id, origin, session_id, created_at)
         WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < {each})
         SELECT randomblob(32), application.id, 'http://{HOST}', session.id, {}
         FROM application CROSS JOIN session CROSS JOIN counted",
        SystemClock.now().0
    ))
    .await?;
    Ok(raw.close().await?)
}
