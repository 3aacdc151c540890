//! Signing up with an address that has an account: the screen is equal, the owner is told by mail, and nothing changes.

use super::{MO, NEW, accounts};
use crate::support::prelude::*;
use domain::{EmailAddress, OneTimeCode};
use service::security::{Token, codes::digest};
use std::collections::BTreeMap;
use store::challenges as stored;
use store::codes::{self, StoredCode};

const REGISTERED: &str = "You already have an account";

/// What is stored of accounts, passwords and sessions.
async fn people(world: &World) -> Vec<(String, String)> {
    let cells = world.database.cells().await.into_iter().map(|(place, _, content)| (place, content));
    let is_about_people = |(place, _): &(String, String)| {
        place.starts_with("account.") || place.starts_with("password.") || place.starts_with("session.")
    };
    cells.filter(is_about_people).collect()
}

/// Adds a code to the challenge, as if the code that never leaves the server were known.
async fn plant_code(world: &World, browser: &Browser, challenge: ChallengeId, code: &OneTimeCode) {
    let app = &world.app;
    let hash = Token::parse(browser.cookie("portico-pre").unwrap()).unwrap().hash();
    let transaction = app.store.begin().await.unwrap();
    let found = stored::find_for_browser(&transaction, challenge, &hash).await.unwrap().unwrap();
    let digest = digest(app.keys.newest(), &found, code).unwrap().to_vec();
    let id = app.random.id().unwrap();
    let planted = StoredCode { id, digest, key_id: app.keys.newest().id, expires_at: found.state.expires_at };
    codes::insert(&transaction, challenge, planted).await.unwrap();
    app.store.commit(transaction).await.unwrap();
}

#[apply(matrix)]
#[case::here(OWNER, "Alderway", "http://localhost:3000/sign-in", false)]
#[case::closed(OWNER, "Alderway", "http://localhost:3000/sign-in", true)]
#[case::in_another_spelling("JO@Example.COM", "Alderway", "http://localhost:3000/sign-in", false)]
async fn the_user_who_has_the_address_is_told_and_nothing_changes(
    database: Database,
    style: Style,
    #[case] typed: &str,
    #[case] organisation: &str,
    #[case] link: &str,
    #[case] is_closed: bool,
) {
    let world = World::open(database).await;
    let email = typed.to_lowercase();
    world.give_password(&email, "Before7-Lantern_Quill").await;
    world.set_deactivated(&email, is_closed).await;
    let before = people(&world).await;
    let mut browser = world.browser(style);
    let challenge = browser.sign_up(Person { email: typed, ..MO }).await.unwrap();
    world.deliver().await;
    world.clock.advance(Seconds(60));
    browser.resend(challenge).await.unwrap();
    world.deliver().await;
    let letters = world.letters(&email);
    assert_eq!(letters.len(), 2);
    for letter in letters {
        assert_eq!(letter.subject, format!("{REGISTERED} at {organisation}"));
        assert!(letter.text.lines().any(|line| line == link), "{}", letter.text);
        assert!(letter.text.parse::<OneTimeCode>().is_err(), "a code in {}", letter.text);
    }
    let code = OneTimeCode::from_number(482_913);
    plant_code(&world, &browser, challenge, &code).await;
    for typed in [wrong(&[], 1), code.expose().to_owned(), code.expose().to_owned()] {
        assert_eq!(browser.verify(challenge, &typed).await, Err(INVALID_CODE), "{typed}");
    }
    assert!(browser.account().await.is_err());
    assert_eq!(people(&world).await, before);
}

#[apply(matrix)]
async fn the_planted_code_would_let_a_new_person_in(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let challenge = browser.sign_up(MO).await.unwrap();
    let code = OneTimeCode::from_number(482_913);
    plant_code(&world, &browser, challenge, &code).await;
    browser.verify(challenge, code.expose()).await.unwrap();
}

/// Everything that an observer could compare, on two screens and between them.
async fn told(database: Database, style: Style, email: &str) -> (Vec<String>, BTreeMap<String, i64>) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.sign_up(Person { email, ..MO }).await.unwrap();
    let id = challenge.to_string();
    let mut told = Vec::new();
    let mut note = |browser: &Browser| {
        let answer = browser.last.clone().unwrap();
        let mut headers: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
        headers.sort();
        let cookies: Vec<_> = answer.set_cookies().iter().map(|c| (c.name().to_owned(), c.value().len())).collect();
        let body = answer.body.replace(&id, "").replace(email, "");
        told.push(format!("{} {headers:?} {cookies:?} {body}", answer.status));
    };
    note(&browser);
    let masked = email.parse::<EmailAddress>().unwrap().masked();
    let mut screens = Vec::new();
    for seconds in [0, 60] {
        world.deliver().await;
        world.clock.advance(Seconds(seconds));
        if seconds > 0 {
            browser.resend(challenge).await.unwrap();
            note(&browser);
        }
        let mut screen = browser.screen(challenge).await.unwrap();
        assert_eq!(std::mem::take(&mut screen.sent_to), masked);
        screen.challenge = ChallengeId::NONE;
        screens.push(format!("{screen:?}"));
    }
    for number in 1..=6 {
        browser.verify(challenge, &wrong(&[], number)).await.unwrap_err();
        note(&browser);
    }
    world.deliver().await;
    told.extend(screens);
    (told, world.database.counts().await)
}

#[apply(matrix)]
async fn an_address_that_is_taken_looks_like_a_new_one(database: Database, style: Style) {
    let new = told(database, style, NEW).await;
    for taken in [OWNER, TENANT] {
        assert_eq!(told(database, style, taken).await, new, "{taken}");
    }
}

#[apply(matrix)]
async fn of_two_who_ask_for_one_address_the_first_to_prove_it_has_it(database: Database, style: Style) {
    let world = World::open(database).await;
    let (mut one, mut other) = (world.browser(style), world.browser(style));
    let first = one.sign_up(Person { name: "One", ..MO }).await.unwrap();
    let first_code = world.code_for(NEW).await;
    let second = other.sign_up(Person { name: "Other", password: "Other7-Lantern_Quill", ..MO }).await.unwrap();
    let second_code = world.code_for(NEW).await;
    other.verify(second, &second_code).await.unwrap();
    assert_eq!(one.verify(first, &first_code).await, Err(INVALID_CODE));
    assert!(one.account().await.is_err());
    assert_eq!(accounts(&world, NEW).await, 1);
    assert_eq!(other.account().await.unwrap().name.as_deref(), Some("Other"));
    world.browser(style).password(NEW, PASSWORD).await.unwrap_err();
    world.clock.advance(Seconds(60));
    one.resend(first).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(NEW, REGISTERED).len(), 1, "now it is taken, and the mail says so");
}

#[apply(matrix)]
async fn a_person_who_has_an_account_meanwhile_signs_in_with_it(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    browser.sign_up(MO).await.unwrap();
    world.settle("codes", NEW, None, Role::Member).await;
    world.sign_in(&mut browser, NEW).await;
    assert_eq!(browser.account().await.unwrap().email, NEW);
}
