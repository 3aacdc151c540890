//! Devices on which nobody can sign in well: a device shows a code, its user types it in a browser (RFC 8628).

use super::authorize::{change, events, press, signed_in};
use crate::support::prelude::*;
use app::authorize::{AuthorizeScreen, AuthorizeState};
use app::enter::{EnterScreen, Obstacle};
use domain::limits;
use domain::oidc::{ClientAuthentication, Scope};
use serde_json::Value;
use service::security::rate_limit::Subject;
use store::applications;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A world in which [`OWNER`] has a password, with a client that signs in devices.
pub async fn open(database: Database) -> (World, RelyingParty) {
    super::authorize::open(database, |settings| settings.allows_device = true).await
}

/// What a device gets first.
pub async fn begin(world: &World, wiki: &RelyingParty) -> Value {
    let answer = wiki.post(&mut world.browser(Client), "/oauth/device", &[("scope", "openid email")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn text<'a>(device: &'a Value, name: &str) -> &'a str {
    device[name].as_str().unwrap()
}

/// What the device gets that asks whether its user has answered.
pub async fn poll(backend: &mut Browser, wiki: &RelyingParty, device: &Value) -> Answer {
    let fields = [("grant_type", GRANT), ("device_code", text(device, "device_code"))];
    wiki.post(backend, "/oauth/token", &fields).await
}

/// Why the device gets no tokens.
async fn refused(world: &World, wiki: &RelyingParty, device: &Value) -> String {
    let (status, error) = poll(&mut world.browser(Client), wiki, device).await.oauth_error();
    assert_eq!(status, 400, "{error}");
    error
}

/// Types a code, and returns the page to which it leads.
async fn enter(browser: &mut Browser, user_code: &str) -> Result<String, ApiError> {
    browser.at = "/device".to_owned();
    browser.act("enter_device_code", &[("user_code", user_code)]).await
}

/// Types the code of a device and allows it, as a user who is signed in.
pub async fn allow(browser: &mut Browser, device: &Value) {
    let here = enter(browser, text(device, "user_code")).await.unwrap();
    assert_eq!(press(browser, &here, "allow_access").await.as_deref(), Ok(here.as_str()));
    assert_eq!(browser.page(&here).await, PageData::Redirect("/device/allowed".to_owned()));
}

const NO_DEVICE: Result<String, ApiError> = Err(Refused(Refusal::Code(CodeRefusal::NoSuchDevice)));

#[apply(matrix)]
async fn a_device_is_signed_in_by_its_user(database: Database, style: Style) {
    let (world, wiki) = open(database).await;
    let mut television = world.browser(Client);
    let answer = wiki.post(&mut television, "/oauth/device", &[("scope", "openid email")]).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    let device = answer.json();
    let user_code = text(&device, "user_code");
    assert_eq!((&device["expires_in"], &device["interval"]), (&600.into(), &5.into()));
    assert_eq!(text(&device, "verification_uri"), format!("{PUBLIC_URL}/device"));
    assert_eq!(text(&device, "verification_uri_complete"), format!("{PUBLIC_URL}/device?user_code={user_code}"));
    assert_eq!(refused(&world, &wiki, &device).await, "authorization_pending");

    let mut browser = world.browser(style);
    let here = enter(&mut browser, &user_code.to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!(browser.page(&here).await, PageData::Redirect(format!("/sign-in?return_to={here}")));
    assert_eq!(browser.password_to("", OWNER, PASSWORD, &here).await.unwrap(), here);
    let screen: AuthorizeScreen = browser.shown(&here).await.unwrap();
    let AuthorizeState::AllowDevice { application, scopes, email, address, .. } = &screen.state else {
        panic!("{screen:?}")
    };
    assert_eq!((application.as_str(), email.as_str()), ("Wiki", OWNER));
    assert_eq!((&scopes[..], address), (&[Scope::OpenId, Scope::Email][..], &television.client.to_string()));

    assert_eq!(press(&mut browser, &here, "allow_access").await.as_deref(), Ok(here.as_str()));
    let PageData::Redirect(allowed) = browser.page(&here).await else { panic!("still there") };
    let screen: AuthorizeScreen = browser.shown(&allowed).await.unwrap();
    assert_eq!(screen.state, AuthorizeState::AnsweredDevice { is_allowed: true });
    let over: EnterScreen = browser.shown(&here).await.unwrap();
    assert_eq!(over.obstacle, Obstacle::Outdated);
    assert_eq!(enter(&mut browser, user_code).await, NO_DEVICE);

    world.clock.advance(Seconds(5));
    let tokens = Tokens::read(&poll(&mut television, &wiki, &device).await);
    let claims = verify_id_token(&world.jwks().await, &tokens.id_token);
    assert_eq!((&claims["sub"], &claims["email"]), (&world.id_of(OWNER).await.to_string().into(), &OWNER.into()));
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
    wiki.refresh(&world, &tokens.refresh).await;
    assert_eq!(refused(&world, &wiki, &device).await, "invalid_grant");
    assert_eq!(events(&world, AuditEventKind::DeviceAllowed).await, 1);
    assert_eq!(events(&world, AuditEventKind::AccessGranted).await, 1);
}

/// Whoever has allowed the client before is asked as well: somebody else may have sent the code.
#[apply(matrix)]
async fn every_device_is_asked_about(database: Database, style: Style) {
    let (world, wiki) = open(database).await;
    let mut browser = signed_in(&world, style).await;
    for _ in 0..2 {
        let device = begin(&world, &wiki).await;
        let here = enter(&mut browser, text(&device, "user_code")).await.unwrap();
        let screen: AuthorizeScreen = browser.shown(&here).await.unwrap();
        assert!(matches!(screen.state, AuthorizeState::AllowDevice { .. }), "{screen:?}");
        assert_eq!(refused(&world, &wiki, &device).await, "authorization_pending");
        allow(&mut browser, &device).await;
        Tokens::read(&poll(&mut world.browser(Client), &wiki, &device).await);
    }
}

#[apply(matrix)]
async fn a_declined_device_gets_nothing(database: Database, style: Style) {
    let (world, wiki) = open(database).await;
    let device = begin(&world, &wiki).await;
    let mut browser = signed_in(&world, style).await;
    let here = enter(&mut browser, text(&device, "user_code")).await.unwrap();
    assert_eq!(press(&mut browser, &here, "decline_access").await.as_deref(), Ok(here.as_str()));
    assert_eq!(browser.page(&here).await, PageData::Redirect("/device/declined".to_owned()));
    let screen: AuthorizeScreen = browser.shown("/device/declined").await.unwrap();
    assert_eq!(screen.state, AuthorizeState::AnsweredDevice { is_allowed: false });
    for _ in 0..2 {
        assert_eq!(refused(&world, &wiki, &device).await, "access_denied");
    }
    assert_eq!(enter(&mut browser, text(&device, "user_code")).await, NO_DEVICE);
}

#[apply(matrix)]
async fn a_device_that_does_not_wait_has_to_wait_longer(database: Database) {
    let (world, wiki) = open(database).await;
    let device = begin(&world, &wiki).await;
    for (after, error) in [
        (0, "authorization_pending"),
        (5, "authorization_pending"),
        // An answer that took long makes the next question come early.
        (4, "authorization_pending"),
        (3, "slow_down"),
        (8, "slow_down"),
        (15, "authorization_pending"),
    ] {
        world.clock.advance(Seconds(after));
        assert_eq!(refused(&world, &wiki, &device).await, error, "after {after} seconds");
    }
}

#[apply(matrix)]
async fn a_device_waits_for_ten_minutes(database: Database) {
    let (world, wiki) = open(database).await;
    let (device, late) = (begin(&world, &wiki).await, begin(&world, &wiki).await);
    let mut browser = signed_in(&world, Client).await;
    let here = enter(&mut browser, text(&late, "user_code")).await.unwrap();
    world.clock.advance(Seconds::minutes(10));
    assert_eq!(refused(&world, &wiki, &device).await, "expired_token");
    assert_eq!(enter(&mut browser, text(&device, "user_code")).await, NO_DEVICE);
    assert_eq!(press(&mut browser, &here, "allow_access").await, Err(Refused(Refusal::NotFound)));
}

#[apply(matrix)]
async fn a_device_code_is_bound_to_its_client(database: Database) {
    let (world, wiki) = open(database).await;
    let other = world.relying_party(|settings| settings.allows_device = true).await;
    let device = begin(&world, &wiki).await;
    allow(&mut signed_in(&world, Client).await, &device).await;
    assert_eq!(refused(&world, &other, &device).await, "invalid_grant");
    for code in ["ptd_x", "", text(&device, "user_code")] {
        let answer = wiki.token(&world, &[("grant_type", GRANT), ("device_code", code)]).await;
        let error = if code.is_empty() { "invalid_request" } else { "invalid_grant" };
        assert_eq!(answer.oauth_error(), (400, error.to_owned()), "{code}");
    }
    Tokens::read(&poll(&mut world.browser(Client), &wiki, &device).await);
}

#[apply(matrix)]
async fn who_may_not_sign_in_devices_is_refused(database: Database) {
    let (world, wiki) = open(database).await;
    let usual = world.relying_party(|_| {}).await;
    let mut backend = world.browser(Client);
    let answer = usual.post(&mut backend, "/oauth/device", &[("scope", "openid")]).await;
    assert_eq!(answer.oauth_error(), (400, "unauthorized_client".to_owned()));
    let answer = usual.token(&world, &[("grant_type", GRANT), ("device_code", "ptd_x")]).await;
    assert_eq!(answer.oauth_error(), (400, "unauthorized_client".to_owned()));
    for scope in ["", "email", "openidx"] {
        let answer = wiki.post(&mut backend, "/oauth/device", &[("scope", scope)]).await;
        assert_eq!(answer.oauth_error(), (400, "invalid_scope".to_owned()), "{scope}");
    }
    let stranger = RelyingParty { secret: None, authentication: ClientAuthentication::None, ..wiki.clone() };
    let answer = stranger.post(&mut backend, "/oauth/device", &[("scope", "openid")]).await;
    assert_eq!(answer.oauth_error(), (401, "invalid_client".to_owned()));
    // A public client needs no secret.
    let public = |settings: &mut domain::oidc::ClientSettings| {
        (settings.authentication, settings.allows_device) = (ClientAuthentication::None, true);
    };
    begin(&world, &world.relying_party(public).await).await;
}

/// The device finds out at once, and not only when its first token is refused.
#[apply(matrix)]
async fn what_has_ended_before_the_device_comes_back_is_not_given(database: Database) {
    let (world, wiki) = open(database).await;
    let mut browser = signed_in(&world, Client).await;
    let device = begin(&world, &wiki).await;
    allow(&mut browser, &device).await;
    browser.sign_out().await.unwrap();
    assert_eq!(refused(&world, &wiki, &device).await, "invalid_grant");

    let (device, mut browser) = (begin(&world, &wiki).await, signed_in(&world, Client).await);
    let here = enter(&mut browser, text(&device, "user_code")).await.unwrap();
    change(&world, async |transaction| {
        applications::set_on(transaction, wiki.application, false, world.now()).await.unwrap();
    })
    .await;
    let screen: EnterScreen = browser.shown(&here).await.unwrap();
    assert_eq!(screen.obstacle, Obstacle::TurnedOff);
}

#[apply(matrix)]
async fn wrong_codes_are_counted_before_they_are_compared(database: Database, style: Style) {
    let (world, wiki) = open(database).await;
    let device = begin(&world, &wiki).await;
    let (right, mut browser) = (text(&device, "user_code"), world.browser(style));
    // A right one costs nothing, and what cannot be a code is no attempt.
    for _ in 0..25 {
        enter(&mut browser, right).await.unwrap();
        assert_eq!(enter(&mut browser, "AEIO-UAEI").await, NO_DEVICE);
    }
    let wrong = if right == "BBBB-BBBB" { "CCCC-CCCC" } else { "BBBB-BBBB" };
    for _ in 0..20 {
        assert_eq!(enter(&mut browser, wrong).await, NO_DEVICE);
    }
    let is_over = |outcome: Result<String, ApiError>| {
        matches!(outcome, Err(Refused(Refusal::TooManyAttempts { until: Some(_) })))
    };
    assert!(is_over(enter(&mut browser, wrong).await) && is_over(enter(&mut browser, right).await));

    // Strangers everywhere share a limit. It does not keep out those who are signed in.
    let limit = limits::DEVICE_CODES_EVERYWHERE_AND_HOUR;
    world.consume(limit, Subject::Everybody, limit.allowed - 20).await;
    assert!(is_over(enter(&mut world.browser(style), right).await));
    enter(&mut signed_in(&world, style).await, right).await.unwrap();
}

#[apply(matrix)]
async fn the_code_is_filled_in_and_kept(database: Database, style: Style) {
    let (world, _) = open(database).await;
    let mut browser = world.browser(style);
    let before = world.database.counts().await;
    for (path, filled) in [
        ("/device", ""),
        ("/device?user_code=BCDF-GHJK", "BCDF-GHJK"),
        ("/device?user_code=%22%3E%3Cscript%3E", "\"><script>"),
    ] {
        let screen: AuthorizeScreen = browser.shown(path).await.unwrap();
        assert_eq!(screen.state, AuthorizeState::EnterCode { user_code: filled.to_owned() });
    }
    assert_eq!(world.database.counts().await, before, "opening the page changes nothing");
    assert!(!browser.get("/device?user_code=%22%3E%3Cscript%3E").await.body.contains("value=\"\"><script>"));
    assert_eq!(enter(&mut browser, "bcdf ghj").await, NO_DEVICE);
    if style == Form {
        let screen: AuthorizeScreen = browser.shown("/device").await.unwrap();
        assert_eq!(screen.state, AuthorizeState::EnterCode { user_code: "bcdf ghj".to_owned() });
    }
}

#[apply(matrix)]
async fn no_code_of_a_device_is_in_the_database(database: Database) {
    let (world, wiki) = open(database).await;
    let device = begin(&world, &wiki).await;
    let codes = [text(&device, "device_code"), text(&device, "user_code")];
    let plain = codes.map(|code| code.trim_start_matches("ptd_").replace('-', ""));
    for (column, _, cell) in world.database.cells().await {
        let is_there = codes.iter().any(|code| cell.contains(code)) || plain.iter().any(|code| cell.contains(code));
        assert!(!is_there, "{column}");
    }
}
