//! All routes, and the middleware around them.

use super::{
    HttpState, api::api, branding::branding, dev_inbox, download, export, health, import, language, logo::upload,
    metrics, pages, same_origin::demand_same_origin, security_headers::add_security_headers, text_status::text_status,
};
use app::paths;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use service::delivery::texts::STATUS_PATH;
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
