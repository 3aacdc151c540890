//! Paying for an attempt before it is made. Buckets are HMACs: the table does not say whose they are.

use super::Keys;
use crate::store::{
    Transaction,
    rate_limits::{self, Cost, Paid, Price, Refund},
};
use domain::{AccountId, OrganisationId, Timestamp, limits::Limit};
use std::net::IpAddr;

/// Whose attempts are counted together. All but `Everybody` belongs to one organisation: no other moves its count.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// All strangers who name this address or number.
    Destination(OrganisationId, &'a str),
    /// One browser that signed in before to the account whose own this address or number is; strangers cannot use up its share.
    KnownBrowser(OrganisationId, &'a str, &'a [u8]),
    Account(OrganisationId, AccountId),
    Client(OrganisationId, IpAddr),
    /// All numbers with this beginning.
    Thousand(OrganisationId, &'a str),
    /// All numbers of a country (ISO 3166-1 alpha-2).
    Country(OrganisationId, &'a str),
    Organisation(OrganisationId),
    /// The whole instance. What it limits must leave each organisation a share of its own.
    Everybody,
}

/// Too often; `until` is when the longest of the limits ends, `None` when only a success ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften {
    pub until: Option<Timestamp>,
}

/// What was paid.
#[derive(Debug)]
pub struct Receipt(Vec<Paid>);

impl Receipt {
    /// When the window ends in which a limit was paid. `None`: it was not.
    pub fn window_of(&self, limit: Limit) -> Option<Timestamp> {
        self.0.iter().find(|paid| paid.limit == limit).map(|paid| paid.window_ends_at)
    }
}

/// The row that counts something for somebody. `name` is a limit's, or another constant of that kind.
pub fn bucket(keys: &Keys, name: &str, subject: Subject<'_>) -> anyhow::Result<Vec<u8>> {
    let of = |organisation: OrganisationId, kind: &[u8], parts: &[&[u8]]| {
        keys.mac(name, &[&[organisation.0.as_bytes(), kind], parts].concat())
    };
    let mac = match subject {
        Subject::Destination(at, destination) => of(at, b"address", &[destination.as_bytes()]),
        Subject::KnownBrowser(at, destination, browser) => of(at, b"browser", &[destination.as_bytes(), browser]),
        Subject::Account(at, id) => of(at, b"account", &[id.0.as_bytes()]),
        Subject::Client(at, IpAddr::V4(address)) => of(at, b"client", &[&address.octets()]),
        // One household or server has a whole /64 to choose from.
        Subject::Client(at, IpAddr::V6(address)) => of(at, b"client", &[&address.octets()[..8]]),
        Subject::Thousand(at, beginning) => of(at, b"thousand", &[beginning.as_bytes()]),
        Subject::Country(at, code) => of(at, b"country", &[code.as_bytes()]),
        Subject::Organisation(at) => of(at, b"organisation", &[]),
        Subject::Everybody => keys.mac(name, &[]),
    };
    Ok(mac?.to_vec())
}

/// Counts one attempt against every limit. Refused by one, it must count in none (what is refused is neither a code
/// sent nor a wrong guess, and a client that is refused must not use up anybody's share): drop the transaction then.
pub async fn pay(
    transaction: &Transaction,
    keys: &Keys,
    limits: &[(Limit, Subject<'_>)],
    now: Timestamp,
) -> anyhow::Result<Result<Receipt, TooOften>> {
    let prices: Vec<Price> = limits
        .iter()
        .map(|&(limit, subject)| Ok(Price { bucket: bucket(keys, limit.name, subject)?, limit }))
        .collect::<anyhow::Result<_>>()?;
    let paid = rate_limits::pay(transaction, &prices, now).await?;
    let over: Vec<_> = paid.iter().filter(|paid| paid.used > i64::from(paid.limit.allowed)).collect();
    if over.is_empty() {
        return Ok(Ok(Receipt(paid)));
    }
    let is_endless = over.iter().any(|paid| paid.limit.until_success);
    let until = over.iter().map(|paid| paid.window_ends_at).max().filter(|_| !is_endless);
    Ok(Err(TooOften { until }))
}

/// Gives back what a right answer paid, and ends the rows of wrong ones.
pub async fn refund(transaction: &Transaction, keys: &Keys, limits: &[(Limit, Subject<'_>)]) -> anyhow::Result<()> {
    let mut refunds = Vec::with_capacity(limits.len());
    for &(limit, subject) in limits {
        refunds.push(Refund { bucket: bucket(keys, limit.name, subject)?, is_whole: limit.until_success });
    }
    rate_limits::refund(transaction, refunds).await
}

/// Gives back what something cost that led somewhere.
pub async fn give_back(
    transaction: &Transaction,
    keys: &Keys,
    (limit, subject): (Limit, Subject<'_>),
    cost: Cost,
) -> anyhow::Result<()> {
    rate_limits::give_back(transaction, bucket(keys, limit.name, subject)?, cost).await
}

/// Ends the rows, as if nothing had been paid.
pub async fn forget(transaction: &Transaction, keys: &Keys, limits: &[(Limit, Subject<'_>)]) -> anyhow::Result<()> {
    let refund = |&(limit, subject): &(Limit, Subject<'_>)| {
        anyhow::Ok(Refund { bucket: bucket(keys, limit.name, subject)?, is_whole: true })
    };
    rate_limits::refund(transaction, limits.iter().map(refund).collect::<anyhow::Result<_>>()?).await
}

/// How often something was paid for in the window under way.
pub async fn used(
    transaction: &Transaction,
    keys: &Keys,
    limit: Limit,
    subject: Subject<'_>,
    now: Timestamp,
) -> anyhow::Result<i64> {
    rate_limits::used(transaction, bucket(keys, limit.name, subject)?, now).await
}
