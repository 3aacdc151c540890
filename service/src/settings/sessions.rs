//! The sessions of the signed-in user.

use crate::{account::lock_rows, prelude::*};
use store::Cursor;
use store::sessions::{self, Session};
use uuid::Uuid;

/// At most `most` of the sessions that are alive, the last used first, after the cursor `before`.
pub async fn of_account(
    app: &AppContext,
    signed_in: &SignedIn,
    before: Option<Cursor>,
    most: u64,
) -> anyhow::Result<Vec<Session>> {
    let rules = signed_in.organisation.policy.session;
    sessions::alive_of(&app.store, signed_in.account.id, rules, app.clock.now(), before, most).await
}

/// Ends one session of the account, with the access that applications were given in it. If it has ended already, nothing
/// changes.
pub async fn end_session(cx: &RequestContext, signed_in: &SignedIn, id: Uuid) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    lock_rows(&unit, signed_in).await?;
    if sessions::disown_one(&unit, signed_in.account.id, id, unit.now).await? {
        unit.record(AuditEventKind::SessionEnded, AuditSubject::own(&signed_in.account)).await?;
    }
    Ok(unit.commit().await?)
}

/// Ends all sessions of the account except this one.
pub async fn end_other_sessions(cx: &RequestContext, signed_in: &SignedIn) -> Result<(), Failure> {
    let unit = cx.begin().await?;
    lock_rows(&unit, signed_in).await?;
    sessions::end_others(&unit, signed_in.account.id, signed_in.session.id, unit.now).await?;
    unit.record(AuditEventKind::OtherSessionsEnded, AuditSubject::own(&signed_in.account)).await?;
    Ok(unit.commit().await?)
}
