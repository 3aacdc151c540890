//! A PostgreSQL server like the tests', which waits for the disk at each commit.

#![expect(clippy::expect_used, reason = "without it there is nothing to measure")]

#[path = "../../tests/support/postgres.rs"]
mod shared;

pub use shared::Postgres;

/// Loads what counts statements, and writes as much WAL as for a standby. There is no checkpoint while something is
/// counted: after one, the first change of each page writes the whole page.
const COUNTING: &str = "-c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.track_utility=off \
    -c wal_level=replica -c checkpoint_timeout=1h -c max_wal_size=16GB";

/// A server of its own that also counts statements.
pub fn counting() -> Postgres {
    Postgres::open(&format!("{} {COUNTING}", database::DURABILITY))
}

mod database {
    //! The parts of the tests' support that `shared` needs.

    use sea_orm::{ConnectionTrait as _, DatabaseConnection};

    /// As PostgreSQL is without settings.
    pub const DURABILITY: &str = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on";

    pub async fn execute(connection: &DatabaseConnection, sql: &str) {
        connection.execute_unprepared(sql).await.expect("PostgreSQL does as it is told");
    }

    /// Runs a future to its end on a separate thread, for a caller that must not block its own runtime.
    pub fn block_on(future: impl Future<Output = ()> + Send) {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime").block_on(future);
            });
        });
    }
}
