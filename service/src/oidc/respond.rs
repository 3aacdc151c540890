//! The answer of the authorization endpoint, which the browser brings to the client: a code or an error. Its values
//! never reach a log.

use domain::application::ProtectedOrigin;
use domain::oidc::{AuthorizationRequest, RedirectFault, ResponseMode};
use std::fmt;
use url::form_urlencoded::Serializer;

/// What the client is answered, and how the browser brings it.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationResponse {
    /// A registered address of the client.
    pub redirect_uri: String,
    pub mode: ResponseMode,
    /// Always with `iss` (RFC 9207), and with the `state` of the request, unchanged.
    pub parameters: Vec<(&'static str, String)>,
}

impl AuthorizationResponse {
    pub(super) fn of_code(issuer: &ProtectedOrigin, request: &AuthorizationRequest, code: &str) -> Self {
        let mut parameters = vec![("code", code.to_owned())];
        parameters.extend(to_all(issuer, request.state.as_deref()));
        AuthorizationResponse { redirect_uri: request.redirect_uri.clone(), mode: request.mode, parameters }
    }

    pub(super) fn of_fault(issuer: &ProtectedOrigin, fault: &RedirectFault) -> Self {
        let mut parameters =
            vec![("error", fault.error.name().to_owned()), ("error_description", fault.description.clone())];
        parameters.extend(to_all(issuer, fault.state.as_deref()));
        AuthorizationResponse { redirect_uri: fault.redirect_uri.clone(), mode: fault.mode, parameters }
    }

    /// The address with the parameters in its query.
    pub fn location(&self) -> String {
        let query = Serializer::new(String::new()).extend_pairs(&self.parameters).finish();
        with_query(&self.redirect_uri, &query)
    }
}

/// An address with more parameters in its query. They follow those that it has already.
pub(super) fn with_query(address: &str, more: &str) -> String {
    let joint = match address.split_once('?') {
        _ if more.is_empty() => "",
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{address}{joint}{more}")
}

/// What every answer contains.
fn to_all(issuer: &ProtectedOrigin, state: Option<&str>) -> impl Iterator<Item = (&'static str, String)> {
    let state = state.map(|state| ("state", state.to_owned()));
    state.into_iter().chain([("iss", issuer.to_string())])
}

impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        formatter.debug_struct("AuthorizationResponse").field("mode", &self.mode).field("names", &names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::oidc::AuthorizationError;
    use rstest::rstest;

    fn fault(redirect_uri: &str) -> AuthorizationResponse {
        let fault = RedirectFault {
            error: AuthorizationError::AccessDenied,
            description: "no & never".to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            state: Some("a b&\"<ü".to_owned()),
            mode: ResponseMode::Query,
        };
        AuthorizationResponse::of_fault(&ProtectedOrigin::from_store("https://sign-in.example".to_owned()), &fault)
    }

    #[rstest]
    #[case("https://app.example/back", "https://app.example/back?")]
    #[case("https://app.example/back?", "https://app.example/back?")]
    #[case("https://app.example/back?a=1", "https://app.example/back?a=1&")]
    #[case("https://app.example/back?a=1&", "https://app.example/back?a=1&")]
    #[case("com.example.app:/back", "com.example.app:/back?")]
    fn the_parameters_follow_those_of_the_address(#[case] address: &str, #[case] beginning: &str) {
        let location = fault(address).location();
        let query = location.strip_prefix(beginning).unwrap();
        let read: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let expected = [
            ("error", "access_denied"),
            ("error_description", "no & never"),
            ("state", "a b&\"<ü"),
            ("iss", "https://sign-in.example"),
        ];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", fault("https://app.example/back"));
        assert!(shown.contains("error_description") && !shown.contains("never") && !shown.contains("ü"), "{shown}");
    }
}
