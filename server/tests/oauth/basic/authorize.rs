//! The modules of the certification for "Basic OP" about the authorization endpoint. Each story has the name of its
//! module. Codes are exchanged at another server with the same database.

use crate::oauth::FORM;
use crate::oauth::authorize::{arrived, at_once, open, signed_in, waiting};
use crate::support::prelude::*;
use app::paths;
use axum::body::Body;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Exchanges the code of an answer. Returns the claims of the ID token.
async fn claims(world: &World, wiki: &RelyingParty, answer: &BTreeMap<String, String>) -> Value {
    assert_eq!(answer["state"], "the-state");
    let mut backend = world.browser_in(&world.other_server(|_| {}).await);
    let tokens = Tokens::read(&wiki.exchange_at(&mut backend, &answer["code"]).await);
    verify_id_token(&world.jwks().await, &tokens.id_token)
}

/// Sends a request of a user who is signed in. Returns the claims of the ID token.
async fn claims_for(database: Database, changed: &[(&str, &str)]) -> Value {
    let (world, wiki) = open(database, |_| {}).await;
    world.give_phone(OWNER, NUMBER, true).await;
    let mut browser = signed_in(&world, Client).await;
    let answer = at_once(&wiki, &mut browser, changed).await;
    let claims = claims(&world, &wiki, &answer).await;
    assert_eq!(claims["aud"], wiki.client.to_string());
    claims
}

/// Whether the claims of `profile`, `email` and `phone` are there.
fn told(claims: &Value) -> [bool; 3] {
    let is_told = |name: &str, value: Value| match claims.get(name) {
        None => false,
        Some(found) => {
            assert_eq!(*found, value, "{name}");
            true
        }
    };
    let email = is_told("email", json!(OWNER));
    let phone = is_told("phone_number", json!(NUMBER));
    assert_eq!((email, phone), (is_told("email_verified", json!(true)), is_told("phone_number_verified", json!(true))));
    [is_told("name", json!("Jo")), email, phone]
}

/// The error at the client of a user who is signed in.
async fn error_for(database: Database, changed: &[(&str, &str)]) -> String {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let mut answer = at_once(&wiki, &mut browser, changed).await;
    assert!(!answer.contains_key("code"));
    answer.remove("error").unwrap()
}

#[apply(matrix)]
async fn oidcc_response_type_missing(database: Database) {
    assert_eq!(error_for(database, &[("response_type", "")]).await, "invalid_request");
}

#[apply(matrix)]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(database: Database) {
    assert_eq!(claims_for(database, &[("nonce", "")]).await.get("nonce"), None);
}

#[apply(matrix)]
async fn oidcc_scope_profile(database: Database) {
    assert_eq!(told(&claims_for(database, &[("scope", "openid profile")]).await), [true, false, false]);
}

#[apply(matrix)]
async fn oidcc_scope_email(database: Database) {
    assert_eq!(told(&claims_for(database, &[("scope", "openid email")]).await), [false, true, false]);
}

/// Portico knows no postal addresses: the scope is left out.
#[apply(matrix)]
async fn oidcc_scope_address(database: Database) {
    let claims = claims_for(database, &[("scope", "openid address")]).await;
    assert_eq!((told(&claims), claims.get("address")), ([false; 3], None));
}

#[apply(matrix)]
async fn oidcc_scope_phone(database: Database) {
    assert_eq!(told(&claims_for(database, &[("scope", "openid phone")]).await), [false, false, true]);
}

#[apply(matrix)]
async fn oidcc_scope_all(database: Database) {
    let scope = "openid email phone address profile";
    assert_eq!(told(&claims_for(database, &[("scope", scope)]).await), [true; 3]);
}

/// The order of scopes and parameters does not matter.
#[apply(matrix)]
async fn oidcc_alternate_happy_flow(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let request = wiki.request(&[("scope", "email openid")]);
    let reversed = request.rsplit('&').collect::<Vec<_>>().join("&");
    let answer = browser.get(&format!("/oauth/authorize?{reversed}")).await;
    let answer = parameters_of(answer.header("location"));
    assert_eq!(told(&claims(&world, &wiki, &answer).await), [false, true, false]);
}

#[apply(matrix)]
async fn oidcc_display_page(database: Database) {
    claims_for(database, &[("display", "page")]).await;
}

#[apply(matrix)]
async fn oidcc_display_popup(database: Database) {
    claims_for(database, &[("display", "popup")]).await;
}

/// Opens the page of a request that asks for a new authentication, and authenticates. Returns the time of the
/// authentication in the ID token of the first request, and in that of this one.
async fn times_of(database: Database, style: Style, changed: &[(&str, &str)]) -> (i64, i64) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let first = at_once(&wiki, &mut browser, &[]).await;
    let first = claims(&world, &wiki, &first).await["auth_time"].as_i64().unwrap();
    world.clock.advance(Seconds(2));
    let here = waiting(&wiki, &mut browser, changed).await;
    assert!(!matches!(browser.page(&here).await, PageData::Redirect(_)), "the user is asked");
    browser.at = paths::reauthentication_before(&here);
    browser.act("prove", &[("current", PASSWORD), ("next", &here)]).await.unwrap();
    let second = arrived(&wiki, &mut browser, &here).await;
    (first, claims(&world, &wiki, &second).await["auth_time"].as_i64().unwrap())
}

