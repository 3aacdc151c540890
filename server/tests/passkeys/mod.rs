//! Passkeys: added in the settings, used for sign-in and reauthentication, and invalid once they are removed.

use crate::settings::{activity, page, reauthenticate};
use crate::support::prelude::*;
use app::passkeys::PasskeyChallenge;
use app::settings::{EmailView, PasskeysView, Removal, RemovalView};
use app::sign_in::{PasskeyButtonPosition, SignInScreen};
use domain::policy::{SecondStep, SecondStepRule};
use domain::refusal::PasskeyRefusal;
use domain::{Method, Policy, limits};
use serde_json::json;

mod offer;
mod refusals;
mod second_step;

pub const REFUSED: Result<String, ApiError> = Err(Refused(Refusal::Passkey(PasskeyRefusal::Invalid)));
/// Tells the browser to forget the passkey.
pub const UNKNOWN: Result<String, ApiError> = Err(Refused(Refusal::Passkey(PasskeyRefusal::Unknown)));
const SECURITY: &str = "/settings/security";
/// Longer than a reauthentication stays valid.
const LATER: Seconds = Seconds::minutes(11);

/// A policy with passkeys and passwords, and without a second step.
pub fn policy() -> Policy {
    let second_step = SecondStep { rule: SecondStepRule::Off, ways: Vec::new(), may_remember: true };
    Policy { methods: vec![Method::Passkey, Method::Password], second_step, ..Preset::Codes.policy() }
}

/// Opens a world that accepts passkeys, and signs its owner in with a password.
pub async fn open(database: Database) -> (World, Browser) {
    let world = World::open(database).await;
    for slug in ["codes", "north-star"] {
        world.set_policy(slug, &policy()).await;
    }
    world.give_password(OWNER, PASSWORD).await;
    world.give_password(TENANT, PASSWORD).await;
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    (world, browser)
}

pub async fn ask(browser: &mut Browser, purpose: &str, organisation: &str) -> Result<PasskeyChallenge, ApiError> {
    let answer = browser.post("ask_for_passkey", &[("purpose", purpose), ("organisation", organisation)]).await;
    if answer.status.is_success() { Ok(answer.decoded()) } else { Err(answer.decoded()) }
}

pub async fn add(browser: &mut Browser, device: &mut Device, name: &str) -> Result<String, ApiError> {
    let asked = ask(browser, "making", "").await?;
    let answer = device.make(&asked.options);
    browser.act("add_passkey", &[("name", name), ("request", &asked.request), ("answer", &answer)]).await
}

pub async fn enter(browser: &mut Browser, device: &mut Device) -> Result<String, ApiError> {
    enter_at(browser, device, "").await
}

pub async fn enter_at(browser: &mut Browser, device: &mut Device, at: &str) -> Result<String, ApiError> {
    let asked = ask(browser, "sign_in", at).await?;
    let answer = device.answer(&asked.options);
    send(browser, at, &asked.request, &answer).await
}

pub async fn send(browser: &mut Browser, at: &str, request: &str, answer: &str) -> Result<String, ApiError> {
    browser.act("sign_in_with_passkey", &[("organisation", at), ("request", request), ("answer", answer)]).await
}

pub async fn listed(browser: &mut Browser) -> PasskeysView {
    match page(browser, SECURITY).await {
        SettingsPage::Security(view) => view.passkeys.expect("passkeys are taken here"),
        other => panic!("{other:?}"),
    }
}

async fn sign_in_page(browser: &mut Browser, path: &str) -> SignInScreen {
    match browser.page(path).await {
        PageData::SignIn(screen) => screen,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn a_passkey_is_added_and_lets_in_without_anything_typed(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    assert_eq!(add(&mut browser, &mut device, " Blue key ").await.unwrap(), "/settings/security?done=passkey");
    let view = listed(&mut browser).await;
    assert!(view.may_add && view.passkeys.len() == 1);
    assert_eq!((view.passkeys[0].name.as_str(), &view.passkeys[0].used), ("Blue key", &None));
    assert!(activity(&mut browser).await.contains(&AuditEventKind::PasskeyAdded));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "A passkey was added to your account").len(), 1);

    let mut other = world.browser(Client);
    assert_eq!(sign_in_page(&mut other, "/sign-in").await.passkey, Some(PasskeyButtonPosition::Above));
    assert_eq!(enter(&mut other, &mut device).await.unwrap(), "/account");
    assert_eq!(other.account().await.unwrap().email, OWNER);
    assert!(listed(&mut other).await.passkeys[0].used.is_some());
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 2);
    let remembered = sign_in_page(&mut other, "/sign-in").await;
    assert!(remembered.is_remembered && remembered.passkey == Some(PasskeyButtonPosition::Remembered));
    assert_eq!(remembered.methods, [Method::Password]);
}

