//! Pending sign-ins: begun by the first step, and what the pages of the second step show of them.

use crate::codes::{self, CodeRequest, CodeSent};
use crate::prelude::*;
use crate::second_step::{needed, read_needed};
use crate::sign_in::page::{find_organisation, home, is_default, return_to};
use crate::sign_in::session::Authentication;
use domain::policy::{SECOND_STEP_RULES, StillNeeded};
use store::pending_sign_ins::{self, PendingSignIn};
use store::{challenges, known_browsers};

/// A pending sign-in, just after its first step.
#[derive(Debug)]
pub struct BegunSecondStep {
    /// Identifies the pending sign-in in this browser.
    pub token: Token,
    pub organisation: Organisation,
    /// Whether the organisation's pages have no slug in their path.
    pub is_default: bool,
    /// What the second step asks for.
    pub needed: StillNeeded,
    /// The code that was sent, if the second step begins with one.
    pub code: Option<CodeSent>,
    account: Account,
    return_to: Option<ReturnTo>,
}

/// What the pages of the second step show.
#[derive(Debug)]
pub struct SecondStepShown {
    pub organisation: Organisation,
    /// Whether the organisation's pages have no slug in their path.
    pub is_default: bool,
    /// The pending sign-in. `None`: this browser has none, or it has ended.
    pub pending: Option<PendingShown>,
}

/// A pending sign-in, as the pages of the second step show it.
#[derive(Debug)]
pub struct PendingShown {
    pub account: Account,
    /// What the second step asks for.
    pub needed: StillNeeded,
    /// The challenge of a code that was sent and can still be entered.
    pub code: Option<ChallengeId>,
    /// Where to go after signing in.
    pub return_to: Option<ReturnTo>,
}

/// What the user still has to do after the first step.
pub async fn needed_by(unit: &UnitOfWork<'_>, authentication: Authentication<'_>) -> anyhow::Result<StillNeeded> {
    // A passkey counts as both steps, because the device verifies the user.
    if authentication.method == Method::Passkey {
        return Ok(StillNeeded::Nothing);
    }
    needed(unit, &authentication.organisation.policy.second_step, authentication.account.id).await
}

/// Whether this browser may skip the second step because it answered one recently.
pub async fn may_skip_second_step(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    authentication: Authentication<'_>,
    needed: &StillNeeded,
) -> anyhow::Result<bool> {
    let may_remember = authentication.organisation.policy.second_step.may_remember;
    match needed {
        StillNeeded::Answer(_) if may_remember => {
            known_browsers::may_skip_second_step(unit, &cx.known_browser_hashes(), authentication.account.id, unit.now)
                .await
        }
        _ => Ok(false),
    }
}

/// Stores a pending sign-in after the first step. The caller has locked the account.
pub async fn begin(
    unit: &UnitOfWork<'_>,
    authentication: Authentication<'_>,
    needed: StillNeeded,
) -> anyhow::Result<BegunSecondStep> {
    let Authentication { account, organisation, method, is_expected, return_to, .. } = authentication;
    let token = Token::fresh(unit.app.random.as_ref())?;
    let expires_at = unit.now + SECOND_STEP_RULES.good_for;
    let wanted = return_to.map(ToString::to_string);
    let pending = PendingSignIn { account: account.id, method, is_expected, return_to: wanted, expires_at };
    pending_sign_ins::insert(unit, &token.hash(), pending).await?;
    metrics::counter!("portico_second_steps_total", "outcome" => "asked").increment(1);
    Ok(BegunSecondStep {
        token,
        is_default: is_default(unit.app, organisation).await?,
        organisation: organisation.clone(),
        needed,
        code: None,
        account: account.clone(),
        return_to: return_to.cloned(),
    })
}

/// Sends the code if the second step begins with one. If a limit refuses it, the sign-in stays pending without a code;
/// when the user asks for one on the page, the page says why there is none.
pub async fn send_first_code(cx: &RequestContext, begun: BegunSecondStep) -> anyhow::Result<BegunSecondStep> {
    match &begun.needed {
        StillNeeded::Answer(ways) if ways.first() == Some(&SecondFactor::Codes) => {}
        _ => return Ok(begun),
    }
    let BegunSecondStep { organisation, account, return_to, .. } = &begun;
    match send_to_both(cx, organisation, account.clone(), return_to.clone()).await {
        Ok(sent) => Ok(BegunSecondStep { code: Some(sent), ..begun }),
        Err(Failure::Broken(error)) => Err(error),
        Err(_) => Ok(begun),
    }
}

