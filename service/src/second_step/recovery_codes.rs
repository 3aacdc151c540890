//! Recovery codes: ten at a time, shown until the user has acknowledged them. Each can be used once.

use crate::{app_context::AppContext, audit::AuditSubject, security::recovery_codes, unit_of_work::UnitOfWork};
use anyhow::Context as _;
use domain::recovery_code::{CODES, LENGTH};
use domain::{AccountId, AuditEventKind, RecoveryCode, Seconds, Secret};
use store::accounts::Account;
use store::recovery_codes::{self as stored, StoredRecoveryCode};

/// How long new codes are shown at most.
const SHOWN_FOR: Seconds = Seconds::minutes(30);

/// Creates ten codes, in place of all earlier ones. `sheet` returns them until the user has acknowledged them. The
/// caller records the event.
pub async fn make(unit: &UnitOfWork<'_>, account: &Account) -> anyhow::Result<()> {
    let random = unit.app.random.as_ref();
    let codes: Vec<RecoveryCode> =
        (0..CODES).map(|_| Ok(RecoveryCode::from_numbers(random.bytes()?))).collect::<anyhow::Result<_>>()?;
    let sealed: Vec<StoredRecoveryCode> = codes
        .iter()
        .map(|code| recovery_codes::seal(&unit.app.keys, account.id, code, random))
        .collect::<anyhow::Result<_>>()?;
    stored::replace(unit, account.id, sealed, unit.now).await?;
    let text = Secret::new(codes.iter().map(RecoveryCode::expose).collect::<String>());
    let sheet = unit.app.keys.seal_row(text.expose().as_bytes(), account.id.0.as_bytes(), random)?;
    stored::show_sheet(unit, account.id, sheet, unit.now + SHOWN_FOR).await
}

/// Creates ten codes and records the event if the account has no unused code. `false`: it has some.
pub async fn make_if_none(unit: &UnitOfWork<'_>, account: &Account) -> anyhow::Result<bool> {
    let has_none = stored::count(unit, account.id).await? == 0;
    if has_none {
        make(unit, account).await?;
        unit.record(AuditEventKind::RecoveryCodesMade, AuditSubject::own(account)).await?;
    }
    Ok(has_none)
}

/// New codes that the user has not acknowledged yet; `None`: there are none, or they are no
/// longer shown. Changes nothing.
pub async fn sheet(app: &AppContext, account: AccountId) -> anyhow::Result<Option<Vec<RecoveryCode>>> {
    let Some(sealed) = stored::read_sheet(&app.store, account, app.clock.now()).await? else { return Ok(None) };
    let opened = app.keys.open_row(&sealed, account.0.as_bytes())?;
    let text = std::str::from_utf8(opened.expose()).context("recovery_sheet.sealed")?;
    let codes = text.as_bytes().chunks(LENGTH).map(|code| RecoveryCode::typed(std::str::from_utf8(code).ok()?));
    Ok(Some(codes.collect::<Option<_>>().context("recovery_sheet.sealed")?))
}

/// Uses up a code, records that and notifies the user. Returns how many are left. `None`: it is not an unused code of
/// the account. Of parallel uses only one succeeds. The caller has counted the attempt against the rate limits.
pub async fn use_one(unit: &UnitOfWork<'_>, account: &Account, typed: &RecoveryCode) -> anyhow::Result<Option<u32>> {
    let unused = stored::unused(unit, account.id).await?;
    let Some(found) = recovery_codes::matching(&unit.app.keys, account.id, &unused, typed)? else { return Ok(None) };
    if !stored::use_up(unit, found.id, unit.now).await? {
        return Ok(None);
    }
    let left = stored::count(unit, account.id).await?;
    unit.record(AuditEventKind::RecoveryCodeUsed, AuditSubject::own(account)).await?;
    unit.tell_of_use(account, AuditEventKind::RecoveryCodeUsed, Some(left)).await?;
    Ok(Some(left))
}
