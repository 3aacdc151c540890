//! The token endpoint exchanges codes, knows its clients, and says whether a token counts.

use super::signed_in;
use crate::support::prelude::*;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::ClientId;
use domain::oidc::{ClientAuthentication, OLD_SECRET_VALID_FOR, RedirectUris};
use serde_json::json;
use service::oidc::{TokenKind, fresh_secret, introspect};
use store::oauth_clients::{self, NewSecret};

/// A world with a client, and a browser in which the owner has signed in.
pub async fn open(database: Database) -> (World, RelyingParty, Browser) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|_| {}).await;
    let portico = signed_in(&world).await;
    (world, wiki, portico)
}

/// The answer to a code or a refresh token that does not count.
pub fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

fn invalid_client() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

/// A request without PKCE.
const PLAIN: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

#[apply(matrix)]
async fn verifier_without_challenge_is_refused(database: Database) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.requires_pkce = false).await;
    let mut portico = signed_in(&world).await;
    let code = wiki.code(&mut portico, &PLAIN).await;
    let answer = wiki.exchange_at(&mut world.browser(Client), &code).await;
    assert_eq!(answer.oauth_error(), invalid_grant());
    // Without both it is an exchange as before PKCE.
    let code = wiki.code(&mut portico, &PLAIN).await;
    let redirect_uri = wiki.redirect_uri.as_str();
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", redirect_uri)];
    assert_eq!(wiki.token(&world, &fields).await.status, 200);
}

#[apply(matrix)]
#[case::missing("")]
#[case::wrong("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
#[case::short("dBjftJeZ4CVP")]
async fn missing_verifier_is_refused(database: Database, #[case] verifier: &str) {
    let (world, wiki, mut portico) = open(database).await;
    let code = wiki.code(&mut portico, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", wiki.redirect_uri.as_str()),
        ("code_verifier", verifier),
    ];
    let sent = if verifier.is_empty() { &fields[..3] } else { &fields[..] };
    assert_eq!(wiki.token(&world, sent).await.oauth_error(), invalid_grant());
    let again = wiki.exchange_at(&mut world.browser(Client), &code).await;
    assert_eq!(again.oauth_error(), invalid_grant(), "a failed attempt spends the code");
}

/// SQLite has one writer. Who invents codes must not occupy it.
#[apply(matrix)]
async fn an_unknown_code_is_refused_without_a_transaction(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let notes = world.relying_party(|_| {}).await;
    let code = wiki.code(&mut portico, &[]).await;
    let invented = TokenKind::Code.write(&fresh_secret(world.app.random.as_ref()).unwrap().0);
    let backend = &mut world.browser(Client);
    let writer = world.app.store.begin().await.unwrap();
    for (party, code) in [(&wiki, invented.expose()), (&notes, &code)] {
        assert_eq!(party.exchange_at(backend, code).await.oauth_error(), invalid_grant());
    }
    writer.rollback().await.unwrap();
    wiki.exchange(&world, &code).await;
}

#[apply(matrix)]
async fn a_code_lives_60_seconds(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let (first, second) = (wiki.code(&mut portico, &[]).await, wiki.code(&mut portico, &[]).await);
    world.clock.advance_milliseconds(59_999);
    wiki.exchange(&world, &first).await;
    world.clock.advance_milliseconds(1);
    assert_eq!(wiki.exchange_at(&mut world.browser(Client), &second).await.oauth_error(), invalid_grant());
}

#[apply(matrix)]
async fn a_code_is_bound_to_client_and_redirect_uri(database: Database) {
    let world = World::open(database).await;
    let both = "https://wiki.example/callback\nhttps://wiki.example/other";
    let wiki = world.relying_party(|settings| settings.redirect_uris = RedirectUris::from_store(both)).await;
    let notes = world.relying_party(|_| {}).await;
    let mut portico = signed_in(&world).await;
    let code = wiki.code(&mut portico, &[]).await;
    let stolen = RelyingParty { redirect_uri: wiki.redirect_uri.clone(), ..notes };
    assert_eq!(stolen.exchange_at(&mut world.browser(Client), &code).await.oauth_error(), invalid_grant());
    wiki.exchange(&world, &code).await;
    let code = wiki.code(&mut portico, &[]).await;
    let elsewhere = RelyingParty { redirect_uri: "https://wiki.example/other".to_owned(), ..wiki.clone() };
    assert_eq!(elsewhere.exchange_at(&mut world.browser(Client), &code).await.oauth_error(), invalid_grant());
}

