//! A standby of PostgreSQL, from which lists are read. It may lag behind, so nothing may be decided by what it says. While
//! it cannot be reached, lists are read from the primary.

use super::availability::{Availability, DatabaseState, is_gone};
use super::database_url::DatabaseUrl;
use super::guarded::Guarded;
use super::{pool, pooler};
use anyhow::{Context as _, bail};
use sea_orm::{DatabaseConnection, sqlx::ConnectOptions as _};
use std::sync::{Arc, atomic::AtomicU64};
use std::time::Duration;
use tokio::time::timeout;

const SETTING: &str = "PORTICO_DATABASE_READ_URL";
/// How long the first connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Clone, Debug)]
pub struct Standby {
    connection: Guarded<DatabaseConnection>,
    availability: Arc<Availability>,
}

impl Standby {
    /// Connects. Fails if the standby refuses the connection, or a pooler in front of it mixes up statements. That it
    /// cannot be reached is no error: it is looked for from then on.
    pub async fn open(url: DatabaseUrl, connections: u32, statements: &Arc<AtomicU64>) -> anyhow::Result<Self> {
        let availability = Availability::of_standby(url);
        let DatabaseUrl::Postgres(options) = availability.url() else { bail!("{SETTING} is not of PostgreSQL") };
        match timeout(CONNECT_TIMEOUT, options.connect()).await {
            Ok(Ok(first)) => pooler::refuse_mixing(SETTING, options, first).await?,
            Ok(Err(error)) if is_gone(&error) => availability.lose(&error.to_string()),
            Ok(Err(error)) => return Err(error).context(SETTING),
            Err(_) => availability.lose("it does not answer"),
        }
        let mut connection = pool::open_lazily(&availability, options, connections);
        pool::count_statements(&mut connection, statements);
        Ok(Standby { connection: Guarded::new(connection, availability.clone()), availability })
    }

    /// The connection; `None` while the standby cannot be reached.
    pub fn connection(&self) -> Option<&Guarded<DatabaseConnection>> {
        (self.availability.state() != DatabaseState::Gone).then_some(&self.connection)
    }

    pub fn into_inner(self) -> DatabaseConnection {
        self.connection.into_inner()
    }
}
