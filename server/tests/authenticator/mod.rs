//! The authenticator app and recovery codes in the settings, and how sign-in checks their codes.

use crate::settings::{activity, open, page, reauthenticate};
use crate::support::prelude::*;
use app::settings::{AuthenticatorView, RecoveryCodesView, SecondStepView};
use domain::{AccountId, OneTimeCode, RecoveryCode, Secret, totp::ClockError};
use service::app_context::AppContext;
use service::rotation::rotate;
use service::second_step::authenticator::{Outcome, accepts};
use service::second_step::recovery_codes::use_one;
use service::security::{Keys, PasswordHasher};
use service::{Actor, RequestContext};
use std::sync::Arc;
use store::accounts;

mod at_once;
mod rotation;
mod rules;

const PAGE: &str = "/settings/security/authenticator";
const CODES: &str = "/settings/security/recovery-codes";
const FILE: &str = "/settings/security/recovery-codes/download";
const SECURITY: &str = "/settings/security";
const ON: &str = "/settings/security/recovery-codes?done=authenticator";

async fn act(browser: &mut Browser, at: &str, function: &str, fields: &[(&str, &str)]) -> Result<String, ApiError> {
    browser.at = at.to_owned();
    browser.act(function, fields).await
}

async fn authenticator(browser: &mut Browser) -> AuthenticatorView {
    match page(browser, PAGE).await {
        SettingsPage::Authenticator(view) => view,
        other => panic!("{other:?}"),
    }
}

async fn codes(browser: &mut Browser) -> RecoveryCodesView {
    match page(browser, CODES).await {
        SettingsPage::RecoveryCodes(view) => view,
        other => panic!("{other:?}"),
    }
}

async fn second_step(browser: &mut Browser) -> Option<SecondStepView> {
    match page(browser, SECURITY).await {
        SettingsPage::Security(view) => view.second_step,
        other => panic!("{other:?}"),
    }
}

/// Starts the set-up and returns the key that the page shows.
async fn begin(browser: &mut Browser) -> String {
    assert_eq!(act(browser, SECURITY, "begin_authenticator", &[]).await.unwrap(), PAGE);
    authenticator(browser).await.waiting.unwrap().key
}

async fn turn_on(browser: &mut Browser, code: &str) -> Result<String, ApiError> {
    act(browser, PAGE, "turn_on_authenticator", &[("code", code)]).await
}

/// Sets up an app. Returns its key and the recovery codes that came with it.
async fn set_up(world: &World, browser: &mut Browser) -> (String, Vec<String>) {
    let key = begin(browser).await;
    assert_eq!(turn_on(browser, &app_code(&key, world.now())).await.unwrap(), ON);
    (key, codes(browser).await.fresh)
}

async fn account(world: &World) -> AccountId {
    let home = world.organisation("codes").await;
    let transaction = world.app.store.begin().await.unwrap();
    accounts::find_by_email_in_any_state(&transaction, home, &OWNER.parse().unwrap()).await.unwrap().unwrap().id
}

/// Checks a code as the second step of signing in does.
async fn answer(app: &AppContext, account: AccountId, code: &str) -> Outcome {
    let unit = app.begin(Actor::System).await.unwrap();
    let code: OneTimeCode = code.parse().unwrap();
    let outcome = accepts(&unit, account, &code).await.unwrap();
    unit.commit().await.unwrap();
    outcome
}

async fn recover(app: &Arc<AppContext>, account: AccountId, code: &str) -> Option<u32> {
    let cx = RequestContext::new(app.clone(), [198, 18, 0, 1].into(), String::new(), Default::default());
    let unit = cx.begin().await.unwrap();
    let account = accounts::find_for_share(&unit, account).await.unwrap().unwrap();
    let code = RecoveryCode::typed(code).unwrap();
    let left = use_one(&unit, &account, &code).await.unwrap();
    unit.commit().await.unwrap();
    left
}

#[apply(matrix)]
async fn an_app_is_on_once_its_first_code_was_typed(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let mut elsewhere = world.browser(Client);
    elsewhere.password(OWNER, PASSWORD).await.unwrap();
    let view = second_step(&mut browser).await.unwrap();
    assert_eq!((view.authenticator, view.recovery_codes), (None, None));
    let key = begin(&mut browser).await;
    assert_eq!(key.replace(' ', "").len(), 32);
    assert!(elsewhere.account().await.is_ok(), "a secret alone changes nothing");
    assert!(second_step(&mut browser).await.unwrap().authenticator.is_none());

    let right = app_code(&key, world.now());
    let refused = turn_on(&mut browser, &wrong(&[&right], 1)).await;
    assert_eq!(refused, Err(INVALID_CODE));
    assert_eq!(turn_on(&mut browser, "hello").await, Err(INVALID_CODE));
    let before = browser.cookie("portico").unwrap().to_owned();
    assert_eq!(turn_on(&mut browser, &format!("{} {}", &right[..3], &right[3..])).await.unwrap(), ON);
    assert_ne!(browser.cookie("portico").unwrap(), before);
    assert!(elsewhere.account().await.is_err(), "others are signed out");

    let shown = codes(&mut browser).await;
    assert_eq!((shown.fresh.len(), shown.left), (10, 10));
    assert_eq!(codes(&mut browser).await.fresh, shown.fresh, "reading changes nothing");
    let file = browser.get(FILE).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"recovery-codes.txt\"");
    assert!(shown.fresh.iter().all(|code| file.body.contains(code)));
    let kept = act(&mut browser, CODES, "put_recovery_codes_away", &[]).await.unwrap();
    assert_eq!(kept, "/settings/security?done=recovery-codes");
    let shown = codes(&mut browser).await;
    assert_eq!((shown.fresh, shown.left), (vec![], 10));
    assert_eq!(browser.get(FILE).await.header("location"), CODES);

    let view = second_step(&mut browser).await.unwrap();
    assert!(view.authenticator.is_some() && view.may_turn_off);
    assert_eq!(view.recovery_codes, Some(10));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "An authenticator app was turned on").len(), 1);
    let happened = activity(&mut browser).await;
    assert!(
        happened.contains(&AuditEventKind::AuthenticatorTurnedOn)
            && happened.contains(&AuditEventKind::RecoveryCodesMade)
    );
}

