//! Requests that cannot be answered: which errors the client learns, and which it never learns.

use super::{arrived, at_once, open, page_of, request_in, signed_in, waiting};
use crate::oauth::FORM;
use crate::support::prelude::*;
use app::authorize::{AuthorizeScreen, AuthorizeState};
use domain::oidc::{ClientAuthentication, ClientSettings};
use service::oidc;
use std::collections::BTreeMap;
use store::oauth_clients;

/// A state that would end an attribute and a tag of a page.
const STATE: &str = "\"></form><script>alert(1)</script>'&amp;ü";

/// An error goes to a registered address only, compared byte by byte.
#[apply(matrix)]
async fn no_redirect_to_what_is_not_registered(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let other = world.relying_party(|_| {}).await;
    let mut browser = signed_in(&world, style).await;
    for address in [
        "",
        "https://wiki.example",
        "https://wiki.example/",
        "https://wiki.example/callback/",
        "https://wiki.example/Callback",
        "https://WIKI.example/callback",
        "HTTPS://wiki.example/callback",
        "http://wiki.example/callback",
        "https://wiki.example/callback?a=1",
        "https://wiki.example/callback?",
        "https://wiki.example/callback#",
        "https://wiki.example/%63allback",
        "https://wiki.example/x/../callback",
        "https://wiki.example:443/callback",
        "https://wiki.example:8443/callback",
        "https://wiki.example.evil.example/callback",
        "https://wiki.example@evil.example/callback",
        "https://user@wiki.example/callback",
        "https://wiki.example\\@evil.example/callback",
        " https://wiki.example/callback",
        "javascript:alert(1)",
        &other.redirect_uri,
    ] {
        for mode in ["query", "form_post"] {
            let changed = [("redirect_uri", address), ("response_mode", mode), ("prompt", "none")];
            let answer = wiki.authorize(&mut browser, &changed).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{address:?}");
            assert!(!answer.body.contains("evil.example"), "no link leads there");
            let answer = browser.request("POST", "/oauth/authorize", &[FORM], wiki.request(&changed)).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{address:?}");
        }
    }
}

