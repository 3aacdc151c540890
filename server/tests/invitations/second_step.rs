//! The second step during onboarding: set up there, set up before during sign-in, or required meanwhile.

use super::*;
use crate::passkeys;
use crate::second_step::answer;
use crate::settings::{page, reauthenticate};
use app::onboarding::{OnboardingPage, OnboardingScreen, SecondStepProgress, StepView};
use domain::AdminAct;
use domain::invitation::InvitationState;
use domain::onboarding::{Outcome, Step};

const HERE: &str = "/welcome/second-step";
const APP: &str = "/settings/security/authenticator?return_to=/welcome/second-step";
const CODES: &str = "/settings/security/recovery-codes?return_to=/welcome/second-step";

/// A user at the second step of onboarding, who still has the temporary password. Returns the browser and the password.
async fn at_the_step(world: &World, style: Style) -> (Browser, String) {
    invite(world, &admin(world).await, NEW).await;
    let first = temporary_for(world, NEW).await;
    world.set_policy(AT, &Preset::Temporary.policy()).await;
    let mut browser = world.browser(style);
    enter(world, &mut browser, NEW, &first).await.unwrap();
    for (step, next) in [("profile", "/welcome/phone"), ("phone", HERE)] {
        browser.at = format!("/welcome/{step}");
        assert_eq!(browser.act("skip_step", &[("step", step)]).await.unwrap(), next);
    }
    (browser, first)
}

async fn shown(browser: &mut Browser, path: &str) -> OnboardingScreen {
    browser.shown(path).await.unwrap_or_else(|page| panic!("{path}: {page:?}"))
}

async fn progress(browser: &mut Browser) -> SecondStepProgress {
    match shown(browser, HERE).await.page {
        OnboardingPage::SecondStep(progress) => progress,
        other => panic!("{other:?}"),
    }
}

fn view_of(screen: &OnboardingScreen) -> StepView {
    screen.steps.iter().find(|view| view.step == Step::SecondStep).cloned().expect("no second step")
}

async fn skip_step(browser: &mut Browser) -> Result<String, ApiError> {
    browser.at = HERE.to_owned();
    browser.act("skip_step", &[("step", "second-step")]).await
}

/// The key of the app that is being set up on the page at a path.
async fn key(browser: &mut Browser, path: &str) -> String {
    match page(browser, path).await {
        SettingsPage::Authenticator(view) => view.waiting.expect("no app waits").key,
        other => panic!("{other:?}"),
    }
}

/// Sets an app up and returns the address that this leads to.
async fn turn_app_on(world: &World, browser: &mut Browser) -> String {
    browser.act("begin_authenticator", &[("return_to", HERE)]).await.unwrap();
    let code = app_code(&key(browser, APP).await, world.now());
    browser.act("turn_on_authenticator", &[("code", &code), ("return_to", HERE)]).await.unwrap()
}

