//! The sessions of the signed-in user.

use crate::{
    RequestContext,
    account::{SignedIn, lock, note_own},
    app_context::AppContext,
    failure::Failure,
};
use domain::AuditEventKind;
use store::{
    Cursor,
    sessions::{self, Session},
};
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

/// Ends one session of the account. If it has ended already, nothing changes.
pub async fn end_session(cx: &RequestContext, signed_in: &SignedIn, id: Uuid) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    lock(&transaction, signed_in).await?;
    if sessions::end_one(&transaction, signed_in.account.id, id, now).await? {
        note_own(cx, &transaction, signed_in, AuditEventKind::SessionEnded, now).await?;
    }
    Ok(cx.app.store.commit(transaction).await?)
}

/// Ends all sessions of the account except this one.
pub async fn end_others(cx: &RequestContext, signed_in: &SignedIn) -> Result<(), Failure> {
    let now = cx.app.clock.now();
    let transaction = cx.app.store.begin().await?;
    lock(&transaction, signed_in).await?;
    sessions::end_others(&transaction, signed_in.account.id, signed_in.session.id, now).await?;
    note_own(cx, &transaction, signed_in, AuditEventKind::OtherSessionsEnded, now).await?;
    Ok(cx.app.store.commit(transaction).await?)
}
