//! Makes what a client exchanges for tokens: a code, and the authorization behind it.

use super::respond::AuthorizationResponse;
use super::tokens::TokenKind;
use crate::forward_auth::{acr, amr};
use crate::prelude::*;
use domain::oidc::{AuthorizationRequest, CODE_VALID_FOR, Scope, Scopes};
use domain::{AuthorizationId, AuthorizationRequestId, GrantId};
use store::oauth_authorizations::{self, NewAuthorization};
use store::oauth_clients::{self, Client};
use store::oauth_codes::{self, NewCode};
use store::oauth_grants::{self, Grant};
use store::{oauth_requests, sessions};

/// What a client gets of the scopes that it asks for.
pub(super) fn scopes_for(client: &Client, request: &AuthorizationRequest) -> Scopes {
    match client.settings.allows_offline {
        true => request.scopes,
        false => request.scopes.without(Scope::OfflineAccess),
    }
}

/// Answers a request with a code. `row` is the row of the request, if it has one; it is deleted. `has_allowed`: the user
/// was asked, and has allowed it. `None`: it was answered before, too many requests without a row were answered, or
/// meanwhile the client was deleted, the session has ended or the user has taken back an earlier consent.
pub(super) async fn issue_code(
    cx: &RequestContext,
    signed_in: &SignedIn,
    client: &Client,
    request: &AuthorizationRequest,
    row: Option<AuthorizationRequestId>,
    has_allowed: bool,
) -> anyhow::Result<Option<AuthorizationResponse>> {
    let (store, session) = (&cx.app.store, signed_in.session.id);
    let was_here = oauth_authorizations::has_live_of_session(store, client.id, session).await?;
    let Some(unit) = begin_answer(cx, signed_in, client, request, row).await? else { return Ok(None) };
    if row.is_none() {
        let account = &signed_in.account;
        let here = Subject::AccountAt(account.organisation, account.id, client.application.id);
        if unit.consume(&[(limits::ANSWERS_PER_ACCOUNT_AND_APPLICATION, here)]).await?.is_err() {
            return Ok(None);
        }
    }
    let (code, is_wider) = make_code(&unit, signed_in, client, request).await?;
    if is_wider && client.settings.asks_consent && !has_allowed {
        unit.rollback().await?;
        return Ok(None);
    }
    let is_allowed = has_allowed && note_allowed(&unit, signed_in, client, request).await?;
    let about = about(signed_in, client);
    if is_wider || is_allowed {
        unit.record(AuditEventKind::AccessGranted, about).await?;
    }
    if !was_here {
        unit.record(AuditEventKind::ApplicationEntered, about).await?;
    }
    unit.commit().await?;
    let code = TokenKind::Code.write(&code);
    Ok(Some(AuthorizationResponse::of_code(&cx.app.public_origin, request, code.expose())))
}

/// Notes that the user was asked, and has allowed what the client wants. Returns whether that is more than before.
pub(super) async fn note_allowed(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    client: &Client,
    request: &AuthorizationRequest,
) -> anyhow::Result<bool> {
    oauth_grants::allow(unit, client.id, signed_in.account.id, scopes_for(client, request)).await
}

/// What the events of an answer are about.
pub(super) fn about<'a>(signed_in: &SignedIn, client: &'a Client) -> AuditSubject<'a> {
    let application = &client.application;
    AuditSubject::own(&signed_in.account).application(application.id).detail(application.name.as_str())
}

/// Begins the unit of work that answers a request with access, and deletes its row. `None`: it was answered before, or
/// meanwhile the client was deleted or the session has ended.
pub(super) async fn begin_answer<'a>(
    cx: &'a RequestContext,
    signed_in: &SignedIn,
    client: &Client,
    request: &AuthorizationRequest,
    row: Option<AuthorizationRequestId>,
) -> anyhow::Result<Option<UnitOfWork<'a>>> {
    let unit = cx.begin_as(signed_in.account.id).await?;
    if !oauth_clients::lock(&unit, client.id).await? {
        unit.rollback().await?;
        return Ok(None);
    }
    let outlives_session = scopes_for(client, request).has(Scope::OfflineAccess);
    if outlives_session && !lock_open_session(&unit, signed_in).await? {
        return Ok(None);
    }
    if let Some(row) = row
        && !oauth_requests::take(&unit, row, unit.now).await?
    {
        return Ok(None);
    }
    Ok(Some(unit))
}

/// Makes a code with its authorization. Says also whether the grant is new or wider than before.
pub(super) async fn make_code(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    client: &Client,
    request: &AuthorizationRequest,
) -> anyhow::Result<(Token, bool)> {
    let (authorization, is_wider) = authorize(unit, signed_in, client, request).await?;
    let code = Token::fresh(unit.app.random.as_ref())?;
    let (redirect_uri, challenge) = (request.redirect_uri.clone(), request.challenge.clone());
    let expires_at = unit.now + CODE_VALID_FOR;
    let new = NewCode { hash: code.hash(), authorization, redirect_uri, challenge, expires_at };
    oauth_codes::insert(unit, new).await?;
    Ok((code, is_wider))
}

/// Makes an authorization, and the grant that it belongs to. Says also whether the grant is new or wider than before.
pub(super) async fn authorize(
    unit: &UnitOfWork<'_>,
    signed_in: &SignedIn,
    client: &Client,
    request: &AuthorizationRequest,
) -> anyhow::Result<(AuthorizationId, bool)> {
    let (app, account, now) = (unit.app, signed_in.account.id, unit.now);
    let scopes = scopes_for(client, request);
    let id = GrantId(app.random.id()?);
    let grant = Grant { id, client: client.id, account, scopes, created_at: now, used_at: now };
    let (grant, is_wider) = oauth_grants::upsert(unit, grant).await?;
    let new = authorization(app, signed_in, grant, scopes, request)?;
    let id = new.id;
    oauth_authorizations::insert(unit, new, now).await?;
    Ok((id, is_wider))
}

/// Locks the account, so that whatever ends all its sessions also finds what outlives them. `false`: the session has
/// ended.
async fn lock_open_session(unit: &UnitOfWork<'_>, signed_in: &SignedIn) -> anyhow::Result<bool> {
    let account = accounts::find_for_update(unit, signed_in.account.id).await?;
    Ok(account.is_some() && sessions::is_open(unit, signed_in.session.id).await?)
}

/// What the sign-in gives the client.
fn authorization(
    app: &AppContext,
    signed_in: &SignedIn,
    grant: GrantId,
    scopes: Scopes,
    request: &AuthorizationRequest,
) -> anyhow::Result<NewAuthorization> {
    let session = &signed_in.session;
    Ok(NewAuthorization {
        id: AuthorizationId(app.random.id()?),
        grant,
        session: (!scopes.has(Scope::OfflineAccess)).then_some(session.id),
        sid: session.id,
        scopes,
        nonce: request.nonce.clone(),
        authenticated_at: session.reauthenticated_at,
        amr: amr(session).join(" "),
        acr: acr(session).to_owned(),
    })
}
