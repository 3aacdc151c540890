//! Stricter rules apply to existing sessions. Rules that would leave no way to sign in are refused.

use crate::console;
use crate::second_step::{MEMBER, answer, first, give_app};
use crate::support::prelude::*;
use domain::Method::{EmailCode, Passkey, TextCode};
use domain::policy::{SecondFactor, SecondStepRule, Served, SessionRules, form};
use domain::{Fields, Policy};
use server::startup;
use service::security::passkeys::Passkeys;

const AT: &str = "cedar";
const SIGN_IN: &str = "/o/cedar/sign-in";
const SERVED: Served = Served { texts: true, passkeys: true };

fn with_step(rule: SecondStepRule, ways: &[SecondFactor]) -> Policy {
    let mut policy = Preset::Links.policy();
    policy.second_step.rule = rule;
    policy.second_step.ways = ways.to_vec();
    policy
}

fn with_session(idle: Seconds, absolute: Seconds) -> Policy {
    Policy { session: SessionRules { idle, absolute }, ..Preset::Links.policy() }
}

/// Opens a world whose organisation asks for no second step, and signs its member in.
async fn open(database: Database, style: Style) -> (World, Browser) {
    let world = crate::second_step::open(database, Preset::Links).await;
    let mut browser = world.browser(style);
    assert_eq!(first(&mut browser).await, "/account");
    (world, browser)
}

#[apply(matrix)]
async fn a_second_step_that_became_required_is_set_up_at_the_next_sign_in_which_is_now(
    database: Database,
    style: Style,
) {
    let (world, mut browser) = open(database, style).await;
    let mut elsewhere = world.browser(style);
    world.sign_in(&mut elsewhere, OWNER).await;
    let ways = [SecondFactor::Passkey, SecondFactor::Authenticator];
    world.set_policy(AT, &with_step(SecondStepRule::Required, &ways)).await;
    assert_eq!(browser.page("/account").await, PageData::Redirect(SIGN_IN.to_owned()));
    // The page to which it leads says why, to this browser only.
    let PageData::SignIn(screen) = browser.page(SIGN_IN).await else { panic!("no sign-in page") };
    let why = screen.notice.unwrap();
    assert!(why.starts_with("Cedar now requires a second step."), "{why}");
    assert!(browser.get(SIGN_IN).await.body.contains(&why));
    for other in [&mut elsewhere, &mut world.browser(style)] {
        assert!(!other.get(SIGN_IN).await.body.contains(&why));
    }
    let to_sign_in = PageData::Redirect(format!("{SIGN_IN}?return_to=/settings/security"));
    assert_eq!(browser.page("/settings/security").await, to_sign_in);
    assert_eq!(browser.get("/settings/download").await.status, 303);
    browser.at = "/settings/security".to_owned();
    assert_eq!(browser.act("begin_authenticator", &[]).await, Err(SignedOut));
    assert!(elsewhere.account().await.is_ok(), "another organisation has its own rules");
    assert_eq!(first(&mut browser).await, "/o/cedar/sign-in/second-step");
    assert_eq!(
        browser.page("/o/cedar/sign-in/second-step").await,
        PageData::Redirect("/o/cedar/sign-in/second-step/set-up".to_owned())
    );
}

#[apply(matrix)]
async fn a_code_that_became_required_is_asked_of_those_who_are_in(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    world.set_policy(AT, &with_step(SecondStepRule::Required, &[SecondFactor::Codes])).await;
    assert_eq!(browser.page("/account").await, PageData::Redirect(SIGN_IN.to_owned()));
    let code_page = first(&mut browser).await;
    let challenge = challenge_in(&code_page);
    let code = world.code_for(MEMBER).await;
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
    // Looser rules end no session, and neither does saving unchanged rules.
    for rule in [SecondStepRule::Required, SecondStepRule::Optional, SecondStepRule::Off, SecondStepRule::Required] {
        world.set_policy(AT, &with_step(rule, &[SecondFactor::Codes])).await;
        assert!(browser.account().await.is_ok(), "{rule:?}");
    }
}

#[apply(matrix)]
async fn who_took_or_set_up_a_second_step_stays_in_when_it_becomes_required(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let (key, _) = give_app(&world, &mut browser).await;
    let mut other = world.browser(style);
    first(&mut other).await;
    answer(&mut other, "authenticator", &app_code(&key, world.now()), "on").await.unwrap();
    let mut spared = other.clone();
    spared.sign_out().await.unwrap();
    assert_eq!(first(&mut spared).await, "/account", "this browser is spared");
    world.set_policy(AT, &with_step(SecondStepRule::Required, &[SecondFactor::Authenticator])).await;
    for browser in [&mut browser, &mut spared] {
        assert!(browser.account().await.is_ok());
    }
    // Codes are no longer allowed, so only methods that were set up count.
    world.set_policy(AT, &with_step(SecondStepRule::Required, &[SecondFactor::Passkey])).await;
    assert_eq!(browser.page("/account").await, PageData::Redirect(SIGN_IN.to_owned()));
}