#[apply(matrix)]
async fn an_unknown_client_is_not_answered(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let own = wiki.client.to_string();
    let unknown = "f".repeat(32);
    for client in ["", "wiki", &own[1..], &format!("{own} "), &unknown] {
        let answer = wiki.authorize(&mut browser, &[("client_id", client)]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{client:?}");
    }
    for twice in ["client_id", "redirect_uri"] {
        let value = if twice == "client_id" { own.as_str() } else { wiki.redirect_uri.as_str() };
        let path = format!("/oauth/authorize?{}&{}", wiki.request(&[]), form(&[(twice, value)]));
        let answer = browser.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{twice}");
    }
}

/// Where another server has deleted it, this one may know it for a second more.
#[apply(matrix)]
async fn a_client_that_was_just_deleted_is_unknown(database: Database) {
    let settings = |settings: &mut ClientSettings| {
        (settings.authentication, settings.allows_device) = (ClientAuthentication::None, true);
    };
    let (world, wiki) = open(database, settings).await;
    let mut browser = signed_in(&world, Client).await;
    let is_known = async || oauth_clients::find(&world.app.store, wiki.client, world.now()).await.unwrap().is_some();
    assert!(is_known().await);
    world.database.execute("DELETE FROM oauth_client").await;
    assert!(is_known().await, "it is cached");
    for changed in [[("prompt", "")], [("prompt", "login")]] {
        let answer = wiki.authorize(&mut browser, &changed).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{changed:?}");
    }
    let answer = wiki.post(&mut world.browser(Client), "/oauth/device", &[("scope", "openid")]).await;
    assert_eq!(answer.oauth_error(), (401, "invalid_client".to_owned()));
}

/// Each fault, and the error that the client reads. The user need not be signed in.
const FAULTS: [(&[(&str, &str)], &str); 17] = [
    (&[("response_type", "")], "invalid_request"),
    (&[("response_type", "token")], "unsupported_response_type"),
    (&[("response_type", "code id_token")], "unsupported_response_type"),
    (&[("response_mode", "fragment")], "invalid_request"),
    (&[("scope", "")], "invalid_scope"),
    (&[("scope", "profile email")], "invalid_scope"),
    (&[("prompt", "none login")], "invalid_request"),
    (&[("prompt", "sometimes")], "invalid_request"),
    (&[("max_age", "-1")], "invalid_request"),
    (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
    (&[("code_challenge_method", "plain")], "invalid_request"),
    (&[("code_challenge_method", "")], "invalid_request"),
    (&[("code_challenge", "short")], "invalid_request"),
    (&[("request", "e30.e30.")], "request_not_supported"),
    (&[("request_uri", "https://wiki.example/request")], "request_uri_not_supported"),
    (&[("registration", "{}")], "registration_not_supported"),
    (&[("nonce", "a\0b")], "invalid_request"),
];

#[apply(matrix)]
async fn a_fault_of_the_client_goes_back_to_it(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(Client);
    for (changed, error) in FAULTS {
        let answer = at_once(&wiki, &mut browser, changed).await;
        let expected = (error, "the-state", false);
        let found = (answer["error"].as_str(), answer["state"].as_str(), answer.contains_key("code"));
        assert_eq!(found, expected, "{changed:?}");
        assert!(!answer["error_description"].is_empty());
    }
    // What is not repeated as it came is not repeated at all.
    let answer = at_once(&wiki, &mut browser, &[("state", "a\0b")]).await;
    assert_eq!((answer["error"].as_str(), answer.get("state")), ("invalid_request", None));
    let path = format!("/oauth/authorize?{}&unknown=1&unknown=1", wiki.request(&[]));
    let location = browser.get(&path).await.header("location").to_owned();
    assert_eq!(parameters_of(&location)["error"], "invalid_request");
}

/// The fields that the page of a request posts to the client. The page is a plain one.
async fn posted(browser: &mut Browser, wiki: &RelyingParty, here: &str) -> BTreeMap<String, String> {
    match browser.shown::<AuthorizeScreen>(here).await.unwrap().state {
        AuthorizeState::Post { action, fields, .. } => {
            assert_eq!(action, wiki.redirect_uri);
            fields.into_iter().collect()
        }
        state => panic!("{state:?}"),
    }
}

#[apply(matrix)]
async fn form_post_escapes_html_in_state(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Form).await;
    let changed = [("state", STATE), ("response_mode", "form_post")];
    let here = waiting(&wiki, &mut browser, &changed).await;
    let page = browser.get(&here).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("alert(1)") && !page.body.contains("<script>alert"), "{}", page.body);
    assert!(!page.body.contains("\"></form><script>"), "{}", page.body);

    let here = waiting(&wiki, &mut browser, &changed).await;
    let fields = posted(&mut browser, &wiki, &here).await;
    assert_eq!((fields["state"].as_str(), fields["iss"].as_str()), (STATE, PUBLIC_URL));
    wiki.exchange(&world, &fields["code"]).await;
}

#[apply(matrix)]
async fn errors_too_go_by_form_post(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(Form);
    let faults = FAULTS.into_iter().filter(|(changed, _)| changed[0].0 != "response_mode");
    for (changed, error) in faults.chain([(&[("prompt", "none")][..], "login_required")]) {
        let changed = [changed, &[("response_mode", "form_post"), ("state", STATE)]].concat();
        let here = waiting(&wiki, &mut browser, &changed).await;
        assert!(oidc::answers_by_post(&world.app, request_in(&here).parse().unwrap()).await.unwrap());
        let fields = posted(&mut browser, &wiki, &here).await;
        let found = [&fields["error"], &fields["state"], &fields["iss"]].map(String::as_str);
        assert_eq!(found, [error, STATE, PUBLIC_URL], "{changed:?}");
    }
}

/// 10 kB are more than a header of some proxies: only the way out has the state, never a path of Portico.
#[apply(matrix)]
async fn a_long_state_comes_back_unchanged(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(style);
    let state = STATE.repeat(10_000 / STATE.len());
    let body = wiki.request(&[("state", &state)]);
    let here = page_of(&browser.request("POST", "/oauth/authorize", &[FORM], body).await);
    assert!(here.len() < 50);
    browser.password_to("", OWNER, PASSWORD, &here).await.unwrap();
    assert_eq!(arrived(&wiki, &mut browser, &here).await["state"], state);
}
