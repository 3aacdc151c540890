//! The open invitation of a demonstration.

use super::{Host, NewInvitation, manage::renew, send::offer};
use crate::{
    house::House,
    store::{invitations, organisations::Organisation},
};
use anyhow::anyhow;

/// Sees to it that somebody has an invitation whose message left a moment ago, unless they have come in.
pub async fn keep_open(house: &House, organisation: &Organisation, new: &NewInvitation) -> anyhow::Result<()> {
    let (host, now) = (Host { organisation, by: None }, house.clock.now());
    let transaction = house.store.begin().await?;
    let held = host.hold(&transaction).await;
    held.map_err(|failure| anyhow!("the organisation of a demonstration: {failure:?}"))?;
    match invitations::find_to_confirm(&transaction, organisation.id, &new.email).await? {
        Some(there) if there.milestones.entered_at.is_some() => return Ok(()),
        Some(there) => {
            let renewed = renew(house, &transaction, host, &there, now).await;
            renewed.map_err(|failure| anyhow!("the invitation of a demonstration: {failure:?}"))?;
        }
        // Whoever went all the way has an account.
        None => drop(offer(house, &transaction, host, new, now, now).await?),
    }
    house.store.commit(transaction).await
}
