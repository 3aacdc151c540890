//! The console with a hundred thousand people, on both databases: the list of people, its first page and searches, and
//! searches of the messages and the log. Prints the query plans; a plan that reads a whole table breaks the promise,
//! however fast it is.

use crate::crowd::runtime;
use crate::furnished;
use crate::many_people::{PEOPLE, fill};
use crate::postgres::Postgres;
use crate::release::FOLDER;
use crate::report::{Row, Table, p99, say, spread};
use anyhow::{Context as _, ensure};
use domain::{AccountId, AuditEventKind, MessageState, Preset, StatusFilter};
use service::RequestContext;
use service::account::{self, AsAdmin, SignedIn, as_admin};
use service::admin::{self, AuditFilter, MessageFilter, PeopleFilter};
use service::app_context::AppContext;
use service::clock::{Clock as _, SystemClock};
use service::operator::{NewAccount, NewOrganisation, Operator};
use service::random::{Random, SystemRandom};
use service::security::Token;
use std::{net::Ipv4Addr, sync::Arc, time::Instant};
use store::accounts::Role;
use store::paging::PageRequest;
use store::sessions::{self, NewSession};
use tempfile::TempDir;

const ROUNDS: usize = 51;
/// The longest that one page may take with all its queries, in milliseconds.
const LONGEST: f64 = 20.0;
const DATABASE: &str = "bench_people";

/// What an admin searches for, each with its name in the table.
fn questions() -> [(&'static str, PeopleFilter); 8] {
    let text = |text: &str| PeopleFilter { text: text.to_owned(), ..PeopleFilter::default() };
    [
        ("everybody", PeopleFilter::default()),
        ("members", PeopleFilter { role: Some(Role::Member), ..PeopleFilter::default() }),
        ("deactivated people", PeopleFilter { state: Some(StatusFilter::Deactivated), ..PeopleFilter::default() }),
        ("locked people", PeopleFilter { state: Some(StatusFilter::Locked), ..PeopleFilter::default() }),
        ("one letter", text("f")),
        ("a name", text("first17 last230")),
        ("an address", text("person-4711@")),
        ("a number", text("+1 201 555 04")),
    ]
}

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let runtime = runtime()?;
    table.attempt("the console's people on SQLite", |table| {
        let folder = TempDir::new_in(FOLDER)?;
        let url = furnished::database_url(&folder.path().join("portico.db"));
        runtime.block_on(on(table, ["the console's people on SQLite", "plans of the console's lists on SQLite"], &url))
    });
    table.attempt("the console's people on PostgreSQL", |table| {
        let postgres = Postgres::shared();
        runtime.block_on(async {
            postgres.remove(DATABASE).await;
            postgres.create(DATABASE, false).await;
            let whats = ["the console's people on PostgreSQL", "plans of the console's lists on PostgreSQL"];
            let outcome = on(table, whats, &postgres.url(DATABASE)).await;
            postgres.remove(DATABASE).await;
            outcome
        })
    });
    Ok(())
}

