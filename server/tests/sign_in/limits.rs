//! How often codes can be requested and guessed, and which attempts share a count.

use crate::support::prelude::*;
use std::net::IpAddr;

const SENTENCE: &str = "Too many attempts. Please wait a moment before trying again.";

/// Asks for a code in a new browser and enters wrong ones, at most as many as one code allows.
async fn guess(world: &World, address: &str, times: u32) -> (Browser, ChallengeId, String) {
    let mut browser = world.browser(Client);
    world.deliver().await;
    let (challenge, code) = world.send_code(&mut browser, address).await;
    for number in 1..=times {
        let refused = browser.verify(challenge, &wrong(&[&code], number)).await;
        let expected =
            if number == 5 { Refusal::Code(CodeRefusal::AttemptsUsedUp) } else { Refusal::Code(CodeRefusal::Invalid) };
        assert_eq!(refused, Err(Refused(expected)), "attempt {number}");
    }
    (browser, challenge, code)
}

#[apply(matrix)]
async fn an_address_gets_five_codes_an_hour_and_ten_a_day(database: Database, style: Style) {
    let world = World::open(database).await;
    let start = world.now();
    for until in [start + Seconds::hours(1), start + Seconds::days(1)] {
        for number in 1..=5 {
            assert!(world.browser(style).send(OWNER).await.is_ok(), "code {number}");
        }
        let mut browser = world.browser(style);
        // A refused request is not counted, however often it is repeated.
        for _ in 0..10 {
            assert_eq!(browser.send(OWNER).await, Err(too_many(until)));
        }
        assert_eq!(browser.cookie_names(), if style == Form { vec!["portico-typed"] } else { vec![] });
        if style == Form {
            assert!(browser.follow().await.body.contains(SENTENCE));
        }
        world.clock.advance(Seconds::hours(1));
    }
    world.clock.advance_milliseconds((start + Seconds::days(1)).0 - world.now().0 - 1);
    assert_eq!(world.browser(style).send(OWNER).await, Err(too_many(start + Seconds::days(1))));
    world.clock.advance_milliseconds(1);
    assert!(world.browser(style).send(OWNER).await.is_ok());
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), 1, "codes that are too old are not sent any more");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message").await, 11);
}

#[apply(matrix)]
async fn a_resend_counts_as_a_code(database: Database, style: Style) {
    let world = World::open(database).await;
    let start = world.now();
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    for _ in 2..=5 {
        world.deliver().await;
        world.clock.advance(Seconds(60));
        browser.resend(challenge).await.unwrap();
    }
    let code = world.code_for(OWNER).await;
    world.clock.advance(Seconds(60));
    assert_eq!(browser.resend(challenge).await, Err(too_many(start + Seconds::hours(1))));
    if style == Form {
        assert!(browser.follow().await.body.contains(SENTENCE));
    }
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
#[case("203.0.113.7", "203.0.113.7", "203.0.113.8")]
#[case("2001:db8:0:1::7", "2001:db8:0:1:ffff::8", "2001:db8:0:2::7")]
async fn a_client_gets_twenty_codes_an_hour_for_whichever_addresses(
    database: Database,
    #[case] client: IpAddr,
    #[case] same: IpAddr,
    #[case] neighbour: IpAddr,
) {
    let world = World::open(database).await;
    let start = world.now();
    let browser_at = |client: IpAddr| {
        let mut browser = world.browser(Client);
        browser.client = client;
        browser
    };
    for number in 1..=20 {
        assert!(browser_at(client).send(&format!("p{number}@example.com")).await.is_ok(), "code {number}");
    }
    let refused = Err(too_many(start + Seconds::hours(1)));
    assert_eq!(browser_at(same).send("p21@example.com").await, refused);
    assert_eq!(browser_at(same).send(OWNER).await, refused);
    assert!(browser_at(neighbour).send("p22@example.com").await.is_ok());
    world.clock.advance(Seconds::hours(1));
    assert!(browser_at(same).send("p23@example.com").await.is_ok());
}

#[apply(matrix)]
async fn strangers_cannot_use_up_the_codes_of_a_known_browser(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut owner = world.browser(style);
    world.sign_in(&mut owner, OWNER).await;
    owner.sign_out().await.unwrap();
    for _ in 0..4 {
        world.browser(style).send(OWNER).await.unwrap();
    }
    assert!(world.browser(style).send(OWNER).await.is_err(), "strangers have had their five");
    for _ in 0..5 {
        world.sign_in(&mut owner, OWNER).await;
    }
    let refused = owner.send(OWNER).await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { until: Some(_) }))), "{refused:?}");
}

#[apply(matrix)]
async fn a_known_browser_cookie_that_the_server_did_not_give_out_is_a_stranger(database: Database) {
    let world = World::open(database).await;
    for number in 0..5 {
        let mut browser = world.browser(Client);
        browser.forge_cookie("portico-device", &format!("{number:A>43}"));
        browser.send(OWNER).await.unwrap();
    }
    let mut kims = world.browser(Client);
    world.sign_in(&mut kims, ADMIN).await;
    assert!(kims.send(OWNER).await.is_err(), "known for another account");
}

