//! Passkey requests, wherever one is asked for or registered. A request can be answered once, in the browser that
//! asked. Each caller decides whose passkey it has to be, and counts the attempt against the rate limits.

use crate::prelude::*;
use crate::security;
use crate::security::passkeys::{Claimed, PasskeyUser, Passkeys};
use domain::limits::PASSKEY_REQUESTS_PER_CLIENT_AND_HOUR;
use domain::passkey::{MOST, REQUEST_GOOD_FOR};
use domain::refusal::PasskeyRefusal;
use domain::{PasskeyId, PasskeyName, PasskeyRequestId, Policy};
use store::passkey_requests::{self as requests, PasskeyRequest, Purpose};
use store::passkeys::{self as stored, Passkey};

/// A request to the browser for a passkey.
#[derive(Debug)]
pub struct IssuedPasskeyRequest {
    pub request: PasskeyRequestId,
    /// What the browser's WebAuthn function takes, as JSON.
    pub options: String,
    /// The token of the browser that may answer.
    pub browser: Token,
}

/// A browser's answer with a passkey.
#[derive(Debug)]
pub struct Answered<'a> {
    pub(super) request: PasskeyRequestId,
    /// JSON.
    answer: &'a str,
    pub(super) claimed: Claimed,
}

impl<'a> Answered<'a> {
    /// Parses an answer. Refuses with `PasskeyRefusal::Invalid` a text that is not the answer of a passkey; it
    /// does not count as an attempt.
    pub fn of(request: PasskeyRequestId, answer: &'a str) -> Result<Self, Failure> {
        Ok(Answered {
            request,
            answer,
            claimed: Passkeys::claimed(answer).ok_or(Refusal::Passkey(PasskeyRefusal::Invalid))?,
        })
    }
}

/// A browser's answer with a new passkey.
#[derive(Clone, Copy, Debug)]
pub struct Registered<'a> {
    pub request: PasskeyRequestId,
    /// JSON.
    pub answer: &'a str,
}

/// Whether users may have passkeys: this server can use them, and the policy offers them as sign-in
/// method or second factor.
pub fn may_have(app: &AppContext, policy: &Policy) -> bool {
    app.passkeys.is_some() && (policy.offers(Method::Passkey) || policy.second_step.takes(SecondFactor::Passkey))
}

pub(super) fn ours(app: &AppContext) -> Result<&Passkeys, Failure> {
    app.passkeys.as_ref().ok_or(Refusal::NotOffered.into())
}

/// The passkeys of an account, newest first.
pub async fn of_account(app: &AppContext, account: AccountId) -> anyhow::Result<Vec<Passkey>> {
    stored::read_of_account(&app.store, account).await
}

/// Stores a request for the browser that asked. Each request is a row, so it counts against a rate limit of the client
/// address. Refuses with `TooManyAttempts`.
pub(super) async fn keep(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    (organisation, account): (OrganisationId, Option<AccountId>),
    purpose: Purpose,
    asked: security::passkeys::WebauthnRequest,
) -> Result<IssuedPasskeyRequest, Failure> {
    let cost = [(PASSKEY_REQUESTS_PER_CLIENT_AND_HOUR, Subject::Client(organisation, cx.client))];
    unit.consume(&cost).await??;
    let browser = cx.browser_token(unit, unit.now).await?;
    let request = PasskeyRequestId(unit.app.random.id()?);
    let (state, expires_at) = (asked.state, unit.now + REQUEST_GOOD_FOR);
    let new = PasskeyRequest { id: request, browser: browser.hash(), purpose, account, state, expires_at };
    requests::insert(unit, new).await?;
    Ok(IssuedPasskeyRequest { request, options: asked.options, browser })
}

/// Asks for one of an account's own passkeys. Refuses with `NotOffered` if it has none.
pub(super) async fn ask_for_own(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: &Account,
    purpose: Purpose,
) -> Result<IssuedPasskeyRequest, Failure> {
    let own = stored::of_account(unit, account.id).await?;
    if own.is_empty() {
        return Err(Refusal::NotOffered.into());
    }
    let credentials: Vec<String> = own.into_iter().map(|passkey| passkey.credential_json).collect();
    let asked = ours(unit.app)?.ask_for_one_of(&credentials)?;
    keep(cx, unit, (account.organisation, Some(account.id)), purpose, asked).await
}

