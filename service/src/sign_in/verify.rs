//! Checking a code, and then signing in or confirming a change.

use super::{
    attempt::Attempt,
    enter::{Entered, Entering, commit, enter},
    second_step, texts,
};
use crate::{
    RequestContext, account,
    app_context::AppContext,
    audit::{self, AuditEntry},
    failure::Failure,
    security::{
        challenges,
        rate_limit::{self, Subject},
    },
    settings::{self, Changed},
    sign_up,
};
use anyhow::Context as _;
use domain::{
    AccountId, AuditEventKind, ChallengeId, Channel, Destination, IssuedCode, Method, OneTimeCode, PhoneNumber,
    Timestamp, limits,
    policy::{CODE_RULES, SecondFactor},
    refusal::{CodeRefusal, Refusal},
};
use store::{
    Transaction,
    accounts::{self, Account},
    challenges::{self as stored, Purpose, StoredChallenge},
    codes, organisations,
    pending_sign_ins::PendingSignIn,
};

/// What a correct code led to.
#[derive(Debug)]
pub enum Verified {
    /// Signed in, or the second step is still to come.
    Entered(Entered),
    /// A change of the signed-in account was confirmed.
    Changed(Changed),
}

/// Signs in or confirms a change when the code is right. The attempt is counted before the code is compared. `remember`
/// asks to skip the second step in this browser for a while. Refuses a wrong, expired or used code, a challenge of
/// another browser, and attempts over a limit.
pub async fn verify_code(
    cx: &RequestContext,
    id: ChallengeId,
    code: &OneTimeCode,
    remember: bool,
) -> Result<Verified, Failure> {
    let now = cx.app.clock.now();
    let signed_in = account::current(cx).await?;
    let transaction = cx.app.store.begin().await?;
    let (challenge, changing) = pay_challenge(cx, &transaction, id, signed_in, now).await?;
    // Lock order: the account before the rate limits. Query also without an account, so that both cases take as long.
    let holder = holder(&transaction, &challenge).await?;
    let half = match challenge.purpose {
        Purpose::SecondStep => {
            let half = second_step::hold(&transaction, cx, challenge.account, now).await?;
            Some(half.ok_or(Refusal::SignInOver)?)
        }
        _ => None,
    };
    let tried_at = (challenge.organisation, challenge.destination.as_str());
    let attempt = Attempt::of(&transaction, cx, tried_at, holder.as_ref(), now).await?;
    let prices = match &half {
        Some(_) => second_step::prices_of_guessing(&attempt),
        None => attempt.prices(
            &[limits::WRONG_PER_ADDRESS_AND_HOUR, limits::WRONG_PER_ADDRESS_IN_A_ROW],
            &[limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY],
        ),
    };
    rate_limit::pay(&transaction, &cx.app.keys, &prices, now).await??;
    let matching = find_matching(&cx.app, &transaction, &challenge, code).await?;
    let verdict = challenge.state.judge(CODE_RULES, matching, now);
    // Matching digits are not enough: without an account to sign in to, the code was never sent.
    let person = match verdict {
        Ok(_) => whose_code(&cx.app, &transaction, &challenge, holder.clone(), now).await?,
        Err(_) => None,
    };
    let Some(account) = &person else {
        end_wrong_try(cx, transaction, &challenge, holder.as_ref(), now).await?;
        return Err(Refusal::Code(verdict.err().unwrap_or(CodeRefusal::Invalid)).into());
    };
    if !stored::consume(&transaction, id, now).await? {
        return Err(Refusal::Code(CodeRefusal::Expired).into());
    }
    rate_limit::refund(&transaction, &cx.app.keys, &prices).await?;
    // Give back what asking cost the client, so that many users behind one IP address do not exhaust its limit.
    let asking = (limits::CODES_PER_CLIENT_AND_HOUR, Subject::Client(challenge.organisation, cx.client));
    rate_limit::give_back(&transaction, &cx.app.keys, asking, challenge.cost).await?;
    if let Some(number) = texted(&cx.app, &challenge, account) {
        texts::redeemed(&cx.app, &transaction, account.organisation, number, challenge.purpose, now).await?;
    }
    let outcome = match changing {
        Some(signed_in) => {
            let changed = settings::confirmed(cx, &transaction, &signed_in, challenge, now).await?;
            cx.app.store.commit(transaction).await?;
            Verified::Changed(changed)
        }
        None => {
            let (half, is_known) = (half.map(|half| (half, remember)), attempt.is_known());
            let entered = let_in(cx, transaction, (challenge, account), is_known, half, now).await?;
            Verified::Entered(entered.ok_or(Refusal::SignInOver)?)
        }
    };
    metrics::counter!("portico_codes_total", "outcome" => "accepted").increment(1);
    Ok(outcome)
}