#[apply(matrix)]
async fn only_the_set_way_of_authentication(
    database: Database,
    #[values(ClientAuthentication::Basic, ClientAuthentication::Post, ClientAuthentication::None)]
    set: ClientAuthentication,
) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.authentication = set).await;
    let mut portico = signed_in(&world).await;
    let secret = Some(wiki.secret.clone().unwrap_or_else(|| "pts_anything".to_owned()));
    for way in ClientAuthentication::ALL.into_iter().filter(|way| *way != set) {
        let secret = secret.clone().filter(|_| way != ClientAuthentication::None);
        let other = RelyingParty { authentication: way, secret, ..wiki.clone() };
        let code = wiki.code(&mut portico, &[]).await;
        let answer = other.exchange_at(&mut world.browser(Client), &code).await;
        assert_eq!(answer.oauth_error(), invalid_client(), "{way:?}");
        // The code was not even looked at.
        wiki.exchange(&world, &code).await;
    }
    if let Some(secret) = &wiki.secret {
        let code = wiki.code(&mut portico, &[]).await;
        for secret in [format!("{secret}A"), "pts_".to_owned(), secret.replace("pts_", "pta_")] {
            let other = RelyingParty { secret: Some(secret), ..wiki.clone() };
            let answer = other.exchange_at(&mut world.browser(Client), &code).await;
            assert_eq!(answer.oauth_error(), invalid_client());
        }
    }
    let unknown = RelyingParty { client: ClientId::NONE, ..wiki };
    assert_eq!(unknown.exchange_at(&mut world.browser(Client), "ptc_x").await.oauth_error(), invalid_client());
}

#[apply(matrix)]
async fn a_rotated_secret_works_for_a_day(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let (token, hint) = fresh_secret(world.app.random.as_ref()).unwrap();
    let new = NewSecret { hash: token.hash(), hint, shown: None };
    let transaction = world.app.store.begin().await.unwrap();
    let until = world.now() + OLD_SECRET_VALID_FOR;
    oauth_clients::add_secret(&transaction, wiki.client, new, until, world.now()).await.unwrap();
    world.app.store.commit(transaction).await.unwrap();
    let renewed = RelyingParty { secret: Some(TokenKind::Secret.write(&token).expose().clone()), ..wiki.clone() };
    world.clock.advance_milliseconds(i64::from(OLD_SECRET_VALID_FOR.0) * 1000 - 1);
    for party in [&wiki, &renewed] {
        let code = party.code(&mut portico, &[]).await;
        party.exchange(&world, &code).await;
    }
    world.clock.advance_milliseconds(1);
    let code = wiki.code(&mut portico, &[]).await;
    assert_eq!(wiki.exchange_at(&mut world.browser(Client), &code).await.oauth_error(), invalid_client());
    renewed.exchange(&world, &code).await;
}

#[apply(matrix)]
async fn secrets_and_tokens_are_not_in_the_database(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let code = wiki.code(&mut portico, &[]).await;
    let first = wiki.exchange(&world, &code).await;
    let second = wiki.refresh(&world, &first.refresh).await;
    let secret = wiki.secret.clone().unwrap();
    let texts =
        [code, first.access, first.refresh, first.id_token, second.access, second.refresh, second.id_token, secret];
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for (cell, kind, content) in world.database.cells().await {
        for text in &texts {
            // Without the prefix, which an ID token has not.
            let bare = text.strip_prefix("pt").map_or(text.as_str(), |rest| &rest[2..]);
            // An ID token is no base64 text, because of its dots.
            let random = BASE64_URL_SAFE_NO_PAD.decode(bare);
            assert_eq!(random.is_ok(), text.starts_with("pt"));
            let is_there = match kind {
                Kind::Bytes => [Ok(bare.into()), random].iter().flatten().any(|bytes| content.contains(&hex(bytes))),
                _ => content.contains(bare),
            };
            assert!(!is_there, "{cell}");
        }
    }
}

