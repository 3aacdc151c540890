//! Passkey answers that are refused: used twice, from another site, for another account, unverified, copied, unknown.

use super::{REFUSED, UNKNOWN, add, ask, enter, enter_at, listed, open, policy, send};
use crate::support::prelude::*;
use app::sign_in::PasskeyButtonPosition;
use domain::{Method, Policy, limits};
use serde_json::json;
use service::security::{passkeys::Passkeys, rate_limit::Subject};

#[apply(matrix)]
async fn an_answer_counts_once_and_only_in_the_browser_that_asked(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    let (mut one, mut other) = (world.browser(Client), world.browser(Client));
    other.forge_cookie("theme", "dark");
    let asked = ask(&mut one, "sign_in", "").await.unwrap();
    let answer = device.answer(&asked.options);
    assert_eq!(send(&mut other, "", &asked.request, &answer).await, REFUSED);
    let own = ask(&mut other, "sign_in", "").await.unwrap();
    assert_eq!(send(&mut other, "", &own.request, &answer).await, REFUSED);
    assert_eq!(send(&mut one, "", &asked.request, &answer).await.unwrap(), "/account");
    let before = one.cookie("portico-pre").map(str::to_owned);
    assert_eq!(before, None);
    assert_eq!(send(&mut one, "", &asked.request, &answer).await, REFUSED);
    // An answer that comes too late is refused, too.
    let asked = ask(&mut other, "sign_in", "").await.unwrap();
    let answer = device.answer(&asked.options);
    world.clock.advance(Seconds::minutes(30));
    assert_eq!(send(&mut other, "", &asked.request, &answer).await, REFUSED);
}

#[apply(matrix)]
async fn of_a_hundred_uses_of_one_answer_one_lets_in(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    let mut visitor = world.browser(Client);
    let asked = ask(&mut visitor, "sign_in", "").await.unwrap();
    let answer = device.answer(&asked.options);
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(100));
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (mut visitor, barrier) = (visitor.clone(), barrier.clone());
        let (request, answer) = (asked.request.clone(), answer.clone());
        attempts.spawn(async move {
            barrier.wait().await;
            send(&mut visitor, "", &request, &answer).await
        });
    }
    let outcomes = attempts.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || *outcome == REFUSED), "{outcomes:?}");
}

#[apply(matrix)]
async fn a_device_that_did_not_check_the_person_or_shows_another_page_is_refused(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut careless = Device { verifies: false, ..Device::of(1) };
    assert_eq!(add(&mut browser, &mut careless, "One").await, REFUSED);
    let mut fooled = Device { origin: "http://localhost:3009".to_owned(), ..Device::of(2) };
    assert_eq!(add(&mut browser, &mut fooled, "One").await, REFUSED);
    let mut device = Device::of(3);
    add(&mut browser, &mut device, "One").await.unwrap();
    let mut visitor = world.browser(Client);
    // A page of this site in another site's frame, which could mislead the user.
    let frames = [("crossOrigin", json!(true)), ("topOrigin", json!("https://evil.example"))];
    for (seed, framed) in (4..).zip(frames) {
        let mut framed = Device { framed: Some(framed), ..Device::of(seed) };
        assert_eq!(add(&mut browser, &mut framed, "One").await, REFUSED, "{framed:?}", framed = framed.framed);
        framed.keys = device.keys.clone();
        assert_eq!(enter(&mut visitor, &mut framed).await, REFUSED, "{framed:?}", framed = framed.framed);
    }
    let mut careless = Device { verifies: false, ..device.clone() };
    assert_eq!(enter(&mut visitor, &mut careless).await, REFUSED);
    let mut fooled = Device { origin: "https://evil.example".to_owned(), ..device.clone() };
    assert_eq!(enter(&mut visitor, &mut fooled).await, REFUSED);
    enter(&mut visitor, &mut device).await.unwrap();
}

#[apply(matrix)]
async fn a_copy_that_counts_behind_is_refused(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device { counter: 7, ..Device::of(1) };
    add(&mut browser, &mut device, "One").await.unwrap();
    let mut copy = device.clone();
    for _ in 0..3 {
        enter(&mut world.browser(Client), &mut device).await.unwrap();
    }
    assert_eq!(enter(&mut world.browser(Client), &mut copy).await, REFUSED);
}

#[apply(matrix)]
async fn an_unknown_passkey_a_deactivated_account_and_another_organisation_look_the_same(database: Database) {
    let (world, mut browser) = open(database).await;
    let (mut device, mut removed) = (Device::of(1), Device::of(2));
    add(&mut browser, &mut device, "One").await.unwrap();
    add(&mut browser, &mut removed, "Two").await.unwrap();
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
    let mut visitor = world.browser(Client);
    assert_eq!(enter(&mut visitor, &mut removed).await, UNKNOWN);
    assert_eq!(enter_at(&mut visitor, &mut device, "north-star").await, REFUSED);
    let nonsense = ask(&mut visitor, "sign_in", "").await.unwrap();
    assert_eq!(send(&mut visitor, "", &nonsense.request, "{}").await, REFUSED);
    world.set_deactivated(OWNER, true).await;
    assert_eq!(enter(&mut visitor, &mut device).await, REFUSED);
    world.set_deactivated(OWNER, false).await;
    enter(&mut visitor, &mut device).await.unwrap();
}

