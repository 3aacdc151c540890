//! What a client is told about a user, and in which token.

use super::signed_in;
use super::tokens::open;
use crate::support::prelude::*;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE};
use domain::GroupId;
use serde_json::{Value, json};
use service::oidc::metadata;
use sha2::{Digest as _, Sha256};
use store::{applications, groups};
use uuid::Uuid;

const EVERYTHING: (&str, &str) = ("scope", "openid profile email phone groups organisation");

/// Puts the person with this address into a new group of an organisation.
async fn add_to_group(world: &World, at: &str, email: &str, name: &str) {
    let (store, now, person) = (&world.app.store, world.now(), world.id_of(email).await);
    let group = new_group(GroupId(Uuid::from_u128(9)), world.organisation(at).await, name, now);
    let transaction = store.begin().await.unwrap();
    assert!(groups::insert(&transaction, &group).await.unwrap());
    groups::add_members(&transaction, group.id, &[person], now).await.unwrap();
    store.commit(transaction).await.unwrap();
}

#[apply(matrix)]
async fn an_id_token_says_who_signed_in_when_and_how(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    world.give_phone(OWNER, NUMBER, true).await;
    add_to_group(&world, "codes", OWNER, "Staff").await;
    let signed_in_at = world.now().0 / 1000;
    world.clock.advance(Seconds(30));
    let code = wiki.code(&mut portico, &[EVERYTHING]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let told = verify_id_token(&world.jwks().await, &tokens.id_token);
    let (now, hash) = (world.now().0 / 1000, Sha256::digest(&tokens.access));
    let client = wiki.client.to_string();
    let about = json!({
        "sub": world.id_of(OWNER).await.to_string(), "name": "Jo", "preferred_username": OWNER, "email": OWNER,
        "email_verified": true, "phone_number": NUMBER, "phone_number_verified": true, "groups": ["Staff"],
        "org_id": world.organisation("codes").await.to_string(), "org": "codes", "org_name": "Alderway",
    });
    let mut expected = json!({
        "iss": PUBLIC_URL, "aud": client, "azp": client, "iat": now, "exp": now + 3600, "auth_time": signed_in_at,
        "nonce": "the-nonce", "amr": ["otp"], "acr": "urn:portico:1", "sid": told["sid"],
        "at_hash": URL_SAFE.encode(&hash[..16]),
    });
    let members = expected.as_object_mut().unwrap();
    members.extend(about.as_object().unwrap().clone());
    assert_eq!(told, expected);
    assert_eq!(told["sid"].as_str().unwrap().len(), 32);
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.json(), about);
    // The metadata names all of them.
    let named = metadata(PUBLIC_URL)["claims_supported"].clone();
    let is_named = |claim: &String| named.as_array().unwrap().contains(&json!(claim));
    assert!(told.as_object().unwrap().keys().all(is_named), "{told}");
}

#[apply(matrix)]
async fn what_is_not_known_or_not_asked_for_is_left_out(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    for (scope, names) in [
        ("openid", &["sub"][..]),
        ("openid phone", &["sub"]),
        ("openid email", &["email", "email_verified", "sub"]),
        ("openid profile", &["name", "preferred_username", "sub"]),
        ("openid groups address", &["groups", "sub"]),
        ("openid organisation", &["org", "org_id", "org_name", "sub"]),
    ] {
        let code = wiki.code(&mut portico, &[("scope", scope)]).await;
        let told = wiki.userinfo(&world, &wiki.exchange(&world, &code).await.access).await.json();
        let mut told: Vec<&String> = told.as_object().unwrap().keys().collect();
        told.sort_unstable();
        assert_eq!(told, names, "{scope}");
    }
}

#[apply(matrix)]
async fn a_lean_id_token(database: Database) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.is_lean = true).await;
    let code = wiki.code(&mut signed_in(&world).await, &[EVERYTHING]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let told = verify_id_token(&world.jwks().await, &tokens.id_token);
    assert_eq!(told["sub"], json!(world.id_of(OWNER).await.to_string()));
    for name in ["name", "email", "groups", "org"] {
        assert!(told.get(name).is_none(), "{name}");
    }
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.json()["email"], OWNER);
}

