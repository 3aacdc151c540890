//! What the client of an application would get if the admin signed in to it now. Changes and records nothing.

use super::{CannotEnter, find};
use crate::oidc::{self, DryRun};
use crate::prelude::*;
use domain::ApplicationId;
use store::{applications, oauth_clients};

/// Signs the admin in at the client of an application, and undoes it. Refuses with `NotFound` if the organisation has
/// no such application, or if it does not use OpenID Connect.
pub async fn dry_run(
    cx: &RequestContext,
    admin: AsAdmin<'_>,
    id: ApplicationId,
) -> Result<Result<DryRun, CannotEnter>, Failure> {
    let (store, signed_in) = (&cx.app.store, admin.signed_in());
    find(&cx.app, admin, id).await?;
    let (client, _) = oauth_clients::of_application(store, id).await?.ok_or(Refusal::NotFound)?;
    let client = oauth_clients::find(store, client, cx.app.clock.now()).await?.ok_or(Refusal::NotFound)?;
    if !client.application.is_on {
        return Ok(Err(CannotEnter::TurnedOff));
    }
    if !applications::lets_in(store, id, signed_in.account.id).await? {
        return Ok(Err(CannotEnter::NoAccess));
    }
    Ok(Ok(oidc::dry_run(cx, signed_in, &client).await?))
}
