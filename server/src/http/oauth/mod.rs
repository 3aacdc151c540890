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
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use domain::oidc::endpoints;
use form::LARGEST_FORM;
use http::Method;
use jwks::Jwks;
use metadata::Metadata;
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
        .route(endpoints::JWKS, get(jwks::jwks))
        .route(endpoints::OPENID_CONFIGURATION, get(metadata::metadata))
        .route(endpoints::OAUTH_METADATA, get(metadata::metadata))
        .layer(Extension(Metadata::of(&state.public_url.origin)))
        .layer(Extension(Arc::<Jwks>::default()))
        .layer(limit())
        .layer(readable_everywhere());
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
        .with_state(state)
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
