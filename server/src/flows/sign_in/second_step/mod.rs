//! The second step of signing in. Between the steps there is no session: only a token in the browser that took the first one,
//! which ends with its time, with too many wrong answers, and with whatever ends the sessions of its account.

mod answer;
mod passkey;
mod set_up;
mod ways;

pub use answer::{Typed, answer, send_second_code};
pub(super) use answer::{finish, note_refused, prices_of_guessing};
pub use passkey::{ask_for_passkey, ask_to_set_up_passkey, set_up_passkey};
pub use set_up::{begin_set_up, finish_set_up, waiting};
pub use ways::number_of;

use super::{CodeSent, Request, enter::Entering, gate, home, is_default, return_to, send::send};
use crate::{
    failure::Failure,
    flows::Visitor,
    house::House,
    security::Token,
    store::{
        Transaction, accounts,
        accounts::Account,
        challenges::{self, Purpose},
        half_sign_ins::{self, HalfSignIn},
        known_browsers,
        organisations::{self, Organisation},
    },
};
use anyhow::Context as _;
use domain::{
    AccountId, ChallengeId, Method, ReturnTo, Slug, Timestamp,
    policy::{SECOND_STEP_RULES, SecondStepWay, StillNeeded},
    sign_in::SignInError,
};

/// A sign-in that still takes its second step.
#[derive(Debug)]
pub struct Half {
    pub token: Token,
    pub organisation: Organisation,
    pub is_default: bool,
    pub needed: StillNeeded,
    /// Where the second step begins with a code that went out.
    pub code: Option<CodeSent>,
    account: Account,
    return_to: Option<ReturnTo>,
}

/// What there is to show of it.
#[derive(Debug)]
pub struct HalfShown {
    pub organisation: Organisation,
    pub is_default: bool,
    /// `None`: nothing is half finished in this browser, or no longer.
    pub underway: Option<Underway>,
}

#[derive(Debug)]
pub struct Underway {
    pub account: Account,
    pub needed: StillNeeded,
    /// A code that went out and may still be typed in.
    pub code: Option<ChallengeId>,
    pub return_to: Option<ReturnTo>,
}

/// What somebody still has to do who took the first step.
pub(super) async fn needed(transaction: &Transaction, entering: Entering<'_>) -> anyhow::Result<StillNeeded> {
    // A passkey is both steps: the device has checked the person by itself.
    if entering.method == Method::Passkey {
        return Ok(StillNeeded::Nothing);
    }
    ways::needed(transaction, &entering.organisation.policy.second_step, entering.account.id).await
}

/// Whether this browser took the step lately, and is not asked again.
pub(super) async fn is_spared(
    transaction: &Transaction,
    visitor: &Visitor,
    entering: Entering<'_>,
    needed: &StillNeeded,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let may_remember = entering.organisation.policy.second_step.may_remember;
    match (needed, &visitor.device) {
        (StillNeeded::Answer(_), Some(device)) if may_remember => {
            known_browsers::is_spared(transaction, &device.hash(), entering.account.id, now).await
        }
        _ => Ok(false),
    }
}

/// Notes that the first step is taken. The account is held.
pub(super) async fn begin(
    house: &House,
    transaction: &Transaction,
    entering: Entering<'_>,
    needed: StillNeeded,
    now: Timestamp,
) -> anyhow::Result<Half> {
    let Entering { account, organisation, method, is_expected, return_to, .. } = entering;
    let token = Token::fresh(house.random.as_ref())?;
    let expires_at = now + SECOND_STEP_RULES.good_for;
    let wanted = return_to.map(ToString::to_string);
    let half = HalfSignIn { account: account.id, method, is_expected, return_to: wanted, expires_at };
    half_sign_ins::insert(transaction, &token.hash(), half).await?;
    metrics::counter!("portico_second_steps_total", "outcome" => "asked").increment(1);
    Ok(Half {
        token,
        is_default: is_default(house, organisation).await?,
        organisation: organisation.clone(),
        needed,
        code: None,
        account: account.clone(),
        return_to: return_to.cloned(),
    })
}

