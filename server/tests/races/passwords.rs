//! Hundreds of passwords at once: each of the five counted failures is counted once, and right passwords consume
//! nothing.

use super::{at_once, count};
use crate::{new_browser::token_in, support::prelude::*};
use std::collections::BTreeSet;

const WRONG: &str = "wrong";

/// Browsers with different IP addresses, so that only the email address counts.
fn crowd(world: &World, many: usize) -> Vec<Browser> {
    (0..many).map(|_| world.browser(Client)).collect()
}

fn locked(world: &World) -> ApiError {
    too_many(world.now() + Seconds::hours(1))
}

async fn failures(world: &World) -> i64 {
    world.database.number("SELECT SUM(failures) FROM password_failure").await
}

#[apply(threaded_matrix)]
async fn of_two_hundred_wrong_passwords_five_are_counted_and_the_owner_is_told_once(
    database: Database,
    #[values(OWNER, STRANGER)] address: &'static str,
) {
    const CROWD: usize = 200;
    let world = World::with_password(database).await;
    let outcomes =
        at_once(crowd(&world, CROWD), move |mut browser, _| async move { browser.password(address, WRONG).await })
            .await;
    for number in 1..=5 {
        assert_eq!(count(&outcomes, &Err(wrong_password(number))), 1, "attempt {number}: {outcomes:?}");
    }
    assert_eq!(count(&outcomes, &Err(locked(&world))), CROWD - 5, "{outcomes:?}");
    assert_eq!(failures(&world).await, 5);
    let lockouts = "SELECT COUNT(*) FROM outbox_message WHERE template = 'sign_in_locked'";
    assert_eq!(world.database.number(lockouts).await, 1);
    world.deliver().await;
    assert_eq!(world.mail.taken().len(), usize::from(address == OWNER));
    assert_eq!(world.browser(Client).password(address, PASSWORD).await, Err(locked(&world)));
}

#[apply(threaded_matrix)]
async fn a_hundred_right_passwords_after_four_wrong_ones_change_no_count(database: Database) {
    let world = World::with_password(database).await;
    for number in 1..=4 {
        assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(number)));
    }
    let outcomes = at_once(crowd(&world, 100), |mut browser, _| async move {
        let outcome = browser.password(OWNER, PASSWORD).await;
        (outcome, browser)
    })
    .await;
    let mut entered = 0;
    for (outcome, mut browser) in outcomes {
        match outcome {
            Ok(path) => {
                assert_eq!((path.as_str(), browser.account().await.unwrap().email.as_str()), ("/account", OWNER));
                entered += 1;
            }
            // The five attempts were all taken, by passwords that were still being compared.
            Err(refused) => assert_eq!(refused, locked(&world)),
        }
    }
    assert!(entered > 0, "nobody got in");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, entered);
    assert_eq!(failures(&world).await, 4);
    // Only the four wrong passwords are counted: for each client in the hour and in the day, and four times in the
    // whole instance.
    let consumed = world.database.texts("SELECT CAST(used AS TEXT) FROM rate_limit WHERE used > 0 ORDER BY used").await;
    assert_eq!(consumed, ["1", "1", "1", "1", "1", "1", "1", "1", "4"], "a right one was counted");
    assert_eq!(world.browser(Client).password(OWNER, WRONG).await, Err(wrong_password(5)));
}

#[apply(threaded_matrix)]
async fn right_and_wrong_passwords_at_once_are_compared_at_most_five_at_a_time(database: Database) {
    let world = World::with_password(database).await;
    let outcomes = at_once(crowd(&world, 100), |mut browser, number| async move {
        browser.password(OWNER, if number % 4 == 0 { PASSWORD } else { WRONG }).await
    })
    .await;
    let entered = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let is_failure = |outcome: &&Result<_, ApiError>| {
        matches!(outcome, Err(Refused(Refusal::Password(PasswordRefusal::Wrong { .. }))))
    };
    let failed = outcomes.iter().filter(is_failure).count();
    assert!((1..=5).contains(&failed), "{outcomes:?}");
    assert_eq!(entered + failed + count(&outcomes, &Err(locked(&world))), 100, "{outcomes:?}");
    assert_eq!(failures(&world).await, i64::try_from(failed).unwrap(), "what is left are the wrong ones");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, i64::try_from(entered).unwrap());
    let told = "SELECT COUNT(*) FROM outbox_message WHERE template = 'sign_in_locked'";
    assert!(world.database.number(told).await <= 1, "told twice");
}

#[apply(threaded_matrix)]
async fn one_client_is_wrong_twenty_times_however_many_it_asks_for_at_once(database: Database) {
    let world = World::with_password(database).await;
    let same = world.browser(Client);
    let outcomes = at_once(vec![same; 60], |mut browser, number| async move {
        browser.password(&format!("p{number}@example.com"), WRONG).await
    })
    .await;
    assert_eq!(count(&outcomes, &Err(wrong_password(1))), 20, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(locked(&world))), 40, "{outcomes:?}");
    assert_eq!(failures(&world).await, 20, "who is refused is counted nowhere");
}

#[apply(threaded_matrix)]
async fn a_known_browser_that_asks_often_at_once_is_compared_five_times(database: Database) {
    let world = World::with_password(database).await;
    let mut known = world.browser(Client);
    known.password(OWNER, PASSWORD).await.unwrap();
    let outcomes =
        at_once(vec![known; 50], |mut browser, _| async move { browser.password(OWNER, WRONG).await.unwrap_err() })
            .await;
    let attempts: BTreeSet<String> = outcomes.iter().map(|refused| format!("{refused:?}")).collect();
    assert_eq!(attempts.len(), 6, "attempts 1 to 5 and the lockout: {attempts:?}");
    assert_eq!(count(&outcomes, &locked(&world)), 45);
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}

/// "This wasn't me" is pressed while the browser signs in again. If it has a session afterwards, the owner was alerted.
#[apply(threaded_matrix)]
async fn a_browser_that_is_forgotten_while_it_signs_in_stays_in_only_with_an_alert(database: Database) {
    const CROWD: usize = 24;
    let world = World::with_password(database).await;
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    world.deliver().await;
    let token = token_in(&world, OWNER);
    let outcomes = at_once(vec![browser; CROWD], move |mut browser, number| {
        let token = token.clone();
        async move {
            match number {
                _ if number == CROWD / 2 => browser.was_not_me(&token).await,
                _ => browser.password(OWNER, PASSWORD).await,
            }
        }
    })
    .await;
    assert!(outcomes[CROWD / 2].is_ok(), "{outcomes:?}");
    let open = world.database.number("SELECT COUNT(*) FROM session WHERE ended_at IS NULL").await;
    let told = "SELECT COUNT(*) FROM account_alert WHERE activity = 'signed_in' AND used_at IS NULL";
    assert_eq!(world.database.number(told).await, open, "{outcomes:?}");
}
