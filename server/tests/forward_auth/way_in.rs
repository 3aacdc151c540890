//! The way into an application: to Portico, and back with a ticket.

use super::{DOOR, NOTES, ORIGIN, PAGE, PASS, Proxy, WIKI, at_wiki, change, entered, entry, everyone, open};
use super::{caddy_report, path_with_ticket, proxied, register, sealed_in, signed_in, status};
use crate::support::prelude::*;
use domain::application::{Access, Missing, StrengthLevel};
use service::forward_auth::Entry;
use store::applications;

/// An address that nothing may decode, normalise or shorten on the way.
const ASKED: &str = "/a/..%2fb/./c;p=1?q=%zz&r=https://evil.example/&portico-ticket=";

#[apply(matrix)]
async fn a_browser_comes_back_to_exactly_the_address_that_it_asked_for(
    database: Database,
    #[values(Proxy::Nginx, Proxy::Caddy, Proxy::Envoy)] proxy: Proxy,
) {
    let world = open(database).await;
    let (mut wiki, mut portico) = (at_wiki(&world), world.browser(Client));
    let sealed = sealed_in(&proxy.ask(&mut wiki, "GET", ASKED, &PAGE).await);
    assert!(!sealed.contains("evil") && sealed.len() < 1000);
    let home = "codes".parse().unwrap();
    assert_eq!(entry(&world.app, &portico, &sealed).await, Entry::SignIn { organisation: home });
    world.sign_in(&mut portico, OWNER).await;
    let Entry::Go(address) = entry(&world.app, &portico, &sealed).await else { panic!("not let in") };
    let path = address.strip_prefix(ORIGIN).unwrap();
    assert!(path.starts_with(&format!("{ASKED}&portico-ticket=")));
    let taken = proxy.ask(&mut wiki, "GET", path, &PAGE).await;
    assert_eq!(taken.status.as_u16(), if proxy == Proxy::Nginx { 401 } else { 302 });
    assert_eq!(taken.header("location"), format!("{ORIGIN}{ASKED}"));
    let [cookie] = &taken.set_cookies()[..] else { panic!("not one cookie") };
    assert_eq!(cookie.name(), PASS);
    assert_eq!(proxy.ask(&mut wiki, "GET", ASKED, &PAGE).await.status.as_u16(), 200);
    let events = "SELECT COUNT(*) FROM audit_event WHERE activity = 'application_entered'";
    assert_eq!(world.database.number(events).await, 1);
    let tokens = world.database.cells().await;
    let pass = wiki.cookie(PASS).unwrap();
    assert!(tokens.iter().all(|(_, _, cell)| !cell.contains(pass)), "only a hash is stored");
}

/// Opens ten tabs, each with its own address, before any of them has an answer. Returns how often they went to Portico
/// until all of them had arrived.
async fn open_ten_tabs(world: &World, wiki: &mut Browser, portico: &Browser) -> usize {
    let before = wiki.clone();
    let mut ways = Vec::new();
    for tab in 0..10 {
        // What the browser sends does not depend on the answers to its other tabs.
        let mut alone = before.clone();
        let led = Proxy::Caddy.ask(&mut alone, "GET", &format!("/tab/{tab}"), &PAGE).await;
        wiki.forge_cookie(DOOR, alone.cookie(DOOR).unwrap());
        ways.push((tab, sealed_in(&led)));
    }
    let mut rounds = 0;
    while !ways.is_empty() {
        rounds += ways.len();
        let mut again = Vec::new();
        for (tab, sealed) in ways {
            let Entry::Go(address) = entry(&world.app, portico, &sealed).await else { panic!("not let in") };
            let answer = Proxy::Caddy.ask(wiki, "GET", address.strip_prefix(ORIGIN).unwrap(), &PAGE).await;
            if answer.header("location") == format!("{ORIGIN}/tab/{tab}") {
                assert_eq!(status(wiki, &format!("/tab/{tab}")).await, 200);
            } else {
                again.push((tab, sealed_in(&answer)));
            }
        }
        ways = again;
        assert!(rounds <= 20, "tabs keep going round");
    }
    rounds
}

