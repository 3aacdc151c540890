//! "This wasn't me": ends the session of a sign-in alert, all other sessions that its browser has for the account, the
//! access that applications were given in them, and every pending sign-in, and forgets the browser. A known browser that
//! signs in again causes no second alert, so its later sessions must end, too.

use super::sign_in::is_default;
use crate::prelude::*;
use store::sessions::{self, Session};
use store::{known_browsers, pending_sign_ins, sign_in_alerts};

/// The session that the link of a sign-in alert is about.
#[derive(Debug)]
pub struct SignInAlert {
    pub session: Session,
    pub account: Account,
    pub organisation: Organisation,
    pub is_default: bool,
    /// Nothing is left to end: neither this session nor another one of the account in its browser is open, and no
    /// application has access that was given in one of them.
    pub is_over: bool,
}

/// What the page behind the link shows. Changes nothing. Refuses with `NotFound` if the link
/// is unknown or has expired.
pub async fn show(app: &AppContext, token: &str) -> Result<SignInAlert, Failure> {
    let hash = Token::hash_of(token).ok_or(Refusal::NotFound)?;
    let session = sign_in_alerts::read(&app.store, &hash, app.clock.now()).await?.ok_or(Refusal::NotFound)?;
    let session = sessions::find_by_id(&app.store, session).await?.ok_or(Refusal::NotFound)?;
    let account = accounts::find_by_id(&app.store, session.account).await?.ok_or(Refusal::NotFound)?;
    let organisation = organisations::find_by_id(&app.store, account.organisation).await?.ok_or(Refusal::NotFound)?;
    let is_default = is_default(app, &organisation).await?;
    let is_over = !sessions::is_any_left_in_browser(&app.store, &session).await?;
    Ok(SignInAlert { session, account, organisation, is_default, is_over })
}

/// Ends the session, the account's other sessions in its browser, what applications were given in them, and the pending
/// sign-ins of the account. Doing it again changes nothing more. Returns the state before. Refuses as `show` does.
pub async fn report(cx: &RequestContext, token: &str) -> Result<SignInAlert, Failure> {
    let alert = show(&cx.app, token).await?;
    let unit = cx.begin().await?;
    // A concurrent sign-in of the browser either commits before this lock, and its session ends below, or waits and
    // finds that the browser is not known any more.
    let account = accounts::find_for_update(&unit, alert.account.id).await?.ok_or(Refusal::NotFound)?;
    pending_sign_ins::end_all(&unit, account.id).await?;
    if sessions::end_with_browser(&unit, &alert.session, unit.now).await? {
        unit.record(AuditEventKind::SessionDisowned, &account).await?;
    }
    if let Some(browser) = &alert.session.known_browser {
        known_browsers::forget(&unit, browser, account.id).await?;
    }
    unit.commit().await?;
    metrics::counter!("portico_sessions_disowned_total").increment(1);
    Ok(alert)
}
