//! The log: its filter and where it is written. Only some of our own crates and a few named libraries are logged,
//! whatever `PORTICO_LOG` asks for: libraries may log what they are given, including passwords, codes and links.

use anyhow::Context as _;
use std::io::{self, IsTerminal as _};
use tracing::{Dispatch, Level, Metadata};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Our crates whose events are logged at any level. Tests check that they log no secrets.
const OURS: [&str; 5] = ["server", "app", "service", "store", "domain"];
/// Crates whose warnings and errors are logged: slow statements, without their values.
const WARNING: [&str; 1] = ["sqlx"];

/// Starts logging to standard error, as text or JSON. Fails if `filter` is malformed.
pub fn start(filter: &str, is_json: bool) -> anyhow::Result<()> {
    let log = to(io::stderr, filter, is_json, io::stderr().is_terminal())?;
    // A second start in one process (tests) keeps the first log.
    let _ = tracing::dispatcher::set_global_default(log);
    Ok(())
}

/// Returns a log that writes to `writer`, with ANSI colours if `is_terminal`. Fails if `filter` is malformed.
pub fn to<W>(writer: W, filter: &str, is_json: bool, is_terminal: bool) -> anyhow::Result<Dispatch>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).context("PORTICO_LOG")?.and(filter_fn(is_logged));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(is_terminal);
    let lines = if is_json { lines.json().boxed() } else { lines.boxed() };
    Ok(tracing_subscriber::registry().with(lines.with_filter(filter)).into())
}

fn is_logged(event: &Metadata<'_>) -> bool {
    let from = event.target().split("::").next().unwrap_or_default();
    OURS.contains(&from) || (WARNING.contains(&from) && *event.level() <= Level::WARN)
}
