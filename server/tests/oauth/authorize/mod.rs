//! The authorization endpoint and the page of a request: what is answered at once, what goes on after other screens, and
//! what is over.

mod access;
mod consent;
mod hints;
mod prompts;
mod refusals;
mod step_up;

use super::FORM;
use crate::support::prelude::*;
use crate::{recovery, second_step};
use axum::body::Body;
use domain::oidc::ClientSettings;
use domain::{LanguageTag, limits};
use service::oidc::{self, Authorization};
use service::security::{Token, rate_limit::Subject};
use service::{RequestContext, account};
use std::collections::{BTreeMap, BTreeSet};
use store::Transaction;
use store::{applications, oauth_clients};

/// How long a request waits for its page.
const TOO_LATE: Seconds = Seconds::minutes(30);

/// Opens a world in which [`OWNER`] has a password, with a client.
pub async fn open(database: Database, settings: impl FnOnce(&mut ClientSettings)) -> (World, RelyingParty) {
    let world = World::with_password(database).await;
    let wiki = world.relying_party(settings).await;
    (world, wiki)
}

/// A browser in which [`OWNER`] has signed in a second ago.
pub async fn signed_in(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    world.clock.advance(Seconds(1));
    browser
}

/// Changes the database in one transaction.
pub async fn change(world: &World, change: impl AsyncFnOnce(&Transaction)) {
    let store = &world.app.store;
    let transaction = store.begin().await.unwrap();
    change(&transaction).await;
    store.commit(transaction).await.unwrap();
}

/// What the client reads in the address to which the browser is led.
fn read(wiki: &RelyingParty, address: &str) -> BTreeMap<String, String> {
    let parameters = parameters_of(address);
    assert!(address.starts_with(&format!("{}?", wiki.redirect_uri)), "not at the client: {address}");
    assert_eq!(parameters["iss"], PUBLIC_URL, "every answer says who gives it");
    parameters
}

/// What the client is answered without a page.
pub async fn at_once(wiki: &RelyingParty, browser: &mut Browser, changed: &[(&str, &str)]) -> BTreeMap<String, String> {
    let answer = wiki.authorize(browser, changed).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    read(wiki, answer.header("location"))
}

/// The page to which a request leads that cannot be answered at once.
pub async fn waiting(wiki: &RelyingParty, browser: &mut Browser, changed: &[(&str, &str)]) -> String {
    page_of(&wiki.authorize(browser, changed).await)
}

fn page_of(answer: &Answer) -> String {
    let location = answer.header("location");
    assert!(answer.status == 303 && location.starts_with("/authorize/"), "{} {location:?}", answer.status);
    location.to_owned()
}

/// What the client is answered when the page is opened.
pub async fn arrived(wiki: &RelyingParty, browser: &mut Browser, here: &str) -> BTreeMap<String, String> {
    match browser.page(here).await {
        PageData::Redirect(address) => read(wiki, &address),
        page => panic!("{page:?}"),
    }
}

/// What the page of a request asks this browser.
pub async fn shown(world: &World, browser: &Browser, here: &str) -> Authorization {
    let (app, language) = (world.app.clone(), LanguageTag::default());
    let mut cx = RequestContext::new(app, browser.client, browser.user_agent.clone(), language);
    cx.session = browser.cookie("portico").and_then(Token::parse);
    let signed_in = account::current(&cx).await.unwrap();
    oidc::resume(&cx, signed_in.as_ref(), request_in(here).parse().unwrap()).await.unwrap()
}

/// The id of the request in the path of its page.
fn request_in(here: &str) -> &str {
    here.strip_prefix("/authorize/").unwrap()
}

/// Presses a button on the page of a request.
pub async fn press(browser: &mut Browser, here: &str, function: &str) -> Result<String, ApiError> {
    browser.at = here.to_owned();
    browser.act(function, &[("request", request_in(here))]).await
}

