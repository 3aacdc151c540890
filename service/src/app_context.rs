//! The application context, which every use case may use.

use crate::clock::Clock;
use crate::delivery::Outbound;
use crate::jose::KeySetCache;
use crate::phone_numbers::PhoneNumbers;
use crate::random::Random;
use crate::security::passkeys::Passkeys;
use crate::security::{Keys, PasswordHasher};
use domain::{Slug, application::ProtectedOrigin, policy::Served};
use std::sync::Arc;
use store::Store;

/// The application context. It is built once at start, and all requests and jobs share it.
pub struct AppContext {
    pub store: Store,
    pub keys: Keys,
    pub signing_keys: KeySetCache,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub hasher: PasswordHasher,
    /// The scheme, host and port of Portico itself, as browsers reach it: `https://sign-in.example`.
    pub public_origin: ProtectedOrigin,
    /// Sends requests to addresses that admins have set.
    pub outbound: Outbound,
    pub phone_numbers: PhoneNumbers,
    /// `None`: browsers cannot create passkeys for this server's URL.
    pub passkeys: Option<Passkeys>,
    /// Whether a provider for text messages is configured.
    pub takes_texts: bool,
    /// Whether this is a demonstration, in which all data is invented.
    pub is_demo: bool,
    /// The organisation whose pages have no slug in their path, such as `/sign-in`. `None`: the one created first.
    pub default_organisation: Option<Slug>,
}

impl AppContext {
    /// Which optional services this installation has, besides email and passwords.
    pub const fn served(&self) -> Served {
        Served { texts: self.takes_texts, passkeys: self.passkeys.is_some() }
    }
}
