//! Where a client sends its user to sign out.

use super::authorize::{language_cookie, wanted_language};
use super::form;
use crate::http::api::web_request;
use crate::http::pages::draw;
use crate::http::prelude::*;
use crate::http::same_origin::is_in_advance;
use app::page::PageData;
use app::server::{clear_site_data, cookies};
use domain::oidc::Parameters;
use form_urlencoded::Serializer;
use http::request::Parts;
use http::{HeaderName, Method};
use leptos_axum::ResponseOptions;
use service::oidc::{SEALED, seal_sign_out, sign_out_at_once};

/// `GET` and `POST /oauth/sign-out` (OpenID Connect RP-Initiated Logout §2): ends the session, or has the user asked
/// whether to end it, and leads to a page of this site, which leads on to the client.
pub async fn sign_out(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let is_posted = request.method() == Method::POST;
    let (parts, body) = request.into_parts();
    // A body that is no form has no parameters, so the user is asked.
    let parameters = form::parameters(Request::from_parts(parts.clone(), body)).await.unwrap_or_default();
    let answer = match is_posted {
        true => continue_by_get(&state, parts.uri.path(), &parameters).await,
        false => lead(&state, &current, &parts.headers, &parameters).await,
    };
    match answer {
        Ok(response) => response,
        Err(error) => failed(&state, &current, parts, error).await,
    }
}

/// Browsers send no session cookie with a form of another site, but with the GET that follows.
async fn continue_by_get(state: &HttpState, path: &str, parameters: &Parameters) -> anyhow::Result<Response> {
    let sealed = seal_sign_out(&state.app, parameters).await?;
    let mut query = Serializer::new(String::new());
    query.append_pair(SEALED, &sealed);
    if let Some(language) = wanted_language(parameters) {
        query.append_pair("ui_locales", language.code());
    }
    Ok(Redirect::to(&format!("{path}?{}", query.finish())).into_response())
}

/// Leads to the page about signing out. If the session may be ended without a question, it has ended then.
async fn lead(
    state: &HttpState,
    current: &CurrentRequest,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> anyhow::Result<Response> {
    let sealed = seal_sign_out(&state.app, parameters).await?;
    let signed_in = current.signed_in().await?;
    let has_ended = !is_in_advance(headers) && sign_out_at_once(&current.cx, signed_in, &sealed).await?;
    let mut response = Redirect::to(&paths::sign_out(&sealed)).into_response();
    let set = response.headers_mut();
    if let Some(signed_in) = signed_in.filter(|_| has_ended) {
        let changed = [cookies::forget(cookies::SESSION), cookies::organisation(&signed_in.organisation.slug)];
        set.extend(changed.into_iter().filter_map(|cookie| state.cookies.write(cookie)).map(set_cookie));
        set.extend([clear_site_data()]);
    }
    set.extend(language_cookie(state, current, parameters).map(set_cookie));
    Ok(response)
}

const fn set_cookie(cookie: HeaderValue) -> (HeaderName, HeaderValue) {
    (header::SET_COOKIE, cookie)
}

async fn failed(state: &HttpState, current: &CurrentRequest, parts: Parts, error: anyhow::Error) -> Response {
    let web = web_request(state, current, &parts.headers, ResponseOptions::default());
    let data = PageData::Failed(web.api_error(error.into()));
    draw(state, Request::from_parts(parts, Body::empty()), data).await
}
