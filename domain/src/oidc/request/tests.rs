//! Tests of how a request is read.

use super::*;
use crate::oidc::{ClientAuthentication, RedirectUris};
use rstest::rstest;

const CALLBACK: &str = "https://app.example/callback";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A request that is answered.
const REQUEST: [(&str, &str); 8] = [
    ("client_id", "any"),
    ("redirect_uri", CALLBACK),
    ("response_type", "code"),
    ("scope", "openid email"),
    ("state", "a&b=ü"),
    ("nonce", "n"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

fn client() -> ClientSettings {
    let redirect_uris = RedirectUris::read(CALLBACK, false, false).unwrap();
    ClientSettings { redirect_uris, ..ClientSettings::default() }
}

/// `REQUEST` with these parameters instead of those of the same name. An empty value leaves a parameter out.
fn parameters(changes: &[(&str, &str)]) -> Parameters {
    let kept = REQUEST.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    let pairs = kept.chain(changes).filter(|(_, value)| !value.is_empty());
    Parameters::of(pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn read(changes: &[(&str, &str)]) -> Result<AuthorizationRequest, RequestFault> {
    read_request(&parameters(changes), &client())
}

/// The error that the client learns, with its description.
fn fault(changes: &[(&str, &str)]) -> (AuthorizationError, String) {
    match read(changes) {
        Err(RequestFault::Redirect(fault)) => {
            assert_eq!(fault.redirect_uri, CALLBACK);
            (fault.error, fault.description)
        }
        other => panic!("{other:?}"),
    }
}

fn refused(changes: &[(&str, &str)]) -> AuthorizationError {
    fault(changes).0
}

#[test]
fn a_request_is_read() {
    let more = [
        ("response_mode", "form_post"),
        ("prompt", "consent login"),
        ("max_age", "60"),
        ("login_hint", "jo@example.com"),
        ("ui_locales", "de en"),
        ("acr_values", "urn:portico:2"),
        ("id_token_hint", "a.b.c"),
        ("display", "page"),
    ];
    let expected = AuthorizationRequest {
        redirect_uri: CALLBACK.to_owned(),
        scopes: Scopes::read("openid email"),
        state: Some("a&b=ü".to_owned()),
        nonce: Some("n".to_owned()),
        mode: ResponseMode::FormPost,
        prompt: Prompt { login: true, consent: true, ..Prompt::default() },
        max_age: Some(Seconds(60)),
        challenge: Some(CHALLENGE.to_owned()),
        login_hint: Some("jo@example.com".to_owned()),
        level: StrengthLevel::SecondStep,
        id_token_hint: Some("a.b.c".to_owned()),
    };
    assert_eq!(read(&more), Ok(expected));
    let least = read(&[("state", ""), ("nonce", "")]).unwrap();
    assert_eq!((least.state, least.nonce, least.mode, least.max_age), (None, None, ResponseMode::Query, None));
    assert_eq!(least.prompt, Prompt::default());
    assert_eq!(read(&[("max_age", "99999999999")]).unwrap().max_age, Some(Seconds(u32::MAX)));
}

/// Each request also has the faults that come later.
#[test]
fn the_order_of_refusals() {
    use AuthorizationError::*;
    let long = "n".repeat(LONGEST_NONCE + 1);
    let faults = [
        ("request_uri", "https://app.example/request", RequestUriNotSupported),
        ("registration", "{}", RegistrationNotSupported),
        ("response_type", "token", UnsupportedResponseType),
        ("response_mode", "fragment", InvalidRequest),
        ("scope", "email", InvalidScope),
        ("prompt", "create", InvalidRequest),
        ("max_age", "-1", InvalidRequest),
        ("code_challenge_method", "plain", InvalidRequest),
        ("nonce", long.as_str(), InvalidRequest),
    ];
    let all: Vec<_> = faults.iter().map(|(name, value, _)| (*name, *value)).collect();
    for (at, (name, value, error)) in faults.iter().enumerate() {
        let (found, description) = fault(&all[at..]);
        assert_eq!((found, &description), (*error, &fault(&[(*name, *value)]).1), "{name}");
    }
    let with = |first: &[(&'static str, &'static str)]| [first, all.as_slice()].concat();
    assert_eq!(refused(&with(&[("request", "a.b.c")])), RequestNotSupported);
    assert_eq!(fault(&with(&[("request", "a.b.c"), ("x", "1"), ("x", "2")])), fault(&[("x", "1"), ("x", "2")]));
    let page = |changes: &[(&'static str, &'static str)], fault| {
        assert_eq!(read(&with(changes)), Err(RequestFault::Page(fault)));
    };
    page(&[("redirect_uri", "")], PageFault::NoRedirectUri);
    page(&[("redirect_uri", "https://app.example/callback/")], PageFault::WrongRedirectUri);
    page(&[("client_id", "a"), ("client_id", "b"), ("redirect_uri", "https://evil.example/")], PageFault::Repeated);
    assert_eq!(refused(&[("response_type", "")]), InvalidRequest);
    assert_eq!(refused(&[("scope", "")]), InvalidScope);
}

#[rstest]
fn a_repeated_parameter_is_refused(
    #[values(
        "response_type",
        "scope",
        "state",
        "nonce",
        "response_mode",
        "prompt",
        "max_age",
        "code_challenge",
        "code_challenge_method",
        "login_hint",
        "ui_locales",
        "acr_values",
        "id_token_hint",
        "request",
        "unknown"
    )]
    name: &str,
) {
    // Also if both values are the same or empty, so that no reader has a choice.
    let value = REQUEST.iter().find(|(other, _)| *other == name).map_or("x", |(_, value)| *value);
    let Err(RequestFault::Redirect(fault)) = read(&[(name, value), (name, value)]) else { panic!("{name}") };
    assert_eq!(fault.error, AuthorizationError::InvalidRequest);
    assert_eq!(fault.state.is_none(), name == "state");
    let parameters = [("redirect_uri", CALLBACK), (name, ""), (name, "")];
    let pairs = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let Err(RequestFault::Redirect(fault)) = read_request(&Parameters::of(pairs), &client()) else { panic!("{name}") };
    assert_eq!(fault.error, AuthorizationError::InvalidRequest);
}

#[test]
fn a_repeated_client_or_address_stays_at_portico() {
    for name in ["client_id", "redirect_uri"] {
        let twice = [(name, CALLBACK), (name, CALLBACK)];
        assert_eq!(read(&twice), Err(RequestFault::Page(PageFault::Repeated)), "{name}");
    }
}

#[rstest]
#[case(&[("code_challenge_method", "plain")])]
#[case(&[("code_challenge_method", "")])]
#[case(&[("code_challenge_method", "s256")])]
#[case(&[("code_challenge", "")])]
#[case(&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c")])]
#[case(&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=")])]
#[case(&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")])]
fn plain_and_missing_challenges_are_refused(#[case] changes: &[(&str, &str)]) {
    assert_eq!(refused(changes), AuthorizationError::InvalidRequest);
    // An exception for the client allows no bad challenge.
    let exempt = ClientSettings { requires_pkce: false, ..client() };
    assert!(read_request(&parameters(changes), &exempt).is_err());
    let without = parameters(&[("code_challenge", ""), ("code_challenge_method", "")]);
    assert_eq!(read_request(&without, &exempt).unwrap().challenge, None);
    let public = ClientSettings { authentication: ClientAuthentication::None, ..exempt };
    assert!(read_request(&without, &public).is_err() && read_request(&without, &client()).is_err());
}

#[test]
fn prompt_none_stands_alone() {
    assert!(read(&[("prompt", "none")]).unwrap().prompt.none);
    assert!(read(&[("prompt", "none none")]).unwrap().prompt.none);
    for prompt in ["none login", "consent none", "none select_account", "None", "create"] {
        assert_eq!(refused(&[("prompt", prompt)]), AuthorizationError::InvalidRequest, "{prompt}");
    }
}

#[test]
fn a_state_of_10_kilobytes_is_kept() {
    let state = "ä \"<".repeat(2 * 1024);
    assert_eq!(state.len(), 10 * 1024);
    assert_eq!(read(&[("state", &state)]).unwrap().state, Some(state));
    let long = "s".repeat(LONGEST_STATE + 1);
    let Err(RequestFault::Redirect(fault)) = read(&[("state", &long)]) else { panic!() };
    assert_eq!((fault.error, fault.state), (AuthorizationError::InvalidRequest, None));
}

#[test]
fn no_value_that_is_kept_has_control_characters() {
    for name in ["state", "nonce", "login_hint", "id_token_hint"] {
        for text in ["a\0b", "a\u{1}b", "a\u{1b}b", "a\u{7f}b"] {
            let Err(RequestFault::Redirect(fault)) = read(&[(name, text)]) else { panic!("{name} {text:?}") };
            assert_eq!(fault.error, AuthorizationError::InvalidRequest);
            assert_eq!(fault.state.is_none(), name == "state");
        }
    }
    // Base64 may have been wrapped.
    assert_eq!(read(&[("state", "YQ==\r\nYg==\n")]).unwrap().state.as_deref(), Some("YQ==\r\nYg==\n"));
}

#[test]
fn an_error_repeats_the_state_and_goes_the_way_of_the_answer() {
    let Err(RequestFault::Redirect(fault)) = read(&[("scope", "email"), ("response_mode", "form_post")]) else {
        panic!()
    };
    assert_eq!((fault.state.as_deref(), fault.mode), (Some("a&b=ü"), ResponseMode::FormPost));
}

#[rstest]
#[case("", StrengthLevel::SignedIn)]
#[case("loa4 phr", StrengthLevel::SignedIn)]
#[case("urn:portico:phr", StrengthLevel::Passkey)]
#[case("urn:portico:phr  urn:portico:2", StrengthLevel::SecondStep)]
#[case("loa4 urn:portico:2", StrengthLevel::SecondStep)]
#[case("urn:portico:2 urn:portico:1", StrengthLevel::SignedIn)]
fn the_weakest_acr_counts(#[case] values: &str, #[case] level: StrengthLevel) {
    assert_eq!(required_level(values), level);
}

#[test]
fn debug_of_a_request_has_no_state() {
    let secret = [("state", "hidden1"), ("nonce", "hidden2"), ("login_hint", "hidden3"), ("id_token_hint", "hidden4")];
    let request = read(&secret).unwrap();
    let Err(fault) = read(&[("state", "hidden1"), ("scope", "")]) else { panic!() };
    for text in [format!("{request:?}"), format!("{:?}", SavedRequest::Request(request)), format!("{fault:?}")] {
        assert!(text.contains(CALLBACK) && !text.contains("hidden") && !text.contains(CHALLENGE), "{text}");
    }
}
