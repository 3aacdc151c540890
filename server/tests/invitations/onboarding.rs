//! What is typed in the onboarding is not lost on the ways back.

use super::*;
use app::onboarding::{OnboardingPage, OnboardingScreen};

async fn screen(browser: &mut Browser, path: &str) -> OnboardingScreen {
    browser.shown(path).await.unwrap_or_else(|page| panic!("{path}: {page:?}"))
}

#[apply(matrix)]
async fn a_typed_number_survives_the_ways_back(database: Database, style: Style) {
    const TYPED: [(&str, &str); 2] = [("phone", "(201) 555-0177"), ("country", "US")];
    const READ: &str = "+12015550177";
    let world = open(database, Preset::Invited).await;
    let mut browser = arrive(&world, style).await;
    // "Back" before the number was sent.
    let profile = [("name", "Robin"), ("time_zone", "")];
    browser.at = "/welcome".to_owned();
    browser.act("welcome_profile", &profile).await.unwrap();
    browser.at = "/welcome/phone".to_owned();
    browser.at = browser.act("leave_phone_step", &TYPED).await.unwrap();
    assert_eq!(browser.at, "/welcome/profile");
    browser.at = browser.act("welcome_profile", &profile).await.unwrap();
    let draft = screen(&mut browser, "/welcome/phone").await.draft;
    assert_eq!((draft.phone.as_str(), draft.country.as_str()), (TYPED[0].1, "US"));

    // "Change" on the code screen, and any other way.
    let sent = browser.act("welcome_phone", &TYPED).await.unwrap();
    let change = browser.screen(challenge_in(&sent)).await.unwrap().change();
    assert_eq!(screen(&mut browser, &change).await.draft.phone, READ);
    match screen(&mut browser, "/welcome/phone").await.page {
        OnboardingPage::Phone { number, .. } => assert_eq!(number, READ),
        other => panic!("{other:?}"),
    }

    // "Change" when reauthentication is due.
    world.clock.advance(Seconds::minutes(11));
    let asked = browser.page(&change).await;
    let proof = format!("/settings/proof?next={}", change.replace('?', "%3F").replace('=', "%3D"));
    assert_eq!(asked, PageData::Redirect(proof.clone()));
    browser.at = proof;
    let led = browser.act("prove", &[("current", OWN), ("next", change.as_str())]).await.unwrap();
    assert_eq!(screen(&mut browser, &led).await.draft.phone, READ);
}
