//! How often texts can be requested, and by which clients: they cost money, and fraud profits from them.

use super::open;
use crate::support::prelude::*;
use domain::limits::{
    TEXTS_EVERYWHERE_AND_DAY, TEXTS_KEPT_FOR_ORGANISATION_AND_DAY, TEXTS_PER_COUNTRY, TEXTS_PER_THOUSAND_AND_HOUR,
    TEXTS_REDEEMED_PER_COUNTRY,
};
use service::security::rate_limit::Subject;

const BRITISH: &str = "+447400123456";

const PAUSED: Refusal = Refusal::Phone(PhoneRefusal::TextsPaused);

#[apply(matrix)]
async fn a_number_gets_five_codes_an_hour_and_ten_a_day(database: Database, style: Style) {
    let world = open(database).await;
    let start = world.now();
    for until in [start + Seconds::hours(1), start + Seconds::days(1)] {
        for number in 1..=5 {
            assert!(world.browser(style).text(NUMBER).await.is_ok(), "text {number}");
        }
        assert_eq!(world.browser(style).text("(201) 555-0142").await, Err(too_many(until)));
        world.clock.advance(Seconds::hours(1));
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM outbox_message").await, 10);
    world.browser(style).send(OWNER).await.unwrap();
}

#[apply(matrix)]
async fn asking_for_numbers_of_strangers_costs_as_much_as_being_sent_a_code(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    let until = world.now() + Seconds::hours(1);
    for number in 0..20 {
        let typed = format!("+120155501{number:02}");
        assert_eq!(browser.text(&typed).await, Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))), "{typed}");
    }
    for typed in ["+12015550120", NUMBER] {
        assert_eq!(browser.text(typed).await, Err(too_many(until)), "{typed}");
    }
    assert_eq!(browser.send(OWNER).await, Err(too_many(until)), "codes by email count with them");
    assert!(world.browser(style).text(NUMBER).await.is_ok(), "another client");
}

#[apply(matrix)]
async fn a_number_without_an_account_is_limited_like_any_other(database: Database) {
    let world = open(database).await;
    let until = world.now() + Seconds::hours(1);
    for _ in 0..5 {
        let refusal = world.browser(Client).text("+12015550199").await;
        assert_eq!(refusal, Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))));
    }
    assert_eq!(world.browser(Client).text("+12015550199").await, Err(too_many(until)));
}

#[apply(matrix)]
async fn a_thousand_neighbouring_numbers_get_ten_texts_an_hour(database: Database) {
    let world = open(database).await;
    let until = world.now() + Seconds::hours(1);
    for person in 0..10 {
        let (address, number) = (format!("p{person}@example.com"), format!("+1201555010{person}"));
        world.settle("codes", &address, None, Role::Member).await;
        world.give_phone(&address, &number, true).await;
        // Creating accounts takes no time on the test's clock, so all texts are within the hour.
        world.browser(Client).text(&number).await.unwrap();
    }
    assert_eq!(world.browser(Client).text(NUMBER).await, Err(too_many(until)));
    world.give_phone(TENANT, "+12015560142", true).await;
    world.browser(Client).text_at("north-star", "+12015560142", "US").await.unwrap();
    world.clock.advance(Seconds::hours(1));
    world.browser(Client).text(NUMBER).await.unwrap();
    assert_eq!(TEXTS_PER_THOUSAND_AND_HOUR.allowed, 10);
}

#[apply(matrix)]
async fn beyond_the_days_total_no_text_leaves_and_email_still_does(database: Database, style: Style) {
    let world = open(database).await;
    world.consume(TEXTS_EVERYWHERE_AND_DAY, Subject::Everybody, 999).await;
    use_up_share(&world).await;
    world.browser(style).text(NUMBER).await.unwrap();
    let mut browser = world.browser(style);
    for _ in 0..3 {
        assert_eq!(browser.text(NUMBER).await, Err(Refused(PAUSED)));
    }
    if style == Form {
        let page = browser.follow().await;
        assert!(
            page.body.contains("Texts are paused for now. Try again later or use another method."),
            "{}",
            page.body
        );
    }
    browser.send(OWNER).await.unwrap();
    world.clock.advance(Seconds::days(1));
    browser.text(NUMBER).await.unwrap();
}

/// Uses up the daily texts that are reserved for the default organisation.
async fn use_up_share(world: &World) {
    let share = TEXTS_KEPT_FOR_ORGANISATION_AND_DAY;
    world.consume(share, Subject::Organisation(world.organisation("codes").await), share.allowed).await;
}

/// Signs a browser in with a code by text.
async fn redeem(world: &World, browser: &mut Browser) {
    let (challenge, code) = world.text_code(browser, NUMBER).await;
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
async fn a_country_whose_codes_hardly_come_back_is_paused_until_the_day_is_over(database: Database) {
    let world = open(database).await;
    world.give_phone(TENANT, BRITISH, true).await;
    let texts = Subject::Country(world.organisation("codes").await, "US");
    world.consume(TEXTS_PER_COUNTRY, texts, 48).await;
    let mut owner = world.browser(Client);
    redeem(&world, &mut owner).await;
    // This would be the fiftieth text. One code came back; a fifth would be ten.
    for _ in 0..3 {
        assert_eq!(world.browser(Client).text(NUMBER).await, Err(Refused(PAUSED)));
        assert_eq!(owner.text(NUMBER).await, Err(Refused(PAUSED)));
    }
    world.browser(Client).text_at("north-star", BRITISH, "GB").await.unwrap();
    world.clock.advance_milliseconds(86_399_999);
    assert_eq!(owner.text(NUMBER).await, Err(Refused(PAUSED)));
    world.clock.advance_milliseconds(1);
    redeem(&world, &mut owner).await;
}

#[apply(matrix)]
async fn a_country_whose_codes_come_back_is_not_paused(database: Database) {
    let world = open(database).await;
    let texts = Subject::Country(world.organisation("codes").await, "US");
    world.consume(TEXTS_PER_COUNTRY, texts, 49).await;
    world.consume(TEXTS_REDEEMED_PER_COUNTRY, texts, 9).await;
    assert_eq!(world.browser(Client).text(NUMBER).await, Err(Refused(PAUSED)));
    world.consume(TEXTS_REDEEMED_PER_COUNTRY, texts, 1).await;
    redeem(&world, &mut world.browser(Client)).await;
}

#[apply(matrix)]
async fn what_is_refused_is_not_counted(database: Database) {
    let world = open(database).await;
    world.consume(TEXTS_EVERYWHERE_AND_DAY, Subject::Everybody, 1000).await;
    use_up_share(&world).await;
    let before = world.database.cells().await;
    for _ in 0..30 {
        assert_eq!(world.browser(Client).text(NUMBER).await, Err(Refused(PAUSED)));
    }
    assert_eq!(world.database.cells().await, before);
}
