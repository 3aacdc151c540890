//! Back-channel logout: applications are told, from server to server, that sessions have ended. The first two stories are
//! the modules of the conformance suite's certification "Back-Channel OP".

use super::signed_in;
use crate::support::prelude::*;
use domain::oidc::{ClientSettings, RedirectUri};
use serde_json::{Value, json};
use server::jobs::LogoutDelivery;
use service::delivery::{Outbound, OutboundRules};
use store::logout_notices::undelivered;
use store::sessions;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const WAITING: &str = "SELECT COUNT(*) FROM logout_notice";
const GIVEN_UP: &str = "SELECT detail FROM audit_event WHERE activity = 'logout_not_delivered'";

/// The server of an application, which answers with this status when it is told of a logout.
async fn receiver(status: u16) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).insert_header("location", format!("{}/elsewhere", server.uri()));
    Mock::given(method("POST")).and(path("/logout")).respond_with(answer).mount(&server).await;
    server
}

/// A client that is told of logouts at this server.
async fn told_at(world: &World, server: &MockServer) -> RelyingParty {
    let uri = RedirectUri::from_store(format!("{}/logout", server.uri()));
    let settings = |settings: &mut ClientSettings| {
        settings.back_channel_uri = Some(uri);
        settings.allows_offline = true;
    };
    world.relying_party(settings).await
}

/// Enters the application, and returns the claims of the ID token.
async fn enter(world: &World, wiki: &RelyingParty, browser: &mut Browser, scope: &str) -> (Tokens, Value) {
    let code = wiki.code(browser, &[("scope", scope)]).await;
    let tokens = wiki.exchange(world, &code).await;
    let claims = verify_id_token(&world.jwks().await, &tokens.id_token);
    (tokens, claims)
}

async fn received(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

/// The claims of the token in a request, verified as an application does it.
async fn told(world: &World, request: &Request) -> Value {
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    let fields: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    let [(name, token)] = fields.as_slice() else { panic!("{fields:?}") };
    assert_eq!(name, "logout_token");
    // The type in the header is not that of ID tokens.
    verified_token(&world.jwks().await, "logout+jwt", token).expect("no published key has signed it")
}

async fn count(world: &World, sql: &str) -> i64 {
    world.database.number(sql).await
}

/// The sessions that an application was told of, in the order of the requests.
async fn sids(world: &World, server: &MockServer) -> Vec<Value> {
    let mut sids = Vec::new();
    for request in received(server).await {
        sids.push(told(world, &request).await["sid"].clone());
    }
    sids
}

#[apply(matrix)]
async fn oidcc_backchannel_logout_discovery_endpoint_verification(database: Database) {
    let world = World::open(database).await;
    let metadata = world.browser(Client).get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["backchannel_logout_supported"], true);
    assert_eq!(metadata["backchannel_logout_session_supported"], true);
}

#[apply(matrix)]
async fn oidcc_backchannel_rp_initiated_logout(database: Database) {
    let (world, server) = (World::open(database).await, receiver(200).await);
    let wiki = told_at(&world, &server).await;
    let mut browser = signed_in(&world).await;
    let (tokens, id_token) = enter(&world, &wiki, &mut browser, "openid").await;
    let hint = form(&[("id_token_hint", tokens.id_token.as_str())]);
    browser.get(&format!("/oauth/sign-out?{hint}")).await;
    world.deliver_logouts().await;
    let requests = received(&server).await;
    assert_eq!(requests.len(), 1);
    let claims = told(&world, &requests[0]).await;
    for same in ["iss", "aud", "sub", "sid"] {
        assert_eq!(claims[same], id_token[same], "{same}");
    }
    assert!(claims["sid"].is_string());
    let now = world.now().0 / 1000;
    assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(now), Some(now + 120)));
    assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() == 32));
    assert_eq!(claims.as_object().unwrap().len(), 8, "and no nonce: {claims}");
    assert_eq!(count(&world, WAITING).await, 0);
}

