//! A refresh token is exchanged for the next one. An answer can get lost, and two requests can come at once, so a spent
//! token is answered again while its successor is unused. All who ask within ten seconds get the same successor. Who
//! asks later gets another one, and the first one counts no more: if two hold the spent token, one of them is found out.

use super::live::still_counts;
use super::token_response::{TokenFailure, TokenResponse, insert_refresh_token, invalid_grant, respond};
use super::tokens::{TokenKind, successor};
use crate::prelude::*;
use crate::{account, signing_keys};
use domain::Secret;
use domain::oidc::{SPENT_GRACE, Scope, Scopes, TokenError};
use store::oauth_authorizations::{self as authorizations, LiveAuthorization};
use store::oauth_clients::Client;
use store::oauth_grants as grants;
use store::oauth_refresh_tokens::{self as refresh_tokens, RefreshToken};

const fn is_over() -> TokenFailure {
    invalid_grant("The refresh token is unknown or over.")
}

/// Exchanges a refresh token. `scopes` can only be fewer than those of the authorization.
pub(super) async fn refresh(
    cx: &RequestContext,
    client: &Client,
    token: &Secret<String>,
    scopes: Option<Scopes>,
) -> Result<TokenResponse, TokenFailure> {
    let app = cx.app.as_ref();
    let token = TokenKind::Refresh.read(token.expose()).ok_or(is_over())?;
    // Strangers can invent tokens. Those must not make others wait for the database.
    let found = refresh_tokens::find(&app.store, &token.hash()).await?;
    let found = found.filter(|found| found.client == client.id).ok_or(is_over())?;
    // Before the unit of work: the first keys are made in one of their own.
    let keys = signing_keys::with(app, client.settings.id_token_algorithm).await?;
    let unit = cx.begin().await?;
    if !authorizations::lock(&unit, found.authorization).await? {
        return Err(is_over());
    }
    // Another request may have spent it meanwhile.
    let stored = refresh_tokens::find_in(&unit, &token.hash()).await?;
    let Some(stored) = stored.filter(|stored| unit.now < stored.expires_at) else { return Err(is_over()) };
    let Some(live) = authorizations::find(&unit, stored.authorization).await? else { return Err(is_over()) };
    if is_stolen(&stored, unit.now) {
        end_grant(&unit, &live).await?;
        unit.commit().await?;
        return Err(invalid_grant("The refresh token was used before, so all tokens of the user have ended."));
    }
    if !still_counts(&live, unit.now) {
        return Err(is_over());
    }
    let scopes = narrowed(live.scopes, scopes)?;
    let Some(next) = newest(&unit, &live, token, stored).await? else { return Err(is_over()) };
    if let Some(holder) = &live.holder {
        account::note_seen(&unit, holder).await?;
    }
    if unit.now >= live.grant_used_at + grants::NOTED_EVERY {
        grants::note_use(&unit, live.grant, unit.now).await?;
    }
    let response = respond(&unit, &keys, &live, &next, scopes, None).await?;
    unit.commit().await?;
    Ok(response)
}

/// Whether somebody presents a spent token although its successor has arrived at the client, or one that was replaced.
/// Requests that were sent at the same time are close together.
fn is_stolen(stored: &RefreshToken, now: Timestamp) -> bool {
    stored.is_successor_used && stored.spent_at.is_some_and(|spent_at| now >= spent_at + SPENT_GRACE)
}

/// The client may be a thief, and so may be the holder of the successor. So all that the user allowed this client ends,
/// and the user is told.
async fn end_grant(unit: &UnitOfWork<'_>, live: &LiveAuthorization) -> anyhow::Result<()> {
    grants::remove(unit, live.account.id, live.grant, unit.now).await?;
    // Not from where: the request came from the server of an application.
    let subject = AuditSubject::from(&live.account).application(live.application.id).unlocated();
    unit.record(AuditEventKind::RefreshTokenReused, subject.detail(live.application.name.as_str())).await?;
    unit.tell_of_change(&live.account, AuditEventKind::RefreshTokenReused).await
}

/// The scopes of the new access token. An empty list contains only names that are unknown here. Clients repeat
/// `offline_access` although they did not get it, as they repeat unknown names.
fn narrowed(allowed: Scopes, wanted: Option<Scopes>) -> Result<Scopes, TokenFailure> {
    let got = |wanted: Scopes| {
        if allowed.has(Scope::OfflineAccess) { wanted } else { wanted.without(Scope::OfflineAccess) }
    };
    match wanted.map(got) {
        None => Ok(allowed),
        Some(wanted) if allowed.contains(wanted) && wanted != Scopes::default() => Ok(wanted),
        Some(_) => Err(TokenFailure::Refused(TokenError::InvalidScope, "The user has not allowed these scopes.")),
    }
}

/// The refresh token that the client gets: the successor of the one that it presents. If that one was spent just before,
/// the last of those that followed it, which other requests have made. If it was spent longer ago, its successor is
/// replaced. `None`: a key that is needed for it is gone, or the successor is over.
async fn newest(
    unit: &UnitOfWork<'_>,
    live: &LiveAuthorization,
    mut token: Token,
    mut stored: RefreshToken,
) -> anyhow::Result<Option<Token>> {
    let keys = &unit.app.keys;
    while let Some(spent_at) = stored.spent_at {
        let Some(next) = successor(keys, stored.key_id, &token, stored.retries)? else { return Ok(None) };
        let Some(row) = refresh_tokens::find_in(unit, &next.hash()).await? else { return Ok(None) };
        if row.spent_at.is_some() {
            (token, stored) = (next, row);
        } else if unit.now >= row.expires_at {
            return Ok(None);
        } else if unit.now < spent_at + SPENT_GRACE {
            return Ok(Some(next));
        } else {
            let Some(other) = successor(keys, stored.key_id, &token, stored.retries + 1)? else { return Ok(None) };
            refresh_tokens::replace_successor(unit, &token.hash(), &next.hash(), &other.hash(), unit.now).await?;
            insert_refresh_token(unit, live, other.hash()).await?;
            return Ok(Some(other));
        }
    }
    let Some(next) = successor(keys, stored.key_id, &token, stored.retries)? else { return Ok(None) };
    let is_spent = refresh_tokens::spend(unit, &token.hash(), &next.hash(), unit.now).await?;
    anyhow::ensure!(is_spent, "a refresh token was spent although its authorization is locked");
    insert_refresh_token(unit, live, next.hash()).await?;
    Ok(Some(next))
}
