//! Twilio's status reports on texts that it accepted. They come from another server, so each of them has to be signed.

use crate::http::prelude::*;
use axum::Form;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Uri;
use service::delivery::texts::STATUS_PATH;
use service::messages::{TextOutcome, text_reported};
use sha1::Sha1;
use std::collections::BTreeSet;

/// Names and values, in the order in which they came.
type Parameters = Vec<(String, String)>;

/// `POST /texts/twilio/status`: 204 for a signed report, 403 for an unsigned one, 404 without Twilio.
pub async fn text_status(
    State(state): State<Arc<HttpState>>,
    uri: Uri,
    headers: HeaderMap,
    Form(parameters): Form<Parameters>,
) -> Response {
    let Some(auth_token) = &state.twilio_auth_token else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let url = format!("{}{STATUS_PATH}{query}", state.public_url.origin);
    let signature = headers.get("x-twilio-signature").map_or(&b""[..], HeaderValue::as_bytes);
    if !is_signed(auth_token, &url, &parameters, signature) {
        metrics::counter!("portico_unsigned_reports_total").increment(1);
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some((id, outcome)) = report(&parameters) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    match text_reported(&state.app, id, outcome).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => state.broken(&error.context("a report on a text")),
    }
}

/// Whether the signature is the HMAC-SHA1, in base64, of the URL and all parameters, sorted, each name before its value
/// (twilio.com/docs/usage/security). The URL is the configured one with the query of the request: an operator may have
/// given Twilio a URL with a query. The signature covers it, so it proves itself; a `Host` header would not.
fn is_signed(auth_token: &Secret<String>, url: &str, parameters: &Parameters, signature: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(auth_token.expose().as_bytes()) else {
        return false;
    };
    mac.update(url.as_bytes());
    // Twilio signs a parameter that is repeated with an equal value only once.
    for (name, value) in parameters.iter().collect::<BTreeSet<_>>() {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    // `verify_slice` compares in constant time.
    BASE64_STANDARD.decode(signature).is_ok_and(|signature| mac.verify_slice(&signature).is_ok())
}

/// The provider's id of the text and how its delivery ended. `None` while it has not ended.
fn report(parameters: &Parameters) -> Option<(&str, TextOutcome)> {
    let value = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let id = value("MessageSid")?;
    match value("MessageStatus")? {
        "delivered" => Some((id, TextOutcome::Delivered)),
        "undelivered" | "failed" => {
            let code: Option<u32> = value("ErrorCode").and_then(|code| code.parse().ok());
            tracing::warn!(id, code, "a text did not arrive");
            Some((id, TextOutcome::Undelivered))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn token() -> Secret<String> {
        Secret::new("12345".to_owned())
    }

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const CALL: [(&str, &str); 5] = [
        ("To", "+18005551212"),
        ("From", "+14158675309"),
        ("Digits", "1234"),
        ("Caller", "+14158675309"),
        ("CallSid", "CA1234567890ABCDE"),
    ];

    #[test]
    fn a_signature_is_made_as_twilio_documents_it() {
        // The example from Twilio's own libraries.
        assert!(is_signed(&token(), URL, &parameters(&CALL), b"RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        // The signed text written out, independent of the sorting above.
        let mut mac = Hmac::<Sha1>::new_from_slice(b"s3cret").unwrap();
        mac.update(b"https://a.example/texts/twilio/statusErrorCode30003MessageSidSM1MessageStatusfailed");
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        let parameters = parameters(&[("MessageStatus", "failed"), ("MessageSid", "SM1"), ("ErrorCode", "30003")]);
        let url = "https://a.example/texts/twilio/status";
        assert!(is_signed(&Secret::new("s3cret".to_owned()), url, &parameters, signature.as_bytes()));
    }

    #[rstest]
    #[case("12345", URL, "1234", b"")]
    #[case("12345", URL, "1234", b"not base64")]
    #[case("12345", URL, "1234", b"RSOYDt4T1cUTdK1PDd93/VVr")]
    #[case("12345", URL, "9999", b"RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    #[case("12346", URL, "1234", b"RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    #[case("12345", "https://mycompany.com/", "1234", b"RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    fn any_other_signature_is_wrong(
        #[case] token: &str,
        #[case] url: &str,
        #[case] digits: &str,
        #[case] signature: &[u8],
    ) {
        let mut call = CALL;
        call[2].1 = digits;
        assert!(!is_signed(&Secret::new(token.to_owned()), url, &parameters(&call), signature));
    }

    #[test]
    fn a_repeated_parameter_counts_once_for_each_value() {
        let repeated = [("Sid", "CA1"), ("Digits", "5"), ("Digits", "1"), ("Digits", "1")];
        let mut mac = Hmac::<Sha1>::new_from_slice(b"12345").unwrap();
        mac.update(b"https://a.example/Digits1Digits5SidCA1");
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        assert!(is_signed(&token(), "https://a.example/", &parameters(&repeated), signature.as_bytes()));
    }

    #[rstest]
    #[case("delivered", Some(TextOutcome::Delivered))]
    #[case("undelivered", Some(TextOutcome::Undelivered))]
    #[case("failed", Some(TextOutcome::Undelivered))]
    #[case("sent", None)]
    #[case("queued", None)]
    #[case("", None)]
    fn only_the_end_of_a_text_is_noted(#[case] status: &str, #[case] outcome: Option<TextOutcome>) {
        let parameters = parameters(&[("MessageSid", "SM1"), ("MessageStatus", status), ("ErrorCode", "30003")]);
        assert_eq!(report(&parameters), outcome.map(|outcome| ("SM1", outcome)));
    }
}
