//! How messages are delivered: stored with their challenge or not at all, sent at least once, and never stored
//! readable.

mod credentials_after_reset;
mod log;
pub mod messages;
mod slow;
mod smtp;
mod texts;
mod told;
mod validity;

use crate::support::prelude::*;
use app::sign_in::Delivery;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use service::delivery::Content;
use std::time::Duration;
use store::{outbox, schedule};
use tokio::{sync::watch, time::timeout};

#[apply(matrix)]
async fn a_challenge_and_its_message_are_kept_together_or_not_at_all(
    database: Database,
    style: Style,
    #[values("outbox_message", "code", "challenge")] broken: &str,
) {
    let world = World::open(database).await;
    world.database.execute(&format!("ALTER TABLE {broken} RENAME TO hidden")).await;
    let before = world.database.cells().await;
    let failed = world.browser(style).send(OWNER).await;
    let Err(ApiError::Unexpected { incident }) = failed else { panic!("{failed:?}") };
    assert_eq!(incident.len(), 14, "{incident}");
    assert_eq!(world.database.cells().await, before, "half of it was kept");
    world.database.execute(&format!("ALTER TABLE hidden RENAME TO {broken}")).await;
    world.browser(style).send(OWNER).await.unwrap();
    let counts = world.database.counts().await;
    assert_eq!((counts["challenge"], counts["code"], counts["outbox_message"]), (1, 1, 1));
}

/// Fails when the database contains a secret: as text, or in a blob as its characters or its decoded bytes.
async fn assert_nowhere(world: &World, secrets: &[(&str, &str)]) {
    for (place, kind, content) in world.database.cells().await {
        for (name, secret) in secrets {
            let raw = BASE64_URL_SAFE_NO_PAD.decode(secret).map(hex::encode).unwrap_or_else(|_| hex::encode(secret));
            let is_there = match kind {
                Kind::Text => content.contains(secret),
                Kind::Bytes => content.contains(&hex::encode(secret)) || content.contains(&raw),
                Kind::Number => content == *secret,
            };
            assert!(!is_there, "{name} stands in {place}: {content}");
        }
    }
}

#[apply(matrix)]
async fn no_code_and_no_token_stands_in_the_database(database: Database, style: Style) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::NotNow);
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    world.deliver().await;
    // A copy of the database while the message waits. It is searched below, once the code is known.
    let waiting = world.database.cells().await;
    world.mail.set_mood(Mood::Takes);
    world.clock.advance(Seconds(30));
    let code = world.code_for(OWNER).await;
    for (place, kind, content) in waiting {
        assert!(kind == Kind::Number || !content.contains(&code), "the code stands in {place}: {content}");
        assert!(!content.contains(&hex::encode(&code)), "the code stands in {place}: {content}");
    }
    let pre = browser.cookie("portico-pre").unwrap().to_owned();
    assert_nowhere(&world, &[("the code", &code), ("the challenge's token", &pre)]).await;
    browser.verify(challenge, &code).await.unwrap();
    let session = browser.cookie("portico").unwrap();
    let known = browser.cookie("portico-device").unwrap();
    let secrets = [("the code", code.as_str()), ("the session", session), ("the known browser", known)];
    assert_nowhere(&world, &secrets).await;
}

#[apply(matrix)]
async fn what_would_be_found_is_found(database: Database) {
    let world = World::open(database).await;
    world.database.execute("CREATE TABLE leak (a TEXT, b BIGINT)").await;
    world.database.execute("INSERT INTO leak VALUES ('is 482913.', 482913)").await;
    let cells = world.database.cells().await;
    let found: Vec<_> = cells.iter().filter(|(_, _, content)| content.contains("482913")).collect();
    assert_eq!(found.len(), 2, "{cells:?}");
}

#[apply(matrix)]
async fn while_the_mail_server_is_down_the_screen_says_so_and_the_message_is_tried_again(
    database: Database,
    style: Style,
) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::NotNow);
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Expected);
    for (attempt, wait) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
        world.deliver().await;
        assert_eq!(world.mail.attempts().len(), attempt);
        assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Delayed);
        world.clock.advance_milliseconds(wait * 1000 - 1);
        world.deliver().await;
        assert_eq!(world.mail.attempts().len(), attempt, "too early");
        world.clock.advance_milliseconds(1);
    }
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await;
    assert!(page.body.contains("Your email is delayed"), "{}", page.body);
    world.mail.set_mood(Mood::Takes);
    let code = world.code_for(OWNER).await;
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Expected);
    let mut ids = world.mail.attempts();
    ids.dedup();
    assert_eq!(ids, [world.letters(OWNER)[0].message_id.clone()], "one Message-ID over all attempts");
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
#[case(599_999, 1)]
#[case(600_000, 0)]
async fn a_message_leaves_within_the_life_of_its_code_or_never(
    database: Database,
    #[case] after: i64,
    #[case] letters: usize,
) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::NotNow);
    world.browser(Client).send(OWNER).await.unwrap();
    world.deliver().await;
    world.clock.advance_milliseconds(after);
    world.mail.set_mood(Mood::Takes);
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), letters);
    let state = if letters == 1 { "sent" } else { "given_up" };
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, [state]);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message WHERE sealed IS NOT NULL").await, 0);
}

