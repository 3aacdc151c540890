//! A house on a file on disk with one organisation and as many people as are needed, as `serve` puts it together.

use anyhow::Context as _;
use axum::Router;
use domain::{Preset, Secret, Slug};
use server::{
    clock::SystemClock,
    flows::operator,
    house::House,
    http::{Front, Site, router},
    random::SystemRandom,
    security::Keys,
    store::{Store, accounts::Role},
};
use std::{path::Path, sync::Arc};
use tokio::sync::Notify;

pub const PUBLIC_URL: &str = "http://localhost:3000";

pub fn database_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

pub fn email(person: usize) -> String {
    format!("person-{person}@codes.example")
}

/// Makes the database; two made so are alike but for their random ids.
pub async fn furnish(file: &Path, people: usize) -> anyhow::Result<Store> {
    let store = Store::connect(&database_url(file)).await?;
    store.migrate().await?;
    let slug: Slug = "codes".parse()?;
    let (clock, random) = (&SystemClock, &SystemRandom);
    operator::create_organisation(&store, clock, random, slug.clone(), "Alderway", Preset::Codes).await?;
    for person in 0..people {
        let email = email(person).parse()?;
        operator::create_account(&store, clock, random, &slug, email, None, Role::Member).await?;
    }
    Ok(store)
}

pub async fn house(store: Store) -> anyhow::Result<Arc<House>> {
    Ok(Arc::new(House {
        store,
        keys: Keys::derive(&Secret::new([7; 32]))?,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        outbox_bell: Notify::new(),
        default_organisation: None,
    }))
}

/// The site with everything around it. Counts and logs as the program does; only nobody reads the log.
pub fn site(house: Arc<House>) -> anyhow::Result<Router> {
    let site = Site::find();
    anyhow::ensure!(matches!(site, Site::Embedded { .. }), "the site is not built in: run it with `make bench`");
    // A second start in this process keeps the first.
    let _ = server::http::metrics::start();
    let filter = tracing_subscriber::EnvFilter::try_new("info,sqlx=warn")?;
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::sink).try_init();
    let front = Front::new(house, site, PUBLIC_URL.parse().context("the public URL")?, Vec::new(), false)?;
    Ok(router(Arc::new(front), None))
}