#[apply(matrix)]
async fn introspection_is_for_confidential_clients_and_their_own_tokens(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let notes = world.relying_party(|_| {}).await;
    let phone = world.relying_party(|settings| settings.authentication = ClientAuthentication::None).await;
    let code = wiki.code(&mut portico, &[("scope", "openid profile")]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let now = world.now().0 / 1000;
    let told = wiki.introspect(&world, &tokens.access).await;
    let expected = json!({
        "active": true, "scope": "openid profile", "client_id": wiki.client.to_string(), "token_type": "Bearer",
        "iat": now, "exp": now + 900, "iss": PUBLIC_URL, "aud": wiki.client.to_string(),
        "sub": world.id_of(OWNER).await.to_string(), "sid": told["sid"], "auth_time": told["auth_time"],
        "amr": ["otp"], "acr": "urn:portico:1", "username": OWNER,
    });
    assert_eq!(told, expected);
    let inactive = json!({ "active": false });
    assert_eq!(notes.introspect(&world, &tokens.access).await, inactive);
    for other in [tokens.refresh.as_str(), &code, "pta_", &tokens.id_token] {
        assert_eq!(wiki.introspect(&world, other).await, inactive, "{other}");
    }
    let asked = phone.post(&mut world.browser(Client), "/oauth/introspect", &[("token", &tokens.access)]).await;
    assert_eq!(asked.oauth_error(), invalid_client());
    world.clock.advance(Seconds::minutes(15));
    assert_eq!(wiki.introspect(&world, &tokens.access).await, inactive);
}

#[apply(matrix)]
async fn steady_introspection_sends_no_statement(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let code = wiki.code(&mut portico, &[]).await;
    let tokens = wiki.exchange(&world, &code).await;
    let store = &world.app.store;
    let client = oauth_clients::find(store, wiki.client, world.now()).await.unwrap().unwrap();
    // The first time it is noted that the client has got its tokens.
    assert_eq!(introspect(&world.app, &client, &tokens.access).await.unwrap()["active"], true);
    let before = store.statements();
    for _ in 0..10 {
        assert_eq!(introspect(&world.app, &client, &tokens.access).await.unwrap()["active"], true);
    }
    assert_eq!(store.statements(), before);
}

#[apply(matrix)]
async fn a_client_gives_back_one_access_token_or_everything(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let notes = world.relying_party(|_| {}).await;
    let code = wiki.code(&mut portico, &[]).await;
    let first = wiki.exchange(&world, &code).await;
    let second = wiki.refresh(&world, &first.refresh).await;
    let backend = &mut world.browser(Client);
    for (party, token) in [(&notes, &first.access), (&notes, &second.refresh), (&wiki, &"pta_unknown".to_owned())] {
        assert_eq!(party.post(backend, "/oauth/revoke", &[("token", token)]).await.status, 200);
    }
    assert_eq!(wiki.userinfo(&world, &first.access).await.status, 200);
    wiki.post(backend, "/oauth/revoke", &[("token", &first.access)]).await;
    assert_eq!(wiki.userinfo(&world, &first.access).await.status, 401);
    assert_eq!(wiki.userinfo(&world, &second.access).await.status, 200);
    wiki.post(backend, "/oauth/revoke", &[("token", &second.refresh)]).await;
    assert_eq!(wiki.userinfo(&world, &second.access).await.status, 401);
    assert_eq!(wiki.refresh_at(backend, &second.refresh).await.oauth_error(), invalid_grant());
}
