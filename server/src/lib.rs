//! What the machine does: hashing, delivery, persistence, HTTP.
//! Directions: `http → flows → {security, delivery, store} → domain`; held by `tests/architecture.rs`.

pub mod backend;
pub mod clock;
pub mod command_line;
pub mod delivery;
pub mod demo;
pub mod failure;
pub mod flows;
pub mod house;
pub mod http;
pub mod jobs;
pub mod language;
pub mod log;
pub mod logo;
mod loopback;
pub mod phone_numbers;
pub mod random;
pub mod security;
pub mod settings;
pub mod startup;
pub mod store;
