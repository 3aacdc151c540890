//! Many users behind one IP address: a success gives back what it consumed, and known browsers have separate counts.
//! The limits for unknown browsers do not change.

use super::{WRONG, open, recover, token};
use crate::support::prelude::*;
use domain::limits::{RECOVERIES_PER_CLIENT_AND_HOUR, WRONG_PER_CLIENT_AND_HOUR};
use service::security::rate_limit::Subject;

/// Twice as many as unknown browsers may ask for.
const PEOPLE: usize = 40;

fn address(number: usize) -> String {
    format!("p{number}@example.com")
}

/// A new browser with the IP address of `office`.
fn beside(world: &World, office: &Browser) -> Browser {
    let mut browser = world.browser(Client);
    browser.client = office.client;
    browser
}

async fn settle(world: &World, people: usize) {
    for number in 0..people {
        world.settle("codes", &address(number), None, Role::Member).await;
    }
}

/// How many codes unknown browsers at this IP address may still ask for.
async fn left(world: &World, office: &Browser) -> usize {
    for asked in 0.. {
        let stranger = format!("stranger{asked}-{}@example.com", world.now().0);
        if beside(world, office).send(&stranger).await.is_err() {
            return asked;
        }
    }
    unreachable!()
}

#[apply(matrix)]
async fn all_sign_in_with_codes_that_they_typed(database: Database) {
    let world = World::open(database).await;
    settle(&world, PEOPLE).await;
    let office = world.browser(Client);
    for number in 0..PEOPLE {
        let mut browser = beside(&world, &office);
        let challenge = browser.send(&address(number)).await.unwrap();
        if number % 4 == 0 {
            world.clock.advance(Seconds(60));
            browser.resend(challenge).await.unwrap();
        }
        let code = world.code_for(&address(number)).await;
        browser.verify(challenge, &code).await.unwrap();
    }
    assert_eq!(left(&world, &office).await, 20);
}

#[apply(matrix)]
async fn all_sign_up(database: Database) {
    let world = World::open(database).await;
    let office = world.browser(Client);
    for number in 0..25 {
        let mut browser = beside(&world, &office);
        let email = address(number);
        let person = Person { name: "New", email: &email, phone: "", country: "US", password: PASSWORD };
        let challenge = browser.sign_up(person).await.unwrap();
        let code = world.code_for(&email).await;
        browser.verify(challenge, &code).await.unwrap();
    }
}

#[apply(matrix)]
async fn a_code_is_given_back_once_and_where_it_was_asked_for(database: Database) {
    let world = World::open(database).await;
    let (office, home) = (world.browser(Client), world.browser(Client));
    let mut browser = beside(&world, &office);
    let challenge = browser.send(OWNER).await.unwrap();
    let start = world.now();
    assert_eq!(left(&world, &office).await, 19);
    world.clock.advance(Seconds(1));
    beside(&world, &home).send("stranger@example.com").await.unwrap();
    let code = world.code_for(OWNER).await;
    browser.client = home.client;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(left(&world, &home).await, 19, "nothing was asked for here");
    let refused = too_many(start + Seconds::hours(1));
    assert_eq!(beside(&world, &office).send("another@example.com").await, Err(refused), "nor was it typed there");
    // The next hour starts with the full limit, and a second press gives nothing more back.
    world.clock.advance(Seconds::hours(1));
    let mut late = beside(&world, &office);
    let challenge = late.send(ADMIN).await.unwrap();
    let code = world.code_for(ADMIN).await;
    late.verify(challenge, &code).await.unwrap();
    assert_eq!(
        late.verify(challenge, &code).await.as_deref(),
        Ok("/account"),
        "the second press ends where the first did"
    );
    assert_eq!(left(&world, &office).await, 20);
}

#[apply(matrix)]
async fn browsers_that_are_known_do_not_count(database: Database) {
    let world = open(database).await;
    settle(&world, 6).await;
    let (office, start) = (world.browser(Client), world.now());
    let mut browsers = Vec::new();
    for number in 0..6 {
        world.give_password(&address(number), PASSWORD).await;
        let mut browser = beside(&world, &office);
        browser.password(&address(number), PASSWORD).await.unwrap();
        browser.sign_out().await.unwrap();
        browsers.push(browser);
    }
    for (number, browser) in browsers.iter_mut().enumerate() {
        let email = address(number);
        for failure in 1..=4 {
            assert_eq!(browser.password(&email, WRONG).await, Err(wrong_password(failure)));
        }
        for _ in 0..4 {
            browser.send(&email).await.unwrap();
            recover(browser, "", &email).await.unwrap();
            world.clock.advance(Seconds(60));
        }
    }
    // Unknown browsers have their whole limits, and no more.
    let client = Subject::Client(world.organisation("codes").await, office.client);
    for limit in [WRONG_PER_CLIENT_AND_HOUR, RECOVERIES_PER_CLIENT_AND_HOUR] {
        world.consume(limit, client, limit.allowed - 1).await;
    }
    let mut stranger = beside(&world, &office);
    assert_eq!(stranger.password("s@example.com", WRONG).await, Err(wrong_password(1)));
    recover(&mut stranger, "", "s@example.com").await.unwrap();
    assert_eq!(left(&world, &office).await, 20);
    assert_eq!(stranger.password(OWNER, PASSWORD).await, Err(too_many(start + Seconds::hours(1))));
    assert_eq!(recover(&mut stranger, "", OWNER).await, Err(too_many(world.now() + Seconds::hours(1))));
    browsers[0].password(&address(0), PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn all_find_their_way_back_in(database: Database) {
    let world = World::open(database).await;
    settle(&world, 25).await;
    let office = world.browser(Client);
    for number in 0..25 {
        let mut browser = beside(&world, &office);
        recover(&mut browser, "", &address(number)).await.unwrap();
        let token = token(&world, &address(number), "new-password").await;
        let new = [("token", token.as_str()), ("password", PASSWORD), ("confirmation", PASSWORD)];
        browser.act("save_password", &new).await.unwrap();
    }
}
