//! How strongly, and how recently, a user must have signed in: what the application asks for, and what a request adds.

use super::{arrived, at_once, change, open, press, shown, signed_in, waiting};
use crate::second_step::give_app;
use crate::support::prelude::*;
use app::paths;
use domain::application::{Missing, Strength, StrengthLevel};
use service::oidc::Authorization;
use store::applications;

fn lacks(missing: Missing) -> Authorization {
    Authorization::Missing { application: "Wiki".parse().unwrap(), missing }
}

#[apply(matrix)]
async fn acr_values_lead_to_the_missing_step(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let asked = [("acr_values", "urn:portico:phr urn:portico:2 urn:other:gold")];
    let here = waiting(&wiki, &mut browser, &asked).await;
    assert_eq!(shown(&world, &browser, &here).await, lacks(Missing::SecondStep));
    // Setting it up counts as taking it.
    give_app(&world, &mut browser).await;
    let answer = arrived(&wiki, &mut browser, &here).await;
    let tokens = wiki.exchange(&world, &answer["code"]).await;
    assert_eq!(verify_id_token(&world.jwks().await, &tokens.id_token)["acr"], "urn:portico:2");
    assert!(at_once(&wiki, &mut browser, &asked).await.contains_key("code"));
}

#[apply(matrix)]
async fn who_cannot_take_the_step_can_go_back(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let asked = [("acr_values", "urn:portico:phr")];
    let here = waiting(&wiki, &mut browser, &asked).await;
    assert_eq!(shown(&world, &browser, &here).await, lacks(Missing::Passkey));
    press(&mut browser, &here, "decline_access").await.unwrap();
    let answer = arrived(&wiki, &mut browser, &here).await;
    assert_eq!(answer["error"], "unmet_authentication_requirements");
    let silent = at_once(&wiki, &mut browser, &[asked[0], ("prompt", "none")]).await;
    assert_eq!(silent["error"], "interaction_required");
}

/// A request can only ask for more than the application.
#[apply(matrix)]
async fn the_application_asks_whatever_the_request_says(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let home = world.organisation("codes").await;
    let mut application = applications::find(&world.app.store, home, wiki.application).await.unwrap().unwrap();
    application.strength = Strength { level: StrengthLevel::SecondStep, within: None };
    change(&world, async |transaction| {
        applications::change(transaction, &application, world.now()).await.unwrap();
    })
    .await;
    let mut browser = signed_in(&world, Client).await;
    for acr in ["", "urn:portico:1", "urn:portico:1 urn:portico:phr"] {
        let here = waiting(&wiki, &mut browser, &[("acr_values", acr)]).await;
        assert_eq!(shown(&world, &browser, &here).await, lacks(Missing::SecondStep));
    }
}

/// Both ways in which a client asks for a new authentication end with the same page, and only a later one counts.
#[apply(matrix)]
async fn an_old_sign_in_is_confirmed(
    database: Database,
    style: Style,
    #[values(("prompt", "login"), ("max_age", "0"))] asked: (&str, &str),
) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let here = waiting(&wiki, &mut browser, &[asked]).await;
    for _ in 0..2 {
        assert_eq!(shown(&world, &browser, &here).await, lacks(Missing::Recent));
    }
    world.clock.advance(Seconds(1));
    browser.at = paths::reauthentication_before(&here);
    assert_eq!(browser.act("prove", &[("current", PASSWORD), ("next", &here)]).await.unwrap(), here);
    let answer = arrived(&wiki, &mut browser, &here).await;
    let tokens = wiki.exchange(&world, &answer["code"]).await;
    let claims = verify_id_token(&world.jwks().await, &tokens.id_token);
    assert_eq!(claims["auth_time"], world.now().0 / 1000);
}
