//! The invitations of a demonstration: an open one, and one that has expired.

use super::{By, Host, NewInvitation, manage::renew, send::offer};
use crate::{
    house::House,
    store::{invitations, organisations::Organisation, outbox::Due},
};
use anyhow::anyhow;

/// Sees to it that somebody has an invitation whose message left a moment ago, unless they have come in. One that is over
/// already shows what becomes of those who come too late.
pub async fn keep(
    house: &House,
    organisation: &Organisation,
    new: &NewInvitation,
    is_over: bool,
) -> anyhow::Result<()> {
    let (host, now) = (Host { organisation, by: By::Ourselves }, house.clock.now());
    let transaction = house.store.begin().await?;
    let held = host.hold(&transaction).await;
    held.map_err(|failure| anyhow!("the organisation of a demonstration: {failure:?}"))?;
    let id = match invitations::find_to_confirm(&transaction, organisation.id, &new.email).await? {
        Some(there) if there.milestones.entered_at.is_some() => return Ok(()),
        Some(there) => {
            let renewed = renew(house, &transaction, host, &there, now).await;
            renewed.map_err(|failure| anyhow!("the invitation of a demonstration: {failure:?}"))?;
            Some(there.id)
        }
        // Whoever went all the way has an account.
        None => offer(house, &transaction, host, new, Due::At(now), now).await?.ok(),
    };
    if let Some(id) = id.filter(|_| is_over) {
        invitations::extend(&transaction, id, now).await?;
    }
    house.store.commit(transaction).await
}
