//! How text messages are delivered: like email, but by another provider.

use crate::support::prelude::*;
use domain::OneTimeCode;
use server::jobs::Delivery;
use service::delivery::{Content, DemoInbox};
use std::sync::Arc;

const MINUTES: Seconds = Seconds::minutes(10);

fn code() -> Content {
    Content::sign_in_code(&OneTimeCode::from_number(482_913))
}

#[apply(matrix)]
async fn a_code_for_a_number_leaves_as_a_text(database: Database) {
    let world = World::open(database).await;
    world.post("codes", NUMBER, &code(), false, MINUTES).await;
    world.deliver().await;
    let texts = world.texts.taken();
    assert_eq!((texts.len(), texts[0].to.as_str(), world.mail.attempts().len()), (1, NUMBER, 0));
    assert_eq!(texts[0].message_id.len(), 32, "{texts:?}");
    assert!(texts[0].body.contains("Alderway") && texts[0].body.ends_with("\n\n@localhost #482913"), "{texts:?}");
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, ["sent"]);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message WHERE sealed IS NOT NULL").await, 0);
}

#[apply(matrix)]
async fn a_decoy_text_only_asks_whether_texts_would_be_taken(database: Database) {
    let world = World::open(database).await;
    world.post("codes", NUMBER, &code(), true, MINUTES).await;
    world.deliver().await;
    assert_eq!((world.texts.taken().len(), world.texts.probes(), world.mail.probes()), (0, 1, 0));
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, ["sent"]);
}

#[apply(matrix)]
#[case(Mood::NotNow, "delayed")]
#[case(Mood::Never, "failed")]
async fn a_text_waits_or_fails_as_the_provider_says(
    database: Database,
    #[values(false, true)] is_decoy: bool,
    #[case] mood: Mood,
    #[case] state: &str,
) {
    let world = World::open(database).await;
    world.texts.set_mood(mood);
    world.post("codes", NUMBER, &code(), is_decoy, MINUTES).await;
    world.deliver().await;
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, [state]);
    world.texts.set_mood(Mood::Takes);
    world.clock.advance(Seconds(1));
    world.deliver().await;
    assert_eq!(world.texts.taken().len(), usize::from(mood == Mood::NotNow && !is_decoy));
}

#[apply(matrix)]
async fn without_a_provider_a_text_waits(database: Database, #[values(false, true)] is_decoy: bool) {
    let world = World::open(database).await;
    world.post("codes", NUMBER, &code(), is_decoy, MINUTES).await;
    let delivery = Delivery { texts: Vec::new(), ..world.delivery() };
    delivery.deliver_due().await.unwrap();
    assert_eq!(world.database.texts("SELECT state FROM outbox_message").await, ["delayed"]);
}

#[apply(matrix)]
async fn the_inbox_of_a_demonstration_keeps_texts(database: Database) {
    let world = World::open(database).await;
    let kept = Arc::new(DemoInbox::open(world.clock.clone()));
    world.post("codes", NUMBER, &code(), false, MINUTES).await;
    Delivery { texts: vec![kept.clone()], ..world.delivery() }.deliver_due().await.unwrap();
    let message = kept.messages().remove(0);
    assert_eq!((message.channel, message.to.as_str(), message.subject.as_str()), ("text", NUMBER, ""));
    assert!(message.text.contains("482913") && message.html.is_empty(), "{message:?}");
    assert!(message.at.ends_with('Z'), "{}", message.at);
}
