//! The alternative to a lockout: the next attempt must wait, twice as long each time, and nothing is ever locked out.

use super::{LOCKED, WRONG, assert_sentences};
use crate::support::prelude::*;
use crate::temporary_password::{AT, MEMBER, NOBODY, open};
use service::delivery::time_of_day;

const SENTENCE: &str = "Email and Password do not match";

fn no_match(next_at: Timestamp) -> ApiError {
    Refused(Refusal::Password(PasswordRefusal::SlowedDown { next_at }))
}

/// Enters a wrong password, which is compared and makes the next attempt wait for `wait` seconds.
async fn fail(world: &World, browser: &mut Browser, address: &str, wait: u32) -> Timestamp {
    let next_at = world.now() + Seconds(wait);
    assert_eq!(browser.password_at(AT, address, WRONG).await, Err(no_match(next_at)), "{wait}");
    next_at
}

#[apply(matrix)]
async fn each_failure_makes_the_next_attempt_wait_longer_up_to_a_minute(
    database: Database,
    style: Style,
    #[values(MEMBER, NOBODY)] address: &str,
) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
        let next_at = fail(&world, &mut browser, address, wait).await;
        let at = time_of_day(next_at.rounded_up(world.now()), None).unwrap();
        let at = format!("You can try again at {at}.");
        assert_sentences(&mut browser, style, &[SENTENCE, &at]).await;
        world.clock.advance(Seconds(wait));
    }
    let right = browser.password_at(AT, address, PASSWORD).await;
    let next_at = world.now() + Seconds(60);
    assert_eq!(right, if address == MEMBER { Ok("/account".to_owned()) } else { Err(no_match(next_at)) });
}

#[apply(matrix)]
async fn an_attempt_during_the_wait_is_answered_at_once_and_does_not_count(
    database: Database,
    style: Style,
    #[values(MEMBER, NOBODY)] address: &str,
) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    for wait in [1, 2, 4, 8] {
        let next_at = fail(&world, &mut browser, address, wait).await;
        let before = world.database.cells().await;
        for password in [WRONG, PASSWORD, WRONG] {
            world.clock.advance_milliseconds(i64::from(wait) * 250);
            // Another browser must wait, too: all unknown browsers share one wait.
            for mut browser in [browser.clone(), world.browser(style)] {
                assert_eq!(browser.password_at(AT, address, password).await, Err(no_match(next_at)));
                assert_sentences(&mut browser, style, &[SENTENCE]).await;
            }
        }
        assert_eq!(world.database.cells().await, before, "it was counted");
        world.clock.advance_milliseconds((next_at.0 - 1) - world.now().0);
        assert_eq!(browser.password_at(AT, address, PASSWORD).await, Err(no_match(next_at)));
        world.clock.advance_milliseconds(1);
    }
}

#[apply(matrix)]
async fn it_never_locks_out_and_sends_no_message(database: Database) {
    let world = open(database).await;
    // Each browser has another network, so that only the email address counts.
    for failure in 0..40_u32 {
        let (wait, mut browser) = (60.min(1 << failure.min(6)), world.browser(Client));
        fail(&world, &mut browser, MEMBER, wait).await;
        world.clock.advance(Seconds(wait));
    }
    world.deliver().await;
    assert_eq!(
        (world.letters_about(MEMBER, LOCKED).len(), world.mail.attempts().len(), world.mail.probes()),
        (0, 0, 0)
    );
    world.browser(Client).password_at(AT, MEMBER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn failures_are_forgotten_an_hour_after_the_first(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    fail(&world, &mut browser, MEMBER, 1).await;
    world.clock.advance(Seconds::minutes(59));
    fail(&world, &mut browser, MEMBER, 2).await;
    world.clock.advance(Seconds::minutes(1));
    fail(&world, &mut browser, MEMBER, 1).await;
}

#[apply(matrix)]
async fn a_success_takes_back_its_own_attempt_and_nothing_else(database: Database) {
    let world = open(database).await;
    for wait in [1, 2, 4] {
        let mut browser = world.browser(Client);
        fail(&world, &mut browser, MEMBER, wait).await;
        world.clock.advance(Seconds(wait));
    }
    let mut known = world.browser(Client);
    known.password_at(AT, MEMBER, PASSWORD).await.unwrap();
    let mut stranger = world.browser(Client);
    fail(&world, &mut stranger, MEMBER, 8).await;
    // The browser that has signed in does not wait for others, and its count starts again after a success.
    for _ in 0..2 {
        fail(&world, &mut known, MEMBER, 1).await;
        world.clock.advance(Seconds(1));
        fail(&world, &mut known, MEMBER, 2).await;
        world.clock.advance(Seconds(2));
        known.password_at(AT, MEMBER, PASSWORD).await.unwrap();
    }
}
