//! What the endpoints read of a request.

use super::{FORM, signed_in};
use crate::support::prelude::*;
use axum::body::Body;
use serde_json::json;

/// The endpoints at which a client authenticates itself.
pub const OF_CLIENTS: [&str; 3] = ["/oauth/token", "/oauth/introspect", "/oauth/revoke"];

/// A world with a client, and its tokens for the owner.
pub async fn with_tokens(database: Database) -> (World, RelyingParty, Tokens) {
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    let code = party.code(&mut signed_in(&world).await, &[]).await;
    let tokens = party.exchange(&world, &code).await;
    (world, party, tokens)
}

fn invalid_request() -> (u16, String) {
    (400, "invalid_request".to_owned())
}

#[apply(matrix)]
async fn a_token_answer_is_as_clients_read_it(database: Database) {
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    let code = party.code(&mut signed_in(&world).await, &[]).await;
    let answer = party.exchange_at(&mut world.browser(Client), &code).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    let body = answer.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(15 * 60)));
    let mut members: Vec<&String> = body.as_object().unwrap().keys().collect();
    members.sort_unstable();
    assert_eq!(members, ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]);
}

#[apply(matrix)]
async fn token_takes_nothing_from_the_query(database: Database) {
    let (world, party, tokens) = with_tokens(database).await;
    let mut backend = world.browser(Client);
    let code = party.code(&mut signed_in(&world).await, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", party.redirect_uri.as_str()),
        ("code_verifier", VERIFIER),
    ];
    let in_query = format!("/oauth/token?{}", form(&fields));
    assert_eq!(party.post(&mut backend, &in_query, &[]).await.oauth_error(), invalid_request());
    let in_both = format!("/oauth/token?code={code}");
    let without_code = [fields[0], fields[2], fields[3]];
    assert_eq!(party.post(&mut backend, &in_both, &without_code).await.oauth_error(), invalid_request());
    for path in ["/oauth/introspect", "/oauth/revoke"] {
        let path = format!("{path}?token={}", tokens.access);
        assert_eq!(party.post(&mut backend, &path, &[]).await.oauth_error(), invalid_request(), "{path}");
    }
    let credentials = format!("client_id={}&client_secret={}", party.client, party.secret.as_ref().unwrap());
    let answer = backend.request("POST", &format!("/oauth/token?{credentials}"), &[FORM], form(&fields)).await;
    assert_eq!(answer.oauth_error(), (401, "invalid_client".to_owned()));
    party.exchange(&world, &code).await;
}

#[apply(matrix)]
async fn a_parameter_twice_is_refused(database: Database) {
    let (world, party, tokens) = with_tokens(database).await;
    let mut backend = world.browser(Client);
    for path in OF_CLIENTS {
        for name in ["token", "grant_type", "unknown"] {
            let answer = party.post(&mut backend, path, &[("token", "x"), (name, "1"), (name, "1")]).await;
            assert_eq!(answer.oauth_error(), invalid_request(), "{name} at {path}");
        }
    }
    let twice = form(&[("access_token", &tokens.access), ("access_token", &tokens.access)]);
    let bearer = format!("Bearer {}", tokens.access);
    let bearer = ("authorization", bearer.as_str());
    for (headers, body) in [
        (&[FORM][..], twice.clone()),
        (&[FORM, bearer], form(&[("unknown", "1"), ("unknown", "1")])),
        (&[FORM, bearer], form(&[("access_token", &tokens.access)])),
        (&[bearer, bearer], String::new()),
    ] {
        let answer = backend.request("POST", "/oauth/userinfo", headers, body).await;
        assert_eq!(answer.oauth_error(), invalid_request());
        assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_request\"");
    }
}

#[apply(matrix)]
async fn basic_credentials_are_form_decoded(database: Database) {
    let (world, mut party, tokens) = with_tokens(database).await;
    let secret = party.secret.clone().unwrap();
    for escaped in [secret.replace("pts_", "%70ts%5f"), format!("%{:x}{}", secret.as_bytes()[0], &secret[1..])] {
        party.secret = Some(escaped);
        assert_eq!(party.introspect(&world, &tokens.access).await["active"], true);
    }
    for wrong in [format!("{secret}:"), format!("{secret}+"), format!("{secret}%"), secret.to_uppercase()] {
        party.secret = Some(wrong);
        let answer = party.post(&mut world.browser(Client), "/oauth/introspect", &[("token", &tokens.access)]).await;
        assert_eq!(answer.oauth_error(), (401, "invalid_client".to_owned()));
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"Portico\"");
    }
}

