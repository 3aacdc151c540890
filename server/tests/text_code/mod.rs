//! Signing in with a code by text: only to a verified number, however it is written.

mod limits;

use crate::support::prelude::*;
use app::sign_in::{CodeScreen, Delivery};
use domain::Channel;

async fn open(database: Database) -> World {
    let world = World::open(database).await;
    world.give_phone(OWNER, NUMBER, true).await;
    world
}

async fn assert_sentence(browser: &mut Browser, style: Style, sentence: &str) {
    if style == Form {
        let page = browser.follow().await;
        assert!(page.status == 200 && page.body.contains(sentence), "{sentence:?} is not in {}", page.body);
    }
}

#[apply(matrix)]
#[case::national(NUMBER, "(201) 555-0142", "US")]
#[case::international(NUMBER, "+1 201 555 0142", "US")]
#[case::international_from_elsewhere(NUMBER, "+1-201-555-0142", "GB")]
#[case::with_nothing_chosen(NUMBER, "201.555.0142", "")]
#[case::with_nonsense_chosen(NUMBER, "2015550142", "nonsense")]
#[case::british("+447400123456", "07400 123456", "GB")]
#[case::british_from_america("+447400123456", "+44 7400 123456", "US")]
#[case::full_width(NUMBER, "２０１５５５０１４２", "US")]
async fn a_person_signs_in_with_a_code_by_text(
    database: Database,
    style: Style,
    #[case] number: &str,
    #[case] typed: &str,
    #[case] country: &str,
) {
    let world = World::open(database).await;
    world.give_phone(OWNER, number, true).await;
    let mut browser = world.browser(style);
    let challenge = browser.text_at("", typed, country).await.unwrap();
    let screen: CodeScreen = browser.screen(challenge).await.unwrap();
    let masked = format!("•••• {}", &number[number.len() - 2..]);
    assert_eq!(
        (screen.channel, screen.sent_to.as_str(), screen.delivery),
        (Channel::Text, masked.as_str(), Delivery::Expected)
    );
    assert_eq!(screen.start, "/sign-in/text-code");
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await;
    let unbroken = masked.replace(' ', "\u{a0}");
    assert!(page.body.contains(&unbroken) && !page.body.contains(number), "{}", page.body);

    let code = world.texted_to(number).await;
    assert_eq!(browser.verify(challenge, &wrong(&[&code], 1)).await, Err(INVALID_CODE));
    assert_eq!(browser.verify(challenge, &code).await.as_deref(), Ok("/account"));
    assert_eq!(browser.account().await.unwrap().email, OWNER);
    assert_eq!(world.database.texts("SELECT method FROM session").await, ["text_code"]);
    assert_eq!(browser.cookie("portico-method"), Some("text_code.codes"));
    // A second press redirects and starts no second session.
    assert_eq!(browser.verify(challenge, &code).await.as_deref(), Ok("/account"));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 1);
}

#[apply(matrix)]
#[case::nobodys("+1 201 555 0199", "US", Refusal::Phone(PhoneRefusal::NotVerified))]
#[case::empty("", "US", Refusal::InvalidField(FormField::Phone))]
#[case::too_short("12", "US", Refusal::InvalidField(FormField::Phone))]
#[case::an_address("jo@example.com", "US", Refusal::InvalidField(FormField::Phone))]
#[case::one_digit_too_many("(201) 555-01422", "US", Refusal::InvalidField(FormField::Phone))]
#[case::another_countrys_spelling("07400 123456", "US", Refusal::InvalidField(FormField::Phone))]
#[case::not_served("+33 6 12 34 56 78", "US", Refusal::Phone(PhoneRefusal::CountryNotServed))]
#[case::not_served_nationally("06 12 34 56 78", "FR", Refusal::Phone(PhoneRefusal::CountryNotServed))]
#[case::shares_a_calling_code("+1 876 210 1234", "US", Refusal::Phone(PhoneRefusal::CountryNotServed))]
async fn another_number_is_refused_in_so_many_words(
    database: Database,
    style: Style,
    #[case] typed: &str,
    #[case] country: &str,
    #[case] refusal: Refusal,
) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.text_at("", typed, country).await, Err(Refused(refusal)));
    let sentence = match refusal {
        Refusal::Phone(PhoneRefusal::NotVerified) => {
            "SMS login is only available for accounts with verified phone numbers."
        }
        Refusal::Phone(PhoneRefusal::CountryNotServed) => "We can&#x27;t send texts to this country.",
        _ => "Enter a phone number, and choose its country",
    };
    if style == Form {
        let body = browser.follow().await.body.replace("&#39;", "&#x27;").replace('\'', "&#x27;");
        assert!(body.contains(sentence), "{sentence:?} is not in {body}");
        assert!(body.contains(&format!("value=\"{typed}\"")), "what was typed is gone: {body}");
    }
    world.deliver().await;
    assert_eq!((world.texts.taken().len(), world.texts.probes()), (0, 0));
}

