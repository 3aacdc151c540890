//! The code screen: what it shows of a challenge, and entering and resending its code. It serves every purpose, and
//! hands a right code to the flow that asked for it.

use crate::account::recently_authenticated;
use crate::codes::{self, CodeAttempt, ComparedCode};
use crate::prelude::*;
use crate::settings::{self, Changed};
use crate::sign_in::{self, SignInOutcome, home, is_default, second_step};
use crate::sign_up;
use domain::policy::CODE_RULES;
use store::challenges::{self as stored, StoredChallenge};
use store::outbox::{self, ChannelDelivery};
use store::sign_ups;

/// What the code screen shows about a challenge.
#[derive(Debug)]
pub struct CodeShown {
    pub challenge: StoredChallenge,
    pub organisation: Organisation,
    /// Whether the organisation's pages have no slug in their path.
    pub is_default: bool,
    /// The delivery status on each channel that the code was sent on. Empty when it is unknown.
    pub deliveries: Vec<ChannelDelivery>,
    /// The pending sign-in, if this is the code of a second step.
    pub second_step: Option<second_step::PendingShown>,
}

/// What a correct code led to.
#[derive(Debug)]
pub enum CodeOutcome {
    /// Signed in, or the second step is still to come.
    SignIn {
        entered: SignInOutcome,
        /// Whether the code was the second step.
        is_second_step: bool,
    },
    /// A change of the signed-in account was confirmed.
    Change(Changed),
}

/// Reads what the code screen shows. Changes nothing. Refuses with `NotThisBrowser` when the challenge was not started
/// in this browser, or when it belongs to a second step that is no longer pending here.
pub async fn show_code(cx: &RequestContext, id: ChallengeId) -> Result<CodeShown, Failure> {
    let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
    let challenge = stored::read_for_browser(&cx.app.store, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
    let organisation = organisations::find_by_id(&cx.app.store, challenge.organisation).await?;
    let organisation = organisation.context("the organisation of a challenge is gone")?;
    let is_default = is_default(&cx.app, &organisation).await?;
    let deliveries = outbox::deliveries(&cx.app.store, id).await?;
    let second_step = match challenge.purpose {
        Purpose::SecondStep => {
            let shown = second_step::show(cx, None).await?;
            let theirs = shown.pending.filter(|pending| Some(pending.account.id) == challenge.account);
            Some(theirs.ok_or(Refusal::NotThisBrowser)?)
        }
        _ => None,
    };
    Ok(CodeShown { challenge, organisation, is_default, deliveries, second_step })
}

/// The address or number that the code of a challenge went to, if the user typed it in this browser: for the form where
/// it can be changed. `None` for any other browser, for another organisation, and for a second step, whose destinations
/// nobody typed. What was typed in the settings is only for the account that is `signed_in`.
pub async fn address_of(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    organisation: OrganisationId,
    id: ChallengeId,
) -> anyhow::Result<Option<Destination>> {
    let Some(browser) = &cx.browser else { return Ok(None) };
    let found = stored::read_for_browser(&cx.app.store, id, &browser.hash()).await?;
    let whose = signed_in.map(|signed_in| signed_in.account.id);
    let is_theirs = |found: &StoredChallenge| !found.purpose.needs_session() || found.account == whose;
    let typed = found.filter(|found| found.organisation == organisation && found.purpose.is_typed());
    Ok(typed.filter(is_theirs).map(|found| found.destination))
}

/// The challenge whose sign-in code this browser can still enter in an organisation: the one sent last. Tells nothing
/// about whether an account has the address.
pub async fn enterable_code(cx: &RequestContext, organisation: OrganisationId) -> anyhow::Result<Option<ChallengeId>> {
    let (Some(browser), now) = (&cx.browser, cx.app.clock.now()) else { return Ok(None) };
    let newest = stored::read_newest_open(&cx.app.store, organisation, Purpose::SignIn, &browser.hash(), now).await?;
    Ok(newest.filter(|newest| newest.state.closed(CODE_RULES, now).is_none()).map(|newest| newest.id))
}

/// Name and phone number that were typed with the address of a sign-up. Only for a challenge that [`address_of`] knows.
pub async fn typed_with(app: &AppContext, id: ChallengeId) -> anyhow::Result<Option<(String, Option<PhoneNumber>)>> {
    let typed = sign_ups::read(&app.store, id).await?;
    Ok(typed.map(|typed| (typed.name, typed.phone)))
}

/// Finds the organisation whose sign-in page can send a new code, for a browser that cannot answer challenge `id`: that
/// of the challenge, or that of [`home`] when the challenge is gone. Returns also whether it is the default.
pub async fn start_of_code(cx: &RequestContext, id: ChallengeId) -> Result<(Organisation, bool), Failure> {
    let found = match stored::organisation_of(&cx.app.store, id).await? {
        Some(organisation) => organisations::find_by_id(&cx.app.store, organisation).await?,
        None => None,
    };
    let Some(organisation) = found else { return home(cx).await };
    let is_default = is_default(&cx.app, &organisation).await?;
    Ok((organisation, is_default))
}

/// Sends a new code for a challenge of this browser. The previous code stays valid until it expires. Refuses with
/// `NotThisBrowser` a challenge of another browser or one that was answered, with `SignInOver` when its second step is
/// no longer pending, and with `TooManyAttempts` within a minute of the last code or at a limit. A code for a new
/// address or number needs a recent reauthentication.
pub async fn resend_code(cx: &RequestContext, signed_in: Option<&SignedIn>, id: ChallengeId) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    let challenge = codes::find_open(cx, &unit, id).await?;
    if challenge.purpose == Purpose::SecondStep && !second_step::is_pending(cx, challenge.account).await? {
        return Err(Refusal::SignInOver.into());
    }
    if challenge.purpose.is_new_destination() {
        // Otherwise one reauthentication would last for as long as codes are resent.
        let signed_in = signed_in.filter(|signed_in| Some(signed_in.account.id) == challenge.account);
        recently_authenticated(&cx.app, signed_in.ok_or(Failure::SignedOut)?)?;
    }
    codes::resend(cx, &unit, challenge).await?;
    unit.commit().await?;
    metrics::counter!("portico_codes_total", "outcome" => "sent_again").increment(1);
    Ok(())
}

