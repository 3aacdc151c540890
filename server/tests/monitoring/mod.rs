//! What the operator sees: the log of requests and audit events, metrics with their alerts and dashboard, traces.

mod alerts;
mod requests;
mod served;

use crate::support::prelude::*;
use serde_json::Value;

/// The lines of a log in JSON.
fn lines(log: &Log) -> Vec<Value> {
    log.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The lines with this message.
fn saying<'a>(lines: &'a [Value], message: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["fields"]["message"] == message).collect()
}
