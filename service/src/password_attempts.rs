//! Counting password attempts: each is counted before anything is compared, and refunded when the password was right.

use crate::attempts::{costs_of_account, sound_alarm_when_many_guess, subject_of};
use crate::prelude::*;
use crate::security::rate_limit::{self, Receipt};
use crate::security::{Keys, PasswordHash, Verified};
use domain::limits::Limit;
use domain::refusal::{FormField, PasswordRefusal};
use domain::{Failures, WrongPassword};
use store::passwords::{self, PasswordAccount};
use store::temporary_passwords::{self, StoredTemporary};
use store::{TokenHash, Transaction, password_failures};

/// The bucket name under which password failures are counted.
const FAILURES: &str = "password/failures";
/// How long delivery of the message about a lockout is retried. After that it is no longer useful.
const LOCKOUT_NEWS_FOR: Seconds = Seconds::hours(6);

/// A password attempt that has been counted.
pub struct CountedAttempt {
    /// The key of the failure row that it was counted in.
    bucket: Vec<u8>,
    /// The token by which the account knows the browser; `None`: the browser is unknown.
    pub known_browser: Option<TokenHash>,
    /// The failure row after counting this attempt.
    row: Failures,
    /// The windows in which it was counted per client address.
    receipt: Receipt,
    /// The active account with the address, and its password hash. `None`: there is no such account.
    pub owner: Option<PasswordAccount>,
    /// All temporary passwords of the account, including expired ones.
    pub temporary: Vec<StoredTemporary>,
    /// The kinds of foreign hashes that accounts of the organisation have.
    foreign_kinds: Vec<String>,
}

/// The key of the failure row for an address: of one known browser, or with `None` of all unknown browsers together.
fn failures_of(
    keys: &Keys,
    organisation: OrganisationId,
    email: &EmailAddress,
    known_browser: Option<&TokenHash>,
) -> anyhow::Result<Vec<u8>> {
    rate_limit::bucket(keys, FAILURES, subject_of(organisation, email.as_str(), known_browser))
}

/// The keys of all failure rows of an account: that of unknown browsers, and those of the known `browsers`.
pub fn failures_of_account(keys: &Keys, account: &Account, browsers: &[TokenHash]) -> anyhow::Result<Vec<Vec<u8>>> {
    let browsers = std::iter::once(None).chain(browsers.iter().map(Some));
    browsers.map(|browser| failures_of(keys, account.organisation, &account.email, browser)).collect()
}

/// Lifts the lockouts and slow-downs of an account and forgets its failures: those of unknown browsers, and those of
/// the known `browsers`.
pub async fn forget_failures(
    transaction: &Transaction,
    keys: &Keys,
    account: &Account,
    browsers: &[TokenHash],
) -> anyhow::Result<()> {
    password_failures::forget(transaction, failures_of_account(keys, account, browsers)?).await?;
    password_failures::release(transaction, account).await
}

/// The limits per client address that a wrong password counts against. A known browser has only its failure row.
fn costs_of_guessing(
    cx: &RequestContext,
    organisation: OrganisationId,
    known_browser: Option<&TokenHash>,
) -> Vec<(Limit, Subject<'static>)> {
    let by_client = [limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY];
    match known_browser {
        Some(_) => Vec::new(),
        None => by_client.map(|limit| (limit, Subject::Client(organisation, cx.client))).into(),
    }
}

/// The limits that a wrong passkey counts against. Passkeys cannot be guessed, so a wrong one from an unknown browser
/// does not count at the account's address.
pub fn costs_of_passkey<'a>(
    cx: &RequestContext,
    organisation: OrganisationId,
    known: Option<(&'a Account, &'a TokenHash)>,
) -> Vec<(Limit, Subject<'a>)> {
    match known {
        Some((account, browser)) => {
            vec![(limits::WRONG_PER_ADDRESS_AND_HOUR, subject_of(organisation, account.email.as_str(), Some(browser)))]
        }
        None => costs_of_guessing(cx, organisation, None),
    }
}

