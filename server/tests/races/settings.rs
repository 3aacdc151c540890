//! Concurrent changes of one account.

use super::{at_once, count};
use crate::recovery;
use crate::settings::email::{NEW_EMAIL, ask, undo, undo_token};
use crate::settings::{NEW, change_password, open};
use crate::support::prelude::*;
use app::ApiError::Unexpected;

const CROWD: usize = 20;

#[apply(threaded_matrix)]
async fn of_many_confirmations_of_a_new_address_one_changes_it(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let challenge = ask(&mut browser, NEW_EMAIL).await.unwrap();
    let code = world.code_for(NEW_EMAIL).await;
    let crowd = vec![browser.clone(); CROWD];
    let outcomes = at_once(crowd, move |mut browser, _| {
        let code = code.clone();
        async move {
            let outcome = browser.verify(challenge, &code).await;
            (outcome, browser)
        }
    })
    .await;
    let is_done = |outcome: &Result<String, _>| *outcome == Ok("/settings/account?done=email".to_owned());
    assert_eq!(outcomes.iter().filter(|(outcome, _)| is_done(outcome)).count(), 1);
    assert!(!outcomes.iter().any(|(outcome, _)| matches!(outcome, Err(Unexpected { .. }))));
    let (_, mut winner) = outcomes.into_iter().find(|(outcome, _)| is_done(outcome)).unwrap();
    assert_eq!(winner.account().await.unwrap().email, NEW_EMAIL);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your email address was changed").len(), 1);
}

#[apply(threaded_matrix)]
async fn of_two_new_addresses_confirmed_at_once_one_holds(database: Database) {
    let (world, one) = open(database, Client).await;
    let mut other = world.browser(Client);
    other.password(OWNER, PASSWORD).await.unwrap();
    let mut browsers = vec![one, other];
    let mut asked = Vec::new();
    for (browser, email) in browsers.iter_mut().zip(["one@example.org", "other@example.org"]) {
        let challenge = ask(browser, email).await.unwrap();
        asked.push((challenge, world.code_for(email).await));
    }
    let outcomes = at_once(browsers, move |mut browser, number| {
        let (challenge, code) = asked[number].clone();
        async move { browser.verify(challenge, &code).await }
    })
    .await;
    assert_eq!(count(&outcomes, &Ok("/settings/account?done=email".to_owned())), 1, "{outcomes:?}");
    assert!(!outcomes.iter().any(|outcome| matches!(outcome, Err(Unexpected { .. }))), "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM email_undo").await, 1);
}

#[apply(threaded_matrix)]
async fn of_many_who_undo_a_change_at_once_one_does(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let challenge = ask(&mut browser, NEW_EMAIL).await.unwrap();
    let code = world.code_for(NEW_EMAIL).await;
    browser.verify(challenge, &code).await.unwrap();
    let token = undo_token(&world, OWNER).await;
    let crowd = (0..CROWD).map(|_| world.browser(Client)).collect::<Vec<_>>();
    let path = format!("/undo/{token}");
    let outcomes = at_once(crowd, move |mut browser, _| {
        let token = token.clone();
        async move { undo(&mut browser, &token).await }
    })
    .await;
    // Every request is shown the result, but the change is undone once.
    assert_eq!(count(&outcomes, &Ok(path)), CROWD, "{outcomes:?}");
    let undone = "SELECT COUNT(*) FROM audit_event WHERE activity = 'email_change_undone'";
    assert_eq!(world.database.number(undone).await, 1);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your email address was restored").len(), 1);
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}

/// In either order, no session remains that was started with the old password only, and one of the new passwords is
/// valid.
#[apply(threaded_matrix)]
async fn a_password_changed_during_a_recovery_leaves_one_password(database: Database) {
    let (world, browser) = open(database, Client).await;
    recovery::ask(&mut world.browser(Client), OWNER).await.unwrap();
    let token = recovery::token(&world, OWNER).await;
    let recovered = "Recovered5~The-Lantern";
    let outcomes = at_once(vec![browser, world.browser(Client)], move |mut browser, number| {
        let token = token.clone();
        async move {
            match number {
                0 => change_password(&mut browser, PASSWORD, NEW).await,
                _ => recovery::save(&mut browser, &token, recovered).await,
            }
        }
    })
    .await;
    assert!(!outcomes.iter().any(|outcome| matches!(outcome, Err(Unexpected { .. }))), "{outcomes:?}");
    assert!(outcomes.iter().any(Result::is_ok), "{outcomes:?}");
    let mut good = 0;
    for password in [PASSWORD, NEW, recovered] {
        good += usize::from(world.browser(Client).password(OWNER, password).await.is_ok());
    }
    assert_eq!(good, 1, "{outcomes:?}");
    assert!(world.browser(Client).password(OWNER, PASSWORD).await.is_err());
}
