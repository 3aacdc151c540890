//! Reads the parameters of a request to one of the endpoints.

use crate::http::prelude::*;
use axum::Form;
use axum::extract::FromRequest as _;
use domain::oidc::{Parameters, TokenError};
use service::oidc::TokenFailure;

/// Bytes of a form.
pub const LARGEST_FORM: usize = 64 * 1024;

/// The parameters in the query of a GET, or in the form of a POST, which takes nothing from its query. Refuses a body
/// that is no form.
pub async fn parameters(request: Request) -> Result<Parameters, TokenFailure> {
    let read = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    let Form(pairs) = read.map_err(|_| invalid("The body is no form (application/x-www-form-urlencoded)."))?;
    Ok(Parameters::of(pairs))
}

/// The headers and the parameters of a form, each of which is there only once.
pub async fn read(request: Request) -> Result<(HeaderMap, Parameters), TokenFailure> {
    let headers = request.headers().clone();
    let parameters = parameters(request).await?;
    if parameters.has_repetition() { Err(invalid("A parameter is there twice.")) } else { Ok((headers, parameters)) }
}

/// A refusal with a description for the developer of the client.
pub const fn invalid(description: &'static str) -> TokenFailure {
    TokenFailure::Refused(TokenError::InvalidRequest, description)
}
