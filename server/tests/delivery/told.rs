//! What a code screen says about the delivery of its code: the truth, except where that would reveal whether an account
//! exists.

use crate::support::prelude::*;
use app::sign_in::Delivery;

const PERSON: Person<'_> = Person { name: "Jo", email: OWNER, phone: "", country: "US", password: PASSWORD };

#[apply(matrix)]
#[case(Mood::NotNow, Delivery::Delayed)]
#[case(Mood::NotThisOne, Delivery::Delayed)]
#[case(Mood::Never, Delivery::Undelivered)]
async fn a_new_user_hears_that_the_mailbox_does_not_take_the_code(
    database: Database,
    style: Style,
    #[values(OWNER, STRANGER)] address: &str,
    #[case] mood: Mood,
    #[case] told: Delivery,
) {
    let world = World::open(database).await;
    world.mail.set_mood(mood);
    let mut browser = world.browser(style);
    let challenge = browser.sign_up(Person { email: address, ..PERSON }).await.unwrap();
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Expected);
    world.deliver().await;
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, told);
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await.body;
    let sentence = match told {
        Delivery::Delayed => "Our email provider isn't accepting it yet.",
        _ => "It couldn't be delivered.",
    };
    assert!(page.contains(sentence), "{page}");
    assert!(!page.contains("spam folder"), "{page}");
}

#[apply(matrix)]
async fn every_sign_in_says_what_may_have_become_of_the_code(
    style: Style,
    #[values(OWNER, STRANGER)] address: &str,
    #[values(Mood::Takes, Mood::NotThisOne, Mood::Never)] mood: Mood,
) {
    let world = World::open(Sqlite).await;
    world.mail.set_mood(mood);
    let mut browser = world.browser(style);
    let challenge = browser.send(address).await.unwrap();
    world.deliver().await;
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await.body;
    assert!(page.contains("Your mail provider may also be holding our message back."), "{page}");
    assert!(!page.contains("Our email provider isn't accepting it yet."), "{page}");
}
