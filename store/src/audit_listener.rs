//! Tells of audit events once they are stored: in the log, in the metrics, and to whoever listens. The log has neither
//! their details, which people may have written, nor names and addresses of accounts.

use domain::{AccountId, ApplicationId, AuditEventKind, OrganisationId, Timestamp};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use uuid::Uuid;

/// A transaction with more events, such as that of an import, is logged as one line for each kind.
const MOST_LINES: usize = 20;

/// An event of the audit log.
#[derive(Clone, Debug)]
pub struct AuditEvent {
    pub id: Uuid,
    pub at: Timestamp,
    pub organisation: OrganisationId,
    /// The account that the event is about; `None`: no account.
    pub whom: Option<AccountId>,
    /// The account that did it; `None`: unknown.
    pub who: Option<AccountId>,
    /// The application that the event is about; `None`: no application.
    pub application: Option<ApplicationId>,
    pub activity: AuditEventKind,
    /// The name of a method or of a message.
    pub detail: Option<String>,
    pub client_address: String,
    pub user_agent: String,
    /// The user of the operating system who ran the command that did it. `None`: it was no command.
    pub operator: Option<String>,
}

/// Is called with every audit event of this process after its transaction has committed.
pub type AuditListener = Box<dyn Fn(&AuditEvent) + Send + Sync>;

#[derive(Default)]
pub(super) struct AuditListeners(OnceLock<AuditListener>);

impl AuditListeners {
    /// Sets the listener. A second one is not called.
    pub fn set(&self, listener: AuditListener) {
        let _ = self.0.set(listener);
    }

    /// Tells of events that were just stored.
    pub fn tell(&self, events: &[AuditEvent]) {
        for event in events {
            metrics::counter!("portico_audit_events_total", "event" => event.activity.name()).increment(1);
            if let Some(listener) = self.0.get() {
                listener(event);
            }
        }
        if events.len() > MOST_LINES { log_numbers(events) } else { events.iter().for_each(log) }
    }
}

impl fmt::Debug for AuditListeners {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("AuditListeners").field(&self.0.get().is_some()).finish()
    }
}

fn log(event: &AuditEvent) {
    let client = Some(event.client_address.as_str()).filter(|address| !address.is_empty());
    tracing::info!(
        event = event.activity.name(),
        organisation = %event.organisation,
        account = event.whom.map(display),
        actor = event.who.map(display),
        application = event.application.map(display),
        operator = event.operator.as_deref(),
        client,
        "audit event"
    );
}

fn log_numbers(events: &[AuditEvent]) {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for event in events {
        *numbers.entry(event.activity.name()).or_default() += 1;
    }
    for (event, number) in numbers {
        tracing::info!(event, number, "audit events");
    }
}