/// Counts a try against the challenge itself. Returns the challenge and, if its code changes an account, who is signed in
/// to that account. Refuses a challenge of another browser, and one that is closed.
async fn pay_challenge(
    cx: &RequestContext,
    transaction: &Transaction,
    id: ChallengeId,
    signed_in: Option<account::SignedIn>,
    now: Timestamp,
) -> Result<(StoredChallenge, Option<account::SignedIn>), Failure> {
    let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
    if let Some(signed_in) = &signed_in {
        stored::lock_all(transaction, signed_in.account.id).await?;
    }
    let Some(challenge) = stored::pay_try(transaction, id, &browser, CODE_RULES, now).await? else {
        let challenge = stored::find_for_browser(transaction, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
        let refusal = challenge.state.closed(CODE_RULES, now).unwrap_or(CodeRefusal::Expired);
        return Err(Refusal::Code(refusal).into());
    };
    if !challenge.purpose.is_change() {
        return Ok((challenge, None));
    }
    // A change needs the account that asked for it, still signed in.
    let is_theirs = |signed_in: &account::SignedIn| Some(signed_in.account.id) == challenge.account;
    let changing = signed_in.filter(is_theirs).ok_or(Failure::SignedOut)?;
    Ok((challenge, Some(changing)))
}

/// Records and commits a try with a wrong code, which stays counted.
async fn end_wrong_try(
    cx: &RequestContext,
    transaction: Transaction,
    challenge: &StoredChallenge,
    holder: Option<&Account>,
    now: Timestamp,
) -> anyhow::Result<()> {
    sound_alarm_when_many_guess(&cx.app, &transaction, now).await?;
    note_refused(cx, &transaction, challenge, holder, now).await?;
    cx.app.store.commit(transaction).await?;
    metrics::counter!("portico_codes_total", "outcome" => "refused").increment(1);
    Ok(())
}

async fn let_in(
    cx: &RequestContext,
    transaction: Transaction,
    (challenge, account): (StoredChallenge, &Account),
    is_known: bool,
    half: Option<(PendingSignIn, bool)>,
    now: Timestamp,
) -> anyhow::Result<Option<Entered>> {
    let organisation = organisations::find_in(&transaction, account.organisation).await?;
    let organisation = organisation.context("the organisation of an account is gone")?;
    let is_expected = is_known || challenge.purpose == Purpose::SignUp;
    let entered = match half {
        Some((half, remember)) => {
            let whose = (account, &organisation);
            let signed_in = second_step::finish(cx, &transaction, half, whose, remember, now).await?;
            let Some(signed_in) = signed_in else { return Ok(None) };
            Entered::In(signed_in)
        }
        None => {
            let (method, return_to) = (method_of(&challenge), challenge.return_to.as_ref());
            let organisation = &organisation;
            let entering = Entering { account, organisation, method, is_expected, was_here: None, return_to };
            enter(cx, &transaction, entering, now).await?
        }
    };
    let entered = commit(cx, transaction, entered).await?;
    Ok(Some(entered))
}

/// The number that the code was sent to, if any. A code sent by email and text counts: which one was read is unknown.
fn texted<'a>(app: &AppContext, challenge: &'a StoredChallenge, account: &'a Account) -> Option<&'a PhoneNumber> {
    match (&challenge.destination, challenge.purpose) {
        (Destination::Phone(number), _) => Some(number),
        (Destination::Email(_), Purpose::SecondStep) => second_step::number_of(app, account),
        (Destination::Email(_), _) => None,
    }
}

const fn method_of(challenge: &StoredChallenge) -> Method {
    match challenge.destination.channel() {
        Channel::Email => Method::EmailCode,
        Channel::Text => Method::TextCode,
    }
}

async fn note_refused(
    cx: &RequestContext,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    account: Option<&Account>,
    now: Timestamp,
) -> anyhow::Result<()> {
    if let (Purpose::SecondStep, Some(account)) = (challenge.purpose, account) {
        let way = SecondFactor::Codes.name();
        return second_step::note_refused(cx, transaction, account, way, now).await;
    }
    let activity =
        if challenge.purpose.is_change() { AuditEventKind::ProofRefused } else { AuditEventKind::SignInRefused };
    let noted = AuditEntry {
        organisation: challenge.organisation,
        whom: challenge.account,
        who: None,
        activity,
        detail: Some(method_of(challenge).name()),
    };
    audit::note(&cx.app, transaction, Some(cx), noted, now).await
}

/// Finds and locks the account of the challenge, so that its credentials cannot change until the transaction ends.
async fn holder(transaction: &Transaction, challenge: &StoredChallenge) -> anyhow::Result<Option<Account>> {
    let account = challenge.account.unwrap_or(AccountId(uuid::Uuid::nil()));
    match challenge.purpose.is_change() {
        true => accounts::find_for_update(transaction, account).await,
        false => accounts::find_for_share(transaction, account).await,
    }
}

/// The account that a correct code signs in to; for a sign-up it is created. `None`: there is no account to sign in to.
async fn whose_code(
    app: &AppContext,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    holder: Option<Account>,
    now: Timestamp,
) -> anyhow::Result<Option<Account>> {
    match (challenge.purpose, challenge.account) {
        // `None` if the account was closed after the code was sent.
        (Purpose::SignIn | Purpose::SecondStep | Purpose::Proof | Purpose::NewEmail | Purpose::NewPhone, Some(_)) => {
            Ok(holder)
        }
        (Purpose::SignUp, None) => sign_up::make_account(app, transaction, challenge, now).await,
        (_, None) | (Purpose::SignUp, Some(_)) => Ok(None),
    }
}

/// Finds the issued code that was typed. Compares with all of them, so that timing does not tell which one matched.
async fn find_matching(
    app: &AppContext,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    code: &OneTimeCode,
) -> anyhow::Result<Option<IssuedCode>> {
    let mut matching = None;
    for stored in codes::of_challenge(transaction, challenge.id).await? {
        let Some(key) = app.keys.of(stored.key_id) else { continue };
        let digest = challenges::digest(key, challenge, code)?;
        if challenges::is_same(&digest, &stored.digest) {
            matching = Some(IssuedCode { expires_at: stored.expires_at });
        }
    }
    Ok(matching)
}

/// Counts one more wrong code, password or passkey in the whole instance. Logs a warning and counts an alarm while
/// there are more per hour than `WRONG_EVERYWHERE_ALARM` allows; never refuses.
pub async fn sound_alarm_when_many_guess(
    app: &AppContext,
    transaction: &Transaction,
    now: Timestamp,
) -> anyhow::Result<()> {
    let price = [(limits::WRONG_EVERYWHERE_ALARM, Subject::Everybody)];
    if rate_limit::pay(transaction, &app.keys, &price, now).await?.is_err() {
        metrics::counter!("portico_guessing_alarms_total").increment(1);
        tracing::warn!("more wrong codes and passwords this hour than people make: somebody is guessing");
    }
    Ok(())
}
