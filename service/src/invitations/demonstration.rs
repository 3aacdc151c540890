//! The invitations of a demonstration: an open one and an expired one.

use super::{By, Host, NewInvitation, manage::renew, send::offer};
use crate::prelude::*;
use anyhow::anyhow;
use store::{invitations, outbox::Due};

/// Makes sure that an address has an invitation whose message was sent just now, unless its user has signed in. With
/// `is_over` the invitation has expired already, to show what happens after that.
pub async fn keep(
    app: &AppContext,
    organisation: &Organisation,
    new: &NewInvitation,
    is_over: bool,
) -> anyhow::Result<()> {
    let host = Host { organisation, by: By::Server };
    let unit = app.begin(Actor::System).await?;
    let locked = host.lock_organisation(&unit).await;
    locked.map_err(|failure| anyhow!("the organisation of a demonstration: {failure:?}"))?;
    let id = match invitations::find_by_email_for_update(&unit, organisation.id, &new.email).await? {
        Some(there) if there.milestones.first_signed_in_at.is_some() => return Ok(()),
        Some(there) => {
            let renewed = renew(&unit, host, &there).await;
            renewed.map_err(|failure| anyhow!("the invitation of a demonstration: {failure:?}"))?;
            Some(there.id)
        }
        // If the user has finished onboarding, the address has an account, and `offer` refuses.
        None => offer(&unit, host, new, Due::At(unit.now)).await?.ok(),
    };
    if let Some(id) = id.filter(|_| is_over) {
        invitations::extend(&unit, id, unit.now).await?;
    }
    unit.commit().await
}
