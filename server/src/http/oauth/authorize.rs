//! The authorization endpoint: where a browser comes from a client, with the client's request.

use super::form;
use crate::http::api::web_request;
use crate::http::pages::draw;
use crate::http::prelude::*;
use app::language::Language;
use app::page::PageData;
use app::server::cookies;
use app::server::locale::negotiated;
use domain::limits;
use domain::oidc::{PageFault, Parameters};
use http::Method;
use http::request::Parts;
use leptos_axum::ResponseOptions;
use service::failure::Failure;
use service::oidc::{Begun, begin};

/// `GET` and `POST /oauth/authorize` (OpenID Connect Core §3.1.2): leads back to the client, or on to the page of the
/// request. A request that no client can have made gets a page, because its address may be anyone's.
pub async fn authorize(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let is_posted = request.method() == Method::POST;
    let (parts, body) = request.into_parts();
    // A body that is no form has no parameters, so the page says that the client is unknown.
    let parameters = form::parameters(Request::from_parts(parts.clone(), body)).await.unwrap_or_default();
    match begun(&current, &parameters, is_posted).await {
        Ok(Begun::Respond(response)) => Redirect::to(&response.location()).into_response(),
        Ok(Begun::Continue(id)) => {
            let language = if is_posted { None } else { language_cookie(&state, &current, &parameters) };
            (language.map(|cookie| [(header::SET_COOKIE, cookie)]), Redirect::to(&paths::authorize(id))).into_response()
        }
        Ok(Begun::Refuse(fault)) => refuse(&state, &current, parts, Ok(fault)).await,
        Err(failure) => refuse(&state, &current, parts, Err(failure)).await,
    }
}

/// Browsers send no session cookie with a form of another site. Who is signed in is found out on the page of the
/// request, to which they come with a GET.
async fn begun(current: &CurrentRequest, parameters: &Parameters, is_posted: bool) -> Result<Begun, Failure> {
    let signed_in = if is_posted { None } else { current.signed_in().await? };
    begin(&current.cx, signed_in, parameters, is_posted).await
}

/// The language that the client asks for, unless one was chosen in this browser.
pub fn language_cookie(state: &HttpState, current: &CurrentRequest, parameters: &Parameters) -> Option<HeaderValue> {
    if cookies::read_language(&current.cookies).is_some() {
        return None;
    }
    state.cookies.write(cookies::language(wanted_language(parameters)?))
}

/// The first language that the client asks for and that this site has.
pub fn wanted_language(parameters: &Parameters) -> Option<Language> {
    negotiated(&parameters.value("ui_locales")?.replace(' ', ","))
}

/// The page that says why there is no way back to the client.
async fn refuse(
    state: &HttpState,
    current: &CurrentRequest,
    parts: Parts,
    reason: Result<PageFault, Failure>,
) -> Response {
    let web = web_request(state, current, &parts.headers, ResponseOptions::default());
    let is_too_often = matches!(reason, Ok(PageFault::TooOften));
    let data = match reason {
        Ok(fault) => web.refused_authorization(fault).await,
        Err(failure) => Err(failure),
    };
    let data = data.unwrap_or_else(|failure| PageData::Failed(web.api_error(failure)));
    let mut response = draw(state, Request::from_parts(parts, Body::empty()), data).await;
    if response.status() == StatusCode::OK {
        let status = if is_too_often { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::BAD_REQUEST };
        *response.status_mut() = status;
    }
    if is_too_often {
        let wait = limits::AUTHORIZATION_REQUESTS_PER_CLIENT_AND_HOUR.window;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.0));
    }
    response
}