/// Ends the session of the owner's browser.
async fn end(world: &World, browser: &mut Browser, how: &str) {
    let owner = world.id_of(OWNER).await;
    match how {
        "signing out" => drop(browser.sign_out().await.unwrap()),
        "signing out everywhere else" => {
            let mut other = signed_in(world).await;
            other.act("end_other_sessions", &[]).await.unwrap();
        }
        "this was not me" => {
            world.deliver().await;
            let news = world.letters_about(OWNER, NEW_SIGN_IN).pop().unwrap().text;
            let token = news.split_once("/not-me/").unwrap().1.split_whitespace().next().unwrap().to_owned();
            world.browser(Client).was_not_me(&token).await.unwrap();
        }
        "deactivation" => world.set_deactivated(OWNER, true).await,
        // Of what calls it: recovery, "End sessions", a temporary password, a closed account.
        "all sessions" => {
            let transaction = world.app.store.begin().await.unwrap();
            sessions::end_all(&transaction, owner, world.now()).await.unwrap();
            world.app.store.commit(transaction).await.unwrap();
        }
        "a policy after it expired" => {
            world.clock.advance(Seconds::days(8));
            world.set_policy("codes", &Preset::Hardened.policy()).await;
        }
        "another account" => drop(world.sign_in(browser, ADMIN).await),
        other => panic!("nothing ends by {other}"),
    }
}

#[apply(matrix)]
#[case::signing_out("signing out")]
#[case::elsewhere("signing out everywhere else")]
#[case::alert("this was not me")]
#[case::deactivation("deactivation")]
#[case::all("all sessions")]
#[case::policy("a policy after it expired")]
#[case::other("another account")]
async fn whatever_ends_a_session_is_told_once(
    database: Database,
    #[case] how: &str,
    #[values("openid", "openid offline_access")] scope: &str,
) {
    let (world, server, silent) = (World::open(database).await, receiver(200).await, receiver(200).await);
    let wiki = told_at(&world, &server).await;
    let uninvolved = told_at(&world, &silent).await;
    let without = world.relying_party(|_| {}).await;
    let mut browser = signed_in(&world).await;
    let (_, id_token) = enter(&world, &wiki, &mut browser, scope).await;
    enter(&world, &wiki, &mut browser, scope).await;
    enter(&world, &without, &mut browser, "openid").await;
    assert_eq!(count(&world, WAITING).await, 0);
    end(&world, &mut browser, how).await;
    assert_eq!(count(&world, WAITING).await, 1);
    world.deliver_logouts().await;
    assert_eq!(sids(&world, &server).await, [id_token["sid"].clone()]);
    assert!(received(&silent).await.is_empty(), "{uninvolved:?}");
    world.deliver_logouts().await;
    assert_eq!((received(&server).await.len(), count(&world, WAITING).await), (1, 0));
}

/// The user stays signed in, so the application keeps what it has, and is told when the user signs out in the end.
#[apply(matrix)]
async fn a_sign_in_that_replaces_the_session_is_no_logout(
    database: Database,
    #[values("openid", "openid offline_access")] scope: &str,
) {
    let (world, server) = (World::open(database).await, receiver(200).await);
    let wiki = told_at(&world, &server).await;
    let mut browser = signed_in(&world).await;
    let (tokens, id_token) = enter(&world, &wiki, &mut browser, scope).await;
    for _ in 0..2 {
        world.sign_in(&mut browser, OWNER).await;
    }
    world.deliver_logouts().await;
    assert!(received(&server).await.is_empty());
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
    let renewed = wiki.refresh(&world, &tokens.refresh).await;
    assert_eq!(verify_id_token(&world.jwks().await, &renewed.id_token)["sid"], id_token["sid"]);
    browser.sign_out().await.unwrap();
    world.deliver_logouts().await;
    assert_eq!(sids(&world, &server).await, [id_token["sid"].clone()]);
    let expected = if scope == "openid" { 401 } else { 200 };
    assert_eq!(wiki.userinfo(&world, &renewed.access).await.status, expected);
}

#[apply(matrix)]
async fn other_sessions_of_the_user_are_not_told_of(database: Database) {
    let (world, server) = (World::open(database).await, receiver(200).await);
    let wiki = told_at(&world, &server).await;
    let (mut one, mut other) = (signed_in(&world).await, signed_in(&world).await);
    let (_, first) = enter(&world, &wiki, &mut one, "openid").await;
    let (tokens, second) = enter(&world, &wiki, &mut other, "openid").await;
    assert_ne!(first["sid"], second["sid"]);
    one.sign_out().await.unwrap();
    world.deliver_logouts().await;
    assert_eq!(sids(&world, &server).await, [first["sid"].clone()]);
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
}

