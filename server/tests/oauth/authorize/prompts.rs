//! What a client can demand with `prompt`: no page at all, and the question which account it is to be.

use super::{arrived, at_once, open, press, shown, signed_in, waiting};
use crate::support::prelude::*;
use domain::limits;
use service::oidc::Authorization;
use service::security::rate_limit::Subject;

fn question() -> Authorization {
    Authorization::ChooseAccount { application: "Wiki".parse().unwrap(), email: OWNER.to_owned() }
}

/// An application that renews its tokens in a loop fills no table.
#[apply(matrix)]
async fn after_many_answers_at_once_the_page_answers(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let limit = limits::ANSWERS_PER_ACCOUNT_AND_APPLICATION;
    let (home, owner) = (world.organisation("codes").await, world.id_of(OWNER).await);
    world.consume(limit, Subject::AccountAt(home, owner, wiki.application), limit.allowed - 1).await;
    let silent: &[(&str, &str)] = &[("prompt", "none")];
    assert!(at_once(&wiki, &mut browser, silent).await.contains_key("code"));
    let here = waiting(&wiki, &mut browser, silent).await;
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
}

#[apply(matrix)]
async fn the_account_is_chosen_once(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    for _ in 0..2 {
        let here = waiting(&wiki, &mut browser, &[("prompt", "select_account")]).await;
        assert_eq!(shown(&world, &browser, &here).await, question());
        assert_eq!(press(&mut browser, &here, "choose_account").await.unwrap(), here);
        assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
    }
}

/// Whoever signs in for a request has chosen the account by that.
#[apply(matrix)]
async fn another_account_is_chosen_by_signing_in(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let here = waiting(&wiki, &mut browser, &[("prompt", "select_account")]).await;
    world.sign_in(&mut browser, ADMIN).await;
    let answer = arrived(&wiki, &mut browser, &here).await;
    let tokens = wiki.exchange(&world, &answer["code"]).await;
    let claims = verify_id_token(&world.jwks().await, &tokens.id_token);
    assert_eq!(claims["sub"], world.id_of(ADMIN).await.to_string());
}

/// A choice counts for the account for which it was made.
#[apply(matrix)]
async fn a_choice_is_not_anothers(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut admin = world.browser(Client);
    world.sign_in(&mut admin, ADMIN).await;
    let mut owner = signed_in(&world, Client).await;
    let here = waiting(&wiki, &mut owner, &[("prompt", "select_account")]).await;
    press(&mut admin, &here, "choose_account").await.unwrap();
    assert_eq!(shown(&world, &owner, &here).await, question());
}

/// A client asks silently, in a frame or on the way to its page. Nothing is written, whatever the answer is.
#[apply(matrix)]
async fn a_silent_request_leaves_no_row(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let silent = [("prompt", "none"), ("acr_values", "urn:portico:2")];
    let mut stranger = world.browser(Client);
    assert_eq!(at_once(&wiki, &mut stranger, &silent).await["error"], "login_required");
    let mut browser = signed_in(&world, Client).await;
    assert_eq!(at_once(&wiki, &mut browser, &silent).await["error"], "interaction_required");
    world.clock.advance(Seconds(10));
    let old = [("prompt", "none"), ("max_age", "10")];
    assert_eq!(at_once(&wiki, &mut browser, &old).await["error"], "login_required");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_request").await, 0);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_authorization").await, 0);
}
