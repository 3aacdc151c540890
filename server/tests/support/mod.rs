//! Everything that a test needs: an application context with its own database, clock, randomness and mail, and browsers
//! that send requests to the real router.

mod acts;
mod answer;
mod applications;
mod browser;
mod clock_and_random;
mod database;
mod device;
mod line;
mod log;
mod mail;
mod oauth;
mod people;
mod postgres;
pub mod prelude;
mod program;
mod relay;
mod texts;
mod world;

use rstest_reuse::template;

/// Runs a test on each `database` and, if it has that parameter, in each `style`. A test can add cases and values.
/// `test_attr` counts for all cases; an attribute above the cases would count for the first one only.
#[template]
#[rstest]
#[test_attr(tokio::test)]
async fn matrix(#[values(Sqlite, Postgres)] database: Database, #[values(Client, Form)] style: Style) {}

/// The matrix for tests whose tasks must run at the same time.
#[template]
#[rstest]
#[test_attr(tokio::test(flavor = "multi_thread", worker_threads = 4))]
async fn threaded_matrix(#[values(Sqlite, Postgres)] database: Database, #[values(Client, Form)] style: Style) {}