#[apply(matrix)]
async fn two_ways_of_authentication_are_refused(database: Database) {
    let (world, party, tokens) = with_tokens(database).await;
    let mut backend = world.browser(Client);
    let secret = party.secret.clone().unwrap();
    let client = party.client.to_string();
    for path in OF_CLIENTS {
        for other in [("client_secret", secret.as_str()), ("client_id", "0123456789abcdef0123456789abcdef")] {
            let answer = party.post(&mut backend, path, &[("token", &tokens.access), other]).await;
            assert_eq!(answer.oauth_error(), invalid_request(), "{} at {path}", other.0);
        }
    }
    // The same id in both places is no contradiction.
    let both = [("token", tokens.access.as_str()), ("client_id", client.as_str())];
    assert_eq!(party.post(&mut backend, "/oauth/introspect", &both).await.json()["active"], true);
}

#[apply(matrix)]
async fn another_content_type_is_refused(database: Database) {
    let (world, party, tokens) = with_tokens(database).await;
    let mut backend = world.browser(Client);
    let basic = party.basic();
    let basic = ("authorization", basic.as_str());
    let body = || form(&[("token", &tokens.access)]);
    for path in OF_CLIENTS {
        for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
            let answer = backend.request("POST", path, &[basic, ("content-type", kind)], body()).await;
            assert_eq!(answer.oauth_error(), invalid_request(), "{kind} at {path}");
        }
        assert_eq!(backend.request("POST", path, &[basic], body()).await.oauth_error(), invalid_request(), "{path}");
    }
    let kind = ("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
    let answer = backend.request("POST", "/oauth/introspect", &[basic, kind], body()).await;
    assert_eq!(answer.json()["active"], true);
    // At userinfo a body without a token means nothing.
    let bearer = format!("Bearer {}", tokens.access);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    assert_eq!(backend.request("POST", "/oauth/userinfo", &headers, "{}").await.status, 200);
}

#[apply(matrix)]
async fn a_body_over_64_kilobytes_is_refused(database: Database) {
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    let mut backend = world.browser(Client);
    let long = "x".repeat(64 * 1024);
    for path in OF_CLIENTS {
        // A body whose length is not announced is read up to the limit.
        let answer = party.post(&mut backend, path, &[("token", &long)]).await;
        assert_eq!(answer.oauth_error(), invalid_request(), "{path}");
    }
    let body = form(&[("token", &long)]);
    let length = body.len().to_string();
    for path in ["/oauth/authorize", "/oauth/userinfo"].into_iter().chain(OF_CLIENTS) {
        let headers = [FORM, ("content-length", length.as_str())];
        let answer = backend.request("POST", path, &headers, body.clone()).await;
        assert_eq!(answer.status, 413, "{path}");
    }
}

#[apply(matrix)]
async fn userinfo_never_reads_the_query(database: Database) {
    let (world, party, tokens) = with_tokens(database).await;
    assert_eq!(party.userinfo(&world, &tokens.access).await.status, 200);
    let mut browser = world.browser(Client);
    let path = format!("/oauth/userinfo?access_token={}", tokens.access);
    for (method, headers) in [("POST", &[FORM][..]), ("POST", &[]), ("GET", &[])] {
        let answer = browser.request(method, &path, headers, Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, "Bearer"), "{method}");
    }
    let body = form(&[("access_token", &tokens.access)]);
    // A GET has no body that counts, and another scheme is no access token.
    assert_eq!(browser.request("GET", "/oauth/userinfo", &[FORM], body.clone()).await.status, 401);
    let basic = party.basic();
    let answer = browser.request("GET", "/oauth/userinfo", &[("authorization", &basic)], Body::empty()).await;
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(browser.request("POST", "/oauth/userinfo", &[FORM], body).await.status, 200);
    let answer = party.userinfo(&world, &tokens.refresh).await;
    assert_eq!(answer.oauth_error(), (401, "invalid_token".to_owned()));
    assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
}
