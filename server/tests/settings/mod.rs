//! What users manage themselves: reauthentication, the password, sessions, their data, closing the account.

use crate::support::prelude::*;
use app::settings::{SecurityView, SettingsScreen};

mod access;
mod confirmation;
pub mod email;
mod kept;
mod often;
mod password;
mod phone;
mod sessions;
mod time_zone;

pub const NEW: &str = "Lantern3-Over~The-Quay";
const SECURITY: &str = "/settings/security";
/// The functions that a signed-in user calls about their own account.
pub const OWN: [&str; 31] = [
    "add_passkey",
    "allow_access",
    "begin_authenticator",
    "cancel_email_change",
    "change_email",
    "change_password",
    "choose_account",
    "close_account",
    "decline_access",
    "end_other_sessions",
    "end_session",
    "finish_welcome",
    "leave_phone_step",
    "skip_step",
    "prove",
    "prove_with_passkey",
    "put_recovery_codes_away",
    "remove_access",
    "remove_passkey",
    "remove_phone",
    "rename_passkey",
    "renew_recovery_codes",
    "save_profile",
    "send_proof_code",
    "set_phone",
    "skip_passkey_offer",
    "turn_off_authenticator",
    "turn_on_authenticator",
    "welcome_password",
    "welcome_phone",
    "welcome_profile",
];
/// Longer than a reauthentication stays valid.
const LATER: Seconds = Seconds::minutes(11);

/// Opens a world and signs its owner in with a password.
pub async fn open(database: Database, style: Style) -> (World, Browser) {
    let world = World::with_password(database).await;
    let mut browser = world.browser(style);
    browser.password(OWNER, PASSWORD).await.unwrap();
    (world, browser)
}

/// The page of the settings at a path.
pub async fn page(browser: &mut Browser, path: &str) -> SettingsPage {
    let shown: SettingsScreen = browser.shown(path).await.unwrap();
    shown.page
}

pub async fn reauthenticate(browser: &mut Browser, password: &str, next: &str) -> Result<String, ApiError> {
    browser.at = format!("/settings/proof?next={next}");
    browser.act("prove", &[("current", password), ("next", next)]).await
}

async fn security(browser: &mut Browser) -> SecurityView {
    match page(browser, SECURITY).await {
        SettingsPage::Security(view) => view,
        other => panic!("{other:?}"),
    }
}

/// The account's activity as the user sees it, the newest first.
pub async fn activity(browser: &mut Browser) -> Vec<AuditEventKind> {
    match page(browser, "/settings/activity").await {
        SettingsPage::Activity(view) => view.entries.into_iter().map(|entry| entry.what).collect(),
        other => panic!("{other:?}"),
    }
}

pub async fn change_password(browser: &mut Browser, current: &str, new: &str) -> Result<String, ApiError> {
    browser.at = "/settings/security/password".to_owned();
    let fields = [("current", current), ("password", new), ("confirmation", new)];
    browser.act("change_password", &fields).await
}

#[apply(matrix)]
async fn what_changes_a_way_in_asks_for_reauthentication_and_goes_on_where_it_was(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    world.clock.advance(LATER);
    let first = PageData::Redirect("/settings/account/email".to_owned());
    assert_eq!(browser.page("/settings/account/email/new").await, first);
    for path in ["/settings/account/phone", "/settings/account/close"] {
        let to = browser.page(path).await;
        assert_eq!(to, PageData::Redirect(format!("/settings/proof?next={path}")));
    }
    for (function, fields, path) in [
        ("set_phone", &[("phone", NUMBER), ("country", "US")][..], "/settings/account/phone"),
        ("remove_phone", &[], "/settings/account/phone/remove"),
        ("close_account", &[], "/settings/account/close"),
    ] {
        let to = browser.act(function, fields).await.unwrap();
        assert_eq!(to, format!("/settings/proof?next={path}"), "{function}");
    }
    let wrong = reauthenticate(&mut browser, "wrong", "/settings/account/phone").await;
    assert_eq!(wrong, Err(Refused(Refusal::Password(PasswordRefusal::NotCurrent))));
    let before = browser.cookie("portico").unwrap().to_owned();
    let next = reauthenticate(&mut browser, PASSWORD, "/settings/account/phone").await.unwrap();
    assert_eq!(next, "/settings/account/phone");
    assert_ne!(browser.cookie("portico").unwrap(), before);
    assert!(matches!(page(&mut browser, &next).await, SettingsPage::Phone(_)));
    world.clock.advance(LATER);
    assert!(browser.shown::<SettingsScreen>(&next).await.is_err());
}

#[rstest]
#[tokio::test]
async fn reauthentication_leads_to_the_settings_only(#[values(Sqlite)] database: Database) {
    let (_world, mut browser) = open(database, Client).await;
    for elsewhere in ["https://evil.example/", "//evil.example", "/sign-in", ""] {
        let to = reauthenticate(&mut browser, PASSWORD, elsewhere).await.unwrap();
        assert_eq!(to, "/settings/account", "{elsewhere}");
    }
}

