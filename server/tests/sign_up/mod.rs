//! Signing up: the account is created after a code verified its address, and never replaces an existing one.

mod password_check;
mod refusals;
mod taken;

use crate::support::prelude::*;
use app::sign_up::SignUpScreen;
use domain::{Method, policy::SignUp};

const NEW: &str = "mo@example.com";
const MO: Person<'_> = Person { name: "Mo Hale", email: NEW, phone: "", country: "US", password: PASSWORD };

async fn accounts(world: &World, email: &str) -> i64 {
    world.database.number(&format!("SELECT COUNT(*) FROM account WHERE email = '{email}'")).await
}

#[apply(matrix)]
#[case("", "Alderway")]
#[case("north-star", "North Star")]
async fn a_person_signs_up_and_is_in_after_the_code(
    database: Database,
    style: Style,
    #[case] at: &str,
    #[case] name: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let path = if at.is_empty() { "/sign-up".to_owned() } else { format!("/o/{at}/sign-up") };
    let page = browser.get(&path).await;
    for told in ["Create an account", "Full name", "Email address", "Phone number", "Password", name] {
        assert!(page.status == 200 && page.body.contains(told), "{told} is not in {}", page.body);
    }
    let challenge = browser.sign_up_to(at, MO, "").await.unwrap();
    assert_eq!(accounts(&world, NEW).await, 0, "nothing is proven yet");
    let screen = browser.screen(challenge).await.unwrap();
    assert_eq!((screen.sent_to.as_str(), screen.start.as_str()), ("m•••@example.com", path.as_str()));
    let code = world.code_for(NEW).await;
    assert!(world.letters(NEW)[0].text.contains("Your code to confirm your email address"));
    assert_eq!(browser.verify(challenge, &code).await.as_deref(), Ok("/account"));

    let account = browser.account().await.unwrap();
    assert_eq!((account.name.as_deref(), account.email.as_str()), (Some("Mo Hale"), NEW));
    assert_eq!(account.organisation.name, name);
    assert_eq!(world.database.texts("SELECT method FROM session").await, ["email_code"]);
    assert_eq!(world.database.texts(&format!("SELECT role FROM account WHERE email = '{NEW}'")).await, ["member"]);
    world.deliver().await;
    assert!(world.letters_about(NEW, NEW_SIGN_IN).is_empty(), "there is nothing new to tell");
    assert_eq!(world.letters(NEW).len(), 1);

    world.browser(style).password_at(at, NEW, PASSWORD).await.unwrap();
    world.clock.advance(Seconds(60));
    world.sign_in_at(&mut world.browser(style), at, NEW).await;
    browser.password_at(at, NEW, "another").await.unwrap_err();
    assert!(browser.password_at(at, NEW, PASSWORD).await.is_ok(), "this browser is known");
}

#[apply(matrix)]
#[case("(201) 555-0142", "US", NUMBER)]
#[case("07400 123456", "GB", "+447400123456")]
async fn a_phone_is_kept_and_gets_no_text_until_it_is_verified(
    database: Database,
    style: Style,
    #[case] phone: &str,
    #[case] country: &str,
    #[case] number: &str,
    #[values(true, false)] is_somebody_elses: bool,
) {
    let world = World::open(database).await;
    if is_somebody_elses {
        world.give_phone(OWNER, number, true).await;
    }
    let mut browser = world.browser(style);
    let challenge = browser.sign_up(Person { phone, country, ..MO }).await.unwrap();
    let code = world.code_for(NEW).await;
    browser.verify(challenge, &code).await.unwrap();
    let kept = format!("SELECT phone FROM account WHERE email = '{NEW}' AND phone_verified_at IS NULL");
    assert_eq!(world.database.texts(&kept).await, [number]);
    let mut other = world.browser(style);
    match other.text(number).await {
        Err(error) => {
            assert!(!is_somebody_elses && error == Refused(Refusal::Phone(PhoneRefusal::NotVerified)), "{error:?}")
        }
        Ok(challenge) => {
            let code = world.texted_to(number).await;
            other.verify(challenge, &code).await.unwrap();
            assert_eq!(other.account().await.unwrap().email, OWNER, "whose number it is");
        }
    }
}

#[apply(matrix)]
async fn what_was_typed_last_counts(database: Database, style: Style, #[values(10, 90)] seconds_later: u32) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let first = browser.sign_up(Person { phone: NUMBER, ..MO }).await.unwrap();
    world.deliver().await;
    world.clock.advance(Seconds(seconds_later));
    let last = Person { name: "Mo H.", phone: "", password: "Other7-Lantern_Quill", ..MO };
    assert_eq!(browser.sign_up(last).await, Ok(first), "the same challenge");
    let code = world.code_for(NEW).await;
    let codes = if seconds_later < 60 { 1 } else { 2 };
    assert_eq!(world.letters_about(NEW, CODE).len(), codes, "a code at most every minute");
    browser.verify(first, &code).await.unwrap();
    assert_eq!(browser.account().await.unwrap().name.as_deref(), Some("Mo H."));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE phone IS NOT NULL").await, 0);
    world.browser(style).password(NEW, PASSWORD).await.unwrap_err();
    world.browser(style).password(NEW, "Other7-Lantern_Quill").await.unwrap();
}

