//! The endpoints of OAuth 2.0 and OpenID Connect. Clients and pages of other sites call them, so none of them demands a
//! request from our own pages. Only the endpoints for the authorization and for signing out know who is signed in, and
//! no other site can read their answers.

mod answer;
mod authorize;
mod credentials;
mod device;
mod form;
mod introspect;
mod jwks;
mod metadata;
mod published;
mod revoke;
mod sign_out;
mod token;
mod userinfo;

use super::current_request::identify;
use crate::http::prelude::*;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use domain::oidc::endpoints;
use form::LARGEST_FORM;
use http::Method;
use jwks::Jwks;
use std::convert::Infallible;
use tower_http::cors::{Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;

/// How long browsers may keep the answer to a preflight request.
const PREFLIGHT_KEPT: Duration = Duration::from_secs(3600);

pub fn routes(state: Arc<HttpState>) -> Router {
    let limit = || RequestBodyLimitLayer::new(LARGEST_FORM);
    let readable = Router::new()
        .route(endpoints::TOKEN, post(token::token))
        .route(endpoints::REVOKE, post(revoke::revoke))
        .route(endpoints::USERINFO, get(userinfo::userinfo).post(userinfo::userinfo))
        .layer(limit())
        .layer(readable_everywhere());
    let metadata = published(metadata::metadata, Arc::new(metadata::document(&state)));
    let documents = Router::new()
        .route(endpoints::JWKS, published(jwks::jwks, Jwks::new(state.clone())))
        .route(endpoints::OPENID_CONFIGURATION, metadata.clone())
        .route(endpoints::OAUTH_METADATA, metadata);
    // A GET may make a code or end a session, which a request for the headers alone must not do.
    let authorize = get(authorize::authorize).post(authorize::authorize).head(refuse_head);
    let sign_out = get(sign_out::sign_out).post(sign_out::sign_out).head(refuse_head);
    Router::new()
        .route(endpoints::AUTHORIZE, authorize)
        .route(endpoints::SIGN_OUT, sign_out)
        .layer(from_fn_with_state(state.clone(), identify))
        .route(endpoints::INTROSPECT, post(introspect::introspect))
        .route(endpoints::DEVICE, post(device::device))
        .layer(limit())
        .merge(readable)
        .merge(documents)
        .with_state(state)
}

/// A document that pages of every site may read. Its answer to a GET has the headers for that already, and no body is
/// read, so only requests with other methods go through the layer: it answers preflight requests.
fn published<H, T, S>(handler: H, of: S) -> MethodRouter<Arc<HttpState>>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter::<S, Infallible>::new().layer::<_, Infallible>(readable_everywhere()).get(handler).with_state(of)
}

/// `HEAD` where a GET may change something.
async fn refuse_head() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, POST")]).into_response()
}

/// Pages of every site may read the answers. They get nothing from the cookies of the browser.
fn readable_everywhere() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::WWW_AUTHENTICATE])
        // The answers are the same for every origin.
        .vary([])
        .max_age(PREFLIGHT_KEPT)
}
