//! An unknown address gets the response of a known one, and its request stores and costs as much.

use crate::support::prelude::*;
use app::sign_in::{CodeScreen, Delivery};
use domain::EmailAddress;
use std::collections::BTreeMap;

/// Everything that an observer could compare, without what is random and what was typed.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    body: String,
    headers: Vec<String>,
    cookies: Vec<(String, usize)>,
    rows: BTreeMap<String, i64>,
}

fn without(text: &str, secrets: &[&str]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
}

async fn seen(world: &World, answer: &Answer, challenge: ChallengeId) -> Seen {
    let id = challenge.to_string();
    let mut headers: Vec<String> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
    headers.sort();
    Seen {
        status: answer.status.as_u16(),
        body: without(&answer.body, &[&id]),
        headers,
        cookies: answer.set_cookies().iter().map(|c| (c.name().to_owned(), c.value().len())).collect(),
        rows: world.database.counts().await,
    }
}

/// The code screen, without what differs in every response.
async fn screen_of(browser: &mut Browser, challenge: ChallengeId, address: &str) -> String {
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
    let masked = address.parse::<EmailAddress>().unwrap().masked();
    let html = without(&page.body, &[nonce, page.encoded_page_data(), &challenge.to_string(), &masked]);
    // Clears the parts of the data that are random or were typed.
    let mut screen: CodeScreen = page.page_data().open().unwrap();
    screen.challenge = ChallengeId::NONE;
    screen.sent_to.clear();
    format!("{html}\n{screen:?}")
}

#[apply(matrix)]
async fn an_address_without_an_account_answers_the_same(
    database: Database,
    style: Style,
    #[values(STRANGER, TENANT)] unknown: &str,
    #[values(Mood::Takes, Mood::NotNow, Mood::NotThisOne, Mood::Never)] mood: Mood,
) {
    let mut everything = Vec::new();
    for address in [OWNER, unknown] {
        let world = World::open(database).await;
        world.mail.set_mood(mood);
        let mut browser = world.browser(style);
        let challenge = browser.send(address).await.unwrap();
        let sent = seen(&world, &browser.last.clone().unwrap(), challenge).await;
        let mut screens = vec![screen_of(&mut browser, challenge, address).await];
        world.deliver().await;
        screens.push(screen_of(&mut browser, challenge, address).await);
        world.clock.advance(Seconds(60));
        world.deliver().await;
        browser.resend(challenge).await.unwrap();
        let resent = seen(&world, &browser.last.clone().unwrap(), challenge).await;
        world.deliver().await;
        screens.push(screen_of(&mut browser, challenge, address).await);
        let delivery = browser.screen(challenge).await.unwrap().delivery;
        assert_eq!(delivery, if mood == Mood::NotNow { Delivery::Delayed } else { Delivery::Expected }, "{address}");
        let mut refusals = Vec::new();
        for number in 1..=6 {
            let codes: Vec<String> =
                world.letters(address).iter().map(|email| email.subject.replace(' ', "")).collect();
            let codes: Vec<&str> = codes.iter().map(|subject| &subject[..6]).collect();
            refusals.push(browser.verify(challenge, &wrong(&codes, number)).await.unwrap_err());
        }
        screens.push(screen_of(&mut browser, challenge, address).await);
        if address == unknown {
            assert!(world.mail.taken().is_empty(), "a message went to somebody");
            assert!(world.mail.attempts().is_empty() && world.mail.probes() > 0);
        }
        everything.push((sent, resent, screens, refusals, world.database.counts().await));
    }
    let [known, unknown] = everything.try_into().unwrap();
    assert_eq!(known, unknown);
}

#[apply(matrix)]
async fn an_account_of_another_organisation_is_unknown_here(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    browser.send(TENANT).await.unwrap();
    browser.send_to("north-star", OWNER).await.unwrap();
    world.deliver().await;
    assert_eq!((world.mail.taken().len(), world.mail.probes()), (0, 2));
    assert_eq!(browser.send_to("nowhere", OWNER).await, Err(Refused(Refusal::NoSuchOrganisation)));
    assert_eq!(browser.send_to("No Slug", OWNER).await, Err(Refused(Refusal::NoSuchOrganisation)));
}

#[apply(matrix)]
async fn limits_are_the_same_for_an_address_without_an_account(
    database: Database,
    #[values(OWNER, STRANGER)] address: &str,
) {
    let world = World::open(database).await;
    let start = world.now();
    for number in 1..=5 {
        assert!(world.browser(Client).send(address).await.is_ok(), "code {number}");
    }
    let refused = world.browser(Client).send(address).await;
    assert_eq!(refused, Err(too_many(start + Seconds(3600))));
}
