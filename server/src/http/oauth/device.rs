//! The device authorization endpoint: a device without a good keyboard or browser gets its two codes.

use super::answer::{failed, not_kept};
use super::credentials::ClientRequest;
use crate::http::prelude::*;
use domain::oidc::Scopes;
use serde_json::{Value, json};
use service::oidc::{DeviceAuthorization, begin_device};

/// `POST /oauth/device` (RFC 8628 §3.1).
pub async fn device(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let begun = async {
        let ClientRequest { cx, client, parameters } = ClientRequest::read(&state, request).await?;
        begin_device(&cx, &client, Scopes::read(parameters.value("scope").unwrap_or_default())).await
    };
    match begun.await {
        Ok(begun) => not_kept(&to_json(&begun, &state.public_url.origin)),
        Err(failure) => failed(&state, failure),
    }
}

/// As the device reads it (RFC 8628 §3.2).
fn to_json(begun: &DeviceAuthorization, issuer: &str) -> Value {
    let user_code = begun.user_code.grouped();
    json!({
        "device_code": begun.device_code.expose(),
        "verification_uri": format!("{issuer}{}", paths::DEVICE),
        "verification_uri_complete": format!("{issuer}{}", paths::device_with(&user_code)),
        "user_code": user_code,
        "expires_in": begun.expires_in.0,
        "interval": begun.interval.0,
    })
}
