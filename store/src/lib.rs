//! Rows, queries and migrations: the only crate that queries the database. Its entities stay inside it, and it knows no
//! use cases.

pub mod account_words;
pub mod accounts;
pub mod audit;
pub mod audit_log;
pub mod authenticators;
mod availability;
pub mod challenges;
pub mod codes;
mod connection;
mod cursor;
mod effects;
pub mod email_undos;
mod entity;
pub mod folding;
mod guarded;
pub mod imports;
pub mod invitations;
pub mod known_browsers;
pub mod logos;
mod migration;
pub mod organisations;
pub mod outbox;
pub mod outbox_list;
pub mod passkey_requests;
pub mod passkeys;
pub mod password_failures;
pub mod password_reset_grants;
pub mod passwords;
pub mod pending_sign_ins;
pub mod people;
mod place;
mod pool;
pub mod purge;
pub mod rate_limits;
pub mod recovery_codes;
pub mod recovery_links;
pub mod reserved_addresses;
pub mod rotation;
mod schema;
mod sealed;
pub mod second_steps;
mod seen;
pub mod session_alarms;
pub mod sessions;
pub mod sign_ups;
pub mod sql;
pub mod standings;
pub mod temporary_passwords;
pub mod welcomes;

pub use availability::{State, is_unavailable};
pub use connection::{Store, Transaction};
pub use cursor::Cursor;
/// For tests that start with an older schema.
pub use migration::Migrator;
pub use schema::{NEWER, Schema};
pub use sealed::Sealed;

/// SHA-256 of a token from a cookie or a link. The token itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub Vec<u8>);
