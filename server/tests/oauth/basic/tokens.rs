//! The modules of the certification profile "Basic OP" that are about tokens, each by its name there. The code is
//! exchanged at another server than the one that made it.

use crate::oauth::signed_in;
use crate::oauth::tokens::{invalid_grant, open};
use crate::support::prelude::*;
use axum::body::Body;
use domain::oidc::ClientAuthentication;
use serde_json::json;

const REUSED: &str = "SELECT COUNT(*) FROM audit_event WHERE activity = 'code_reused'";

/// Signs in and exchanges the code at another server.
async fn exchanged(world: &World, wiki: &RelyingParty, portico: &mut Browser) -> (String, Tokens) {
    let code = wiki.code(portico, &[]).await;
    let mut there = world.browser_in(&world.other_server(|_| {}).await);
    let tokens = Tokens::read(&wiki.exchange_at(&mut there, &code).await);
    (code, tokens)
}

#[apply(matrix)]
async fn oidcc_server(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let (_, tokens) = exchanged(&world, &wiki, &mut portico).await;
    let told = verify_id_token(&world.jwks().await, &tokens.id_token);
    assert_eq!((&told["iss"], &told["aud"]), (&json!(PUBLIC_URL), &json!(wiki.client.to_string())));
    assert_eq!((&told["nonce"], tokens.scope.as_str()), (&json!("the-nonce"), "openid"));
    assert!(tokens.access.starts_with("pta_") && tokens.refresh.starts_with("ptr_"));
}

#[apply(matrix)]
async fn oidcc_idtoken_signature(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let (_, tokens) = exchanged(&world, &wiki, &mut portico).await;
    let jwks = world.jwks().await;
    verify_id_token(&jwks, &tokens.id_token);
    let (signed, _) = tokens.id_token.rsplit_once('.').unwrap();
    let (_, other) = exchanged(&world, &wiki, &mut portico).await;
    let (_, signature) = other.id_token.rsplit_once('.').unwrap();
    assert_eq!(verified_token(&jwks, "JWT", &format!("{signed}.{signature}")), None);
}

/// No client can get an ID token that nobody has signed.
#[apply(matrix)]
async fn oidcc_idtoken_unsigned(database: Database) {
    let world = World::open(database).await;
    let metadata = world.browser(Client).get("/.well-known/openid-configuration").await.json();
    let algorithms = metadata["id_token_signing_alg_values_supported"].as_array().unwrap().clone();
    assert!(!algorithms.is_empty() && !algorithms.contains(&json!("none")), "{algorithms:?}");
}

#[apply(matrix)]
#[case::oidcc_userinfo_get("GET", true)]
#[case::oidcc_userinfo_post_header("POST", true)]
#[case::oidcc_userinfo_post_body("POST", false)]
async fn oidcc_userinfo(database: Database, #[case] method: &str, #[case] in_header: bool) {
    let (world, wiki, mut portico) = open(database).await;
    let (_, tokens) = exchanged(&world, &wiki, &mut portico).await;
    let bearer = format!("Bearer {}", tokens.access);
    let (header, body) = match in_header {
        true => (("authorization", bearer.as_str()), Body::empty()),
        false => (
            ("content-type", "application/x-www-form-urlencoded"),
            Body::from(form(&[("access_token", tokens.access.as_str())])),
        ),
    };
    let told = world.browser(Client).request(method, "/oauth/userinfo", &[header], body).await;
    assert_eq!((told.status.as_u16(), told.json()), (200, json!({ "sub": world.id_of(OWNER).await.to_string() })));
}

#[apply(matrix)]
async fn oidcc_codereuse(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let (code, _) = exchanged(&world, &wiki, &mut portico).await;
    assert_eq!(wiki.exchange_at(&mut world.browser(Client), &code).await.oauth_error(), invalid_grant());
}

#[apply(matrix)]
async fn oidcc_codereuse_30seconds(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let (code, tokens) = exchanged(&world, &wiki, &mut portico).await;
    let (_, other) = exchanged(&world, &wiki, &mut portico).await;
    world.clock.advance(Seconds(30));
    let backend = &mut world.browser(Client);
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
    for _ in 0..2 {
        assert_eq!(wiki.exchange_at(backend, &code).await.oauth_error(), invalid_grant());
        assert_eq!(world.database.number(REUSED).await, 1);
    }
    // The address of the application's server is not where the user was.
    let from = "SELECT client_address FROM audit_event WHERE activity = 'code_reused'";
    assert_eq!(world.database.texts(from).await, [""]);
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 401);
    assert_eq!(wiki.refresh_at(backend, &tokens.refresh).await.oauth_error(), invalid_grant());
    // What came of another code goes on.
    assert_eq!(wiki.userinfo(&world, &other.access).await.status, 200);
}

#[apply(matrix)]
async fn oidcc_server_client_secret_post(database: Database) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.authentication = ClientAuthentication::Post).await;
    let (_, tokens) = exchanged(&world, &wiki, &mut signed_in(&world).await).await;
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
}

#[apply(matrix)]
async fn oidcc_refresh_token(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let other = world.relying_party(|_| {}).await;
    let (_, first) = exchanged(&world, &wiki, &mut portico).await;
    let backend = &mut world.browser(Client);
    assert_eq!(other.refresh_at(backend, &first.refresh).await.oauth_error(), invalid_grant());
    let second = wiki.refresh(&world, &first.refresh).await;
    let jwks = world.jwks().await;
    let [before, after] = [&first, &second].map(|tokens| verify_id_token(&jwks, &tokens.id_token));
    for claim in ["iss", "sub", "aud", "azp", "auth_time", "sid"] {
        assert_eq!(after[claim], before[claim], "{claim}");
    }
    assert!(after.get("nonce").is_none());
    assert_eq!(wiki.userinfo(&world, &second.access).await.status, 200);
}
