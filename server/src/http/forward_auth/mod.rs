//! The endpoints at which reverse proxies ask whether a request may go on to an application. Each reads the headers of
//! its own kind of proxy only, and nothing from its query. Proxies pass answers on to visitors of other sites, so they
//! have none of the headers and cookies of this one.

mod answer;
mod forwarded;

use super::current_request::{of_program, peer};
use crate::http::prelude::*;
use answer::{answer, refuse};
use axum::routing::any;
use forwarded::{ENVOY, Proxy, read};
use http::request::Parts;
use service::{failure, forward_auth};
use std::any::Any;
use std::net::IpAddr;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// The time limit of an answer. Proxies wait for it with the request of the visitor.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The endpoints. They take any method, because some proxies ask with the method of the visitor's request.
pub fn routes(state: Arc<HttpState>) -> Router {
    Router::new()
        .route("/forward-auth/nginx", any(nginx))
        .route("/forward-auth/caddy", any(caddy))
        .route(&format!("{ENVOY}/"), any(envoy))
        .route(&format!("{ENVOY}/{{*path}}"), any(envoy))
        .with_state(state)
        .layer(TimeoutLayer::with_status_code(StatusCode::FORBIDDEN, TIMEOUT))
        .layer(CatchPanicLayer::custom(panicked))
}

/// For nginx `auth_request`.
async fn nginx(State(state): State<Arc<HttpState>>, parts: Parts) -> Response {
    decide(&state, Proxy::Nginx, &parts).await
}

/// For Caddy, Traefik and HAProxy.
async fn caddy(State(state): State<Arc<HttpState>>, parts: Parts) -> Response {
    decide(&state, Proxy::Caddy, &parts).await
}

/// For Envoy `ext_authz` over HTTP.
async fn envoy(State(state): State<Arc<HttpState>>, parts: Parts) -> Response {
    decide(&state, Proxy::Envoy, &parts).await
}

async fn decide(state: &HttpState, proxy: Proxy, parts: &Parts) -> Response {
    if !may_ask(state, peer(&parts.extensions)) {
        count("untrusted_peer");
        return refuse("Portico answers only the proxies in PORTICO_TRUSTED_PROXIES.");
    }
    let Some(request) = read(proxy, parts) else {
        count("unreadable");
        return refuse("The proxy does not report the request, or reports it twice.");
    };
    let cx = of_program(state, &parts.headers, &parts.extensions);
    match forward_auth::check(&cx, &request).await {
        Ok(decision) => {
            count(decision.name());
            answer(proxy, &state.public_url.origin, &request, decision)
        }
        Err(error) => {
            count("broken");
            let incident = failure::record(&error.context("a check for a proxy"), state.app.random.as_ref());
            refuse(&format!("Something went wrong on our side. Incident {incident}"))
        }
    }
}

/// Whether a peer may ask: it is a trusted proxy. If none is configured, and only this machine itself reaches Portico,
/// every program on it may ask.
fn may_ask(state: &HttpState, peer: IpAddr) -> bool {
    if state.client_addresses.has_proxies() {
        state.client_addresses.trusts(peer)
    } else {
        peer.to_canonical().is_loopback() && state.public_url.is_loopback()
    }
}

fn count(answer: &'static str) {
    metrics::counter!("portico_forward_auth_checks_total", "answer" => answer).increment(1);
}

/// A panic refuses the request.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    metrics::counter!("portico_panics_total").increment(1);
    refuse("Something went wrong on our side.")
}
