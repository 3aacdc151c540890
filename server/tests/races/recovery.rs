//! A recovery link that is used by many requests at once.

use super::{at_once, count};
use crate::recovery::{CHANGED, NEW, ask, open, save, token};
use crate::support::prelude::*;
use app::ApiError::Unexpected;

#[apply(threaded_matrix)]
async fn of_many_who_use_a_link_at_once_one_succeeds(database: Database) {
    const CROWD: usize = 20;
    let world = open(database).await;
    ask(&mut world.browser(Client), OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    let crowd: Vec<Browser> = (0..CROWD).map(|_| world.browser(Client)).collect();
    let outcomes = at_once(crowd, move |mut browser, number| {
        let token = token.clone();
        async move { save(&mut browser, &token, &format!("{NEW}{number}")).await }
    })
    .await;
    assert_eq!(count(&outcomes, &Ok("/recovery/changed".to_owned())), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(Refused(Refusal::LinkOver))), CROWD - 1, "{outcomes:?}");
    let winner = outcomes.iter().position(Result::is_ok).unwrap();
    world.browser(Client).password(OWNER, &format!("{NEW}{winner}")).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, CHANGED).len(), 1);
}

/// Saving the new password ends every session that was started with the old one, even while sign-ins are under way.
#[apply(threaded_matrix)]
async fn no_sign_in_that_is_under_way_stays_in(database: Database) {
    const CROWD: usize = 24;
    let world = open(database).await;
    ask(&mut world.browser(Client), OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    let mut waiting = world.browser(Client);
    let (challenge, code) = world.send_code(&mut waiting, OWNER).await;
    let mut crowd: Vec<Browser> = (0..CROWD).map(|_| world.browser(Client)).collect();
    crowd.push(waiting);
    let outcomes = at_once(crowd, move |mut browser, number| {
        let (token, code) = (token.clone(), code.clone());
        async move {
            match number {
                CROWD => browser.verify(challenge, &code).await,
                _ if number == CROWD / 2 => save(&mut browser, &token, NEW).await,
                _ => browser.password(OWNER, PASSWORD).await,
            }
        }
    })
    .await;
    assert_eq!(outcomes[CROWD / 2], Ok("/recovery/changed".to_owned()));
    let is_broken = |outcome: &Result<String, _>| matches!(outcome, Err(Unexpected { .. }));
    assert!(!outcomes.iter().any(is_broken), "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session WHERE ended_at IS NULL").await, 0, "{outcomes:?}");
    // Attempts with the old password that came too late count as wrong, and may have locked the password for unknown
    // browsers.
    world.clock.advance(Seconds::hours(1));
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap_err();
    world.browser(Client).password(OWNER, NEW).await.unwrap();
}