#[apply(matrix)]
async fn ten_tabs_that_are_restored_at_once_all_arrive(database: Database) {
    let world = open(database).await;
    let portico = signed_in(&world).await;
    // A browser that was at the wiki within the hour has a door token for all tabs.
    let mut known = at_wiki(&world);
    Proxy::Caddy.ask(&mut known, "GET", "/", &PAGE).await;
    assert_eq!(open_ten_tabs(&world, &mut known, &portico).await, 10);
    // Any other browser gets a token from each answer and keeps the last one. The other tabs go round once more.
    assert!(open_ten_tabs(&world, &mut at_wiki(&world), &portico).await <= 19);
}

#[apply(matrix)]
async fn a_ticket_works_once_in_time_in_its_browser_and_at_its_origin(database: Database) {
    let world = open(database).await;
    register(&world, NOTES, "https://notes.example", &everyone()).await;
    let portico = signed_in(&world).await;
    let mut wiki = at_wiki(&world);
    let path = path_with_ticket(&world, &mut wiki, &portico, "/a").await;
    Proxy::Caddy.ask(&mut wiki, "GET", &path, &PAGE).await;
    let door = wiki.cookie(DOOR).unwrap().to_owned();
    let with_door = |door: &str| {
        let mut browser = at_wiki(&world);
        browser.forge_cookie(DOOR, door);
        browser
    };
    let used = Proxy::Caddy.ask(&mut with_door(&door), "GET", &path, &PAGE).await;
    assert!(entry(&world.app, &portico, &sealed_in(&used)).await != Entry::Outdated);

    let mut late = with_door(&door);
    let path = path_with_ticket(&world, &mut late, &portico, "/a").await;
    world.clock.advance(Seconds(60));
    sealed_in(&Proxy::Caddy.ask(&mut late, "GET", &path, &PAGE).await);

    for mut thief in [at_wiki(&world), with_door(&"A".repeat(43))] {
        let path = path_with_ticket(&world, &mut with_door(&door), &portico, "/a").await;
        sealed_in(&Proxy::Caddy.ask(&mut thief, "GET", &path, &PAGE).await);
        assert_eq!(thief.cookie("__Host-portico-pass"), None);
        sealed_in(&Proxy::Caddy.ask(&mut with_door(&door), "GET", &path, &PAGE).await);
    }

    let path = path_with_ticket(&world, &mut with_door(&door), &portico, "/a").await;
    let at_notes = [&caddy_report("GET", "notes.example", &path)[..], &PAGE[..1]].concat();
    sealed_in(&with_door(&door).request("GET", "/forward-auth/caddy", &at_notes, axum::body::Body::empty()).await);

    // A script that sends a ticket does not use it up.
    let path = path_with_ticket(&world, &mut with_door(&door), &portico, "/a").await;
    assert_eq!(status(&mut with_door(&door), &path).await, 401);
    let taken = Proxy::Caddy.ask(&mut with_door(&door), "GET", &path, &PAGE).await;
    assert_eq!(taken.header("location"), "https://wiki.example/a");
}

/// A browser that comes again, for a stronger sign-in or in another tab, keeps its pass.
#[apply(matrix)]
async fn a_browser_has_one_pass_of_a_session(database: Database) {
    let world = open(database).await;
    let (portico, other) = (signed_in(&world).await, signed_in(&world).await);
    let mut wiki = entered(&world, &portico).await;
    let pass = wiki.cookie(PASS).unwrap().to_owned();
    for (portico, passes) in [(&portico, 1), (&other, 2)] {
        let mut tab = at_wiki(&world);
        tab.forge_cookie(DOOR, wiki.cookie(DOOR).unwrap());
        let path = path_with_ticket(&world, &mut tab, portico, "/a").await;
        let taken = Proxy::Caddy.ask(&mut wiki, "GET", &path, &PAGE).await;
        assert_eq!(taken.header("location"), "https://wiki.example/a");
        assert_eq!(wiki.cookie(PASS) == Some(pass.as_str()), passes == 1);
        assert_eq!(world.database.number("SELECT COUNT(*) FROM pass").await, passes);
    }
}

