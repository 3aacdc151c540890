//! The signed assertion, and the keys with which applications verify it.

use super::{ORIGIN, Proxy, WIKI, entered, open, signed_in};
use crate::support::prelude::*;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE};
use domain::GroupId;
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde_json::{Value, json};
use service::signing_keys;
use sha2::{Digest as _, Sha256};
use store::{applications, groups};
use uuid::Uuid;

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE.decode(text).unwrap()
}

/// The claims of a token, verified as an application does it.
fn verified(jwks: &Value, token: &str) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&bytes(header)).unwrap();
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("portico-assertion+jwt")));
    let key = jwks["keys"].as_array()?.iter().find(|key| key["kid"] == header["kid"])?;
    let coordinate = |name: &str| bytes(key[name].as_str().unwrap());
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    key.verify(signed.as_bytes(), &Signature::from_slice(&bytes(signature)).ok()?).ok()?;
    serde_json::from_slice(&bytes(claims)).ok()
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

#[apply(threaded_matrix)]
async fn servers_that_make_the_first_key_at_once_agree(database: Database) {
    let world = World::open(database).await;
    let other = world.other_server(|_| {}).await;
    let (here, there) = tokio::join!(signing_keys::current(&world.app), signing_keys::current(&other));
    let (here, there) = (here.unwrap(), there.unwrap());
    assert_eq!((&here.jwks, here.signing.kid()), (&there.jwks, there.signing.kid()));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM signing_key").await, 1);
}
