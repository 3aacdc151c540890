//! In which time zone users read times: the one that they chose, else that of their browser.

use super::{SECURITY, page};
use crate::support::prelude::*;

const COOKIE: &str = "portico-time-zone";

/// Saves a profile with what was typed to name a time zone.
async fn save(browser: &mut Browser, time_zone: &str) -> Result<String, ApiError> {
    browser.at = "/settings/account/profile".to_owned();
    browser.act("save_profile", &[("name", "Jo"), ("time_zone", time_zone), ("language", "")]).await
}

/// When this session was last used, as its user reads it.
async fn exact(browser: &mut Browser) -> String {
    match page(browser, SECURITY).await {
        SettingsPage::Security(view) => view.sessions[0].last_seen.exact.clone(),
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn without_a_choice_times_are_those_of_the_browser(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    assert!(exact(&mut browser).await.ends_with(" UTC"));
    browser.forge_cookie(COOKIE, "Asia/Tokyo");
    assert!(exact(&mut browser).await.ends_with("(Asia/Tokyo)"));
    assert_eq!(save(&mut browser, "berlin").await.unwrap(), "/settings/account?done=profile");
    assert!(exact(&mut browser).await.ends_with("(Europe/Berlin)"));
    assert_eq!(save(&mut browser, "Same as my browser").await.unwrap(), "/settings/account?done=profile");
    assert!(exact(&mut browser).await.ends_with("(Asia/Tokyo)"));
    for forged in ["Europe/Atlantis", "../../etc/localtime", "undefined", ""] {
        browser.forge_cookie(COOKIE, forged);
        assert!(exact(&mut browser).await.ends_with(" UTC"), "{forged}");
    }
}

#[apply(matrix)]
async fn messages_have_the_time_zone_of_the_last_sign_in(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    browser.forge_cookie(COOKIE, "Asia/Tokyo");
    browser.password(OWNER, PASSWORD).await.unwrap();
    world.deliver().await;
    let alert = world.letters_about(OWNER, NEW_SIGN_IN).pop().unwrap();
    assert!(alert.text.contains("(Asia/Tokyo)"), "{}", alert.text);
    let zone = "SELECT COUNT(*) FROM account WHERE browser_time_zone = 'Asia/Tokyo'";
    assert_eq!(world.database.number(zone).await, 1);
    // Another browser that tells nothing keeps what is known.
    let mut other = world.browser(style);
    other.password(OWNER, PASSWORD).await.unwrap();
    assert!(exact(&mut other).await.ends_with("(Asia/Tokyo)"));
}

#[apply(matrix)]
async fn times_of_plain_pages_are_those_of_the_reader(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    let challenge = browser.send(OWNER).await.unwrap();
    let page = format!("/sign-in/code/{challenge}");
    for (zone, until) in [
        ("", "08:10 UTC"),
        ("Asia/Tokyo", "17:10 JST"),
        ("America/Sao_Paulo", "05:10 UTC-03:00"),
        ("Europe/Atlantis", "08:10 UTC"),
    ] {
        browser.forge_cookie(COOKIE, zone);
        let html = browser.get(&page).await.body;
        assert!(html.contains(&format!("Valid until {until}")), "{zone}: {html}");
    }
    // The time zone of the account comes first.
    world.clock.advance(Seconds::minutes(1));
    world.sign_in(&mut browser, OWNER).await;
    browser.forge_cookie(COOKIE, "Asia/Tokyo");
    save(&mut browser, "berlin").await.unwrap();
    browser.at = "/settings/proof".to_owned();
    let sent = browser.act("send_proof_code", &[("next", "/settings/account")]).await.unwrap();
    let html = browser.get(&sent).await.body;
    assert!(html.contains("Valid until 09:11 CET"), "{html}");
}