#[apply(matrix)]
#[case::only_written_down("unverified")]
#[case::of_an_account_that_is_closed("closed")]
#[case::of_another_organisation("elsewhere")]
async fn a_number_that_no_user_has_verified_here_gets_nothing(database: Database, style: Style, #[case] how: &str) {
    let world = World::open(database).await;
    let address = if how == "elsewhere" { TENANT } else { OWNER };
    world.give_phone(address, NUMBER, how != "unverified").await;
    world.set_deactivated(OWNER, how == "closed").await;
    let mut browser = world.browser(style);
    assert_eq!(browser.text(NUMBER).await, Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))));
    assert_sentence(&mut browser, style, "SMS login is only available for accounts with verified phone numbers.").await;
    world.deliver().await;
    assert_eq!((world.texts.taken().len(), world.mail.taken().len()), (0, 0));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM challenge").await, 0);
}

#[apply(matrix)]
async fn each_organisation_knows_the_number_of_its_own_people(database: Database, style: Style) {
    let world = open(database).await;
    // One number in two organisations means two accounts.
    world.give_phone(TENANT, NUMBER, true).await;
    let mut browser = world.browser(style);
    let challenge = browser.text_at("north-star", NUMBER, "US").await.unwrap();
    let code = world.texted_to(NUMBER).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, TENANT);
}

#[apply(matrix)]
async fn a_number_that_is_taken_away_after_the_code_gets_no_other(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.text(NUMBER).await.unwrap();
    world.deliver().await;
    world.give_phone(OWNER, NUMBER, false).await;
    world.clock.advance(Seconds(60));
    assert_eq!(browser.resend(challenge).await, Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))));
    world.deliver().await;
    assert_eq!(world.texts.taken().len(), 1);
}

#[apply(matrix)]
async fn an_account_closed_after_the_text_stays_out(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.text_code(&mut browser, NUMBER).await;
    world.set_deactivated(OWNER, true).await;
    assert_eq!(browser.verify(challenge, &code).await, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
    assert!(browser.account().await.is_err());
}

#[apply(matrix)]
async fn a_fresh_text_comes_after_a_minute_and_a_provider_that_is_down_is_named(database: Database, style: Style) {
    let world = open(database).await;
    world.texts.set_mood(Mood::NotNow);
    let mut browser = world.browser(style);
    let challenge = browser.text(NUMBER).await.unwrap();
    world.deliver().await;
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Delayed);
    let until = world.now() + Seconds(60);
    assert_eq!(browser.resend(challenge).await, Err(too_many(until)));
    assert_eq!(browser.text(NUMBER).await, Ok(challenge), "asking again within the minute sends nothing");
    world.texts.set_mood(Mood::Takes);
    world.clock.advance(Seconds(60));
    browser.resend(challenge).await.unwrap();
    let code = world.texted_to(NUMBER).await;
    assert_eq!(world.texts.taken().len(), 2);
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
async fn without_a_provider_or_in_the_policy_texts_are_not_offered(
    database: Database,
    style: Style,
    #[values("provider", "policy")] missing: &str,
) {
    let world = open(database).await;
    let mut browser = match missing {
        "provider" => world.browser_in(&world.other_server(|app| app.takes_texts = false).await),
        _ => world.browser(style),
    };
    browser.style = style;
    let at = if missing == "policy" { "birchfield" } else { "" };
    world.found("birchfield", "Birchfield", Preset::Links).await;
    world.settle("birchfield", "li@birch.example", None, Role::Member).await;
    world.give_phone("li@birch.example", "+12015550143", true).await;
    for number in [NUMBER, "+12015550143", "+12015550199"] {
        assert_eq!(browser.text_at(at, number, "US").await, Err(Refused(Refusal::NotOffered)));
    }
    let base = if at.is_empty() { "/sign-in" } else { "/o/birchfield/sign-in" };
    assert_eq!(browser.get(&format!("{base}/text-code")).await.status, 404);
    let page = browser.get(base).await;
    assert!(page.status == 200 && !page.body.contains("Text code"), "{}", page.body);
    browser.send_to(at, STRANGER).await.unwrap();
}
