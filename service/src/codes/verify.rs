//! Counting an attempt at a code, comparing it, and using up the challenge of a right one.

use super::texts;
use crate::attempts::{Attempt, sound_alarm_when_many_guess};
use crate::prelude::*;
use crate::second_step;
use crate::security::codes::{digest, is_same};
use domain::{IssuedCode, limits::Limit, policy::CODE_RULES, refusal::CodeRefusal};
use store::challenges::{self as stored, StoredChallenge};
use store::codes;

/// An attempt at a code, counted against its challenge before anything is compared.
#[derive(Debug)]
pub struct CodeAttempt {
    challenge: StoredChallenge,
    /// The account of the challenge, locked until the transaction ends.
    account: Option<Account>,
}

impl CodeAttempt {
    /// Counts an attempt. `signed_in` is the account that is signed in. Refuses with `NotThisBrowser` a challenge of
    /// another browser, and one that is closed with the reason. Fails with `SignedOut` if the code confirms a change of
    /// an account that is not signed in.
    pub async fn begin(
        cx: &RequestContext,
        unit: &UnitOfWork<'_>,
        id: ChallengeId,
        signed_in: Option<AccountId>,
    ) -> Result<Self, Failure> {
        let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
        if let Some(signed_in) = signed_in {
            stored::lock_all(unit, signed_in).await?;
        }
        let Some(challenge) = stored::count_attempt(unit, id, &browser, CODE_RULES, unit.now).await? else {
            let challenge = stored::find_for_browser(unit, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
            let refusal = challenge.state.closed(CODE_RULES, unit.now).unwrap_or(CodeRefusal::Expired);
            return Err(Refusal::Code(refusal).into());
        };
        if challenge.purpose.needs_session() && (signed_in.is_none() || signed_in != challenge.account) {
            return Err(Failure::SignedOut);
        }
        // Lock order: the account before the rate limits. Query also without an account, so that both cases take as
        // long. A change needs the stronger lock.
        let id = challenge.account.unwrap_or(AccountId::NONE);
        let account = match challenge.purpose.needs_session() {
            true => accounts::find_for_update(unit, id).await?,
            false => accounts::find_for_share(unit, id).await?,
        };
        Ok(CodeAttempt { challenge, account })
    }

    /// The challenge that the code answers.
    pub const fn challenge(&self) -> &StoredChallenge {
        &self.challenge
    }

    /// Counts the attempt against the rate limits, and then compares the code. Refuses with `TooManyAttempts`.
    pub async fn compare(
        self,
        cx: &RequestContext,
        unit: &UnitOfWork<'_>,
        code: &OneTimeCode,
    ) -> Result<ComparedCode, Failure> {
        let CodeAttempt { challenge, account } = self;
        let tried_at = (challenge.organisation, challenge.destination.as_str());
        let attempt = Attempt::of(cx, unit, tried_at, account.as_ref()).await?;
        let costs = costs(&attempt, challenge.purpose);
        unit.consume(&costs).await??;
        let matching = find_matching(unit, &challenge, code).await?;
        let verdict = challenge.state.judge(CODE_RULES, matching, unit.now);
        Ok(ComparedCode { challenge, account, attempt, verdict })
    }
}

/// An attempt whose code was compared. It ends with `accept` or with `refuse`.
#[derive(Debug)]
pub struct ComparedCode {
    challenge: StoredChallenge,
    account: Option<Account>,
    attempt: Attempt,
    verdict: Result<(), CodeRefusal>,
}

impl ComparedCode {
    /// The challenge that the code answers.
    pub const fn challenge(&self) -> &StoredChallenge {
        &self.challenge
    }

    /// The account of the challenge. `None` also if it was closed after the code was sent.
    pub const fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// Whether the digits match. That is not enough to accept the code: a code for an unknown address was never sent.
    pub const fn is_right(&self) -> bool {
        self.verdict.is_ok()
    }

