//! Builds the application context, starts the server, and shuts it down.

use crate::audit_stream::AuditStream;
use crate::demo_application;
use crate::http::serve::{self, Limits, Listener, Pace, open_files};
use crate::http::{self, HttpState, Site};
use crate::jobs::{self, Delivery, Stopping};
use crate::service_manager;
use crate::settings::{Capacity, RawSettings, Settings, TextRoute, passed_socket};
use crate::start_checks;
use anyhow::{Context as _, bail};
use app::server::locale;
use domain::policy::Served;
use service::app_context::AppContext;
use service::clock::{Clock, SystemClock};
use service::delivery::texts::{PROVIDER_TIMEOUT, STATUS_PATH, TextProvider, Twilio, Webhook};
use service::delivery::{DemoInbox, MailTransport, Outbound, SmtpMailer, Templates};
use service::demo;
use service::installation;
use service::jose::KeySetCache;
use service::phone_numbers::PhoneNumbers;
use service::random::{Random, SystemRandom};
use service::security::passkeys::Passkeys;
use service::security::{HashParameters, Keys, PasswordHasher};
use std::sync::Arc;
use store::{DatabaseSettings, NEWER, Schema, ServerLock, Store, organisations};
use tokio::signal::unix::{SignalKind, signal};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Serves until SIGTERM or SIGINT. If `may_migrate` is not set, an outdated database is an error.
pub async fn serve(settings: Settings, may_migrate: bool) -> anyhow::Result<()> {
    let metrics = http::metrics::start()?;
    let listener = Listener::open(passed_socket()?, &settings.site_addr)?;
    let admin_listener = listen_for_metrics(&settings);
    let demo_listener = settings.is_demo.then(|| listen_as_demo_application(&settings)).transpose()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let templates = Arc::new(Templates::load(
        settings.public_url.origin.clone(),
        settings.public_url.host.clone(),
        locale::wordings(),
    )?);
    let kept = settings.is_demo.then(|| Arc::new(DemoInbox::open(clock.clone())));
    let transports = transports(&settings, kept.clone())?;
    let mut texts: Vec<Arc<dyn TextProvider>> = kept.iter().map(|kept| kept.clone() as _).collect();
    texts.extend(text_provider(&settings, clock.clone())?);
    let _lock = ServerLock::take(&settings.database.url)?;
    let store = open_store(&settings.database, may_migrate).await?;
    let audit_stream = settings.writes_audit_log.then(|| AuditStream::listen(&store)).transpose()?;
    let app = Arc::new(app_context(&settings, store.clone(), clock, !texts.is_empty()).await?);
    warn_if_sign_in_is_impossible(&store, app.served()).await?;
    let (stop, stopping) = watch::channel(false);
    let inbox = kept.map(|kept| http::Inbox { kept, templates: templates.clone(), stopping: stopping.clone() });
    let delivery = Delivery { app: app.clone(), templates, transports, texts };
    let jobs = {
        let metrics = metrics.clone();
        jobs::start(delivery, move || metrics.run_upkeep(), &stopping)
    };
    let public_url = settings.public_url.clone();
    tracing::info!(url = public_url.origin, address = %listener, "open");
    let demo_applications = match demo_listener {
        Some(demo) => Some(serve_demo_applications(&app, demo, &listener, stopping.clone()).await?),
        None => None,
    };
    let proxies = settings.proxies;
    let proxies = if listener.is_unix() { proxies.with_unix_socket() } else { proxies };
    let limits = Limits {
        all: open_files::connections(settings.capacity.connections),
        per_client: settings.capacity.connections_per_client,
        proxies: proxies.clone(),
        pace: Pace::default(),
    };
    let twilio_auth_token = settings.texts.twilio_auth_token();
    let state = HttpState::new(app, Site::find(), public_url, proxies, settings.is_watched)?;
    let state = HttpState { twilio_auth_token, hsts: settings.hsts, ..state };
    let admin_router = http::metrics::router(metrics, store.clone());
    let admin = admin_listener
        .map(|listener| tokio::spawn(serve::serve(listener, admin_router, Limits::for_operator(), stopping.clone())));
    let site = tokio::spawn(serve::serve(listener, http::router(Arc::new(state), inbox), limits, stopping));
    service_manager::report_until(wait_for_signal()).await?;
    tracing::info!("closing");
    stop.send_replace(true);
    for task in jobs.into_iter().chain(admin).chain([site]).chain(demo_applications) {
        task.await.context("a task did not end as it should")?;
    }
    store.close().await;
    if let Some(stream) = audit_stream {
        stream.finish().await;
    }
    Ok(())
}

