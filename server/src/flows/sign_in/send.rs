//! Sending a code, and sending another.

use super::{
    issue::{issue_code, pay_for_asking},
    offering, return_to, second_step, texts,
};
use crate::{
    failure::Failure,
    flows::{
        Visitor,
        account::{self, recently_proven},
        audit::{self, Noted},
    },
    house::House,
    security::Token,
    store::{
        Transaction, accounts,
        accounts::Account,
        challenges::{self as stored, Purpose, StoredChallenge},
        codes,
        organisations::Organisation,
        rate_limits::Cost,
    },
};
use domain::{
    Activity, Challenge, ChallengeId, Destination, EmailAddress, Method, ReturnTo, Slug, policy::CODE_RULES,
    sign_in::SignInError,
};

/// A code is on its way.
#[derive(Debug)]
pub struct CodeSent {
    pub challenge: ChallengeId,
    /// What the browser keeps to answer it.
    pub browser: Token,
}

/// Somebody asks for a code.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub organisation: &'a Organisation,
    pub purpose: Purpose,
    pub destination: Destination,
    /// Whoever has the address or number.
    pub account: Option<Account>,
    pub return_to: Option<ReturnTo>,
}

/// Sends a code by email. Asked again by the same browser within the minute, it sends nothing and leads to the same
/// challenge.
pub async fn send_code(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    email: EmailAddress,
    wanted: &str,
) -> Result<CodeSent, Failure<SignInError>> {
    let organisation = offering(house, slug, Method::EmailCode).await?;
    let transaction = house.store.begin().await?;
    let account = accounts::find_by_email(&transaction, organisation.id, &email).await?;
    let request = Request {
        organisation: &organisation,
        purpose: Purpose::SignIn,
        destination: email.into(),
        account,
        return_to: return_to(&organisation, wanted),
    };
    send(house, transaction, visitor, request).await
}

/// Sends a code by text, to a number that somebody has verified. `country` is how a national spelling is read.
pub async fn send_text(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    typed: &str,
    country: &str,
    wanted: &str,
) -> Result<CodeSent, Failure<SignInError>> {
    let organisation = offering(house, slug, Method::TextCode).await?;
    let number = texts::read(house, typed, country)?;
    let transaction = house.store.begin().await?;
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
        // Asking costs as much as being sent one: nobody is to try out numbers.
        let now = house.clock.now();
        let asked_for = (organisation.id, &request.destination);
        pay_for_asking(house, &transaction, visitor, asked_for, None, now).await?;
        let noted = Noted {
            organisation: organisation.id,
            whom: None,
            who: None,
            activity: Activity::SignInRefused,
            detail: Some(Method::TextCode.name()),
        };
        audit::note(house, &transaction, Some(visitor), noted, now).await?;
        house.store.commit_apart(transaction).await?;
        return Err(Failure::Refused(SignInError::NoVerifiedPhone));
    }
    send(house, transaction, visitor, request).await
}

/// Sends a code, and keeps all that was written for it. One that is on its way already leads where this request wants to.
pub async fn send(
    house: &House,
    transaction: Transaction,
    visitor: &Visitor,
    request: Request<'_>,
) -> Result<CodeSent, Failure<SignInError>> {
    let return_to = request.return_to.clone();
    let (sent, is_new) = open_challenge(house, &transaction, visitor, request).await?;
    if is_new {
        house.store.commit_apart(transaction).await?;
        house.outbox_bell.notify_one();
        return Ok(sent);
    }
    transaction.rollback().await.map_err(anyhow::Error::from)?;
    let transaction = house.store.begin().await?;
    stored::lead_to(&transaction, sent.challenge, return_to.as_ref()).await?;
    house.store.commit_apart(transaction).await?;
    Ok(sent)
}