    /// Uses up the challenge for an account, and refunds what the code cost. Refuses a wrong code, and with
    /// `CodeRefusal::Expired` a code that a parallel request has used.
    pub async fn accept(
        self,
        cx: &RequestContext,
        unit: &UnitOfWork<'_>,
        account: Account,
    ) -> Result<VerifiedChallenge, Failure> {
        let ComparedCode { challenge, attempt, verdict, .. } = self;
        verdict.map_err(Refusal::Code)?;
        if !stored::consume(unit, challenge.id, unit.now).await? {
            return Err(Refusal::Code(CodeRefusal::Expired).into());
        }
        unit.refund(&costs(&attempt, challenge.purpose)).await?;
        // Give back what asking cost the client, so that many users behind one IP address do not exhaust its limit.
        let asking = (limits::CODES_PER_CLIENT_AND_HOUR, Subject::Client(challenge.organisation, cx.client));
        unit.refund_cost(asking, challenge.cost).await?;
        if let Some(number) = texted(unit.app, &challenge, &account) {
            texts::redeemed(unit, account.organisation, number, challenge.purpose).await?;
        }
        Ok(VerifiedChallenge { challenge, account, is_known_browser: attempt.is_known() })
    }

    /// Records and commits an attempt with a wrong code, which stays counted. Returns the refusal to show.
    pub async fn refuse(self, unit: UnitOfWork<'_>) -> anyhow::Result<Refusal> {
        sound_alarm_when_many_guess(&unit).await?;
        record_refused(&unit, &self.challenge, self.account.as_ref()).await?;
        unit.commit().await?;
        metrics::counter!("portico_codes_total", "outcome" => "refused").increment(1);
        Ok(Refusal::Code(self.verdict.err().unwrap_or(CodeRefusal::Invalid)))
    }
}

/// A challenge that its right code has used up in this transaction. Only `ComparedCode::accept` makes one, so a flow
/// that takes one cannot be completed without a code.
#[derive(Debug)]
pub struct VerifiedChallenge {
    challenge: StoredChallenge,
    account: Account,
    is_known_browser: bool,
}

impl VerifiedChallenge {
    /// The challenge that the code answers.
    pub const fn challenge(&self) -> &StoredChallenge {
        &self.challenge
    }

    /// The account that signs in or changes.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// Whether the browser has signed in before to the account that owns the destination.
    pub const fn is_known_browser(&self) -> bool {
        self.is_known_browser
    }
}

/// The limits that a wrong code counts against.
fn costs(attempt: &Attempt, purpose: Purpose) -> Vec<(Limit, Subject<'_>)> {
    match purpose {
        Purpose::SecondStep => attempt.costs_of_second_step(),
        _ => attempt.costs_of_code(),
    }
}

/// The number that the code was sent to, if any. A code sent by email and text counts: which one was read is unknown.
fn texted<'a>(app: &AppContext, challenge: &'a StoredChallenge, account: &'a Account) -> Option<&'a PhoneNumber> {
    match (&challenge.destination, challenge.purpose) {
        (Destination::Phone(number), _) => Some(number),
        (Destination::Email(_), Purpose::SecondStep) => second_step::number_of(app, account),
        (Destination::Email(_), _) => None,
    }
}

async fn record_refused(
    unit: &UnitOfWork<'_>,
    challenge: &StoredChallenge,
    account: Option<&Account>,
) -> anyhow::Result<()> {
    if let (Purpose::SecondStep, Some(account)) = (challenge.purpose, account) {
        let way = SecondFactor::Codes.name();
        return second_step::record_refused(unit, account, way).await;
    }
    let activity = if challenge.purpose.needs_session() {
        AuditEventKind::ReauthenticationRefused
    } else {
        AuditEventKind::SignInRefused
    };
    let method = Method::by_code(challenge.destination.channel());
    let subject = AuditSubject::of(challenge.organisation, challenge.account).detail(method.name());
    unit.record(activity, subject).await
}

/// Finds the issued code that was typed. Compares with all of them, so that timing does not tell which one matched.
async fn find_matching(
    unit: &UnitOfWork<'_>,
    challenge: &StoredChallenge,
    code: &OneTimeCode,
) -> anyhow::Result<Option<IssuedCode>> {
    let mut matching = None;
    for stored in codes::of_challenge(unit, challenge.id).await? {
        let Some(key) = unit.app.keys.of(stored.key_id) else { continue };
        let digest = digest(key, challenge, code)?;
        if is_same(&digest, &stored.digest) {
            matching = Some(IssuedCode { expires_at: stored.expires_at });
        }
    }
    Ok(matching)
}
