//! Which of many addresses and numbers accounts of an organisation have, for imports.

use super::record::{Account, account};
use crate::account_status::AccountStatus;
use crate::prelude::*;
use crate::reserved_addresses::reserved_address;
use std::collections::{HashMap, HashSet};

/// What an organisation has already, of the addresses and numbers of an import.
#[derive(Debug, Default)]
pub struct Taken {
    /// Accounts in any state, by address.
    pub accounts: HashMap<String, (Account, AccountStatus)>,
    pub reserved: HashSet<String>,
    /// Who has verified a number, by number.
    pub phones: HashMap<String, AccountId>,
}

/// Reads what is taken. The caller has locked the organisation.
pub async fn taken(
    transaction: &Transaction,
    organisation: OrganisationId,
    emails: &[&str],
    phones: &[&str],
) -> anyhow::Result<Taken> {
    let mut taken = Taken::default();
    let of = account::Entity::find().filter(account::Column::OrganisationId.eq(organisation.0));
    for row in of.clone().filter(account::Column::Email.is_in(emails.iter().copied())).all(transaction).await? {
        let status = AccountStatus::from(&row);
        taken.accounts.insert(row.email.clone(), (row.try_into()?, status));
    }
    let verified = of
        .filter(account::Column::Phone.is_in(phones.iter().copied()))
        .filter(account::Column::PhoneVerifiedAt.is_not_null());
    for row in verified.all(transaction).await? {
        taken.phones.extend(row.phone.map(|phone| (phone, AccountId(row.id))));
    }
    let reserved = reserved_address::Entity::find()
        .filter(reserved_address::Column::OrganisationId.eq(organisation.0))
        .filter(reserved_address::Column::Email.is_in(emails.iter().copied()));
    taken.reserved = reserved.all(transaction).await?.into_iter().map(|row| row.email).collect();
    Ok(taken)
}
