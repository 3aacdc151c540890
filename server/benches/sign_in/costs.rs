//! What each act costs the server and PostgreSQL, how much stays in the database, and how fast old events are deleted:
//! the figures of docs/scaling.md, without a promise. It takes minutes, so it runs only when it is named.

use crate::connection::{Connection, Question, leads_to};
use crate::counted::{Cost, Counter};
use crate::crowd::{Crowd, runtime};
use crate::device::{self, Device};
use crate::furnished::{self, Person};
use crate::mailbox::Mailbox;
use crate::postgres::{self, Postgres};
use crate::release::{FOLDER, Portico};
use crate::relying_party::{Holder, RelyingParty};
use crate::report::{Row, Table, say, thousands};
use crate::target::Target;
use crate::{checks, old_events, what_stays};
use anyhow::{Context as _, ensure};
use domain::policy::SecondStepRule;
use domain::{Method, Preset};
use futures_util::future::try_join_all;
use service::clock::SystemClock;
use service::operator::Operator;
use service::random::SystemRandom;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use tempfile::TempDir;

const DATABASE: &str = "bench_costs";
/// The acts of each kind that are counted, one after the other.
const ACTS: usize = 300;
/// The first acts of each kind only warm up.
const WARM_UP: usize = 20;
/// The people who sign in with passkeys. They take turns.
const DEVICES: u8 = 16;
/// Enough that all connections to the database are open.
const AT_ONCE: usize = 64;
/// The connections over which the same is requested again and again.
const CONNECTIONS: usize = 16;
const MINUTE: Duration = Duration::from_secs(60);
const IDLE: Duration = Duration::from_secs(2);

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let (runtime, postgres) = (runtime()?, postgres::counting());
    table.attempt("what acts cost", |table| {
        runtime.block_on(async {
            postgres.remove(DATABASE).await;
            postgres.create(DATABASE, false).await;
            let outcome = what_acts_cost(table, &postgres).await;
            postgres.remove(DATABASE).await;
            outcome
        })
    });
    table.attempt("what stays", |table| runtime.block_on(what_stays::measure(table, &postgres)));
    table.row("old events of the audit log that are deleted in a second (200,000 of 1,000,000, PostgreSQL)", |what| {
        runtime.block_on(old_events::measure(what, &postgres))
    });
    Ok(())
}

async fn what_acts_cost(table: &mut Table, postgres: &Postgres) -> anyhow::Result<()> {
    let url = postgres.url(DATABASE);
    let mut server = Server::open(&url).await?;
    let portico = server.start(&url).await?;
    let counter = Counter::open(postgres, &portico, DATABASE).await?;
    table.add(server.memory(&portico, &counter).await?);
    say("letting it idle for a minute");
    let sleep = async {
        tokio::time::sleep(MINUTE).await;
        anyhow::Ok(())
    };
    let ((), idle) = counter.during(sleep).await?;
    table.add(Row::to_know("a server that has nothing to do, in a minute", idle.of_each(1)));
    server.sign_ins(table, &counter, &idle).await?;
    server.tokens(table, &counter, &idle).await?;
    server.requests(table, &counter, &idle, portico.address).await
}

/// The people of a running server.
struct Server {
    target: Target,
    mailbox: Arc<Mailbox>,
    party: RelyingParty,
    /// For each act of a kind another one.
    holders: Vec<Holder>,
    /// Those who get passkeys.
    owners: Vec<Holder>,
    /// The one who requests the same again and again.
    reader: Holder,
    /// The check with the pass of the reader.
    check: Question,
}

impl Server {
    /// Fills the database. There is no server yet.
    async fn open(url: &str) -> anyhow::Result<Self> {
        say("making people, and giving a client their tokens");
        let (party, mut holders) = RelyingParty::open(url, WARM_UP + ACTS + usize::from(DEVICES) + 1).await?;
        let reader = holders.pop().context("nobody is there")?;
        let owners = holders.split_off(WARM_UP + ACTS);
        let passes = checks::give_passes(url, std::slice::from_ref(&reader.person), 1).await?;
        let check = checks::question(passes.first().context("there is no pass")?);
        offer_passkeys(url).await?;
        // No server listens there. It is replaced when one is started.
        let target = Target::server(SocketAddr::from(([127, 0, 0, 1], 9)));
        Ok(Server { target, mailbox: Arc::default(), party, holders, owners, reader, check })
    }

    async fn start(&mut self, url: &str) -> anyhow::Result<Portico> {
        let port = self.mailbox.clone().serve().await?;
        let mut portico = Portico::start_mailing(TempDir::new_in(FOLDER)?, url, port)?;
        portico.first_answer(app::paths::SIGN_IN)?;
        self.party.ask_at(portico.address).await;
        self.target = Target::server(portico.address);
        Ok(portico)
    }

    /// The memory after many pages at once. No password was hashed yet.
    async fn memory(&self, portico: &Portico, counter: &Counter<'_>) -> anyhow::Result<Row> {
        let looked = self.holders.iter().take(AT_ONCE).map(async |holder| {
            let mut connection = Connection::open(portico.address).await?;
            connection.ask(&Crowd::account_page(&holder.person)).await.map(|_| ())
        });
        try_join_all(looked).await?;
        tokio::time::sleep(IDLE).await;
        let (megabytes, connections) = (portico.memory()? as f64 / 1e6, counter.connections().await?);
        let measured = format!("{megabytes:.1} MB with {connections} connections");
        Ok(Row::to_know("memory of the server with its connections to PostgreSQL", measured))
    }

