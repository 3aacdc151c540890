//! The page of a device's request: the user sees which application asks and from where, and allows or declines it. The
//! device asks for its tokens by itself.

use super::decide::{Authorization, Pending, Step};
use super::issue::{about, authorize, begin_answer, note_allowed};
use crate::prelude::*;
use domain::AuthorizationRequestId;
use domain::oidc::{AuthorizationRequest, DeviceRequest, Prompt};
use store::oauth_clients::Client;
use store::oauth_device_codes as device_codes;
use store::oauth_requests::{self, StoredRequest};

/// Says what the user of a device has to do next, as for every other request, but nobody is signed in on a device
/// without being asked. Answers the device if nothing is missing, and deletes the row of the request.
pub(super) async fn answer_device(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    client: &Client,
    stored: &StoredRequest,
    device: &DeviceRequest,
) -> anyhow::Result<Authorization> {
    let prompt = Prompt { consent: true, ..Prompt::default() };
    let request = &AuthorizationRequest { prompt, ..AuthorizationRequest::new(String::new(), device.scopes) };
    Ok(match (Pending { cx, client, stored, request }).decide(signed_in).await? {
        Step::Stay(Authorization::Consent { application, organisation, scopes, .. }) => {
            let (address, asked_at) = (device.address.clone(), stored.created_at);
            Authorization::AllowDevice { application, organisation, scopes, address, asked_at }
        }
        Step::Stay(authorization) => authorization,
        Step::Issue(signed_in) => match allow(cx, signed_in, client, request, stored.id, &device.address).await? {
            true => Authorization::DeviceAllowed,
            false => Authorization::Outdated,
        },
        Step::Refuse(..) => match decline(cx, stored.id).await? {
            true => Authorization::DeviceDeclined,
            false => Authorization::Outdated,
        },
    })
}

/// Gives the device what its user has allowed. `false`: it was answered before, or waits no more.
async fn allow(
    cx: &RequestContext,
    signed_in: &SignedIn,
    client: &Client,
    request: &AuthorizationRequest,
    id: AuthorizationRequestId,
    address: &str,
) -> anyhow::Result<bool> {
    let Some(unit) = begin_answer(cx, signed_in, client, request, Some(id)).await? else { return Ok(false) };
    let (authorization, is_wider) = authorize(&unit, signed_in, client, request).await?;
    if !device_codes::allow(&unit, id, authorization, unit.now).await? {
        return Ok(false);
    }
    let is_allowed = note_allowed(&unit, signed_in, client, request).await?;
    let about = about(signed_in, client);
    if is_wider || is_allowed {
        unit.record(AuditEventKind::AccessGranted, about).await?;
    }
    let detail = format!("{}, {address}", client.application.name);
    unit.record(AuditEventKind::DeviceAllowed, about.detail(&detail)).await?;
    unit.commit().await?;
    Ok(true)
}

/// `false`: the device was answered before.
async fn decline(cx: &RequestContext, id: AuthorizationRequestId) -> anyhow::Result<bool> {
    let unit = cx.begin().await?;
    let is_first =
        oauth_requests::take(&unit, id, unit.now).await? && device_codes::decline(&unit, id, unit.now).await?;
    unit.commit().await?;
    Ok(is_first)
}