#[apply(matrix)]
async fn a_client_that_does_not_answer_is_told_later(database: Database, #[values(302, 404, 503)] status: u16) {
    let (world, server) = (World::open(database).await, receiver(status).await);
    let wiki = told_at(&world, &server).await;
    let mut browser = signed_in(&world).await;
    enter(&world, &wiki, &mut browser, "openid").await;
    browser.sign_out().await.unwrap();
    world.deliver_logouts().await;
    assert_eq!(received(&server).await.len(), 1, "no redirect is followed");
    let waiting = undelivered(&world.app.store, wiki.client).await.unwrap().unwrap();
    assert_eq!((waiting.many, waiting.answer), (1, format!("the application answered {status}")));
    server.reset().await;
    Mock::given(method("POST")).and(path("/logout")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    world.deliver_logouts().await;
    assert!(received(&server).await.is_empty(), "it is not due yet");
    world.clock.advance(Seconds(1));
    world.deliver_logouts().await;
    assert_eq!(received(&server).await.len(), 1);
    assert_eq!(undelivered(&world.app.store, wiki.client).await.unwrap(), None);
    assert!(world.database.texts(GIVEN_UP).await.is_empty());
}

#[apply(matrix)]
async fn a_client_that_refuses_or_never_answers_is_recorded(database: Database, #[values(400, 500)] status: u16) {
    let (world, server) = (World::open(database).await, receiver(status).await);
    let wiki = told_at(&world, &server).await;
    let mut browser = signed_in(&world).await;
    enter(&world, &wiki, &mut browser, "openid").await;
    browser.sign_out().await.unwrap();
    world.deliver_logouts().await;
    if status != 400 {
        assert!(world.database.texts(GIVEN_UP).await.is_empty());
        world.clock.advance(Seconds::days(1));
        world.deliver_logouts().await;
    }
    assert_eq!(world.database.texts(GIVEN_UP).await, [format!("Wiki: the application answered {status}")]);
    assert_eq!((received(&server).await.len(), count(&world, WAITING).await), (1, 0));
    let about = "SELECT COUNT(*) FROM audit_event WHERE activity = 'logout_not_delivered' AND account_id IS NOT NULL
        AND application_id IS NOT NULL AND actor_id IS NULL";
    assert_eq!(count(&world, about).await, 1);
}

/// The address was allowed when it was registered, or its name leads elsewhere now.
#[apply(matrix)]
async fn no_request_leads_inside(database: Database, #[values("127.0.0.1", "localhost")] host: &str) {
    let (world, server) = (World::open(database).await, receiver(200).await);
    let uri = format!("https://{host}:{}/logout", server.address().port());
    let wiki = world.relying_party(|settings| settings.back_channel_uri = Some(RedirectUri::from_store(uri))).await;
    let mut browser = signed_in(&world).await;
    enter(&world, &wiki, &mut browser, "openid").await;
    browser.sign_out().await.unwrap();
    let strict = world.other_server(|app| app.outbound = Outbound::new(OutboundRules::default()).unwrap()).await;
    assert_eq!(LogoutDelivery { app: strict }.deliver_due().await.unwrap(), 1);
    assert!(received(&server).await.is_empty());
    let told = world.database.texts(GIVEN_UP).await;
    assert!(told.len() == 1 && told[0].contains("PORTICO_OUTBOUND_ALLOW"), "{told:?}");
}

#[apply(matrix)]
async fn of_two_servers_one_tells(database: Database) {
    let (world, server) = (World::open(database).await, receiver(200).await);
    let wiki = told_at(&world, &server).await;
    let mut browsers = [signed_in(&world).await, signed_in(&world).await];
    for browser in &mut browsers {
        enter(&world, &wiki, browser, "openid").await;
        browser.sign_out().await.unwrap();
    }
    let one = LogoutDelivery { app: world.app.clone() };
    let other = LogoutDelivery { app: world.other_server(|_| {}).await };
    let (one, other) = tokio::join!(one.deliver_due(), other.deliver_due());
    assert_eq!(one.unwrap() + other.unwrap(), 2);
    assert_eq!((received(&server).await.len(), count(&world, WAITING).await), (2, 0));
}

/// An address that was removed meanwhile is not told.
#[apply(matrix)]
async fn who_is_not_to_be_told_any_more_is_not(database: Database) {
    let (world, server) = (World::open(database).await, receiver(200).await);
    let wiki = told_at(&world, &server).await;
    let mut browser = signed_in(&world).await;
    enter(&world, &wiki, &mut browser, "openid").await;
    browser.sign_out().await.unwrap();
    world.database.execute("UPDATE oauth_client SET back_channel_uri = NULL").await;
    world.clock.advance(Seconds(1));
    world.deliver_logouts().await;
    assert!(received(&server).await.is_empty());
    assert_eq!(count(&world, WAITING).await, 0);
    assert!(world.database.texts(GIVEN_UP).await.is_empty());
}