#[rstest]
#[tokio::test]
async fn a_wrong_clock_is_named_and_mended(#[values(Sqlite)] database: Database, #[values(Client, Form)] style: Style) {
    let (world, mut browser) = open(database, style).await;
    let key = begin(&mut browser).await;
    for (seconds, is_ahead, minutes) in [(180, true, 3), (-300, false, 5)] {
        let code = app_code(&key, Timestamp(world.now().0 + seconds * 1000));
        let expected = Err(Refused(Refusal::Code(CodeRefusal::ClockIsOff(ClockError { is_ahead, minutes }))));
        assert_eq!(turn_on(&mut browser, &code).await, expected);
    }
    assert_eq!(turn_on(&mut browser, &app_code(&key, world.now())).await.unwrap(), ON);
}

#[apply(matrix)]
async fn a_code_is_good_once_and_in_its_time(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (key, _) = set_up(&world, &mut browser).await;
    let (app, account) = (world.app.clone(), account(&world).await);
    let first = app_code(&key, world.now());
    assert_eq!(answer(&app, account, &first).await, Outcome::Wrong, "it turned the app on");
    world.clock.advance(Seconds(30));
    let late = app_code(&key, world.now());
    world.clock.advance(Seconds(30));
    let right = app_code(&key, world.now());
    assert_eq!(answer(&app, account, &wrong(&[&first, &late, &right], 3)).await, Outcome::Wrong);
    assert_eq!(answer(&app, account, &late).await, Outcome::Right, "one step back is taken");
    assert_eq!(answer(&app, account, &late).await, Outcome::Wrong);
    assert_eq!(answer(&app, account, &right).await, Outcome::Right);
    assert_eq!(answer(&app, account, &right).await, Outcome::Wrong);
    assert_eq!(answer(&app, account, &late).await, Outcome::Wrong, "an older one is used up with it");
    // A code from the future is answered like a wrong one. A code from the past reveals that the clock is off.
    let soon = app_code(&key, world.now() + Seconds(120));
    assert_eq!(answer(&app, account, &soon).await, Outcome::Wrong);
    let over = app_code(&key, Timestamp(world.now().0 - 240_000));
    assert!(matches!(answer(&app, account, &over).await, Outcome::ClockIsOff(error) if !error.is_ahead));
    world.clock.advance(Seconds(120));
    assert_eq!(answer(&app, account, &soon).await, Outcome::Right);
}

#[apply(matrix)]
async fn an_app_is_replaced_when_the_new_one_proved_itself(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (old, before) = set_up(&world, &mut browser).await;
    let (app, account) = (world.app.clone(), account(&world).await);
    let new = begin(&mut browser).await;
    assert_ne!(old, new);
    world.clock.advance(Seconds(60));
    assert_eq!(answer(&app, account, &app_code(&new, world.now())).await, Outcome::Wrong);
    assert_eq!(answer(&app, account, &app_code(&old, world.now())).await, Outcome::Right);
    world.clock.advance(Seconds(60));
    turn_on(&mut browser, &app_code(&new, world.now())).await.unwrap();
    world.clock.advance(Seconds(60));
    assert_eq!(answer(&app, account, &app_code(&old, world.now())).await, Outcome::Wrong);
    assert_eq!(answer(&app, account, &app_code(&new, world.now())).await, Outcome::Right);
    // Recovery codes that the account has already stay valid.
    assert_eq!(recover(&app, account, &before[0]).await, Some(9));
}

#[apply(matrix)]
async fn a_recovery_code_is_good_once_and_its_use_is_told(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (_, before) = set_up(&world, &mut browser).await;
    let (app, account) = (world.app.clone(), account(&world).await);
    assert_eq!(recover(&app, account, &before[3].to_lowercase().replace('-', " ")).await, Some(9));
    assert_eq!(recover(&app, account, &before[3]).await, None);
    assert_eq!(recover(&app, account, "0000-0000-0000-0000").await, None);
    world.deliver().await;
    let told = world.letters_about(OWNER, "A recovery code was used");
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("9 codes are left"), "{}", told[0].text);
    assert_eq!(codes(&mut browser).await.left, 9);

    assert_eq!(act(&mut browser, CODES, "renew_recovery_codes", &[]).await.unwrap(), CODES);
    let new = codes(&mut browser).await;
    assert_eq!((new.fresh.len(), new.left), (10, 10));
    assert_eq!(recover(&app, account, &before[4]).await, None, "all before are void");
    assert_eq!(recover(&app, account, &new.fresh[9]).await, Some(9));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "You have new recovery codes").len(), 1);
}

#[apply(matrix)]
async fn the_download_says_since_when_there_is_an_app_and_never_its_key(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (key, codes) = set_up(&world, &mut browser).await;
    let body = browser.get("/settings/download").await.body;
    let data: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(data["second_step"]["authenticator_since"], world.now().0);
    assert_eq!(data["second_step"]["recovery_codes_left"], 10);
    for secret in codes.iter().chain([&key, &key.replace(' ', "")]) {
        assert!(!body.contains(secret.as_str()), "{secret}");
    }
}