#[apply(matrix)]
async fn a_message_refused_for_good_is_not_tried_again(database: Database, style: Style) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::Never);
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    world.deliver().await;
    world.mail.set_mood(Mood::Takes);
    for _ in 0..20 {
        world.clock.advance(Seconds(30));
        world.deliver().await;
    }
    assert_eq!((world.mail.attempts().len(), world.mail.taken().len()), (1, 0));
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, ["failed"]);
    browser.resend(challenge).await.unwrap();
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
async fn what_was_sent_keeps_nothing_of_the_message(database: Database) {
    let world = World::open(database).await;
    for address in [OWNER, STRANGER] {
        world.browser(Client).send(address).await.unwrap();
    }
    let sealed = "SELECT COUNT(*) FROM outbox_message WHERE sealed IS NOT NULL";
    assert_eq!(world.database.number(sealed).await, 2);
    world.deliver().await;
    assert_eq!(world.database.number(sealed).await, 0);
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, ["sent", "sent"]);
}

#[apply(matrix)]
async fn another_server_sends_what_a_dead_one_had_taken(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let challenge = browser.send(OWNER).await.unwrap();
    let taken = outbox::lease(&world.app.store, 8, world.now()).await.unwrap();
    assert_eq!(taken.len(), 1);
    drop(taken);
    let other = world.another_server().await;
    world.clock.advance_milliseconds(9_999);
    assert_eq!(other.deliver_due().await.unwrap(), 0, "the lease still holds");
    world.clock.advance_milliseconds(1);
    assert_eq!(other.deliver_due().await.unwrap(), 1);
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(world.mail.attempts().len(), 1);
}

#[apply(matrix)]
async fn a_message_leaves_at_once_and_what_is_under_way_is_finished(database: Database) {
    let world = World::open(database).await;
    let (stop, stopping) = watch::channel(false);
    let job = tokio::spawn(world.delivery().run(stopping));
    // The job has looked, found nothing, and sleeps. A new message must wake it.
    world.browser(Client).send(STRANGER).await.unwrap();
    timeout(Duration::from_millis(900), async {
        while world.mail.probes() == 0 {
            tokio::task::yield_now().await;
        }
        world.browser(Client).send(OWNER).await.unwrap();
        world.mail.arrival().await;
    })
    .await
    .expect("it waited for the next look instead of the bell");
    stop.send(true).unwrap();
    timeout(Duration::from_secs(5), job).await.expect("the job ends").unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message WHERE state = 'sent'").await, 2);
}

#[apply(matrix)]
#[case("codes", OWNER, "http://localhost:3000/sign-in", "http://localhost:3000/recovery")]
#[case(
    "north-star",
    TENANT,
    "http://localhost:3000/o/north-star/sign-in",
    "http://localhost:3000/o/north-star/recovery"
)]
async fn links_lead_to_the_pages_of_the_organisation(
    database: Database,
    #[case] organisation: &str,
    #[case] to: &str,
    #[case] sign_in: &str,
    #[case] recovery: &str,
) {
    let world = World::open(database).await;
    world.post(organisation, to, &Content::AlreadyRegistered, false, Seconds::days(1)).await;
    world.deliver().await;
    let letter = world.letters(to).remove(0);
    for link in [sign_in, recovery] {
        assert!(letter.text.lines().any(|line| line == link), "{}", letter.text);
        assert!(letter.html.contains(&format!("href=\"{link}\"")), "{}", letter.html);
    }
}

#[apply(matrix)]
async fn what_is_no_code_is_tried_for_days(database: Database) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::NotNow);
    world.post("codes", OWNER, &Content::AlreadyRegistered, false, Seconds::days(2)).await;
    for attempt in 1..=20 {
        world.deliver().await;
        assert_eq!(world.mail.attempts().len(), attempt);
        world.clock.advance(Seconds::minutes(15));
    }
    world.mail.set_mood(Mood::Takes);
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), 1);
}

#[apply(matrix)]
async fn what_lives_shortest_leaves_first(database: Database) {
    let world = World::open(database).await;
    let store = &world.app.store;
    let begun_at = world.now();
    let next_due = async |now| schedule::read(store, now).await.unwrap().messages;
    assert_eq!(next_due(begun_at).await, None);
    world.post("codes", STRANGER, &Content::AlreadyRegistered, false, Seconds::days(7)).await;
    world.clock.advance(Seconds(1));
    world.post("codes", OWNER, &Content::AlreadyRegistered, false, Seconds::minutes(10)).await;
    let now = world.now();
    assert_eq!(next_due(now).await, Some(begun_at));
    assert_eq!(outbox::lease(store, 1, now).await.unwrap()[0].recipient, OWNER);
    assert_eq!(outbox::lease(store, 8, now).await.unwrap()[0].recipient, STRANGER);
    assert_eq!(next_due(now).await, Some(now + outbox::LEASE), "both are with somebody, whose lease ends then");
    world.mail.set_mood(Mood::NotNow);
    world.clock.advance(Seconds::minutes(1));
    world.deliver().await;
    let again = next_due(world.now()).await.unwrap();
    assert!(again > world.now() && again <= world.now() + Seconds::minutes(1), "{again:?}");
}
