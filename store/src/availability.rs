//! Whether the database can be reached. A failure or a long wait only triggers a probe on a separate connection; the
//! probe decides. While the database is unavailable, everything that needs it fails at once.

use super::database_url::DatabaseUrl;
use sea_orm::sqlx::{ConnectOptions as _, Error, Executor as _};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, interval, timeout};

/// A longer wait triggers a probe: for an answer of PostgreSQL, or in the queue for the single writer of SQLite.
const LONG_ANSWER: Duration = Duration::from_secs(1);
const LONG_QUEUE: Duration = Duration::from_secs(10);
/// How long the probe waits for a connection, and then for a write.
const TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long the probe waits while another process writes to the same file.
const BUSY: Duration = Duration::from_secs(1);
/// Counts connections that were closed instead of being used again.
pub(super) const REPLACED: &str = "portico_database_connections_replaced_total";
/// The interval of the probes.
const AGAIN: Duration = Duration::from_secs(1);
/// As much as a request writes, so that a disk without room for that is noticed.
const WRITE_TO_SQLITE: &str = "INSERT INTO write_probe (id, filling) VALUES (1, zeroblob(32768))
    ON CONFLICT (id) DO UPDATE SET filling = excluded.filling";
const WRITE_TO_POSTGRES: &str = "INSERT INTO write_probe (id, filling) VALUES (1, decode(repeat('00', 32768), 'hex'))
    ON CONFLICT (id) DO UPDATE SET filling = excluded.filling";

const READ: &str = "SELECT 1";

/// What the database can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseState {
    Writable,
    /// It answers but cannot be written to: it is full, locked by another process, or a standby.
    ReadOnly,
    /// It cannot be reached.
    Gone,
}

/// The state that a probe found, and the reason when it is not `Writable`.
type Probed = (DatabaseState, String);

/// What an operation needs from the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Answer,
    Writer,
}

impl Need {
    fn is_met(self, state: DatabaseState) -> bool {
        match state {
            DatabaseState::Writable => true,
            DatabaseState::ReadOnly => self == Need::Answer,
            DatabaseState::Gone => false,
        }
    }
}

#[derive(Debug)]
pub(super) struct Availability {
    state: watch::Sender<DatabaseState>,
    is_probing: AtomicBool,
    url: DatabaseUrl,
    /// It is only read, and another database takes over its work while it is gone.
    is_standby: bool,
    /// Connections that were open at this moment are not used again.
    retired_at: Mutex<Option<Instant>>,
}

impl Availability {
    /// Starts in `Writable`.
    pub fn new(url: DatabaseUrl) -> Arc<Self> {
        measure(DatabaseState::Writable);
        metrics::counter!(REPLACED).increment(0);
        Availability::of(url, false)
    }

    /// For a database that is only read. Starts in `Writable` and is not measured.
    pub fn of_standby(url: DatabaseUrl) -> Arc<Self> {
        Availability::of(url, true)
    }

    fn of(url: DatabaseUrl, is_standby: bool) -> Arc<Self> {
        Arc::new(Availability {
            state: watch::Sender::new(DatabaseState::Writable),
            is_probing: AtomicBool::new(false),
            url,
            is_standby,
            retired_at: Mutex::default(),
        })
    }

    /// Says that it cannot be reached, and starts probing it.
    pub fn lose(self: &Arc<Self>, why: &str) {
        self.turn(DatabaseState::Gone, why);
        self.doubt();
    }

    /// Where the database is, and how to connect to it.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The state that the last probe found.
    pub fn state(&self) -> DatabaseState {
        *self.state.borrow()
    }

    /// Runs an operation for as long as the database meets its need. Fails at once when it does not, or stops doing so
    /// meanwhile.
    pub async fn guard<T>(
        self: &Arc<Self>,
        need: Need,
        work: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let mut state = self.state.subscribe();
        let is_lost = move |state: &DatabaseState| !need.is_met(*state);
        if is_lost(&state.borrow()) {
            return Err(unreachable());
        }
        let long = match self.url {
            DatabaseUrl::Sqlite(_) => LONG_QUEUE,
            DatabaseUrl::Postgres(_) => LONG_ANSWER,
        };
        let lost = async {
            while timeout(long, state.wait_for(is_lost)).await.is_err() {
                self.doubt();
            }
        };
        tokio::select! {
            biased;
            outcome = work => {
                if outcome.as_ref().is_err_and(is_trouble) {
                    self.doubt();
                }
                outcome
            }
            () = lost => Err(unreachable()),
        }
    }

    /// Guards the end of a transaction. After a failure the state of the connection is unknown, so open connections are
    /// retired. SQLite may have rolled back by itself; it then refuses the ROLLBACK of sqlx, which from then on would
    /// begin only savepoints on this connection, and releasing those commits nothing.
    pub async fn ended(self: &Arc<Self>, end: impl Future<Output = Result<(), DbErr>>) -> Result<(), DbErr> {
        let ended = self.guard(Need::Answer, end).await;
        if ended.is_err() {
            self.retire_connections();
            self.doubt();
        }
        ended
    }

