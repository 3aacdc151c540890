//! The way into an application as its users go it: signing in and coming back, what the application still asks for, and
//! the start page.

use crate::forward_auth::{PAGE, Proxy, at_wiki};
use crate::second_step::{self, MEMBER, give_app};
use crate::support::prelude::*;
use app::account::CurrentAccount;
use app::enter::{EnterScreen, Obstacle, Remedy};
use app::paths;
use domain::ApplicationId;
use domain::application::{Strength, StrengthLevel};
use service::applications::NewApplication;
use service::operator_applications::ApplicationChange;

const WIKI: &str = "Wiki";

/// Registers an application at a host of its own, and returns its id.
async fn register(world: &World, at: &str, name: &str, host: &str) -> ApplicationId {
    let start_address = format!("https://{host}/start");
    let start_address = &start_address;
    let new = NewApplication { name, start_address, is_forward_auth: true, redirect_uri: None, is_public: false };
    let made = world.operator().create_application(&at.parse().unwrap(), &world.app.public_origin, new).await;
    made.unwrap().0.id
}

async fn change(world: &World, at: &str, id: ApplicationId, change: ApplicationChange) {
    let (at, own) = (at.parse().unwrap(), &world.app.public_origin);
    world.operator().change_application(&at, id, own, change).await.unwrap();
}

fn everyone() -> ApplicationChange {
    ApplicationChange { everyone: Some(true), ..ApplicationChange::default() }
}

/// Opens a world with an application that everyone in the default organisation may enter. Returns its id, too.
async fn open(database: Database) -> (World, ApplicationId) {
    let world = World::with_password(database).await;
    let id = register(&world, "codes", WIKI, "wiki.example").await;
    change(&world, "codes", id, everyone()).await;
    (world, id)
}

/// Opens this path of the application without a pass. Returns the path at Portico to which the check redirects.
async fn way_in(world: &World, path: &str) -> String {
    let answer = Proxy::Caddy.ask(&mut at_wiki(world), "GET", path, &PAGE).await;
    assert_eq!(answer.status, 302, "{}", answer.body);
    answer.header("location").strip_prefix(PUBLIC_URL).unwrap().to_owned()
}

/// The address to which the way in leads a browser that may enter.
async fn entered(browser: &mut Browser, here: &str) -> String {
    let page = browser.page(here).await;
    let PageData::Redirect(address) = page else { panic!("{page:?}") };
    address
}

async fn obstacle(browser: &mut Browser, here: &str) -> Obstacle {
    browser.shown::<EnterScreen>(here).await.unwrap().obstacle
}

#[apply(matrix)]
async fn every_way_to_sign_in_leads_on_to_exactly_the_address(database: Database, style: Style) {
    let (world, _) = open(database).await;
    let here = way_in(&world, "/report?id=1&x=%20").await;
    let sign_in = PageData::Redirect(format!("/sign-in?return_to={here}"));

    let mut by_password = world.browser(style);
    assert_eq!(by_password.page(&here).await, sign_in);
    assert_eq!(by_password.password_to("", OWNER, PASSWORD, &here).await.unwrap(), here);

    let mut by_code = world.browser(style);
    let fields = [("organisation", ""), ("email", OWNER), ("return_to", here.as_str())];
    let path = by_code.act("send_code", &fields).await.unwrap();
    let code = world.code_for(OWNER).await;
    assert_eq!(by_code.verify(challenge_in(&path), &code).await.unwrap(), here);

    let mut newcomer = world.browser(style);
    let person = Person { name: "Mo", email: "mo@example.com", phone: "", country: "", password: PASSWORD };
    let challenge = newcomer.sign_up_to("", person, &here).await.unwrap();
    let code = world.code_for("mo@example.com").await;
    assert_eq!(newcomer.verify(challenge, &code).await.unwrap(), here);

    let mut tickets = Vec::new();
    for browser in [&mut by_password, &mut by_code, &mut newcomer] {
        let address = entered(browser, &here).await;
        let ticket = address.strip_prefix("https://wiki.example/report?id=1&x=%20&portico-ticket=").unwrap();
        assert!(ticket.len() > 40 && !tickets.iter().any(|other| other == ticket));
        tickets.push(ticket.to_owned());
    }
}

