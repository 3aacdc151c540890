//! The userinfo endpoint.

use super::answer::{bearer_refused, broken, json_body};
use super::form;
use crate::http::prelude::*;
use domain::Secret;
use domain::oidc::Parameters;
use http::Method;
use serde_json::Value;
use service::oidc::{self, UserInfoFailure};

/// The request has a parameter or a header twice, or two tokens.
struct Ambiguous;

/// `GET` and `POST /oauth/userinfo` (OpenID Connect Core §5.3): the claims about the user for whom an access token was
/// made.
pub async fn userinfo(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    let token = match bearer_token(request).await {
        Ok(Some(token)) => token,
        Ok(None) => return bearer_refused(StatusCode::UNAUTHORIZED, None),
        Err(Ambiguous) => return bearer_refused(StatusCode::BAD_REQUEST, Some("invalid_request")),
    };
    match oidc::userinfo(&state.app, token.expose()).await {
        Ok(claims) => json_body(StatusCode::OK, &Value::Object(claims)),
        Err(UserInfoFailure::InvalidToken) => bearer_refused(StatusCode::UNAUTHORIZED, Some("invalid_token")),
        Err(UserInfoFailure::InsufficientScope) => bearer_refused(StatusCode::FORBIDDEN, Some("insufficient_scope")),
        Err(UserInfoFailure::Broken(error)) => broken(&state, &error),
    }
}

/// The access token in the header, or in the form of a POST (RFC 6750 §2). The query is not read: URLs end up in logs.
async fn bearer_token(request: Request) -> Result<Option<Secret<String>>, Ambiguous> {
    let in_header = in_header(request.headers())?;
    let parameters = match request.method() == Method::POST {
        // A POST with the token in its header may have any body.
        true => form::parameters(request).await.unwrap_or_default(),
        false => Parameters::default(),
    };
    let in_form = parameters.value("access_token").map(|token| Secret::new(token.to_owned()));
    if parameters.has_repetition() || (in_header.is_some() && in_form.is_some()) {
        return Err(Ambiguous);
    }
    Ok(in_header.or(in_form))
}

fn in_header(headers: &HeaderMap) -> Result<Option<Secret<String>>, Ambiguous> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let first = values.next().and_then(|value| value.to_str().ok()?.split_once(' '));
    if values.next().is_some() {
        return Err(Ambiguous);
    }
    let token = first.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    Ok(token.map(|(_, token)| Secret::new(token.trim().to_owned())))
}
