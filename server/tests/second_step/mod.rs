//! The second step of signing in: there is no session before it, and it cannot be bypassed.

use crate::support::prelude::*;
use app::paths::SecondStepRoute;
use app::second_step::{SecondStepPage, SecondStepScreen};
use app::sign_in::CodeScreen;
use domain::Policy;

mod at_once;
mod deliveries;
mod ends;
mod set_up;

pub const MEMBER: &str = "al@cedar.example";
const STEP: &str = "portico-step";
pub const AUTHENTICATOR: &str = "/o/cedar/sign-in/second-step";

/// Opens a world with one more organisation, under a preset's rules. Its member has a password and a phone number.
pub async fn open(database: Database, preset: Preset) -> World {
    let world = World::open(database).await;
    world.found("cedar", "Cedar", preset).await;
    world.set_policy("cedar", &Policy { offer_passkey: false, ..preset.policy() }).await;
    world.settle("cedar", MEMBER, None, Role::Member).await;
    world.give_password(MEMBER, PASSWORD).await;
    world.give_phone(MEMBER, NUMBER, true).await;
    world
}

/// Takes the first step and returns the address that this leads to.
pub async fn first(browser: &mut Browser) -> String {
    first_with(browser, PASSWORD).await.unwrap()
}

pub async fn first_with(browser: &mut Browser, password: &str) -> Result<String, ApiError> {
    browser.at = "/o/cedar/sign-in/password".to_owned();
    browser.password_at("cedar", MEMBER, password).await
}

/// Takes the first step and returns the challenge whose code is the second step.
pub async fn first_to_code(browser: &mut Browser) -> ChallengeId {
    let path = first(browser).await;
    challenge_in(&path)
}

/// Enters a code of the app or a recovery code.
pub async fn answer(browser: &mut Browser, way: &str, code: &str, remember: &str) -> Result<String, ApiError> {
    browser.at = format!("/o/cedar/sign-in/second-step/{way}");
    let fields = [("way", way), ("code", code), ("remember", remember)];
    let fields = if remember.is_empty() { &fields[..2] } else { &fields[..] };
    browser.act("answer_second_step", fields).await
}

/// Begins to set an app up between the two steps. Leaves the browser on the app's page, and returns the key of the app.
pub async fn begin_set_up(browser: &mut Browser) -> String {
    browser.at = "/o/cedar/sign-in/second-step/set-up".to_owned();
    let path = browser.act("begin_set_up", &[]).await.unwrap();
    let screen: SecondStepScreen = browser.shown(&path).await.unwrap();
    let SecondStepPage::SetUpAuthenticator { app: Some(waiting) } = screen.page else { panic!("{:?}", screen.page) };
    browser.at = path;
    waiting.key
}

pub async fn is_in(browser: &mut Browser) -> bool {
    browser.account().await.is_ok()
}

/// Sets an app up in the settings of a signed-in browser. Returns its key and a recovery code.
pub async fn give_app(world: &World, browser: &mut Browser) -> (String, String) {
    browser.at = "/settings/security".to_owned();
    browser.act("begin_authenticator", &[]).await.unwrap();
    let page = crate::settings::page(browser, "/settings/security/authenticator").await;
    let SettingsPage::Authenticator(view) = page else { panic!("{page:?}") };
    let key = view.waiting.unwrap().key;
    browser.at = "/settings/security/authenticator".to_owned();
    browser.act("turn_on_authenticator", &[("code", &app_code(&key, world.now()))]).await.unwrap();
    let page = crate::settings::page(browser, "/settings/security/recovery-codes").await;
    let SettingsPage::RecoveryCodes(view) = page else { panic!("{page:?}") };
    // The app's next code must differ from the one that was just used.
    world.clock.advance(Seconds(60));
    (key, view.fresh[0].clone())
}

#[apply(matrix)]
async fn one_code_goes_both_ways_and_lets_in(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(style);
    let challenge = first_to_code(&mut browser).await;
    let code = world.code_for(MEMBER).await;
    assert_eq!(world.texted_to(NUMBER).await, code);
    assert!(!is_in(&mut browser).await && browser.cookie("portico").is_none());
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 0);
    let signed_in = "SELECT COUNT(*) FROM audit_event WHERE activity = 'signed_in'";
    assert_eq!(world.database.number(signed_in).await, 0);
    assert!(world.letters_about(MEMBER, NEW_SIGN_IN).is_empty());
    let screen: CodeScreen = browser.screen(challenge).await.unwrap();
    assert_eq!(screen.sent_to, "a•••@cedar.example and •••• 42");
    assert!(screen.second_step.is_some_and(|choices| choices.may_remember && choices.others.is_empty()));
    assert_eq!(browser.verify(challenge, &wrong(&[&code], 1)).await, Err(INVALID_CODE));
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
    assert!(is_in(&mut browser).await);
    assert_eq!(world.database.number(signed_in).await, 1);
    let refused = "SELECT COUNT(*) FROM audit_event WHERE activity = 'second_step_refused' AND detail = 'codes'";
    assert_eq!(world.database.number(refused).await, 1);
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, NEW_SIGN_IN).len(), 1);
}

