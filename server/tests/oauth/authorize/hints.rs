//! What a client says about its user: an address, or an earlier ID token.

use super::{arrived, at_once, open, page_of, press, request_in, shown, signed_in, waiting};
use crate::oauth::FORM;
use crate::support::prelude::*;
use service::oidc::{self, Authorization};

/// An ID token of the user who is signed in.
async fn id_token(world: &World, wiki: &RelyingParty, browser: &mut Browser) -> String {
    let code = wiki.code(browser, &[]).await;
    wiki.exchange(world, &code).await.id_token
}

#[apply(matrix)]
async fn a_hint_at_another_account_asks_once(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut admin = world.browser(style);
    world.sign_in(&mut admin, ADMIN).await;
    let hint = id_token(&world, &wiki, &mut admin).await;
    let mut browser = signed_in(&world, style).await;
    let hint = [("id_token_hint", hint.as_str())];
    let here = waiting(&wiki, &mut browser, &hint).await;
    let question = Authorization::ChooseAccount { application: "Wiki".parse().unwrap(), email: OWNER.to_owned() };
    assert_eq!(shown(&world, &browser, &here).await, question);
    press(&mut browser, &here, "choose_account").await.unwrap();
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
    let silent = at_once(&wiki, &mut browser, &[hint[0], ("prompt", "none")]).await;
    assert_eq!((silent["error"].as_str(), silent.contains_key("code")), ("login_required", false));
    assert!(at_once(&wiki, &mut admin, &[hint[0], ("prompt", "none")]).await.contains_key("code"));
}

/// Whoever signs in beside a request that shows no page has not chosen to go on with it.
#[apply(matrix)]
async fn a_silent_request_is_never_for_another_account(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut admin = world.browser(style);
    world.sign_in(&mut admin, ADMIN).await;
    let hint = id_token(&world, &wiki, &mut admin).await;
    let mut browser = world.browser(style);
    let body = wiki.request(&[("id_token_hint", &hint), ("prompt", "none")]);
    let here = page_of(&browser.request("POST", "/oauth/authorize", &[FORM], body).await);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let answer = arrived(&wiki, &mut browser, &here).await;
    assert_eq!((answer["error"].as_str(), answer.contains_key("code")), ("login_required", false));
}

/// Whether the account is signed in is said to no client that could not know the account.
#[apply(matrix)]
async fn only_an_id_token_of_the_client_is_a_hint(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let other = world.relying_party(|_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let own = id_token(&world, &wiki, &mut browser).await;
    let foreign = id_token(&world, &other, &mut browser).await;
    let (signed, _) = own.rsplit_once('.').unwrap();
    let (_, claims) = signed.split_once('.').unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{claims}.");
    let access = wiki.exchange(&world, &wiki.code(&mut browser, &[]).await).await.access;
    let answer = at_once(&wiki, &mut browser, &[("id_token_hint", &foreign)]).await;
    assert_eq!((answer["error"].as_str(), answer.contains_key("code")), ("invalid_request", false));
    // The key of an old one may be gone, so what cannot be verified says nothing.
    for hint in [unsigned.as_str(), &format!("{signed}."), &access, "x"] {
        let hint = ("id_token_hint", hint);
        assert!(at_once(&wiki, &mut browser, &[hint]).await.contains_key("code"), "{hint:?}");
        let silent = at_once(&wiki, &mut browser, &[hint, ("prompt", "none")]).await;
        assert_eq!((silent["error"].as_str(), silent.contains_key("code")), ("login_required", false), "{hint:?}");
    }
    // An expired one still says who it is.
    world.clock.advance(Seconds::hours(2));
    let mut later = signed_in(&world, Client).await;
    assert!(at_once(&wiki, &mut later, &[("id_token_hint", &own)]).await.contains_key("code"));
}

#[apply(matrix)]
async fn the_sign_in_page_finds_the_address_of_the_hint(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(Client);
    let hint = async |here: &str| oidc::login_hint(&world.app, request_in(here).parse().unwrap()).await.unwrap();
    let here = waiting(&wiki, &mut browser, &[("login_hint", OWNER)]).await;
    assert_eq!(hint(&here).await.as_deref(), Some(OWNER));
    let here = waiting(&wiki, &mut browser, &[]).await;
    assert_eq!(hint(&here).await, None);
    assert_eq!(hint(&format!("/authorize/{}", "0".repeat(32))).await, None);
}
