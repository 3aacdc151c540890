//! Concurrent sign-ups with one address, or repeated presses of the button, create one account.

use super::at_once;
use crate::support::prelude::*;

const NEW: &str = "mo@example.com";

fn person(name: &str) -> Person<'_> {
    Person { name, email: NEW, phone: "", country: "", password: PASSWORD }
}

/// Browsers that asked for an account with one address, each with its own code.
async fn asked(world: &World, names: &[&str]) -> Vec<(Browser, ChallengeId, String)> {
    let mut asked = Vec::new();
    for name in names {
        let mut browser = world.browser(Client);
        let challenge = browser.sign_up(person(name)).await.unwrap();
        asked.push((browser, challenge, world.code_for(NEW).await));
    }
    asked
}

#[apply(threaded_matrix)]
async fn of_several_sign_ups_with_one_address_one_becomes_the_account(database: Database) {
    let world = World::open(database).await;
    let asked = asked(&world, &["One", "Two", "Three", "Four"]).await;
    let (browsers, codes): (Vec<_>, Vec<_>) =
        asked.into_iter().map(|(browser, challenge, code)| (browser, (challenge, code))).unzip();
    let outcomes = at_once(browsers, |mut browser, number| {
        let (challenge, code) = codes[number].clone();
        async move { (browser.verify(challenge, &code).await, browser) }
    })
    .await;
    let mut names = Vec::new();
    for (outcome, mut browser) in outcomes {
        match outcome {
            Ok(path) => {
                assert_eq!(path, "/account");
                names.push(browser.account().await.unwrap().name.unwrap());
            }
            Err(refused) => assert_eq!(refused, INVALID_CODE),
        }
    }
    assert_eq!(names.len(), 1, "{names:?}");
    let kept = format!("SELECT name FROM account WHERE email = '{NEW}'");
    assert_eq!(world.database.texts(&kept).await, names);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM password").await, 1);
}

#[apply(threaded_matrix)]
async fn a_code_of_a_sign_up_makes_one_account(database: Database) {
    let world = World::open(database).await;
    let (browser, challenge, code) = asked(&world, &["Mo"]).await.remove(0);
    let outcomes = at_once(vec![browser; 100], |mut browser, _| {
        let code = code.clone();
        async move { browser.verify(challenge, &code).await }
    })
    .await;
    let expired = Err(Refused(Refusal::Code(CodeRefusal::Expired)));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == expired).count(), 99, "{outcomes:?}");
    assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM account WHERE email = '{NEW}'")).await, 1);
}

#[apply(threaded_matrix)]
async fn a_button_pressed_often_asks_for_one_account(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    // The browser has its cookie from a request for another address.
    browser.send(ADMIN).await.unwrap();
    let outcomes =
        at_once(vec![browser; 20], |mut browser, _| async move { browser.sign_up(person("Mo")).await }).await;
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() && *outcome == outcomes[0]), "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message WHERE template = 'sign_up_code'").await, 1);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM sign_up").await, 1);
}
