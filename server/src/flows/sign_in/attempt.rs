//! Whose attempts are counted together: strangers share the count of an address or number in an organisation, and that of the
//! client address they come from; a browser that signed in before has a count of its own.

use crate::{
    flows::Visitor,
    security::{Token, rate_limit::Subject},
    store::{TokenHash, Transaction, accounts::Account, known_browsers},
};
use domain::{AccountId, OrganisationId, Timestamp, limits::Limit};
use std::net::IpAddr;

/// One attempt that concerns an address or number.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    organisation: OrganisationId,
    destination: &'a str,
    client: IpAddr,
    /// The browser, if it signed in before to the account whose own the destination is.
    device: Option<TokenHash>,
}

impl<'a> Attempt<'a> {
    /// `account` is whoever has the destination, or asks for it to be theirs: what is not theirs yet is counted like any
    /// stranger's attempt, whatever the browser.
    pub async fn of(
        transaction: &Transaction,
        visitor: &Visitor,
        (organisation, destination): (OrganisationId, &'a str),
        account: Option<&Account>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let owner = account.filter(|account| account.owns(destination)).map(|owner| owner.id);
        let device = known_device(transaction, visitor, owner, now).await?;
        Ok(Attempt { organisation, destination, client: visitor.client, device })
    }

    /// Whether the browser signed in there before.
    pub const fn is_known(&self) -> bool {
        self.device.is_some()
    }

    pub fn subject(&self) -> Subject<'_> {
        whose(self.organisation, self.destination, self.device.as_ref())
    }

    /// What it costs: every attempt as one of those at its destination, a stranger's also as one of its client address.
    pub fn prices(&self, of_destination: &[Limit], of_client: &[Limit]) -> Vec<(Limit, Subject<'_>)> {
        let own = of_destination.iter().map(|&limit| (limit, self.subject()));
        let client = Subject::Client(self.organisation, self.client);
        let of_client: &[Limit] = if self.device.is_some() { &[] } else { of_client };
        own.chain(of_client.iter().map(|&limit| (limit, client))).collect()
    }
}

/// All strangers who name an address or number, or one browser that signed in to its account before.
pub fn whose<'a>(organisation: OrganisationId, destination: &'a str, device: Option<&'a TokenHash>) -> Subject<'a> {
    match device {
        Some(device) => Subject::KnownBrowser(organisation, destination, &device.0),
        None => Subject::Destination(organisation, destination),
    }
}

/// Some limits of strangers at all that is an account's own, and of these browsers that signed in before.
pub fn of_account<'a>(account: &'a Account, browsers: &'a [TokenHash], limits: &[Limit]) -> Vec<(Limit, Subject<'a>)> {
    let devices = || std::iter::once(None).chain(browsers.iter().map(Some));
    let subjects = account.destinations().flat_map(|own| devices().map(move |device| (own, device)));
    subjects
        .flat_map(|(own, device)| limits.iter().map(move |&limit| (limit, whose(account.organisation, own, device))))
        .collect()
}

/// The device of the visitor, if it signed in to this account before.
pub async fn known_device(
    transaction: &Transaction,
    visitor: &Visitor,
    account: Option<AccountId>,
    now: Timestamp,
) -> anyhow::Result<Option<TokenHash>> {
    let Some(device) = visitor.device.as_ref().map(Token::hash) else { return Ok(None) };
    // Looked up also when nobody has the address, so that both take as long.
    let account = account.unwrap_or(AccountId(uuid::Uuid::nil()));
    Ok(known_browsers::is_known(transaction, &device, account, now).await?.then_some(device))
}
