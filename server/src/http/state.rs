//! The shared state of all handlers.

use super::{Site, client_address::ClientAddresses, page_cache::PageCache, readiness::Readiness};
use crate::settings::{Proxies, PublicUrl, usual_hsts};
use app::server::cookies::CookieGuard;
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::Secret;
use http::{HeaderValue, StatusCode, header};
use leptos::config::LeptosOptions;
use service::{app_context::AppContext, failure, random::Random};
use std::sync::Arc;

/// Random bytes of a nonce, and of the placeholder that is rendered in its place.
const NONCE_BYTES: usize = 16;

/// The shared state of all handlers: the application context, and how it is reached over HTTP.
pub struct HttpState {
    pub app: Arc<AppContext>,
    pub site: Site,
    pub public_url: PublicUrl,
    pub client_addresses: ClientAddresses,
    pub cookies: CookieGuard,
    /// The token with which Twilio signs its status reports. `None`: no reports are accepted.
    pub twilio_auth_token: Option<Secret<String>>,
    /// The value of `Strict-Transport-Security`. `None`: it is not sent.
    pub hsts: Option<HeaderValue>,
    /// The framework's reload script, in development only.
    pub reload: Option<LeptosOptions>,
    pub pages: PageCache,
    pub readiness: Readiness,
    /// The placeholder of the nonce in rendered pages. It is random for each process, so that no input can contain it.
    pub nonce_placeholder: String,
}

impl HttpState {
    pub fn new(
        app: Arc<AppContext>,
        site: Site,
        public_url: PublicUrl,
        proxies: Proxies,
        is_watched: bool,
    ) -> anyhow::Result<Self> {
        let random: &dyn Random = app.random.as_ref();
        // Rendering spawns tasks; a second start in one process keeps the first executor.
        let _ = any_spawner::Executor::init_tokio();
        app::server::locale::start();
        let nonce_placeholder = nonce(random)?;
        // The framework's settings for its reload script, if its watcher started the server.
        let reload = is_watched.then(|| LeptosOptions::builder().output_name("portico").build());
        Ok(HttpState {
            app,
            site,
            cookies: CookieGuard::of(public_url.is_https),
            public_url,
            client_addresses: ClientAddresses::new(proxies),
            twilio_auth_token: None,
            hsts: Some(usual_hsts()),
            reload,
            pages: Default::default(),
            readiness: Default::default(),
            nonce_placeholder,
        })
    }

    /// The origins to which the reload script may connect.
    pub fn reload_sources(&self) -> &'static str {
        if self.reload.is_some() { " ws://127.0.0.1:3001 ws://localhost:3001" } else { "" }
    }

    /// 128 random bits as text, as long as the placeholder.
    pub fn fresh_nonce(&self) -> anyhow::Result<String> {
        nonce(self.app.random.as_ref())
    }

    /// Logs the error and responds with its incident id: 503 with `Retry-After` if retrying may help, otherwise 500.
    pub fn broken(&self, error: &anyhow::Error) -> Response {
        let incident = failure::record(error, self.app.random.as_ref());
        let mut response = internal_error(&incident);
        if let Some(seconds) = failure::retry_after(error) {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A 500 response for an error that is already in the log.
pub fn internal_error(incident: &str) -> Response {
    let text = format!("Something went wrong on our side. Incident {incident}\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}

fn nonce(random: &dyn Random) -> anyhow::Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(random.bytes::<NONCE_BYTES>()?))
}
