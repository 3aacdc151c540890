//! What the operator sees of each request: a line in the log, a measurement, a span. It has the route, but never the
//! query, the cookies or the ids in the path. The line has the address of the client; the span has not.

use super::current_request::{SignedInAs, peer};
use super::traces;
use crate::http::prelude::*;
use app::paths::Route;
use axum::extract::MatchedPath;
use domain::AccountId;
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use service::random::{Random, SystemRandom};
use service::request_spans::RequestSpans;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;
use store::TRACES;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::{Empty, display};

/// The id of a request: taken from a request that has one, and sent back with the response.
const REQUEST_ID: &str = "x-request-id";
const LONGEST_REQUEST_ID: usize = 64;
/// The route of a path that nothing answers.
const OTHER: &str = "other";
/// The only server function that changes nothing.
const READ_PAGE: &str = "/api/read_page";

/// The paths of all server functions.
static FUNCTIONS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| server_fn_paths().map(|(path, _)| path).collect());

/// What is told of a request.
struct Answered {
    method: &'static str,
    route: String,
    client: IpAddr,
    status: u16,
    account: Option<AccountId>,
    took: Duration,
}

/// Gives each request an id, and logs, measures and traces it.
pub async fn observe(State(state): State<Arc<HttpState>>, mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let (method, route) = (method_of(&request), route_of(&request));
    let peer = peer(request.extensions());
    let client = state.client_addresses.find(peer, request.headers());
    // An error span is there at every level of the log.
    let logged = tracing::error_span!("request", id);
    let traced = tracing::info_span!(
        target: TRACES,
        parent: None,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        otel.status_code = Empty,
        request_id = id,
    );
    if !traced.is_disabled() && state.client_addresses.trusts(peer) {
        traces::continue_from(&traced, request.headers());
    }
    let spans = RequestSpans::new(logged.clone(), traced.clone());
    request.extensions_mut().insert(spans.clone());
    let started = Instant::now();
    let mut response = spans.instrument(next.run(request)).await;
    let account = response.extensions().get::<SignedInAs>().map(|SignedInAs(account)| *account);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    logged.in_scope(|| Answered { method, route, client, status, account, took }.tell(&traced));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

impl Answered {
    /// What may have changed something is logged at `info`, everything else at `debug`.
    fn tell(self, traced: &Span) {
        let Answered { method, route, client, status, account, took } = self;
        traced.record("http.response.status_code", status);
        if status >= 500 {
            traced.record("otel.status_code", "ERROR");
        }
        let function = route.strip_prefix("/api/").filter(|_| FUNCTIONS.contains(route.as_str()));
        let (account, milliseconds) = (account.map(display), took.as_millis() as u64);
        if matches!(method, "GET" | "HEAD" | "OPTIONS") || route == READ_PAGE {
            tracing::debug!(method, route, function, status, milliseconds, account, %client, "answered");
        } else {
            tracing::info!(method, route, function, status, milliseconds, account, %client, "answered");
        }
        let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
        metrics::histogram!("portico_http_seconds", &labels).record(took);
    }
}

/// The id that the request brings, if it is a short one of harmless characters; otherwise a new one.
fn request_id(headers: &HeaderMap) -> String {
    let is_harmless = |id: &&str| {
        (1..=LONGEST_REQUEST_ID).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let brought = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(is_harmless);
    // Not the randomness of the application, because nothing depends on it.
    let random: &dyn Random = &SystemRandom;
    let new = || random.id().unwrap_or_default().simple().to_string();
    brought.map_or_else(new, str::to_owned)
}

/// The pattern of the path that was asked for; for a server function, its path.
fn route_of(request: &Request) -> String {
    let path = request.uri().path();
    if let Some(function) = FUNCTIONS.get(path) {
        return (*function).to_owned();
    }
    match request.extensions().get::<MatchedPath>() {
        Some(pattern) => pattern.as_str().to_owned(),
        None => Route::of(path).map_or(OTHER, |route| route.template()).to_owned(),
    }
}

/// The method, or `other`: a client can send any word.
fn method_of(request: &Request) -> &'static str {
    let usual = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let found = usual.iter().position(|method| method == request.method());
    found.map_or(OTHER, |index| names[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(brought: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.append(REQUEST_ID, HeaderValue::from_bytes(brought.as_bytes()).unwrap());
        request_id(&headers)
    }

    #[test]
    fn an_id_that_a_request_brings_is_taken_if_it_is_harmless() {
        let (longest, too_long) = ("a".repeat(64), "a".repeat(65));
        for harmless in ["0123-abc_DEF.4", "x", &longest] {
            assert_eq!(id_for(harmless), harmless);
        }
        for other in ["", "jo@example.com", "a b", "a\"}", "\u{fc}", &too_long] {
            assert_eq!(id_for(other).len(), 32, "{other}");
        }
        assert_eq!(request_id(&HeaderMap::new()).len(), 32);
    }

    #[test]
    fn a_method_that_nobody_knows_is_no_label_of_its_own() {
        let request = |method: &str| Request::builder().method(method).body(Body::empty()).unwrap();
        assert_eq!(["POST", "BREW"].map(|method| method_of(&request(method))), ["POST", OTHER]);
    }
}