#[apply(matrix)]
async fn shorter_sessions_end_those_that_are_there_and_longer_ones_bring_none_back(database: Database, style: Style) {
    let (world, mut old) = open(database, style).await;
    world.clock.advance(Seconds::hours(2));
    assert!(old.account().await.is_ok());
    let mut young = world.browser(style);
    assert_eq!(first(&mut young).await, "/account");
    world.set_policy(AT, &with_session(Seconds::hours(1), Seconds::hours(1))).await;
    assert_eq!(old.page("/account").await, PageData::Redirect(SIGN_IN.to_owned()));
    assert!(young.account().await.is_ok());
    world.set_policy(AT, &Preset::Links.policy()).await;
    assert_eq!(old.page("/account").await, PageData::Redirect(SIGN_IN.to_owned()), "it was over");
    assert!(young.account().await.is_ok());
}

#[apply(matrix)]
async fn a_session_of_one_idle_minute_lives_as_long_as_it_is_used(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    world.set_policy(AT, &with_session(Seconds::minutes(1), Seconds::hours(1))).await;
    for _ in 0..6 {
        world.clock.advance(Seconds(40));
        assert!(browser.account().await.is_ok());
    }
    world.clock.advance(Seconds(60));
    assert!(browser.account().await.is_err());
}

/// Saves a policy in an admin's browser.
async fn save(browser: &mut Browser, policy: &Policy) -> Result<String, ApiError> {
    let fields: Fields = form::fields_of(policy);
    let posted: Vec<(&str, &str)> = fields.iter().filter(|(_, value)| !value.is_empty()).collect();
    browser.at = "/admin/policy".to_owned();
    browser.act("save_policy", &posted).await
}

#[apply(matrix)]
async fn rules_that_leave_no_way_in_are_refused(database: Database) {
    let world = World::open(database).await;
    world.give_password(ADMIN, PASSWORD).await;
    let only = |methods: &[domain::Method]| Policy { methods: methods.to_vec(), ..Preset::Codes.policy() };
    let by_text = only(&[TextCode, Passkey]);
    let by_passkey = with_step(SecondStepRule::Required, &[SecondFactor::Passkey]);
    let app = world.other_server(|app| (app.takes_texts, app.passkeys) = (false, None)).await;
    let (mut admin, mut elsewhere) = (world.browser_in(&app), world.browser(Client));
    for browser in [&mut admin, &mut elsewhere] {
        browser.password(ADMIN, PASSWORD).await.unwrap();
    }
    let before = world.database.cells().await;
    for policy in [&by_text, &by_passkey] {
        assert_eq!(save(&mut admin, policy).await, Err(Refused(Refusal::InvalidForm)));
    }
    assert_eq!(world.database.cells().await, before);
    assert!(save(&mut admin, &only(&[TextCode, EmailCode])).await.is_ok());
    // The page says which methods this server can serve.
    let shown = console::page(&mut admin, "/admin/policy").await;
    let AdminPage::Policy(view) = shown else { panic!("{shown:?}") };
    assert_eq!(view.served, Served { texts: false, passkeys: false });

    // A server that can send texts and use passkeys accepts the rules of an admin who can sign in by them.
    world.give_phone(ADMIN, "+12015550142", true).await;
    let fields = form::fields_of(&by_text);
    let confirmed = fields.iter().filter(|(_, value)| !value.is_empty()).chain([(form::CONFIRM, form::ON)]);
    let confirmed: Vec<(&str, &str)> = confirmed.collect();
    elsewhere.at = "/admin/policy".to_owned();
    assert!(elsewhere.act("save_policy", &confirmed).await.is_ok());
    // The check at startup finds a provider that is missing now.
    assert!(Passkeys::of("http://127.0.0.1:3000").is_none());
    startup::check_policies(&world.app.store, SERVED).await.unwrap();
    let closed = startup::check_policies(&world.app.store, Served { texts: false, ..SERVED }).await.unwrap_err();
    let said = format!("{closed:#}");
    assert!(said.contains("the policy of codes") && said.contains("methods: "), "{said}");
}