/// Uses up a request. Returns the state to verify its answer with. `None`: this browser has no such request, or it was
/// used or has expired.
pub(super) async fn use_up(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    purpose: Purpose,
    account: Option<AccountId>,
    request: PasskeyRequestId,
) -> anyhow::Result<Option<String>> {
    let Some(browser) = &cx.browser else { return Ok(None) };
    requests::use_up(unit, request, &browser.hash(), purpose, account, unit.now).await
}

/// Uses up the request. Returns whether one of the account's own passkeys answered it. The caller has locked the
/// account and counted the attempt.
pub(super) async fn accepts(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    purpose: Purpose,
    account: AccountId,
    answered: &Answered<'_>,
) -> Result<bool, Failure> {
    let state = use_up(cx, unit, purpose, Some(account), answered.request).await?;
    let Some(state) = state else { return Ok(false) };
    if answered.claimed.account.is_some_and(|claimed| claimed != account) {
        return Ok(false);
    }
    verify(unit, account, answered, &state).await
}

/// Verifies an answer, and records the use of the passkey. Costs the same if there is no such passkey.
pub(super) async fn verify(
    unit: &UnitOfWork<'_>,
    account: AccountId,
    answered: &Answered<'_>,
    state: &str,
) -> Result<bool, Failure> {
    let Answered { answer, claimed, .. } = answered;
    let passkey = stored::find_for_update(unit, account, &claimed.credential_id).await?;
    let credential_json = match &passkey {
        Some(passkey) => passkey.credential_json.clone(),
        None => Passkeys::decoy(&claimed.credential_id),
    };
    let verified = ours(unit.app)?.verified(answer, state, &credential_json)?;
    let (Some(passkey), Some(credential_json)) = (passkey, verified) else { return Ok(false) };
    stored::note_use(unit, passkey.id, credential_json, unit.now).await?;
    Ok(true)
}

/// Starts the registration of a passkey. Refuses with `NotOffered` if `may_have` forbids it or
/// the account has too many.
pub(super) async fn ask_to_make(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    account: &Account,
) -> Result<IssuedPasskeyRequest, Failure> {
    let own = stored::of_account(unit, account.id).await?;
    if !may_have(unit.app, &organisation.policy) || own.len() >= MOST {
        return Err(Refusal::NotOffered.into());
    }
    let email = account.email.to_string();
    let user = PasskeyUser {
        account: account.id,
        email: &email,
        name: account.name.as_deref().unwrap_or(&email),
        organisation: &organisation.name,
    };
    let existing = own.into_iter().map(|passkey| passkey.credential_id).collect();
    let asked = ours(unit.app)?.ask_to_make(user, existing)?;
    keep(cx, unit, (account.organisation, Some(account.id)), Purpose::Registration, asked).await
}

/// Verifies and stores a new passkey. The caller has locked the account, records the event, and notifies the user.
/// Refuses with `PasskeyRefusal::Invalid` a wrong answer, and with `NotOffered` if the account has too many.
pub(super) async fn make(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: &Account,
    name: &PasskeyName,
    Registered { request, answer }: Registered<'_>,
) -> Result<(), Failure> {
    let state = use_up(cx, unit, Purpose::Registration, Some(account.id), request).await?;
    let made = match state {
        Some(state) => ours(unit.app)?.made(answer, &state)?,
        None => None,
    };
    let made = made.ok_or(Refusal::Passkey(PasskeyRefusal::Invalid))?;
    if stored::of_account(unit, account.id).await?.len() >= MOST {
        return Err(Refusal::NotOffered.into());
    }
    let new = Passkey {
        id: PasskeyId(unit.app.random.id()?),
        account: account.id,
        credential_id: made.credential_id,
        credential_json: made.credential_json,
        name: name.to_string(),
        created_at: unit.now,
        last_used_at: None,
    };
    if !stored::insert(unit, new).await? {
        return Err(Refusal::Passkey(PasskeyRefusal::Invalid).into());
    }
    Ok(())
}

/// Records that a passkey was refused.
pub(super) async fn record_refused(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    whom: Option<AccountId>,
    activity: AuditEventKind,
) -> anyhow::Result<()> {
    unit.record(activity, AuditSubject::of(organisation.id, whom).detail(Method::Passkey.name())).await
}