#[apply(matrix)]
async fn it_leads_on_after_a_second_step_too(database: Database, style: Style) {
    let world = second_step::open(database, Preset::Invited).await;
    let id = register(&world, "cedar", WIKI, "wiki.example").await;
    change(&world, "cedar", id, everyone()).await;
    let here = way_in(&world, "/").await;
    let mut browser = world.browser(style);
    assert_eq!(browser.page(&here).await, PageData::Redirect(format!("/o/cedar/sign-in?return_to={here}")));
    let path = browser.password_to("cedar", MEMBER, PASSWORD, &here).await.unwrap();
    let code = world.code_for(MEMBER).await;
    assert_eq!(browser.verify(challenge_in(&path), &code).await.unwrap(), here);
    assert!(entered(&mut browser, &here).await.starts_with("https://wiki.example/?portico-ticket="));
}

#[apply(matrix)]
async fn a_form_without_script_leads_to_a_page_that_goes_on(database: Database) {
    let (world, _) = open(database).await;
    let here = way_in(&world, "/a?b=1&c=2").await;
    let mut browser = world.browser(Form);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let mut opened = async |site: &str| browser.request("GET", &here, &[("sec-fetch-site", site)], "").await;
    // The form's page lets its forms lead to this site only, and that counts for redirects as well.
    let answer = opened("same-origin").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("refresh").starts_with("0; url=https://wiki.example/a?b=1&c=2&portico-ticket="));
    assert!(answer.body.contains("href=\"https://wiki.example/a?b=1&amp;c=2&amp;portico-ticket="), "{}", answer.body);
    assert_eq!((answer.header("cache-control"), answer.header("referrer-policy")), ("no-store", "same-origin"));
    for site in ["cross-site", "same-site", "none"] {
        let answer = opened(site).await;
        assert_eq!(answer.status, 303, "{site}");
        assert!(answer.header("location").starts_with("https://wiki.example/a?b=1&c=2&portico-ticket="));
    }
}

#[apply(matrix)]
async fn a_sign_in_that_is_too_long_ago_is_confirmed(database: Database, style: Style) {
    let (world, id) = open(database).await;
    let strength = Strength { level: StrengthLevel::SignedIn, within: Some(Seconds::minutes(5)) };
    change(&world, "codes", id, ApplicationChange { strength: Some(strength), ..ApplicationChange::default() }).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let here = way_in(&world, "/").await;
    entered(&mut browser, &here).await;
    world.clock.advance(Seconds::minutes(5));
    assert_eq!(obstacle(&mut browser, &here).await, Obstacle::Recent { application: WIKI.to_owned() });
    browser.at = paths::reauthentication_before(&here);
    let path = browser.act("prove", &[("current", PASSWORD), ("next", &here)]).await.unwrap();
    assert_eq!(path, here);
    entered(&mut browser, &here).await;
}

#[apply(matrix)]
async fn a_second_step_that_is_missing_is_set_up_and_taken(database: Database, style: Style) {
    let (world, id) = open(database).await;
    let strength = Strength { level: StrengthLevel::SecondStep, within: None };
    change(&world, "codes", id, ApplicationChange { strength: Some(strength), ..ApplicationChange::default() }).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let here = way_in(&world, "/").await;
    let asks = |remedy| Obstacle::SecondStep { application: WIKI.to_owned(), remedy };
    let set_up = Remedy::SetUp { authenticator: true, passkey: true };
    assert_eq!(obstacle(&mut browser, &here).await, asks(set_up));
    let (key, _) = give_app(&world, &mut browser).await;
    // Setting it up counts as taking it.
    entered(&mut browser, &here).await;
    let mut other = world.browser(style);
    let here = way_in(&world, "/").await;
    let path = other.password_to("", OWNER, PASSWORD, &here).await.unwrap();
    assert_eq!(path, "/sign-in/second-step");
    other.at = "/sign-in/second-step/authenticator".to_owned();
    let code = app_code(&key, world.now());
    let fields = [("way", "authenticator"), ("code", code.as_str())];
    assert_eq!(other.act("answer_second_step", &fields).await.unwrap(), here);
    entered(&mut other, &here).await;
}

