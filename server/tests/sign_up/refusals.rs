//! Input that cannot become an account is refused next to its field, and nothing of it is stored.

use super::{MO, NEW};
use crate::support::prelude::*;
use domain::PasswordRules;
use domain::limits::SIGN_UPS_PER_CLIENT_AND_HOUR;
use domain::password::{PasswordProblem, StrengthRule};
use service::security::rate_limit::Subject;

const LONG: &str =
    "a123456789b123456789c123456789d123456789e123456789f123456789g123456789h123456789i123456789j123456789k";

/// Everything in the database. Judging a password is always counted, so such a refusal leaves out the rate limits.
async fn kept(world: &World, refusal: Refusal) -> Vec<(String, Kind, String)> {
    let mut cells = world.database.cells().await;
    cells.retain(|(place, ..)| {
        !matches!(refusal, Refusal::Password(PasswordRefusal::Unsuitable(_))) || !place.starts_with("rate_limit.")
    });
    cells
}

#[apply(matrix)]
#[case::no_name(Person { name: " ", ..MO }, Refusal::InvalidField(FormField::Name), "Enter your name, at most 100 characters")]
#[case::a_name_too_long(Person { name: LONG, ..MO }, Refusal::InvalidField(FormField::Name), "Enter your name")]
#[case::a_name_of_two_lines(Person { name: "Mo\r\nBcc: x", ..MO }, Refusal::InvalidField(FormField::Name), "Enter your name")]
#[case::no_email(Person { email: "", ..MO }, Refusal::InvalidField(FormField::Email), "Enter an email address like name@example.com")]
#[case::no_address(Person { email: "mo@", ..MO }, Refusal::InvalidField(FormField::Email), "Enter an email address")]
#[case::no_number(Person { phone: "12", ..MO }, Refusal::InvalidField(FormField::Phone), "Enter a phone number, and choose its country")]
#[case::not_served(Person { phone: "+33 6 12 34 56 78", ..MO }, Refusal::Phone(PhoneRefusal::CountryNotServed), "send texts to this country")]
#[case::no_password(Person { password: "", ..MO }, Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)), "meet every rule in the list above")]
#[case::short(Person { password: "Shor7-!", ..MO }, Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)), "meet every rule in the list above")]
#[case::no_digit(Person { password: "Harbour-Lantern", ..MO }, Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)), "meet every rule")]
#[case::common(Person { password: "Password1!", ..MO }, Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Common)), "one of the most common")]
#[case::about_the_person(
    Person { name: "Morgan Hale", password: "Morgan#1Hale", ..MO },
    Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::AboutYou)),
    "contains your name, your email address or our name"
)]
async fn what_cannot_be_is_refused_and_leaves_no_trace(
    database: Database,
    style: Style,
    #[case] person: Person<'_>,
    #[case] refusal: Refusal,
    #[case] sentence: &str,
) {
    let world = World::open(database).await;
    let before = kept(&world, refusal).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.sign_up(person).await, Err(Refused(refusal)));
    let answer = browser.last.clone().unwrap();
    assert!(!answer.body.contains(PASSWORD) && !answer.header("location").contains("Harbour"), "{answer:?}");
    if style == Client {
        assert_eq!(answer.status, 422);
    } else {
        let page = browser.follow().await;
        assert!(page.status == 200 && page.body.contains(sentence), "{sentence:?} is not in {}", page.body);
        for typed in [person.email, person.phone].into_iter().filter(|typed| !typed.is_empty()) {
            assert!(page.body.contains(&format!("value=\"{typed}\"")), "{typed:?} is gone: {}", page.body);
        }
        assert!(!page.body.contains(person.password) || person.password.is_empty(), "{}", page.body);
    }
    assert_eq!(kept(&world, refusal).await, before);
    world.deliver().await;
    assert_eq!((world.mail.attempts().len(), world.mail.probes()), (0, 0));
}

#[apply(matrix)]
async fn all_that_is_wrong_is_said_at_the_same_time(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let person = Person { name: " ", email: "mo@", phone: "12", password: "short", ..MO };
    let Err(Refused(refusal)) = browser.sign_up(person).await else { panic!("it was accepted") };
    let fields = [FormField::Name, FormField::Email, FormField::Phone].map(Refusal::InvalidField);
    let password = Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules));
    assert_eq!(refusal.each().collect::<Vec<_>>(), [&fields[..], &[password]].concat());
    if style == Form {
        let page = browser.follow().await.body;
        let sentences = ["Enter your name", "Enter an email address", "Enter a phone number", "meet every rule"];
        assert!(sentences.iter().all(|sentence| page.contains(sentence)), "{page}");
        assert_eq!(page.matches(" autofocus").count(), 1, "{page}");
    }
}

#[apply(matrix)]
async fn the_strength_that_the_policy_asks_for_is_the_servers_to_judge(
    database: Database,
    style: Style,
    #[values(StrengthRule::Shown, StrengthRule::Three, StrengthRule::Full)] strength: StrengthRule,
) {
    let world = World::open(database).await;
    let mut policy = Preset::Codes.policy();
    policy.password = PasswordRules { min_length: 8, strength, ..Preset::Hardened.policy().password };
    world.set_policy("codes", &policy).await;
    let mut browser = world.browser(style);
    let outcome = browser.sign_up(Person { password: "monkeydragon", ..MO }).await;
    if strength == StrengthRule::Shown {
        assert!(outcome.is_ok(), "{outcome:?}");
    } else {
        assert_eq!(outcome, Err(Refused(Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Weak)))));
    }
    browser.sign_up(MO).await.unwrap();
}

#[apply(matrix)]
async fn an_address_gets_five_codes_an_hour_whether_it_is_taken_or_not(
    database: Database,
    style: Style,
    #[values(NEW, OWNER)] email: &str,
) {
    let world = World::open(database).await;
    let until = world.now() + Seconds::hours(1);
    for number in 1..=5 {
        assert!(world.browser(style).sign_up(Person { email, ..MO }).await.is_ok(), "{number}");
    }
    let mut browser = world.browser(style);
    assert_eq!(browser.sign_up(Person { email, ..MO }).await, Err(too_many(until)));
    if style == Form {
        assert!(browser.follow().await.body.contains("Too many attempts. Please wait a moment before trying again."));
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM sign_up").await, 5);
}

#[apply(matrix)]
async fn a_client_has_a_hundred_passwords_judged_an_hour(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let until = world.now() + Seconds::hours(1);
    let client = Subject::Client(world.organisation("codes").await, browser.client);
    world.consume(SIGN_UPS_PER_CLIENT_AND_HOUR, client, 98).await;
    for person in [Person { password: "Password1!", ..MO }, MO] {
        let outcome = browser.sign_up(person).await;
        assert!(!matches!(outcome, Err(Refused(Refusal::TooManyAttempts { .. }))), "{outcome:?}");
    }
    for person in [Person { password: "Password1!", ..MO }, MO] {
        assert_eq!(browser.sign_up(person).await, Err(too_many(until)));
    }
    // Refusals that cost no hash are not limited.
    assert_eq!(browser.sign_up(Person { name: "", ..MO }).await, Err(Refused(Refusal::InvalidField(FormField::Name))));
    world.browser(style).sign_up(MO).await.unwrap();
    world.clock.advance(Seconds::hours(1));
    browser.sign_up(MO).await.unwrap();
}