#[apply(matrix)]
async fn a_browser_without_cookies_is_not_led_round_and_round(database: Database) {
    let world = open(database).await;
    let portico = signed_in(&world).await;
    let mut wiki = at_wiki(&world);
    wiki.keeps_cookies = false;
    let path = path_with_ticket(&world, &mut wiki, &portico, "/").await;
    let path = path_with_ticket(&world, &mut wiki, &portico, &path).await;
    assert_eq!(Proxy::Caddy.ask(&mut wiki, "GET", &path, &PAGE).await.status.as_u16(), 403);
}

#[apply(matrix)]
async fn a_pass_opens_its_own_origin_only(database: Database) {
    let world = open(database).await;
    register(&world, NOTES, "https://notes.example", &everyone()).await;
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    for (host, expected) in [
        ("wiki.example", 200),
        ("WIKI.Example.:443", 200),
        ("notes.example", 401),
        ("wiki.example:8443", 403),
        ("wiki.example.evil.example", 403),
    ] {
        let report = caddy_report("GET", host, "/");
        let answer = wiki.request("GET", "/forward-auth/caddy", &report, axum::body::Body::empty()).await;
        assert_eq!(answer.status.as_u16(), expected, "{host}");
    }
}

#[apply(matrix)]
async fn who_may_not_enter_learns_it_at_portico(database: Database) {
    let world = open(database).await;
    let portico = signed_in(&world).await;
    let sealed = sealed_in(&Proxy::Caddy.ask(&mut at_wiki(&world), "GET", "/", &PAGE).await);
    let name = "Wiki".parse().unwrap();
    change(&world, |wiki| wiki.strength.level = StrengthLevel::SecondStep).await;
    let missing = Entry::Missing { application: name, missing: Missing::SecondStep };
    assert_eq!(entry(&world.app, &portico, &sealed).await, missing);

    let (store, now) = (&world.app.store, world.now());
    let transaction = store.begin().await.unwrap();
    applications::set_access(&transaction, WIKI, &Access::default(), now).await.unwrap();
    store.commit(transaction).await.unwrap();
    let Entry::NotAllowed { application, .. } = entry(&world.app, &portico, &sealed).await else { panic!("let in") };
    assert_eq!(application.as_str(), "Wiki");
    let events = "SELECT COUNT(*) FROM audit_event WHERE activity = 'application_refused'";
    assert_eq!(world.database.number(events).await, 1);

    let transaction = store.begin().await.unwrap();
    applications::set_on(&transaction, WIKI, false, now).await.unwrap();
    store.commit(transaction).await.unwrap();
    assert_eq!(entry(&world.app, &portico, &sealed).await, Entry::TurnedOff);
    assert_eq!(status(&mut at_wiki(&world), "/").await, 403);
    sealed_in(&Proxy::Caddy.ask(&mut at_wiki(&world), "GET", "/", &PAGE).await);

    world.clock.advance(Seconds::minutes(30));
    for text in [sealed.as_str(), "", "AAAA"] {
        assert_eq!(entry(&world.app, &portico, text).await, Entry::Outdated);
    }
}

/// Reloading the way in records nothing, and neither does a browser that comes back with its pass.
#[apply(matrix)]
async fn an_entry_is_recorded_when_the_pass_is_made(database: Database) {
    let world = open(database).await;
    let (mut wiki, portico) = (at_wiki(&world), signed_in(&world).await);
    let sealed = sealed_in(&Proxy::Caddy.ask(&mut wiki, "GET", "/", &PAGE).await);
    let entries = format!(
        "SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id AND a.id = e.actor_id
         WHERE e.activity = 'application_entered' AND a.email = '{OWNER}'"
    );
    for _ in 0..3 {
        assert!(matches!(entry(&world.app, &portico, &sealed).await, Entry::Go(_)));
    }
    assert_eq!(world.database.number(&entries).await, 0);
    for _ in 0..2 {
        let Entry::Go(address) = entry(&world.app, &portico, &sealed).await else { panic!("not let in") };
        let taken = Proxy::Caddy.ask(&mut wiki, "GET", address.strip_prefix(ORIGIN).unwrap(), &PAGE).await;
        assert_eq!(taken.header("location"), "https://wiki.example/");
        assert_eq!(world.database.number(&entries).await, 1);
    }
}

