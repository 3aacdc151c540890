//! The accounts of the organisation, page by page.

use crate::{account::AsAdmin, app_context::AppContext, password_tries::failures_of_account};
use domain::{
    AccountId, Seconds, Timestamp, WrongPassword,
    policy::{SecondFactor, StillNeeded},
};
use std::collections::HashMap;
use store::{
    TokenHash,
    account_status::AccountStatus,
    account_words::searched,
    accounts::{Account, Role},
    known_browsers,
    organisations::Organisation,
    paging::{Page, PageRequest},
    password_failures,
    people::{self, Person, State, Wanted},
};

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
pub struct Search {
    /// Beginnings of words of a name, an address or a phone number. Empty: all accounts.
    pub text: String,
    pub state: Option<State>,
    pub role: Option<Role>,
}

/// A page of accounts.
#[derive(Debug)]
pub struct Found {
    pub page: Page<Listed>,
    /// How many accounts match, counted up to a limit.
    pub many: u64,
    /// More accounts match than were counted.
    pub is_more: bool,
}

/// An account in the list.
#[derive(Debug)]
pub struct Listed {
    pub person: Person,
    /// `None`: never, or too long ago to be known.
    pub last_seen: Option<Timestamp>,
    /// Passwords are refused until then; `None`: there is no lock.
    pub locked_until: Option<Timestamp>,
    /// What a sign-in needs after its first step.
    pub second_step: StillNeeded,
}

/// One page of the accounts that match a search, and how many match.
pub async fn people(
    app: &AppContext,
    admin: AsAdmin<'_>,
    search: &Search,
    turn: PageRequest<AccountId>,
) -> anyhow::Result<Found> {
    let admin = admin.signed_in();
    let organisation = &admin.organisation;
    let wanted = wanted(app, organisation, search).await?;
    let most = most_counted(&wanted);
    let page = people::page(&app.store, &wanted, turn, A_PAGE).await?;
    let many = people::count(&app.store, &wanted, most + 1).await?;
    let ids: Vec<AccountId> = page.rows.iter().map(|person| person.account.id).collect();
    let seen = people::last_seen(&app.store, &ids).await?;
    let own = people::second_factors(&app.store, &ids).await?;
    let accounts: Vec<&Account> = page.rows.iter().map(|person| &person.account).collect();
    let locks = locks(app, organisation, &accounts).await?;
    let page = page.map(|person| Listed {
        last_seen: seen.get(&person.account.id).copied(),
        locked_until: locks.get(&person.account.id).copied().filter(|_| person.status == AccountStatus::Active),
        second_step: second_step(organisation, &person, own.get(&person.account.id).map_or(&[], Vec::as_slice)),
        person,
    });
    Ok(Found { page, many: many.min(most), is_more: many > most })
}

/// The accounts that match a text, as in the list. `None`: more than `MOST_MEANT` match.
pub(super) async fn meant(
    app: &AppContext,
    organisation: &Organisation,
    text: &str,
) -> anyhow::Result<Option<Vec<Account>>> {
    let search = Search { text: text.to_owned(), ..Search::default() };
    let wanted = wanted(app, organisation, &search).await?;
    let page = people::page(&app.store, &wanted, PageRequest::First, MOST_MEANT).await?;
    Ok((!page.has_next).then(|| page.rows.into_iter().map(|person| person.account).collect()))
}

/// The database's query plans for `people`, for benchmarks.
pub async fn plans(app: &AppContext, admin: AsAdmin<'_>, search: &Search) -> anyhow::Result<Vec<String>> {
    let admin = admin.signed_in();
    let wanted = wanted(app, &admin.organisation, search).await?;
    people::plans(&app.store, &wanted, A_PAGE, most_counted(&wanted)).await
}

async fn wanted(app: &AppContext, organisation: &Organisation, search: &Search) -> anyhow::Result<Wanted> {
    let words = searched(&search.text);
    Ok(Wanted {
        organisation: organisation.id,
        words: people::rarest_first(&app.store, organisation.id, words).await?,
        state: search.state,
        role: search.role,
        locked_since: app.clock.now() - pause(organisation),
    })
}

fn most_counted(wanted: &Wanted) -> u64 {
    if wanted.words.is_empty() { MOST_COUNTED } else { MOST_FOUND }
}

/// How long a lock lasts at most.
fn pause(organisation: &Organisation) -> Seconds {
    match organisation.policy.wrong_password {
        WrongPassword::Lock { pause, .. } => pause,
        WrongPassword::SlowDown { .. } => Seconds(0),
    }
}

/// What a sign-in needs after its first step if the account has set up `own`. Nothing for an
/// account that cannot sign in.
pub(super) fn second_step(organisation: &Organisation, person: &Person, own: &[SecondFactor]) -> StillNeeded {
    match person.status {
        AccountStatus::Active => organisation.policy.second_step.still_needed(own),
        AccountStatus::Deactivated | AccountStatus::Closed => StillNeeded::Nothing,
    }
}

/// The accounts whose password is locked, for unknown browsers or for a known one, with the end of the lock. Of several
/// locks the last end counts.
pub(super) async fn locks(
    app: &AppContext,
    organisation: &Organisation,
    accounts: &[&Account],
) -> anyhow::Result<HashMap<AccountId, Timestamp>> {
    let mut locks = HashMap::new();
    if accounts.is_empty() || pause(organisation) == Seconds(0) {
        return Ok(locks);
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
    for (bucket, until) in password_failures::closed(&app.store, asked, app.clock.now()).await? {
        if let Some(id) = buckets.get(&bucket) {
            let latest = locks.entry(*id).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    Ok(locks)
}
