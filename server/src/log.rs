//! The log: who may write into it, and where it goes. Only our own code and a few named others are heard, whatever
//! `PORTICO_LOG` asks for: what libraries say holds what they were given, passwords, codes and links among it.

use anyhow::Context as _;
use std::io::{self, IsTerminal as _};
use tracing::{Dispatch, Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{FilterExt as _, filter_fn},
    fmt::MakeWriter,
    layer::SubscriberExt as _,
};

/// Our own crates: held by the stories to say nothing that is secret.
const OURS: [&str; 3] = ["server", "app", "domain"];
/// Others, up to their warnings: slow statements without their values.
const WARNING: [&str; 1] = ["sqlx"];

/// Says what happens on standard error, as text or JSON.
pub fn start(filter: &str, is_json: bool) -> anyhow::Result<()> {
    let log = to(io::stderr, filter, is_json, io::stderr().is_terminal())?;
    // A second start in one process (tests) keeps the first log.
    let _ = tracing::dispatcher::set_global_default(log);
    Ok(())
}

/// The same, written anywhere.
pub fn to<W>(writer: W, filter: &str, is_json: bool, is_for_eyes: bool) -> anyhow::Result<Dispatch>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).context("PORTICO_LOG")?.and(filter_fn(may_be_heard));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(is_for_eyes);
    let lines = if is_json { lines.json().boxed() } else { lines.boxed() };
    Ok(tracing_subscriber::registry().with(lines.with_filter(filter)).into())
}

fn may_be_heard(said: &Metadata<'_>) -> bool {
    let from = said.target().split("::").next().unwrap_or_default();
    OURS.contains(&from) || (WARNING.contains(&from) && *said.level() <= Level::WARN)
}
