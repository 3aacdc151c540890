//! The answers of the endpoints: who may read them, their headers, and what does not get into the log.

use super::http::{OF_CLIENTS, with_tokens};
use super::{FORM, signed_in};
use crate::http::assert_guarded;
use crate::support::prelude::*;
use axum::body::Body;
use domain::oidc::ClientAuthentication;
use store::Store;

/// What pages of every site may read, with a method that each endpoint answers.
const READABLE: [(&str, &str); 6] = [
    ("POST", "/oauth/token"),
    ("POST", "/oauth/revoke"),
    ("GET", "/oauth/userinfo"),
    ("GET", "/oauth/jwks"),
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/.well-known/oauth-authorization-server"),
];
/// The headers that the page of another site sends.
const OF_ANOTHER_SITE: [(&str, &str); 2] = [("origin", "https://spa.example"), ("sec-fetch-site", "cross-site")];

#[apply(matrix)]
async fn preflights_are_answered(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let asks = [
        OF_ANOTHER_SITE[0],
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization"),
    ];
    for (_, path) in READABLE {
        let answer = browser.request("OPTIONS", path, &asks, Body::empty()).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-max-age"), "3600", "{path}");
        assert!(answer.header("access-control-allow-methods").contains("POST"), "{path}");
        let headers = answer.header("access-control-allow-headers");
        assert!(headers.contains("authorization") && headers.contains("content-type"), "{path}: {headers}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
    }
    for path in ["/oauth/authorize", "/oauth/introspect", "/forward-auth/nginx", "/sign-in"] {
        let answer = browser.request("OPTIONS", path, &asks, Body::empty()).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[apply(matrix)]
async fn what_other_sites_read_is_without_credentials(database: Database) {
    let (world, party, tokens) = with_tokens(database).await;
    let mut browser = signed_in(&world).await;
    for (method, path) in READABLE {
        let answer = browser.request(method, path, &OF_ANOTHER_SITE, Body::empty()).await;
        assert_ne!(answer.status, 403, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        assert!(answer.set_cookies().is_empty(), "{path}");
    }
    // The session cookie says nothing at userinfo. Why a page is refused, it may read.
    let answer = browser.request("GET", "/oauth/userinfo", &OF_ANOTHER_SITE, Body::empty()).await;
    assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, "Bearer"));
    assert_eq!(answer.header("access-control-expose-headers"), "www-authenticate");
    let request = format!("/oauth/authorize?{}", party.request(&[]));
    for path in [request.as_str(), "/oauth/authorize"] {
        let answer = browser.request("GET", path, &OF_ANOTHER_SITE, Body::empty()).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    let answer = party.post(&mut browser, "/oauth/introspect", &[("token", &tokens.access)]).await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, ""));
}

#[apply(matrix)]
async fn a_page_of_another_site_exchanges_a_code(database: Database) {
    let world = World::open(database).await;
    let party = world.relying_party(|client| client.authentication = ClientAuthentication::None).await;
    let code = party.code(&mut signed_in(&world).await, &[]).await;
    let client = party.client.to_string();
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &party.redirect_uri),
        ("code_verifier", VERIFIER),
        ("client_id", &client),
    ]);
    let headers = [&OF_ANOTHER_SITE[..], &[FORM]].concat();
    let answer = world.browser(Client).request("POST", "/oauth/token", &headers, body).await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, "*"));
}

#[tokio::test]
async fn while_the_database_is_away_clients_are_told_to_come_back() {
    let (world, party, tokens) = with_tokens(Postgres).await;
    let mut line = Line::to(&world.database).await;
    let store = Store::connect(&line.url()).await.unwrap();
    let mut backend = world.browser_in(&world.other_server(|app| app.store = store).await);
    line.turn(Mode::Refuses).await;
    world.clock.advance(Seconds(2));
    let bearer = format!("Bearer {}", tokens.access);
    let userinfo = [("authorization", bearer.as_str())];
    let userinfo = backend.request("GET", "/oauth/userinfo", &userinfo, Body::empty()).await;
    let mut answers = vec![userinfo, party.refresh_at(&mut backend, &tokens.refresh).await];
    for path in OF_CLIENTS {
        answers.push(party.post(&mut backend, path, &[("token", &tokens.access)]).await);
    }
    for answer in answers {
        assert_eq!(answer.oauth_error(), (503, "temporarily_unavailable".to_owned()));
        assert_eq!(answer.header("retry-after"), "5");
    }
    let page = party.authorize(&mut backend, &[]).await;
    assert_eq!((page.status.as_u16(), page.header("retry-after"), page.header("location")), (503, "5", ""));
    line.turn(Mode::Passes).await;
}

#[apply(matrix)]
async fn every_oauth_answer_has_the_security_headers(database: Database) {
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    let mut browser = world.browser(Client);
    let request = format!("/oauth/authorize?{}", party.request(&[]));
    let others = [("GET", request.as_str()), ("GET", "/oauth/authorize"), ("POST", "/oauth/introspect")];
    for (method, path) in READABLE.into_iter().chain(others) {
        let answer = browser.request(method, path, &[], Body::empty()).await;
        assert_guarded(&answer, path);
        let is_kept = path.contains("jwks") || path.contains("well-known");
        let kept = if is_kept { "public, max-age=300" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), kept, "{path}");
    }
}

