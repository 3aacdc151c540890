//! Counting password attempts: each is counted before anything is compared, and refunded when the password was right.

use crate::{
    RequestContext,
    attempts::{costs_of_account, sound_alarm_when_many_guess, subject_of},
    audit::AuditSubject,
    delivery::Content,
    failure::Failure,
    messages::Outgoing,
    security::{
        Keys, PasswordHash, Verified,
        rate_limit::{self, Receipt, Subject},
    },
    unit_of_work::UnitOfWork,
};
use domain::{
    AuditEventKind, Destination, EmailAddress, Failures, Method, OrganisationId, Password, Seconds, Timestamp,
    WrongPassword,
    limits::{self, Limit},
    refusal::{FormField, PasswordRefusal, Refusal},
};
use store::{
    TokenHash,
    accounts::Account,
    organisations::Organisation,
    password_failures,
    passwords::{self, Holder},
    temporary_passwords::{self, StoredTemporary},
};

/// The bucket name under which password failures are counted.
const FAILURES: &str = "password/failures";
/// How long delivery of the message about a lockout is retried. After that it is no longer useful.
const LOCK_NEWS_FOR: Seconds = Seconds::hours(6);

/// A password attempt that has been counted.
pub struct CountedAttempt {
    /// The key of the failure row that it was counted in.
    bucket: Vec<u8>,
    /// The browser's device token, if it has signed in to the account before.
    pub device: Option<TokenHash>,
    /// The failure row after counting this attempt.
    row: Failures,
    /// The windows in which it was counted per client IP address.
    receipt: Receipt,
    /// The active account with the address, and its password hash. `None`: there is no such account.
    pub holder: Option<Holder>,
    /// All temporary passwords of the account, including expired ones.
    pub temporary: Vec<StoredTemporary>,
}

/// The key of the failure row for an address: of one known browser, or with `None` of all unknown browsers together.
pub fn failures_of(
    keys: &Keys,
    organisation: OrganisationId,
    email: &EmailAddress,
    device: Option<&TokenHash>,
) -> anyhow::Result<Vec<u8>> {
    rate_limit::bucket(keys, FAILURES, subject_of(organisation, email.as_str(), device))
}

/// The keys of all failure rows of an account: that of unknown browsers, and those of the known `browsers`.
pub fn failures_of_account(keys: &Keys, account: &Account, browsers: &[TokenHash]) -> anyhow::Result<Vec<Vec<u8>>> {
    let devices = std::iter::once(None).chain(browsers.iter().map(Some));
    devices.map(|device| failures_of(keys, account.organisation, &account.email, device)).collect()
}

/// The limits per client IP address that a wrong password counts against. A known browser has only its failure row.
fn costs_of_guessing(
    cx: &RequestContext,
    organisation: OrganisationId,
    device: Option<&TokenHash>,
) -> Vec<(Limit, Subject<'static>)> {
    let by_client = [limits::WRONG_PER_CLIENT_AND_HOUR, limits::WRONG_PER_CLIENT_AND_DAY];
    match device {
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
        Some((account, device)) => {
            vec![(limits::WRONG_PER_ADDRESS_AND_HOUR, subject_of(organisation, account.email.as_str(), Some(device)))]
        }
        None => costs_of_guessing(cx, organisation, None),
    }
}

/// Counts a password attempt before anything is compared, and commits that. Refuses with `InvalidField`, without
/// counting, what no policy accepts as a password; with `TooManyAttempts` or `PasswordRefusal::NoMatch` while the
/// address is locked or slowed down; and with `TooManyAttempts` when the client IP address is over its limit.
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
    let holder = passwords::find_holder(&unit, organisation.id, email, &cx.device_hashes(), unit.now).await?;
    let account = holder.as_ref().map(|holder| holder.account.id);
    let temporary = temporary_passwords::of_account(&unit, account).await?;
    let device = holder.as_ref().and_then(|holder| holder.device.clone());
    let bucket = failures_of(&cx.app.keys, organisation.id, email, device.as_ref())?;
    let row = match consume_failure(&unit, rules, &bucket).await? {
        Ok(row) => row,
        Err(until) => {
            let refusal = match rules {
                WrongPassword::Lock { .. } => Refusal::TooManyAttempts { until: Some(until) },
                WrongPassword::SlowDown { .. } => Refusal::Password(PasswordRefusal::NoMatch { next_at: until }),
            };
            return Err(refusal.into());
        }
    };
    let costs = costs_of_guessing(cx, organisation.id, device.as_ref());
    let receipt = unit.consume(&costs).await??;
    unit.commit().await?;
    Ok(CountedAttempt { bucket, device, row, receipt, holder, temporary })
}

