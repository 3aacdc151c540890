//! What the code screen offers besides the boxes: the way back to the address, the other ways to sign in, and web mail.

use crate::support::prelude::*;
use app::sign_up::SignUpScreen;
use domain::Method;

const MO: Person<'_> =
    Person { name: "Mo Hale", email: "mo@example.com", phone: "(201) 555-0142", country: "US", password: PASSWORD };

#[apply(matrix)]
async fn what_was_typed_comes_back_in_the_browser_that_typed_it_and_in_no_other(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.sign_up_to("", MO, "").await.unwrap();
    let change = browser.screen(challenge).await.unwrap().change();
    assert_eq!(change, format!("/sign-up?code={challenge}"));

    let draft = browser.shown::<SignUpScreen>(&change).await.unwrap().draft;
    assert_eq!((draft.name.as_str(), draft.email.as_str(), draft.phone.as_str()), (MO.name, MO.email, NUMBER));
    let elsewhere = browser.shown::<SignUpScreen>(&format!("/o/north-star{change}")).await.unwrap().draft;
    assert_eq!(elsewhere.email, "", "the page of another organisation");
    let mut other = world.browser(style);
    other.send(STRANGER).await.unwrap();
    let draft = other.shown::<SignUpScreen>(&change).await.unwrap().draft;
    assert_eq!((draft.name.as_str(), draft.email.as_str(), draft.phone.as_str()), ("", "", ""));
}

#[apply(matrix)]
async fn the_sign_in_page_is_filled_only_in_the_browser_that_asked(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    let change = browser.screen(challenge).await.unwrap().change();
    let value = format!("value=\"{OWNER}\"");
    assert!(browser.get(&change).await.body.contains(&value));
    assert!(browser.get(&format!("/sign-in/password?code={challenge}")).await.body.contains(&value));
    assert!(!browser.get(&format!("/o/north-star/sign-in/email-code?code={challenge}")).await.body.contains(&value));
    let mut other = world.browser(style);
    other.send(STRANGER).await.unwrap();
    assert!(!other.get(&change).await.body.contains(OWNER));
}

#[apply(matrix)]
async fn the_other_ways_are_those_of_the_policy_for_every_address(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let mut ways = Vec::new();
    for email in [OWNER, STRANGER] {
        let challenge = browser.send(email).await.unwrap();
        let others = browser.screen(challenge).await.unwrap().others;
        for (method, path) in &others {
            assert_ne!(*method, Method::EmailCode, "this is where the user is");
            assert!(path.ends_with(&format!("?code={challenge}")) && !path.contains('@'), "{path}");
        }
        ways.push(others.into_iter().map(|(method, _)| method).collect::<Vec<_>>());
    }
    assert_eq!(ways[0], ways[1]);
    assert!(ways[0].contains(&Method::Password), "{ways:?}");
}

#[apply(matrix)]
#[case("jo.alder@gmail.com", Some("Gmail"))]
#[case("jo.alder@mail.gmail.com", None)]
async fn the_mailbox_of_a_known_provider_is_one_press_away(
    database: Database,
    style: Style,
    #[case] email: &str,
    #[case] name: Option<&str>,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(email).await.unwrap();
    let found = browser.screen(challenge).await.unwrap().web_mail;
    assert_eq!(found.map(|found| found.name).as_deref(), name);
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await.body;
    assert_eq!(page.contains("rel=\"noopener\""), name.is_some());
}

#[apply(matrix)]
async fn a_code_that_is_over_leaves_resend_as_the_only_button(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    let challenge = browser.send(OWNER).await.unwrap();
    let path = format!("/sign-in/code/{challenge}");
    let open = browser.get(&path).await.body;
    assert!(open.contains("Verify code") && open.contains("Valid until"), "{open}");
    world.clock.advance(Seconds::minutes(10));
    let over = browser.get(&path).await.body;
    assert!(over.contains("Code expired") && over.contains("id=\"next\" form=\"resend\""), "{over}");
    for pointless in ["Verify code", "Valid until", "Expires in"] {
        assert!(!over.contains(pointless), "{pointless}: {over}");
    }
}