#[apply(matrix)]
async fn no_step_is_skipped_by_address_or_replay(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(style);
    let challenge = first_to_code(&mut browser).await;
    let code = world.code_for(MEMBER).await;
    for path in ["/account", "/settings/security", "/settings/account", "/welcome"] {
        assert!(
            matches!(browser.page(path).await, PageData::Redirect(to) if to.starts_with("/o/cedar/sign-in")),
            "{path}"
        );
    }
    // Without the token of the first step, the right code does not sign in, and its page shows nothing.
    let mut thief = browser.clone();
    thief.forge_cookie(STEP, "");
    assert_eq!(thief.verify(challenge, &code).await, Err(Refused(Refusal::SignInOver)));
    assert_eq!(thief.screen(challenge).await.unwrap_err(), PageData::Elsewhere("/o/cedar/sign-in".to_owned()));
    let mut other = world.browser(style);
    other.forge_cookie(STEP, browser.cookie(STEP).unwrap());
    // The token of the first step alone leads to the page that asks for the second step, and no further.
    assert_eq!(other.verify(challenge, &code).await.unwrap(), AUTHENTICATOR);
    assert!(!is_in(&mut other).await);
    // Methods that the account has not set up are not offered.
    for (way, typed) in [("authenticator", "123456"), ("recovery-code", "0123-4567-89AB-CDEF")] {
        assert_eq!(answer(&mut browser, way, typed, "").await, Err(Refused(Refusal::NotOffered)), "{way}");
        let page = browser.page(&format!("/o/cedar/sign-in/second-step/{way}")).await;
        assert_eq!(page, PageData::Redirect("/o/cedar/sign-in/second-step".to_owned()));
    }
    assert_eq!(browser.act("begin_set_up", &[]).await, Err(Refused(Refusal::NotOffered)));
    let before = browser.clone();
    browser.verify(challenge, &code).await.unwrap();
    let mut replayed = before;
    assert_eq!(replayed.verify(challenge, &code).await, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
    assert!(!is_in(&mut replayed).await);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM half_sign_in").await, 0);
}

#[apply(matrix)]
async fn an_app_or_a_recovery_code_answers(database: Database, style: Style) {
    let world = open(database, Preset::Temporary).await;
    let mut owner = world.browser(style);
    assert_eq!(first(&mut owner).await, "/account", "nothing is set up, and nothing is asked for");
    let (key, recovery) = give_app(&world, &mut owner).await;
    let mut browser = world.browser(style);
    assert_eq!(first(&mut browser).await, AUTHENTICATOR);
    let screen: SecondStepScreen = browser.shown(AUTHENTICATOR).await.unwrap();
    assert_eq!(screen.page, SecondStepPage::Authenticator);
    assert_eq!(screen.choices.others, [SecondStepRoute::RecoveryCode]);
    let code = app_code(&key, world.now());
    let refused = answer(&mut browser, "authenticator", &wrong(&[&code], 1), "").await;
    assert_eq!(refused, Err(INVALID_CODE));
    assert_eq!(answer(&mut browser, "authenticator", &code, "").await.unwrap(), "/account");
    assert!(is_in(&mut browser).await);
    // A code can be used for one sign-in only.
    let mut again = world.browser(style);
    first(&mut again).await;
    assert_eq!(answer(&mut again, "authenticator", &code, "").await, Err(INVALID_CODE));
    assert_eq!(answer(&mut again, "recovery-code", &recovery, "").await.unwrap(), "/account");
    let mut third = world.browser(style);
    first(&mut third).await;
    assert_eq!(answer(&mut third, "recovery-code", &recovery, "").await, Err(INVALID_CODE));
    assert!(!is_in(&mut third).await);
}

#[apply(matrix)]
async fn a_browser_is_spared_the_step_for_thirty_days(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(style);
    let challenge = first_to_code(&mut browser).await;
    let code = world.code_for(MEMBER).await;
    let fields = [("challenge", challenge.to_string()), ("code", code), ("remember", "on".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.at = format!("/sign-in/code/{challenge}");
    browser.act("verify_code", &fields).await.unwrap();
    world.clock.advance(Seconds::days(29));
    assert_eq!(first(&mut browser).await, "/account");
    assert_eq!(first_with(&mut browser, "not-that-one-at-all").await.unwrap_err().status(), 401);
    let mut other = world.browser(style);
    first_to_code(&mut other).await;
    world.clock.advance(Seconds::days(1));
    first_to_code(&mut browser).await;
    // A remembered browser loses that state when the organisation no longer allows it.
    world.database.execute("UPDATE known_browser SET second_step_until = 9000000000000").await;
    let mut policy = Preset::Invited.policy();
    policy.second_step.may_remember = false;
    world.set_policy("cedar", &policy).await;
    world.clock.advance(Seconds::minutes(2));
    first_to_code(&mut browser).await;
}
