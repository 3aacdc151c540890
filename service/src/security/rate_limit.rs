//! Rate limits: an attempt is counted before it is made. The buckets are HMACs, so the table does not tell whose
//! attempts they count.

use super::Keys;
use domain::{AccountId, ApplicationId, OrganisationId, Timestamp, limits::Limit};
use std::net::IpAddr;
use store::Transaction;
use store::rate_limits::{self, Consumed, Cost, Refund, ToConsume};

/// Which attempts are counted together. Every subject except `ClientEverywhere` and `Everybody` belongs to one
/// organisation, and attempts in other organisations do not count.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// An email address or phone number, as named by all unknown browsers together.
    Destination(OrganisationId, &'a str),
    /// One browser that has signed in before to the account that owns this address or number. Other browsers cannot use
    /// up its limit.
    KnownBrowser(OrganisationId, &'a str, &'a [u8]),
    /// An email address, as named by admins. Other people cannot use up its limit.
    AdminFor(OrganisationId, &'a str),
    Account(OrganisationId, AccountId),
    /// An account of an organisation at one application.
    AccountAt(OrganisationId, AccountId, ApplicationId),
    /// One IPv4 address, or one IPv6 /64.
    Client(OrganisationId, IpAddr),
    /// A thousand neighbouring phone numbers, given by their common prefix.
    NumberBlock(OrganisationId, &'a str),
    /// All phone numbers of a country (ISO 3166-1 alpha-2).
    Country(OrganisationId, &'a str),
    Organisation(OrganisationId),
    /// One IPv4 address, or one IPv6 /64, where it is not known yet which organisation an attempt is about.
    ClientEverywhere(IpAddr),
    /// The whole instance. A limit on it must leave each organisation a share.
    Everybody,
}

/// A limit was reached. `until` is when the longest of the reached limits ends; `None`: only a success ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften {
    pub until: Option<Timestamp>,
}

/// The limits that an attempt was counted against.
#[derive(Debug)]
pub struct Receipt(Vec<Consumed>);

impl Receipt {
    /// When the window ends in which the attempt counted against `limit`. `None`: it did not count against that one.
    pub fn window_of(&self, limit: Limit) -> Option<Timestamp> {
        self.0.iter().find(|consumed| consumed.limit == limit).map(|consumed| consumed.window_ends_at)
    }
}

/// The key of the row that counts something for a subject. `name` is the name of a limit, or a similar unique constant.
pub fn bucket(keys: &Keys, name: &str, subject: Subject<'_>) -> anyhow::Result<Vec<u8>> {
    let of = |organisation: OrganisationId, kind: &[u8], parts: &[&[u8]]| {
        keys.mac(name, &[&[organisation.0.as_bytes(), kind], parts].concat())
    };
    let mac = match subject {
        Subject::Destination(at, destination) => of(at, b"address", &[destination.as_bytes()]),
        Subject::KnownBrowser(at, destination, browser) => of(at, b"browser", &[destination.as_bytes(), browser]),
        Subject::AdminFor(at, email) => of(at, b"browser", &[email.as_bytes(), b"admin"]),
        Subject::Account(at, id) => of(at, b"account", &[id.0.as_bytes()]),
        Subject::AccountAt(at, id, application) => {
            of(at, b"account-at-application", &[id.0.as_bytes(), application.0.as_bytes()])
        }
        Subject::Client(at, address) => of(at, b"client", &[&network_of(address)]),
        Subject::NumberBlock(at, beginning) => of(at, b"thousand", &[beginning.as_bytes()]),
        Subject::Country(at, code) => of(at, b"country", &[code.as_bytes()]),
        Subject::Organisation(at) => of(at, b"organisation", &[]),
        Subject::ClientEverywhere(address) => keys.mac(name, &[&network_of(address)]),
        Subject::Everybody => keys.mac(name, &[]),
    };
    Ok(mac?.to_vec())
}

/// What identifies a client address. One household or server can usually choose from a whole IPv6 /64.
fn network_of(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// Counts one attempt against every limit. If one of them refuses, the attempt must not count against any: drop the
/// transaction then. A refused attempt is neither a code sent nor a wrong guess, and must not use up a shared limit.
pub async fn consume(
    transaction: &Transaction,
    keys: &Keys,
    limits: &[(Limit, Subject<'_>)],
    now: Timestamp,
) -> anyhow::Result<Result<Receipt, TooOften>> {
    let to_consume: Vec<ToConsume> = limits
        .iter()
        .map(|&(limit, subject)| Ok(ToConsume { bucket: bucket(keys, limit.name, subject)?, limit }))
        .collect::<anyhow::Result<_>>()?;
    let consumed = rate_limits::consume(transaction, &to_consume, now).await?;
    let over: Vec<_> = consumed.iter().filter(|one| one.used > i64::from(one.limit.allowed)).collect();
    if over.is_empty() {
        return Ok(Ok(Receipt(consumed)));
    }
    let is_endless = over.iter().any(|one| one.limit.until_success);
    let until = over.iter().map(|one| one.window_ends_at).max().filter(|_| !is_endless);
    Ok(Err(TooOften { until }))
}

/// Refunds a right answer that this transaction has counted, and resets those of the limits that last until a success.
pub async fn refund(transaction: &Transaction, keys: &Keys, limits: &[(Limit, Subject<'_>)]) -> anyhow::Result<()> {
    let refund = |&(limit, subject): &(Limit, Subject<'_>)| {
        let bucket = bucket(keys, limit.name, subject)?;
        anyhow::Ok(Refund { bucket, window_ends_at: None, is_whole: limit.until_success })
    };
    rate_limits::refund(transaction, limits.iter().map(refund).collect::<anyhow::Result<_>>()?).await
}

/// Refunds an attempt that an earlier transaction has counted, and resets those of the limits that last until a
/// success. If the window of a limit is over by now, nothing is refunded in it.
pub async fn refund_earlier(
    transaction: &Transaction,
    keys: &Keys,
    limits: &[(Limit, Subject<'_>)],
    receipt: &Receipt,
) -> anyhow::Result<()> {
    let mut refunds = Vec::with_capacity(limits.len());
    for &(limit, subject) in limits {
        let (window_ends_at, is_whole) = (receipt.window_of(limit), limit.until_success);
        if window_ends_at.is_some() || is_whole {
            refunds.push(Refund { bucket: bucket(keys, limit.name, subject)?, window_ends_at, is_whole });
        }
    }
    rate_limits::refund(transaction, refunds).await
}

/// Refunds earlier attempts that led to a success. `cost` says how many, and in which window; in a later window
/// nothing is refunded.
pub async fn refund_cost(
    transaction: &Transaction,
    keys: &Keys,
    (limit, subject): (Limit, Subject<'_>),
    cost: Cost,
) -> anyhow::Result<()> {
    rate_limits::refund_cost(transaction, bucket(keys, limit.name, subject)?, cost).await
}

/// Resets limits, as if nothing had been counted.
pub async fn forget(transaction: &Transaction, keys: &Keys, limits: &[(Limit, Subject<'_>)]) -> anyhow::Result<()> {
    let refund = |&(limit, subject): &(Limit, Subject<'_>)| {
        anyhow::Ok(Refund { bucket: bucket(keys, limit.name, subject)?, window_ends_at: None, is_whole: true })
    };
    rate_limits::refund(transaction, limits.iter().map(refund).collect::<anyhow::Result<_>>()?).await
}

/// How many attempts were counted in the current window.
pub async fn used(
    transaction: &Transaction,
    keys: &Keys,
    limit: Limit,
    subject: Subject<'_>,
    now: Timestamp,
) -> anyhow::Result<i64> {
    rate_limits::used(transaction, bucket(keys, limit.name, subject)?, now).await
}
