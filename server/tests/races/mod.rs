//! A hundred requests at once, on real databases: what may happen once happens once.

mod oauth;
mod passwords;
mod recovery;
mod settings;
mod sign_ups;
mod temporary_passwords;

use crate::support::prelude::*;
use std::sync::Arc;
use tokio::sync::Barrier;

pub const MANY: usize = 100;

/// Lets all browsers act at the same moment, and collects the results.
pub async fn at_once<T: Send + 'static, F>(browsers: Vec<Browser>, act: impl Fn(Browser, usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(browsers.len()));
    let mut tasks = Vec::new();
    for (number, browser) in browsers.into_iter().enumerate() {
        let (barrier, act) = (barrier.clone(), act(browser, number));
        tasks.push(tokio::spawn(async move {
            barrier.wait().await;
            act.await
        }));
    }
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

pub fn count<T: PartialEq>(outcomes: &[T], wanted: &T) -> usize {
    outcomes.iter().filter(|outcome| *outcome == wanted).count()
}

#[apply(threaded_matrix)]
async fn a_code_signs_in_only_once(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let outcomes = at_once(vec![browser; MANY], |mut browser, _| {
        let code = code.clone();
        async move { browser.verify(challenge, &code).await }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(Refused(Refusal::Code(CodeRefusal::Expired)))), MANY - 1, "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 1);
}

#[apply(threaded_matrix)]
async fn of_a_hundred_guesses_five_are_compared(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let outcomes = at_once(vec![browser; MANY], |mut browser, number| {
        let guess = wrong(&[&code], u32::try_from(number).unwrap());
        async move { browser.verify(challenge, &guess).await }
    })
    .await;
    assert_eq!(count(&outcomes, &Err(INVALID_CODE)), 4, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(Refused(Refusal::Code(CodeRefusal::AttemptsUsedUp)))), MANY - 4, "{outcomes:?}");
    assert_eq!(world.database.number("SELECT tries FROM challenge").await, 5);
    let consumed = world.database.texts("SELECT CAST(used AS TEXT) FROM rate_limit ORDER BY used").await;
    assert!(consumed.iter().all(|used| used == "1" || used == "5"), "{consumed:?}");
}

#[apply(threaded_matrix)]
async fn the_right_code_among_guesses_signs_in_at_most_once(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let outcomes = at_once(vec![browser; MANY], |mut browser, number| {
        let guess = if number % 10 == 0 { code.clone() } else { wrong(&[&code], u32::try_from(number).unwrap()) };
        async move { browser.verify(challenge, &guess).await }
    })
    .await;
    let successes = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(successes <= 1, "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, i64::try_from(successes).unwrap());
    assert!(world.database.number("SELECT tries FROM challenge").await <= 5);
}

#[apply(threaded_matrix)]
async fn a_hundred_resends_send_one_code(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let challenge = browser.send(OWNER).await.unwrap();
    world.clock.advance(Seconds(60));
    let outcomes = at_once(vec![browser; MANY], |mut browser, _| async move { browser.resend(challenge).await }).await;
    assert_eq!(count(&outcomes, &Ok(())), 1, "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM code").await, 2);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message").await, 2);
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), 2);
    let used = world.database.number("SELECT MAX(used) FROM rate_limit").await;
    assert_eq!(used, 2, "who was too late has consumed nothing");
}

#[apply(threaded_matrix)]
async fn a_button_pressed_a_hundred_times_sends_one_code(
    database: Database,
    #[values(false, true)] was_here_before: bool,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    // The browser has its cookie from an earlier request, either for another address or for this one.
    browser.send(if was_here_before { OWNER } else { ADMIN }).await.unwrap();
    world.clock.advance(Seconds(60));
    let outcomes = at_once(vec![browser; MANY], |mut browser, _| async move { browser.send(OWNER).await }).await;
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() && *outcome == outcomes[0]), "{outcomes:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM challenge").await, if was_here_before { 1 } else { 2 });
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message").await, 2);
}

#[apply(threaded_matrix)]
async fn a_hundred_browsers_get_five_codes_for_one_address(database: Database) {
    let world = World::open(database).await;
    let browsers = (0..MANY).map(|_| world.browser(Client)).collect();
    let outcomes = at_once(browsers, |mut browser, _| async move { browser.send(OWNER).await }).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5, "{outcomes:?}");
    let until = world.now() + Seconds::hours(1);
    assert_eq!(count(&outcomes, &Err(too_many(until))), MANY - 5, "{outcomes:?}");
    for table in ["challenge", "code", "outbox_message"] {
        assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM {table}")).await, 5, "{table}");
    }
}

#[apply(threaded_matrix)]
async fn two_servers_on_one_outbox_send_each_message_once(database: Database) {
    let world = World::open(database).await;
    for _ in 0..10 {
        for _ in 0..5 {
            world.browser(Client).send(OWNER).await.unwrap();
        }
        world.database.execute("DELETE FROM rate_limit").await;
    }
    let (one, other) = (world.delivery(), world.another_server().await);
    let (one, other) = tokio::join!(tokio::spawn(deliver_all(one)), tokio::spawn(deliver_all(other)));
    assert_eq!(one.unwrap() + other.unwrap(), 50);
    let mut attempts = world.mail.attempts();
    attempts.sort();
    let many = attempts.len();
    attempts.dedup();
    assert_eq!((many, attempts.len()), (50, 50), "messages were sent twice");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message WHERE state = 'sent'").await, 50);
}

async fn deliver_all(delivery: server::jobs::Delivery) -> usize {
    let mut sum = 0;
    loop {
        match delivery.deliver_due().await.unwrap() {
            0 => return sum,
            many => sum += many,
        }
    }
}

#[apply(threaded_matrix)]
async fn many_people_sign_in_at_once(database: Database) {
    let world = World::open(database).await;
    let browsers: Vec<Browser> = (0..5).map(|_| world.browser(Client)).collect();
    let mut asked = at_once(browsers, |mut browser, _| async move {
        let challenge = browser.send(OWNER).await.unwrap();
        (browser, challenge)
    })
    .await;
    world.deliver().await;
    let codes: Vec<String> = world.letters(OWNER).iter().map(|email| email.subject[..7].to_owned()).collect();
    let mut signed_in = 0;
    for (browser, challenge) in &mut asked {
        // A browser can only find its code by trying: at most five codes, five attempts.
        for code in &codes {
            if browser.verify(*challenge, code).await.is_ok() {
                signed_in += 1;
                break;
            }
        }
    }
    assert_eq!(signed_in, 5);
    let browsers: Vec<Browser> = asked.into_iter().map(|(browser, _)| browser).collect();
    let accounts = at_once(browsers, |mut browser, _| async move { browser.account().await.is_ok() }).await;
    assert_eq!(accounts, [true; 5]);
}

#[apply(threaded_matrix)]
async fn several_servers_may_migrate_one_database_at_once(database: Database) {
    let world = World::unfurnished(database, false).await;
    let migrations = (0..4).map(|_| {
        let url = world.database.url.clone();
        tokio::spawn(async move { store::Store::connect(&url).await.unwrap().migrate().await })
    });
    for migration in migrations.collect::<Vec<_>>() {
        migration.await.unwrap().unwrap();
    }
    assert_eq!(world.app.store.schema().await.unwrap(), store::Schema::Current);
}
