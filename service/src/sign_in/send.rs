//! Sending a sign-in code, and resending it.

use super::{
    issue::{issue_code, pay_for_asking},
    offering, return_to, second_step, texts,
};
use crate::{
    RequestContext,
    account::{self, recently_proven},
    audit::{self, AuditEntry},
    failure::Failure,
    security::Token,
};
use domain::{
    AuditEventKind, Challenge, ChallengeId, Destination, EmailAddress, Method, ReturnTo, Slug,
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
pub struct Request<'a> {
    pub organisation: &'a Organisation,
    pub purpose: Purpose,
    pub destination: Destination,
    /// The account that has the destination, or that wants to add it.
    pub account: Option<Account>,
    /// Where to go when the code was right.
    pub return_to: Option<ReturnTo>,
}

/// Sends a sign-in code by email. When this browser asks again within a minute, nothing is sent and the open challenge
/// is returned. Refuses with `NotOffered` when the organisation does not offer this method, and with `TooManyAttempts`.
pub async fn send_code(
    cx: &RequestContext,
    slug: Option<&Slug>,
    email: EmailAddress,
    wanted: &str,
) -> Result<CodeSent, Failure> {
    let organisation = offering(&cx.app, slug, Method::EmailCode).await?;
    let transaction = cx.app.store.begin().await?;
    let account = accounts::find_by_email(&transaction, organisation.id, &email).await?;
    let request = Request {
        organisation: &organisation,
        purpose: Purpose::SignIn,
        destination: email.into(),
        account,
        return_to: return_to(&organisation, wanted),
    };
    send(cx, transaction, request).await
}

/// Sends a sign-in code by text. `country` is the ISO 3166-1 alpha-2 code for numbers in national format. Refuses with
/// `PhoneRefusal::NotVerified` when no account has verified the number, with `NotOffered`, `InvalidField` or
/// `PhoneRefusal::CountryNotServed`, and with `TooManyAttempts` or `PhoneRefusal::TextsPaused` at a limit.
pub async fn send_text(
    cx: &RequestContext,
    slug: Option<&Slug>,
    typed: &str,
    country: &str,
    wanted: &str,
) -> Result<CodeSent, Failure> {
    let organisation = offering(&cx.app, slug, Method::TextCode).await?;
    let number = texts::read(&cx.app, typed, country)?;
    let transaction = cx.app.store.begin().await?;
    let account = accounts::find_by_phone(&transaction, organisation.id, &number).await?;
    let is_anybodys = account.is_some();
    let request = Request {
        organisation: &organisation,
        purpose: Purpose::SignIn,
        destination: number.into(),
        account,
        return_to: return_to(&organisation, wanted),
    };
    if !is_anybodys {
        // An unknown number counts against the same limits as a known one, so that numbers cannot be probed freely.
        let now = cx.app.clock.now();
        let asked_for = (organisation.id, &request.destination);
        pay_for_asking(cx, &transaction, asked_for, None, now).await?;
        let noted = AuditEntry {
            organisation: organisation.id,
            whom: None,
            who: None,
            activity: AuditEventKind::SignInRefused,
            detail: Some(Method::TextCode.name()),
        };
        audit::note(&cx.app, &transaction, Some(cx), noted, now).await?;
        cx.app.store.commit(transaction).await?;
        return Err(Refusal::Phone(PhoneRefusal::NotVerified).into());
    }
    send(cx, transaction, request).await
}

/// Sends a code and commits the transaction. When this browser got a code within the last minute, returns that
/// challenge instead, and makes it lead to the `return_to` of this request.
pub async fn send(cx: &RequestContext, transaction: Transaction, request: Request<'_>) -> Result<CodeSent, Failure> {
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
    request: Request<'_>,
) -> Result<(CodeSent, bool), Failure> {
    let now = cx.app.clock.now();
    let browser = match cx.browser.clone() {
        Some(browser) => browser,
        None => Token::fresh(cx.app.random.as_ref())?,
    };
    let hash = browser.hash();
    let Request { organisation, purpose, destination, account, return_to } = request;
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

/// Sends a new code for a challenge of this browser. The previous code stays valid until it expires. Refuses with
/// `NotThisBrowser` a challenge of another browser or one that was answered, with `SignInOver` when its second step is
/// no longer pending, and with `TooManyAttempts` within a minute of the last code or at a limit. A code for a new
/// address or number needs a recent reauthentication.
pub async fn resend_code(cx: &RequestContext, id: ChallengeId) -> Result<(), Failure> {
    let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
    let now = cx.app.clock.now();
    let signed_in = account::current(cx).await?;
    let transaction = cx.app.store.begin().await?;
    let challenge = stored::find_for_browser(&transaction, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
    if challenge.state.is_consumed {
        return Err(Refusal::NotThisBrowser.into());
    }
    if challenge.purpose == Purpose::SecondStep && !second_step::is_underway(cx, challenge.account).await? {
        return Err(Refusal::SignInOver.into());
    }
    if matches!(challenge.purpose, Purpose::NewEmail | Purpose::NewPhone) {
        // Otherwise one reauthentication would last for as long as codes are resent.
        let signed_in = signed_in.filter(|signed_in| Some(signed_in.account.id) == challenge.account);
        recently_proven(&cx.app, &signed_in.ok_or(Failure::SignedOut)?)?;
    }
    let resend_at = challenge.state.resend_at(CODE_RULES);
    if now < resend_at {
        return Err(Refusal::TooManyAttempts { until: Some(resend_at) }.into());
    }
    // Lock order: the account's challenges, then the account.
    if let (true, Some(account)) = (challenge.purpose.is_change(), challenge.account) {
        stored::lock_all(&transaction, account).await?;
    }
    // The account may have been created, or have lost its number, since the first code was requested.
    let account = whoever_has(&transaction, &challenge).await?;
    if account.is_none() && matches!(challenge.destination, Destination::Phone(_)) {
        return Err(Refusal::Phone(PhoneRefusal::NotVerified).into());
    }
    let asked_for = (challenge.organisation, &challenge.destination);
    let paid = pay_for_asking(cx, &transaction, asked_for, account.as_ref(), now).await?;
    let before = challenge.state.sent_at;
    let challenge = StoredChallenge {
        state: challenge.state.reopened(CODE_RULES, now),
        account: account.as_ref().map(|account| account.id),
        cost: challenge.cost.and(paid),
        ..challenge
    };
    if !stored::reopen(&transaction, before, &challenge).await? {
        return Err(Refusal::TooManyAttempts { until: Some(resend_at) }.into());
    }
    codes::forget_older(&transaction, challenge.id, CODE_RULES.live - 1).await?;
    issue_code(cx, &transaction, &challenge, account.as_ref(), now).await?;
    cx.app.store.commit(transaction).await?;
    metrics::counter!("portico_codes_total", "outcome" => "sent_again").increment(1);
    Ok(())
}

async fn whoever_has(transaction: &Transaction, challenge: &StoredChallenge) -> anyhow::Result<Option<Account>> {
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