/// Sends the code, where the second step begins with one. Refused, its page says why when it is asked for there.
pub(super) async fn with_code(house: &House, visitor: &Visitor, half: Half) -> anyhow::Result<Half> {
    match &half.needed {
        StillNeeded::Answer(ways) if ways.first() == Some(&SecondStepWay::Codes) => {}
        _ => return Ok(half),
    }
    let Half { organisation, account, return_to, .. } = &half;
    match send_to_both(house, visitor, organisation, account.clone(), return_to.clone()).await {
        Ok(sent) => Ok(Half { code: Some(sent), ..half }),
        Err(Failure::Broken(error)) => Err(error),
        Err(_) => Ok(half),
    }
}

/// One code for the address and the number of an account. Asked again within the minute, it sends nothing.
async fn send_to_both(
    house: &House,
    visitor: &Visitor,
    organisation: &Organisation,
    account: Account,
    return_to: Option<ReturnTo>,
) -> Result<CodeSent, Failure<SignInError>> {
    let transaction = house.store.begin().await?;
    let request = Request {
        organisation,
        purpose: Purpose::SecondStep,
        destination: account.email.clone().into(),
        account: Some(account),
        return_to,
    };
    send(house, transaction, visitor, request).await
}

/// The sign-in that is half finished in this browser.
async fn read(house: &House, visitor: &Visitor) -> anyhow::Result<Option<HalfSignIn>> {
    let Some(token) = &visitor.step else { return Ok(None) };
    half_sign_ins::read(&house.store, &token.hash(), house.clock.now()).await
}

/// The same of an account, held until the transaction ends.
pub(super) async fn hold(
    transaction: &Transaction,
    visitor: &Visitor,
    account: Option<AccountId>,
    now: Timestamp,
) -> anyhow::Result<Option<HalfSignIn>> {
    let Some(token) = &visitor.step else { return Ok(None) };
    let half = half_sign_ins::hold(transaction, &token.hash(), now).await?;
    Ok(half.filter(|half| Some(half.account) == account))
}

/// Whether an account's sign-in is half finished in this browser.
pub(super) async fn is_underway(house: &House, visitor: &Visitor, account: Option<AccountId>) -> anyhow::Result<bool> {
    Ok(read(house, visitor).await?.is_some_and(|half| Some(half.account) == account))
}

/// What the pages of the second step show. Changes nothing.
pub async fn show(house: &House, visitor: &Visitor, slug: Option<&Slug>) -> Result<HalfShown, Failure<SignInError>> {
    let account = match read(house, visitor).await? {
        None => None,
        Some(half) => accounts::find_by_id(&house.store, half.account).await?.map(|account| (half, account)),
    };
    let Some((half, account)) = account else {
        let (organisation, is_default) = match slug {
            Some(_) => gate(house, slug).await?,
            None => home(house, visitor).await?,
        };
        return Ok(HalfShown { organisation, is_default, underway: None });
    };
    let organisation = organisations::find_by_id(&house.store, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    let is_default = is_default(house, &organisation).await?;
    let mut needed = ways::read_needed(&house.store, &organisation.policy.second_step, account.id).await?;
    if let StillNeeded::SetUp(ways) = &mut needed {
        ways.retain(|way| *way != SecondStepWay::Passkey || house.passkeys.is_some());
    }
    let now = house.clock.now();
    let browser = visitor.browser.as_ref().map(Token::hash);
    let code = challenges::read_pending(&house.store, account.id, Purpose::SecondStep, now).await?;
    let code = code.filter(|(_, bound_to)| Some(bound_to) == browser.as_ref()).map(|(challenge, _)| challenge.id);
    let return_to = half.return_to.and_then(|wanted| return_to(&organisation, &wanted));
    // What the policy no longer asks for is not half finished: the first step alone lets in.
    let underway = (needed != StillNeeded::Nothing).then_some(Underway { account, needed, code, return_to });
    Ok(HalfShown { organisation, is_default, underway })
}

/// Ends it, and says where its first step is taken.
pub async fn leave(house: &House, visitor: &Visitor) -> Result<(Organisation, bool), Failure<SignInError>> {
    let shown = show(house, visitor, None).await?;
    if let Some(token) = &visitor.step {
        let transaction = house.store.begin().await?;
        half_sign_ins::use_up(&transaction, &token.hash(), house.clock.now()).await?;
        house.store.commit_apart(transaction).await?;
    }
    Ok((shown.organisation, shown.is_default))
}
