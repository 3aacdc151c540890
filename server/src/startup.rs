//! Puts the house together, opens it, and closes it again.

use crate::{
    clock::{Clock, SystemClock},
    delivery::{
        DemoInbox, MailTransport, SmtpMailer, Templates,
        texts::{PATIENCE, STATUS_PATH, TextProvider, Twilio, Webhook},
    },
    demo,
    house::House,
    http::{self, Front, Site, serve},
    jobs::{Delivery, purge_expired, run_imports},
    language,
    phone_numbers::PhoneNumbers,
    random::{Random, SystemRandom},
    security::{HashParameters, Keys, PasswordHasher, passkeys::Passkeys},
    settings::{Settings, TextRoute, Written},
    store::{Store, organisations},
};
use anyhow::{Context as _, bail};
use std::{io::IsTerminal as _, sync::Arc};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{Notify, watch},
};

/// Serves until a signal says to stop.
pub async fn serve(settings: Settings, may_migrate: bool) -> anyhow::Result<()> {
    let metrics = http::metrics::start()?;
    let listener = serve::listen(settings.site_addr, "LEPTOS_SITE_ADDR").await?;
    let admin_listener = serve::listen(settings.admin_addr, "PORTICO_ADMIN_ADDR").await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let templates = Arc::new(Templates::load(
        settings.public_url.origin.clone(),
        settings.public_url.host.clone(),
        language::wordings(),
    )?);
    let kept = settings.is_demo.then(|| Arc::new(DemoInbox::open(clock.clone())));
    let transports = transports(&settings, kept.clone())?;
    let mut texts: Vec<Arc<dyn TextProvider>> = kept.iter().map(|kept| kept.clone() as _).collect();
    texts.extend(text_provider(&settings, clock.clone())?);
    let store = open_store(&settings, may_migrate).await?;
    let keys = Keys::ring(&settings.secret_key, &settings.previous_secret_keys)?;
    if settings.is_demo {
        demo::furnish(&store, clock.as_ref(), random.as_ref(), keys.peppers()).await?;
    }
    let hasher = hasher(&keys, random.as_ref())?;
    let house = Arc::new(House {
        store: store.clone(),
        keys,
        clock: clock.clone(),
        random,
        hasher,
        phone_numbers: PhoneNumbers::of(settings.texts.countries.clone()),
        passkeys: Passkeys::of(&settings.public_url.origin),
        takes_texts: !texts.is_empty(),
        is_demo: settings.is_demo,
        outbox_bell: Notify::new(),
        imports_bell: Notify::new(),
        default_organisation: settings.default_organisation.clone(),
    });
    if house.is_demo {
        demo::invite(&house).await?;
    }
    if organisations::find_first(&store).await?.is_none() {
        tracing::warn!("nobody can sign in yet: make an organisation with portico organisation create");
    }
    let (stop, stopping) = watch::channel(false);
    let inbox = kept.map(|kept| http::Inbox { kept, templates: templates.clone(), stopping: stopping.clone() });
    let delivery = Delivery { house: house.clone(), templates, transports, texts };
    let jobs = [
        tokio::spawn(delivery.run(stopping.clone())),
        tokio::spawn(run_imports(house.clone(), stopping.clone())),
        tokio::spawn(purge_expired(house.clone(), stopping.clone())),
    ];
    let public_url = settings.public_url.clone();
    tracing::info!(url = public_url.origin, address = %listener.local_addr()?, "open");
    let twilio_auth_token = settings.texts.twilio_auth_token();
    let front = Front::new(house, Site::find(), public_url, settings.trusted_proxies, settings.is_watched)?;
    let front = Front { twilio_auth_token, ..front };
    let admin = tokio::spawn(serve::serve(admin_listener, http::metrics::router(metrics), stopping.clone()));
    let site = tokio::spawn(serve::serve(listener, http::router(Arc::new(front), inbox), stopping));
    wait_for_signal().await?;
    tracing::info!("closing");
    stop.send_replace(true);
    for task in jobs.into_iter().chain([admin, site]) {
        task.await.context("a task did not end as it should")?;
    }
    store.close().await;
    Ok(())
}

/// The ring of keys, for commands beside `serve`.
pub fn keys(written: &Written) -> anyhow::Result<Keys> {
    Keys::ring(&written.secret_key(false)?, &written.previous_secret_keys()?)
}

/// One hashing thread for each core.
pub fn hasher(keys: &Keys, random: &dyn Random) -> anyhow::Result<PasswordHasher> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    PasswordHasher::start(HashParameters::default(), keys.peppers(), cores, random)
}

/// Connects, and migrates unless told not to.
pub async fn open_store(settings: &Settings, may_migrate: bool) -> anyhow::Result<Store> {
    let store = Store::connect(&settings.database_url).await?;
    if may_migrate {
        store.migrate().await?;
    } else if !store.is_ready().await? {
        bail!("the database is not up to date. Run: portico migrate");
    }
    Ok(store)
}

/// Who takes the messages.
pub fn transports(settings: &Settings, kept: Option<Arc<DemoInbox>>) -> anyhow::Result<Vec<Arc<dyn MailTransport>>> {
    let mut transports: Vec<Arc<dyn MailTransport>> = Vec::new();
    if let Some(kept) = kept {
        transports.push(kept);
    }
    if let Some(url) = &settings.mail.smtp_url {
        transports.push(Arc::new(SmtpMailer::connect(url, settings.mail.from.clone(), &settings.public_url.host)?));
    }
    Ok(transports)
}

/// Who takes texts; `None`: nobody. Twilio reports to us only where it can reach us.
pub fn text_provider(settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Option<Arc<dyn TextProvider>>> {
    let url = &settings.public_url;
    let reports_to = url.is_https.then(|| format!("{}{STATUS_PATH}", url.origin));
    Ok(match &settings.texts.provider {
        Some(TextRoute::Twilio(account)) => Some(Arc::new(Twilio::connect(account.clone(), reports_to, PATIENCE)?)),
        Some(TextRoute::Webhook(target)) => Some(Arc::new(Webhook::connect(target.clone(), clock, PATIENCE)?)),
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

/// Says what happens on standard error, as text or JSON.
pub fn start_log(filter: &str, is_json: bool) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).context("PORTICO_LOG")?;
    let is_for_eyes = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(is_for_eyes);
    // A second start in one process (tests) keeps the first log.
    let _ = if is_json { log.json().try_init() } else { log.try_init() };
    Ok(())
}