#[apply(matrix)]
async fn an_app_is_set_up_in_onboarding_which_goes_on_then(database: Database, style: Style) {
    let world = open(database, Preset::Temporary).await;
    let (mut browser, first) = at_the_step(&world, style).await;
    let before = progress(&mut browser).await;
    assert_eq!((before.authenticator, before.passkey, before.codes_to), (Some(false), Some(false), None));
    assert!(!before.is_done && before.may_skip && before.recovery_codes.is_none());
    let html = browser.get(HERE).await.body;
    for part in
        ["Set up authenticator app", "Add a passkey", "Skip for now", "passkeys/new?return_to=/welcome/second-step"]
    {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    browser.at = HERE.to_owned();
    assert_eq!(browser.act("begin_authenticator", &[("return_to", HERE)]).await.unwrap(), APP);
    let key = key(&mut browser, APP).await;
    let html = browser.get(APP).await.body;
    assert!(html.contains("href=\"/welcome/second-step\"") && html.contains("Set up your account"), "{html}");
    browser.at = APP.to_owned();
    let wrong = browser.act("turn_on_authenticator", &[("code", "12345"), ("return_to", HERE)]).await;
    assert_eq!(wrong, Err(INVALID_CODE));
    let fields = [("code", app_code(&key, world.now())), ("return_to", HERE.to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.act("turn_on_authenticator", &fields).await.unwrap(), CODES);
    assert!(matches!(page(&mut browser, CODES).await, SettingsPage::RecoveryCodes(view) if view.fresh.len() == 10));
    browser.at = CODES.to_owned();
    assert_eq!(browser.act("put_recovery_codes_away", &[("return_to", HERE)]).await.unwrap(), HERE);
    let after = progress(&mut browser).await;
    assert_eq!((after.authenticator, after.is_done, after.recovery_codes), (Some(true), true, Some(10)));
    let noted = view_of(&shown(&mut browser, HERE).await);
    assert_eq!((noted.outcome, noted.note.as_deref()), (Some(Outcome::Done), Some("Authenticator app")));
    let html = browser.get(HERE).await.body;
    assert!(html.contains(">Continue<") && !html.contains("Skip for now"), "{html}");

    // In another browser, sign-in asks for the app, and the onboarding step is done.
    world.clock.advance(Seconds(60));
    let mut other = world.browser(style);
    assert_eq!(enter(&world, &mut other, NEW, &first).await.unwrap(), "/o/cedar/sign-in/second-step");
    assert_eq!(answer(&mut other, "authenticator", &app_code(&key, world.now()), "").await.unwrap(), "/welcome");
    assert_eq!(shown(&mut other, "/welcome").await.page.step(), Step::Password);
    assert_eq!(skip_step(&mut other).await.unwrap(), "/welcome/password");
}

#[apply(matrix)]
async fn what_an_admin_reset_is_a_step_again(database: Database) {
    let world = open(database, Preset::Temporary).await;
    let (mut browser, first) = at_the_step(&world, Client).await;
    turn_app_on(&world, &mut browser).await;
    assert_eq!(view_of(&shown(&mut browser, HERE).await).outcome, Some(Outcome::Done));
    assert_eq!(skip_step(&mut browser).await.unwrap(), "/welcome/password");

    let mut chief = console::chief(&world, Client).await;
    let id = world.id_of(NEW).await;
    crate::console::act(&mut chief, id, AdminAct::ResetSecondStep).await.unwrap();
    world.clock.advance(Seconds(60));
    let mut other = world.browser(Client);
    enter(&world, &mut other, NEW, &first).await.unwrap();
    let screen = shown(&mut other, "/welcome").await;
    assert_eq!((screen.page.step(), view_of(&screen).outcome), (Step::SecondStep, None));
}

#[apply(matrix)]
async fn what_was_turned_off_again_is_not_called_done(database: Database) {
    let world = open(database, Preset::Temporary).await;
    let (mut browser, _) = at_the_step(&world, Client).await;
    turn_app_on(&world, &mut browser).await;
    browser.act("turn_off_authenticator", &[]).await.unwrap();
    let screen = shown(&mut browser, "/welcome").await;
    assert_eq!((screen.page.step(), view_of(&screen).outcome), (Step::Password, None));
    assert_eq!(shown(&mut browser, HERE).await.page.step(), Step::SecondStep);
}

#[apply(matrix)]
async fn a_passkey_is_added_in_onboarding_and_recovery_codes_are_shown_once(database: Database) {
    let world = open(database, Preset::Temporary).await;
    let (mut browser, _) = at_the_step(&world, Client).await;
    let mut device = Device::of(1);
    let asked = passkeys::ask(&mut browser, "making", "").await.unwrap();
    let made = device.make(&asked.options);
    let fields = [("name", "One"), ("request", &asked.request), ("answer", &made), ("return_to", HERE)];
    assert_eq!(browser.act("add_passkey", &fields).await.unwrap(), CODES);
    // Once the codes were acknowledged, the page shows only how many are left.
    browser.act("put_recovery_codes_away", &[("return_to", HERE)]).await.unwrap();
    assert!(matches!(page(&mut browser, CODES).await, SettingsPage::RecoveryCodes(view) if view.fresh.is_empty()));
    let html = browser.get(CODES).await.body;
    assert!(html.contains("10 codes are left") && html.contains(">Continue<"), "{html}");
    let progress = progress(&mut browser).await;
    assert_eq!((progress.passkey, progress.authenticator, progress.is_done), (Some(true), Some(false), true));
    // A second method shows no codes: the account has them already.
    assert_eq!(turn_app_on(&world, &mut browser).await, HERE);
    assert_eq!(skip_step(&mut browser).await.unwrap(), "/welcome/password");
}

#[apply(matrix)]
async fn an_expired_reauthentication_leads_back_into_the_onboarding(database: Database, style: Style) {
    let world = open(database, Preset::Temporary).await;
    let (mut browser, _) = at_the_step(&world, style).await;
    world.give_password(NEW, OWN).await;
    world.clock.advance(Seconds::minutes(11));
    let here = format!("{HERE}?return_to={APPLICATION}/reports");
    browser.at = here.clone();
    let to_reauthentication = browser.act("begin_authenticator", &[("return_to", &here)]).await.unwrap();
    let (_, next) = to_reauthentication.split_once("?next=").unwrap_or_else(|| panic!("{to_reauthentication}"));
    let next = form_urlencoded::parse(format!("next={next}").as_bytes()).next().unwrap().1.into_owned();
    for path in ["/settings/security/passkeys/new", "/settings/security/authenticator"] {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &here).finish();
        match browser.page(&format!("{path}?{query}")).await {
            PageData::Redirect(to) => {
                assert_eq!(to, to_reauthentication.replace("/settings/security/authenticator", path))
            }
            other => panic!("{path}: {other:?}"),
        }
    }
    let next_page = reauthenticate(&mut browser, OWN, &next).await.unwrap();
    assert_eq!(next_page, next);
    let shown: app::settings::SettingsScreen = browser.shown(&next_page).await.unwrap();
    assert_eq!(shown.context.return_to.as_deref(), Some(here.as_str()));
    // An address that is not allowed is ignored.
    let away = "/settings/security/recovery-codes?return_to=https://elsewhere.example";
    browser.at = away.to_owned();
    let fields = [("return_to", "https://elsewhere.example")];
    let led = browser.act("put_recovery_codes_away", &fields).await.unwrap();
    assert_eq!(led, "/settings/security?done=recovery-codes");
}

#[apply(matrix)]
async fn what_was_set_up_on_the_way_in_is_done_in_onboarding(database: Database, style: Style) {
    let world = open(database, Preset::Hardened).await;
    invite(&world, &admin(&world).await, NEW).await;
    world.set_policy(AT, &Preset::Hardened.policy()).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let temporary = temporary_for(&world, NEW).await;
    let away = format!("{APPLICATION}/reports");
    browser.password_to(AT, NEW, &temporary, &away).await.unwrap();
    assert_eq!(choose(&mut browser, OWN).await.unwrap(), "/o/cedar/sign-in/second-step");
    let key = crate::second_step::begin_set_up(&mut browser).await;
    assert_eq!(browser.page("/welcome").await, PageData::Redirect("/o/cedar/sign-in".to_owned()));
    let code = app_code(&key, world.now());
    let codes = browser.act("finish_set_up", &[("code", &code)]).await.unwrap();
    let led = format!("/welcome?return_to={away}");
    let query = form_urlencoded::parse(codes.split_once('?').unwrap().1.as_bytes()).next().unwrap();
    assert_eq!((query.0.as_ref(), query.1.as_ref()), ("return_to", led.as_str()), "{codes}");
    browser.at = codes.clone();
    assert_eq!(browser.act("put_recovery_codes_away", &[("return_to", &led)]).await.unwrap(), led);
    let screen = shown(&mut browser, &led).await;
    assert_eq!((screen.page.step(), screen.return_to.as_deref()), (Step::Profile, Some(away.as_str())));
    assert_eq!(view_of(&screen).outcome, Some(Outcome::Done));
    assert_eq!(browser.page(HERE).await, PageData::Redirect("/welcome".to_owned()), "not that far yet");
    for (step, next) in [("profile", "/welcome/phone"), ("phone", HERE), ("second-step", "/welcome/done")] {
        browser.at = format!("/welcome/{step}");
        assert_eq!(browser.act("skip_step", &[("step", step)]).await.unwrap(), next);
    }
    browser.at = "/welcome/done".to_owned();
    assert_eq!(browser.act("finish_welcome", &[("return_to", &away)]).await.unwrap(), away);
}

#[apply(matrix)]
async fn a_second_step_that_becomes_required_is_set_up_on_the_way_back_into_onboarding(
    database: Database,
    style: Style,
) {
    let world = open(database, Preset::Invited).await;
    let mut admin = admin(&world).await;
    let mut browser = arrive(&world, style).await;
    for step in ["profile", "phone"] {
        browser.at = format!("/welcome/{step}");
        browser.act("skip_step", &[("step", step)]).await.unwrap();
    }
    assert_eq!(journey::state(&world, &admin).await, InvitationState::SignedIn(Step::Done));
    // The organisation requires a second step while the user is signed in.
    world.set_policy(AT, &Preset::Hardened.policy()).await;
    admin.signed_in.organisation.policy = Preset::Hardened.policy();
    assert_eq!(journey::state(&world, &admin).await, InvitationState::SignedIn(Step::SecondStep));
    assert_eq!(browser.page(HERE).await, PageData::Redirect("/o/cedar/sign-in".to_owned()));
    assert_eq!(skip_step(&mut browser).await, Err(SignedOut));
    assert_eq!(enter(&world, &mut browser, NEW, OWN).await.unwrap(), "/o/cedar/sign-in/second-step");
    let key = crate::second_step::begin_set_up(&mut browser).await;
    browser.act("finish_set_up", &[("code", &app_code(&key, world.now()))]).await.unwrap();
    assert_eq!(view_of(&shown(&mut browser, HERE).await).outcome, Some(Outcome::Done));
    assert_eq!(skip_step(&mut browser).await.unwrap(), "/welcome/done");
}