#[rstest]
#[tokio::test]
async fn a_signed_out_user_sees_nothing_and_comes_back_where_they_were(
    #[values(Sqlite)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    for path in ["/settings/account", SECURITY, "/settings/activity", "/settings/proof"] {
        assert_eq!(browser.page(path).await, PageData::Redirect(format!("/sign-in?return_to={path}")));
    }
    let number = "0123456789abcdef0123456789abcdef";
    for function in OWN {
        let fields = [
            ("current", PASSWORD),
            ("password", NEW),
            ("confirmation", NEW),
            ("next", ""),
            ("email", STRANGER),
            ("phone", NUMBER),
            ("country", "US"),
            ("name", "Jo"),
            ("time_zone", ""),
            ("language", ""),
            ("session", "1"),
            ("passkey", number),
            ("request", number),
            ("grant", number),
            ("answer", "{}"),
            ("code", "123456"),
            ("step", "phone"),
            ("return_to", ""),
        ];
        browser.at = SECURITY.to_owned();
        assert_eq!(browser.act(function, &fields).await, Err(SignedOut), "{function}");
    }
    assert_eq!(browser.get("/settings/download").await.status, 303);
}

#[apply(matrix)]
async fn a_name_and_a_time_zone_are_kept(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let save = |name, zone| [("name", name), ("time_zone", zone), ("language", "")];
    assert_eq!(
        browser.act("save_profile", &save("Jo Doe", "Europe/Berlin")).await.unwrap(),
        "/settings/account?done=profile"
    );
    let shown: SettingsScreen = browser.shown("/settings/account").await.unwrap();
    assert_eq!(shown.context.name.as_deref(), Some("Jo Doe"));
    let SettingsPage::Account(view) = shown.page else { panic!("no account page") };
    assert_eq!(view.time_zone.as_deref(), Some("Europe/Berlin"));
    assert!(security(&mut browser).await.sessions[0].last_seen.exact.ends_with("(Europe/Berlin)"));
    let unknown = browser.act("save_profile", &save(" ", "Atlantis")).await;
    let both = Refusal::InvalidField(FormField::Name).and(Refusal::InvalidField(FormField::TimeZone));
    assert_eq!(unknown, Err(Refused(both)));
    assert_eq!(browser.act("save_profile", &save(" ", "")).await, Err(Refused(Refusal::InvalidField(FormField::Name))));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE name = 'Jo Doe'").await, 1);
}

#[apply(matrix)]
async fn a_code_that_is_on_its_way_leads_where_it_was_asked_for_last(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    world.sign_in(&mut browser, OWNER).await;
    world.clock.advance(LATER);
    let first = browser.act("send_proof_code", &[("next", "/settings/account/close")]).await.unwrap();
    let again = browser.act("send_proof_code", &[("next", "/settings/account/phone")]).await.unwrap();
    assert_eq!(first, again);
    let code = world.code_for(OWNER).await;
    let challenge = challenge_in(&again);
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/settings/account/phone");
}

#[apply(matrix)]
async fn a_closed_account_is_gone_and_its_address_stays_reserved(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    browser.at = "/settings/account/close".to_owned();
    assert_eq!(browser.act("close_account", &[]).await.unwrap(), "/sign-in");
    assert!(browser.cookie("portico").is_none());
    assert!(browser.account().await.is_err());
    assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(wrong_password(1)));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your account was closed").len(), 1);
    let left = "SELECT COUNT(*) FROM account WHERE name IS NOT NULL AND closed_at IS NOT NULL";
    assert_eq!(world.database.number(left).await, 0);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM password").await, 0);
    let fields = [("organisation", ""), ("name", "New"), ("email", OWNER), ("password", NEW)];
    world.browser(Client).act("sign_up", &fields).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "can't be used").len(), 1);
}

#[apply(matrix)]
async fn ones_own_data_is_a_file(database: Database) {
    let (_world, mut browser) = open(database, Client).await;
    let answer = browser.get("/settings/download").await;
    assert!(answer.header("content-disposition").starts_with("attachment"), "{:?}", answer.headers);
    assert_eq!(answer.header("cache-control"), "no-store");
    let data: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(data["account"]["email"], OWNER);
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(data["activity"][0]["what"], "signed_in");
    for secret in ["argon2", browser.cookie("portico").unwrap()] {
        assert!(!answer.body.contains(secret), "{secret}");
    }
}

/// The clock is advanced, so that nothing cached by the request before is used.
#[apply(matrix)]
async fn every_page_is_ready_after_a_few_questions_to_the_database(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    for path in [
        "/settings/account",
        "/settings/account/email",
        "/settings/account/email/new",
        "/settings/account/phone",
        "/settings/account/profile",
        "/settings/account/close",
        SECURITY,
        "/settings/security/password",
        "/settings/activity",
        "/settings/proof",
    ] {
        world.clock.advance(Seconds(2));
        let before = world.app.store.statements();
        browser.shown::<SettingsScreen>(path).await.unwrap();
        let asked = world.app.store.statements() - before;
        // This page has four lists, which are read at once.
        let most = if path == SECURITY { 4 } else { 3 };
        assert!((1..=most).contains(&asked), "{path} asked {asked} times");
    }
}

#[rstest]
#[tokio::test]
async fn password_managers_find_where_a_password_is_changed(#[values(Sqlite)] database: Database) {
    let (_world, mut browser) = open(database, Form).await;
    assert_eq!(browser.get("/.well-known/change-password").await.status, 303);
    let answer = browser.follow().await;
    assert_eq!(answer.status, 200);
    assert!(matches!(security(&mut browser).await, SecurityView { rules: Some(_), .. }));
}