/// Adds one row for the times and one for the plans.
async fn on(table: &mut Table, whats: [&'static str; 2], url: &str) -> anyhow::Result<()> {
    say("making a hundred thousand people");
    let (app, admin) = seed(url).await?;
    let admin = as_admin(&admin).ok().context("no admin")?;
    let [times, plans] = whats;
    let (time, detail) = slowest(&app, admin).await?;
    table.add(Row::below(times, LONGEST, "ms", time, &detail));
    let all = all_plans(&app, admin).await?;
    let mut faults = Vec::new();
    for (name, plan) in &all {
        say(&format!("{name}:\n    {}", plan.join("\n    ")));
        faults.extend(whole_table(plan).map(|scan| format!("{name}: {}", scan.trim())));
    }
    table.add(Row::without(plans, "none reads a whole table", &format!("{} plans", all.len()), &faults));
    Ok(())
}

/// The median of the slowest search in milliseconds, and which search it is.
async fn slowest(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<(f64, String)> {
    let mut slowest: Option<(f64, String)> = None;
    for (name, search) in questions() {
        let mut times = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let found = admin::people(app, admin, &search, PageRequest::First).await?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
            ensure!(!found.page.rows.is_empty(), "{name}: nobody was found");
        }
        let (median, longest) = (spread(times.clone()).median, p99(times));
        say(&format!("{name}: {median:.1} ms, 99 of 100 within {longest:.1} ms"));
        if slowest.as_ref().is_none_or(|(time, _)| *time < median) {
            slowest = Some((median, format!("{name}; {PEOPLE} people, page, count, lockouts and last seen")));
        }
    }
    slowest.context("nothing was asked")
}

async fn all_plans(app: &AppContext, admin: AsAdmin<'_>) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let mut plans = Vec::new();
    for (name, search) in questions() {
        plans.push((name.to_owned(), admin::plans(app, admin, &search).await?));
    }
    for text in ["", "first17 last230", "person-4711@", "+1 201 555 00471"] {
        for (activity, state) in [(None, None), (Some(AuditEventKind::SignedIn), Some(MessageState::Sent))] {
            let log = AuditFilter { person: text.to_owned(), activity, ..AuditFilter::default() };
            let narrowed = admin::resolve_filter(app, admin, &log).await?.context("too many people")?;
            plans.push((
                format!("the log of {text:?}, {activity:?}"),
                admin::log_plan(app, admin, &narrowed, 30).await?,
            ));
            let sent = MessageFilter { state, to: text.to_owned() };
            let plan = admin::messages_plan(app, admin, &sent).await?.context("too many people")?;
            plans.push((format!("messages to {text:?}, {state:?}"), plan));
        }
    }
    Ok(plans)
}

/// The first step of a plan that reads a whole table. PostgreSQL may scan the table below a `Limit`: it stops soon when
/// most rows match. It may scan the applications, because an installation has few of them.
fn whole_table(plans: &[String]) -> Option<&String> {
    let is_bounded =
        |at: usize| at.checked_sub(1).and_then(|before| plans.get(before)).is_some_and(|step| step.contains("Limit "));
    let of_postgres = |step: &str| step.contains("Seq Scan on ") && !step.contains("Seq Scan on application ");
    let of_sqlite = |step: &str| {
        let whole = ["SCAN a", "SCAN w", "SCAN e"].contains(&step.trim());
        whole || ["SCAN audit_event", "SCAN outbox_message"].iter().any(|scan| step.trim().starts_with(scan))
    };
    let step = plans.iter().enumerate().find(|(at, step)| of_sqlite(step) || (of_postgres(step) && !is_bounded(*at)));
    step.map(|(_, step)| step)
}

async fn seed(url: &str) -> anyhow::Result<(Arc<AppContext>, SignedIn)> {
    let app = furnished::app_on(url).await?;
    app.store.migrate().await?;
    let random: &dyn Random = &SystemRandom;
    let operator = Operator { store: &app.store, clock: &SystemClock, random, name: None };
    let new = NewOrganisation {
        slug: "codes".parse()?,
        name: "Alderway".parse()?,
        preset: Preset::Codes,
        return_origins: Vec::new(),
    };
    operator.create_organisation(new).await?;
    let admin = make_admin(&operator).await?;
    fill(url).await?;
    let (_, signed_in) = enter(&app, admin).await?;
    Ok((app, signed_in))
}

async fn make_admin(operator: &Operator<'_>) -> anyhow::Result<AccountId> {
    let new = NewAccount {
        organisation: "codes".parse()?,
        email: "admin@codes.example".parse()?,
        name: None,
        role: Role::Admin,
        phone: None,
        password: None,
    };
    Ok(operator.create_account(new).await?.id)
}

/// Creates an admin of the existing organisation who has just signed in.
pub async fn admin_at(app: &Arc<AppContext>) -> anyhow::Result<(RequestContext, SignedIn)> {
    let operator = Operator { store: &app.store, clock: &SystemClock, random: &SystemRandom, name: None };
    let admin = make_admin(&operator).await?;
    enter(app, admin).await
}

async fn enter(app: &Arc<AppContext>, account: AccountId) -> anyhow::Result<(RequestContext, SignedIn)> {
    let random: &dyn Random = &SystemRandom;
    let (token, known_browser) = (Token::fresh(random)?, Token::fresh(random)?);
    let session = NewSession {
        id: random.id()?,
        token: token.hash(),
        account,
        method: "password",
        client_address: String::new(),
        user_agent: furnished::USER_AGENT.to_owned(),
        known_browser: known_browser.hash(),
        took_second_step: false,
    };
    let transaction = app.store.begin().await?;
    sessions::insert(&transaction, session, SystemClock.now()).await?;
    app.store.commit(transaction).await?;
    let (client, user_agent) = (Ipv4Addr::LOCALHOST.into(), String::new());
    let session = Some(token);
    let cx = RequestContext { session, ..RequestContext::new(app.clone(), client, user_agent, Default::default()) };
    let signed_in = account::current(&cx).await?.context("nobody is signed in")?;
    Ok((cx, signed_in))
}