#[apply(matrix)]
async fn head_and_put_are_405(database: Database) {
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    let mut browser = signed_in(&world).await;
    // Its page would answer it at once.
    let posted = browser.request("POST", "/oauth/authorize", &[FORM], party.request(&[])).await;
    let page = posted.header("location");
    assert!(page.starts_with("/authorize/"), "{page}");
    let before = world.database.cells().await;
    for path in [page, "/enter/c2VhbGVk"] {
        let answer = browser.request("HEAD", path, &[], Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET"), "{path}");
    }
    let request = format!("/oauth/authorize?{}", party.request(&[]));
    for path in [request.as_str(), "/oauth/token", "/oauth/introspect", "/oauth/revoke"] {
        for method in ["HEAD", "PUT", "DELETE", "PATCH"] {
            let answer = browser.request(method, path, &[], Body::empty()).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(answer.header("allow").contains("POST"), "{method} {path}");
        }
    }
    for path in OF_CLIENTS {
        assert_eq!(browser.request("GET", path, &[], Body::empty()).await.status, 405, "{path}");
    }
    assert_eq!(browser.request("PUT", "/oauth/userinfo", &[], Body::empty()).await.status, 405);
    assert_eq!(browser.request("POST", "/oauth/jwks", &[], Body::empty()).await.status, 405);
    assert_eq!(world.database.cells().await, before, "a code was made");
}

#[apply(matrix)]
async fn the_language_of_the_request_is_for_browsers_that_have_chosen_none(database: Database) {
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    for (posts, chosen, wanted, kept) in [
        (false, None, "tlh de-AT en", Some("de")),
        (false, None, "tlh", None),
        (false, Some("en"), "de", Some("en")),
        // With a form of another site the browser sends no cookies, so it may have chosen one.
        (true, None, "de", None),
    ] {
        let mut browser = world.browser(Form);
        if let Some(language) = chosen {
            browser.forge_cookie("portico-language", language);
        }
        let answer = match posts {
            true => {
                let body = party.request(&[("ui_locales", wanted)]);
                browser.request("POST", "/oauth/authorize", &[FORM, OF_ANOTHER_SITE[1]], body).await
            }
            false => party.authorize(&mut browser, &[("ui_locales", wanted)]).await,
        };
        assert_eq!(answer.status, 303, "{wanted}: {}", answer.body);
        assert!(answer.header("location").starts_with("/authorize/"), "{}", answer.header("location"));
        assert_eq!(browser.cookie("portico-language"), kept, "{wanted}");
    }
}

#[apply(matrix)]
async fn the_log_has_no_token(database: Database) {
    let (log, _guard) = Log::of_everything();
    let world = World::open(database).await;
    let party = world.relying_party(|_| {}).await;
    let post = world.relying_party(|client| client.authentication = ClientAuthentication::Post).await;
    let mut browser = signed_in(&world).await;
    let code = party.code(&mut browser, &[("state", "a-secret-state"), ("nonce", "a-secret-nonce")]).await;
    let first = party.exchange(&world, &code).await;
    party.userinfo(&world, &first.access).await;
    party.introspect(&world, &first.access).await;
    let second = party.refresh(&world, &first.refresh).await;
    let other = post.code(&mut browser, &[]).await;
    let third = post.exchange(&world, &other).await;
    let mut backend = world.browser(Client);
    assert_eq!(post.post(&mut backend, "/oauth/revoke", &[("token", &third.access)]).await.status, 200);
    assert_eq!(party.exchange_at(&mut backend, &other).await.status, 400);
    // The tokens of one request and the answer of another fail in the database.
    world.database.execute("ALTER TABLE oauth_refresh_token RENAME TO hidden").await;
    let broken = party.refresh_at(&mut backend, &second.refresh).await;
    assert_eq!(broken.oauth_error(), (500, "server_error".to_owned()));
    world.database.execute("ALTER TABLE oauth_request RENAME TO hidden_request").await;
    let page = party.authorize(&mut world.browser(Client), &[("login_hint", "hinted@example.com")]).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (500, ""));

    let text = log.text();
    for told in ["/oauth/token", "/oauth/authorize", "something broke"] {
        assert!(text.contains(told), "{told:?} is not in the log");
    }
    let mut secrets = vec![code, other, VERIFIER.to_owned(), party.basic().replace("Basic ", "")];
    secrets.extend(["a-secret-state", "a-secret-nonce", "hinted@example.com", OWNER].map(str::to_owned));
    secrets.extend([party.secret, post.secret].into_iter().flatten());
    for tokens in [first, second, third] {
        secrets.extend([tokens.access, tokens.refresh, tokens.id_token]);
    }
    for secret in secrets {
        assert!(!secret.is_empty());
        assert_eq!(text.lines().find(|line| line.contains(&secret)), None, "{secret} stands in the log");
    }
}