#[apply(matrix)]
async fn guesses_are_counted_like_those_of_passwords(database: Database) {
    let (world, mut browser) = open(database).await;
    let (mut device, mut visitor) = (Device::of(1), world.browser(Client));
    add(&mut browser, &mut device, "One").await.unwrap();
    let limit = limits::WRONG_PER_CLIENT_AND_HOUR;
    let client = Subject::Client(world.organisation("codes").await, visitor.client);
    world.consume(limit, client, limit.allowed - 1).await;
    // A right answer consumes no limit.
    for _ in 0..2 {
        enter(&mut visitor, &mut device).await.unwrap();
    }
    let mut unknown = Device::of(2);
    let asked = ask(&mut browser, "making", "").await.unwrap();
    unknown.make(&asked.options);
    let mut stranger = world.browser(Client);
    stranger.client = visitor.client;
    assert_eq!(enter(&mut stranger, &mut unknown).await, UNKNOWN);
    let until = world.now() + limit.window;
    let refused = enter(&mut stranger, &mut device).await;
    assert_eq!(refused, Err(too_many(until)));
    // A browser that has signed in before has a separate count.
    enter(&mut visitor, &mut device).await.unwrap();
}

#[apply(matrix)]
async fn a_passkey_of_another_user_is_not_added_renamed_or_removed(database: Database) {
    let (world, mut browser) = open(database).await;
    add(&mut browser, &mut Device::of(1), "One").await.unwrap();
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    let mut tenant = world.browser(Client);
    tenant.password_at("north-star", TENANT, PASSWORD).await.unwrap();
    for (function, fields) in [
        ("rename_passkey", &[("passkey", id.as_str()), ("name", "Mine")][..]),
        ("remove_passkey", &[("passkey", id.as_str())]),
    ] {
        assert_eq!(tenant.act(function, fields).await, Err(Refused(Refusal::NotFound)), "{function}");
    }
    // An answer to a request of one account is refused for another account.
    let asked = ask(&mut browser, "making", "").await.unwrap();
    let answer = Device::of(4).make(&asked.options);
    let pre = browser.cookie("portico-pre").unwrap().to_owned();
    tenant.forge_cookie("portico-pre", &pre);
    let fields = [("name", "Mine"), ("request", asked.request.as_str()), ("answer", &answer)];
    assert_eq!(tenant.act("add_passkey", &fields).await, REFUSED);
    assert_eq!(listed(&mut browser).await.passkeys[0].name, "One");
}

#[apply(matrix)]
async fn where_passkeys_are_not_taken_there_are_none(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    let without = Policy { methods: vec![Method::Password], ..policy() };
    world.set_policy("codes", &without).await;
    world.clock.advance(Seconds(2));
    let mut visitor = world.browser(Client);
    let refused = Err(Refused(Refusal::NotOffered));
    assert_eq!(ask(&mut visitor, "sign_in", "").await.map(|asked| asked.request), refused);
    assert_eq!(ask(&mut browser, "making", "").await.map(|asked| asked.request), refused);
    assert_eq!(browser.page("/settings/security/passkeys/new").await, PageData::NotFound);
    // Existing passkeys can still be removed.
    let view = listed(&mut browser).await;
    assert!(!view.may_add && view.passkeys.len() == 1);
    browser.act("remove_passkey", &[("passkey", &view.passkeys[0].id)]).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn an_address_without_a_name_takes_no_passkeys(#[values(Sqlite)] database: Database) {
    assert!(Passkeys::of("http://192.0.2.7:3000").is_none());
    assert!(Passkeys::of("https://sign-in.example").is_some());
    let world = World::open(database).await;
    world.set_policy("codes", &policy()).await;
    let app = world.other_server(|app| app.passkeys = None).await;
    let mut browser = world.browser_in(&app);
    let PageData::SignIn(screen) = browser.page("/sign-in").await else { panic!("no sign-in page") };
    assert_eq!((screen.passkey, screen.methods), (None::<PasskeyButtonPosition>, vec![Method::Password]));
}

/// A verified number is no way in where no codes by text are offered.
#[apply(matrix)]
async fn the_last_passkey_stays_where_nothing_else_is_offered(database: Database) {
    let (world, mut browser) = open(database).await;
    add(&mut browser, &mut Device::of(1), "One").await.unwrap();
    world.give_phone(OWNER, NUMBER, true).await;
    world.database.execute("DELETE FROM password").await;
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    let removed = browser.act("remove_passkey", &[("passkey", &id)]).await;
    assert_eq!(removed, Err(Refused(Refusal::LastWayIn)));
    // With codes by text, the number is another way in.
    let methods = vec![Method::Passkey, Method::TextCode];
    world.set_policy("codes", &Policy { methods, ..policy() }).await;
    browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
}
