//! All routes, and the middleware around them.

use super::{
    Site, api::api, branding::branding, client_address::ClientAddresses, dev_inbox, download, export, health, import,
    language, logo::upload, metrics, pages, same_origin::demand_same_origin, security_headers::add_security_headers,
    text_status::text_status,
};
use crate::settings::{Proxies, PublicUrl};
use app::{paths, server::cookies::CookieGuard};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use domain::Secret;
use leptos::config::LeptosOptions;
use service::{app_context::AppContext, delivery::texts::STATUS_PATH, random::Random};
use std::{any::Any, sync::Arc, time::Duration};
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, services::ServeDir, timeout::TimeoutLayer,
};

/// Bytes of the body of a request, except uploads of images and import files.
const LARGEST_BODY: usize = 64 * 1024;
/// Bytes of the body of a request that uploads an image.
const LARGEST_UPLOAD: usize = 16 * 1024 * 1024;
/// The time limit from the last byte of the request's head to the first byte of the response.
const PATIENCE: Duration = Duration::from_secs(30);

/// The shared state of all handlers: the application context, and how it is reached over HTTP.
pub struct HttpState {
    pub app: Arc<AppContext>,
    pub site: Site,
    pub public_url: PublicUrl,
    pub client_addresses: ClientAddresses,
    pub cookies: CookieGuard,
    /// The token with which Twilio signs its status reports. `None`: no reports are accepted.
    pub twilio_auth_token: Option<Secret<String>>,
    /// The framework's reload script, in development only.
    pub reload: Option<LeptosOptions>,
    pub pages: pages::PageCache,
    pub readiness: health::Readiness,
    /// The placeholder of the nonce in rendered pages. It is random for each process, so that no input can contain it.
    pub nonce_place: String,
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
        let nonce_place = pages::nonce(random)?;
        let reload = pages::reload_options(is_watched);
        Ok(HttpState {
            app,
            site,
            cookies: CookieGuard::of(public_url.is_https),
            public_url,
            client_addresses: ClientAddresses::new(proxies),
            twilio_auth_token: None,
            reload,
            pages: Default::default(),
            readiness: Default::default(),
            nonce_place,
        })
    }

    /// The origins to which the reload script may connect.
    pub fn reload_sources(&self) -> &'static str {
        if self.reload.is_some() { " ws://127.0.0.1:3001 ws://localhost:3001" } else { "" }
    }
}

/// The router of the whole site. `inbox` is set only in a demo.
pub fn router(front: Arc<HttpState>, inbox: Option<dev_inbox::Inbox>) -> Router {
    let mut routes = Router::new()
        .route(paths::SETTINGS_DOWNLOAD, get(download::download))
        .route(paths::SETTINGS_RECOVERY_CODES_FILE, get(download::recovery_codes))
        .route(paths::ADMIN_AUDIT_CSV, get(export::audit_csv))
        .route(paths::CHANGE_PASSWORD, get(download::change_password))
        .route("/branding/{name}", get(branding))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route(paths::LANGUAGE, post(language::choose))
        .route("/api/{*name}", post(api))
        .route(STATUS_PATH, post(text_status));
    if let Some(inbox) = inbox {
        routes = routes.merge(dev_inbox::routes(inbox));
    }
    // A larger image than the logo's own limit gets a page that says so, up to a size that is not sent by mistake.
    let uploads = Router::new()
        .route(paths::ADMIN_LOGO, post(upload).get(pages::file_or_page))
        .layer(RequestBodyLimitLayer::new(LARGEST_UPLOAD));
    let pages = axum::handler::Handler::with_state(pages::file_or_page, front.clone());
    let routes = match pages::folder_of(&front.site) {
        Some(folder) => {
            routes.fallback_service(ServeDir::new(folder).append_index_html_on_directories(false).fallback(pages))
        }
        None => routes.fallback_service(pages),
    };
    let large = Router::new()
        .route(paths::ADMIN_IMPORT, post(import::import).get(pages::file_or_page))
        .layer(RequestBodyLimitLayer::new(import::LARGEST_FORM));
    routes
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(uploads)
        .merge(large)
        .with_state(front.clone())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(front.clone(), demand_same_origin))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(front, add_security_headers))
        .layer(from_fn(metrics::observe))
}

/// No panic is known to be reachable. If there is one, the other requests continue.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    ::metrics::counter!("portico_panics_total").increment(1);
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n").into_response()
}
