//! Requests on the page of one organisation change no count and no lockout of another.

use super::{THERE, WRONG, open, recover, with_rules};
use crate::support::prelude::*;
use domain::WrongPassword;
use domain::limits::{TEXTS_EVERYWHERE_AND_DAY, TEXTS_PER_COUNTRY};
use service::security::rate_limit::Subject;

#[apply(matrix)]
async fn what_is_tried_elsewhere_locks_out_no_user_here(database: Database) {
    let world = open(database).await;
    let strict = WrongPassword::Lockout { failures: 1, duration: Seconds::hours(24) };
    world.set_policy(THERE, &with_rules(strict)).await;
    world.browser(Client).password_at(THERE, OWNER, WRONG).await.unwrap_err();
    let until = world.now() + Seconds::hours(24);
    assert_eq!(world.browser(Client).password_at(THERE, OWNER, PASSWORD).await, Err(too_many(until)));
    assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(1)));
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn what_is_tried_elsewhere_resets_no_count_here(database: Database) {
    let world = open(database).await;
    let short = WrongPassword::Lockout { failures: 5, duration: Seconds::minutes(1) };
    world.set_policy(THERE, &with_rules(short)).await;
    for number in 1..=4 {
        assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    for number in 1..=5 {
        assert_eq!(world.browser(Client).password_at(THERE, OWNER, WRONG).await, Err(wrong_password(number)));
    }
    world.clock.advance(Seconds::minutes(1));
    assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(5)));
    let until = world.now() + Seconds::hours(1);
    assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(too_many(until)));
}

/// An admin who keeps changing the rules cannot reset counts or shorten lockouts.
#[apply(matrix)]
async fn other_rules_reset_no_count_and_shorten_no_lockout(database: Database) {
    let world = open(database).await;
    let lockout = |minutes| with_rules(WrongPassword::Lockout { failures: 5, duration: Seconds::minutes(minutes) });
    let start = world.now();
    let mut compared = 0;
    for second in 0..180 {
        let minutes = if second % 2 == 0 { 1 } else { 60 };
        world.set_policy("codes", &lockout(minutes)).await;
        // A change by another server takes effect after a second.
        world.clock.advance(Seconds(1));
        let refused = world.browser(Client).password(OWNER, WRONG).await;
        compared += u32::from(matches!(refused, Err(Refused(Refusal::Password(PasswordRefusal::Wrong { .. })))));
    }
    // Five attempts, and one more for each lockout of a minute that ended.
    assert_eq!(compared, 7, "in three minutes");
    world.set_policy("codes", &lockout(1)).await;
    world.clock.advance_milliseconds((start + Seconds::hours(2)).0 - world.now().0);
    assert_eq!(
        world.browser(Client).password(OWNER, WRONG).await,
        Err(wrong_password(1)),
        "all is forgotten in the end"
    );
}

#[apply(matrix)]
async fn after_a_short_lockout_each_further_failure_locks_out_again_until_the_hour_is_over(database: Database) {
    let world = open(database).await;
    world.set_policy("codes", &with_rules(WrongPassword::Lockout { failures: 5, duration: Seconds::minutes(1) })).await;
    world.clock.advance(Seconds(1));
    for number in 1..=5 {
        assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    for _ in 0..3 {
        world.clock.advance(Seconds::minutes(1));
        assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(5)));
        let until = world.now() + Seconds::minutes(1);
        assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(too_many(until)));
    }
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Password sign-in is paused").len(), 1);
    world.clock.advance(Seconds::minutes(1));
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}

