//! How long a browser stays signed in, and what ends the session.

use crate::support::prelude::*;

const SESSION: &str = "portico";

async fn is_signed_in(browser: &mut Browser) -> bool {
    match browser.account().await {
        Ok(account) => account.email == OWNER,
        Err(PageData::Redirect(path)) if path == "/sign-in" => false,
        Err(other) => panic!("{other:?}"),
    }
}

/// A signed-in browser that keeps its session cookie, whatever age the server gave it.
async fn signed_in(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    world.sign_in(&mut browser, OWNER).await;
    let token = browser.cookie(SESSION).unwrap().to_owned();
    browser.forge_cookie(SESSION, &token);
    browser
}

#[apply(matrix)]
async fn a_session_ends_after_seven_idle_days(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = signed_in(&world, style).await;
    let week = i64::from(Seconds::days(7).0) * 1000;
    world.clock.advance_milliseconds(week - 1);
    assert!(is_signed_in(&mut browser).await);
    world.clock.advance_milliseconds(week - 1);
    assert!(is_signed_in(&mut browser).await, "being there a week ago counts");
    world.clock.advance_milliseconds(week);
    assert!(!is_signed_in(&mut browser).await);
}

#[apply(matrix)]
async fn a_session_ends_after_thirty_days_however_busy(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = signed_in(&world, style).await;
    for day in 1..30 {
        world.clock.advance(Seconds::days(1));
        assert!(is_signed_in(&mut browser).await, "day {day}");
    }
    world.clock.advance_milliseconds(i64::from(Seconds::days(1).0) * 1000 - 1);
    assert!(is_signed_in(&mut browser).await);
    world.clock.advance_milliseconds(1);
    assert!(!is_signed_in(&mut browser).await);
}

#[apply(matrix)]
async fn a_new_sign_in_ends_the_session_that_the_browser_had(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut elsewhere = signed_in(&world, style).await;
    let mut browser = signed_in(&world, style).await;
    let before = browser.cookie(SESSION).unwrap().to_owned();
    world.sign_in(&mut browser, OWNER).await;
    assert_ne!(browser.cookie(SESSION), Some(before.as_str()));
    assert!(is_signed_in(&mut browser).await);
    let mut old = world.browser(style);
    old.forge_cookie(SESSION, &before);
    assert!(!is_signed_in(&mut old).await);
    assert!(is_signed_in(&mut elsewhere).await, "another browser stays signed in");
}

#[apply(matrix)]
async fn signing_out_ends_this_browsers_session_only(database: Database, style: Style) {
    let world = World::open(database).await;
    let (mut one, mut other) = (signed_in(&world, style).await, signed_in(&world, style).await);
    one.sign_out().await.unwrap();
    assert!(!is_signed_in(&mut one).await);
    assert!(is_signed_in(&mut other).await);
    assert_eq!(one.sign_out().await.unwrap(), "/sign-in", "signing out again is no mistake");
}

#[apply(matrix)]
async fn a_token_that_an_attacker_put_there_is_never_the_session(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let planted = "A".repeat(43);
    browser.forge_cookie(SESSION, &planted);
    browser.forge_cookie("portico-device", &"B".repeat(43));
    world.sign_in(&mut browser, OWNER).await;
    assert_ne!(browser.cookie(SESSION), Some(planted.as_str()));
    assert!(is_signed_in(&mut browser).await);
}

#[apply(matrix)]
async fn a_session_remembers_where_it_began(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    browser.user_agent = "long ".repeat(1000);
    world.sign_in(&mut browser, OWNER).await;
    let sql = "SELECT method || ' ' || client_address || ' ' || user_agent FROM session";
    let kept = format!("email_code {} {}", browser.client, &browser.user_agent[..255]);
    assert_eq!(world.database.texts(sql).await, [kept]);
}

#[apply(matrix)]
async fn what_ends_a_session_here_holds_at_once_and_what_another_server_does_within_a_second(database: Database) {
    let world = World::open(database).await;
    let other = world.other_server(|_| ()).await;
    let mut here = signed_in(&world, Client).await;
    let token = here.cookie(SESSION).unwrap().to_owned();
    let mut there = world.browser_in(&other);
    there.forge_cookie(SESSION, &token);

    assert!(is_signed_in(&mut here).await && is_signed_in(&mut there).await);
    here.sign_out().await.unwrap();
    here.forge_cookie(SESSION, &token);
    assert!(!is_signed_in(&mut here).await, "signed out here");
    assert!(is_signed_in(&mut there).await, "the other server looks once a second");
    world.clock.advance(Seconds(1));
    assert!(!is_signed_in(&mut there).await, "signed out everywhere");

    let mut again = signed_in(&world, Client).await;
    assert!(is_signed_in(&mut again).await);
    world.set_deactivated(OWNER, true).await;
    assert!(!is_signed_in(&mut again).await, "the account was closed");
}
