//! Counting a try at a code, comparing it, and using up the challenge of a right one.

use super::texts;
use crate::{
    RequestContext,
    app_context::AppContext,
    attempts::{Attempt, sound_alarm_when_many_guess},
    audit::{self, AuditEntry},
    failure::Failure,
    second_step,
    security::{
        codes::{digest, is_same},
        rate_limit::{self, Subject},
    },
};
use domain::{
    AccountId, AuditEventKind, ChallengeId, Channel, Destination, IssuedCode, Method, OneTimeCode, PhoneNumber,
    Timestamp,
    limits::{self, Limit},
    policy::{CODE_RULES, SecondFactor},
    refusal::{CodeRefusal, Refusal},
};
use store::{
    Transaction,
    accounts::{self, Account},
    challenges::{self as stored, Purpose, StoredChallenge},
    codes,
};

/// A try at a code, counted against its challenge before anything is compared.
#[derive(Debug)]
pub struct CodeAttempt {
    challenge: StoredChallenge,
    /// The account of the challenge, locked until the transaction ends.
    account: Option<Account>,
}

impl CodeAttempt {
    /// Counts a try. `signed_in` is the account that is signed in. Refuses with `NotThisBrowser` a challenge of another
    /// browser, and one that is closed with the reason. Fails with `SignedOut` if the code confirms a change of an
    /// account that is not signed in.
    pub async fn begin(
        cx: &RequestContext,
        transaction: &Transaction,
        id: ChallengeId,
        signed_in: Option<AccountId>,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let browser = cx.browser.as_ref().ok_or(Refusal::NotThisBrowser)?.hash();
        if let Some(signed_in) = signed_in {
            stored::lock_all(transaction, signed_in).await?;
        }
        let Some(challenge) = stored::pay_try(transaction, id, &browser, CODE_RULES, now).await? else {
            let challenge =
                stored::find_for_browser(transaction, id, &browser).await?.ok_or(Refusal::NotThisBrowser)?;
            let refusal = challenge.state.closed(CODE_RULES, now).unwrap_or(CodeRefusal::Expired);
            return Err(Refusal::Code(refusal).into());
        };
        if challenge.purpose.is_change() && (signed_in.is_none() || signed_in != challenge.account) {
            return Err(Failure::SignedOut);
        }
        // Lock order: the account before the rate limits. Query also without an account, so that both cases take as
        // long. A change needs the stronger lock.
        let id = challenge.account.unwrap_or(AccountId(uuid::Uuid::nil()));
        let account = match challenge.purpose.is_change() {
            true => accounts::find_for_update(transaction, id).await?,
            false => accounts::find_for_share(transaction, id).await?,
        };
        Ok(CodeAttempt { challenge, account })
    }

    pub const fn challenge(&self) -> &StoredChallenge {
        &self.challenge
    }

    /// Counts the try against the rate limits, and then compares the code. Refuses with `TooManyAttempts`.
    pub async fn compare(
        self,
        cx: &RequestContext,
        transaction: &Transaction,
        code: &OneTimeCode,
        now: Timestamp,
    ) -> Result<ComparedCode, Failure> {
        let CodeAttempt { challenge, account } = self;
        let tried_at = (challenge.organisation, challenge.destination.as_str());
        let attempt = Attempt::of(transaction, cx, tried_at, account.as_ref(), now).await?;
        let prices = prices(&attempt, challenge.purpose);
        rate_limit::pay(transaction, &cx.app.keys, &prices, now).await??;
        let matching = find_matching(&cx.app, transaction, &challenge, code).await?;
        let verdict = challenge.state.judge(CODE_RULES, matching, now);
        Ok(ComparedCode { challenge, account, attempt, verdict })
    }
}

/// A try whose code was compared. It ends with `accept` or with `refuse`.
#[derive(Debug)]
pub struct ComparedCode {
    challenge: StoredChallenge,
    account: Option<Account>,
    attempt: Attempt,
    verdict: Result<(), CodeRefusal>,
}

impl ComparedCode {
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
        transaction: &Transaction,
        account: Account,
        now: Timestamp,
    ) -> Result<VerifiedChallenge, Failure> {
        let ComparedCode { challenge, attempt, verdict, .. } = self;
        verdict.map_err(Refusal::Code)?;
        if !stored::consume(transaction, challenge.id, now).await? {
            return Err(Refusal::Code(CodeRefusal::Expired).into());
        }
        rate_limit::refund(transaction, &cx.app.keys, &prices(&attempt, challenge.purpose)).await?;
        // Give back what asking cost the client, so that many users behind one IP address do not exhaust its limit.
        let asking = (limits::CODES_PER_CLIENT_AND_HOUR, Subject::Client(challenge.organisation, cx.client));
        rate_limit::give_back(transaction, &cx.app.keys, asking, challenge.cost).await?;
        if let Some(number) = texted(&cx.app, &challenge, &account) {
            texts::redeemed(&cx.app, transaction, account.organisation, number, challenge.purpose, now).await?;
        }
        Ok(VerifiedChallenge { challenge, account, is_known_browser: attempt.is_known() })
    }

    /// Records and commits a try with a wrong code, which stays counted. Returns the refusal to show.
    pub async fn refuse(
        self,
        cx: &RequestContext,
        transaction: Transaction,
        now: Timestamp,
    ) -> anyhow::Result<Refusal> {
        sound_alarm_when_many_guess(&cx.app, &transaction, now).await?;
        note_refused(cx, &transaction, &self.challenge, self.account.as_ref(), now).await?;
        cx.app.store.commit(transaction).await?;
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

/// The sign-in method that a code belongs to.
pub const fn method_of(challenge: &StoredChallenge) -> Method {
    match challenge.destination.channel() {
        Channel::Email => Method::EmailCode,
        Channel::Text => Method::TextCode,
    }
}

/// The limits that a wrong code counts against.
fn prices(attempt: &Attempt, purpose: Purpose) -> Vec<(Limit, Subject<'_>)> {
    match purpose {
        Purpose::SecondStep => attempt.prices_of_second_step(),
        _ => attempt.prices_of_code(),
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
        let digest = digest(key, challenge, code)?;
        if is_same(&digest, &stored.digest) {
            matching = Some(IssuedCode { expires_at: stored.expires_at });
        }
    }
    Ok(matching)
}
