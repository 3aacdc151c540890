//! Whether what a client holds still counts. The statement that reads it has already left out what ended with its
//! session, its account or its application.

use super::tokens::TokenKind;
use crate::account::is_current;
use crate::forward_auth::acr;
use crate::prelude::*;
use domain::oidc::required_level;
use std::sync::atomic::Ordering;
use store::oauth_access_tokens::{self as access_tokens, AccessToken};
use store::oauth_authorizations::LiveAuthorization;
use store::oauth_refresh_tokens as refresh_tokens;

/// Whether the application lets the user in, the session is current or the client may outlast it, and the sign-in is
/// strong enough. How long ago it was counts only at the authorization endpoint: otherwise a client could not refresh
/// its tokens after that time.
pub(super) fn still_counts(live: &LiveAuthorization, now: Timestamp) -> bool {
    let (is_alive, reached) = match &live.holder {
        Some(holder) => (is_current(holder, now), acr(&holder.session)),
        None => (live.settings.allows_offline, live.acr.as_str()),
    };
    live.is_let_in && is_alive && required_level(reached) >= live.application.strength.level
}

/// The access token that a client or an API presents, with its authorization if it is about a user. `None`: it does not
/// count.
pub(super) async fn find_access_token(app: &AppContext, text: &str) -> anyhow::Result<Option<Arc<AccessToken>>> {
    let Some(token) = TokenKind::Access.read(text) else { return Ok(None) };
    let now = app.clock.now();
    let found = access_tokens::find(&app.store, &token.hash(), now).await?;
    Ok(found.filter(|found| found.authorization.as_ref().is_none_or(|live| still_counts(live, now))))
}

/// Notes, once, that the access token was seen. So its client has got the answer with the refresh token, and whoever
/// presents the one before that is not repeating a request whose answer was lost.
pub(super) async fn note_use(app: &AppContext, seen: &AccessToken) -> anyhow::Result<()> {
    let Some(refresh) = seen.refresh.as_ref().filter(|_| !seen.is_noted.load(Ordering::Relaxed)) else { return Ok(()) };
    let unit = app.begin(Actor::System).await?;
    refresh_tokens::note_use(&unit, refresh, unit.now).await?;
    unit.commit().await?;
    seen.is_noted.store(true, Ordering::Relaxed);
    Ok(())
}
