//! Rows, queries and migrations: the only crate that queries the database. Its entities stay inside it, and it knows no
//! use cases.
//!
//! A module has the queries of a table, and the table itself as an inline module with the table's name. A large module
//! has the table and the types of its rows in its `record.rs`. Times in tables are milliseconds since
//! 1970-01-01T00:00:00Z. Every query fails with the error of the database; `is_unavailable` tells whether a later retry
//! may succeed.

pub mod account_alerts;
pub mod account_status;
pub mod account_words;
pub mod accounts;
pub mod applications;
pub mod audit;
mod audit_listener;
pub mod audit_log;
pub mod authenticators;
mod availability;
pub mod backup;
pub mod challenges;
pub mod codes;
mod connection;
mod database_settings;
mod database_url;
mod effects;
pub mod email_confirmations;
pub mod email_undos;
pub mod engine;
pub mod entry_tickets;
pub mod figures;
pub mod folding;
mod former_addresses;
pub mod groups;
mod guarded;
pub mod imports;
pub mod installation;
pub mod invitations;
mod job_calls;
pub mod known_browsers;
pub mod logos;
pub mod logout_notices;
mod migration;
pub mod oauth_access_tokens;
pub mod oauth_authorizations;
pub mod oauth_clients;
pub mod oauth_codes;
pub mod oauth_device_codes;
pub mod oauth_grants;
pub mod oauth_refresh_tokens;
pub mod oauth_requests;
pub mod onboarding;
pub mod organisations;
pub mod outbox;
pub mod outbox_list;
pub mod paging;
pub mod passes;
pub mod passkey_requests;
pub mod passkeys;
pub mod password_failures;
pub mod password_reset_grants;
pub mod passwords;
pub mod pending_sign_ins;
pub mod people;
mod pool;
mod pooler;
mod prelude;
pub mod purge;
pub mod rate_limits;
mod read_cache;
pub mod recovery_codes;
pub mod recovery_links;
pub mod reserved_addresses;
pub mod retention;
pub mod rotation;
pub mod schedule;
mod schema;
mod server_lock;
pub mod sessions;
pub mod sign_ups;
pub mod signing_keys;
pub mod sql;
mod sqlite_file;
mod standby;
pub mod temporary_passwords;

pub use audit_listener::AuditListener;
pub use availability::{DatabaseState, is_unavailable};
pub use connection::{Store, Transaction};
pub use database_settings::DatabaseSettings;
pub use job_calls::JobCalls;
/// For tests that start with an older schema.
pub use migration::Migrator;
pub use paging::Cursor;
pub use schema::{NEWER, Schema};
pub use server_lock::ServerLock;

/// The target of the spans that are sent to a collector of traces. They have names and numbers only: no secret, no
/// address.
pub const TRACES: &str = "portico::traces";

/// SHA-256 of a token from a cookie or a link. The token itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub Vec<u8>);

/// A value that is encrypted at rest, as it is stored. The id of its row is part of the encryption. The store has no
/// keys, so it cannot decrypt it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The id of the key that it is encrypted with.
    pub key_id: i32,
    pub bytes: Vec<u8>,
}
