//! What every flow may use. Made once at start, shared by all requests and jobs.

use crate::{
    clock::Clock,
    phone_numbers::PhoneNumbers,
    random::Random,
    security::{Keys, PasswordHasher, passkeys::Passkeys},
    store::Store,
};
use domain::{Slug, policy::Served};
use std::sync::Arc;
use tokio::sync::Notify;

pub struct House {
    pub store: Store,
    pub keys: Keys,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub hasher: PasswordHasher,
    pub phone_numbers: PhoneNumbers,
    /// `None`: browsers make no passkeys for our address.
    pub passkeys: Option<Passkeys>,
    /// Whether somebody carries our texts.
    pub takes_texts: bool,
    /// Whether everything here is made up.
    pub is_demo: bool,
    /// Rung when a message was committed, so that it leaves at once.
    pub outbox_bell: Notify,
    /// Rung when a file of people was accepted.
    pub imports_bell: Notify,
    /// Whose sign-in page `/sign-in` is; `None`: the first created.
    pub default_organisation: Option<Slug>,
}

impl House {
    /// What can be served besides email and passwords.
    pub const fn served(&self) -> Served {
        Served { texts: self.takes_texts, passkeys: self.passkeys.is_some() }
    }
}