    async fn sign_ins(&self, table: &mut Table, counter: &Counter<'_>, idle: &Cost) -> anyhow::Result<()> {
        let cost = each(counter, async |number| self.enter(&self.holders[number].person).await).await?;
        table.add(row("sign-in with a password", cost, idle));
        let enter = async |number: usize| self.mailbox.sign_in(&self.target, &self.holders[number].person).await;
        table.add(row("sign-in with a code, email included", each(counter, enter).await?, idle));
        let mut devices: Vec<Device> = Vec::new();
        for (owner, seed) in self.owners.iter().zip(1..=DEVICES) {
            devices.push(device::add(&self.target, &owner.person, seed).await?);
        }
        let cost = each(counter, async |number| {
            let turn = number % devices.len();
            device::sign_in(&self.target, &self.owners[turn].person, &mut devices[turn]).await
        })
        .await?;
        table.add(row("sign-in with a passkey", cost, idle));
        Ok(())
    }

    async fn enter(&self, person: &Person) -> anyhow::Result<()> {
        let fields = [("organisation", ""), ("email", person.email.as_str()), ("password", furnished::PASSWORD)];
        let (body, _) = self.target.call(person, "sign_in_with_password", &fields, "").await?;
        ensure!(leads_to(body)?.path == app::paths::ACCOUNT, "{} did not get in", person.email);
        Ok(())
    }

    async fn tokens(&mut self, table: &mut Table, counter: &Counter<'_>, idle: &Cost) -> anyhow::Result<()> {
        let (party, holders) = (&self.party, &mut self.holders);
        let cost = each(counter, async |number| party.code_flow(&mut holders[number]).await).await?;
        table.add(row("code flow of OpenID Connect", cost, idle));
        let cost = each(counter, async |number| party.refresh(&mut holders[number]).await).await?;
        table.add(row("refresh", cost, idle));
        Ok(())
    }

    /// What is answered from memory nearly always.
    async fn requests(
        &mut self,
        table: &mut Table,
        counter: &Counter<'_>,
        idle: &Cost,
        address: SocketAddr,
    ) -> anyhow::Result<()> {
        let page = Crowd::account_page(&self.reader.person);
        let (many, cost) = counter.during(again_and_again(address, &page)).await?;
        table.add(Row::to_know("page with a session", cost.without(idle).of_a_minute(many)));
        let (many, cost) = counter.during(again_and_again(address, &self.check)).await?;
        table.add(Row::to_know("check of a proxy (forward-auth)", cost.without(idle).of_a_minute(many)));
        let (of_one_core, of_all) = (many as f64 / cost.without(idle).processor, many as f64 / MINUTE.as_secs_f64());
        let cores = std::thread::available_parallelism()?;
        let [of_one_core, of_all] = [of_one_core, of_all].map(|rate| thousands(rate as usize));
        let measured = format!("{of_one_core} of one core; {of_all} of {cores} cores that the client uses too");
        table.add(Row::to_know("checks a second", measured));
        // Its token is new, so that it is valid for long enough.
        self.party.refresh(&mut self.reader).await?;
        let basic = format!("authorization: {}\r\n", self.party.basic());
        let question = Question::post("/oauth/introspect", &[("token", &self.reader.access)], &basic, 200);
        let (many, cost) = counter.during(again_and_again(address, &question)).await?;
        table.add(Row::to_know("introspection", cost.without(idle).of_a_minute(many)));
        Ok(())
    }
}

/// Makes passkeys a way in, without the offer and the second step that would follow.
async fn offer_passkeys(url: &str) -> anyhow::Result<()> {
    let mut policy = Preset::Codes.policy();
    policy.methods = vec![Method::EmailCode, Method::Password, Method::Passkey];
    policy.second_step.rule = SecondStepRule::Off;
    policy.offer_passkey = false;
    let store = Store::connect(url).await?;
    let operator = Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: None };
    operator.set_policy(&"codes".parse()?, &policy).await?;
    store.close().await;
    Ok(())
}

/// What many acts cost, one after the other. `act` gets the number of each.
async fn each(counter: &Counter<'_>, mut act: impl AsyncFnMut(usize) -> anyhow::Result<()>) -> anyhow::Result<Cost> {
    for number in 0..WARM_UP {
        act(number).await?;
    }
    let acts = async {
        for number in WARM_UP..WARM_UP + ACTS {
            act(number).await?;
        }
        anyhow::Ok(())
    };
    Ok(counter.during(acts).await?.1)
}

fn row(what: &'static str, cost: Cost, idle: &Cost) -> Row {
    Row::to_know(what, cost.without(idle).of_each(ACTS))
}

/// Requests the same for a minute over all connections, and returns how many answers came.
async fn again_and_again(address: SocketAddr, question: &Question) -> anyhow::Result<usize> {
    say("asking the same for a minute");
    let began = Instant::now();
    let asked = (0..CONNECTIONS).map(async |_| {
        let mut connection = Connection::open(address).await?;
        let mut answers = 0_usize;
        while began.elapsed() < MINUTE {
            connection.ask(question).await?;
            answers += 1;
        }
        anyhow::Ok(answers)
    });
    Ok(try_join_all(asked).await?.into_iter().sum())
}
