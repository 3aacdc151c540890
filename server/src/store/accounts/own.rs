//! What is an account's own.

use super::Account;

impl Account {
    /// Where a code reaches the person: the address, and the number if it is verified. One that is only written down is
    /// nobody's.
    pub fn destinations(&self) -> impl Iterator<Item = &str> {
        let phone = self.phone.as_ref().filter(|phone| phone.is_verified);
        std::iter::once(self.email.as_str()).chain(phone.map(|phone| phone.number.as_str()))
    }

    /// Whether an address or number is this account's own.
    pub fn owns(&self, destination: &str) -> bool {
        self.destinations().any(|own| own == destination)
    }
}