/// Warns if no user can sign in, or no user of one organisation.
async fn warn_if_sign_in_is_impossible(store: &Store, served: Served) -> anyhow::Result<()> {
    if organisations::find_first(store).await?.is_none() {
        tracing::warn!("there is no organisation yet, so no user can sign in. Create one: portico organisation create");
    }
    if let Err(error) = check_policies(store, served).await {
        tracing::warn!("the users of an organisation cannot sign in: {error:#}");
    }
    Ok(())
}

/// `None`, with a warning, if the address cannot be listened on: users can sign in without metrics.
fn listen_for_metrics(settings: &Settings) -> Option<TcpListener> {
    match serve::listen(settings.admin_addr, "PORTICO_ADMIN_ADDR") {
        Ok(listener) => Some(listener),
        Err(error) => {
            tracing::warn!("there are no metrics: {error:#}");
            None
        }
    }
}

fn listen_as_demo_application(settings: &Settings) -> anyhow::Result<TcpListener> {
    serve::listen(settings.demo_application_addr, "PORTICO_DEMO_APPLICATION_ADDR")
}

/// Invites people of a demo, registers its sample applications, and serves them. They ask Portico at its own address.
async fn serve_demo_applications(
    app: &AppContext,
    listener: TcpListener,
    portico: &Listener,
    stopping: Stopping,
) -> anyhow::Result<JoinHandle<()>> {
    let address = portico.network_address()?;
    let address =
        address.context("PORTICO_SITE_ADDR: a demo listens on an address with a port, not on a Unix socket")?;
    let own_address = listener.local_addr()?;
    demo::invite(app).await?;
    demo::register_applications(app, own_address.port()).await?;
    let router = demo_application::router(app.public_origin.as_str(), address)?;
    #[cfg(feature = "openid-sample")]
    let router = {
        let client = demo::register_client(app, own_address.port()).await?;
        router.merge(demo_application::openid::router(app, &client, address)?)
    };
    tracing::info!(address = %own_address, "the sample applications of the demo are open");
    Ok(tokio::spawn(serve::serve(listener, router, Limits::for_operator(), stopping)))
}

/// Makes the application context. The accounts of a demo are created first.
async fn app_context(
    settings: &Settings,
    store: Store,
    clock: Arc<dyn Clock>,
    takes_texts: bool,
) -> anyhow::Result<AppContext> {
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let keys = Keys::ring(&settings.secret_key, &settings.previous_secret_keys)?;
    if settings.is_demo {
        demo::seed(&store, clock.as_ref(), random.as_ref(), keys.peppers()).await?;
    }
    installation::claim(&store, &keys, random.as_ref(), clock.as_ref()).await?;
    start_checks::check_default_organisation(settings, &store).await?;
    let hasher = hasher(&keys, settings.capacity, random.as_ref())?;
    Ok(AppContext {
        store,
        keys,
        signing_keys: KeySetCache::default(),
        clock,
        random,
        hasher,
        public_origin: settings.public_url.own_origin(),
        outbound: Outbound::new(settings.outbound.clone())?,
        phone_numbers: PhoneNumbers::of(settings.texts.countries.clone()),
        passkeys: Passkeys::of(&settings.public_url.origin),
        takes_texts,
        is_demo: settings.is_demo,
        default_organisation: settings.default_organisation.clone(),
    })
}

/// The key ring, for commands other than `serve`.
pub fn keys(raw: &RawSettings) -> anyhow::Result<Keys> {
    Keys::ring(&raw.secret_key(false)?, &raw.previous_secret_keys()?)
}

