//! What arrived of a request that `portico doctor` has sent through the proxy. Only a token that the doctor has made with
//! the secret key opens this page, and only once. It shows nothing but that request.

use super::current_request::peer;
use crate::http::prelude::*;
use axum::Json;
use serde::{Deserialize, Serialize};
use service::doctor::AcceptedTokens;
use std::net::IpAddr;

pub const PATH: &str = "/doctor";
/// The header with the token.
pub const TOKEN: &str = "portico-doctor";
pub const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// What arrived.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Echo {
    /// The version of the server.
    pub version: String,
    /// Who is connected to the server: the proxy, if there is one.
    pub peer: IpAddr,
    pub is_peer_trusted: bool,
    /// Whom the server takes for the client.
    pub client_address: IpAddr,
    /// The name of the header in which the server looks for the client, and its values.
    pub address_header: String,
    pub address_values: Vec<String>,
    pub origin: Option<String>,
    pub sec_fetch_site: Option<String>,
    pub cookie: Option<String>,
}

pub async fn echo(
    State(state): State<Arc<HttpState>>,
    Extension(accepted): Extension<Arc<AcceptedTokens>>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let value = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let token = value(TOKEN).unwrap_or_default();
    match accepted.accept(&state.app.keys, &token, state.app.clock.now()) {
        Ok(true) => {}
        Ok(false) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return state.broken(&error),
    }
    let (peer, addresses) = (peer(request.extensions()), &state.client_addresses);
    let address_header = addresses.header();
    let address_values = headers.get_all(address_header).iter();
    Json(Echo {
        version: env!("PORTICO_VERSION").to_owned(),
        peer: peer.to_canonical(),
        is_peer_trusted: addresses.trusts(peer),
        client_address: addresses.find(peer, headers),
        address_header: address_header.to_owned(),
        address_values: address_values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect(),
        origin: value(header::ORIGIN.as_str()),
        sec_fetch_site: value(SEC_FETCH_SITE),
        cookie: value(header::COOKIE.as_str()),
    })
    .into_response()
}
