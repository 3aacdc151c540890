//! Audit events on standard output, one line of JSON for each, when `PORTICO_AUDIT_LOG` says so. The keys are those of
//! `portico audit export`; accounts and applications are ids instead of names.

use serde_json::json;
use service::delivery::rfc3339;
use std::io::{Write as _, stdout};
use store::audit::AuditEvent;

/// Writes an event that was just stored. A failure is logged and stops nothing: the event is in the database.
pub fn write(event: &AuditEvent) {
    if let Err(error) = line(event).and_then(|line| Ok(stdout().lock().write_all(line.as_bytes())?)) {
        tracing::warn!("an audit event could not be written to standard output: {error:#}");
    }
}

fn line(event: &AuditEvent) -> anyhow::Result<String> {
    let line = json!({
        "at": rfc3339(event.at)?,
        "id": event.id.simple().to_string(),
        "organisation": event.organisation.to_string(),
        "kind": event.activity.name(),
        "detail": event.detail,
        "whom": event.whom.map(|account| account.to_string()),
        "who": event.who.map(|account| account.to_string()),
        "operator": event.operator,
        "application": event.application.map(|application| application.to_string()),
        "client_address": event.client_address,
        "user_agent": event.user_agent,
    });
    Ok(format!("{line}\n"))
}
