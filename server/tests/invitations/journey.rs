//! The whole path from an invitation code through onboarding.

use super::*;
use app::invitation::{InvitationPage, InvitationScreen};
use app::onboarding::{OnboardingPage, OnboardingScreen};
use app::sign_in::CodeScreen;
use domain::{invitation::InvitationState, onboarding::Step};
use http::StatusCode;

pub async fn state(world: &World, admin: &Admin) -> InvitationState {
    let by = as_admin(&admin.signed_in).unwrap();
    let page = invitations::page(&world.app, by, &Default::default()).await.unwrap();
    page.rows[0].state
}

async fn screen(browser: &mut Browser, path: &str) -> OnboardingScreen {
    browser.shown(path).await.unwrap_or_else(|page| panic!("{path}: {page:?}"))
}

async fn step(browser: &mut Browser, path: &str) -> Step {
    screen(browser, path).await.page.step()
}

#[apply(matrix)]
async fn an_invitation_code_leads_to_an_account_and_through_onboarding(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    world.set_policy(AT, &Preset::Invited.policy()).await;
    let id = invite(&world, &admin, NEW).await;
    assert_eq!(state(&world, &admin).await, InvitationState::Sent);
    let (code, token) = code_and_token(&world, NEW).await;

    let mut browser = world.browser(style);
    let page = browser.get("/o/cedar/sign-in").await.body;
    assert!(page.contains("I have an invitation code") && page.contains("/o/cedar/invitation"), "{page}");
    let page = browser.get("/o/cedar/invitation").await.body;
    for part in ["Email address", "Invitation code", ">Continue<", "Ask for a new invitation"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    // The link fills in both fields.
    let page = browser.get(&format!("/invitation/{token}")).await.body;
    assert!(page.contains(&code) && page.contains(NEW), "{page}");
    assert_eq!(
        accept_invitation(&mut browser, NEW, &code.to_lowercase()).await.unwrap(),
        "/o/cedar/invitation/confirmed"
    );
    assert_eq!(state(&world, &admin).await, InvitationState::Confirmed);
    let page = browser.get("/o/cedar/invitation/confirmed").await.body;
    assert!(page.contains(CONFIRMED) && page.contains("expires in 24 hours"), "{page}");
    world.deliver().await;
    assert_eq!(world.letters_about(NEW, CONFIRMED).len(), 1);

    let temporary = temporary_for(&world, NEW).await;
    assert_eq!(browser.password_at(AT, NEW, &temporary).await.unwrap(), "/choose-password");
    let second = choose(&mut browser, OWN).await.unwrap();
    let challenge = challenge_in(&second);
    assert!(browser.account().await.is_err(), "one step of two is taken");
    let second = world.code_for(NEW).await;
    assert_eq!(world.texted_to(NUMBER).await, second, "also to the number that the admin gave");
    let sent: CodeScreen = browser.screen(challenge).await.unwrap();
    assert_eq!(sent.sent_to, "n•••@cedar.example and •••• 42");
    assert_eq!(browser.verify(challenge, &second).await.unwrap(), "/welcome");
    assert_eq!(state(&world, &admin).await, InvitationState::SignedIn(Step::Profile));

    let shown = screen(&mut browser, "/welcome").await;
    assert_eq!((shown.page.step(), shown.name.as_deref()), (Step::Profile, Some("Robin New")));
    let steps: Vec<Step> = shown.steps.iter().map(|step| step.step).collect();
    // There is no step for the password: it was chosen during sign-in.
    assert_eq!(steps, [Step::Profile, Step::Phone, Step::SecondStep, Step::Done]);
    browser.at = "/welcome".to_owned();
    let fields = [("name", "Robin Newman"), ("time_zone", "Europe/Berlin")];
    assert_eq!(browser.act("welcome_profile", &fields).await.unwrap(), "/welcome/phone");
    match screen(&mut browser, "/welcome/phone").await.page {
        OnboardingPage::Phone { verified: None, number, .. } => assert_eq!(number, NUMBER),
        other => panic!("{other:?}"),
    }
    browser.at = "/welcome/phone".to_owned();
    let code_page = browser.act("welcome_phone", &[("phone", NUMBER), ("country", "US")]).await.unwrap();
    let challenge = challenge_in(&code_page);
    let texted = world.texted_to(NUMBER).await;
    assert_eq!(browser.verify(challenge, &texted).await.unwrap(), "/welcome/second-step");
    match screen(&mut browser, "/welcome/second-step").await.page {
        OnboardingPage::SecondStep(progress) => {
            assert!(progress.is_done && progress.authenticator.is_none() && progress.passkey.is_none());
            assert_eq!(progress.codes_to.as_deref(), Some("n•••@cedar.example and •••• 42"));
        }
        other => panic!("{other:?}"),
    }
    browser.at = "/welcome/second-step".to_owned();
    assert_eq!(browser.act("skip_step", &[("step", "second-step")]).await.unwrap(), "/welcome/done");
    browser.at = "/welcome/done".to_owned();
    assert_eq!(browser.act("finish_welcome", &[]).await.unwrap(), "/account");
    assert_eq!(state(&world, &admin).await, InvitationState::Joined);

    let account = browser.account().await.unwrap();
    assert_eq!((account.name.as_deref(), account.email.as_str()), (Some("Robin Newman"), NEW));
    let elsewhere = enter(&world, &mut world.browser(style), NEW, OWN).await;
    assert!(elsewhere.unwrap().starts_with("/sign-in/code/"), "the second step is asked for everywhere");
    let id = id.account();
    let noted =
        "SELECT activity FROM audit_event WHERE account_id IS NOT NULL AND activity <> 'message_written' ORDER BY at";
    let noted = world.database.texts(noted).await;
    for activity in [
        AuditEventKind::InvitationSent,
        AuditEventKind::InvitationAccepted,
        AuditEventKind::AccountMade,
        AuditEventKind::OnboardingFinished,
    ] {
        assert!(noted.iter().any(|name| name == activity.name()), "{activity:?} of {id} is missing in {noted:?}");
    }
}

#[apply(matrix)]
async fn opening_the_link_changes_nothing(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    invite(&world, &admin, NEW).await;
    let (_, token) = code_and_token(&world, NEW).await;
    let before = world.database.cells().await;
    let mut browser = world.browser(Form);
    for method in ["HEAD", "GET", "GET"] {
        let path = format!("/invitation/{token}");
        let answer = browser.request(method, &path, &[("accept", "text/html")], String::new()).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert_eq!(world.database.cells().await, before);
    assert_eq!(state(&world, &admin).await, InvitationState::Sent);
}

#[apply(matrix)]
async fn onboarding_is_left_and_taken_up_again_in_another_browser(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let mut browser = arrive(&world, style).await;
    browser.at = "/welcome".to_owned();
    browser.act("welcome_profile", &[("name", "Robin"), ("time_zone", "")]).await.unwrap();
    // Onboarding continues in another browser and keeps the address to redirect to.
    assert_eq!(browser.account().await.unwrap().name.as_deref(), Some("Robin"));
    let mut other = world.browser(style);
    let away = "https://app.example/reports";
    let led = other.password_to(AT, NEW, OWN, away).await.unwrap();
    assert_eq!(led, format!("/welcome?return_to={away}").replace("://", "://"));
    let shown = screen(&mut other, &led).await;
    assert_eq!((shown.page.step(), shown.return_to.as_deref()), (Step::Phone, Some(away)));
    // Earlier steps can be opened again, later ones cannot be opened yet.
    assert_eq!(step(&mut other, "/welcome/profile").await, Step::Profile);
    assert_eq!(other.page("/welcome/done").await, PageData::Redirect("/welcome".to_owned()));
    other.at = led.clone();
    let fields = [("phone", NUMBER), ("country", "US"), ("return_to", away)];
    let code_page = other.act("welcome_phone", &fields).await.unwrap();
    let challenge = challenge_in(&code_page);
    assert_eq!(other.screen(challenge).await.unwrap().start, format!("/welcome/phone?return_to={away}"));
    other.at = led.clone();
    let fields = [("step", "phone"), ("return_to", away)];
    let led = other.act("skip_step", &fields).await.unwrap();
    assert_eq!(step(&mut other, &led).await, Step::Done);
    other.at = led;
    assert_eq!(other.act("finish_welcome", &[("return_to", away)]).await.unwrap(), away);
    // Onboarding is finished in the first browser, too.
    assert_eq!(browser.page("/welcome").await, PageData::Redirect("/account".to_owned()));
}

#[rstest]
#[tokio::test]
async fn other_users_have_no_onboarding(#[values(Sqlite)] database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut browser = world.browser(Form);
    assert_eq!(browser.page("/welcome").await, PageData::Redirect("/sign-in".to_owned()));
    browser.password_at(AT, CHIEF, PASSWORD).await.unwrap();
    assert_eq!(browser.page("/welcome/phone").await, PageData::Redirect("/account".to_owned()));
    browser.at = "/account".to_owned();
    browser.act("skip_step", &[("step", "phone")]).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account WHERE welcome IS NOT NULL").await, 0);
}

#[apply(matrix)]
async fn a_fresh_temporary_password_comes_when_the_code_is_typed_again(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, token) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    // While a temporary password is on its way, no second one is sent.
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let old = temporary_for(&world, NEW).await;
    assert_eq!(world.letters_about(NEW, TEMPORARY).len(), 1);
    world.clock.advance(Seconds::hours(25));
    let late = browser.password_at(AT, NEW, &old).await;
    assert_eq!(late, Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired))));
    let shown: InvitationScreen = browser.shown(&format!("/invitation/{token}")).await.unwrap();
    assert!(matches!(shown.page, InvitationPage::Confirmed { filled: Some(_), .. }), "{:?}", shown.page);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let fresh = temporary_for(&world, NEW).await;
    browser.password_at(AT, NEW, &fresh).await.unwrap();
    choose(&mut browser, OWN).await.unwrap();
    // From now on the code is invalid.
    assert_eq!(accept_invitation(&mut browser, NEW, &code).await.unwrap(), "/o/cedar/sign-in");
    world.deliver().await;
    assert_eq!(world.letters_about(NEW, TEMPORARY).len(), 2);
    assert_eq!(world.letters_about(NEW, CONFIRMED).len(), 1);
    let shown: InvitationScreen = browser.shown(&format!("/invitation/{token}")).await.unwrap();
    assert_eq!(shown.page, InvitationPage::SignedIn);
}

