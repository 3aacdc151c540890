//! Finds out who sent a request, once: the layer `identify` reads the headers and cookies, looks up the session, and
//! sets the language. Handlers take the result as `Extension<CurrentRequest>`.

use super::HttpState;
use app::language::Language;
use app::server::SessionLookup;
use app::server::cookies::{self, Jar};
use app::server::locale::{negotiated, of_tag, tag_of, with_locale, with_time_zone};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::AccountId;
use http::{Extensions, HeaderMap, header};
use service::{RequestContext, account::SignedIn, request_spans::RequestSpans};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

const LONGEST_USER_AGENT: usize = 255;

/// The request that is being handled. Clones share the lookup of the session.
#[derive(Clone)]
pub struct CurrentRequest {
    pub cx: RequestContext,
    pub session: SessionLookup,
    pub cookies: Arc<Jar>,
}

/// In the extensions of a response: the account that was signed in when the request came.
#[derive(Clone, Copy, Debug)]
pub struct SignedInAs(pub AccountId);

impl CurrentRequest {
    /// The account that is signed in, if there is one.
    pub async fn signed_in(&self) -> anyhow::Result<Option<&SignedIn>> {
        self.session.find(&self.cx).await
    }
}

/// Handles a request in the language of the signed-in user, else the one chosen in this browser, else the one that it
/// asks for, else English. The times on its page are those of the user's time zone, else of the browser's, else UTC.
pub async fn identify(State(state): State<Arc<HttpState>>, mut request: Request, next: Next) -> Response {
    let cookies = Arc::new(state.cookies.read(request.headers()));
    let cx = request_context(&state, request.headers(), request.extensions(), &cookies);
    let current = CurrentRequest { cx, session: SessionLookup::default(), cookies };
    // A handler that needs the session tries a failed lookup again, and reports the failure.
    let signed_in = current.signed_in().await.ok().flatten();
    let own = signed_in.and_then(|signed_in| signed_in.account.language.as_ref());
    let language = of_tag(own.unwrap_or(&current.cx.language));
    let zone = signed_in.and_then(|signed_in| signed_in.account.zone()).or(current.cx.time_zone.as_deref());
    let zone = zone.map(str::to_owned);
    let account = signed_in.map(|signed_in| SignedInAs(signed_in.account.id));
    request.extensions_mut().insert(current);
    let mut response = with_time_zone(zone, with_locale(language, next.run(request))).await;
    if let Some(account) = account {
        response.extensions_mut().insert(account);
    }
    response
}

fn request_context(state: &HttpState, headers: &HeaderMap, extensions: &Extensions, jar: &Jar) -> RequestContext {
    RequestContext {
        app: state.app.clone(),
        client: state.client_addresses.find(peer(extensions), headers),
        user_agent: user_agent(headers),
        language: tag_of(of_browser(headers, jar)),
        time_zone: cookies::read_time_zone(jar),
        browser: cookies::read_token(jar, cookies::BROWSER),
        known_browsers: cookies::read_known_browsers(jar),
        session: cookies::read_token(jar, cookies::SESSION),
        password_reset_grant: cookies::read_token(jar, cookies::PASSWORD_RESET_GRANT),
        pending_sign_in: cookies::read_token(jar, cookies::PENDING_SIGN_IN),
        organisation: cookies::read_organisation(jar),
        spans: extensions.get().cloned().unwrap_or_else(RequestSpans::none),
    }
}

/// A request of a program, such as a proxy or the server of an application. Its cookies are not read.
pub(super) fn of_program(state: &HttpState, headers: &HeaderMap, extensions: &Extensions) -> RequestContext {
    let client = state.client_addresses.find(peer(extensions), headers);
    RequestContext::new(state.app.clone(), client, user_agent(headers), Default::default())
}

/// The address of the socket that a request came from.
pub(super) fn peer(extensions: &Extensions) -> IpAddr {
    let socket = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    socket.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// The language chosen in this browser, else the one it asks for, else English.
fn of_browser(headers: &HeaderMap, jar: &Jar) -> Language {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
    cookies::read_language(jar).or_else(|| negotiated(accepted()?)).unwrap_or(Language::ENGLISH)
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(LONGEST_USER_AGENT).collect()
}
