//! The accounts of the organisation, page by page.

use crate::{password_attempts::failures_of_account, prelude::*};
use domain::{StatusFilter, policy::StillNeeded};
use std::collections::HashMap;
use store::account_status::AccountStatus;
use store::account_words::searched;
use store::accounts::Role;
use store::paging::{Page, PageRequest};
use store::people::{self, PeopleQuery, Person};
use store::{TokenHash, known_browsers, password_failures};

/// Accounts on one page.
const A_PAGE: u64 = 25;
/// Accounts are counted up to this number. Beyond it, the page only says that there are more.
pub const MOST_COUNTED: u64 = 10_000;
/// Accounts are counted up to this number in a text search, where counting costs more.
const MOST_FOUND: u64 = 1_000;
/// The most accounts whose events or messages one search looks up, because each of them costs a query.
pub(super) const MOST_MEANT: u64 = 50;

/// The filter of the list of accounts, as an admin enters it. `None`: no filter.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Beginnings of words of a name, an address or a phone number. Empty: all accounts.
    pub text: String,
    pub state: Option<StatusFilter>,
    pub role: Option<Role>,
}

/// A page of accounts.
#[derive(Debug)]
pub struct FoundPeople {
    pub page: Page<ListedPerson>,
    /// How many accounts match, counted up to a limit.
    pub many: u64,
    /// More accounts match than were counted.
    pub is_more: bool,
}

/// An account in the list.
#[derive(Debug)]
pub struct ListedPerson {
    pub person: Person,
    /// `None`: never, or too long ago to be known.
    pub last_seen: Option<Timestamp>,
    /// Passwords are refused until then; `None`: there is no lockout.
    pub locked_until: Option<Timestamp>,
    /// What a sign-in needs after its first step.
    pub second_step: StillNeeded,
}

/// One page of the accounts that match a search, and how many match.
pub async fn people(
    app: &AppContext,
    admin: AsAdmin<'_>,
    filter: &PeopleFilter,
    page: PageRequest<AccountId>,
) -> anyhow::Result<FoundPeople> {
    let admin = admin.signed_in();
    let organisation = &admin.organisation;
    let query = query(app, organisation, filter).await?;
    let most = most_counted(&query);
    let page = people::page(&app.store, &query, page, A_PAGE).await?;
    let many = people::count(&app.store, &query, most + 1).await?;
    let ids: Vec<AccountId> = page.rows.iter().map(|person| person.account.id).collect();
    let seen = people::last_seen(&app.store, &ids).await?;
    let own = people::second_factors(&app.store, &ids).await?;
    let accounts: Vec<&Account> = page.rows.iter().map(|person| &person.account).collect();
    let lockouts = lockouts(app, &accounts).await?;
    let page = page.map(|person| ListedPerson {
        last_seen: seen.get(&person.account.id).copied(),
        locked_until: lockouts.get(&person.account.id).copied().filter(|_| person.status == AccountStatus::Active),
        second_step: second_step(organisation, &person, own.get(&person.account.id).map_or(&[], Vec::as_slice)),
        person,
    });
    Ok(FoundPeople { page, many: many.min(most), is_more: many > most })
}

/// The accounts that match a text, as in the list. `None`: more than `MOST_MEANT` match.
pub(super) async fn meant(
    app: &AppContext,
    organisation: &Organisation,
    text: &str,
) -> anyhow::Result<Option<Vec<Account>>> {
    let filter = PeopleFilter { text: text.to_owned(), ..PeopleFilter::default() };
    let query = query(app, organisation, &filter).await?;
    let page = people::page(&app.store, &query, PageRequest::First, MOST_MEANT).await?;
    Ok((!page.has_next).then(|| page.rows.into_iter().map(|person| person.account).collect()))
}

/// The database's query plans for `people`, for benchmarks.
pub async fn plans(app: &AppContext, admin: AsAdmin<'_>, filter: &PeopleFilter) -> anyhow::Result<Vec<String>> {
    let admin = admin.signed_in();
    let query = query(app, &admin.organisation, filter).await?;
    people::plans(&app.store, &query, A_PAGE, most_counted(&query)).await
}

pub(super) async fn query(
    app: &AppContext,
    organisation: &Organisation,
    filter: &PeopleFilter,
) -> anyhow::Result<PeopleQuery> {
    let words = searched(&filter.text);
    Ok(PeopleQuery {
        organisation: organisation.id,
        words: people::rarest_first(&app.store, organisation.id, words).await?,
        state: filter.state,
        role: filter.role,
        now: app.clock.now(),
    })
}

fn most_counted(query: &PeopleQuery) -> u64 {
    if query.words.is_empty() { MOST_COUNTED } else { MOST_FOUND }
}

/// What a sign-in needs after its first step if the account has set up `own`. Nothing for an
/// account that cannot sign in.
pub(super) fn second_step(organisation: &Organisation, person: &Person, own: &[SecondFactor]) -> StillNeeded {
    match person.status {
        AccountStatus::Active => organisation.policy.second_step.still_needed(own),
        AccountStatus::Deactivated | AccountStatus::Closed => StillNeeded::Nothing,
    }
}

/// Those of the accounts whose password is locked out, for unknown browsers or for a known one, with the end of the
/// lockout; of several the last end. A lockout lasts as long as its row says, whatever the policy says by now.
pub(super) async fn lockouts(app: &AppContext, accounts: &[&Account]) -> anyhow::Result<HashMap<AccountId, Timestamp>> {
    let mut lockouts = HashMap::new();
    if accounts.is_empty() {
        return Ok(lockouts);
    }
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let browsers = known_browsers::of_accounts(&app.store, &ids).await?;
    let mut buckets = HashMap::new();
    for account in accounts {
        let own = browsers.iter().filter(|(id, _)| *id == account.id).map(|(_, browser)| browser.clone());
        let own: Vec<TokenHash> = own.collect();
        buckets.extend(failures_of_account(&app.keys, account, &own)?.into_iter().map(|bucket| (bucket, account.id)));
    }
    let asked = buckets.keys().cloned().collect();
    for (bucket, until) in password_failures::lockouts(&app.store, asked, app.clock.now()).await? {
        if let Some(id) = buckets.get(&bucket) {
            let latest = lockouts.entry(*id).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    Ok(lockouts)
}
