//! Recovery codes: ten at a time, shown until the user has acknowledged them. Each can be used once.

use crate::{
    RequestContext,
    app_context::AppContext,
    audit::{self, AuditEntry},
    delivery::Content,
    messages::{self, NEWS_FOR},
    security::recovery_codes,
};
use anyhow::Context as _;
use domain::{
    AccountId, AuditEventKind, RecoveryCode, Seconds, Secret, Timestamp,
    recovery_code::{CODES, LENGTH},
};
use store::{
    Transaction,
    accounts::Account,
    recovery_codes::{self as stored, StoredRecoveryCode},
};

/// How long new codes are shown at most.
const SHOWN_FOR: Seconds = Seconds::minutes(30);

/// Creates ten codes, in place of all earlier ones. `sheet` returns them until the user has acknowledged them. The
/// caller records the event.
pub async fn make(
    app: &AppContext,
    transaction: &Transaction,
    account: &Account,
    now: Timestamp,
) -> anyhow::Result<()> {
    let random = app.random.as_ref();
    let codes: Vec<RecoveryCode> =
        (0..CODES).map(|_| Ok(RecoveryCode::from_numbers(random.bytes()?))).collect::<anyhow::Result<_>>()?;
    let sealed: Vec<StoredRecoveryCode> = codes
        .iter()
        .map(|code| recovery_codes::seal(&app.keys, account.id, code, random))
        .collect::<anyhow::Result<_>>()?;
    stored::replace(transaction, account.id, sealed, now).await?;
    let text = Secret::new(codes.iter().map(RecoveryCode::expose).collect::<String>());
    let sheet = app.keys.seal_row(text.expose().as_bytes(), account.id.0.as_bytes(), random)?;
    stored::show_sheet(transaction, account.id, sheet, now + SHOWN_FOR).await
}

/// Creates ten codes and records the event if the account has no unused code. `false`: it has some.
pub async fn make_if_none(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let has_none = stored::count(transaction, account.id).await? == 0;
    if has_none {
        make(&cx.app, transaction, account, now).await?;
        let noted = AuditEntry::own(account, AuditEventKind::RecoveryCodesMade);
        audit::note(&cx.app, transaction, Some(cx), noted, now).await?;
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
/// the account. Of parallel uses only one succeeds. The caller has counted the try against the rate limits.
pub async fn use_one(
    cx: &RequestContext,
    transaction: &Transaction,
    account: &Account,
    typed: &RecoveryCode,
    now: Timestamp,
) -> anyhow::Result<Option<u32>> {
    let unused = stored::unused(transaction, account.id).await?;
    let Some(found) = recovery_codes::matching(&cx.app.keys, account.id, &unused, typed)? else { return Ok(None) };
    if !stored::use_up(transaction, found.id, now).await? {
        return Ok(None);
    }
    let left = stored::count(transaction, account.id).await?;
    let noted = AuditEntry::own(account, AuditEventKind::RecoveryCodeUsed);
    audit::note(&cx.app, transaction, Some(cx), noted, now).await?;
    let content = Content::AccountChanged {
        what: AuditEventKind::RecoveryCodeUsed,
        left: Some(left),
        at: now,
        zone: account.time_zone.clone(),
        browser: cx.browser_name(),
        place: cx.client.to_string(),
    };
    let language = cx.language_for(Some(account));
    messages::tell(&cx.app, transaction, account, language, &content, now + NEWS_FOR, now).await?;
    Ok(Some(left))
}
