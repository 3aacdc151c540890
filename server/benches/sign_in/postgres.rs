//! A PostgreSQL server like the tests', which waits for the disk at each commit.

#![expect(clippy::expect_used, reason = "without it there is nothing to measure")]

#[path = "../../tests/support/postgres.rs"]
mod shared;

pub use shared::Postgres;

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
