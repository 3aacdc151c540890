//! Opening a challenge, sending its code, and resending it. Every purpose uses the same steps.

use super::issue::{consume_request, issue_code};
use crate::prelude::*;
use domain::{Challenge, policy::CODE_RULES, refusal::PhoneRefusal};
use store::challenges::{self as stored, StoredChallenge};
use store::codes;
use store::rate_limits::Cost;

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
pub async fn send(cx: &RequestContext, unit: UnitOfWork<'_>, request: CodeRequest<'_>) -> Result<CodeSent, Failure> {
    let return_to = request.return_to.clone();
    let (sent, is_new) = open_challenge(cx, &unit, request).await?;
    if is_new {
        unit.commit().await?;
        return Ok(sent);
    }
    unit.rollback().await?;
    let unit = cx.begin().await?;
    stored::lead_to(&unit, sent.challenge, return_to.as_ref()).await?;
    unit.commit().await?;
    Ok(sent)
}

/// Opens a challenge, or reopens the one that this browser has open for the destination, and puts its message into the
/// outbox. `false`: this browser got a code within the last minute, so nothing new was sent. The caller must then drop
/// the transaction, because it has counted the request.
pub async fn open_challenge(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    request: CodeRequest<'_>,
) -> Result<(CodeSent, bool), Failure> {
    let now = unit.now;
    let browser = cx.browser_token(unit, now).await?;
    let hash = browser.hash();
    let CodeRequest { organisation, purpose, destination, account, return_to } = request;
    let id = account.as_ref().map(|account| account.id);
    let window_ends_at = consume_request(cx, unit, (organisation.id, &destination), account.as_ref()).await;
    // The rate limit row serialises requests for this address. If this browser got a code within the last minute,
    // return that challenge; the caller then rolls back, so that this request does not count.
    let open = stored::find_open(unit, organisation.id, purpose, &hash, &destination, now).await?;
    if let Some(open) = &open
        && now < open.state.resend_at(CODE_RULES)
        && !matches!(window_ends_at, Err(Failure::Broken(_)))
    {
        return Ok((CodeSent { challenge: open.id, browser }, false));
    }
    let window_ends_at = window_ends_at?;
    let challenge = match open {
        Some(open) => {
            let (before, cost) = (open.state.sent_at, open.cost.and(window_ends_at));
            let state = open.state.reopened(CODE_RULES, now);
            let reopened = StoredChallenge { state, account: id, return_to, cost, ..open };
            if !stored::reopen(unit, before, &reopened).await? {
                return Ok((CodeSent { challenge: reopened.id, browser }, false));
            }
            codes::forget_older(unit, reopened.id, CODE_RULES.live - 1).await?;
            reopened
        }
        None => {
            let state = Challenge::opened(CODE_RULES, now);
            let organisation = organisation.id;
            let fresh = ChallengeId(unit.app.random.id()?);
            let cost = Cost::NOTHING.and(window_ends_at);
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
            stored::insert(unit, &new, &hash, now).await?;
            new
        }
    };
    issue_code(unit, &challenge, account.as_ref()).await?;
    metrics::counter!("portico_codes_total", "outcome" => "sent").increment(1);
    Ok((CodeSent { challenge: challenge.id, browser }, true))
}

/// A challenge that this browser started and has not answered. Refuses with `NotThisBrowser` any other.
pub async fn find_open(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    id: ChallengeId,
) -> Result<StoredChallenge, Failure> {
    let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
    let challenge = stored::find_for_browser(unit, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
    if challenge.state.is_consumed { Err(Refusal::NotThisBrowser.into()) } else { Ok(challenge) }
}

/// Sends a new code for a challenge. The previous code stays valid until it expires. Refuses with `TooManyAttempts`
/// within a minute of the last code or at a limit.
pub async fn resend(cx: &RequestContext, unit: &UnitOfWork<'_>, challenge: StoredChallenge) -> Result<(), Failure> {
    let resend_at = challenge.state.resend_at(CODE_RULES);
    if unit.now < resend_at {
        return Err(Refusal::TooManyAttempts { until: Some(resend_at) }.into());
    }
    // Lock order: the account's challenges, then the account.
    if let (true, Some(account)) = (challenge.purpose.needs_session(), challenge.account) {
        stored::lock_all(unit, account).await?;
    }
    // The account may have been created, or have lost its number, since the first code was requested.
    let account = recipient_of(unit, &challenge).await?;
    if account.is_none() && matches!(challenge.destination, Destination::Phone(_)) {
        return Err(Refusal::Phone(PhoneRefusal::NotVerified).into());
    }
    let asked_for = (challenge.organisation, &challenge.destination);
    let window_ends_at = consume_request(cx, unit, asked_for, account.as_ref()).await?;
    let before = challenge.state.sent_at;
    let challenge = StoredChallenge {
        state: challenge.state.reopened(CODE_RULES, unit.now),
        account: account.as_ref().map(|account| account.id),
        cost: challenge.cost.and(window_ends_at),
        ..challenge
    };
    if !stored::reopen(unit, before, &challenge).await? {
        return Err(Refusal::TooManyAttempts { until: Some(resend_at) }.into());
    }
    codes::forget_older(unit, challenge.id, CODE_RULES.live - 1).await?;
    issue_code(unit, &challenge, account.as_ref()).await
}

/// The account that the code goes to. `None`: no account has the destination.
async fn recipient_of(unit: &UnitOfWork<'_>, challenge: &StoredChallenge) -> anyhow::Result<Option<Account>> {
    if let (true, Some(account)) = (challenge.purpose.needs_session(), challenge.account) {
        return accounts::find_for_share(unit, account).await;
    }
    match (&challenge.destination, challenge.purpose) {
        (Destination::Email(email), Purpose::SignUp) => {
            accounts::find_by_email_in_any_state(unit, challenge.organisation, email).await
        }
        (Destination::Email(email), _) => accounts::find_by_email(unit, challenge.organisation, email).await,
        (Destination::Phone(number), _) => accounts::find_by_phone(unit, challenge.organisation, number).await,
    }
}
