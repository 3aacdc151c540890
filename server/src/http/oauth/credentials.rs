//! The credentials of a client: in the `Authorization` header, or in the form (RFC 6749 §2.3.1).

use super::form::{invalid, read};
use crate::http::current_request::of_program;
use crate::http::prelude::*;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use domain::oidc::{ClientAuthentication, Parameters, TokenError};
use service::RequestContext;
use service::oidc::{PresentedClient, TokenFailure, authenticate_client};
use store::oauth_clients::Client;

/// A posted form of a client that has authenticated itself.
pub struct ClientRequest {
    pub cx: RequestContext,
    pub client: Arc<Client>,
    pub parameters: Parameters,
}

impl ClientRequest {
    pub async fn read(state: &HttpState, request: Request) -> Result<Self, TokenFailure> {
        let cx = of_program(state, request.headers(), request.extensions());
        let (headers, parameters) = read(request).await?;
        let client = authenticate_client(&state.app, &presented(&headers, &parameters)?).await?;
        Ok(ClientRequest { cx, client, parameters })
    }

    /// The token that the request is about.
    pub fn token(&self) -> Result<&str, TokenFailure> {
        self.parameters.value("token").ok_or(invalid("token is missing."))
    }
}

/// The credentials of a request. An empty secret is none. Refuses credentials in two places.
pub fn presented(headers: &HeaderMap, parameters: &Parameters) -> Result<PresentedClient, TokenFailure> {
    let (id, secret) = (parameters.value("client_id"), parameters.value("client_secret"));
    let (id, secret, method) = match in_header(headers)? {
        Some(_) if secret.is_some() => return Err(invalid("The client authenticates itself in two ways.")),
        Some(found) if id.is_some_and(|id| id != found.id) => return Err(invalid("There are two client ids.")),
        Some(found) => (Some(found.id), Some(found.secret), ClientAuthentication::Basic),
        None => (id.map(str::to_owned), secret.map(str::to_owned), ClientAuthentication::Post),
    };
    let secret = secret.filter(|secret| !secret.is_empty()).map(Secret::new);
    let method = if secret.is_some() { method } else { ClientAuthentication::None };
    Ok(PresentedClient { id: id.and_then(|id| id.parse().ok()), secret, method })
}

/// What an `Authorization` header contains.
struct Basic {
    id: String,
    secret: String,
}

/// `None`: there is no `Authorization` header.
fn in_header(headers: &HeaderMap) -> Result<Option<Basic>, TokenFailure> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid("The Authorization header is there twice."));
    }
    let unreadable = TokenFailure::Refused(TokenError::InvalidClient, "The Authorization header is not Basic.");
    read_basic(value).map(Some).ok_or(unreadable)
}

fn read_basic(value: &HeaderValue) -> Option<Basic> {
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Basic { id: decoded(id)?, secret: decoded(secret)? })
}

/// Decodes one half, which is form-encoded. `None`: it is more than one value.
fn decoded(half: &str) -> Option<String> {
    let field = format!("half={half}");
    let mut fields = form_urlencoded::parse(field.as_bytes());
    let (_, value) = fields.next()?;
    fields.next().is_none().then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const ID: &str = "0123456789abcdef0123456789abcdef";

    fn read(basic: Option<&str>, fields: &[(&str, &str)]) -> Result<PresentedClient, TokenFailure> {
        let header = |text: &str| format!("Basic {}", BASE64_STANDARD.encode(text)).parse().unwrap();
        let headers = basic.map(|text| (header::AUTHORIZATION, header(text)));
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        presented(&headers.into_iter().collect(), &Parameters::of(fields.iter().map(owned).collect()))
    }

    #[rstest]
    #[case("secret", "secret")]
    #[case("a%3Ab%25c%2Bd", "a:b%c+d")]
    #[case("a:b", "a:b")]
    #[case("a+b%20c", "a b c")]
    #[case("a=b", "a=b")]
    fn basic_credentials_are_form_encoded(#[case] sent: &str, #[case] secret: &str) {
        for id in [ID.to_owned(), ID.replace('0', "%30")] {
            let client = read(Some(&format!("{id}:{sent}")), &[("client_id", ID)]).unwrap();
            assert_eq!(client.id, ID.parse().ok());
            assert_eq!(client.secret.unwrap().expose(), secret);
            assert_eq!(client.method, ClientAuthentication::Basic);
        }
    }

    #[rstest]
    #[case(&[("client_id", ID), ("client_secret", "s")], ClientAuthentication::Post)]
    #[case(&[("client_id", ID), ("client_secret", "")], ClientAuthentication::None)]
    #[case(&[("client_id", ID)], ClientAuthentication::None)]
    fn a_form_has_the_credentials_too(#[case] fields: &[(&str, &str)], #[case] method: ClientAuthentication) {
        let client = read(None, fields).unwrap();
        assert_eq!((client.id, client.method), (ID.parse().ok(), method));
        assert_eq!(client.secret.is_some(), method == ClientAuthentication::Post);
    }

    #[test]
    fn an_empty_secret_in_the_header_is_none() {
        let client = read(Some(&format!("{ID}:")), &[]).unwrap();
        assert!(client.secret.is_none() && client.method == ClientAuthentication::None);
    }

    #[rstest]
    #[case(Some("0123456789abcdef0123456789abcdef:s"), &[("client_secret", "s")], TokenError::InvalidRequest)]
    #[case(Some("0123456789abcdef0123456789abcdef:s"), &[("client_id", "other")], TokenError::InvalidRequest)]
    #[case(Some("no colon"), &[], TokenError::InvalidClient)]
    #[case(Some("a:b&c"), &[], TokenError::InvalidClient)]
    fn ambiguous_credentials_are_refused(
        #[case] basic: Option<&str>,
        #[case] fields: &[(&str, &str)],
        #[case] error: TokenError,
    ) {
        let refused = read(basic, fields).err();
        assert!(matches!(refused, Some(TokenFailure::Refused(found, _)) if found == error), "{refused:?}");
    }

    #[rstest]
    #[case(&["Bearer x"], TokenError::InvalidClient)]
    #[case(&["Basic"], TokenError::InvalidClient)]
    #[case(&["Basic !"], TokenError::InvalidClient)]
    #[case(&["Basic YTpi", "Basic YTpi"], TokenError::InvalidRequest)]
    fn any_other_header_is_refused(#[case] values: &[&str], #[case] error: TokenError) {
        let headers = values.iter().map(|value| (header::AUTHORIZATION, value.parse().unwrap())).collect();
        let refused = presented(&headers, &Parameters::default()).err();
        assert!(matches!(refused, Some(TokenFailure::Refused(found, _)) if found == error), "{refused:?}");
    }
}