/// How many events of this kind there are.
pub async fn events(world: &World, kind: AuditEventKind) -> i64 {
    world.database.number(&format!("SELECT COUNT(*) FROM audit_event WHERE activity = '{}'", kind.name())).await
}

async fn requests(world: &World) -> i64 {
    world.database.number("SELECT COUNT(*) FROM oauth_request").await
}

#[apply(matrix)]
async fn a_user_who_is_signed_in_is_asked_nothing(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    for _ in 0..2 {
        let answer = at_once(&wiki, &mut browser, &[]).await;
        assert_eq!(answer["state"], "the-state");
        let tokens = wiki.exchange(&world, &answer["code"]).await;
        let claims = verify_id_token(&world.jwks().await, &tokens.id_token);
        assert_eq!(claims["sub"], world.id_of(OWNER).await.to_string());
        // The second time, the user is in the application already.
        assert_eq!(events(&world, AuditEventKind::ApplicationEntered).await, 1);
        assert_eq!(events(&world, AuditEventKind::AccessGranted).await, 1);
    }
    assert_eq!(requests(&world).await, 0);
}

#[apply(matrix)]
async fn a_request_continues_after_sign_in_and_recovery(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(style);
    let here = waiting(&wiki, &mut browser, &[]).await;
    assert_eq!(browser.page(&here).await, PageData::Redirect(format!("/sign-in?return_to={here}")));
    recovery::ask(&mut browser, OWNER).await.unwrap();
    let token = recovery::token(&world, OWNER).await;
    recovery::save(&mut browser, &token, recovery::NEW).await.unwrap();
    assert_eq!(browser.password_to("", OWNER, recovery::NEW, &here).await.unwrap(), here);
    let answer = arrived(&wiki, &mut browser, &here).await;
    assert_eq!(answer["state"], "the-state");
    wiki.exchange(&world, &answer["code"]).await;
}

#[apply(matrix)]
async fn a_request_continues_after_the_second_step(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let (key, _) = second_step::give_app(&world, &mut signed_in(&world, style).await).await;
    let mut browser = world.browser(style);
    let here = waiting(&wiki, &mut browser, &[]).await;
    assert_eq!(browser.password_to("", OWNER, PASSWORD, &here).await.unwrap(), "/sign-in/second-step");
    browser.at = "/sign-in/second-step/authenticator".to_owned();
    let code = app_code(&key, world.now());
    assert_eq!(browser.act("answer_second_step", &[("way", "authenticator"), ("code", &code)]).await.unwrap(), here);
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
}

#[apply(matrix)]
async fn ten_tabs_keep_their_own_requests(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(Client);
    let mut tabs = Vec::new();
    for tab in 0..10 {
        let state = format!("tab {tab}");
        tabs.push((waiting(&wiki, &mut browser, &[("state", &state)]).await, state));
    }
    browser.password(OWNER, PASSWORD).await.unwrap();
    let mut codes = BTreeSet::new();
    for (here, state) in tabs.iter().rev() {
        let mut answer = arrived(&wiki, &mut browser, here).await;
        assert_eq!(&answer["state"], state);
        codes.insert(answer.remove("code").unwrap());
    }
    assert_eq!(codes.len(), 10);
}

#[apply(matrix)]
async fn an_answered_request_is_outdated(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(style);
    let (answered, late) = (waiting(&wiki, &mut browser, &[]).await, waiting(&wiki, &mut browser, &[]).await);
    browser.password(OWNER, PASSWORD).await.unwrap();
    arrived(&wiki, &mut browser, &answered).await;
    assert_eq!(shown(&world, &browser, &answered).await, Authorization::Outdated);
    world.clock.advance(TOO_LATE);
    assert_eq!(shown(&world, &browser, &late).await, Authorization::Outdated);
    let unknown = format!("/authorize/{}", "0".repeat(32));
    for here in [answered, late, unknown] {
        for function in ["allow_access", "decline_access", "choose_account"] {
            assert_eq!(press(&mut browser, &here, function).await, Err(Refused(Refusal::NotFound)), "{function}");
        }
    }
}