#[apply(matrix)]
async fn adding_and_removing_ask_for_reauthentication_and_end_the_other_sessions(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut other = world.browser(Client);
    other.password(OWNER, PASSWORD).await.unwrap();
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    assert!(other.account().await.is_err());
    world.clock.advance(LATER);
    let reauthentication = "/settings/proof?next=/settings/security/passkeys/new";
    assert_eq!(browser.page("/settings/security/passkeys/new").await, PageData::Redirect(reauthentication.to_owned()));
    let refused = Err(Refused(Refusal::ReauthenticationRequired));
    assert_eq!(ask(&mut browser, "making", "").await.map(|asked| asked.request), refused);
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    let to_reauthentication = browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
    let asked = format!("/settings/proof?next=/settings/security/passkeys/remove%3Fpasskey%3D{id}");
    assert_eq!(to_reauthentication, asked);
    let confirm = page(&mut browser, &format!("/settings/security/passkeys/remove?passkey={id}")).await;
    let view = RemovalView { what: Removal::Passkey, subject: "One".to_owned(), id: id.clone() };
    assert_eq!(confirm, SettingsPage::Removal(view));
    reauthenticate(&mut browser, PASSWORD, SECURITY).await.unwrap();
    let mut third = world.browser(Client);
    enter(&mut third, &mut device).await.unwrap();
    let removed = browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
    assert_eq!(removed, "/settings/security?done=passkey-removed");
    assert!(third.account().await.is_err());
    assert_eq!(enter(&mut third, &mut device).await, UNKNOWN);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "A passkey was removed from your account").len(), 1);
    assert!(activity(&mut browser).await.contains(&AuditEventKind::PasskeyRemoved));
}

#[apply(matrix)]
async fn a_passkey_reauthenticates_also_for_a_new_address(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    world.clock.advance(LATER);
    let SettingsPage::Reauthentication(view) = page(&mut browser, "/settings/account/email").await else {
        panic!("no reauthentication")
    };
    assert!(view.by_passkey);
    let asked = ask(&mut browser, "proof", "").await.unwrap();
    let answer = device.answer(&asked.options);
    let next = "/settings/account/email/new";
    let fields = [("request", asked.request.as_str()), ("answer", &answer), ("next", next)];
    assert_eq!(browser.act("prove_with_passkey", &fields).await.unwrap(), next);
    assert_eq!(page(&mut browser, next).await, SettingsPage::Email(EmailView));
    assert_eq!(browser.act("prove_with_passkey", &fields).await, REFUSED);
}

#[apply(matrix)]
async fn a_passkey_gets_another_name(database: Database) {
    let (_world, mut browser) = open(database).await;
    add(&mut browser, &mut Device::of(1), "One").await.unwrap();
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    let SettingsPage::Passkey(view) =
        page(&mut browser, &format!("/settings/security/passkeys/name?passkey={id}")).await
    else {
        panic!("no such page")
    };
    assert_eq!(view.name, "One");
    let rename = [("passkey", id.as_str()), ("name", "Key on my desk")];
    assert_eq!(browser.act("rename_passkey", &rename).await.unwrap(), "/settings/security?done=passkey-name");
    assert_eq!(listed(&mut browser).await.passkeys[0].name, "Key on my desk");
    let long = "x".repeat(61);
    let refused = browser.act("rename_passkey", &[("passkey", &id), ("name", &long)]).await;
    assert_eq!(refused, Err(Refused(Refusal::InvalidField(FormField::PasskeyName))));
    assert_eq!(browser.page("/settings/security/passkeys/name?passkey=0").await, PageData::NotFound);
}