/// Counts a password attempt before anything is compared, and commits that. Refuses with `InvalidField`, without
/// counting, what no policy accepts as a password; with `TooManyAttempts` or `PasswordRefusal::SlowedDown` while the
/// address is locked out or slowed down; and with `TooManyAttempts` when the client address is over its limit.
pub async fn count_attempt(
    cx: &RequestContext,
    organisation: &Organisation,
    email: &EmailAddress,
    typed: &Password,
) -> Result<CountedAttempt, Failure> {
    if !typed.is_possible() {
        return Err(Refusal::InvalidField(FormField::Password).into());
    }
    let rules = organisation.policy.wrong_password;
    let unit = cx.begin().await?;
    // One query reads the account and its hash, so that it takes as long when there is no account.
    let owner = passwords::find_account(&unit, organisation.id, email, &cx.known_browser_hashes(), unit.now).await?;
    let account = owner.as_ref().map(|owner| owner.account.id);
    let temporary = temporary_passwords::of_account(&unit, account).await?;
    let foreign_kinds = passwords::foreign_kinds(&unit, organisation.id).await?;
    let known_browser = owner.as_ref().and_then(|owner| owner.known_browser.clone());
    let bucket = failures_of(&cx.app.keys, organisation.id, email, known_browser.as_ref())?;
    let row = match consume_failure(&unit, rules, &bucket).await? {
        Ok(row) => row,
        Err(refusal) => return Err(refusal.into()),
    };
    let costs = costs_of_guessing(cx, organisation.id, known_browser.as_ref());
    let receipt = unit.consume(&costs).await??;
    unit.commit().await?;
    Ok(CountedAttempt { bucket, known_browser, row, receipt, owner, temporary, foreign_kinds })
}

/// Counts the attempt in its failure row. The inner error is the refusal while attempts are refused.
async fn consume_failure(
    unit: &UnitOfWork<'_>,
    rules: WrongPassword,
    bucket: &[u8],
) -> anyhow::Result<Result<Failures, Refusal>> {
    if let Ok(first) = rules.count_attempt(Failures::NONE, unit.now)
        && password_failures::insert(unit, bucket, first).await?
    {
        return Ok(Ok(first));
    }
    let before = password_failures::find_for_update(unit, bucket).await?;
    let row = match (rules.count_attempt(before, unit.now), rules) {
        (Ok(row), _) => row,
        // A lockout that has begun lasts, also when the organisation slows attempts down by now.
        (Err(not_yet), WrongPassword::SlowDown { .. }) if before.locked_until <= unit.now => {
            return Ok(Err(Refusal::Password(PasswordRefusal::SlowedDown { next_at: not_yet.until })));
        }
        (Err(not_yet), _) => return Ok(Err(Refusal::TooManyAttempts { until: Some(not_yet.until) })),
    };
    password_failures::write(unit, bucket, row).await?;
    Ok(Ok(row))
}

impl CountedAttempt {
    /// Compares the typed password with the stored one, which takes as long without an account and with every kind of
    /// hash. If nothing could be
    /// compared, for example because the hashing queue is full, the attempt is refunded.
    pub async fn compare(
        &self,
        cx: &RequestContext,
        organisation: &Organisation,
        typed: Password,
    ) -> Result<Verified, Failure> {
        let stored = self.owner.as_ref().and_then(|owner| owner.hash.clone()).map(PasswordHash::from);
        match cx.app.hasher.verify_among(typed, stored, &self.foreign_kinds).await {
            Ok(verified) => Ok(verified),
            Err(error) => {
                refund_uncompared(cx, organisation, self).await?;
                Err(error.into())
            }
        }
    }
}

/// Refunds an attempt whose password was never compared.
async fn refund_uncompared(
    cx: &RequestContext,
    organisation: &Organisation,
    counted: &CountedAttempt,
) -> anyhow::Result<()> {
    let unit = cx.begin().await?;
    refund_failure(&unit, counted).await?;
    let costs = costs_of_guessing(cx, organisation.id, counted.known_browser.as_ref());
    unit.refund_earlier(&costs, &counted.receipt).await?;
    unit.commit().await
}