#[apply(matrix)]
async fn oidcc_prompt_login(database: Database, style: Style) {
    let (first, second) = times_of(database, style, &[("prompt", "login")]).await;
    assert!(first < second);
}

#[apply(matrix)]
async fn oidcc_max_age_1(database: Database, style: Style) {
    let (first, second) = times_of(database, style, &[("max_age", "1")]).await;
    assert!(first < second);
}

/// Both answers are about the same authentication.
async fn asks_twice(database: Database, again: &[(&str, &str)]) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let first = at_once(&wiki, &mut browser, &[]).await;
    world.clock.advance(Seconds(2));
    let second = at_once(&wiki, &mut browser, again).await;
    let (first, second) = (claims(&world, &wiki, &first).await, claims(&world, &wiki, &second).await);
    assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
}

#[apply(matrix)]
async fn oidcc_max_age_10000(database: Database) {
    asks_twice(database, &[("max_age", "10000")]).await;
}

#[apply(matrix)]
async fn oidcc_prompt_none_logged_in(database: Database) {
    asks_twice(database, &[("prompt", "none")]).await;
}

#[apply(matrix)]
async fn oidcc_prompt_none_not_logged_in(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let answer = at_once(&wiki, &mut world.browser(Client), &[("prompt", "none")]).await;
    assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("login_required", "the-state"));
}

#[apply(matrix)]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds(database: Database) {
    claims_for(database, &[("extra", "foobar")]).await;
}

#[apply(matrix)]
async fn oidcc_id_token_hint(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let code = wiki.code(&mut browser, &[]).await;
    let hint = wiki.exchange(&world, &code).await.id_token;
    let answer = at_once(&wiki, &mut browser, &[("prompt", "none"), ("id_token_hint", &hint)]).await;
    assert_eq!(claims(&world, &wiki, &answer).await["sub"], world.id_of(OWNER).await.to_string());
}

#[apply(matrix)]
async fn oidcc_login_hint(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(style);
    let here = waiting(&wiki, &mut browser, &[("login_hint", OWNER)]).await;
    browser.password_to("", OWNER, PASSWORD, &here).await.unwrap();
    let answer = arrived(&wiki, &mut browser, &here).await;
    claims(&world, &wiki, &answer).await;
}

#[apply(matrix)]
async fn oidcc_ui_locales(database: Database) {
    claims_for(database, &[("ui_locales", "se de")]).await;
}

#[apply(matrix)]
async fn oidcc_claims_locales(database: Database) {
    claims_for(database, &[("claims_locales", "se")]).await;
}

/// Of the values that the discovery document names, the weakest is enough.
#[apply(matrix)]
async fn oidcc_ensure_request_with_acr_values_succeeds(database: Database) {
    let claims = claims_for(database, &[("acr_values", "urn:portico:1 urn:portico:2")]).await;
    assert_eq!(claims["acr"], "urn:portico:1");
}

/// The page of the error is Portico's.
#[apply(matrix)]
async fn oidcc_ensure_registered_redirect_uri(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let address = format!("{}/other", wiki.redirect_uri);
    let answer = wiki.authorize(&mut browser, &[("redirect_uri", &address)]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
    assert!(answer.header("content-type").starts_with("text/html"));
}

#[apply(matrix)]
async fn oidcc_ensure_post_request_succeeds(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let answer = browser.request("POST", "/oauth/authorize", &[FORM], Body::from(wiki.request(&[]))).await;
    assert_eq!(answer.status, 303);
    let here = answer.header("location").to_owned();
    let answer = arrived(&wiki, &mut browser, &here).await;
    claims(&world, &wiki, &answer).await;
}

/// A request object without a signature: `{"alg":"none"}` and `{}`.
const REQUEST_OBJECT: &str = "eyJhbGciOiJub25lIn0.e30.";

#[apply(matrix)]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(database: Database) {
    let error = error_for(database, &[("request_uri", "https://wiki.example/request.jwt")]).await;
    assert_eq!(error, "request_uri_not_supported");
}

#[apply(matrix)]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(database: Database) {
    assert_eq!(error_for(database, &[("request", REQUEST_OBJECT)]).await, "request_not_supported");
}

/// An address in a request object, here `{"redirect_uri":"https://evil.example/"}`, is not used for the error either.
#[apply(matrix)]
async fn oidcc_ensure_request_object_with_redirect_uri(database: Database) {
    let object = "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZS8ifQ.";
    assert_eq!(error_for(database, &[("request", object)]).await, "request_not_supported");
}

/// The parameter `claims` is ignored, as the discovery document says.
#[apply(matrix)]
async fn oidcc_claims_essential(database: Database) {
    let claims = claims_for(database, &[("claims", r#"{"userinfo":{"name":{"essential":true}}}"#)]).await;
    assert_eq!(told(&claims), [false; 3]);
}

/// Every request of these stories has this challenge.
#[apply(matrix)]
async fn oidcc_ensure_request_with_valid_pkce_succeeds(database: Database) {
    let claims = claims_for(database, &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]).await;
    assert_eq!(claims["nonce"], "the-nonce");
}
