//! A code is sent by email and by text, and either may fail. The screen says which one failed and that the other was
//! sent.

use super::{MEMBER, first_to_code, is_in, open};
use crate::support::prelude::*;
use Delivery::{Delayed, Expected, Undelivered};
use Mood::{Never, NotNow, Takes};
use app::sign_in::{CodeScreen, Delivery};

#[apply(matrix)]
#[case(Takes, NotNow, Expected, Delayed, "Your text is delayed", "sent the same code by email")]
#[case(NotNow, Takes, Delayed, Expected, "Your email is delayed", "sent the same code by text")]
#[case(Takes, Never, Expected, Undelivered, "The text didn't arrive", "sent the same code by email")]
#[case(Never, Takes, Undelivered, Expected, "The email didn't arrive", "sent the same code by text")]
#[case(NotNow, NotNow, Delayed, Delayed, "Your email and your text are delayed", "re still trying")]
#[case(Never, Never, Undelivered, Undelivered, "Neither the email nor the text arrived", "Request a new code")]
#[case(NotNow, Never, Delayed, Undelivered, "The text didn't arrive", "The same code is coming by email")]
async fn the_screen_says_which_of_two_messages_failed(
    #[case] mail: Mood,
    #[case] texts: Mood,
    #[case] email: Delivery,
    #[case] text: Delivery,
    #[case] title: &str,
    #[case] help: &str,
    database: Database,
) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(Form);
    let challenge = first_to_code(&mut browser).await;
    let screen: CodeScreen = browser.screen(challenge).await.unwrap();
    assert_eq!((screen.delivery, screen.beside), (Expected, Some(Expected)));
    world.mail.set_mood(mail);
    world.texts.set_mood(texts);
    world.deliver().await;
    let screen: CodeScreen = browser.screen(challenge).await.unwrap();
    assert_eq!((screen.delivery, screen.beside), (email, Some(text)));
    let is_named = |delivery: Delivery, other: Delivery| delivery != Undelivered || other == Undelivered;
    let named = (screen.sent_to.contains('@'), screen.sent_to.contains("•••• 42"));
    assert_eq!(named, (is_named(email, text), is_named(text, email)), "{}", screen.sent_to);
    let html = browser.get(&format!("/sign-in/code/{challenge}")).await.body;
    assert!(html.contains(title) && html.contains(help), "{html}");
}

#[apply(matrix)]
async fn the_code_of_the_other_message_lets_in_and_fresh_ones_are_two_again(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    world.texts.set_mood(Never);
    let mut browser = world.browser(style);
    let challenge = first_to_code(&mut browser).await;
    world.deliver().await;
    assert_eq!(browser.screen(challenge).await.unwrap().beside, Some(Undelivered));
    let code = world.code_for(MEMBER).await;
    let mut other = browser.clone();
    world.texts.set_mood(Takes);
    world.clock.advance(Seconds(60));
    other.resend(challenge).await.unwrap();
    let fresh = world.texted_to(NUMBER).await;
    assert_ne!(fresh, code);
    let screen = other.screen(challenge).await.unwrap();
    assert_eq!((screen.delivery, screen.beside), (Expected, Some(Expected)));
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
    assert!(is_in(&mut browser).await);
}

#[apply(matrix)]
async fn where_no_text_went_the_screen_names_the_address_alone(database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(Client);
    let challenge = first_to_code(&mut browser).await;
    assert!(browser.screen(challenge).await.unwrap().sent_to.ends_with("•••• 42"));
    // No text is sent, as when texts are paused.
    world.database.execute("DELETE FROM outbox_message WHERE recipient LIKE '+%'").await;
    world.mail.set_mood(Never);
    world.deliver().await;
    let screen = browser.screen(challenge).await.unwrap();
    assert_eq!((screen.sent_to.as_str(), screen.beside), ("a•••@cedar.example", None));
    assert_eq!(screen.delivery, Undelivered, "whoever took the first step has the address");
}