#[apply(matrix)]
async fn a_passkey_that_is_missing_is_added_where_the_organisation_takes_one(database: Database) {
    let (world, id) = open(database).await;
    let strength = Strength { level: StrengthLevel::Passkey, within: None };
    change(&world, "codes", id, ApplicationChange { strength: Some(strength), ..ApplicationChange::default() }).await;
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let here = way_in(&world, "/").await;
    for is_offered in [false, true] {
        let mut policy = Preset::Codes.policy();
        policy.methods.retain(|method| *method != domain::Method::Passkey);
        policy.methods.extend(is_offered.then_some(domain::Method::Passkey));
        world.set_policy("codes", &policy).await;
        let remedy = Remedy::SetUp { authenticator: false, passkey: is_offered };
        let asks = Obstacle::Passkey { application: WIKI.to_owned(), remedy };
        assert_eq!(obstacle(&mut browser, &here).await, asks);
    }
}

#[apply(matrix)]
async fn who_may_not_enter_reads_why(database: Database, style: Style) {
    let (world, id) = open(database).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let here = way_in(&world, "/").await;
    let nobody = ApplicationChange { everyone: Some(false), ..ApplicationChange::default() };
    change(&world, "codes", id, nobody).await;
    let not_allowed = Obstacle::NotAllowed { application: WIKI.to_owned(), email: OWNER.to_owned() };
    assert_eq!(obstacle(&mut browser, &here).await, not_allowed);
    let off = ApplicationChange { is_on: Some(false), ..everyone() };
    change(&world, "codes", id, off).await;
    let mut stranger = world.browser(style);
    for browser in [&mut browser, &mut stranger] {
        assert_eq!(obstacle(browser, &here).await, Obstacle::TurnedOff);
        assert_eq!(obstacle(browser, "/enter/AAAA").await, Obstacle::Outdated);
    }
    world.clock.advance(Seconds::minutes(30));
    assert_eq!(obstacle(&mut browser, &here).await, Obstacle::Outdated);
}

#[apply(matrix)]
async fn the_start_page_shows_what_the_user_may_enter(database: Database, style: Style) {
    let (world, id) = open(database).await;
    register(&world, "codes", "Closed", "closed.example").await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let mut tenant = world.browser(style);
    world.sign_in_at(&mut tenant, "north-star", TENANT).await;
    let account = browser.account().await.unwrap();
    let [tile] = &account.tiles[..] else { panic!("{:?}", account.tiles) };
    assert_eq!((tile.name.as_str(), tile.start_address.as_str()), (WIKI, "https://wiki.example/start"));
    assert_eq!(account.search, None);
    assert!(tenant.account().await.unwrap().tiles.is_empty(), "another organisation's");
    change(&world, "codes", id, ApplicationChange { is_on: Some(false), ..ApplicationChange::default() }).await;
    assert!(browser.account().await.unwrap().tiles.is_empty());
}

#[apply(matrix)]
async fn many_applications_are_searched(database: Database, style: Style) {
    let world = World::with_password(database).await;
    for number in 1..=13 {
        let id = register(&world, "codes", &format!("Tool {number}"), &format!("tool{number}.example")).await;
        change(&world, "codes", id, everyone()).await;
    }
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let mut names = async |path: &str| {
        let account: CurrentAccount = browser.shown(path).await.unwrap();
        (account.search.unwrap(), account.tiles.iter().map(|tile| tile.name.clone()).collect::<Vec<_>>())
    };
    assert_eq!(names("/account").await.1.len(), 13);
    let found = ["Tool 1", "Tool 10", "Tool 11", "Tool 12", "Tool 13"].map(str::to_owned);
    let (search, mut tiles) = names(&paths::account_search("TÔOL 1")).await;
    tiles.sort();
    assert_eq!((search.as_str(), tiles.as_slice()), ("TÔOL 1", &found[..]));
    assert!(names("/account?q=none").await.1.is_empty());
}
