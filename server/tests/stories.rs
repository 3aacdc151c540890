//! All tests of the server, run against the real router on both databases: `cargo nextest run … --test stories
//! sign_in::`.

#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing step must end its test")]

mod account_alerts;
mod applications;
mod attacks;
mod authenticator;
mod backups;
mod bench_report;
mod commands;
mod console;
mod delivery;
mod demo;
mod documents;
mod enter;
mod forward_auth;
mod http;
mod invitations;
mod islands;
mod languages;
mod monitoring;
mod new_browser;
mod oauth;
mod packaging;
mod passkeys;
mod password;
mod policy;
mod races;
mod recovery;
mod return_to;
mod second_step;
mod settings;
mod sign_in;
mod sign_up;
mod start;
mod store;
mod support;
mod temporary_password;
mod text_code;
mod texts;
mod tightening;
mod transfer;
mod where_to_sign_in;