/// Opens a challenge, or a new life of the one that this browser has open, and puts its message into the outbox.
/// `false`: a code of this browser is on its way already, and nothing new was sent: drop the transaction, it paid.
pub async fn open_challenge(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    request: Request<'_>,
) -> Result<(CodeSent, bool), Failure<SignInError>> {
    let now = house.clock.now();
    let browser = match visitor.browser.clone() {
        Some(browser) => browser,
        None => Token::fresh(house.random.as_ref())?,
    };
    let hash = browser.hash();
    let Request { organisation, purpose, destination, account, return_to } = request;
    let id = account.as_ref().map(|account| account.id);
    let paid =
        pay_for_asking(house, transaction, visitor, (organisation.id, &destination), account.as_ref(), now).await;
    // Paying waited for all other requests about this address. Was one of this browser's within the minute, its code is on
    // the way, and this one, not needed, pays nothing after all.
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
            let fresh = ChallengeId(house.random.id()?);
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
    issue_code(house, transaction, visitor, &challenge, account.as_ref(), now).await?;
    metrics::counter!("portico_codes_total", "outcome" => "sent").increment(1);
    Ok((CodeSent { challenge: challenge.id, browser }, true))
}

/// Sends a fresh code for a challenge of this browser. The one in transit stays good until its own time runs out.
pub async fn resend_code(house: &House, visitor: &Visitor, id: ChallengeId) -> Result<(), Failure<SignInError>> {
    let elsewhere = || Failure::Refused(SignInError::NotThisBrowser);
    let browser = visitor.browser.as_ref().ok_or_else(elsewhere)?.hash();
    let now = house.clock.now();
    let signed_in = account::current(house, visitor).await?;
    let transaction = house.store.begin().await?;
    let challenge = stored::find_for_browser(&transaction, id, &browser).await?.ok_or_else(elsewhere)?;
    if challenge.state.is_consumed {
        return Err(elsewhere());
    }
    if challenge.purpose == Purpose::SecondStep && !second_step::is_underway(house, visitor, challenge.account).await? {
        return Err(Failure::Refused(SignInError::SignInOver));
    }
    if matches!(challenge.purpose, Purpose::NewEmail | Purpose::NewPhone) {
        // Else a proof would last as long as codes are sent again.
        let signed_in = signed_in.filter(|signed_in| Some(signed_in.account.id) == challenge.account);
        recently_proven(house, &signed_in.ok_or(Failure::SignedOut)?)?;
    }
    let resend_at = challenge.state.resend_at(CODE_RULES);
    let too_early = || Failure::Refused(SignInError::TooManyAttempts { until: Some(resend_at) });
    if now < resend_at {
        return Err(too_early());
    }
    // In this order: the account's challenges, the account.
    if let (true, Some(account)) = (challenge.purpose.is_change(), challenge.account) {
        stored::hold_all(&transaction, account).await?;
    }
    // The account may have been made, or lost its number, since the code was first asked for.
    let account = whoever_has(&transaction, &challenge).await?;
    if account.is_none() && matches!(challenge.destination, Destination::Phone(_)) {
        return Err(Failure::Refused(SignInError::NoVerifiedPhone));
    }
    let asked_for = (challenge.organisation, &challenge.destination);
    let paid = pay_for_asking(house, &transaction, visitor, asked_for, account.as_ref(), now).await?;
    let before = challenge.state.sent_at;
    let challenge = StoredChallenge {
        state: challenge.state.reopened(CODE_RULES, now),
        account: account.as_ref().map(|account| account.id),
        cost: challenge.cost.and(paid),
        ..challenge
    };
    if !stored::reopen(&transaction, before, &challenge).await? {
        return Err(too_early());
    }
    codes::forget_older(&transaction, challenge.id, CODE_RULES.live - 1).await?;
    issue_code(house, &transaction, visitor, &challenge, account.as_ref(), now).await?;
    house.store.commit_apart(transaction).await?;
    house.outbox_bell.notify_one();
    metrics::counter!("portico_codes_total", "outcome" => "sent_again").increment(1);
    Ok(())
}

async fn whoever_has(transaction: &Transaction, challenge: &StoredChallenge) -> anyhow::Result<Option<Account>> {
    if let (true, Some(account)) = (challenge.purpose.is_change(), challenge.account) {
        return accounts::find_to_let_in(transaction, account).await;
    }
    match (&challenge.destination, challenge.purpose) {
        (Destination::Email(email), Purpose::SignUp) => {
            accounts::find_holder(transaction, challenge.organisation, email).await
        }
        (Destination::Email(email), _) => accounts::find_by_email(transaction, challenge.organisation, email).await,
        (Destination::Phone(number), _) => accounts::find_by_phone(transaction, challenge.organisation, number).await,
    }
}
