//! Recovery by a temporary password, with many requests at once.

use super::{MANY, at_once, count};
use crate::recovery::{CHANGED, NEW};
use crate::support::prelude::*;
use crate::temporary_password::{CHOICE, CONFIRMED, MEMBER, TEMPORARY, ask, choose, confirm, obtain, open, token};

#[apply(threaded_matrix)]
async fn of_many_who_confirm_a_reset_at_once_one_is_sent_a_password(database: Database) {
    let world = open(database).await;
    ask(&mut world.browser(Client), MEMBER).await.unwrap();
    let token = token(&world, MEMBER).await;
    let outcomes = at_once(vec![world.browser(Client); MANY], move |mut browser, _| {
        let token = token.clone();
        async move { confirm(&mut browser, &token).await }
    })
    .await;
    assert_eq!(count(&outcomes, &Ok(CONFIRMED.to_owned())), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(Refused(Refusal::LinkOver))), MANY - 1, "{outcomes:?}");
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, TEMPORARY).len(), 1);
}

#[apply(threaded_matrix)]
async fn of_many_who_choose_at_once_one_succeeds(database: Database) {
    const CROWD: usize = 20;
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let mut crowd: Vec<Browser> = Vec::new();
    for _ in 0..CROWD {
        let mut browser = world.browser(Client);
        assert_eq!(browser.password_at("driftwood", MEMBER, &temporary).await.unwrap(), CHOICE);
        crowd.push(browser);
    }
    let outcomes = at_once(crowd, |mut browser, number| async move {
        let chosen = choose(&mut browser, &format!("{NEW}{number}")).await;
        (chosen, browser.account().await.is_ok())
    })
    .await;
    assert_eq!(count(&outcomes, &(Ok("/account".to_owned()), true)), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &(Err(SignedOut), false)), CROWD - 1, "{outcomes:?}");
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, CHANGED).len(), 1);
}

/// The temporary password, the old one and the saving of the new one at the same moment: nothing breaks, and no session
/// remains that was started with the old password.
#[apply(threaded_matrix)]
async fn no_session_of_the_old_password_stays_open(database: Database) {
    const CROWD: usize = 24;
    let world = open(database).await;
    let temporary = obtain(&world).await;
    // Known browsers have separate counts, so that they do not wait for each other.
    let mut crowd: Vec<Browser> = Vec::new();
    for _ in 0..CROWD {
        let mut browser = world.browser(Client);
        browser.password_at("driftwood", MEMBER, PASSWORD).await.unwrap();
        crowd.push(browser);
    }
    crowd[0].password_at("driftwood", MEMBER, &temporary).await.unwrap();
    let outcomes = at_once(crowd, move |mut browser, number| {
        let temporary = temporary.clone();
        async move {
            match number {
                0 => choose(&mut browser, NEW).await,
                _ if number % 2 == 0 => browser.password_at("driftwood", MEMBER, PASSWORD).await,
                _ => browser.password_at("driftwood", MEMBER, &temporary).await,
            }
        }
    })
    .await;
    assert_eq!(outcomes[0], Ok("/account".to_owned()));
    let is_broken = |outcome: &Result<String, _>| matches!(outcome, Err(ApiError::Unexpected { .. }));
    assert!(!outcomes.iter().any(is_broken), "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session WHERE ended_at IS NULL").await, 1, "{outcomes:?}");
    world.clock.advance(Seconds::hours(1));
    world.browser(Client).password_at("driftwood", MEMBER, PASSWORD).await.unwrap_err();
    world.clock.advance(Seconds::minutes(1));
    world.browser(Client).password_at("driftwood", MEMBER, NEW).await.unwrap();
}