#[apply(matrix)]
async fn fifteen_wrong_codes_pause_an_address_for_an_hour_from_the_last(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut owner = world.browser(style);
    world.sign_in(&mut owner, OWNER).await;
    guess(&world, OWNER, 5).await;
    guess(&world, OWNER, 5).await;
    guess(&world, OWNER, 4).await;
    world.clock.advance(Seconds::minutes(30));
    guess(&world, OWNER, 1).await;
    let until = world.now() + Seconds::hours(1);

    world.clock.advance(Seconds::minutes(55));
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    world.clock.advance_milliseconds(until.0 - world.now().0 - 1);
    assert_eq!(browser.verify(challenge, &code).await, Err(too_many(until)), "the right code");
    if style == Form {
        assert!(browser.follow().await.body.contains(SENTENCE));
    }
    world.sign_in(&mut owner, OWNER).await;
    world.clock.advance_milliseconds(1);
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
}

#[apply(matrix)]
async fn a_hundred_wrong_codes_in_a_row_switch_codes_off(database: Database) {
    let world = World::open(database).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    world.clock.advance(Seconds::days(1));
    for _day in 0..2 {
        for guesses in [3, 3, 3, 1] {
            for _ in 0..guesses {
                guess(&world, OWNER, 5).await;
            }
            world.clock.advance(Seconds::hours(2));
        }
        world.clock.advance(Seconds::days(1));
    }
    let off = Err(Refused(Refusal::TooManyAttempts { until: None }));
    for days in [0, 100] {
        world.clock.advance(Seconds::days(days));
        let mut browser = world.browser(Client);
        let (challenge, code) = world.send_code(&mut browser, OWNER).await;
        assert_eq!(browser.verify(challenge, &code).await, off, "after {days} days");
    }
    world.sign_in(&mut owner, OWNER).await;
}

#[apply(matrix)]
async fn a_success_ends_the_row_of_wrong_codes(database: Database) {
    let world = World::open(database).await;
    for _ in 0..30 {
        let (mut browser, challenge, code) = guess(&world, OWNER, 4).await;
        browser.verify(challenge, &code).await.unwrap();
        world.clock.advance(Seconds::hours(3));
    }
}

#[apply(matrix)]
async fn a_client_may_guess_wrong_twenty_times_an_hour_and_a_hundred_times_a_day(database: Database) {
    let world = World::open(database).await;
    let client: IpAddr = "203.0.113.7".parse().unwrap();
    let start = world.now();
    let mut owner = world.browser(Client);
    owner.client = client;
    for hour in 0..5 {
        for person in 0..4 {
            let mut browser = world.browser(Client);
            browser.client = client;
            let challenge = browser.send(&format!("p{hour}{person}@example.com")).await.unwrap();
            for number in 1..=5 {
                let refused = browser.verify(challenge, &wrong(&[], number)).await;
                let is_counted =
                    matches!(refused, Err(Refused(Refusal::Code(CodeRefusal::Invalid | CodeRefusal::AttemptsUsedUp))));
                assert!(is_counted, "hour {hour}, person {person}, attempt {number}: {refused:?}");
            }
        }
        let (challenge, code) = world.send_code(&mut owner, OWNER).await;
        let until = if hour < 4 { start + Seconds::hours(hour + 1) } else { start + Seconds::days(1) };
        for _ in 0..10 {
            assert_eq!(owner.verify(challenge, &code).await, Err(too_many(until)), "hour {hour}");
        }
        world.clock.advance_milliseconds((start + Seconds::hours(hour + 1)).0 - world.now().0);
    }
    owner.client = "203.0.113.8".parse().unwrap();
    world.sign_in(&mut owner, OWNER).await;
}

#[apply(matrix)]
async fn a_client_that_is_refused_uses_up_no_codes_of_others(database: Database) {
    let world = World::open(database).await;
    let mut attacker = world.browser(Client);
    for number in 1..=20 {
        attacker.send(&format!("p{number}@example.com")).await.unwrap();
    }
    for _ in 0..10 {
        attacker.send(OWNER).await.unwrap_err();
    }
    for number in 1..=5 {
        assert!(world.browser(Client).send(OWNER).await.is_ok(), "code {number}");
    }
}

#[apply(matrix)]
async fn attempts_during_a_pause_are_not_compared_and_not_counted(database: Database) {
    let world = World::open(database).await;
    for _ in 0..3 {
        guess(&world, OWNER, 5).await;
    }
    let until = world.now() + Seconds::hours(1);
    let (mut browser, challenge, code) = guess(&world, OWNER, 0).await;
    for number in 0..100 {
        let typed = if number % 2 == 0 { code.clone() } else { wrong(&[&code], number) };
        assert_eq!(browser.verify(challenge, &typed).await, Err(too_many(until)), "attempt {number}");
    }
    world.clock.advance(Seconds::minutes(55));
    let (mut browser, challenge, code) = guess(&world, OWNER, 0).await;
    world.clock.advance(Seconds::minutes(5));
    browser.verify(challenge, &code).await.unwrap();
}
