//! A refresh token is exchanged for the next one. An answer can get lost, and two requests can come at once, so a spent
//! token is answered again while its successor is unused. All who ask within ten seconds get the same successor. Who
//! asks later gets another one, and the first one counts no more: if two hold the spent token, one of them is found out.

use super::live::still_counts;
use super::token_response::{NewTokens, TokenFailure, TokenResponse, invalid_grant, refresh_row};
use super::tokens::{TokenKind, successor};
use crate::prelude::*;
use crate::{account, signing_keys};
use domain::Secret;
use domain::oidc::{SPENT_GRACE, Scope, Scopes, TokenError};
use store::oauth_authorizations::LiveAuthorization;
use store::oauth_clients::Client;
use store::oauth_refresh_tokens::{self as refresh_tokens, RefreshToken};
use store::{oauth_access_tokens as access_tokens, oauth_grants as grants};

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
    // Strangers can invent tokens. Those must not make others wait for the database. A client with a secret is none.
    if client.settings.is_public() && refresh_tokens::find(&app.store, &token.hash()).await?.is_none() {
        return Err(is_over());
    }
    // Before the unit of work: the first keys are made in one of their own.
    let keys = signing_keys::with(app, client.settings.id_token_algorithm).await?;
    let unit = cx.begin().await?;
    let found = refresh_tokens::lock(&unit, &token.hash()).await?;
    let counts = |found: &RefreshToken| found.client == client.id && unit.now < found.expires_at;
    let Some((stored, live)) = found.filter(|(stored, _)| counts(stored)) else { return Err(is_over()) };
    if is_stolen(&stored, unit.now) {
        end_grant(&unit, &live).await?;
        unit.commit().await?;
        return Err(invalid_grant("The refresh token was used before, so all tokens of the user have ended."));
    }
    if !still_counts(&live, unit.now) {
        return Err(is_over());
    }
    let scopes = narrowed(live.scopes, scopes)?;
    if scopes.has(Scope::OpenId) {
        // Fails before anything is stored if there is no key for the ID token.
        keys.signing(live.settings.id_token_algorithm)?;
    }
    let Some(tokens) = renew(&unit, &live, token, stored, scopes).await? else { return Err(is_over()) };
    if let Some(holder) = &live.holder {
        account::note_seen(&unit, holder).await?;
    }
    if unit.now >= live.grant_used_at + grants::NOTED_EVERY {
        grants::note_use(&unit, live.grant, unit.now).await?;
    }
    unit.commit().await?;
    // After the commit, so that nobody waits for the signature. If it fails, the answer is lost, and is given again.
    Ok(tokens.answer(app, &keys, None)?)
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

/// Stores what the client gets for a refresh token: the one that follows it, and an access token. `None`: a key that is
/// needed for the successor is gone, or the successor is over.
async fn renew<'a>(
    unit: &UnitOfWork<'_>,
    live: &'a LiveAuthorization,
    token: Token,
    stored: RefreshToken,
    scopes: Scopes,
) -> anyhow::Result<Option<NewTokens<'a>>> {
    if stored.spent_at.is_some() {
        let Some(next) = newest(unit, live, token, stored).await? else { return Ok(None) };
        let tokens = NewTokens::make(unit, live, next, scopes)?;
        access_tokens::insert(unit, tokens.access_row(), unit.now).await?;
        return Ok(Some(tokens));
    }
    let Some(next) = successor(&unit.app.keys, stored.key_id, &token, stored.retries)? else { return Ok(None) };
    let row = refresh_row(unit, live, next.hash());
    let tokens = NewTokens::make(unit, live, next, scopes)?;
    refresh_tokens::exchange(unit, &token.hash(), row, tokens.access_row(), unit.now).await?;
    Ok(Some(tokens))
}

/// What the client gets for a refresh token that is spent. If it was spent just before, the last of those that followed
/// it, which other requests have made. If it was spent longer ago, its successor is replaced. `None`: a key that is
/// needed for it is gone, or the successor is over.
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
            refresh_tokens::insert(unit, refresh_row(unit, live, other.hash()), unit.now).await?;
            return Ok(Some(other));
        }
    }
    Ok(Some(token))
}
