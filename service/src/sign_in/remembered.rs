//! The accounts that a browser remembers because their users asked for it, one for each organisation. The browser keeps
//! them in a sealed cookie, which only this installation reads. They sign nobody in.

use crate::prelude::*;
use crate::security::sealed;
use serde::{Deserialize, Serialize};

const CONTEXT: &[u8] = b"portico/remembered-accounts/v1";
/// With the longest addresses, this many fit into a cookie of 3 KB.
const MOST: usize = 5;

/// The account with which a user signed in last, in one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedAccount {
    pub organisation: OrganisationId,
    /// The method of the first step.
    pub method: Method,
    email: EmailAddress,
    phone: Option<PhoneNumber>,
}

impl RememberedAccount {
    /// The account as it signs in with a method.
    pub fn of(account: &Account, method: Method) -> Self {
        let phone = account.phone.as_ref().filter(|_| method == Method::TextCode).map(|phone| phone.number.clone());
        RememberedAccount { organisation: account.organisation, method, email: account.email.clone(), phone }
    }

    /// The address or the number with which the user signs in.
    pub fn destination(&self) -> Destination {
        match &self.phone {
            Some(number) => number.clone().into(),
            None => self.email.clone().into(),
        }
    }
}

/// Reads what `seal_remembered` sealed. `None`: it was sealed elsewhere, or was altered.
pub fn open_remembered(app: &AppContext, text: &str) -> Option<Vec<RememberedAccount>> {
    sealed::open(text, CONTEXT, &app.keys)
}

/// Seals the accounts that a browser remembers, for a cookie. Those beyond the first few are dropped.
pub fn seal_remembered(app: &AppContext, mut accounts: Vec<RememberedAccount>) -> anyhow::Result<String> {
    accounts.truncate(MOST);
    sealed::seal(&accounts, CONTEXT, &app.keys, app.random.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;
    use crate::security::Keys;
    use domain::Secret;

    #[test]
    fn the_longest_accounts_fit_into_three_kilobytes() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        let longest = format!("{}@{}.{}.{}.example", "a".repeat(64), "b".repeat(61), "c".repeat(61), "d".repeat(54));
        let account = RememberedAccount {
            organisation: OrganisationId::NONE,
            method: Method::EmailCode,
            email: longest.parse().unwrap(),
            phone: Some("+12015550123".parse().unwrap()),
        };
        let text = sealed::seal(&vec![account; MOST], CONTEXT, &keys, &SystemRandom).unwrap();
        assert!(text.len() <= 3072, "{}", text.len());
        let opened: Vec<RememberedAccount> = sealed::open(&text, CONTEXT, &keys).unwrap();
        assert_eq!(opened.len(), MOST);
        assert!(sealed::open::<Vec<RememberedAccount>>(&text, b"another context", &keys).is_none());
    }
}
