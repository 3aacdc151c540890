//! The applications that the signed-in user has allowed to know something, and taking that back.

use crate::account::lock_rows;
use crate::prelude::*;
use domain::GrantId;
use domain::oidc::Scopes;
use store::oauth_grants::{self as grants, NamedGrant};

/// What the user has allowed an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantView {
    pub id: GrantId,
    /// The name of the application.
    pub application: String,
    pub start_address: String,
    pub scopes: Scopes,
    pub since: Timestamp,
    pub used_at: Timestamp,
}

impl From<NamedGrant> for GrantView {
    fn from(grant: NamedGrant) -> Self {
        GrantView {
            id: grant.id,
            application: grant.application.to_string(),
            start_address: grant.start.to_string(),
            scopes: grant.scopes,
            since: grant.created_at,
            used_at: grant.used_at,
        }
    }
}

/// The grants of the signed-in user, by the name of the application.
pub async fn list_grants(app: &AppContext, signed_in: &SignedIn) -> anyhow::Result<Vec<GrantView>> {
    let stored = grants::of_account(&app.store, signed_in.account.id).await?;
    Ok(stored.into_iter().map(GrantView::from).collect())
}

/// Removes a grant of the signed-in user, and ends all its tokens. Refuses with `NotFound`.
pub async fn remove_grant(cx: &RequestContext, signed_in: &SignedIn, id: GrantId) -> Result<(), Failure> {
    let account = &signed_in.account;
    let stored = grants::of_account(&cx.app.store, account.id).await?;
    let name = stored.into_iter().find(|grant| grant.id == id).ok_or(Refusal::NotFound)?.application;
    let unit = cx.begin().await?;
    lock_rows(&unit, signed_in).await?;
    let application = grants::remove(&unit, account.id, id, unit.now).await?.ok_or(Refusal::NotFound)?;
    let subject = AuditSubject::own(account).application(application).detail(name.as_str());
    unit.record(AuditEventKind::AccessRemoved, subject).await?;
    Ok(unit.commit().await?)
}