/// Opens the client to another organisation, and signs somebody of it in.
async fn open_to_tenants(world: &World, wiki: &RelyingParty) -> Browser {
    let tenants = world.organisation("north-star").await;
    let store = &world.app.store;
    let transaction = store.begin().await.unwrap();
    applications::set_organisations(&transaction, wiki.application, &[tenants]).await.unwrap();
    store.commit(transaction).await.unwrap();
    let mut portico = world.browser(Client);
    world.sign_in_at(&mut portico, "north-star", TENANT).await;
    portico
}

/// Its admins give their people any address. Whoever trusts it would let in somebody else.
#[apply(matrix)]
async fn the_address_of_another_organisation_is_not_verified(database: Database) {
    let (world, wiki, mut own) = open(database).await;
    let mut tenant = open_to_tenants(&world, &wiki).await;
    for (portico, email, is_verified) in [(&mut own, OWNER, true), (&mut tenant, TENANT, false)] {
        let code = wiki.code(portico, &[("scope", "openid email")]).await;
        let tokens = wiki.exchange(&world, &code).await;
        let id_token = verify_id_token(&world.jwks().await, &tokens.id_token);
        for told in [wiki.userinfo(&world, &tokens.access).await.json(), id_token] {
            assert_eq!((&told["email"], &told["email_verified"]), (&json!(email), &json!(is_verified)));
        }
    }
}

/// Another organisation names its groups as it likes, so their names alone mean nothing.
#[apply(matrix)]
async fn org_and_groups_of_others(database: Database) {
    let (world, wiki, _) = open(database).await;
    add_to_group(&world, "north-star", TENANT, "admins").await;
    let mut portico = open_to_tenants(&world, &wiki).await;
    for (scope, groups, org) in [
        ("openid groups", Value::Null, Value::Null),
        ("openid groups organisation", json!(["admins"]), json!("north-star")),
    ] {
        let code = wiki.code(&mut portico, &[("scope", scope)]).await;
        let tokens = wiki.exchange(&world, &code).await;
        let id_token = verify_id_token(&world.jwks().await, &tokens.id_token);
        for told in [wiki.userinfo(&world, &tokens.access).await.json(), id_token] {
            assert_eq!((&told["groups"], &told["org"]), (&groups, &org), "{scope}");
        }
    }
}

/// The token with another header, and another signature if one is given.
fn forged(token: &str, header: &Value, signature: Option<&str>) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let header = URL_SAFE.encode(header.to_string());
    format!("{header}.{}.{}", parts[1], signature.unwrap_or(parts[2]))
}

#[apply(matrix)]
async fn alg_none_hs256_and_foreign_kid_are_no_hint(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let notes = world.relying_party(|_| {}).await;
    let code = wiki.code(&mut portico, &[]).await;
    let token = wiki.exchange(&world, &code).await.id_token;
    let header: Value = serde_json::from_slice(&URL_SAFE.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
    let mut hints = vec![token.clone(), "no token".to_owned(), format!("{token}A")];
    for (name, value) in [("alg", "none"), ("alg", "HS256"), ("kid", "foreign"), ("typ", "portico-assertion+jwt")] {
        let mut header = header.clone();
        header[name] = json!(value);
        hints.push(forged(&token, &header, None));
        hints.push(forged(&token, &header, Some("")));
    }
    for (number, hint) in hints.iter().enumerate() {
        // What cannot be verified is not about the user who is signed in.
        let answer = wiki.authorize(&mut portico, &[("prompt", "none"), ("id_token_hint", hint)]).await;
        let told = parameters_of(answer.header("location"));
        assert_eq!(told.contains_key("code"), number == 0, "{hint} {told:?}");
        assert_eq!(told.get("error").map(String::as_str), (number > 0).then_some("login_required"), "{hint}");
    }
    let foreign = notes.authorize(&mut portico, &[("prompt", "none"), ("id_token_hint", &token)]).await;
    assert_eq!(parameters_of(foreign.header("location"))["error"], "invalid_request");
    // A hint may be old.
    world.clock.advance(Seconds::hours(2));
    let old = wiki.authorize(&mut portico, &[("prompt", "none"), ("id_token_hint", &token)]).await;
    assert!(parameters_of(old.header("location")).contains_key("code"));
}