/// Counts the attempt in its failure row. The inner error is the time until which attempts are refused.
async fn consume_failure(
    unit: &UnitOfWork<'_>,
    rules: WrongPassword,
    bucket: &[u8],
) -> anyhow::Result<Result<Failures, Timestamp>> {
    if let Ok(first) = rules.pay(Failures::NONE, unit.now)
        && password_failures::insert(unit, bucket, first).await?
    {
        return Ok(Ok(first));
    }
    let row = match rules.pay(password_failures::lock(unit, bucket).await?, unit.now) {
        Ok(row) => row,
        Err(not_yet) => return Ok(Err(not_yet.until)),
    };
    password_failures::write(unit, bucket, row).await?;
    Ok(Ok(row))
}

impl CountedAttempt {
    /// Compares the typed password with the stored one, which takes as long without an account. If nothing could be
    /// compared, for example because the hashing queue is full, the attempt is refunded.
    pub async fn compare(
        &self,
        cx: &RequestContext,
        organisation: &Organisation,
        typed: Password,
    ) -> Result<Verified, Failure> {
        let stored = self.holder.as_ref().and_then(|holder| holder.hash.clone()).map(PasswordHash::from);
        match cx.app.hasher.verify(typed, stored).await {
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
    let costs = costs_of_guessing(cx, organisation.id, counted.device.as_ref());
    unit.refund_earlier(&costs, &counted.receipt).await?;
    unit.commit().await
}

async fn refund_failure(unit: &UnitOfWork<'_>, counted: &CountedAttempt) -> anyhow::Result<()> {
    let row = password_failures::lock(unit, &counted.bucket).await?;
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
    if counted.device.is_some() {
        // The row counts only this browser, so it can start from zero.
        password_failures::forget(unit, vec![counted.bucket.clone()]).await?;
    } else {
        refund_failure(unit, counted).await?;
    }
    let mut costs = costs_of_guessing(cx, organisation.id, counted.device.as_ref());
    // Signing in also clears the wrong codes in a row from unknown browsers, so that the user can use codes again.
    costs.extend(costs_of_account(account, &[], &[limits::WRONG_PER_ADDRESS_IN_A_ROW]));
    unit.refund_earlier(&costs, &counted.receipt).await
}

/// Records a wrong password and returns the refusal to show. Under a lock policy it locks the row when this failure
/// fills it, and the refusal says which attempt this was.
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
    let row = password_failures::lock(&unit, &counted.bucket).await?;
    let locked = rules.failed(row, counted.row, unit.now);
    if let Some(locked) = locked {
        password_failures::write(&unit, &counted.bucket, locked).await?;
    }
    sound_alarm_when_many_guess(&unit).await?;
    let account = counted.holder.as_ref().map(|holder| &holder.account);
    let subject = AuditSubject::of(organisation.id, account.map(|account| account.id)).detail(Method::Password.name());
    unit.record(refused, subject).await?;
    let refusal = match rules {
        WrongPassword::SlowDown { .. } => {
            Refusal::Password(PasswordRefusal::NoMatch { next_at: counted.row.closed_until })
        }
        WrongPassword::Lock { failures, .. } => {
            // Only the first lock sends a message. While the failures are remembered, each further one locks again.
            if let Some(locked) = locked.filter(|_| attempt <= failures) {
                tell_of_lock(&unit, organisation, email, account, locked.closed_until).await?;
            }
            if locked.is_some() {
                unit.record(AuditEventKind::PasswordLocked, subject).await?;
            }
            let short = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
            Refusal::Password(PasswordRefusal::Wrong { attempt: short(attempt.min(failures)), of: short(failures) })
        }
    };
    unit.commit().await?;
    metrics::counter!("portico_passwords_total", "outcome" => "refused").increment(1);
    Ok(refusal)
}

/// Tells the user about the lock. Without an account a decoy message is written, so that both cases take as long.
async fn tell_of_lock(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    email: &EmailAddress,
    account: Option<&Account>,
    until: Timestamp,
) -> anyhow::Result<()> {
    let message = Outgoing {
        organisation: organisation.id,
        about: account.map(|account| account.id),
        challenge: None,
        to: &Destination::Email(email.clone()),
        language: unit.language_for(account),
        content: &Content::SignInLocked { until },
        is_decoy: account.is_none(),
        give_up_at: unit.now + LOCK_NEWS_FOR,
    };
    unit.post(message).await
}