#[apply(matrix)]
async fn a_refusal_is_recorded_once_a_minute_for_each_application(database: Database) {
    let world = World::open(database).await;
    register(&world, WIKI, ORIGIN, &Access::default()).await;
    register(&world, NOTES, "https://notes.example", &Access::default()).await;
    let portico = signed_in(&world).await;
    let refusals = "SELECT COUNT(*) FROM audit_event WHERE activity = 'application_refused'";
    let wiki = sealed_in(&Proxy::Caddy.ask(&mut at_wiki(&world), "GET", "/", &PAGE).await);
    let at_notes = [&caddy_report("GET", "notes.example", "/")[..], &PAGE].concat();
    let led = at_wiki(&world).request("GET", "/forward-auth/caddy", &at_notes, axum::body::Body::empty()).await;
    let notes = sealed_in(&led);
    for (sealed, recorded) in [(&wiki, 1), (&wiki, 1), (&notes, 2), (&notes, 2), (&wiki, 2)] {
        assert!(matches!(entry(&world.app, &portico, sealed).await, Entry::NotAllowed { .. }));
        assert_eq!(world.database.number(refusals).await, recorded);
    }
    world.clock.advance(Seconds::minutes(1));
    entry(&world.app, &portico, &wiki).await;
    assert_eq!(world.database.number(refusals).await, 3);
}

/// People of another organisation learn which one the application belongs to. No audit log records their attempt.
#[apply(matrix)]
async fn people_of_another_organisation_are_told_where_the_application_is(database: Database) {
    let world = open(database).await;
    let mut tenant = world.browser(Client);
    world.sign_in_at(&mut tenant, "north-star", TENANT).await;
    let sealed = sealed_in(&Proxy::Caddy.ask(&mut at_wiki(&world), "GET", "/", &PAGE).await);
    let Entry::NotAllowed { organisation, .. } = entry(&world.app, &tenant, &sealed).await else { panic!("let in") };
    assert_eq!(organisation.as_str(), "codes");
    let events = "SELECT COUNT(*) FROM audit_event WHERE activity = 'application_refused'";
    assert_eq!(world.database.number(events).await, 0);
}

/// Portico knows what a path asks for, even if the browser posted to it and comes back to it as a page.
#[apply(matrix)]
async fn a_path_that_asks_for_more_leads_to_the_second_step(database: Database) {
    let world = open(database).await;
    change(&world, |wiki| wiki.path_rules = "POST /pay second-step".parse().unwrap()).await;
    let portico = signed_in(&world).await;
    let mut wiki = entered(&world, &portico).await;
    let led = Proxy::Caddy.ask(&mut wiki, "POST", "/pay", &PAGE).await;
    let Entry::Missing { missing, .. } = entry(&world.app, &portico, &sealed_in(&led)).await else { panic!("let in") };
    assert_eq!(missing, Missing::SecondStep);
    assert_eq!(status(&mut wiki, "/pay").await, 200);
}

#[apply(matrix)]
async fn any_server_takes_the_ticket_of_another(database: Database) {
    let world = open(database).await;
    let portico = signed_in(&world).await;
    let mut wiki = at_wiki(&world);
    let path = path_with_ticket(&world, &mut wiki, &portico, "/").await;
    let mut there = proxied(world.browser_in(&world.other_server(|_| {}).await));
    there.forge_cookie(DOOR, wiki.cookie(DOOR).unwrap());
    assert_eq!(Proxy::Caddy.ask(&mut there, "GET", &path, &PAGE).await.header("location"), "https://wiki.example/");
    wiki.forge_cookie(PASS, there.cookie(PASS).unwrap());
    assert_eq!((status(&mut there, "/").await, status(&mut wiki, "/").await), (200, 200));
}
