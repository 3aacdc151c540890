//! How often one client may be wrong, for all accounts together.

use super::{WRONG, fail, open};
use crate::support::prelude::*;
use std::net::IpAddr;

fn at(world: &World, client: &str) -> Browser {
    let mut browser = world.browser(Client);
    browser.client = client.parse::<IpAddr>().unwrap();
    browser
}

/// Enters wrong passwords from one IP address, four for each account.
async fn fail_everywhere(world: &World, client: &str, people: std::ops::Range<u32>) {
    for person in people {
        for number in 1..=4 {
            let refused = at(world, client).password(&format!("p{person}@example.com"), WRONG).await;
            assert_eq!(refused, Err(wrong_password(number)), "person {person}");
        }
    }
}

#[apply(matrix)]
#[case("203.0.113.7", "203.0.113.7", "203.0.113.8")]
#[case("2001:db8:0:1::7", "2001:db8:0:1:ffff::8", "2001:db8:0:2::7")]
async fn a_client_may_be_wrong_twenty_times_an_hour(
    database: Database,
    #[case] client: &str,
    #[case] same: &str,
    #[case] neighbour: &str,
) {
    let world = open(database).await;
    let until = world.now() + Seconds::hours(1);
    fail_everywhere(&world, client, 0..5).await;
    let before = world.database.cells().await;
    for _ in 0..5 {
        assert_eq!(at(&world, same).password(OWNER, WRONG).await, Err(too_many(until)));
        assert_eq!(at(&world, same).password(OWNER, PASSWORD).await, Err(too_many(until)));
    }
    assert_eq!(world.database.cells().await, before, "who is refused uses up nobody's attempts");
    at(&world, neighbour).password(OWNER, PASSWORD).await.unwrap();
    world.clock.advance(Seconds::hours(1));
    at(&world, same).password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn a_client_may_be_wrong_a_hundred_times_a_day(database: Database) {
    let world = open(database).await;
    let until = world.now() + Seconds::days(1);
    for hour in 0..5 {
        fail_everywhere(&world, "203.0.113.7", 5 * hour..5 * hour + 5).await;
        world.clock.advance(Seconds::hours(1));
    }
    assert_eq!(at(&world, "203.0.113.7").password(OWNER, PASSWORD).await, Err(too_many(until)));
    at(&world, "203.0.113.8").password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn right_passwords_cost_a_client_nothing(database: Database) {
    let world = open(database).await;
    for _ in 0..25 {
        at(&world, "203.0.113.7").password(OWNER, PASSWORD).await.unwrap();
    }
    fail_everywhere(&world, "203.0.113.7", 0..5).await;
}

#[apply(matrix)]
async fn wrong_codes_and_wrong_passwords_of_a_client_count_together(database: Database) {
    let world = open(database).await;
    fail_everywhere(&world, "203.0.113.7", 0..4).await;
    let mut browser = at(&world, "203.0.113.7");
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    for number in 1..=4 {
        let refused = browser.verify(challenge, &wrong(&[&code], number)).await;
        assert_eq!(refused, Err(INVALID_CODE));
    }
    let until = world.now() + Seconds::hours(1);
    assert_eq!(browser.verify(challenge, &code).await, Err(too_many(until)));
    assert_eq!(browser.password(OWNER, PASSWORD).await, Err(too_many(until)));
    fail(&world, OWNER, 1..=1).await;
}