/// A server that an admin has told another address does not send the codes of waiting users to the old one.
#[apply(matrix)]
async fn a_request_is_outdated_if_its_address_is_not_registered_any_more(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(Client);
    let here = waiting(&wiki, &mut browser, &[]).await;
    let error = waiting(&wiki, &mut browser, &[("scope", "email"), ("response_mode", "form_post")]).await;
    change(&world, async |transaction| {
        let settings = ClientSettings::default();
        oauth_clients::change(transaction, wiki.client, &settings).await.unwrap();
    })
    .await;
    browser.password(OWNER, PASSWORD).await.unwrap();
    for here in [here, error] {
        assert_eq!(shown(&world, &browser, &here).await, Authorization::Outdated);
    }
}

/// Browsers send no session with a form of another site, but with the page that follows.
#[apply(matrix)]
async fn a_posted_request_is_continued_by_get(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    let headers = [FORM, ("origin", "https://wiki.example"), ("sec-fetch-site", "cross-site")];
    let none: &[(&str, &str)] = &[];
    for changed in [none, &[("prompt", "none")]] {
        let mut without_cookies = world.browser(style);
        let body = wiki.request(changed);
        let here = page_of(&without_cookies.request("POST", "/oauth/authorize", &headers, body).await);
        assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
    }
    // The body alone counts.
    let path = format!("/oauth/authorize?{}", wiki.request(&[]));
    let answer = browser.request("POST", &path, &headers, Body::empty()).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
}

#[apply(matrix)]
async fn authorize_has_no_cors(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let path = format!("/oauth/authorize?{}", wiki.request(&[]));
    let headers = [("origin", "https://wiki.example"), ("access-control-request-method", "GET")];
    for method in ["GET", "OPTIONS"] {
        let answer = browser.request(method, &path, &headers, Body::empty()).await;
        let is_cors = answer.headers.keys().any(|name| name.as_str().starts_with("access-control-"));
        assert!(!is_cors, "{method}: {:?}", answer.headers);
    }
}

#[apply(matrix)]
async fn too_many_requests_of_one_address(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, Client).await;
    let limit = limits::AUTHORIZATION_REQUESTS_PER_CLIENT_AND_HOUR;
    let sender = Subject::Client(world.organisation("codes").await, browser.client);
    world.consume(limit, sender, 1).await;
    world.database.execute(&format!("UPDATE rate_limit SET used = {}", limit.allowed)).await;
    let mut stranger = world.browser(Client);
    waiting(&wiki, &mut stranger, &[]).await;
    stranger.client = browser.client;
    let answer = wiki.authorize(&mut stranger, &[]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (429, ""));
    assert_eq!(answer.header("retry-after"), "3600");
    assert_eq!(requests(&world).await, 1);
    // What is answered at once leaves no row.
    assert!(at_once(&wiki, &mut browser, &[]).await.contains_key("code"));
    assert_eq!(at_once(&wiki, &mut stranger, &[("prompt", "none")]).await["error"], "login_required");
}

#[apply(matrix)]
async fn a_turned_off_application_gets_no_code(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    change(&world, async |transaction| {
        applications::set_on(transaction, wiki.application, false, world.now()).await.unwrap();
    })
    .await;
    let mut browser = signed_in(&world, style).await;
    let none: &[(&str, &str)] = &[];
    for changed in [none, &[("scope", "email")]] {
        let here = waiting(&wiki, &mut browser, changed).await;
        assert_eq!(shown(&world, &browser, &here).await, Authorization::TurnedOff);
    }
    // A request that shows no page gets an answer.
    let silent = [("prompt", "none")];
    let body = wiki.request(&silent);
    let here = page_of(&browser.request("POST", "/oauth/authorize", &[FORM], body).await);
    for answer in [at_once(&wiki, &mut browser, &silent).await, arrived(&wiki, &mut browser, &here).await] {
        assert_eq!((answer["error"].as_str(), answer.contains_key("code")), ("access_denied", false));
    }
}
