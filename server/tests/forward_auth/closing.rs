//! What closes an application for a browser that is in it: at once on the server where it happens, and within a second
//! on every other one.

use super::{NOTES, PAGE, PASS, Proxy, WIKI, caddy_report, change, entered, entry, everyone, open, proxied};
use super::{register, sealed_in, signed_in, status};
use crate::support::prelude::*;
use axum::body::Body;
use domain::application::{Access, ProtectedOrigin, StrengthLevel};
use domain::{ApplicationId, GroupId};
use service::forward_auth::Entry;
use store::{applications, groups, sessions};
use uuid::Uuid;

const STAFF: GroupId = GroupId(Uuid::from_u128(3));

/// A world in which only the group `STAFF` may enter, and the owner is in it.
async fn open_for_staff(database: Database) -> World {
    let world = open(database).await;
    let (store, now) = (&world.app.store, world.now());
    let (home, owner) = (world.organisation("codes").await, world.id_of(OWNER).await);
    let group = new_group(STAFF, home, "Staff", now);
    let staff = Access { groups: vec![STAFF], ..Access::default() };
    let transaction = store.begin().await.unwrap();
    assert!(groups::insert(&transaction, &group).await.unwrap());
    groups::add_members(&transaction, STAFF, &[owner], now).await.unwrap();
    applications::set_access(&transaction, WIKI, &staff, now).await.unwrap();
    store.commit(transaction).await.unwrap();
    world
}

async fn close(world: &World, portico: &mut Browser, what: &str) {
    let (store, now, owner) = (&world.app.store, world.now(), world.id_of(OWNER).await);
    let transaction = store.begin().await.unwrap();
    match what {
        "a lost group" => {
            groups::remove_members(&transaction, STAFF, &[owner]).await.unwrap();
        }
        "a deleted group" => {
            let home = world.organisation("codes").await;
            assert!(groups::delete(&transaction, home, STAFF).await.unwrap());
        }
        "lost access" => applications::set_access(&transaction, WIKI, &Access::default(), now).await.unwrap(),
        "an application that is turned off" => {
            applications::set_on(&transaction, WIKI, false, now).await.unwrap();
        }
        "a deleted application" => {
            let home = world.organisation("codes").await;
            assert!(applications::delete(&transaction, home, WIKI).await.unwrap());
        }
        "a lost origin" => {
            let other = [ProtectedOrigin::parse("https://other.example", false).unwrap()];
            assert_eq!(applications::set_origins(&transaction, WIKI, &other).await.unwrap(), None);
        }
        "all sessions" => sessions::end_all(&transaction, owner, now).await.unwrap(),
        _ => {}
    }
    store.commit(transaction).await.unwrap();
    match what {
        "signing out" => {
            portico.sign_out().await.unwrap();
        }
        "a deactivated account" => world.set_deactivated(OWNER, true).await,
        "a stricter policy" => world.set_policy("codes", &Preset::Hardened.policy()).await,
        "a stricter application" => change(world, |wiki| wiki.strength.level = StrengthLevel::Passkey).await,
        _ => {}
    }
}

#[apply(matrix)]
#[case::group("a lost group", 403)]
#[case::deleted_group("a deleted group", 403)]
#[case::access("lost access", 403)]
#[case::turned_off("an application that is turned off", 403)]
#[case::deleted("a deleted application", 403)]
#[case::origin("a lost origin", 403)]
#[case::sessions("all sessions", 401)]
#[case::signing_out("signing out", 401)]
#[case::deactivated("a deactivated account", 401)]
#[case::policy("a stricter policy", 401)]
#[case::strength("a stricter application", 401)]
async fn what_ends_access_closes_every_server_within_a_second(
    database: Database,
    #[case] what: &str,
    #[case] expected: u16,
) {
    let world = open_for_staff(database).await;
    let mut portico = signed_in(&world).await;
    let mut here = entered(&world, &portico).await;
    let mut there = proxied(world.browser_in(&world.other_server(|_| {}).await));
    there.forge_cookie(PASS, here.cookie(PASS).unwrap());
    assert_eq!((status(&mut here, "/").await, status(&mut there, "/").await), (200, 200));
    close(&world, &mut portico, what).await;
    assert_eq!(status(&mut here, "/").await, expected, "at once");
    world.clock.advance(Seconds(1));
    assert_eq!(status(&mut there, "/").await, expected, "a second later");
}

/// Three origins of one application.
const HOSTS: [&str; 3] = ["wiki.example", "pages.example", "files.example:8443"];

/// Asks this server's check about a request to a host.
async fn asked(browser: &mut Browser, host: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let report = [&caddy_report("GET", host, path)[..], headers].concat();
    browser.request("GET", "/forward-auth/caddy", &report, Body::empty()).await
}

