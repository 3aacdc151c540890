//! Opens the database for a command.

use crate::settings::RawSettings;
use store::Store;

/// Connects, and runs the missing migrations.
pub async fn migrated(written: &RawSettings) -> anyhow::Result<Store> {
    let store = Store::connect(written.database_url().expose()).await?;
    store.migrate().await?;
    Ok(store)
}
