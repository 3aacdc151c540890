//! How often codes for a new address or number are sent, and which counts they do not affect.

use super::{email, phone, *};
use domain::limits::TEXTS_PER_COUNTRY;
use service::security::rate_limit::Subject;

const NUMBERS: [&str; 6] = [NUMBER, "+12025550142", "+12125550142", "+13105550142", "+14155550142", "+16175550142"];

fn is_too_often(refused: &Result<ChallengeId, ApiError>) -> bool {
    matches!(refused, Err(Refused(Refusal::TooManyAttempts { until: Some(_) })))
}

/// Waits for a minute and asks for another code of a challenge.
async fn again(world: &World, browser: &mut Browser, challenge: ChallengeId) {
    world.clock.advance(Seconds(60));
    browser.resend(challenge).await.unwrap();
}

#[apply(matrix)]
async fn an_account_gets_ten_codes_a_day_for_new_addresses_sent_again_or_not(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    for number in 0..5 {
        let challenge = email::ask(&mut browser, &format!("new{number}@example.org")).await.unwrap();
        again(&world, &mut browser, challenge).await;
    }
    let eleventh = email::ask(&mut browser, "more@example.org").await;
    assert!(is_too_often(&eleventh), "{eleventh:?}");
}

#[apply(matrix)]
async fn an_account_gets_ten_codes_a_day_for_new_numbers_sent_again_or_not(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (last, first) = NUMBERS.split_last().unwrap();
    for number in first {
        let challenge = phone::ask(&mut browser, number).await.unwrap();
        again(&world, &mut browser, challenge).await;
    }
    let eleventh = phone::ask(&mut browser, last).await;
    assert!(is_too_often(&eleventh), "{eleventh:?}");
}

#[apply(matrix)]
async fn codes_for_new_numbers_stop_no_sign_ins_of_their_country(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    world.give_phone(ADMIN, "+12015550177", true).await;
    // After two more texts whose codes do not come back, texts to the country would be paused.
    world.consume(TEXTS_PER_COUNTRY, Subject::Country(world.organisation("codes").await, "US"), 48).await;
    for number in &NUMBERS[..3] {
        phone::ask(&mut browser, number).await.unwrap();
    }
    world.browser(Client).text("+12015550177").await.unwrap();
}
