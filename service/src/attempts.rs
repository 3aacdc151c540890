//! Which attempts share a rate limit. Unknown browsers share one count per address or number in an organisation, and
//! one per client address; each browser that has signed in to the account before has a separate count.

use crate::prelude::*;
use domain::limits::Limit;
use std::net::IpAddr;
use store::{TokenHash, known_browsers};

/// An attempt to request or guess a code or password for an email address or phone number.
#[derive(Clone, Debug)]
pub struct Attempt {
    organisation: OrganisationId,
    destination: String,
    client: IpAddr,
    /// The token by which the account that owns the destination knows the browser; `None`: the browser is unknown.
    known_browser: Option<TokenHash>,
}

impl Attempt {
    /// Looks up whether the browser is known. `account` is the account that has the destination or wants to add it.
    /// While the account does not own the destination, the attempt counts as one of an unknown browser.
    pub async fn of(
        cx: &RequestContext,
        unit: &UnitOfWork<'_>,
        (organisation, destination): (OrganisationId, &str),
        account: Option<&Account>,
    ) -> anyhow::Result<Self> {
        let owner = account.filter(|account| account.owns(destination)).map(|owner| owner.id);
        let known_browser = find_known_browser(cx, unit, owner).await?;
        Ok(Attempt { organisation, destination: destination.to_owned(), client: cx.client, known_browser })
    }

    /// Whether this browser has signed in before to the account that owns the destination.
    pub const fn is_known(&self) -> bool {
        self.known_browser.is_some()
    }

    /// The rate limit subject that attempts at this destination count against.
    pub fn subject(&self) -> Subject<'_> {
        subject_of(self.organisation, &self.destination, self.known_browser.as_ref())
    }

    /// The limits that this attempt counts against. Every attempt counts against `of_destination`. One from an unknown
    /// browser counts against `of_client` as well, for its IP address.
    pub fn costs(&self, of_destination: &[Limit], of_client: &[Limit]) -> Vec<(Limit, Subject<'_>)> {
        let own = of_destination.iter().map(|&limit| (limit, self.subject()));
        let client = Subject::Client(self.organisation, self.client);
        let of_client: &[Limit] = if self.known_browser.is_some() { &[] } else { of_client };
        own.chain(of_client.iter().map(|&limit| (limit, client))).collect()
    }

    /// The limits that a wrong code for signing in or for a change counts against.
    pub fn costs_of_code(&self) -> Vec<(Limit, Subject<'_>)> {
        self.costs(
            &[limits::WRONG_PER_ADDRESS_AND_HOUR, limits::WRONG_PER_ADDRESS_IN_A_ROW],
            &[limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY],
        )
    }

    /// The limits that a wrong answer to the second step counts against.
    pub fn costs_of_second_step(&self) -> Vec<(Limit, Subject<'_>)> {
        self.costs(
            &[limits::SECOND_STEP_WRONG_PER_ACCOUNT_AND_HOUR, limits::SECOND_STEP_WRONG_PER_ACCOUNT_IN_A_ROW],
            &[limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY],
        )
    }
}

/// The rate limit subject for an address or number: one known browser, or all unknown browsers together.
pub fn subject_of<'a>(
    organisation: OrganisationId,
    destination: &'a str,
    known_browser: Option<&'a TokenHash>,
) -> Subject<'a> {
    match known_browser {
        Some(token) => Subject::KnownBrowser(organisation, destination, &token.0),
        None => Subject::Destination(organisation, destination),
    }
}

/// Pairs `limits` with every subject that counts attempts at the account's address and verified number: unknown
/// browsers, and each of the known `browsers`.
pub fn costs_of_account<'a>(
    account: &'a Account,
    browsers: &'a [TokenHash],
    limits: &[Limit],
) -> Vec<(Limit, Subject<'a>)> {
    let browsers = || std::iter::once(None).chain(browsers.iter().map(Some));
    let subjects = account.destinations().flat_map(|own| browsers().map(move |browser| (own, browser)));
    subjects
        .flat_map(|(own, browser)| {
            limits.iter().map(move |&limit| (limit, subject_of(account.organisation, own, browser)))
        })
        .collect()
}

/// The token by which this account knows the browser, because it has signed in to it before. `None` for an unknown
/// browser, and always when there is no account.
pub async fn find_known_browser(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: Option<AccountId>,
) -> anyhow::Result<Option<TokenHash>> {
    if cx.known_browsers.is_empty() {
        return Ok(None);
    }
    // Query also when there is no account, so that both cases take as long.
    let account = account.unwrap_or(AccountId::NONE);
    known_browsers::find_known(unit, &cx.known_browser_hashes(), account, unit.now).await
}

/// Counts one more wrong code, password or passkey in the whole instance. Logs a warning and counts an alarm while
/// there are more per hour than `WRONG_EVERYWHERE_ALARM` allows; never refuses.
pub async fn sound_alarm_when_many_guess(unit: &UnitOfWork<'_>) -> anyhow::Result<()> {
    let cost = [(limits::WRONG_EVERYWHERE_ALARM, Subject::Everybody)];
    if unit.consume(&cost).await?.is_err() {
        metrics::counter!("portico_guessing_alarms_total").increment(1);
        tracing::warn!("more wrong codes and passwords this hour than users mistype: an attacker may be guessing");
    }
    Ok(())
}