/// Enters an origin. Returns a browser with the pass for it, which asks another server.
async fn entered_at(world: &World, portico: &Browser, there: &Browser, host: &str) -> Browser {
    let mut browser = there.clone();
    let led = asked(&mut browser, host, "/", &PAGE).await;
    let Entry::Go(address) = entry(&world.app, portico, &sealed_in(&led)).await else { panic!("not let in: {host}") };
    let path = address.strip_prefix(&format!("https://{host}")).unwrap();
    assert_eq!(asked(&mut browser, host, path, &PAGE).await.header("location"), format!("https://{host}/"));
    browser
}

#[apply(matrix)]
#[case::signing_out("signing out", 401)]
#[case::deactivated("a deactivated account", 401)]
#[case::group("a lost group", 403)]
#[case::policy("a stricter policy", 401)]
#[case::turned_off("an application that is turned off", 403)]
async fn three_origins_close_together_on_another_server(database: Database, #[case] what: &str, #[case] expected: u16) {
    let world = open_for_staff(database).await;
    let origins = HOSTS.map(|host| ProtectedOrigin::parse(&format!("https://{host}"), false).unwrap());
    let transaction = world.app.store.begin().await.unwrap();
    assert_eq!(applications::set_origins(&transaction, WIKI, &origins).await.unwrap(), None);
    world.app.store.commit(transaction).await.unwrap();
    let mut portico = signed_in(&world).await;
    let there = proxied(world.browser_in(&world.other_server(|_| {}).await));
    let mut tabs = Vec::new();
    for host in HOSTS {
        tabs.push((host, entered_at(&world, &portico, &there, host).await));
    }
    for (host, tab) in &mut tabs {
        assert_eq!(asked(tab, host, "/", &[]).await.status.as_u16(), 200, "{host}");
    }
    close(&world, &mut portico, what).await;
    world.clock.advance(Seconds(1));
    for (host, tab) in &mut tabs {
        assert_eq!(asked(tab, host, "/", &[]).await.status.as_u16(), expected, "{host}");
    }
}

/// A page that was open when the session ended goes on fetching. It reads that the user has to sign in, and so does a
/// page of another application of the organisation, but no other one.
#[apply(matrix)]
async fn a_script_reads_that_the_session_has_ended(
    database: Database,
    #[values(Proxy::Nginx, Proxy::Caddy, Proxy::Envoy)] proxy: Proxy,
) {
    let world = open(database).await;
    register(&world, NOTES, "https://notes.example", &everyone()).await;
    let (north, now) = (world.organisation("north-star").await, world.now());
    let foreign = new_application(ApplicationId(Uuid::from_u128(4)), north, "https://north.example/", now);
    world.insert_application(&foreign, &everyone()).await;
    let mut portico = signed_in(&world).await;
    let mut wiki = entered(&world, &portico).await;
    portico.sign_out().await.unwrap();
    for (page, allowed) in [
        ("https://wiki.example", ""),
        ("https://notes.example", "https://notes.example"),
        ("https://north.example", ""),
        ("https://evil.example", ""),
    ] {
        let told = proxy.ask(&mut wiki, "GET", "/data", &[("origin", page), ("sec-fetch-mode", "cors")]).await;
        assert_eq!((told.status.as_u16(), told.header("access-control-allow-origin")), (401, allowed), "{page}");
        assert_eq!(told.header("www-authenticate"), "Portico sign-in=\"https://wiki.example/start\"");
        assert!(told.body.contains("sign_in_required"), "{}", told.body);
    }
}

#[apply(matrix)]
async fn other_sessions_and_other_applications_stay_open(database: Database) {
    let world = open(database).await;
    register(&world, NOTES, "https://notes.example", &everyone()).await;
    let mut one = signed_in(&world).await;
    let other = signed_in(&world).await;
    let (mut first, mut second) = (entered(&world, &one).await, entered(&world, &other).await);
    one.sign_out().await.unwrap();
    assert_eq!((status(&mut first, "/").await, status(&mut second, "/").await), (401, 200));
    let (store, now) = (&world.app.store, world.now());
    let transaction = store.begin().await.unwrap();
    applications::set_on(&transaction, NOTES, false, now).await.unwrap();
    store.commit(transaction).await.unwrap();
    assert_eq!(status(&mut second, "/").await, 200);
}

#[apply(matrix)]
async fn using_an_application_is_using_the_session(database: Database) {
    let world = open(database).await;
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    // A forged cookie does not expire in the browser.
    let cookie = wiki.cookie(PASS).unwrap().to_owned();
    wiki.forge_cookie(PASS, &cookie);
    for day in 0..4 {
        world.clock.advance(Seconds::days(6));
        assert_eq!(status(&mut wiki, "/").await, 200, "day {day}");
    }
    // The time of the last use is written once a minute.
    let used_at = world.now().0;
    for (seconds, written_at) in [(59, used_at), (1, used_at + 60_000)] {
        world.clock.advance(Seconds(seconds));
        assert_eq!(status(&mut wiki, "/").await, 200);
        assert_eq!(world.database.number("SELECT MAX(last_seen_at) FROM session").await, written_at);
    }
    world.clock.advance(Seconds::days(7));
    assert_eq!(status(&mut wiki, "/").await, 401);
}
