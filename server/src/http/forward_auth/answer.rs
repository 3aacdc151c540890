//! Turns a decision into the answer that a proxy understands. nginx knows 200, 401 and 403 only: there a 401 with a
//! `Location` leads the browser. The others pass on a redirect.

use super::forwarded::Proxy;
use crate::http::prelude::*;
use app::server::cookies::{self, CookieGuard};
use http::HeaderName;
use serde_json::json;
use service::forward_auth::{Decision, ForbiddenReason, ForwardedRequest};

/// The answer to a decision about a request. `portico` is the public origin of this site.
pub fn answer(proxy: Proxy, portico: &str, request: &ForwardedRequest, decision: Decision) -> Response {
    let guard = CookieGuard::of(request.origin.is_https());
    let lead = |to: &str, cookie| lead(proxy, &request.method, to, cookie);
    match decision {
        Decision::LetIn { headers } => let_in(headers),
        Decision::SignIn { sealed, door } => {
            lead(&format!("{portico}{}", paths::enter(&sealed)), guard.write(cookies::door(&door)))
        }
        Decision::TakeTicket { address, pass } => lead(&address, guard.write(cookies::pass(&request.origin, &pass))),
        Decision::SignOut { sealed, has_ended } => {
            let pass = has_ended.then(|| cookies::forget(cookies::pass_name(&request.origin)));
            lead(&format!("{portico}{}", paths::sign_out(&sealed)), pass.and_then(|pass| guard.write(pass)))
        }
        Decision::Unauthenticated { sign_in, readable_by } => {
            unauthenticated(&sign_in, readable_by.map(|origin| origin.to_string()))
        }
        Decision::Forbidden(reason) => refuse(text_of(reason)),
    }
}

/// A refusal in a sentence for the person who sets up the proxy or the application.
pub fn refuse(sentence: &str) -> Response {
    finished((StatusCode::FORBIDDEN, format!("{sentence}\n")).into_response())
}

const fn text_of(reason: ForbiddenReason) -> &'static str {
    match reason {
        ForbiddenReason::UnknownOrigin => "No application has this origin.",
        ForbiddenReason::TurnedOff => "This application is turned off.",
        ForbiddenReason::PathRule => "A rule of the application closes this path.",
        ForbiddenReason::NotAllowed => "This account may not enter the application.",
        ForbiddenReason::NoCookies => "The browser keeps no cookies here, or the proxy does not pass them on.",
        ForbiddenReason::NotDeliberate => "Only a page of this application can sign out.",
    }
}

/// The only answer with which a proxy lets a request go on. It is a refusal if one of the headers cannot be sent.
fn let_in(headers: Vec<(&'static str, String)>) -> Response {
    let mut response = StatusCode::OK.into_response();
    for (name, value) in headers {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            (Ok(name), Ok(value)) => response.headers_mut().insert(name, value),
            _ => return refuse("The headers about this account cannot be sent."),
        };
    }
    finished(response)
}

/// Leads the browser to an address. At most one cookie is set, because nginx passes on only one.
fn lead(proxy: Proxy, method: &str, to: &str, cookie: Option<HeaderValue>) -> Response {
    let Ok(to) = HeaderValue::from_str(to) else { return refuse("This address cannot be sent.") };
    let status = match (proxy, method) {
        (Proxy::Nginx, _) => StatusCode::UNAUTHORIZED,
        (_, "GET" | "HEAD") => StatusCode::FOUND,
        _ => StatusCode::SEE_OTHER,
    };
    let mut response = status.into_response();
    response.headers_mut().insert(header::LOCATION, to);
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    finished(response)
}

/// Tells a script where to sign in. Pages of `readable_by`, another origin, may read the answer as well.
fn unauthenticated(sign_in: &str, readable_by: Option<String>) -> Response {
    let body = json!({ "error": "sign_in_required", "sign_in": sign_in }).to_string();
    let mut response = (StatusCode::UNAUTHORIZED, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // A quotation mark would end the value.
    let challenge = format!("Portico sign-in=\"{}\"", sign_in.replace('"', "%22"));
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(origin) = readable_by.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("www-authenticate"));
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    finished(response)
}

fn finished(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