    /// Starts probing the database until a probe finds it writable. Does nothing while probes are running.
    pub fn doubt(self: &Arc<Self>) {
        if !self.is_probing.swap(true, Ordering::SeqCst) {
            tokio::spawn(probe(Arc::downgrade(self)));
        }
    }

    /// Marks all connections that are open now, so that none of them is used again.
    pub fn retire_connections(&self) {
        *self.retired_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether a connection of this age was open when connections were last retired.
    pub fn is_retired(&self, age: Duration) -> bool {
        let retired_at = *self.retired_at.lock().unwrap_or_else(PoisonError::into_inner);
        retired_at.is_some_and(|at| at.elapsed() <= age)
    }

    /// `Err`: the state that was found without being able to try a write.
    async fn look(&self) -> Result<Probed, Probed> {
        match &self.url {
            DatabaseUrl::Sqlite(options) => {
                let options = options.clone().busy_timeout(BUSY);
                let mut connection = opened(timeout(TIMEOUT, options.connect()).await)
                    // The pool may still have the file open and read it, so it is not `Gone`.
                    .map_err(|(_, why)| (DatabaseState::ReadOnly, why))?;
                Ok(written(timeout(TIMEOUT, connection.execute(WRITE_TO_SQLITE)).await))
            }
            DatabaseUrl::Postgres(options) => {
                let mut connection = opened(timeout(TIMEOUT, options.connect()).await)?;
                let statement = if self.is_standby { READ } else { WRITE_TO_POSTGRES };
                Ok(written(timeout(TIMEOUT, connection.execute(statement)).await))
            }
        }
    }

    fn turn(&self, state: DatabaseState, why: &str) {
        if self.state.send_replace(state) == state {
            return;
        }
        if self.is_standby {
            return match state {
                DatabaseState::Gone => {
                    tracing::error!(why, "the standby cannot be reached, so the primary is read instead")
                }
                _ => tracing::info!("the standby can be read again"),
            };
        }
        measure(state);
        match state {
            DatabaseState::Writable => tracing::info!("the database can be used again"),
            DatabaseState::ReadOnly => tracing::error!(why, "nothing can be written into the database"),
            DatabaseState::Gone => tracing::error!(why, "the database cannot be reached"),
        }
    }
}

async fn probe(availability: Weak<Availability>) {
    let mut next = interval(AGAIN);
    loop {
        next.tick().await;
        let Some(availability) = availability.upgrade() else { return };
        let (state, why) = availability.look().await.unwrap_or_else(|probed| probed);
        availability.turn(state, &why);
        if state == DatabaseState::Writable {
            availability.is_probing.store(false, Ordering::SeqCst);
            return;
        }
    }
}

fn opened<C>(outcome: Result<Result<C, Error>, Elapsed>) -> Result<C, Probed> {
    match outcome {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) if is_gone(&error) => Err((DatabaseState::Gone, error.to_string())),
        // The server answers; it only refuses this connection, for example because it has too many.
        Ok(Err(_)) => Err((DatabaseState::Writable, String::new())),
        Err(_) => Err((DatabaseState::Gone, "it does not answer".to_owned())),
    }
}

fn written<R>(outcome: Result<Result<R, Error>, Elapsed>) -> Probed {
    match outcome {
        Ok(Ok(_)) => (DatabaseState::Writable, String::new()),
        Ok(Err(error)) => (DatabaseState::ReadOnly, error.to_string()),
        Err(_) => (DatabaseState::ReadOnly, "it takes too long".to_owned()),
    }
}

fn measure(state: DatabaseState) {
    for (need, name) in [(Need::Answer, "read"), (Need::Writer, "write")] {
        let is_met = if need.is_met(state) { 1.0 } else { 0.0 };
        metrics::gauge!("portico_database_available", "for" => name).set(is_met);
    }
}

fn unreachable() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("the database cannot be reached or written to".to_owned()))
}

/// Whether an error means that the database cannot be reached or written to, so that a later retry may succeed.
pub fn is_unavailable(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<DbErr>()).any(is_trouble)
}

fn is_trouble(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) | DbErr::Conn(RuntimeErr::Internal(_)) => true,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => is_gone(error) || is_code(error, is_out_of_order),
        _ => false,
    }
}

pub(super) fn is_gone(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::PoolTimedOut | Error::WorkerCrashed => true,
        // Class 57P: the server is starting or shutting down.
        error => is_code(error, |code| code.starts_with("57P")),
    }
}

fn is_code(error: &Error, is_meant: impl Fn(&str) -> bool) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| is_meant(&code))
}

/// PostgreSQL's codes have five characters (appendix A of its manual), SQLite's are numbers (sqlite.org/rescode.html).
fn is_out_of_order(code: &str) -> bool {
    /// Busy, out of memory, read only, I/O error, corrupt, full, cannot be opened, not a database.
    const PRIMARY: [u32; 8] = [5, 7, 8, 10, 11, 13, 14, 26];
    /// Connection, resources, system; and a read-only transaction.
    const CLASSES: [&str; 4] = ["08", "53", "58", "25006"];
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => PRIMARY.contains(&(number & 0xff)),
        _ => CLASSES.iter().any(|class| code.starts_with(class)),
    }
}
