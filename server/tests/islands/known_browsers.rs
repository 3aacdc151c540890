//! A known browser has separate limits for the address and the number of its account, and for nothing else.

use super::open;
use crate::{settings::email, support::prelude::*};

const VICTIM: &str = "victim@example.org";

/// A browser that has signed in, and so is known, and is still signed in.
async fn known(world: &World, address: &str) -> Browser {
    let mut browser = world.browser(Client);
    match address {
        OWNER => drop(browser.password(OWNER, PASSWORD).await.unwrap()),
        _ => drop(world.sign_in(&mut browser, address).await),
    }
    browser
}

async fn ask_for_phone(browser: &mut Browser) -> Result<ChallengeId, ApiError> {
    browser.at = "/settings/account/phone".to_owned();
    let path = browser.act("set_phone", &[("phone", NUMBER), ("country", "US")]).await?;
    Ok(challenge_in(&path))
}

#[apply(matrix)]
async fn the_address_of_another_user_gets_no_more_codes_from_browsers_that_are_known_elsewhere(database: Database) {
    let world = open(database).await;
    let start = world.now();
    let (mut owner, mut admin) = (known(&world, OWNER).await, known(&world, ADMIN).await);
    let challenge = email::ask(&mut owner, VICTIM).await.unwrap();
    for _ in 2..=3 {
        world.clock.advance(Seconds(60));
        owner.resend(challenge).await.unwrap();
    }
    email::ask(&mut admin, VICTIM).await.unwrap();
    world.browser(Client).send(VICTIM).await.unwrap();
    world.clock.advance(Seconds(60));
    let refused = too_many(start + Seconds::hours(1));
    assert_eq!(owner.resend(challenge).await, Err(refused.clone()), "again");
    assert_eq!(email::ask(&mut owner, VICTIM).await, Err(refused.clone()), "as a new address");
    assert_eq!(email::ask(&mut admin, VICTIM).await, Err(refused.clone()), "by another account");
    assert_eq!(owner.send(VICTIM).await, Err(refused.clone()), "to sign in");
    assert_eq!(world.browser(Client).send(VICTIM).await, Err(refused), "by a stranger");
    world.deliver().await;
    assert_eq!(world.letters(VICTIM).len(), 4, "the stranger's is nobody's");
    // For the account's own address, the known browser has a separate count.
    owner.send(OWNER).await.unwrap();
}

#[apply(matrix)]
async fn codes_for_the_address_of_another_user_are_guessed_no_more_often(database: Database) {
    let world = open(database).await;
    let (mut owner, mut admin) = (known(&world, OWNER).await, known(&world, ADMIN).await);
    let mut sent = Vec::new();
    for browser in [&mut owner, &mut admin] {
        let challenge = email::ask(browser, VICTIM).await.unwrap();
        let code = world.code_for(VICTIM).await;
        sent.push(code.clone());
        for number in 1..=5 {
            browser.verify(challenge, &wrong(&[&code], number)).await.unwrap_err();
        }
    }
    world.clock.advance(Seconds(60));
    let challenge = email::ask(&mut owner, VICTIM).await.unwrap();
    let code = world.code_for(VICTIM).await;
    for number in 1..=5 {
        owner.verify(challenge, &wrong(&[&code, &sent[0]], number)).await.unwrap_err();
    }
    let until = world.now() + Seconds::hours(1);
    let again = email::ask(&mut admin, VICTIM).await.unwrap();
    let code = world.code_for(VICTIM).await;
    assert_eq!(admin.verify(again, &code).await, Err(too_many(until)), "fifteen in an hour, whoever guesses");
    // Wrong codes for the account's own address are counted separately.
    world.sign_in(&mut owner, OWNER).await;
}

#[apply(matrix)]
async fn the_number_of_another_user_gets_no_more_texts(database: Database) {
    let world = open(database).await;
    let start = world.now();
    let (mut owner, mut admin) = (known(&world, OWNER).await, known(&world, ADMIN).await);
    let (first, second) = (ask_for_phone(&mut owner).await.unwrap(), ask_for_phone(&mut admin).await.unwrap());
    world.clock.advance(Seconds(60));
    owner.resend(first).await.unwrap();
    admin.resend(second).await.unwrap();
    world.deliver().await;
    world.clock.advance(Seconds(60));
    owner.resend(first).await.unwrap();
    let refused = too_many(start + Seconds::hours(1));
    assert_eq!(admin.resend(second).await, Err(refused.clone()));
    world.deliver().await;
    assert_eq!(world.texts.taken().len(), 5);
    // The number now belongs to the owner's account, so this browser has a separate count for it.
    let code = world.texted_to(NUMBER).await;
    owner.verify(first, &code).await.unwrap();
    owner.text(NUMBER).await.unwrap();
    assert_eq!(world.browser(Client).text(NUMBER).await, Err(refused));
}