/// The key ring, for commands that write something of it into the database: servers could not use what another key has
/// made. Fails if the database was set up with another key.
pub async fn keys_of(raw: &RawSettings, store: &Store) -> anyhow::Result<Keys> {
    let keys = keys(raw)?;
    installation::check_key(store, &keys).await?;
    Ok(keys)
}

/// What the settings allow the server to offer besides email and passwords: texts and passkeys.
pub fn served(raw: &RawSettings) -> anyhow::Result<Served> {
    let texts = raw.texts()?.provider.is_some();
    Ok(Served { texts, passkeys: Passkeys::of(&raw.public_url()?.origin).is_some() })
}

/// Fails at the first organisation whose policy leaves its users no way to sign in with these settings.
pub async fn check_policies(store: &Store, served: Served) -> anyhow::Result<()> {
    for organisation in organisations::all(store).await? {
        let slug = organisation.slug;
        organisation.policy.check_served(served).with_context(|| format!("the policy of {slug}"))?;
    }
    Ok(())
}

/// Starts the password hasher, with one thread per core unless the settings say otherwise.
pub fn hasher(keys: &Keys, capacity: Capacity, random: &dyn Random) -> anyhow::Result<PasswordHasher> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = capacity.hashing_threads.unwrap_or_else(cores);
    let hasher = PasswordHasher::start(HashParameters::default(), keys.peppers(), threads, random)?;
    Ok(hasher.with_queue(capacity.hashing_queue))
}

/// Connects to the database, which has to exist and be up to date, for commands other than `serve`, `setup` and
/// `migrate`.
pub async fn current_store(raw: &RawSettings) -> anyhow::Result<Store> {
    let store = Store::connect_existing(raw.database(false)?.url.expose()).await?;
    demand_current(&store).await?;
    Ok(store)
}

/// Connects to the database and migrates it, for `setup` and `migrate`.
pub async fn migrated_store(raw: &RawSettings) -> anyhow::Result<Store> {
    let store = Store::connect(raw.database(false)?.url.expose()).await?;
    store.migrate().await?;
    Ok(store)
}

/// Connects to the database and migrates it, for a server. Without `may_migrate` it fails if the schema is outdated.
async fn open_store(database: &DatabaseSettings, may_migrate: bool) -> anyhow::Result<Store> {
    let store = Store::connect_with(database).await?;
    if may_migrate {
        store.migrate().await?;
    } else {
        demand_current(&store).await?;
    }
    Ok(store)
}

/// Fails unless the schema is current. Migrates nothing.
async fn demand_current(store: &Store) -> anyhow::Result<()> {
    match store.schema().await? {
        Schema::Current => Ok(()),
        Schema::Older => bail!("the database is not up to date. Run: portico migrate"),
        Schema::Newer => bail!(NEWER),
    }
}

/// The transports that every email goes to: the inbox of a demo and the mail server, as far as they are set up.
pub fn transports(settings: &Settings, kept: Option<Arc<DemoInbox>>) -> anyhow::Result<Vec<Arc<dyn MailTransport>>> {
    let mut transports: Vec<Arc<dyn MailTransport>> = Vec::new();
    if let Some(kept) = kept {
        transports.push(kept);
    }
    if let Some(url) = &settings.mail.smtp_url {
        transports.push(Arc::new(
            SmtpMailer::connect(url, settings.mail.from.clone(), &settings.public_url.host)?
                .with_connections(settings.mail.connections),
        ));
    }
    Ok(transports)
}

/// The provider of text messages; `None` if none is configured. Twilio gets a URL for status reports only with https,
/// because it cannot reach a loopback address.
pub fn text_provider(settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Option<Arc<dyn TextProvider>>> {
    let url = &settings.public_url;
    let reports_to = url.is_https.then(|| format!("{}{STATUS_PATH}", url.origin));
    Ok(match &settings.texts.provider {
        Some(TextRoute::Twilio(account)) => {
            Some(Arc::new(Twilio::connect(account.clone(), reports_to, PROVIDER_TIMEOUT)?))
        }
        Some(TextRoute::Webhook(target)) => Some(Arc::new(Webhook::connect(target.clone(), clock, PROVIDER_TIMEOUT)?)),
        None => None,
    })
}

async fn wait_for_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