/// Repeats one act in an organisation until it is refused. Returns how often it was allowed.
async fn exhaust(world: &World, browser: &mut Browser, what: &str, at: &str) -> u32 {
    for times in 0..=40 {
        let done = match what {
            "codes of an address" => world.browser(Client).send_to(at, OWNER).await.map(drop),
            "codes of a client" => browser.send_to(at, &format!("p{times}@example.com")).await.map(drop),
            "ways back of an address" => recover(&mut world.browser(Client), at, OWNER).await.map(drop),
            "ways back of a client" => recover(browser, at, &format!("p{times}@example.com")).await.map(drop),
            "passwords of a client" => match browser.password_at(at, &format!("p{times}@example.com"), WRONG).await {
                Err(Refused(Refusal::Password(PasswordRefusal::Wrong { .. }))) => Ok(()),
                other => other.map(drop),
            },
            "texts of a number" => match world.browser(Client).text_at(at, "+12015550199", "US").await {
                Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))) => Ok(()),
                other => other.map(drop),
            },
            "invitations of a client" => {
                let email = format!("p{times}@example.com");
                let fields = [("organisation", at), ("email", email.as_str())];
                browser.at = "/invitation".to_owned();
                browser.act("ask_for_invitation", &fields).await.map(drop)
            }
            other => panic!("{other}"),
        };
        match done {
            Ok(()) => {}
            Err(Refused(Refusal::TooManyAttempts { .. })) => return times,
            Err(other) => panic!("{what}, {times}: {other:?}"),
        }
    }
    panic!("{what} has no limit")
}

#[apply(matrix)]
#[case::codes_of_an_address("codes of an address", 5)]
#[case::codes_of_a_client("codes of a client", 20)]
#[case::ways_back_of_an_address("ways back of an address", 5)]
#[case::ways_back_of_a_client("ways back of a client", 20)]
#[case::passwords_of_a_client("passwords of a client", 20)]
#[case::texts_of_a_number("texts of a number", 5)]
#[case::invitations_of_a_client("invitations of a client", 20)]
async fn what_is_used_up_elsewhere_is_all_there_here(database: Database, #[case] what: &str, #[case] allowed: u32) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    assert_eq!(exhaust(&world, &mut browser, what, THERE).await, allowed);
    assert_eq!(exhaust(&world, &mut browser, what, "codes").await, allowed);
}

#[apply(matrix)]
async fn codes_that_are_off_elsewhere_are_on_here(database: Database) {
    let world = open(database).await;
    world.settle(THERE, OWNER, None, Role::Member).await;
    // At least a hundred wrong codes in a row, by as many clients as needed, reach the limit.
    for _ in 0..7 {
        for _ in 0..3 {
            let mut browser = world.browser(Client);
            let challenge = browser.send_to(THERE, OWNER).await.unwrap();
            let code = world.code_for(OWNER).await;
            for number in 1..=5 {
                browser.verify(challenge, &wrong(&[&code], number)).await.unwrap_err();
            }
        }
        world.clock.advance(Seconds::days(1));
    }
    let mut browser = world.browser(Client);
    let challenge = browser.send_to(THERE, OWNER).await.unwrap();
    let code = world.code_for(OWNER).await;
    let refused = browser.verify(challenge, &code).await;
    assert_eq!(refused, Err(Refused(Refusal::TooManyAttempts { until: None })), "off");
    world.sign_in(&mut world.browser(Client), OWNER).await;
    // Signing in to one organisation does not reset the count in the other.
    assert_eq!(browser.verify(challenge, &code).await, Err(Refused(Refusal::TooManyAttempts { until: None })));
}

#[apply(matrix)]
async fn texts_of_one_organisation_pause_those_of_no_other(database: Database) {
    let world = open(database).await;
    world.give_phone(OWNER, NUMBER, true).await;
    world.give_phone(TENANT, NUMBER, true).await;
    let there = world.organisation(THERE).await;
    // In the other organisation, hardly any code that was sent came back.
    world.consume(TEXTS_PER_COUNTRY, Subject::Country(there, "US"), 50).await;
    // All texts that the instance may send in a day are used up, too.
    world.consume(TEXTS_EVERYWHERE_AND_DAY, Subject::Everybody, TEXTS_EVERYWHERE_AND_DAY.allowed).await;
    let paused = Err(Refused(Refusal::Phone(PhoneRefusal::TextsPaused)));
    assert_eq!(world.browser(Client).text_at(THERE, NUMBER, "US").await, paused);
    let mut owner = world.browser(Client);
    let (challenge, code) = world.text_code(&mut owner, NUMBER).await;
    owner.verify(challenge, &code).await.unwrap();
}