#[apply(matrix)]
async fn typing_again_within_the_minute_costs_no_code(database: Database, #[values(NEW, OWNER)] email: &str) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let challenge = browser.sign_up(Person { email, ..MO }).await.unwrap();
    for _ in 0..30 {
        assert_eq!(browser.sign_up(Person { email, ..MO }).await, Ok(challenge));
    }
    // Consumed: codes of the address in an hour and in a day, codes of the client, and messages to the address in an
    // hour and in a day, once each. The limit on sign-ups counts every request, because each costs a hash.
    let consumed = world.database.texts("SELECT CAST(used AS TEXT) FROM rate_limit ORDER BY used").await;
    assert_eq!(consumed, ["1", "1", "1", "1", "1", "31"]);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message").await, 1);
}

#[apply(matrix)]
async fn a_fresh_code_can_be_asked_for_and_both_work(database: Database, style: Style, #[values(0, 1)] entered: usize) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.sign_up(MO).await.unwrap();
    let mut codes = vec![world.code_for(NEW).await];
    let until = world.now() + Seconds(60);
    assert_eq!(browser.resend(challenge).await, Err(too_many(until)));
    world.clock.advance(Seconds(60));
    browser.resend(challenge).await.unwrap();
    codes.push(world.code_for(NEW).await);
    browser.verify(challenge, &codes[entered]).await.unwrap();
    assert_eq!((accounts(&world, NEW).await, browser.account().await.unwrap().email.as_str()), (1, NEW));
}

#[apply(matrix)]
async fn codes_for_signing_up_and_for_signing_in_are_not_the_same(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let up = browser.sign_up(MO).await.unwrap();
    let code = world.code_for(NEW).await;
    let sign_in = browser.send(NEW).await.unwrap();
    assert_ne!(up, sign_in);
    assert_eq!(browser.verify(sign_in, &code).await, Err(INVALID_CODE));
    assert_eq!(accounts(&world, NEW).await, 0);
    world.deliver().await;
    assert_eq!(world.letters(NEW).len(), 1, "nobody has the address yet, so nothing is sent for signing in");
    browser.verify(up, &code).await.unwrap();
}

#[apply(matrix)]
async fn where_no_user_signs_in_with_a_password_none_is_asked_for(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut policy = Preset::Codes.policy();
    policy.methods = vec![Method::EmailCode];
    world.set_policy("codes", &policy).await;
    let mut browser = world.browser(style);
    let screen: SignUpScreen = browser.shown("/sign-up").await.unwrap();
    assert_eq!((screen.password, screen.countries.len()), (None, 0));
    // Fields that the policy does not ask for are ignored.
    let challenge = browser.sign_up(Person { phone: "12", password: "", ..MO }).await.unwrap();
    let code = world.code_for(NEW).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM password").await, 0);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE phone IS NOT NULL").await, 0);
}

#[apply(matrix)]
async fn where_the_policy_is_closed_no_person_signs_up(
    database: Database,
    style: Style,
    #[values(Preset::Invited, Preset::Temporary, Preset::Hardened)] preset: Preset,
) {
    let world = World::open(database).await;
    world.found("closed", "Closed", preset).await;
    let before = world.database.cells().await;
    let mut browser = world.browser(style);
    assert_eq!(browser.get("/o/closed/sign-up").await.status, 404);
    assert_eq!(browser.page("/o/closed/sign-up").await, PageData::NotFound);
    assert_eq!(browser.sign_up_to("closed", MO, "").await, Err(Refused(Refusal::NotOffered)));
    if style == Client {
        assert_eq!(browser.last.clone().unwrap().status, 404);
    }
    assert_eq!(browser.sign_up_to("nowhere", MO, "").await, Err(Refused(Refusal::NoSuchOrganisation)));
    let page = browser.get("/o/closed/sign-in").await;
    assert!(page.status == 200 && !page.body.contains("Create an account"), "{}", page.body);
    assert!(browser.get("/sign-in").await.body.contains("Create an account"));
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn a_policy_that_closes_after_the_code_went_out_lets_those_in_who_had_asked(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let challenge = browser.sign_up(MO).await.unwrap();
    let code = world.code_for(NEW).await;
    let mut policy = Preset::Codes.policy();
    policy.sign_up = SignUp::Invitation;
    world.set_policy("codes", &policy).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(
        world.browser(Client).sign_up(Person { email: "no@example.com", ..MO }).await,
        Err(Refused(Refusal::NotOffered))
    );
}
