//! Authorization requests as rows. Each has an id of its own in the address of its page, so tabs do not disturb each
//! other. A row is deleted when it is answered.

use crate::prelude::*;
use domain::oidc::{AuthorizationRequest, PageFault, REQUEST_VALID_FOR, ResponseMode, SavedRequest};
use domain::{AuthorizationRequestId, ClientId};
use std::net::IpAddr;
use store::oauth_clients::{self, Client};
use store::oauth_requests::{self, StoredRequest};

/// A request that arrives now. Nothing is written.
pub(super) fn arriving(app: &AppContext, client: ClientId, request: SavedRequest) -> anyhow::Result<StoredRequest> {
    let now = app.clock.now();
    let authenticated_after = match &request {
        SavedRequest::Request(request) => authenticated_after(request, now),
        SavedRequest::Fault(_) | SavedRequest::Device(_) => None,
    };
    Ok(StoredRequest {
        id: AuthorizationRequestId(app.random.id()?),
        client,
        request,
        authenticated_after,
        chosen_by: None,
        allowed_by: None,
        is_declined: false,
        created_at: now,
    })
}

/// The earliest time of an authentication that is recent enough for a request that arrived at `now`.
fn authenticated_after(request: &AuthorizationRequest, now: Timestamp) -> Option<Timestamp> {
    let by_age = request.max_age.map(|most| now - most);
    by_age.max(request.prompt.login.then_some(now))
}

/// Writes a request, so that its page can go on with it. Refuses with `UnknownClient` if the client was deleted
/// meanwhile, and with `TooOften` if its address has sent too many.
pub(super) async fn save(
    cx: &RequestContext,
    client: &Client,
    arriving: StoredRequest,
) -> anyhow::Result<Result<AuthorizationRequestId, PageFault>> {
    let (id, unit) = (arriving.id, cx.begin().await?);
    if !oauth_clients::lock(&unit, client.id).await? {
        unit.rollback().await?;
        return Ok(Err(PageFault::UnknownClient));
    }
    if !insert(&unit, client, arriving, cx.client, REQUEST_VALID_FOR).await? {
        unit.rollback().await?;
        return Ok(Err(PageFault::TooOften));
    }
    unit.commit().await?;
    Ok(Ok(id))
}

/// Writes a request that came from an address. `false`: the address has sent too many, so the unit must be dropped.
pub(super) async fn insert(
    unit: &UnitOfWork<'_>,
    client: &Client,
    arriving: StoredRequest,
    sender: IpAddr,
    valid_for: Seconds,
) -> anyhow::Result<bool> {
    let sender = Subject::Client(client.application.organisation, sender);
    if unit.consume(&[(limits::AUTHORIZATION_REQUESTS_PER_CLIENT_AND_HOUR, sender)]).await?.is_err() {
        return Ok(false);
    }
    oauth_requests::insert(unit, arriving, unit.now + valid_for).await?;
    Ok(true)
}

/// A request that waits for its answer, and its client. `None`: it is over, or the client may not send it any more,
/// because its redirect address is not registered or it may have no devices.
pub(super) async fn find(
    app: &AppContext,
    id: AuthorizationRequestId,
) -> anyhow::Result<Option<(StoredRequest, Arc<Client>)>> {
    let now = app.clock.now();
    let Some(stored) = oauth_requests::find(&app.store, id, now).await? else { return Ok(None) };
    let Some(client) = oauth_clients::find(&app.store, stored.client, now).await? else { return Ok(None) };
    let may_send = match way_back(&stored.request) {
        Some((redirect_uri, _)) => client.settings.redirect_uris.find(redirect_uri).is_some(),
        None => client.settings.allows_device,
    };
    Ok(may_send.then_some((stored, client)))
}

/// Deletes a request, which is answered now. `false`: it was answered before.
pub(super) async fn take(cx: &RequestContext, id: AuthorizationRequestId) -> anyhow::Result<bool> {
    let unit = cx.begin().await?;
    let is_first = oauth_requests::take(&unit, id, unit.now).await?;
    unit.commit().await?;
    Ok(is_first)
}

/// The address to which the answer goes, and how it gets there. `None`: it waits until the device asks for it.
pub(super) fn way_back(request: &SavedRequest) -> Option<(&str, ResponseMode)> {
    match request {
        SavedRequest::Request(request) => Some((&request.redirect_uri, request.mode)),
        SavedRequest::Fault(fault) => Some((&fault.redirect_uri, fault.mode)),
        SavedRequest::Device(_) => None,
    }
}
