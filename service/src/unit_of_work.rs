//! One transaction of a use case: what it changes, records, sends and counts takes effect together or not at all.

use crate::RequestContext;
use crate::app_context::AppContext;
use crate::security::rate_limit::{self, Receipt, Subject, TooOften};
use domain::{AccountId, LanguageTag, Timestamp, limits::Limit};
use std::ops::Deref;
use store::{Transaction, accounts::Account, rate_limits::Cost};

/// On whose behalf a use case acts.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// A browser whose user is unknown, or is still signing in.
    Anonymous(&'a RequestContext),
    /// A user with an account, who has signed in.
    Session(&'a RequestContext, AccountId),
    /// The server itself.
    System,
}

impl<'a> Actor<'a> {
    /// The request, if one caused this.
    pub const fn request(self) -> Option<&'a RequestContext> {
        match self {
            Actor::Anonymous(cx) | Actor::Session(cx, _) => Some(cx),
            Actor::System => None,
        }
    }

    /// The account that acts, as far as it is known.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Actor::Session(_, account) => Some(account),
            Actor::Anonymous(_) | Actor::System => None,
        }
    }
}

/// One transaction, on whose behalf it acts, and when. Functions of `store` take it as their transaction. Dropping it
/// without `commit` undoes everything.
pub struct UnitOfWork<'a> {
    pub app: &'a AppContext,
    pub actor: Actor<'a>,
    /// When it began. A use case has one time.
    pub now: Timestamp,
    transaction: Transaction,
}

impl AppContext {
    /// Begins a unit of work. It waits until the database is free.
    pub async fn begin<'a>(&'a self, actor: Actor<'a>) -> anyhow::Result<UnitOfWork<'a>> {
        let now = self.clock.now();
        Ok(UnitOfWork { app: self, actor, now, transaction: self.store.begin().await? })
    }
}

impl RequestContext {
    /// Begins a unit of work of a user who is unknown, or is still signing in.
    pub async fn begin(&self) -> anyhow::Result<UnitOfWork<'_>> {
        self.app.begin(Actor::Anonymous(self)).await
    }

    /// Begins a unit of work of a signed-in user.
    pub async fn begin_as(&self, account: AccountId) -> anyhow::Result<UnitOfWork<'_>> {
        self.app.begin(Actor::Session(self, account)).await
    }
}

impl Deref for UnitOfWork<'_> {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.transaction
    }
}

impl UnitOfWork<'_> {
    /// Makes everything take effect, and wakes the jobs that wait for it.
    pub async fn commit(self) -> anyhow::Result<()> {
        self.app.store.commit(self.transaction).await
    }

    /// Undoes everything, and waits until the database is free again.
    pub async fn rollback(self) -> anyhow::Result<()> {
        Ok(self.transaction.rollback().await?)
    }

    /// The language of messages to an account: its own, or else the one of the request.
    pub fn language_for(&self, account: Option<&Account>) -> LanguageTag {
        match self.actor.request() {
            Some(cx) => cx.language_for(account),
            None => account.and_then(|account| account.language.clone()).unwrap_or_default(),
        }
    }

    /// The browser of the request in everyday words; empty without a request.
    pub fn browser_name(&self) -> String {
        self.actor.request().map(RequestContext::browser_name).unwrap_or_default()
    }

    /// The client's IP address; empty without a request.
    pub fn client_address(&self) -> String {
        self.actor.request().map(|cx| cx.client.to_string()).unwrap_or_default()
    }

    /// Counts one attempt against every limit. If one of them refuses, drop the unit, so that the attempt counts
    /// against none.
    pub async fn consume(&self, limits: &[(Limit, Subject<'_>)]) -> anyhow::Result<Result<Receipt, TooOften>> {
        rate_limit::consume(self, &self.app.keys, limits, self.now).await
    }

    /// Refunds a right answer that this unit has counted, and resets those of the limits that last until a success.
    pub async fn refund(&self, limits: &[(Limit, Subject<'_>)]) -> anyhow::Result<()> {
        rate_limit::refund(self, &self.app.keys, limits).await
    }

    /// Refunds an attempt that an earlier unit has counted. If the window of a limit is over by now, nothing is
    /// refunded in it.
    pub async fn refund_earlier(&self, limits: &[(Limit, Subject<'_>)], receipt: &Receipt) -> anyhow::Result<()> {
        rate_limit::refund_earlier(self, &self.app.keys, limits, receipt).await
    }

    /// Refunds earlier attempts that led to a success. `cost` says how many, and in which window.
    pub async fn refund_cost(&self, limit: (Limit, Subject<'_>), cost: Cost) -> anyhow::Result<()> {
        rate_limit::refund_cost(self, &self.app.keys, limit, cost).await
    }

    /// How many attempts were counted in the current window.
    pub async fn used(&self, limit: Limit, subject: Subject<'_>) -> anyhow::Result<i64> {
        rate_limit::used(self, &self.app.keys, limit, subject, self.now).await
    }
}
