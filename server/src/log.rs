//! The log: its filter and where it is written. Only some of our own crates and a few named libraries are logged,
//! whatever `PORTICO_LOG` asks for: libraries may log what they are given, including passwords, codes and links.

use anyhow::{Context as _, ensure};
use opentelemetry_sdk::trace::SdkTracer;
use std::io::{self, IsTerminal as _};
use store::TRACES;
use tracing::{Dispatch, Level, Metadata};
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Our crates whose events are logged at any level. Tests check that they log no secrets.
const OURS: [&str; 5] = ["server", "app", "service", "store", "domain"];
/// Crates whose warnings and errors are logged: slow statements, without their values.
const WARNING: [&str; 1] = ["sqlx"];

/// Fails if a filter is malformed, or if nothing would ever be logged with it.
pub fn check(filter: &str) -> anyhow::Result<()> {
    EnvFilter::try_new(filter)?;
    // Filters of spans and fields are no `Targets`; whoever writes one knows what it does.
    let Ok(targets) = filter.parse::<Targets>() else { return Ok(()) };
    let is_ours = |target: &str| {
        let from = target.split("::").next().unwrap_or_default();
        OURS.contains(&from) || WARNING.contains(&from)
    };
    let says_something = targets.default_level().is_some_and(|level| level > LevelFilter::OFF)
        || targets.iter().any(|(target, level)| level > LevelFilter::OFF && is_ours(target));
    ensure!(says_something, "nothing would be logged, not even failures. Write a level: error, warn, info or debug");
    Ok(())
}

/// Starts logging to standard error, as text or JSON, and giving spans to `tracer`, if there is one. Fails if `filter`
/// is malformed.
pub fn start(filter: &str, is_json: bool, tracer: Option<SdkTracer>) -> anyhow::Result<()> {
    let log = with_traces(io::stderr, filter, (is_json, io::stderr().is_terminal()), tracer)?;
    // A second start in one process (tests) keeps the first log.
    let _ = tracing::dispatcher::set_global_default(log);
    Ok(())
}

/// Returns a log that writes to `writer`, with ANSI colours if `is_terminal`. Fails if `filter` is malformed.
pub fn to<W>(writer: W, filter: &str, is_json: bool, is_terminal: bool) -> anyhow::Result<Dispatch>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    with_traces(writer, filter, (is_json, is_terminal), None)
}

fn with_traces<W>(
    writer: W,
    filter: &str,
    (is_json, is_terminal): (bool, bool),
    tracer: Option<SdkTracer>,
) -> anyhow::Result<Dispatch>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).context("PORTICO_LOG")?.and(filter_fn(is_logged));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(is_terminal);
    let lines = if is_json { lines.json().boxed() } else { lines.boxed() };
    let lines = tracing_subscriber::registry().with(lines.with_filter(filter));
    // No layer in place of `None`: that would let the spans of all crates be made.
    let Some(tracer) = tracer else { return Ok(lines.into()) };
    let spans = tracing_opentelemetry::layer().with_tracer(tracer);
    // Where in the code a span was made, and on which thread, helps no operator.
    let traces = spans.with_location(false).with_threads(false).with_target(false).with_filter(filter_fn(is_traced));
    Ok(lines.with(traces).into())
}

/// Events stay in the log: they may have the address of a client.
fn is_traced(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.target() == TRACES
}

fn is_logged(event: &Metadata<'_>) -> bool {
    let from = event.target().split("::").next().unwrap_or_default();
    OURS.contains(&from) || (WARNING.contains(&from) && *event.level() <= Level::WARN)
}
