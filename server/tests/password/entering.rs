//! The right password signs in, exactly as it was chosen, and starts a new session.

use super::{WRONG, assert_sentences, open};
use crate::support::prelude::*;
use service::security::HashParameters;

const SESSION: &str = "portico";

#[apply(matrix)]
#[case("", OWNER, "Alderway")]
#[case("codes", OWNER, "Alderway")]
#[case("north-star", TENANT, "North Star")]
async fn the_right_password_signs_in(
    database: Database,
    style: Style,
    #[case] organisation: &str,
    #[case] address: &str,
    #[case] name: &str,
) {
    let world = World::open(database).await;
    world.give_password(address, PASSWORD).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_at(organisation, address, PASSWORD).await.as_deref(), Ok("/account"));
    assert_eq!(browser.account().await.unwrap().email, address);
    assert!(browser.get("/account").await.body.contains(name));
    assert_eq!(world.database.texts("SELECT method FROM session").await, ["password"]);
    let cookies = [SESSION, "portico-device", "portico-method", "portico-organisation"];
    assert_eq!(browser.cookie_names(), cookies);
    let at = if organisation.is_empty() { "codes" } else { organisation };
    assert_eq!(browser.cookie(cookies[2]), Some(format!("password.{at}").as_str()));
    assert_eq!(world.database.number("SELECT COALESCE(MAX(failures), 0) FROM password_failure").await, 0);
    world.deliver().await;
    assert_eq!((world.letters_about(address, NEW_SIGN_IN).len(), world.mail.taken().len()), (1, 1));
}

#[apply(matrix)]
#[case::case_of_letters("Correct Horse 7!", &["correct Horse 7!", "CORRECT HORSE 7!", "Correct horse 7!"])]
#[case::spaces(" Correct  Horse 7! ", &["Correct  Horse 7!", " Correct Horse 7! ", " Correct  Horse 7!", "Correct  Horse 7! "])]
// Composed letters, decomposed letters, and letters that look or sound alike.
#[case::unicode("Pässwörd ﬁ 7!", &["Password fi 7!", "Pässwörd fi 7!", "PÄSSWÖRD ﬁ 7!"])]
#[case::bytes_that_end_other_strings("A\0b\r\nc\td", &["A", "A\0b", "A\0b\nc\td", "A\0b\r\nc d"])]
async fn a_password_is_compared_exactly_as_it_was_chosen(
    database: Database,
    style: Style,
    #[case] chosen: &str,
    #[case] others: &[&str],
) {
    let world = World::open(database).await;
    world.give_password(OWNER, chosen).await;
    let mut browser = world.browser(style);
    for (number, other) in (1..).zip(others) {
        assert_eq!(browser.password(OWNER, other).await, Err(wrong_password(number)), "{other:?}");
    }
    assert_eq!(browser.password(OWNER, chosen).await.as_deref(), Ok("/account"));
}

#[apply(matrix)]
async fn every_character_of_a_long_password_counts(database: Database) {
    let world = World::open(database).await;
    let chosen = "é".repeat(127) + "1";
    world.give_password(OWNER, &chosen).await;
    let mut browser = world.browser(Client);
    let (other_end, longer) = ("é".repeat(127) + "2", chosen.clone() + "1");
    for (number, other) in (1..).zip([other_end.as_str(), &chosen[..254]]) {
        assert_eq!(browser.password(OWNER, other).await, Err(wrong_password(number)), "{other:?}");
    }
    // No account can have such a password, so these do not count as attempts.
    for other in [longer.as_str(), ""] {
        assert_eq!(
            browser.password(OWNER, other).await,
            Err(Refused(Refusal::InvalidField(FormField::Password))),
            "{other:?}"
        );
    }
    assert_eq!(browser.password(OWNER, &chosen).await.as_deref(), Ok("/account"));
}

#[apply(matrix)]
async fn spellings_of_one_address_are_one_account_and_one_row_of_failures(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    for (number, spelling) in (1..).zip([OWNER, "JO@Example.COM", "  jo@example.com "]) {
        assert_eq!(browser.password(spelling, WRONG).await, Err(wrong_password(number)), "{spelling}");
    }
    browser.password("Jo@example.com", PASSWORD).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, OWNER);
}

#[apply(matrix)]
#[case("", "no address", Refusal::InvalidField(FormField::Email))]
#[case("", "", Refusal::InvalidField(FormField::Email))]
#[case("nowhere", OWNER, Refusal::NoSuchOrganisation)]
#[case("No Slug", OWNER, Refusal::NoSuchOrganisation)]
async fn what_names_no_account_costs_nothing(
    database: Database,
    style: Style,
    #[case] organisation: &str,
    #[case] address: &str,
    #[case] refusal: Refusal,
) {
    let world = open(database).await;
    let before = world.database.cells().await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_at(organisation, address, PASSWORD).await, Err(Refused(refusal)));
    if refusal == Refusal::InvalidField(FormField::Email) {
        assert_sentences(&mut browser, style, &["Enter an email address like name@example.com"]).await;
    }
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn a_refused_form_keeps_the_address_and_forgets_the_password(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Form);
    browser.password(STRANGER, WRONG).await.unwrap_err();
    let address = browser.last.clone().unwrap().header("location").to_owned();
    assert!(!address.contains("Harbour7") && !address.contains("nobody"), "{address}");
    let page = browser.follow().await;
    assert!(page.body.contains(&format!("value=\"{STRANGER}\"")), "{}", page.body);
    assert!(!page.body.contains(WRONG), "{}", page.body);
    assert_eq!(page.body.matches("Invalid email or password").count(), 1, "it is said once, beside its field");
}

#[apply(matrix)]
async fn signing_in_ends_the_session_that_the_browser_had(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    world.sign_in(&mut browser, ADMIN).await;
    let before = browser.cookie(SESSION).unwrap().to_owned();
    browser.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, OWNER);
    let mut old = world.browser(style);
    old.forge_cookie(SESSION, &before);
    assert!(old.account().await.is_err(), "the session before is still alive");
}

#[apply(matrix)]
async fn an_account_that_is_closed_while_its_session_lives_is_out(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    world.set_deactivated(OWNER, true).await;
    assert!(browser.account().await.is_err());
    assert_eq!(browser.password(OWNER, PASSWORD).await, Err(wrong_password(1)));
    world.set_deactivated(OWNER, false).await;
    browser.password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn a_hash_that_has_become_too_cheap_is_renewed_at_the_next_sign_in(database: Database) {
    let world = open(database).await;
    let hash = "SELECT hash FROM password";
    let before = world.database.texts(hash).await;
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(world.database.texts(hash).await, before, "it was dear enough");
    let cost = HashParameters { passes: 3, ..Default::default() };
    let mut browser = world.browser_in(&world.other_server(|app| app.hasher = World::hasher(cost)).await);
    browser.password(OWNER, WRONG).await.unwrap_err();
    assert_eq!(world.database.texts(hash).await, before, "a wrong password renews nothing");
    browser.password(OWNER, PASSWORD).await.unwrap();
    let renewed = world.database.texts(hash).await;
    assert!(renewed[0].contains("t=3") && before[0].contains("t=2"), "{before:?} {renewed:?}");
    browser.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(world.database.texts(hash).await, renewed);
    // A server with the former settings accepts the new hash, too.
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}
