//! "This wasn't me": ends the session of a sign-in alert and all other sessions that its browser has for the
//! account, and forgets the browser. A known browser that signs in again causes no second alert, so its
//! later sessions must end, too.

use super::{RequestContext, sign_in::is_default};
use crate::{app_context::AppContext, failure::Failure, security::Token};
use domain::{AuditEventKind, Refusal};
use store::{
    accounts::{self, Account},
    known_browsers,
    organisations::{self, Organisation},
    session_alarms,
    sessions::{self, Session},
};

/// The session that the link of a sign-in alert is about.
#[derive(Debug)]
pub struct SignInAlert {
    pub session: Session,
    pub account: Account,
    pub organisation: Organisation,
    pub is_default: bool,
    /// Nothing is left to end: neither this session nor another one of the account in its browser is open.
    pub is_over: bool,
}

/// What the page behind the link shows. Changes nothing. Refuses with `NotFound` if the link
/// is unknown or has expired.
pub async fn show(app: &AppContext, token: &str) -> Result<SignInAlert, Failure> {
    let hash = Token::hash_of(token).ok_or(Refusal::NotFound)?;
    let session = session_alarms::read(&app.store, &hash, app.clock.now()).await?.ok_or(Refusal::NotFound)?;
    let session = sessions::find_by_id(&app.store, session).await?.ok_or(Refusal::NotFound)?;
    let account = accounts::find_by_id(&app.store, session.account).await?.ok_or(Refusal::NotFound)?;
    let organisation = organisations::find_by_id(&app.store, account.organisation).await?.ok_or(Refusal::NotFound)?;
    let is_default = is_default(app, &organisation).await?;
    let is_over = session.is_ended
        && match &session.device {
            Some(device) => !sessions::is_any_open(&app.store, account.id, device).await?,
            None => true,
        };
    Ok(SignInAlert { session, account, organisation, is_default, is_over })
}

/// Ends the session and the account's other sessions in its browser. Doing it again changes nothing more. Returns the
/// state before. Refuses as `show` does.
pub async fn report(cx: &RequestContext, token: &str) -> Result<SignInAlert, Failure> {
    let alert = show(&cx.app, token).await?;
    let unit = cx.begin().await?;
    sessions::end_with_browser(&unit, &alert.session, unit.now).await?;
    if !alert.is_over {
        unit.record(AuditEventKind::SessionDisowned, &alert.account).await?;
    }
    if let Some(device) = &alert.session.device {
        known_browsers::forget(&unit, device, alert.account.id).await?;
    }
    unit.commit().await?;
    metrics::counter!("portico_sessions_disowned_total").increment(1);
    Ok(alert)
}