#[apply(matrix)]
async fn an_invitation_on_the_way_keeps_where_the_person_wants_to_go(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    invite(&world, &admin, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    let wanted = "return_to=/reports";
    let holds = |html: String, part: &str| assert!(html.contains(part), "{part} is missing in {html}");
    let page = browser.get(&format!("/o/{AT}/sign-in?{wanted}")).await.body;
    holds(page, &format!("href=\"/o/{AT}/invitation?{wanted}\""));
    let page = browser.get(&format!("/o/{AT}/invitation?{wanted}")).await.body;
    holds(page.clone(), "name=\"return_to\" value=\"/reports\"");
    holds(page, &format!("href=\"/o/{AT}/sign-in?{wanted}\""));
    // A URL that is not allowed is dropped, both by the page and by the function.
    let page = browser.get(&format!("/o/{AT}/invitation?return_to=https://evil.example")).await.body;
    assert!(!page.contains("value=\"https://evil.example") && !page.contains("sign-in?return_to"), "{page}");
    let fields = |wanted| [("organisation", AT), ("email", NEW), ("code", code.as_str()), ("return_to", wanted)];
    browser.at = format!("/o/{AT}/invitation?{wanted}");
    let asked = browser.act("ask_for_invitation", &fields("https://evil.example")).await;
    assert_eq!(asked, Ok(format!("/o/{AT}/invitation/asked")));
    let confirmed = browser.act("confirm_invitation", &fields("/reports")).await;
    assert_eq!(confirmed, Ok(format!("/o/{AT}/invitation/confirmed?{wanted}")));
    let page = browser.get(&format!("/o/{AT}/invitation/confirmed?{wanted}")).await.body;
    holds(page, &format!("href=\"/o/{AT}/sign-in/password?{wanted}\""));
}

#[apply(matrix)]
async fn a_number_that_is_not_verified_gets_codes_until_onboarding_has_come_past_it(database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut browser = arrive(&world, Client).await;
    world.set_policy(AT, &Preset::Invited.policy()).await;
    let texts = || world.texts.taken().into_iter().filter(|text| text.to == NUMBER).count();
    let mut before = texts();
    for (is_past, more) in [(false, 1), (true, 0)] {
        let at = enter(&world, &mut browser, NEW, OWN).await.unwrap();
        let code = world.code_for(NEW).await;
        assert_eq!(texts() - before, more, "past it: {is_past}");
        before = texts();
        let challenge = challenge_in(&at);
        browser.verify(challenge, &code).await.unwrap();
        let unverified = "SELECT COUNT(*) FROM account WHERE phone IS NOT NULL AND phone_verified_at IS NULL";
        assert_eq!(world.database.number(unverified).await, 1, "it was not verified by that");
        for step in ["profile", "phone"] {
            browser.at = format!("/welcome/{step}");
            browser.act("skip_step", &[("step", step)]).await.unwrap();
        }
    }
}

#[apply(matrix)]
async fn what_cannot_be_a_code_is_no_attempt(database: Database, style: Style) {
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(style);
    for typed in ["", "00000", "00000-000000", "no code"].repeat(6) {
        assert_eq!(accept_invitation(&mut browser, NEW, typed).await, Err(INVALID_CODE), "{typed}");
    }
    // Copying from a message can bring invisible characters along.
    accept_invitation(&mut browser, &format!("\u{feff}{NEW}\u{3000}"), &format!("\u{200b}{code}\u{202c}"))
        .await
        .unwrap();
}
