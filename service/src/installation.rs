//! Whether a server has the secret key of its installation. The first server seals a known text and stores it; a server
//! with another key cannot open it. Without this check, it would start, and every password would be wrong.

use crate::clock::Clock;
use crate::random::Random;
use crate::security::Keys;
use anyhow::bail;
use store::{Store, installation};

const TEXT: &[u8] = b"portico";
const CONTEXT: &[u8] = b"installation";

/// Fails if the database was used with a key that is not in the ring. Only reads.
pub async fn check_key(store: &Store, keys: &Keys) -> anyhow::Result<()> {
    let Some(sealed) = installation::check_value(store).await? else { return Ok(()) };
    if keys.open_row(&sealed, CONTEXT).is_err() {
        bail!(
            "PORTICO_SECRET_KEY: this database was set up with another key. Set that key again. To change the key, name \
             the old one in PORTICO_PREVIOUS_SECRET_KEYS and run portico secret rotate"
        );
    }
    Ok(())
}

/// Like `check_key`. On a new database, it stores what later starts are checked against.
pub async fn claim(store: &Store, keys: &Keys, random: &dyn Random, clock: &dyn Clock) -> anyhow::Result<()> {
    if installation::check_value(store).await?.is_none() {
        let sealed = keys.seal_row(TEXT, CONTEXT, random)?;
        let transaction = store.begin().await?;
        installation::keep_check_value(&transaction, sealed, clock.now()).await?;
        store.commit(transaction).await?;
    }
    // Another server may have been first.
    check_key(store, keys).await
}

/// Seals the text again with the newest key, for the time when the older ones are gone.
pub(crate) async fn reseal(store: &Store, keys: &Keys, random: &dyn Random) -> anyhow::Result<()> {
    let Some(sealed) = installation::check_value(store).await? else { return Ok(()) };
    if sealed.key_id == keys.newest().id {
        return Ok(());
    }
    check_key(store, keys).await?;
    let transaction = store.begin().await?;
    installation::reseal(&transaction, keys.seal_row(TEXT, CONTEXT, random)?).await?;
    store.commit(transaction).await
}