/// Sends one code to the address and the number of an account. Asking again within a minute sends nothing.
pub async fn send_to_both(
    cx: &RequestContext,
    organisation: &Organisation,
    account: Account,
    return_to: Option<ReturnTo>,
) -> Result<CodeSent, Failure> {
    let unit = cx.begin().await?;
    let request = CodeRequest {
        organisation,
        purpose: Purpose::SecondStep,
        destination: account.email.clone().into(),
        account: Some(account),
        return_to,
    };
    codes::send(cx, unit, request).await
}

/// The pending sign-in of this browser.
async fn read(cx: &RequestContext) -> anyhow::Result<Option<PendingSignIn>> {
    let Some(token) = &cx.pending_sign_in else { return Ok(None) };
    pending_sign_ins::read(&cx.app.store, &token.hash(), cx.app.clock.now()).await
}

/// The pending sign-in of this browser for an account, locked until the transaction ends.
pub async fn lock_pending(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    account: Option<AccountId>,
) -> anyhow::Result<Option<PendingSignIn>> {
    let Some(token) = &cx.pending_sign_in else { return Ok(None) };
    let pending = pending_sign_ins::find_for_update(unit, &token.hash(), unit.now).await?;
    Ok(pending.filter(|pending| Some(pending.account) == account))
}

/// Whether this browser has a pending sign-in for an account.
pub async fn is_pending(cx: &RequestContext, account: Option<AccountId>) -> anyhow::Result<bool> {
    Ok(read(cx).await?.is_some_and(|pending| Some(pending.account) == account))
}

/// Reads what the pages of the second step show. Changes nothing. `slug` names the organisation to show when no sign-in
/// is pending; without it the one of [`home`] is shown. Refuses an unknown slug with `NoSuchOrganisation`.
pub async fn show(cx: &RequestContext, slug: Option<&Slug>) -> Result<SecondStepShown, Failure> {
    let account = match read(cx).await? {
        None => None,
        Some(pending) => accounts::find_by_id(&cx.app.store, pending.account).await?.map(|account| (pending, account)),
    };
    let Some((pending, account)) = account else {
        let (organisation, is_default) = match slug {
            Some(_) => find_organisation(&cx.app, slug).await?,
            None => home(cx).await?,
        };
        return Ok(SecondStepShown { organisation, is_default, pending: None });
    };
    let organisation = organisations::find_by_id(&cx.app.store, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    let is_default = is_default(&cx.app, &organisation).await?;
    let mut needed = read_needed(&cx.app.store, &organisation.policy.second_step, account.id).await?;
    if let StillNeeded::SetUp(ways) = &mut needed {
        ways.retain(|way| *way != SecondFactor::Passkey || cx.app.passkeys.is_some());
    }
    let now = cx.app.clock.now();
    let browser = cx.browser.as_ref().map(Token::hash);
    let code = challenges::read_pending(&cx.app.store, account.id, Purpose::SecondStep, now).await?;
    let code = code.filter(|(_, bound_to)| Some(bound_to) == browser.as_ref()).map(|(challenge, _)| challenge.id);
    let return_to = pending.return_to.and_then(|wanted| return_to(&organisation, &wanted));
    // If the policy no longer asks for a second step, nothing is pending: a new sign-in takes the first step only.
    let pending = (needed != StillNeeded::Nothing).then_some(PendingShown { account, needed, code, return_to });
    Ok(SecondStepShown { organisation, is_default, pending })
}

/// Cancels the pending sign-in of this browser. Returns the organisation whose sign-in page to go back to, and whether
/// it is the default one.
pub async fn leave(cx: &RequestContext) -> Result<(Organisation, bool), Failure> {
    let shown = show(cx, None).await?;
    if let Some(token) = &cx.pending_sign_in {
        let unit = cx.begin().await?;
        pending_sign_ins::use_up(&unit, &token.hash(), unit.now).await?;
        unit.commit().await?;
    }
    Ok((shown.organisation, shown.is_default))
}
