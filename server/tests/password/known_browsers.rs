//! A known browser has a separate count of failures: strangers cannot lock the owner out of it.

use super::{LOCKED, WRONG, fail, open};
use crate::support::prelude::*;

const KNOWN_BROWSER: &str = "portico-device";

/// A browser in which the owner has signed in and out again.
async fn known(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    browser.sign_out().await.unwrap();
    browser
}

#[apply(matrix)]
async fn strangers_do_not_lock_the_owner_out_of_a_browser_that_is_known(
    database: Database,
    style: Style,
    #[values("password", "code")] got_known_by: &str,
) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    match got_known_by {
        "password" => drop(browser.password(OWNER, PASSWORD).await.unwrap()),
        _ => drop(world.sign_in(&mut browser, OWNER).await),
    }
    browser.sign_out().await.unwrap();
    fail(&world, OWNER, 1..=5).await;
    assert_eq!(browser.password(OWNER, WRONG).await, Err(wrong_password(1)), "a count of its own");
    assert_eq!(browser.password(OWNER, PASSWORD).await.as_deref(), Ok("/account"));
}

#[apply(matrix)]
async fn its_lockout_is_its_own(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = known(&world, style).await;
    for number in 1..=5 {
        assert_eq!(browser.password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    let until = world.now() + Seconds::hours(1);
    assert_eq!(browser.password(OWNER, PASSWORD).await, Err(too_many(until)));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, LOCKED).len(), 1);
    world.browser(style).password(OWNER, PASSWORD).await.unwrap();
    world.clock.advance(Seconds::hours(1));
    browser.password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn its_success_ends_its_own_failures_and_no_others(database: Database) {
    let world = open(database).await;
    let (mut one, mut other) = (known(&world, Client).await, known(&world, Client).await);
    fail(&world, OWNER, 1..=3).await;
    for number in 1..=4 {
        assert_eq!(one.password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    for number in 1..=2 {
        assert_eq!(other.password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    one.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(one.password(OWNER, WRONG).await, Err(wrong_password(1)));
    assert_eq!(other.password(OWNER, WRONG).await, Err(wrong_password(3)));
    fail(&world, OWNER, 4..=4).await;
}

#[apply(matrix)]
async fn a_browser_is_known_for_the_account_that_it_signed_in_to(database: Database) {
    let world = open(database).await;
    let mut kims = world.browser(Client);
    world.sign_in(&mut kims, ADMIN).await;
    fail(&world, OWNER, 1..=4).await;
    assert_eq!(kims.password(OWNER, WRONG).await, Err(wrong_password(5)), "a stranger like any other");
}

#[apply(matrix)]
async fn a_cookie_that_the_server_did_not_give_out_makes_no_browser_known(database: Database) {
    let world = open(database).await;
    for number in 1..=5 {
        let mut browser = world.browser(Client);
        browser.forge_cookie(KNOWN_BROWSER, &format!("{number:A>43}"));
        assert_eq!(browser.password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
}

#[apply(matrix)]
async fn a_browser_stays_known_for_half_a_year_after_its_last_sign_in(database: Database) {
    let world = open(database).await;
    let mut browser = known(&world, Client).await;
    let token = browser.cookie(KNOWN_BROWSER).unwrap().to_owned();
    // The browser keeps the cookie longer than it was told to.
    browser.forge_cookie(KNOWN_BROWSER, &token);
    world.clock.advance(Seconds::days(179));
    fail(&world, OWNER, 1..=5).await;
    browser.password(OWNER, PASSWORD).await.unwrap();
    browser.forge_cookie(KNOWN_BROWSER, &token);
    world.clock.advance(Seconds::days(180));
    fail(&world, OWNER, 1..=4).await;
    assert_eq!(browser.password(OWNER, WRONG).await, Err(wrong_password(5)), "forgotten");
}
