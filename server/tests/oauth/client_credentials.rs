//! Clients that act for themselves: their tokens are about no user (RFC 6749 §4.4).

use super::authorize::change;
use crate::support::prelude::*;
use domain::oidc::{ClientAuthentication, ClientSettings};
use std::collections::BTreeSet;
use store::oauth_clients;

const ASKING: [(&str, &str); 1] = [("grant_type", "client_credentials")];

async fn open(database: Database) -> (World, RelyingParty) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.allows_client_credentials = true).await;
    (world, wiki)
}

#[apply(matrix)]
async fn a_client_gets_a_token_of_its_own(database: Database) {
    let (world, wiki) = open(database).await;
    let answer = wiki.token(&world, &ASKING).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    let body = answer.json();
    let members: BTreeSet<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    let usual = BTreeSet::from(["access_token", "expires_in", "token_type"]);
    assert_eq!(members, usual, "no refresh token, no ID token");
    assert_eq!((&body["token_type"], &body["expires_in"]), (&"Bearer".into(), &900.into()));

    let token = body["access_token"].as_str().unwrap();
    let told = wiki.introspect(&world, token).await;
    let client = wiki.client.to_string();
    assert_eq!(
        (&told["active"], &told["sub"], &told["client_id"]),
        (&true.into(), &client.clone().into(), &client.into())
    );
    for about_a_user in ["username", "sid", "acr", "amr", "auth_time", "scope"] {
        assert!(told.get(about_a_user).is_none(), "{about_a_user}: {told}");
    }
    let refused = wiki.userinfo(&world, token).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("www-authenticate")),
        (403, "Bearer error=\"insufficient_scope\"")
    );
    let other = world.relying_party(|_| {}).await;
    assert_eq!(other.introspect(&world, token).await["active"], false);
    world.clock.advance(Seconds::minutes(15));
    assert_eq!(wiki.introspect(&world, token).await["active"], false);
}

#[apply(matrix)]
async fn a_token_of_a_client_can_be_given_back(database: Database) {
    let (world, wiki) = open(database).await;
    let token = Tokens::read(&wiki.token(&world, &ASKING).await).access;
    assert_eq!(wiki.introspect(&world, &token).await["active"], true);
    let answer = wiki.post(&mut world.browser(Client), "/oauth/revoke", &[("token", &token)]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(wiki.introspect(&world, &token).await["active"], false);
}

#[apply(matrix)]
async fn tokens_of_a_client_end_when_an_admin_turns_them_off(database: Database) {
    let (world, wiki) = open(database).await;
    let token = Tokens::read(&wiki.token(&world, &ASKING).await).access;
    assert_eq!(wiki.introspect(&world, &token).await["active"], true);
    let (_, settings) = oauth_clients::of_application(&world.app.store, wiki.application).await.unwrap().unwrap();
    change(&world, async |transaction| {
        let settings = ClientSettings { allows_client_credentials: false, ..settings };
        oauth_clients::change(transaction, wiki.client, &settings).await.unwrap();
    })
    .await;
    assert_eq!(wiki.introspect(&world, &token).await["active"], false);
    assert_eq!(wiki.token(&world, &ASKING).await.oauth_error(), (400, "unauthorized_client".to_owned()));
}

#[apply(matrix)]
async fn who_may_not_act_for_itself_is_refused(database: Database) {
    let (world, wiki) = open(database).await;
    let usual = world.relying_party(|_| {}).await;
    let public = world
        .relying_party(|settings| {
            (settings.authentication, settings.allows_client_credentials) = (ClientAuthentication::None, true);
        })
        .await;
    for party in [usual, public] {
        assert_eq!(party.token(&world, &ASKING).await.oauth_error(), (400, "unauthorized_client".to_owned()));
    }
    for scope in ["openid", "email groups", "api offline_access"] {
        let answer = wiki.token(&world, &[ASKING[0], ("scope", scope)]).await;
        assert_eq!(answer.oauth_error(), (400, "invalid_scope".to_owned()), "{scope}");
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_access_token").await, 0);
}
