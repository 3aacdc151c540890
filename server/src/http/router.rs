//! All routes, and the middleware around them.

use super::{
    api::api, branding, current_request::identify, dev_inbox, doctor, download, export, forward_auth, import, language,
    logo_upload, oauth, observe::observe, pages, same_origin::demand_same_origin,
    security_headers::add_security_headers, text_status::text_status,
};
use crate::http::prelude::*;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use service::delivery::texts::STATUS_PATH;
use service::doctor::AcceptedTokens;
use std::any::Any;
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, services::ServeDir, timeout::TimeoutLayer,
};

/// Bytes of the body of a request, except uploads of images and import files.
const LARGEST_BODY: usize = 64 * 1024;
/// Bytes of the body of a request that uploads an image.
const LARGEST_UPLOAD: usize = 16 * 1024 * 1024;
/// The time limit from the last byte of the request's head to the first byte of the response.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The router of the whole site. `inbox` is set only in a demo.
pub fn router(state: Arc<HttpState>, inbox: Option<dev_inbox::Inbox>) -> Router {
    let mut public = Router::new()
        .route(paths::CHANGE_PASSWORD, get(download::change_password))
        .route("/branding/{name}", get(branding::branding))
        .route(doctor::PATH, get(doctor::echo).layer(Extension(Arc::new(AcceptedTokens::default()))))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route(STATUS_PATH, post(text_status));
    if let Some(inbox) = inbox {
        public = public.merge(dev_inbox::routes(inbox));
    }
    public
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(personal(&state))
        .with_state(state.clone())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), demand_same_origin))
        // Without the check above: the servers of applications and pages of other sites post to these endpoints.
        .merge(oauth::routes(state.clone()))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), add_security_headers))
        // Without the headers and checks above: proxies pass the answers on to visitors of other sites.
        .merge(forward_auth::routes(state.clone()))
        .layer(from_fn_with_state(state, observe))
}

/// The routes whose answer depends on who asks, and in which language. Any path without a handler is a page's.
fn personal(state: &Arc<HttpState>) -> Router<Arc<HttpState>> {
    let page = Handler::with_state(pages::page, state.clone());
    let routes = Router::new()
        .route(paths::SETTINGS_DOWNLOAD, get(download::download))
        .route(paths::SETTINGS_RECOVERY_CODES_FILE, get(download::recovery_codes))
        .route(paths::ADMIN_AUDIT_CSV, get(export::audit_csv))
        .route(paths::ADMIN_PEOPLE_CSV, post(export::people_csv).get(pages::page))
        .route(paths::LANGUAGE, post(language::choose))
        .route("/api/{*name}", post(api));
    let routes = match state.site.folder() {
        Some(folder) => {
            routes.fallback_service(ServeDir::new(folder).append_index_html_on_directories(false).fallback(page))
        }
        None => routes.fallback_service(page),
    };
    // A larger image than the logo's own limit gets a page that says so, up to a size that is not sent by mistake.
    let uploads = Router::new()
        .route(paths::ADMIN_LOGO, post(logo_upload::for_organisation).get(pages::page))
        .route(paths::ADMIN_APPLICATION_LOGO, post(logo_upload::for_application).get(pages::page))
        .layer(RequestBodyLimitLayer::new(LARGEST_UPLOAD));
    let imports = Router::new()
        .route(paths::ADMIN_IMPORT, post(import::import).get(pages::page))
        .layer(RequestBodyLimitLayer::new(import::LARGEST_FORM));
    routes
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(uploads)
        .merge(imports)
        .layer(from_fn_with_state(state.clone(), identify))
        .layer(from_fn_with_state(state.clone(), pages::serve_files))
}

/// Answers while the process is alive. Reads nothing.
async fn healthz() -> &'static str {
    "alive\n"
}

/// Answers whether the server can serve. Only reads.
async fn readyz(State(state): State<Arc<HttpState>>) -> (StatusCode, &'static str) {
    match state.readiness.find(&state.app).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}

/// No panic is known to be reachable. If there is one, the other requests continue.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    metrics::counter!("portico_panics_total").increment(1);
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n").into_response()
}
