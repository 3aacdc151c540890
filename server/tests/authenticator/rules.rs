//! Turning the authenticator off, the policy's rules, reauthentication, and what the database stores.

use super::*;
use domain::policy::{SecondFactor, SecondStepRule};

#[apply(matrix)]
async fn turned_off_nothing_of_it_is_left(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let (key, before) = set_up(&world, &mut browser).await;
    let off = act(&mut browser, SECURITY, "turn_off_authenticator", &[]).await.unwrap();
    assert_eq!(off, "/settings/security?done=authenticator-off");
    let (app, account) = (world.app.clone(), account(&world).await);
    world.clock.advance(Seconds(60));
    assert_eq!(answer(&app, account, &app_code(&key, world.now())).await, Outcome::Wrong);
    assert_eq!(recover(&app, account, &before[0]).await, None);
    assert_eq!(second_step(&mut browser).await.unwrap().authenticator, None);
    assert_eq!(browser.page(CODES).await, PageData::NotFound);
    for table in ["authenticator", "recovery_code", "recovery_sheet"] {
        assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    let again = act(&mut browser, SECURITY, "turn_off_authenticator", &[]).await;
    assert_eq!(again, Err(Refused(Refusal::NotFound)));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your authenticator app was turned off").len(), 1);
}

#[apply(matrix)]
async fn the_last_way_stays_where_one_is_required(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    set_up(&world, &mut browser).await;
    let mut policy = Preset::Codes.policy();
    policy.second_step.rule = SecondStepRule::Required;
    world.set_policy("codes", &policy).await;
    assert!(!second_step(&mut browser).await.unwrap().may_turn_off);
    let refused = act(&mut browser, SECURITY, "turn_off_authenticator", &[]).await;
    assert_eq!(refused, Err(Refused(Refusal::NotOffered)));
    // Every account can get codes by email, so the app is no longer the last second factor.
    policy.second_step.ways.push(SecondFactor::Codes);
    world.set_policy("codes", &policy).await;
    assert!(act(&mut browser, SECURITY, "turn_off_authenticator", &[]).await.is_ok());
    // Where the policy allows no app, none can be set up.
    policy.second_step.ways = vec![SecondFactor::Codes];
    world.set_policy("codes", &policy).await;
    assert_eq!(second_step(&mut browser).await, None);
    assert_eq!(browser.page(PAGE).await, PageData::NotFound);
    let refused = act(&mut browser, SECURITY, "begin_authenticator", &[]).await;
    assert_eq!(refused, Err(Refused(Refusal::NotOffered)));
}

#[rstest]
#[tokio::test]
async fn all_of_it_asks_for_reauthentication(
    #[values(Sqlite)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let (world, mut browser) = open(database, style).await;
    let key = begin(&mut browser).await;
    world.clock.advance(Seconds::minutes(11));
    let code = app_code(&key, world.now());
    let first = |page: &str| format!("/settings/proof?next={page}");
    for page in [PAGE, CODES] {
        assert_eq!(browser.page(page).await, PageData::Redirect(first(page)));
    }
    for (function, fields, page) in [
        ("begin_authenticator", &[][..], PAGE),
        ("turn_on_authenticator", &[("code", code.as_str())], PAGE),
        ("turn_off_authenticator", &[], "/settings/security/authenticator/turn-off"),
        ("renew_recovery_codes", &[], CODES),
    ] {
        assert_eq!(act(&mut browser, SECURITY, function, fields).await.unwrap(), first(page), "{function}");
    }
    // The key is still the one from before the reauthentication.
    assert_eq!(reauthenticate(&mut browser, PASSWORD, PAGE).await.unwrap(), PAGE);
    assert_eq!(authenticator(&mut browser).await.waiting.unwrap().key, key);
    assert_eq!(turn_on(&mut browser, &code).await.unwrap(), ON);
    world.clock.advance(Seconds::minutes(11));
    assert_eq!(browser.get(FILE).await.header("location"), CODES, "codes need reauthentication");
}

#[rstest]
#[tokio::test]
async fn a_key_that_was_not_confirmed_is_good_for_an_hour(#[values(Sqlite)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let key = begin(&mut browser).await;
    world.clock.advance(Seconds::hours(1));
    reauthenticate(&mut browser, PASSWORD, PAGE).await.unwrap();
    assert_eq!(authenticator(&mut browser).await.waiting, None);
    let refused = turn_on(&mut browser, &app_code(&key, world.now())).await;
    assert_eq!(refused, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
}

#[apply(matrix)]
async fn the_database_holds_no_key_and_no_code(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (key, codes) = set_up(&world, &mut browser).await;
    let raw = hex::encode(key_of(&key));
    let mut secrets = vec![raw, key.replace(' ', ""), key.clone()];
    secrets.extend(codes.iter().flat_map(|code| {
        let bare = code.replace('-', "");
        [hex::encode(&bare), bare, code.clone()]
    }));
    for (place, _, content) in world.database.cells().await {
        for secret in &secrets {
            assert!(!content.to_lowercase().contains(&secret.to_lowercase()), "{place}");
        }
    }
}

#[apply(matrix)]
async fn pages_and_files_change_nothing(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    set_up(&world, &mut browser).await;
    begin(&mut browser).await;
    let before = world.database.cells().await;
    for path in [SECURITY, PAGE, CODES, FILE] {
        browser.get(path).await;
    }
    assert_eq!(world.database.cells().await, before);
}

#[rstest]
#[tokio::test]
async fn the_page_draws_the_key_without_a_style_or_a_picture_to_load(#[values(Sqlite)] database: Database) {
    let (_world, mut browser) = open(database, Form).await;
    let key = begin(&mut browser).await;
    let html = browser.get(PAGE).await.body;
    assert!(html.contains("<svg role=\"img\" aria-label=\"QR code with the key of your account\""), "{html}");
    assert!(html.contains(&key));
    for words in ["Set up authenticator app", "Authenticator code", "Turn on"] {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.contains("href=\"otpauth://totp/"), "a phone opens its app");
    assert!(!html.contains(" style="));
}