#[apply(matrix)]
async fn the_last_way_in_stays(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    world.database.execute("DELETE FROM password").await;
    world.clock.advance(Seconds(2));
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    let removed = browser.act("remove_passkey", &[("passkey", &id)]).await;
    assert_eq!(removed, Err(Refused(Refusal::LastWayIn)));
    add(&mut browser, &mut Device::of(2), "Two").await.unwrap();
    browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
    assert_eq!(listed(&mut browser).await.passkeys.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_device_is_told_which_passkeys_there_are_already(#[values(Sqlite)] database: Database) {
    let (_world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "One").await.unwrap();
    let asked = ask(&mut browser, "making", "").await.unwrap();
    assert!(device.has_one_of(&asked.options));
    // A device that ignores the exclusion and registers the passkey again is refused.
    let answer = Device::of(1).make(&asked.options);
    let fields = [("name", "Again"), ("request", asked.request.as_str()), ("answer", &answer)];
    assert_eq!(browser.act("add_passkey", &fields).await, REFUSED);
}

#[apply(matrix)]
async fn passkeys_are_in_the_download_and_gone_with_the_account(database: Database) {
    let (world, mut browser) = open(database).await;
    let mut device = Device::of(1);
    add(&mut browser, &mut device, "Blue key").await.unwrap();
    assert!(browser.get("/settings/download").await.body.contains("\"Blue key\""));
    browser.act("close_account", &[]).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM passkey").await, 0);
    assert_eq!(enter(&mut world.browser(Client), &mut device).await, UNKNOWN);
}

/// The options request no conditional UI: with it, pressing a button would open no window. The client adds it itself.
#[apply(matrix)]
async fn what_a_browser_is_asked_opens_a_window(database: Database) {
    let (world, mut browser) = open(database).await;
    add(&mut browser, &mut Device::of(1), "One").await.unwrap();
    let mut visitor = world.browser(Client);
    let all = [
        ask(&mut visitor, "sign_in", "").await.unwrap(),
        ask(&mut browser, "proof", "").await.unwrap(),
        ask(&mut browser, "making", "").await.unwrap(),
    ];
    for asked in all {
        let options: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
        let names: Vec<_> = options.as_object().unwrap().keys().collect();
        assert_eq!(names, ["publicKey"], "{}", asked.options);
        assert_eq!(options["publicKey"]["timeout"], 300_000, "the client ends a window that says nothing");
    }
}

#[apply(matrix)]
async fn the_browser_is_told_which_passkeys_there_are(database: Database) {
    let (world, mut browser) = open(database).await;
    let accepted = async |browser: &mut Browser| match page(browser, SECURITY).await {
        SettingsPage::Security(view) => {
            serde_json::from_str::<serde_json::Value>(&view.accepted_passkeys.unwrap()).unwrap()
        }
        other => panic!("{other:?}"),
    };
    let none = accepted(&mut browser).await;
    assert_eq!((&none["rpId"], &none["allAcceptedCredentialIds"]), (&json!("localhost"), &json!([])));
    let (mut one, mut two) = (Device::of(1), Device::of(2));
    add(&mut browser, &mut one, "One").await.unwrap();
    world.clock.advance(Seconds(1));
    add(&mut browser, &mut two, "Two").await.unwrap();
    let both = accepted(&mut browser).await;
    assert_eq!(both["allAcceptedCredentialIds"], json!([two.id(), one.id()]));
    assert_eq!(both["userId"], one.user_handle());
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
    assert_eq!(accepted(&mut browser).await["allAcceptedCredentialIds"], json!([one.id()]));
    // The list also shrinks when passkeys are no longer allowed and the last one is removed.
    world.set_policy("codes", &Policy { methods: vec![Method::Password], ..policy() }).await;
    let id = listed(&mut browser).await.passkeys[0].id.clone();
    browser.act("remove_passkey", &[("passkey", &id)]).await.unwrap();
    assert_eq!(accepted(&mut browser).await, none);
}

#[apply(matrix)]
async fn only_so_many_passkeys_are_asked_for(database: Database) {
    let (world, _) = open(database).await;
    let mut browser = world.browser(Client);
    let limit = limits::PASSKEY_REQUESTS_PER_CLIENT_AND_HOUR;
    let codes = world.organisation("codes").await;
    let client = service::security::rate_limit::Subject::Client(codes, browser.client);
    world.consume(limit, client, limit.allowed).await;
    let until = world.now() + limit.window;
    let refused = ask(&mut browser, "sign_in", "").await.map(|asked| asked.request);
    assert_eq!(refused, Err(too_many(until)));
}
