//! The only list of the metrics. Their descriptions, their values at the start and the documented table are made of it.
//! Tests compare it with the code, the alert rules and the dashboard.

/// A metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    pub labels: &'static [Label],
    /// What it is, for the operator. Markdown without links.
    pub about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    /// Of seconds.
    Histogram,
}

#[derive(Clone, Copy, Debug)]
pub struct Label {
    pub name: &'static str,
    pub values: Values,
}

/// The values of a label.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// These, from the start.
    Of(&'static [&'static str]),
    /// The names of the kinds of audit events, from the start.
    AuditEvents,
    /// Whatever occurs.
    Open,
}

const fn label(name: &'static str, values: &'static [&'static str]) -> Label {
    Label { name, values: Values::Of(values) }
}

const fn open(name: &'static str) -> Label {
    Label { name, values: Values::Open }
}

const CHANNEL: Label = label("channel", &["email", "text"]);

macro_rules! metrics {
    ($($kind:ident $name:literal [$($label:expr),*]: $about:literal;)*) => {
        /// All metrics, in the order in which they are documented.
        pub const ALL: &[Metric] =
            &[$(Metric { name: $name, kind: Kind::$kind, labels: &[$($label),*], about: $about }),*];
    };
}

metrics! {
    Gauge "portico_build_info" [open("version")]:
        "1; the label is the version of the program";
    Histogram "portico_http_seconds" [open("method"), open("route"), open("status")]:
        "seconds until a request was answered. `route` is a pattern, with names in braces instead of ids; \
         that of a server function has its name, like `/api/send_code`";
    Counter "portico_incidents_total" []:
        "failures, each with an incident id in the log";
    Counter "portico_panics_total" []:
        "requests that ended in a fault of the program";
    Counter "portico_connections_refused_total" []:
        "connections closed because their client had `PORTICO_MAX_CONNECTIONS_PER_CLIENT` already";
    Counter "portico_connections_full_total" []:
        "times that all of `PORTICO_MAX_CONNECTIONS` were in use";
    Counter "portico_slow_clients_total" []:
        "connections closed because the client did not read the response";
    Counter "portico_cross_site_requests_total" []:
        "requests that were refused because another site sent them";
    Counter "portico_unsigned_reports_total" []:
        "delivery reports that were refused because Twilio's signature was missing or wrong";
    Gauge "portico_database_available" [label("for", &["read", "write"])]:
        "1 while the database answers reads (`read`), and while it accepts writes (`write`); else 0";
    Gauge "portico_database_connections" [label("pool", &["read", "write"]), label("state", &["in_use", "idle"])]:
        "open connections to the database. On PostgreSQL both pools are the same, unless `PORTICO_DATABASE_READ_URL` \
         is set";
    Histogram "portico_database_wait_seconds" []:
        "seconds until a transaction that writes had a connection and had begun";
    Counter "portico_database_connections_replaced_total" []:
        "connections that were closed because a transaction on them did not begin or end as it should";
    Gauge "portico_hashing_waiting" []:
        "passwords that wait for a thread";
    Histogram "portico_hashing_wait_seconds" []:
        "seconds that a password waited for a thread";
    Counter "portico_hashing_refused_total" []:
        "passwords that were refused because the queue was full; the answer was 503 with `Retry-After`";
    Gauge "portico_outbox_messages" []:
        "messages that wait to leave, read once a minute";
    Gauge "portico_outbox_oldest_seconds" []:
        "the age of the oldest message that waits to leave, read once a minute";
    Histogram "portico_message_delivery_seconds" [CHANNEL]:
        "seconds from writing a message until a provider accepted it";
    Counter "portico_messages_total"
        [CHANNEL, label("outcome", &["sent", "retried", "refused", "too_late", "delivered", "undelivered"])]:
        "`sent` (a provider accepted it, or would have, if no account has the address), `retried` (attempts that \
         failed and are repeated), `refused` (for good), `too_late` (never accepted in time); for texts also \
         Twilio's reports, `delivered` and `undelivered`";
    Counter "portico_texts_paused_total" []:
        "codes by text that were not sent because texts were paused";
    Counter "portico_logouts_total" [label("outcome", &["told", "retried", "refused", "too_late"])]:
        "back-channel logout, by attempt: `told`, `retried` (it failed and is repeated), `refused` (for good), \
         `too_late` (a day was not enough)";
    Counter "portico_forward_auth_checks_total" [label("answer", &[
        "let_in", "sign_in", "ticket", "sign_out", "unauthenticated", "forbidden", "unreadable", "untrusted_peer",
        "broken"
    ])]:
        "questions of proxies about requests: `let_in`, `sign_in` (led to Portico), `ticket` (came back and got a \
         pass), `sign_out`, `unauthenticated`, `forbidden`, `unreadable` (the proxy does not report the request as \
         it should), `untrusted_peer` (`PORTICO_TRUSTED_PROXIES` does not name it), `broken` (a failure; the request \
         is refused)";
    Counter "portico_audit_events_total" [Label { name: "event", values: Values::AuditEvents }]:
        "events of the audit log that this server wrote, by the name that the log and `portico audit export` use, \
         like `signed_in`, `sign_in_refused` and `password_locked`";
    Counter "portico_audit_lines_lost_total" []:
        "audit events that could not be written to standard output (`PORTICO_AUDIT_LOG`). They are in the database";
    Counter "portico_codes_total" [label("outcome", &["sent", "sent_again", "accepted", "refused"])]:
        "six-digit codes: `sent` (requested), `sent_again` (with \"Resend\"), `accepted`, `refused` (wrong, expired \
         or used)";
    Counter "portico_passwords_total" [label("outcome", &["accepted", "refused", "temporary"])]:
        "passwords at sign-in: `accepted`, `refused`, `temporary` (a temporary one, accepted for choosing a new one)";
    Counter "portico_passkeys_total" [label("outcome", &["accepted", "refused"])]:
        "passkeys at sign-in";
    Counter "portico_second_steps_total" [label("outcome", &["asked", "accepted", "refused"])]:
        "second steps";
    Counter "portico_guessing_alarms_total" []:
        "wrong codes, passwords and passkeys beyond the number an hour that is usual for the whole installation; the \
         log warns each time";
    Counter "portico_recoveries_total" [label("step", &["asked", "confirmed", "finished"])]:
        "forgotten passwords: `asked` (instructions or a reset requested), `confirmed` (a temporary password sent), \
         `finished` (a new password chosen)";
    Counter "portico_invitations_total" [label("step", &["sent", "refused", "confirmed", "welcomed"])]:
        "invitations: `sent` (written, not yet delivered), `refused` (a wrong code), `confirmed` (the address), \
         `welcomed` (onboarding finished)";
    Counter "portico_accounts_disowned_total" []:
        "uses of \"This wasn't me\" in messages";
    Gauge "portico_sessions" []:
        "sessions of the whole installation that were not ended, read every ten minutes. Some may have expired";
    Gauge "portico_lockouts" []:
        "addresses that are locked after wrong passwords, read every ten minutes";
    Counter "portico_purged_rows_total" []:
        "expired rows that were deleted";
    Gauge "portico_purge_timestamp_seconds" []:
        "when this server last finished deleting expired rows, in seconds since 1970; 0 if never";
    Gauge "portico_signing_key_age_seconds" [open("algorithm")]:
        "for how long the key that signs for applications has signed. It is replaced after 90 days";
    Counter "portico_traces_lost_total" []:
        "batches of traces that the collector did not accept";
    Counter "process_cpu_seconds_total" []:
        "seconds of processor time that the program used";
    Gauge "process_resident_memory_bytes" []:
        "bytes of memory that the program uses";
    Gauge "process_virtual_memory_bytes" []:
        "bytes of virtual memory";
    Gauge "process_virtual_memory_max_bytes" []:
        "the limit on virtual memory, in bytes";
    Gauge "process_open_fds" []:
        "open files and connections";
    Gauge "process_max_fds" []:
        "the limit on open files and connections";
    Gauge "process_start_time_seconds" []:
        "when the program was started, in seconds since 1970";
    Gauge "process_threads" []:
        "threads of the program";
}
