//! Where a second step is required, an account without one sets it up during sign-in. An admin can reset it.

use super::{AUTHENTICATOR, MEMBER, answer, first, give_app, is_in, open};
use crate::{console, settings::page, support::prelude::*};
use app::paths::SecondStepRoute;
use app::second_step::{SecondStepPage, SecondStepScreen};
use app::settings::SettingsScreen;
use domain::AdminAct;
use domain::policy::SecondFactor::{Authenticator, Passkey};

const SET_UP: &str = "/o/cedar/sign-in/second-step/set-up";
const APP: &str = "/o/cedar/sign-in/second-step/set-up/authenticator";
const FIRST_PASSKEY: &str = "/o/cedar/sign-in/second-step/set-up/passkey";

/// The key that the page shows.
async fn key(browser: &mut Browser) -> Option<String> {
    let screen: SecondStepScreen = browser.shown(APP).await.unwrap();
    match screen.page {
        SecondStepPage::SetUpAuthenticator { app } => app.map(|app| app.key),
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn a_required_step_is_set_up_on_the_way_in(database: Database, style: Style) {
    let world = open(database, Preset::Hardened).await;
    let mut browser = world.browser(style);
    assert_eq!(first(&mut browser).await, AUTHENTICATOR);
    assert_eq!(browser.page(AUTHENTICATOR).await, PageData::Redirect(SET_UP.to_owned()));
    let screen: SecondStepScreen = browser.shown(SET_UP).await.unwrap();
    assert_eq!(screen.page, SecondStepPage::SetUp { ways: vec![Passkey, Authenticator] });
    assert_eq!(key(&mut browser).await, None, "looking makes no secret");
    assert_eq!(browser.act("begin_set_up", &[]).await.unwrap(), APP);
    let key = key(&mut browser).await.unwrap();
    assert!(!is_in(&mut browser).await);
    browser.at = APP.to_owned();
    assert_eq!(browser.act("finish_set_up", &[("code", "12345")]).await, Err(INVALID_CODE));
    let code = app_code(&key, world.now());
    let on = browser.act("finish_set_up", &[("code", &code)]).await.unwrap();
    assert_eq!(on, "/settings/security/recovery-codes?return_to=/account");
    assert!(is_in(&mut browser).await);
    let SettingsPage::RecoveryCodes(codes) = page(&mut browser, &on).await else { panic!("no codes") };
    assert_eq!(codes.fresh.len(), 10);
    browser.at = on;
    assert_eq!(browser.act("put_recovery_codes_away", &[("return_to", "/account")]).await.unwrap(), "/account");
    // From now on sign-in asks for the app, and the first step alone cannot set up another method.
    world.clock.advance(Seconds(60));
    let mut other = world.browser(style);
    first(&mut other).await;
    assert_eq!(other.act("begin_set_up", &[]).await, Err(Refused(Refusal::NotOffered)));
    assert_eq!(other.page(SET_UP).await, PageData::Redirect(AUTHENTICATOR.to_owned()));
    assert_eq!(answer(&mut other, "authenticator", &app_code(&key, world.now()), "on").await.unwrap(), "/account");
    let mut again = other.clone();
    assert_eq!(first(&mut again).await, AUTHENTICATOR, "this organisation spares nobody");
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, "authenticator app").len(), 1);
}

#[apply(matrix)]
async fn setting_up_leads_back_to_the_choice_and_offers_no_reset_of_what_is_not_there(style: Style) {
    let world = open(Sqlite, Preset::Hardened).await;
    let mut browser = world.browser(style);
    first(&mut browser).await;
    let back = [SecondStepRoute::SetUp];
    for (path, others) in [(SET_UP, &back[..0]), (FIRST_PASSKEY, &back[..]), (APP, &back[..])] {
        let screen: SecondStepScreen = browser.shown(path).await.unwrap();
        assert_eq!((screen.choices.others.as_slice(), screen.choices.is_resettable), (others, false), "{path}");
        let page = browser.get(path).await.body;
        assert_eq!(page.contains(&format!("href=\"{SET_UP}\"")), !others.is_empty(), "{path}");
        assert!(!page.contains("can reset"), "{path}: {page}");
    }
}

#[apply(matrix)]
#[case(&format!("{APPLICATION}/reports?a=1"), &format!("{APPLICATION}/reports?a=1"))]
#[case("/settings/activity", "/settings/activity")]
#[case("https://elsewhere.example/", "/account")]
async fn after_setting_up_on_the_way_in_people_go_on_where_they_wanted_to(
    #[case] wanted: &str,
    #[case] leads: &str,
    database: Database,
    style: Style,
) {
    let world = open(database, Preset::Hardened).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_to("cedar", MEMBER, PASSWORD, wanted).await.unwrap(), AUTHENTICATOR);
    browser.at = SET_UP.to_owned();
    browser.act("begin_set_up", &[]).await.unwrap();
    let key = key(&mut browser).await.unwrap();
    browser.at = APP.to_owned();
    let on = browser.act("finish_set_up", &[("code", &app_code(&key, world.now()))]).await.unwrap();
    let shown: SettingsScreen = browser.shown(&on).await.unwrap();
    assert_eq!(shown.context.return_to.as_deref(), Some(leads));
    let answer = browser.get(&on).await;
    let is_away = leads.starts_with(APPLICATION);
    let policy = answer.header("content-security-policy");
    assert_eq!(policy.contains(&format!("form-action 'self' {APPLICATION}")), is_away, "{policy}");
    browser.at = on.clone();
    assert_eq!(browser.act("put_recovery_codes_away", &[("return_to", leads)]).await.unwrap(), leads);
    // The page of the codes shows none when it is opened again.
    match page(&mut browser, &on).await {
        SettingsPage::RecoveryCodes(view) => assert!(view.fresh.is_empty()),
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn an_admin_resets_the_second_step_of_a_user_who_is_told(database: Database) {
    let world = open(database, Preset::Temporary).await;
    world.settle("cedar", "kim@cedar.example", None, Role::Admin).await;
    world.give_password("kim@cedar.example", PASSWORD).await;
    let mut owner = world.browser(Client);
    first(&mut owner).await;
    let (key, _) = give_app(&world, &mut owner).await;
    let mut pending = world.browser(Client);
    first(&mut pending).await;
    let mut admin = world.browser(Client);
    admin.at = "/o/cedar/sign-in/password".to_owned();
    let fields = [("organisation", "cedar"), ("email", "kim@cedar.example"), ("password", PASSWORD), ("return_to", "")];
    admin.act("sign_in_with_password", &fields).await.unwrap();
    let id = world.id_of(MEMBER).await;
    console::act(&mut admin, id, AdminAct::ResetSecondStep).await.unwrap();
    let late = answer(&mut pending, "authenticator", &app_code(&key, world.now()), "").await;
    assert_eq!(late, Err(Refused(Refusal::SignInOver)));
    assert!(!is_in(&mut owner).await);
    let mut browser = world.browser(Client);
    assert_eq!(first(&mut browser).await, "/account");
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, "Your second step was reset").len(), 1);
    let noted = "SELECT COUNT(*) FROM audit_event WHERE activity = 'second_step_reset'";
    assert_eq!(world.database.number(noted).await, 1);
    // A second press changes nothing more.
    console::act(&mut admin, id, AdminAct::ResetSecondStep).await.unwrap();
    assert_eq!(world.database.number(noted).await, 1);
}
