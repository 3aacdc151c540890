//! Wrong passwords lock out sign-in by password for an hour. Everything else stays open, and the owner is told once.

use super::{LOCKED, WRONG, assert_sentences, fail, open};
use crate::support::prelude::*;
use app::words;
use domain::WrongPassword;

#[apply(matrix)]
async fn five_failures_lock_out_the_password_for_an_hour_from_the_fifth(
    database: Database,
    style: Style,
    #[values(OWNER, STRANGER)] address: &str,
) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    for number in 1..=5 {
        world.clock.advance(Seconds::minutes(7));
        assert_eq!(browser.password(address, WRONG).await, Err(wrong_password(number)));
        let sentence = format!("Invalid email or password. Attempt {number} of 5.");
        assert_sentences(&mut browser, style, &[&sentence]).await;
    }
    let until = world.now() + Seconds::hours(1);
    for (wait, password) in [(0, WRONG), (0, PASSWORD), (1_800_000, PASSWORD), (1_799_999, PASSWORD), (0, WRONG)] {
        world.clock.advance_milliseconds(wait);
        // From every browser, and however often.
        for mut browser in [browser.clone(), world.browser(style)] {
            assert_eq!(browser.password(address, password).await, Err(too_many(until)));
            assert_sentences(&mut browser, style, &[words::TOO_MANY_ATTEMPTS.text()]).await;
        }
    }
    world.clock.advance_milliseconds(1);
    assert_eq!(
        browser.password(address, WRONG).await,
        Err(wrong_password(1)),
        "the lockout is over, and all is forgotten"
    );
    let right = browser.password(address, PASSWORD).await;
    assert_eq!(right, if address == OWNER { Ok("/account".to_owned()) } else { Err(wrong_password(2)) });
}

#[apply(matrix)]
async fn the_fifth_attempt_may_still_be_right(database: Database, style: Style) {
    let world = open(database).await;
    fail(&world, OWNER, 1..=4).await;
    assert_eq!(world.browser(style).password(OWNER, PASSWORD).await.as_deref(), Ok("/account"));
}

#[apply(matrix)]
async fn a_locked_password_leaves_the_other_ways_open(database: Database, style: Style) {
    let world = open(database).await;
    world.give_phone(OWNER, NUMBER, true).await;
    fail(&world, OWNER, 1..=5).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap_err();
    let told = [words::sign_in::PASSWORD_PAUSED.text(), "Email me a code", "Text me a code", "60:00"];
    assert_sentences(&mut browser, style, &told).await;
    world.sign_in(&mut browser, OWNER).await;
    assert_eq!(browser.account().await.unwrap().email, OWNER);
    let refused = world.browser(style).password(OWNER, PASSWORD).await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { .. }))), "a code does not end it for strangers");
}

#[apply(matrix)]
async fn the_owner_is_told_once_per_lockout_and_a_stranger_never(
    database: Database,
    #[values(OWNER, STRANGER, "closed")] who: &str,
) {
    let world = open(database).await;
    let address = if who == "closed" { OWNER } else { who };
    world.set_deactivated(OWNER, who == "closed").await;
    for lockout in 1..=2 {
        fail(&world, address, 1..=4).await;
        world.deliver().await;
        let told = if who == OWNER { lockout } else { 0 };
        assert_eq!(world.letters_about(OWNER, LOCKED).len(), told.max(1) - 1);
        fail(&world, address, 5..=5).await;
        for _ in 0..3 {
            world.browser(Client).password(address, PASSWORD).await.unwrap_err();
        }
        world.deliver().await;
        assert_eq!((world.letters_about(OWNER, LOCKED).len(), world.mail.taken().len()), (told, told));
        let sent = "SELECT COUNT(*) FROM outbox_message WHERE template = 'sign_in_locked'";
        assert_eq!(world.database.number(sent).await, i64::try_from(lockout).unwrap(), "a decoy takes the same ways");
        world.clock.advance(Seconds::hours(1));
    }
    if let Some(letter) = world.letters_about(OWNER, LOCKED).first() {
        // The lockout began at 08:00:02 on the test's clock.
        for told in
            ["paused password sign-in until 15 January 2027, 09:00 UTC", "http://localhost:3000/sign-in", "/recovery"]
        {
            assert!(letter.text.contains(told), "{told:?} is not in {}", letter.text);
        }
    }
}

#[apply(matrix)]
async fn a_lockout_is_of_one_address_and_no_other(database: Database) {
    let world = open(database).await;
    fail(&world, STRANGER, 1..=5).await;
    fail(&world, ADMIN, 1..=1).await;
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn failures_are_forgotten_an_hour_after_the_first(database: Database, #[values(OWNER, STRANGER)] address: &str) {
    let world = open(database).await;
    fail(&world, address, 1..=1).await;
    world.clock.advance(Seconds::minutes(59));
    fail(&world, address, 2..=3).await;
    world.clock.advance_milliseconds(59_999);
    fail(&world, address, 4..=4).await;
    world.clock.advance_milliseconds(1);
    fail(&world, address, 1..=4).await;
}

#[apply(matrix)]
async fn a_success_takes_back_its_own_attempt_and_no_failure_of_strangers(database: Database) {
    let world = open(database).await;
    fail(&world, OWNER, 1..=4).await;
    for _ in 0..3 {
        world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
    }
    fail(&world, OWNER, 5..=5).await;
    let until = world.now() + Seconds::hours(1);
    assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(too_many(until)));
}

#[apply(matrix)]
async fn the_policy_says_how_many_failures_and_for_how_long(database: Database, style: Style) {
    let world = open(database).await;
    let mut policy = Preset::Codes.policy();
    policy.wrong_password = WrongPassword::Lockout { failures: 2, duration: Seconds::minutes(10) };
    world.set_policy("codes", &policy).await;
    let mut browser = world.browser(style);
    for number in 1..=2 {
        let refusal = Refusal::Password(PasswordRefusal::Wrong { attempt: number, of: 2 });
        assert_eq!(browser.password(OWNER, WRONG).await, Err(Refused(refusal)));
        let sentence = format!("Invalid email or password. Attempt {number} of 2.");
        assert_sentences(&mut browser, style, &[&sentence]).await;
    }
    let until = world.now() + Seconds::minutes(10);
    assert_eq!(browser.password(OWNER, PASSWORD).await, Err(too_many(until)));
    world.clock.advance(Seconds::minutes(10));
    browser.password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn the_operator_can_end_a_lockout(database: Database) {
    let world = open(database).await;
    let mut known = world.browser(Client);
    known.password(OWNER, PASSWORD).await.unwrap();
    for number in 1..=5 {
        assert_eq!(known.password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    fail(&world, OWNER, 1..=5).await;
    world.operator().unlock(&"codes".parse().unwrap(), &OWNER.parse().unwrap(), &world.app.keys).await.unwrap();
    fail(&world, OWNER, 1..=1).await;
    known.password(OWNER, PASSWORD).await.unwrap();
}
