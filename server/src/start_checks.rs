//! What is checked against the database before a server starts, beyond its settings. `portico check` does the same.

use crate::settings::Settings;
use anyhow::bail;
use service::installation;
use service::security::Keys;
use store::{Store, organisations};

/// Fails if a server with these settings should not start on this database: with another secret key, or with a default
/// organisation that is not there. Only reads.
pub async fn check(settings: &Settings, store: &Store) -> anyhow::Result<()> {
    let keys = Keys::ring(&settings.secret_key, &settings.previous_secret_keys)?;
    installation::check_key(store, &keys).await?;
    check_default_organisation(settings, store).await
}

/// Fails if the default organisation is not there.
pub async fn check_default_organisation(settings: &Settings, store: &Store) -> anyhow::Result<()> {
    let Some(slug) = &settings.default_organisation else { return Ok(()) };
    if organisations::find_by_slug(store, slug).await?.is_none() {
        bail!(
            "PORTICO_DEFAULT_ORGANISATION: there is no organisation {slug}. Name one that portico organisation list \
             shows, or make it: portico organisation create --slug {slug}"
        );
    }
    Ok(())
}
