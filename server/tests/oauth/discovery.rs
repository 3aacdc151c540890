//! What clients find out about Portico by themselves.

use crate::support::prelude::*;
use axum::body::Body;
use serde_json::{Value, json};

const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

fn list(metadata: &Value, name: &str) -> Vec<String> {
    let values = metadata[name].as_array().unwrap_or_else(|| panic!("{name} is no list: {metadata}"));
    values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// The conditions of the conformance suite.
#[apply(matrix)]
async fn oidcc_discovery_endpoint_verification(database: Database) {
    let world = World::open(database).await;
    let issuer = "https://sign-in.example";
    let answer = world.browser_at(issuer, None).get(OPENID_CONFIGURATION).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    let metadata = answer.json();
    assert_eq!(metadata["issuer"], issuer);
    let endpoints =
        ["authorization", "token", "userinfo", "revocation", "introspection", "end_session", "device_authorization"];
    let addresses = endpoints.map(|endpoint| format!("{endpoint}_endpoint"));
    for name in addresses.iter().map(String::as_str).chain(["jwks_uri"]) {
        assert!(metadata[name].as_str().unwrap().starts_with(&format!("{issuer}/oauth/")), "{name}");
    }
    for (name, values) in [
        ("response_types_supported", &["code"][..]),
        ("response_modes_supported", &["query", "form_post"]),
        (
            "grant_types_supported",
            &[
                "authorization_code",
                "refresh_token",
                "client_credentials",
                "urn:ietf:params:oauth:grant-type:device_code",
            ],
        ),
        ("subject_types_supported", &["public"]),
        ("id_token_signing_alg_values_supported", &["ES256", "RS256", "EdDSA"]),
        ("token_endpoint_auth_methods_supported", &["client_secret_basic", "client_secret_post", "none"]),
        ("revocation_endpoint_auth_methods_supported", &["client_secret_basic", "client_secret_post", "none"]),
        ("introspection_endpoint_auth_methods_supported", &["client_secret_basic", "client_secret_post"]),
        ("code_challenge_methods_supported", &["S256"]),
        ("acr_values_supported", &["urn:portico:1", "urn:portico:2", "urn:portico:phr"]),
        ("prompt_values_supported", &["none", "login", "consent", "select_account"]),
        ("ui_locales_supported", &["en", "de"]),
    ] {
        assert_eq!(list(&metadata, name), values, "{name}");
    }
    let scopes = list(&metadata, "scopes_supported");
    for scope in ["openid", "profile", "email", "phone", "groups", "organisation", "offline_access"] {
        assert!(scopes.contains(&scope.to_owned()), "{scope}");
    }
    let claims = list(&metadata, "claims_supported");
    for claim in ["sub", "iss", "auth_time", "acr", "name", "email", "email_verified", "phone_number", "groups"] {
        assert!(claims.contains(&claim.to_owned()), "{claim}");
    }
    for (name, value) in [
        ("claims_parameter_supported", false),
        ("request_parameter_supported", false),
        ("request_uri_parameter_supported", false),
        ("authorization_response_iss_parameter_supported", true),
        ("backchannel_logout_supported", true),
        ("backchannel_logout_session_supported", true),
    ] {
        assert_eq!(metadata[name], value, "{name}");
    }
    let members = metadata.as_object().unwrap();
    assert_eq!(members.len(), 29, "a member that is not checked here: {members:?}");
}

#[apply(matrix)]
async fn metadata_says_only_what_is_there(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let metadata = browser.get(OPENID_CONFIGURATION).await.json();
    assert_eq!(metadata, browser.get(OAUTH_METADATA).await.json());
    assert_eq!(metadata["issuer"], PUBLIC_URL);
    let members = metadata.as_object().unwrap();
    let addresses = members.iter().filter(|(name, _)| name.ends_with("_endpoint") || name.ends_with("_uri"));
    let of_get = ["jwks_uri", "userinfo_endpoint", "authorization_endpoint", "end_session_endpoint"];
    let mut found = 0;
    for (name, address) in addresses {
        let path = address.as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
        let method = if of_get.contains(&name.as_str()) { "GET" } else { "POST" };
        let status = browser.request(method, path, &[], Body::empty()).await.status.as_u16();
        assert!([200, 303, 400, 401].contains(&status), "{name}: {status}");
        found += 1;
    }
    assert_eq!(found, 8);
}

/// Only the public URL decides, whatever a request says about its host.
#[apply(matrix)]
async fn a_request_does_not_decide_what_the_issuer_is(database: Database) {
    let world = World::open(database).await;
    let headers = [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "https")];
    let answer = world.browser(Client).request("GET", OPENID_CONFIGURATION, &headers, Body::empty()).await;
    assert_eq!(answer.json()["issuer"], json!(PUBLIC_URL));
    assert!(!answer.body.contains("evil.example"));
}

#[apply(matrix)]
async fn metadata_is_kept_for_five_minutes_and_sent_again_only_if_it_changed(
    database: Database,
    #[values(OPENID_CONFIGURATION, OAUTH_METADATA)] path: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let before = world.app.store.statements();
    let first = browser.get(path).await;
    assert_eq!((first.status.as_u16(), first.header("cache-control")), (200, "public, max-age=300"));
    let etag = first.header("etag");
    for known in [etag, "*", &format!("W/{etag}"), &format!("\"other\", {etag}")] {
        let same = browser.request("GET", path, &[("if-none-match", known)], Body::empty()).await;
        assert_eq!((same.status.as_u16(), same.body.as_str(), same.header("etag")), (304, "", etag), "{known}");
    }
    let other = browser.request("GET", path, &[("if-none-match", "\"other\"")], Body::empty()).await;
    assert_eq!((other.status.as_u16(), &other.body), (200, &first.body));
    assert_eq!(world.app.store.statements(), before, "it reads nothing");
}
