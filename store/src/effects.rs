//! What a transaction has written: its commit drops cached reads and wakes the background jobs accordingly.

use super::audit_listener::AuditEvent;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Tables whose changed or deleted rows may be in the read cache. It caches no missing rows, so a new row changes
/// nothing that is cached.
const CACHED: [&str; 12] = [
    "account",
    "application",
    "oauth_access_token",
    "oauth_authorization",
    "oauth_client",
    "oauth_client_secret",
    "oauth_grant",
    "organisation",
    "pass",
    "person_group",
    "protected_origin",
    "session",
];
/// Tables of which the read cache keeps whether an account or an application has rows.
const COUNTED: [&str; 8] = [
    "application_group",
    "application_organisation",
    "application_person",
    "authenticator",
    "group_member",
    "passkey",
    "password",
    "recovery_code",
];
const OUTBOX: &str = "outbox_message";
const IMPORTS: &str = "import";
const LOGOUTS: &str = "logout_notice";

/// The effects of the statements so far.
#[derive(Debug, Default)]
pub struct Effects {
    /// The read cache may hold rows that were changed.
    pub is_cache_stale: AtomicBool,
    pub has_message: AtomicBool,
    pub has_import: AtomicBool,
    /// A session has ended, so a client may have to be told.
    pub has_logout: AtomicBool,
    audit_events: Mutex<Vec<AuditEvent>>,
}

impl Effects {
    /// Notes what a statement writes, from its first words.
    pub fn note(&self, sql: &str) {
        let set = |effect: &AtomicBool| effect.store(true, Ordering::Relaxed);
        match written(sql) {
            Some((Verb::Insert, OUTBOX)) => set(&self.has_message),
            Some((Verb::Insert, IMPORTS)) => set(&self.has_import),
            Some((Verb::Insert, LOGOUTS)) => set(&self.has_logout),
            Some((Verb::Update | Verb::Delete, table)) if CACHED.contains(&table) => set(&self.is_cache_stale),
            Some((_, table)) if COUNTED.contains(&table) => set(&self.is_cache_stale),
            _ => {}
        }
    }

    /// Notes audit events, which are told of when the transaction has committed.
    pub fn note_audit_events(&self, events: &[AuditEvent]) {
        self.audit_events.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(events);
    }

    /// The audit events that were noted. The next call returns none of them.
    pub fn take_audit_events(&self) -> Vec<AuditEvent> {
        mem::take(&mut *self.audit_events.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether an effect has been set.
    pub fn has(effect: &AtomicBool) -> bool {
        effect.load(Ordering::Relaxed)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Insert,
    Update,
    Delete,
}

/// What a statement does to which table; `None`: it does not begin like one that writes.
fn written(sql: &str) -> Option<(Verb, &str)> {
    let mut words = sql.split_ascii_whitespace();
    let (verb, filler) = match words.next()? {
        "INSERT" => (Verb::Insert, Some("INTO")),
        "DELETE" => (Verb::Delete, Some("FROM")),
        "UPDATE" => (Verb::Update, None),
        _ => return None,
    };
    if filler.is_some_and(|filler| words.next() != Some(filler)) {
        return None;
    }
    Some((verb, words.next()?.trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::raw("UPDATE session SET ended_at = $1", [true, false, false])]
    #[case::built("UPDATE \"account\" SET \"name\" = ?", [true, false, false])]
    #[case::deleted("DELETE FROM \"organisation\" WHERE id = $1", [true, false, false])]
    #[case::a_new_session("INSERT INTO \"session\" (\"id\") VALUES ($1)", [false; 3])]
    #[case::a_new_passkey("INSERT INTO \"passkey\" (\"id\") VALUES ($1)", [true, false, false])]
    #[case::a_group_left("DELETE FROM group_member WHERE account_id = $1", [true, false, false])]
    #[case::a_group_joined("INSERT INTO group_member (group_id)\n SELECT $1", [true, false, false])]
    #[case::a_new_pass("INSERT INTO \"pass\" (\"token_hash\") VALUES ($1)", [false; 3])]
    #[case::a_ticket("DELETE FROM entry_ticket WHERE token_hash = $1", [false; 3])]
    #[case::a_token_revoked("DELETE FROM \"oauth_access_token\" WHERE token_hash = $1", [true, false, false])]
    #[case::access_removed("DELETE FROM \"oauth_grant\" WHERE id = $1", [true, false, false])]
    #[case::a_client_changed("UPDATE \"oauth_client\" SET \"is_lean\" = $1", [true, false, false])]
    #[case::a_secret_ended("UPDATE \"oauth_client_secret\" SET \"expires_at\" = $1", [true, false, false])]
    #[case::an_authorization_ended("DELETE FROM \"oauth_authorization\" WHERE id = $1", [true, false, false])]
    #[case::a_new_token("INSERT INTO \"oauth_access_token\" (\"token_hash\") VALUES ($1)", [false; 3])]
    #[case::a_code_spent("UPDATE \"oauth_code\" SET \"spent_at\" = $1", [false; 3])]
    #[case::a_use_noted("UPDATE \"oauth_refresh_token\" SET \"used_at\" = $1", [false; 3])]
    #[case::a_request_answered("DELETE FROM \"oauth_request\" WHERE id = $1", [false; 3])]
    #[case::a_message("INSERT INTO \"outbox_message\" (\"id\") VALUES ($1)", [false, true, false])]
    #[case::a_sent_message("UPDATE outbox_message SET sent_at = $1", [false; 3])]
    #[case::an_import("INSERT INTO \"import\" (\"id\") VALUES ($1)", [false, false, true])]
    #[case::a_line("INSERT INTO \"import_line\" (\"id\") VALUES ($1)", [false; 3])]
    #[case::a_read("SELECT * FROM session", [false; 3])]
    #[case::a_limit("INSERT INTO rate_limit (bucket) VALUES ($1)\n ON CONFLICT (bucket) DO UPDATE SET used = 1", [false; 3])]
    fn a_statement_tells_what_it_writes(#[case] sql: &str, #[case] effects: [bool; 3]) {
        let noted = Effects::default();
        noted.note(sql);
        let found = [&noted.is_cache_stale, &noted.has_message, &noted.has_import].map(Effects::has);
        assert_eq!(found, effects);
        assert!(!Effects::has(&noted.has_logout));
    }

    #[test]
    fn a_logout_notice_wakes_only_its_own_job() {
        let noted = Effects::default();
        noted.note("INSERT INTO \"logout_notice\" (\"id\") SELECT \"id\" FROM \"oauth_authorization\"");
        let found = [&noted.is_cache_stale, &noted.has_message, &noted.has_import, &noted.has_logout];
        assert_eq!(found.map(Effects::has), [false, false, false, true]);
    }
}
