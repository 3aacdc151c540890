//! An application context as `serve` builds it, on a database file with one organisation and as many people as needed.

use anyhow::Context as _;
use axum::Router;
use domain::application::ProtectedOrigin;
use domain::{AccountId, OrganisationId, Password, Preset, Secret, Timestamp};
use server::http::{HttpState, Site, router};
use server::settings::{Capacity, Proxies};
use server::startup;
use service::app_context::AppContext;
use service::clock::{Clock as _, SystemClock};
use service::delivery::{Outbound, OutboundRules};
use service::jose::KeySetCache;
use service::operator::{NewOrganisation, Operator};
use service::phone_numbers::PhoneNumbers;
use service::random::{Random, SystemRandom};
use service::security::{Keys, PasswordHash, Token};
use std::{net::Ipv4Addr, path::Path, sync::Arc};
use store::accounts::{self, Account, Role};
use store::sessions::{self, NewSession};
use store::{Store, Transaction, known_browsers, passwords};
use uuid::Uuid;

pub const PUBLIC_URL: &str = "http://localhost:3000";
pub const SECRET: [u8; 32] = [7; 32];
/// The password of every account.
pub const PASSWORD: &str = "Harbour7-Lantern_Quill";
pub const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A person with an account, a browser that signed in to it before, and a session.
pub struct Person {
    pub email: String,
    /// Different for each person, because rate limits count by address.
    pub client: Ipv4Addr,
    pub account: AccountId,
    pub known_browser: Token,
    pub session: Token,
    pub session_id: Uuid,
}

pub fn database_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// A client address in 198.18.0.0/15, which is reserved for tests (RFC 2544) and has 131,072 addresses.
pub fn client(number: usize) -> anyhow::Result<Ipv4Addr> {
    Ok(Ipv4Addr::from_bits(0xc612_0000 + u32::try_from(number)?))
}

/// Creates the database file. Two of them differ only in their random ids, tokens and salts.
pub async fn seed(file: &Path, many: usize) -> anyhow::Result<Vec<Person>> {
    seed_at(&database_url(file), many).await
}

/// Creates the tables, an organisation and its people in an empty database of either kind.
pub async fn seed_at(url: &str, many: usize) -> anyhow::Result<Vec<Person>> {
    let store = Store::connect(url).await?;
    store.migrate().await?;
    let random: &dyn Random = &SystemRandom;
    let operator = Operator { store: &store, clock: &SystemClock, random, name: None };
    let new = NewOrganisation {
        slug: "codes".parse()?,
        name: "Alderway".parse()?,
        preset: Preset::Codes,
        return_origins: Vec::new(),
    };
    let organisation = operator.create_organisation(new).await?.id;
    // One hash for all accounts: it costs the same to verify for each of them.
    let hash = startup::hasher(&keys()?, Capacity::default(), random)?
        .hash(Password::new(PASSWORD.to_owned()), random)
        .await?;
    let transaction = store.begin().await?;
    let mut people = Vec::with_capacity(many);
    for number in 0..many {
        people.push(move_in(&transaction, organisation, number, &hash, SystemClock.now()).await?);
    }
    store.commit(transaction).await?;
    store.close().await;
    Ok(people)
}

async fn move_in(
    transaction: &Transaction,
    organisation: OrganisationId,
    number: usize,
    hash: &PasswordHash,
    now: Timestamp,
) -> anyhow::Result<Person> {
    let random: &dyn Random = &SystemRandom;
    let person = Person {
        email: format!("person-{number}@codes.example"),
        client: client(number)?,
        account: AccountId(random.id()?),
        known_browser: Token::fresh(random)?,
        session: Token::fresh(random)?,
        session_id: random.id()?,
    };
    let account = account(organisation, person.account, &person.email)?;
    anyhow::ensure!(accounts::insert(transaction, &account, now).await?, "{} is taken", person.email);
    passwords::set(transaction, account.id, hash.expose(), now).await?;
    let session = NewSession {
        id: person.session_id,
        token: person.session.hash(),
        account: account.id,
        method: "password",
        client_address: person.client.to_string(),
        user_agent: USER_AGENT.to_owned(),
        known_browser: person.known_browser.hash(),
        took_second_step: false,
    };
    sessions::insert(transaction, session, now).await?;
    known_browsers::remember(transaction, &person.known_browser.hash(), account.id, now).await?;
    Ok(person)
}

/// A member who has nothing but an address.
pub fn account(organisation: OrganisationId, id: AccountId, email: &str) -> anyhow::Result<Account> {
    Ok(Account::new(id, organisation, email.parse()?, Role::Member))
}

pub fn keys() -> anyhow::Result<Keys> {
    Keys::derive(&Secret::new(SECRET))
}

/// The application context on a database file that `seed` created.
pub async fn app(file: &Path) -> anyhow::Result<Arc<AppContext>> {
    app_on(&database_url(file)).await
}

/// The application context on a database of either kind.
pub async fn app_on(url: &str) -> anyhow::Result<Arc<AppContext>> {
    let keys = keys()?;
    let hasher = startup::hasher(&keys, Capacity::default(), &SystemRandom)?;
    Ok(Arc::new(AppContext {
        store: Store::connect(url).await?,
        keys,
        signing_keys: KeySetCache::default(),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        hasher,
        public_origin: ProtectedOrigin::parse(PUBLIC_URL, true)?,
        outbound: Outbound::new(OutboundRules::default())?,
        phone_numbers: PhoneNumbers::of(Vec::new()),
        passkeys: None,
        takes_texts: false,
        is_demo: false,
        default_organisation: None,
    }))
}

/// The site with all its middleware. It counts and logs like the program, except that the log is discarded.
pub fn site(app: Arc<AppContext>) -> anyhow::Result<Router> {
    let site = Site::find();
    anyhow::ensure!(matches!(site, Site::Embedded { .. }), "the site is not built in: run it with `make bench`");
    // The second time in a process, the first recorder stays.
    let _ = server::http::metrics::start();
    let filter = tracing_subscriber::EnvFilter::try_new("info,sqlx=warn")?;
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::sink).try_init();
    let state = HttpState::new(app, site, PUBLIC_URL.parse().context("the public URL")?, Proxies::default(), false)?;
    Ok(router(Arc::new(state), None))
}
