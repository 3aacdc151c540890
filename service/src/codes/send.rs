//! Opening a challenge, sending its code, and resending it. Every purpose uses the same steps.

use super::issue::{issue_code, pay_for_asking};
use crate::{RequestContext, failure::Failure, security::Token};
use domain::{
    Challenge, ChallengeId, Destination, ReturnTo, Timestamp,
    policy::CODE_RULES,
    refusal::{PhoneRefusal, Refusal},
};
use store::{
    Transaction,
    accounts::{self, Account},
    challenges::{self as stored, Purpose, StoredChallenge},
    codes,
    organisations::Organisation,
    rate_limits::Cost,
};

/// A challenge whose code was sent.
#[derive(Debug)]
pub struct CodeSent {
    pub challenge: ChallengeId,
    /// The token that lets this browser answer the challenge.
    pub browser: Token,
}

/// A request for a code.
#[derive(Clone, Debug)]
pub struct CodeRequest<'a> {
    pub organisation: &'a Organisation,
    pub purpose: Purpose,
    pub destination: Destination,
    /// The account that has the destination, or that wants to add it.
    pub account: Option<Account>,
    /// Where to go when the code was right.
    pub return_to: Option<ReturnTo>,
}

/// Sends a code and commits the transaction. When this browser got a code within the last minute, returns that
/// challenge instead, and makes it lead to the `return_to` of this request.
pub async fn send(
    cx: &RequestContext,
    transaction: Transaction,
    request: CodeRequest<'_>,
) -> Result<CodeSent, Failure> {
    let return_to = request.return_to.clone();
    let (sent, is_new) = open_challenge(cx, &transaction, request).await?;
    if is_new {
        cx.app.store.commit(transaction).await?;
        return Ok(sent);
    }
    transaction.rollback().await.map_err(anyhow::Error::from)?;
    let transaction = cx.app.store.begin().await?;
    stored::lead_to(&transaction, sent.challenge, return_to.as_ref()).await?;
    cx.app.store.commit(transaction).await?;
    Ok(sent)
}

/// Opens a challenge, or reopens the one that this browser has open for the destination, and puts its message into the
/// outbox. `false`: this browser got a code within the last minute, so nothing new was sent. The caller must then drop
/// the transaction, because it has counted the request.
pub async fn open_challenge(
    cx: &RequestContext,
    transaction: &Transaction,
    request: CodeRequest<'_>,
) -> Result<(CodeSent, bool), Failure> {
    let now = cx.app.clock.now();
    let browser = match cx.browser.clone() {
        Some(browser) => browser,
        None => Token::fresh(cx.app.random.as_ref())?,
    };
    let hash = browser.hash();
    let CodeRequest { organisation, purpose, destination, account, return_to } = request;
    let id = account.as_ref().map(|account| account.id);
    let paid = pay_for_asking(cx, transaction, (organisation.id, &destination), account.as_ref(), now).await;
    // The rate limit row serialises requests for this address. If this browser got a code within the last minute,
    // return that challenge; the caller then rolls back, so that this request does not count.
    let open = stored::find_open(transaction, organisation.id, purpose, &hash, &destination, now).await?;
    if let Some(open) = &open
        && now < open.state.resend_at(CODE_RULES)
        && !matches!(paid, Err(Failure::Broken(_)))
    {
        return Ok((CodeSent { challenge: open.id, browser }, false));
    }
    let paid = paid?;
    let challenge = match open {
        Some(open) => {
            let (before, cost) = (open.state.sent_at, open.cost.and(paid));
            let state = open.state.reopened(CODE_RULES, now);
            let reopened = StoredChallenge { state, account: id, return_to, cost, ..open };
            if !stored::reopen(transaction, before, &reopened).await? {
                return Ok((CodeSent { challenge: reopened.id, browser }, false));
            }
            codes::forget_older(transaction, reopened.id, CODE_RULES.live - 1).await?;
            reopened
        }
        None => {
            let state = Challenge::opened(CODE_RULES, now);
            let organisation = organisation.id;
            let fresh = ChallengeId(cx.app.random.id()?);
            let cost = Cost::NOTHING.and(paid);
            let new = StoredChallenge {
                id: fresh,
                organisation,
                account: id,
                purpose,
                destination,
                state,
                is_entered: false,
                return_to,
                cost,
            };
            stored::insert(transaction, &new, &hash, now).await?;
            new
        }
    };
    issue_code(cx, transaction, &challenge, account.as_ref(), now).await?;
    metrics::counter!("portico_codes_total", "outcome" => "sent").increment(1);
    Ok((CodeSent { challenge: challenge.id, browser }, true))
}

/// A challenge that this browser started and has not answered. Refuses with `NotThisBrowser` any other.
pub async fn find_open(
    cx: &RequestContext,
    transaction: &Transaction,
    id: ChallengeId,
) -> Result<StoredChallenge, Failure> {
    let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
    let challenge = stored::find_for_browser(transaction, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
    if challenge.state.is_consumed { Err(Refusal::NotThisBrowser.into()) } else { Ok(challenge) }
}

/// Sends a new code for a challenge. The previous code stays valid until it expires. Refuses with `TooManyAttempts`
/// within a minute of the last code or at a limit.
pub async fn resend(
    cx: &RequestContext,
    transaction: &Transaction,
    challenge: StoredChallenge,
    now: Timestamp,
) -> Result<(), Failure> {
    let resend_at = challenge.state.resend_at(CODE_RULES);
    if now < resend_at {
        return Err(Refusal::TooManyAttempts { until: Some(resend_at) }.into());
    }
    // Lock order: the account's challenges, then the account.
    if let (true, Some(account)) = (challenge.purpose.is_change(), challenge.account) {
        stored::lock_all(transaction, account).await?;
    }
    // The account may have been created, or have lost its number, since the first code was requested.
    let account = recipient_of(transaction, &challenge).await?;
    if account.is_none() && matches!(challenge.destination, Destination::Phone(_)) {
        return Err(Refusal::Phone(PhoneRefusal::NotVerified).into());
    }
    let asked_for = (challenge.organisation, &challenge.destination);
    let paid = pay_for_asking(cx, transaction, asked_for, account.as_ref(), now).await?;
    let before = challenge.state.sent_at;
    let challenge = StoredChallenge {
        state: challenge.state.reopened(CODE_RULES, now),
        account: account.as_ref().map(|account| account.id),
        cost: challenge.cost.and(paid),
        ..challenge
    };
    if !stored::reopen(transaction, before, &challenge).await? {
        return Err(Refusal::TooManyAttempts { until: Some(resend_at) }.into());
    }
    codes::forget_older(transaction, challenge.id, CODE_RULES.live - 1).await?;
    issue_code(cx, transaction, &challenge, account.as_ref(), now).await
}

/// The account that the code goes to. `None`: no account has the destination.
async fn recipient_of(transaction: &Transaction, challenge: &StoredChallenge) -> anyhow::Result<Option<Account>> {
    if let (true, Some(account)) = (challenge.purpose.is_change(), challenge.account) {
        return accounts::find_for_share(transaction, account).await;
    }
    match (&challenge.destination, challenge.purpose) {
        (Destination::Email(email), Purpose::SignUp) => {
            accounts::find_holder(transaction, challenge.organisation, email).await
        }
        (Destination::Email(email), _) => accounts::find_by_email(transaction, challenge.organisation, email).await,
        (Destination::Phone(number), _) => accounts::find_by_phone(transaction, challenge.organisation, number).await,
    }
}
