//! The language chooser in the footer of the sign-in pages.

use super::{language_of, set};
use crate::support::prelude::*;

const ORIGIN: &str = "http://localhost:3000";

/// Presses a button of the chooser.
pub async fn choose(browser: &mut Browser, language: &str) -> String {
    let referer = format!("{ORIGIN}{}", browser.at);
    choose_from(browser, language, &referer).await
}

async fn choose_from(browser: &mut Browser, language: &str, referer: &str) -> String {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("referer", referer),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = browser.request("POST", "/language", &headers, format!("language={language}")).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

#[apply(matrix)]
async fn the_chooser_comes_back_to_pages_of_ours_and_listens_to_no_other_site(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    for (referer, page) in [
        ("http://localhost:3000/recovery", "/recovery"),
        (
            "http://localhost:3000/o/north-star/sign-in/email-code?return_to=/x",
            "/o/north-star/sign-in/email-code?return_to=/x",
        ),
        ("http://localhost:3000/nowhere", "/"),
        ("http://localhost:3000//evil.example/sign-in", "/"),
        ("http://localhost:3000.evil.example/sign-in", "/"),
        ("https://evil.example/sign-in", "/"),
        ("", "/"),
    ] {
        assert_eq!(choose_from(&mut browser, "de", referer).await, page, "{referer}");
    }
    // An unknown language changes nothing.
    assert_eq!(choose_from(&mut browser, "qya", "http://localhost:3000/sign-in").await, "/sign-in");
    assert_eq!(browser.cookie("portico-language"), Some("de"));

    let mut browser = world.browser(Form);
    for headers in [
        &[("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")][..],
        &[("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")],
        &[("content-type", "application/x-www-form-urlencoded")],
    ] {
        let answer = browser.request("POST", "/language", headers, "language=de").await;
        assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (403, 0));
    }
    let answer = browser.get("/language?language=de").await;
    assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (405, 0));
    assert_eq!(language_of(&mut browser, "/sign-in").await, "en");
}

#[apply(matrix)]
async fn choosing_on_the_sign_in_page_also_changes_what_a_signed_in_person_set(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    // The chooser does not set a language for an account that has none.
    choose(&mut browser, "de").await;
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE language IS NOT NULL").await, 0);
    assert_eq!(language_of(&mut browser, "/account").await, "de");
    set(&mut browser, "en").await;
    assert_eq!(language_of(&mut browser, "/account").await, "en");
    assert_eq!(choose(&mut browser, "de").await, "/account");
    assert_eq!(language_of(&mut browser, "/account").await, "de");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE language = 'de'").await, 1);
    let noted = "SELECT COUNT(*) FROM audit_event WHERE activity = 'profile_changed'";
    assert_eq!(world.database.number(noted).await, 2);
}
