//! The addresses and numbers that belong to an account.

use super::Account;

impl Account {
    /// Where codes can be sent: the email address, and the phone number if it is verified. An unverified number proves
    /// nothing about its owner.
    pub fn destinations(&self) -> impl Iterator<Item = &str> {
        let phone = self.phone.as_ref().filter(|phone| phone.is_verified);
        std::iter::once(self.email.as_str()).chain(phone.map(|phone| phone.number.as_str()))
    }

    /// Whether an email address or a phone number is one of `destinations`.
    pub fn owns(&self, destination: &str) -> bool {
        self.destinations().any(|own| own == destination)
    }
}
