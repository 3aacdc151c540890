//! What the operator reads of accounts.

use crate::operator::Operator;
use crate::prelude::*;
use crate::second_step::{self, Enrolled};
use domain::StatusFilter;
use store::account_status::AccountStatus;
use store::account_words::searched;
use store::accounts::Role;
use store::paging::{Page, PageRequest};
use store::people::{self, PeopleQuery};
use store::sessions::{self, Session};
use store::{Cursor, passwords};

pub use store::people::Person;

/// Which accounts to list. `None`: no filter.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Beginnings of words of a name, an address or a phone number. Empty: all accounts.
    pub text: String,
    pub state: Option<StatusFilter>,
    pub role: Option<Role>,
}

/// What the operator sees of an account.
#[derive(Debug)]
pub struct AccountDetails {
    pub person: Person,
    /// `None`: never, or too long ago to be known.
    pub last_seen: Option<Timestamp>,
    /// `None`: the account has no password.
    pub password_changed_at: Option<Timestamp>,
    pub second_step: Enrolled,
}

impl Operator<'_> {
    /// A page of at most `most` accounts, in any state, by address. `after` is the address of the last account of the
    /// page before. Fails if no account has it.
    pub async fn accounts(
        self,
        at: &Slug,
        filter: &AccountFilter,
        after: Option<&EmailAddress>,
        most: u64,
    ) -> anyhow::Result<Page<Person>> {
        let organisation = self.organisation(at).await?;
        let query = PeopleQuery {
            organisation: organisation.id,
            words: people::rarest_first(self.store, organisation.id, searched(&filter.text)).await?,
            state: filter.state,
            role: filter.role,
            now: self.clock.now(),
        };
        let page = match after {
            None => PageRequest::First,
            Some(email) => PageRequest::After(self.find_person(&organisation, email).await?.account.id),
        };
        people::page(self.store, &query, page, most).await
    }

    /// One account, in any state. Fails if the address has none in the organisation.
    pub async fn account(self, at: &Slug, email: &EmailAddress) -> anyhow::Result<AccountDetails> {
        let organisation = self.organisation(at).await?;
        let person = self.find_person(&organisation, email).await?;
        let id = person.account.id;
        Ok(AccountDetails {
            last_seen: people::last_seen(self.store, &[id]).await?.remove(&id),
            password_changed_at: passwords::changed_at(self.store, id).await?,
            second_step: second_step::read_ways(self.store, id).await?,
            person,
        })
    }

    /// Whether the organisation has an account with this address that was not closed.
    pub async fn has_account(self, at: &Slug, email: &EmailAddress) -> anyhow::Result<bool> {
        let organisation = self.organisation(at).await?;
        let person = people::find_by_email(self.store, organisation.id, email).await?;
        Ok(person.is_some_and(|person| person.status != AccountStatus::Closed))
    }

    /// Whether the organisation has an active admin.
    pub async fn has_admin(self, at: &Slug) -> anyhow::Result<bool> {
        let filter = AccountFilter { state: Some(StatusFilter::Active), role: Some(Role::Admin), ..Default::default() };
        Ok(!self.accounts(at, &filter, None, 1).await?.rows.is_empty())
    }

    /// A page of at most `most` sessions of an account that count, the last used first, and whether there are more.
    pub async fn sessions(
        self,
        at: &Slug,
        email: &EmailAddress,
        before: Option<Cursor>,
        most: u64,
    ) -> anyhow::Result<(Vec<Session>, bool)> {
        let organisation = self.organisation(at).await?;
        let id = self.find_person(&organisation, email).await?.account.id;
        let (rules, now) = (organisation.policy.session, self.clock.now());
        let mut found = sessions::alive_of(self.store, id, rules, now, before, most + 1).await?;
        let is_more = found.len() as u64 > most;
        found.truncate(usize::try_from(most)?);
        Ok((found, is_more))
    }

    pub(crate) async fn find_person(self, organisation: &Organisation, email: &EmailAddress) -> anyhow::Result<Person> {
        let found = people::find_by_email(self.store, organisation.id, email).await?;
        found.with_context(|| format!("there is no account with the address {email} in {}", organisation.slug))
    }
}