/// Signs in or confirms a change when the code is right. The attempt is counted before the code is compared. `remember`
/// asks to skip the second step in this browser for a while. Refuses a wrong, expired or used code, a challenge of
/// another browser, and attempts over a limit.
pub async fn verify_code(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    id: ChallengeId,
    code: &OneTimeCode,
    remember: bool,
) -> Result<CodeOutcome, Failure> {
    let unit = cx.begin().await?;
    let signed_in_id = signed_in.map(|signed_in| signed_in.account.id);
    let attempt = CodeAttempt::begin(cx, &unit, id, signed_in_id).await?;
    let StoredChallenge { purpose, account, .. } = *attempt.challenge();
    let pending = match purpose {
        Purpose::SecondStep => {
            let pending = second_step::lock_pending(cx, &unit, account).await?;
            Some((pending.ok_or(Refusal::SignInOver)?, remember))
        }
        _ => None,
    };
    let compared = attempt.compare(cx, &unit, code).await?;
    let Some(account) = account_for(&unit, &compared).await? else {
        return Err(compared.refuse(unit).await?.into());
    };
    let verified = compared.accept(cx, &unit, account).await?;
    let outcome = match signed_in.filter(|_| purpose.needs_session()) {
        Some(signed_in) => {
            let changed = settings::complete_with_code(&unit, signed_in, verified).await?;
            unit.commit().await?;
            CodeOutcome::Change(changed)
        }
        None => {
            let is_second_step = pending.is_some();
            let entered = sign_in::complete_with_code(cx, unit, verified, pending).await?;
            CodeOutcome::SignIn { entered, is_second_step }
        }
    };
    metrics::counter!("portico_codes_total", "outcome" => "accepted").increment(1);
    Ok(outcome)
}

/// The account that a right code signs in to or changes; for a sign-up it is created. `None`: the code is wrong, or
/// there is no such account, so the code was never sent.
async fn account_for(unit: &UnitOfWork<'_>, compared: &ComparedCode) -> anyhow::Result<Option<Account>> {
    let challenge = compared.challenge();
    match (challenge.purpose, challenge.account) {
        _ if !compared.is_right() => Ok(None),
        (Purpose::SignUp, None) => sign_up::make_account(unit, challenge).await,
        (Purpose::SignUp, Some(_)) | (_, None) => Ok(None),
        // `None` if the account was closed after the code was sent.
        (_, Some(_)) => Ok(compared.account().cloned()),
    }
}
