//! The signed assertion, and the keys with which applications verify it.

use super::{ORIGIN, Proxy, WIKI, entered, open, signed_in};
use crate::invitations::admin_of;
use crate::support::prelude::*;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE};
use domain::GroupId;
use serde_json::{Value, json};
use service::account::as_admin;
use service::applications::preview;
use service::forward_auth::unverified_claims;
use sha2::{Digest as _, Sha256};
use store::{applications, groups};
use uuid::Uuid;

/// The claims of a token, verified as an application does it.
pub fn verified(jwks: &Value, token: &str) -> Option<Value> {
    verified_token(jwks, "portico-assertion+jwt", token)
}

#[apply(matrix)]
async fn an_application_verifies_who_sends_which_request(database: Database) {
    let world = open(database).await;
    let mut portico = signed_in(&world).await;
    let mut wiki = entered(&world, &portico).await;
    let answer = Proxy::Caddy.ask(&mut wiki, "PUT", "/a?b=%zz", &[]).await;
    let token = answer.header("portico-assertion");
    let keys = portico.get("/oauth/jwks").await;
    let claims = verified(&serde_json::from_str(&keys.body).unwrap(), token).unwrap();
    let now = world.now().0 / 1000;
    assert_eq!(claims["sid"].as_str().unwrap().len(), 32);
    let uri_hash = URL_SAFE.encode(Sha256::digest(format!("{ORIGIN}/a?b=%zz")));
    let expected = json!({
        "iss": PUBLIC_URL, "sub": world.id_of(OWNER).await.to_string(), "aud": ORIGIN, "iat": now, "exp": now + 60,
        "sid": claims["sid"], "amr": ["otp"], "acr": "urn:portico:1", "org": "codes", "groups": [], "method": "PUT",
        "uri_hash": uri_hash,
    });
    assert_eq!(claims, expected);
    let other = Proxy::Caddy.ask(&mut wiki, "GET", "/", &[]).await;
    let (signed, _) = other.header("portico-assertion").rsplit_once('.').unwrap();
    let (_, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(verified(&serde_json::from_str(&keys.body).unwrap(), &format!("{signed}.{signature}")), None);
}

/// The headers do not say whose groups they name, so they name those of the application's own organisation only.
#[apply(matrix)]
async fn groups_of_another_organisation_are_only_in_the_assertion(database: Database) {
    let world = open(database).await;
    let (store, now, tenants) = (&world.app.store, world.now(), world.organisation("north-star").await);
    let group = new_group(GroupId(Uuid::from_u128(9)), tenants, "admins", now);
    let tenant = world.id_of(TENANT).await;
    let transaction = store.begin().await.unwrap();
    assert!(groups::insert(&transaction, &group).await.unwrap());
    groups::add_members(&transaction, group.id, &[tenant], now).await.unwrap();
    applications::set_organisations(&transaction, WIKI, &[tenants]).await.unwrap();
    store.commit(transaction).await.unwrap();
    let mut portico = world.browser(Client);
    world.sign_in_at(&mut portico, "north-star", TENANT).await;
    let mut wiki = entered(&world, &portico).await;
    let answer = Proxy::Caddy.ask(&mut wiki, "GET", "/", &[]).await;
    assert_eq!((answer.header("remote-email"), answer.header("remote-groups")), (TENANT, ""));
    let keys = portico.get("/oauth/jwks").await;
    let claims = verified(&serde_json::from_str(&keys.body).unwrap(), answer.header("portico-assertion")).unwrap();
    assert_eq!((&claims["org"], &claims["groups"]), (&json!("north-star"), &json!(["admins"])));
}

/// What the console previews is what a check answers, but for what depends on the session and the request.
#[apply(matrix)]
async fn the_preview_of_a_thousand_groups_is_what_the_application_receives(database: Database) {
    let world = open(database).await;
    let (store, now, home) = (&world.app.store, world.now(), world.organisation("codes").await);
    let owner = world.id_of(OWNER).await;
    let transaction = store.begin().await.unwrap();
    for number in 0..1000 {
        let id = GroupId(Uuid::from_u128(100 + number));
        let group = new_group(id, home, &format!("Group {number:03}, ä"), now);
        assert!(groups::insert(&transaction, &group).await.unwrap());
        groups::add_members(&transaction, id, &[owner], now).await.unwrap();
    }
    store.commit(transaction).await.unwrap();
    world.give_password(ADMIN, PASSWORD).await;
    let admin = admin_of(&world, "codes", ADMIN).await;
    let admin = as_admin(&admin.signed_in).unwrap();
    let shown = preview(&world.app, admin, WIKI, &OWNER.parse().unwrap()).await.unwrap();

    let mut wiki = entered(&world, &signed_in(&world).await).await;
    let answer = Proxy::Caddy.ask(&mut wiki, "GET", "/", &[]).await;
    assert_eq!(shown.headers.len(), 4);
    for (name, value) in &shown.headers {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(answer.header("remote-groups").ends_with(",..."), "the list is cut");
    let told = unverified_claims::<Value>(answer.header("portico-assertion")).unwrap();
    let Value::Object(mut claims) = told else { panic!("{told}") };
    for other in ["iat", "exp", "sid", "amr", "acr", "method", "uri_hash"] {
        assert!(claims.remove(other).is_some(), "{other}");
    }
    assert_eq!(Value::Object(claims), shown.claims);
    assert_eq!(shown.claims["groups_cut"], json!(true));
}

#[apply(matrix)]
async fn the_keys_are_for_everyone_and_kept_for_five_minutes(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    let keys = browser.get("/oauth/jwks").await;
    assert_eq!((keys.status.as_u16(), keys.header("content-type")), (200, "application/json"));
    assert_eq!(keys.header("cache-control"), "public, max-age=300");
    assert_eq!(keys.header("access-control-allow-origin"), "*");
    assert!(!keys.body.contains("\"d\""));
    let before = world.app.store.statements();
    let known = [("if-none-match", keys.header("etag"))];
    let same = browser.request("GET", "/oauth/jwks", &known, axum::body::Body::empty()).await;
    assert_eq!((same.status.as_u16(), same.body.as_str()), (304, ""));
    assert_eq!(world.app.store.statements(), before);
}
