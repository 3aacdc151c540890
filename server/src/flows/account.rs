//! Who is signed in, and the way out.

use super::{Visitor, sign_in::is_default};
use crate::{
    house::House,
    store::{accounts::Account, organisations::Organisation, sessions},
};
use domain::Seconds;

/// How stale a session's "last seen" may be. Idle limits are days, so a write a minute is plenty.
const SEEN_EVERY: Seconds = Seconds::minutes(1);

/// Somebody whose session is alive. The only way to get one is to ask `current`.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: Account,
    pub organisation: Organisation,
    /// Whether the organisation's pages are the ones without a slug.
    pub is_default: bool,
}

/// The person whose session this browser holds, if it is still alive.
pub async fn current(house: &House, visitor: &Visitor) -> anyhow::Result<Option<SignedIn>> {
    let Some(token) = &visitor.session else { return Ok(None) };
    let now = house.clock.now();
    let Some(found) = sessions::find_by_token(&house.store, &token.hash(), now).await? else { return Ok(None) };
    let (session, account, organisation) = &*found;
    if !organisation.policy.session.is_alive(session.created_at, session.last_seen_at, now) {
        return Ok(None);
    }
    if now >= session.last_seen_at + SEEN_EVERY {
        let transaction = house.store.begin().await?;
        sessions::touch(&transaction, session.id, now).await?;
        house.store.commit(transaction).await?;
    }
    let is_default = is_default(house, organisation).await?;
    Ok(Some(SignedIn { account: account.clone(), organisation: organisation.clone(), is_default }))
}

/// Ends this browser's session, if it has one, and says whose it was.
pub async fn sign_out(house: &House, visitor: &Visitor) -> anyhow::Result<Option<SignedIn>> {
    let was = current(house, visitor).await?;
    if let Some(token) = &visitor.session {
        let transaction = house.store.begin().await?;
        sessions::end(&transaction, &token.hash(), house.clock.now()).await?;
        house.store.commit(transaction).await?;
    }
    Ok(was)
}
