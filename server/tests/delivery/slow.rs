//! Providers that are slow or do not answer for a while, and servers that died while they were sending.

use crate::support::prelude::*;
use domain::Destination;
use service::{Actor, delivery::Content, messages::Outgoing};
use std::time::Duration;
use store::{organisations, outbox::Due};
use tokio::{sync::watch, time::timeout};

const STATES: &str = "SELECT state FROM outbox_message ORDER BY recipient";

/// Waits, in real time, until the newest lease ends at least 9 seconds from now on the test's clock.
async fn until_renewed(world: &World) {
    let renewed = async {
        while world.database.number("SELECT MAX(leased_until) FROM outbox_message").await < (world.now() + Seconds(9)).0
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), renewed).await.expect("the lease was not renewed");
}

#[apply(matrix)]
async fn a_mail_server_that_thinks_for_long_gets_one_copy(database: Database) {
    let world = World::open(database).await;
    let (stop, stopping) = watch::channel(false);
    let other = world.another_server().await;
    let thinking = world.mail.hold().await;
    let job = tokio::spawn(world.delivery().run(stopping));
    world.browser(Client).send(OWNER).await.unwrap();
    timeout(Duration::from_secs(5), async {
        while world.mail.attempts().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the message went nowhere");
    // Both steps together are longer than a lease.
    for _ in 0..2 {
        world.clock.advance(Seconds(9));
        until_renewed(&world).await;
        assert_eq!(other.deliver_due().await.unwrap(), 0, "another server sends it as well");
    }
    drop(thinking);
    world.mail.arrival().await;
    stop.send(true).unwrap();
    job.await.unwrap();
    assert_eq!((world.mail.attempts().len(), world.letters(OWNER).len()), (1, 1));
    assert_eq!(world.database.texts(STATES).await, ["sent"]);
}

#[apply(matrix)]
async fn slow_messages_keep_no_other_waiting(database: Database) {
    let world = World::open(database).await;
    let (stop, stopping) = watch::channel(false);
    let job = tokio::spawn(world.delivery().run(stopping));
    let thinking = world.mail.hold().await;
    for number in 0..8 {
        let to = format!("slow{number}@example.com");
        world.post("codes", &to, &Content::AlreadyRegistered, false, Seconds::minutes(10)).await;
    }
    timeout(Duration::from_secs(20), async {
        while world.mail.attempts().len() < 8 {
            tokio::task::yield_now().await;
        }
        // A decoy only probes the server, which answers probes at once.
        world.browser(Client).send(STRANGER).await.unwrap();
        while world.mail.probes() == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("it waited for the slow ones");
    drop(thinking);
    stop.send(true).unwrap();
    job.await.unwrap();
    assert_eq!(world.mail.taken().len(), 8);
}

#[apply(matrix)]
async fn what_left_is_not_put_back_by_a_server_that_held_it_before(database: Database) {
    use store::outbox::{NotYet, Settled, lease, put_back, settle};
    let world = World::open(database).await;
    let store = &world.app.store;
    world.post("codes", OWNER, &Content::AlreadyRegistered, false, Seconds::days(2)).await;
    let first = lease(store, 8, world.now()).await.unwrap().remove(0);
    world.clock.advance(Seconds(11));
    let second = lease(store, 8, world.now()).await.unwrap().remove(0);
    let not_yet = NotYet { answer: "451", is_provider_down: true };
    put_back(store, &first, not_yet, world.now(), world.now()).await.unwrap();
    assert!(lease(store, 8, world.now()).await.unwrap().is_empty(), "the second lost its lease");
    settle(store, &second, Settled::Sent(None), world.now()).await.unwrap();
    put_back(store, &first, not_yet, world.now(), world.now()).await.unwrap();
    settle(store, &first, Settled::Failed("550"), world.now()).await.unwrap();
    assert_eq!(world.database.texts(STATES).await, ["sent"]);
}

#[apply(matrix)]
async fn one_that_leaves_takes_with_it_what_waited_for_the_same_provider(database: Database) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::NotNow);
    world.texts.set_mood(Mood::NotNow);
    for to in [OWNER, ADMIN, NUMBER] {
        let content = Content::sign_in_code(&domain::OneTimeCode::from_number(482_913));
        world.post("codes", to, &content, false, Seconds::days(2)).await;
    }
    for _ in 0..12 {
        world.deliver().await;
        world.clock.advance(Seconds::minutes(15));
    }
    world.deliver().await;
    world.mail.set_mood(Mood::Takes);
    world.browser(Client).send(OWNER).await.unwrap();
    world.deliver().await;
    let letters = (world.letters(OWNER).len(), world.letters(ADMIN).len());
    assert_eq!(letters, (2, 1), "the notices wait for their quarter of an hour");
    assert!(world.texts.taken().is_empty(), "texts have another provider");
    assert_eq!(world.database.texts(STATES).await, ["delayed", "sent", "sent", "sent"]);
}

#[apply(matrix)]
async fn while_nothing_is_taken_one_of_all_asks_again_soon(database: Database) {
    let world = World::open(database).await;
    world.mail.set_mood(Mood::NotNow);
    for number in 0..5 {
        let to = format!("person{number}@example.com");
        world.post("codes", &to, &Content::AlreadyRegistered, false, Seconds::days(2)).await;
    }
    for _ in 0..12 {
        world.deliver().await;
        world.clock.advance(Seconds::minutes(15));
    }
    world.deliver().await;
    let before = world.mail.attempts().len();
    for _ in 0..10 {
        world.clock.advance(Seconds(30));
        world.deliver().await;
    }
    let asked = world.mail.attempts().len() - before;
    assert!((9..50).contains(&asked), "asked {asked} times in five minutes");
    world.mail.set_mood(Mood::Takes);
    world.clock.advance(Seconds(30));
    world.deliver().await;
    assert_eq!(world.mail.taken().len(), 5);
}

#[apply(matrix)]
#[case(Mood::Takes, 2)]
#[case(Mood::Never, 0)]
async fn a_message_leaves_after_the_one_that_it_waits_for(
    database: Database,
    #[case] then: Mood,
    #[case] letters: usize,
) {
    let world = World::open(database).await;
    let store = &world.app.store;
    let organisation = organisations::find_by_slug(store, &"codes".parse().unwrap()).await.unwrap().unwrap().id;
    let (to, now): (Destination, _) = (OWNER.parse().unwrap(), world.now());
    let (confirmed, further) = (Content::EmailConfirmed, Content::AlreadyRegistered);
    let message = |content| Outgoing {
        organisation,
        about: None,
        challenge: None,
        to: &to,
        language: Default::default(),
        content,
        is_decoy: false,
        // Without the dependency, the message that waits would leave first: it expires earlier.
        give_up_at: now + if matches!(content, Content::EmailConfirmed) { Seconds::days(2) } else { Seconds::days(1) },
    };
    let unit = world.app.begin(Actor::System).await.unwrap();
    let first = unit.post_due(message(&confirmed), Due::At(now)).await.unwrap();
    unit.post_due(message(&further), Due::After(first)).await.unwrap();
    unit.commit().await.unwrap();
    world.mail.set_mood(Mood::NotNow);
    for _ in 0..5 {
        world.deliver().await;
        world.clock.advance(Seconds(30));
    }
    let mut attempts = world.mail.attempts();
    attempts.dedup();
    assert_eq!(attempts, [first.simple().to_string()], "the second went before the first");
    world.mail.set_mood(then);
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), letters);
    if letters > 0 {
        assert_eq!(world.letters(OWNER)[0].message_id, first.simple().to_string());
    }
    let attempts: std::collections::BTreeSet<String> = world.mail.attempts().into_iter().collect();
    assert_eq!(attempts.len(), 2, "the second waits for one that will never leave");
}