async fn refund_failure(unit: &UnitOfWork<'_>, counted: &CountedAttempt) -> anyhow::Result<()> {
    let row = password_failures::find_for_update(unit, &counted.bucket).await?;
    password_failures::write(unit, &counted.bucket, row.without(counted.row, unit.now)).await
}

/// Refunds an attempt whose password was right. Lock order: failure rows, then rate limits.
pub async fn refund(
    cx: &RequestContext,
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    counted: &CountedAttempt,
    account: &Account,
) -> anyhow::Result<()> {
    if counted.known_browser.is_some() {
        // The row counts only this browser, so it can start from zero.
        password_failures::forget(unit, vec![counted.bucket.clone()]).await?;
    } else {
        refund_failure(unit, counted).await?;
    }
    let mut costs = costs_of_guessing(cx, organisation.id, counted.known_browser.as_ref());
    // Signing in also clears the wrong codes in a row from unknown browsers, so that the user can use codes again.
    costs.extend(costs_of_account(account, &[], &[limits::WRONG_PER_ADDRESS_IN_A_ROW]));
    unit.refund_earlier(&costs, &counted.receipt).await
}

/// Records a wrong password and returns the refusal to show. Under rules with a lockout, the lockout begins when this
/// failure fills the row, and the refusal says which attempt this was.
pub async fn refuse(
    cx: &RequestContext,
    organisation: &Organisation,
    email: &EmailAddress,
    counted: &CountedAttempt,
    refused: AuditEventKind,
) -> anyhow::Result<Refusal> {
    let rules = organisation.policy.wrong_password;
    let attempt = counted.row.count;
    let unit = cx.begin().await?;
    let row = password_failures::find_for_update(&unit, &counted.bucket).await?;
    let locked = rules.failed(row, counted.row, unit.now);
    let account = counted.owner.as_ref().map(|owner| &owner.account);
    if let Some(locked) = locked {
        password_failures::write_lockout(&unit, &counted.bucket, locked, account).await?;
    }
    sound_alarm_when_many_guess(&unit).await?;
    let subject = AuditSubject::of(organisation.id, account.map(|account| account.id)).detail(Method::Password.name());
    unit.record(refused, subject).await?;
    let refusal = match rules {
        WrongPassword::SlowDown { .. } => {
            Refusal::Password(PasswordRefusal::SlowedDown { next_at: counted.row.closed_until })
        }
        WrongPassword::Lockout { failures, .. } => {
            // Only the first lockout sends a message. While the failures are remembered, each further one begins a new
            // lockout.
            if let Some(locked) = locked.filter(|_| attempt <= failures) {
                tell_of_lockout(&unit, organisation, email, account, locked.locked_until).await?;
            }
            if locked.is_some() {
                unit.record(AuditEventKind::LockoutBegan, subject).await?;
            }
            let short = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
            Refusal::Password(PasswordRefusal::Wrong { attempt: short(attempt.min(failures)), of: short(failures) })
        }
    };
    unit.commit().await?;
    metrics::counter!("portico_passwords_total", "outcome" => "refused").increment(1);
    Ok(refusal)
}

/// Tells the user about the lockout. Without an account a decoy message is written, so that both cases take as long.
async fn tell_of_lockout(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    email: &EmailAddress,
    account: Option<&Account>,
    until: Timestamp,
) -> anyhow::Result<()> {
    let token = unit.alert(account.map(|account| account.id), AuditEventKind::LockoutBegan).await?;
    let message = Outgoing {
        organisation: organisation.id,
        about: account.map(|account| account.id),
        challenge: None,
        to: &Destination::Email(email.clone()),
        language: unit.language_for(account),
        content: &Content::Lockout { until, token: Some(token) },
        is_decoy: account.is_none(),
        give_up_at: unit.now + LOCKOUT_NEWS_FOR,
    };
    unit.post(message).await
}
