//! The authorization endpoint. What can be answered at once is; everything else waits as a row for its page, which
//! follows the user from screen to screen until nothing is missing.

pub use super::decide::Authorization;

use super::decide::{Pending, Step};
use super::device_answer::answer_device;
use super::issue::issue_code;
use super::respond::AuthorizationResponse;
use super::saved;
use crate::prelude::*;
use domain::oidc::{PageFault, Parameters, RedirectFault, RequestFault, ResponseMode, SavedRequest, read_request};
use domain::{AuthorizationRequestId, ClientId};
use store::oauth_clients::{self, Client};
use store::oauth_requests::{self, StoredRequest};

/// What becomes of a request that arrives.
#[derive(Debug)]
pub enum Begun {
    /// The client is answered.
    Respond(AuthorizationResponse),
    /// The page of the request goes on with it.
    Continue(AuthorizationRequestId),
    /// A page says why. Nothing is sent to any client.
    Refuse(PageFault),
}

/// Answers a request to the authorization endpoint. One that `is_posted` always goes on at its page, because browsers
/// send no session with a form of another site; `signed_in` is `None` then.
pub async fn begin(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    parameters: &Parameters,
    is_posted: bool,
) -> Result<Begun, Failure> {
    let Ok(id) = parameters.once("client_id") else { return Ok(Begun::Refuse(PageFault::Repeated)) };
    let id = id.and_then(|id| id.parse().ok());
    let Some(client) = find_client(&cx.app, id).await? else { return Ok(Begun::Refuse(PageFault::UnknownClient)) };
    let request = match read_request(parameters, &client.settings) {
        Ok(request) => SavedRequest::Request(request),
        Err(RequestFault::Redirect(fault)) => SavedRequest::Fault(fault),
        Err(RequestFault::Page(fault)) => return Ok(Begun::Refuse(fault)),
    };
    let arriving = saved::arriving(&cx.app, client.id, request)?;
    if !is_posted
        && goes_by(ResponseMode::Query, &arriving.request)
        && let Authorization::Respond(response) = answer(cx, signed_in, &client, &arriving, None).await?
    {
        return Ok(Begun::Respond(response));
    }
    Ok(match saved::save(cx, &client, arriving).await? {
        Ok(id) => Begun::Continue(id),
        Err(fault) => Begun::Refuse(fault),
    })
}

/// Whether the answer to a request goes back in this way.
fn goes_by(mode: ResponseMode, request: &SavedRequest) -> bool {
    saved::way_back(request).is_some_and(|(_, other)| other == mode)
}

/// The client that a request names. `None`: there is none with this id, or the request names none.
pub(super) async fn find_client(app: &AppContext, id: Option<ClientId>) -> anyhow::Result<Option<Arc<Client>>> {
    match id {
        Some(id) => oauth_clients::find(&app.store, id, app.clock.now()).await,
        None => Ok(None),
    }
}

/// What the page of a request does next. Makes a code if nothing is missing.
pub async fn resume(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    id: AuthorizationRequestId,
) -> anyhow::Result<Authorization> {
    match saved::find(&cx.app, id).await? {
        Some((stored, client)) => answer(cx, signed_in, &client, &stored, Some(id)).await,
        None => Ok(Authorization::Outdated),
    }
}

/// Answers the client if nothing is missing, and deletes `row`, the row of the request. Otherwise says what is missing.
async fn answer(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    client: &Client,
    stored: &StoredRequest,
    row: Option<AuthorizationRequestId>,
) -> anyhow::Result<Authorization> {
    if !client.application.is_on && !is_silent(&stored.request) {
        return Ok(Authorization::TurnedOff);
    }
    let fault = match &stored.request {
        SavedRequest::Fault(fault) => fault.clone(),
        SavedRequest::Device(device) => return answer_device(cx, signed_in, client, stored, device).await,
        SavedRequest::Request(request) => match (Pending { cx, client, stored, request }).decide(signed_in).await? {
            Step::Stay(authorization) => return Ok(authorization),
            Step::Issue(signed_in) => {
                let has_allowed = stored.allowed_by == Some(signed_in.account.id);
                let response = issue_code(cx, signed_in, client, request, row, has_allowed).await?;
                return Ok(response.map_or(Authorization::Outdated, Authorization::Respond));
            }
            Step::Refuse(error, description) => RedirectFault {
                error,
                description: description.to_owned(),
                redirect_uri: request.redirect_uri.clone(),
                state: request.state.clone(),
                mode: request.mode,
            },
        },
    };
    if let Some(row) = row
        && !saved::take(cx, row).await?
    {
        return Ok(Authorization::Outdated);
    }
    Ok(Authorization::Respond(AuthorizationResponse::of_fault(&cx.app.public_origin, &fault)))
}

/// Whether the client wants no page, whatever happens.
fn is_silent(request: &SavedRequest) -> bool {
    matches!(request, SavedRequest::Request(request) if request.prompt.none)
}

/// What the client thinks the user's address is, for the sign-in page that leads back to the request.
pub async fn login_hint(app: &AppContext, id: AuthorizationRequestId) -> anyhow::Result<Option<String>> {
    let stored = oauth_requests::find(&app.store, id, app.clock.now()).await?;
    Ok(stored.and_then(|stored| match stored.request {
        SavedRequest::Request(request) => request.login_hint,
        SavedRequest::Fault(_) | SavedRequest::Device(_) => None,
    }))
}

/// Whether the answer to a request is a form that the browser posts to the client. `false` also if there is no such
/// request.
pub async fn answers_by_post(app: &AppContext, id: AuthorizationRequestId) -> anyhow::Result<bool> {
    let stored = oauth_requests::find(&app.store, id, app.clock.now()).await?;
    Ok(stored.is_some_and(|stored| goes_by(ResponseMode::FormPost, &stored.request)))
}
