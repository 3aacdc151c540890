//! A hundred simultaneous requests with one code: only one of them succeeds.

use super::*;
use crate::races::{MANY, at_once, count};

#[apply(threaded_matrix)]
async fn of_a_hundred_uses_of_one_code_of_an_app_one_is_right(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (key, _) = set_up(&world, &mut browser).await;
    world.clock.advance(Seconds(60));
    let (app, account, code) = (world.app.clone(), account(&world).await, app_code(&key, world.now()));
    let right = at_once(vec![browser; MANY], |_, _| {
        let (app, code) = (app.clone(), code.clone());
        async move { answer(&app, account, &code).await == Outcome::Right }
    });
    assert_eq!(count(&right.await, &true), 1);
}

#[apply(threaded_matrix)]
async fn of_a_hundred_uses_of_one_recovery_code_one_is_right(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (_, codes) = set_up(&world, &mut browser).await;
    let (app, account) = (world.app.clone(), account(&world).await);
    let right = at_once(vec![browser; MANY], |_, _| {
        let (app, code) = (app.clone(), codes[0].clone());
        async move { recover(&app, account, &code).await == Some(9) }
    });
    assert_eq!(count(&right.await, &true), 1);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "A recovery code was used").len(), 1);
}

#[apply(threaded_matrix)]
async fn of_a_hundred_first_codes_one_turns_the_app_on(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let key = begin(&mut browser).await;
    let code = app_code(&key, world.now());
    let right = at_once(vec![browser; MANY], |mut browser, _| {
        let code = code.clone();
        async move { turn_on(&mut browser, &code).await.is_ok() }
    });
    assert_eq!(count(&right.await, &true), 1);
    let made = "SELECT COUNT(*) FROM recovery_code";
    assert_eq!(world.database.number(made).await, 10);
}
