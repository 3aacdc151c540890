//! "Remember me on this device": the next visit continues as the same user, at this organisation, in this browser.

use crate::support::prelude::*;
use app::sign_in::{ContinueAs, SignInScreen};
use domain::Method;

const ACCOUNTS: &str = "portico-accounts";
const REMEMBER: &str = "portico-remember";
const MASKED: &str = "j•••@example.com";
const TICKED: (&str, &str) = ("remember", "on");

async fn page(browser: &mut Browser, path: &str) -> SignInScreen {
    let PageData::SignIn(screen) = browser.page(path).await else { panic!("no sign-in page at {path}") };
    screen
}

async fn account(browser: &mut Browser, path: &str) -> Option<ContinueAs> {
    page(browser, path).await.account
}

/// Asks for a code, ticking the box or not.
async fn ask(browser: &mut Browser, email: &str, ticked: Option<(&str, &str)>) -> ChallengeId {
    browser.at = "/sign-in".to_owned();
    let fields: Vec<_> = [("organisation", ""), ("email", email)].into_iter().chain(ticked).collect();
    challenge_in(&browser.act("send_code", &fields).await.unwrap())
}

async fn sign_in(world: &World, browser: &mut Browser, ticked: Option<(&str, &str)>) {
    let challenge = ask(browser, OWNER, ticked).await;
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &code).await.unwrap();
    browser.sign_out().await.unwrap();
    world.clock.advance(Seconds(60));
}

async fn sign_in_with_password(browser: &mut Browser, fields: &[(&str, &str)]) -> Result<String, ApiError> {
    browser.at = "/sign-in/password".to_owned();
    let all: Vec<_> = [("organisation", "")].into_iter().chain(fields.iter().copied()).collect();
    browser.act("sign_in_with_password", &all).await
}

#[apply(matrix)]
async fn nothing_is_remembered_without_the_tick(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let html = browser.get("/sign-in").await.body;
    assert!(html.contains("Remember me on this device") && !html.contains("checked"), "{html}");
    sign_in(&world, &mut browser, None).await;
    assert_eq!(browser.cookie(ACCOUNTS), None);
    assert_eq!(account(&mut browser, "/sign-in").await, None);
}

#[apply(matrix)]
async fn a_code_goes_to_the_remembered_address_when_the_button_is_pressed(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    sign_in(&world, &mut browser, Some(TICKED)).await;
    assert_eq!(browser.cookie(REMEMBER), None, "the wish has done its work");
    let known = account(&mut browser, "/sign-in").await.unwrap();
    assert_eq!((known.method, known.name.as_str(), known.email.as_str()), (Method::EmailCode, MASKED, ""));
    world.deliver().await;
    let before = world.letters(OWNER).len();
    let html = browser.get("/sign-in").await.body;
    assert!(html.contains(&format!("Continue as {MASKED}")) && html.contains("Not you?"), "{html}");
    assert!(!html.contains(OWNER), "{html}");
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), before, "opening the page sends nothing");
    browser.at = "/sign-in".to_owned();
    let fields = [("organisation", ""), ("remembered", "on"), TICKED];
    let challenge = challenge_in(&browser.act("send_code", &fields).await.unwrap());
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, OWNER);
}

#[apply(matrix)]
async fn a_password_is_asked_for_the_remembered_address(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let mut browser = world.browser(style);
    let fields = [("email", OWNER), ("password", PASSWORD), TICKED];
    sign_in_with_password(&mut browser, &fields).await.unwrap();
    browser.sign_out().await.unwrap();
    let known = account(&mut browser, "/sign-in").await.unwrap();
    assert_eq!((known.method, known.email.as_str()), (Method::Password, OWNER));
    let html = browser.get("/sign-in").await.body;
    assert!(html.contains(&format!("Continue as {MASKED}")) && html.contains("readonly"), "{html}");
}

#[apply(matrix)]
async fn an_address_that_was_only_typed_is_not_remembered(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    ask(&mut browser, STRANGER, Some(TICKED)).await;
    assert_eq!(account(&mut browser, "/sign-in").await, None);
    // The next user of this browser has not ticked the box.
    sign_in(&world, &mut browser, None).await;
    assert_eq!((browser.cookie(ACCOUNTS), browser.cookie(REMEMBER)), (None, None));
}

#[apply(matrix)]
async fn no_other_organisation_shows_it(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    sign_in(&world, &mut browser, Some(TICKED)).await;
    let html = browser.get("/o/north-star/sign-in").await.body;
    assert!(!html.contains("Continue as") && !html.contains(MASKED), "{html}");
    let fields = [("organisation", "north-star"), ("remembered", "on")];
    browser.at = "/o/north-star/sign-in".to_owned();
    let refused = browser.act("send_code", &fields).await;
    assert_eq!(refused, Err(Refused(Refusal::InvalidField(FormField::Email))));
    assert!(account(&mut browser, "/sign-in").await.is_some());
}

#[apply(matrix)]
async fn not_you_forgets_it(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    sign_in(&world, &mut browser, Some(TICKED)).await;
    browser.at = "/sign-in".to_owned();
    for _ in 0..2 {
        assert_eq!(browser.act("forget_account", &[("organisation", "")]).await.as_deref(), Ok("/sign-in"));
        assert_eq!(browser.cookie(ACCOUNTS), None);
        assert_eq!(account(&mut browser, "/sign-in").await, None);
    }
}

#[apply(matrix)]
async fn a_deactivated_account_is_shown_like_any_other(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    sign_in(&world, &mut browser, Some(TICKED)).await;
    world.set_deactivated(OWNER, true).await;
    assert_eq!(account(&mut browser, "/sign-in").await.unwrap().name, MASKED);
    browser.at = "/sign-in".to_owned();
    browser.act("send_code", &[("organisation", ""), ("remembered", "on")]).await.unwrap();
}

#[apply(matrix)]
async fn an_unreadable_cookie_is_ignored_and_deleted(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    sign_in(&world, &mut browser, Some(TICKED)).await;
    let sealed = browser.cookie(ACCOUNTS).unwrap().to_owned();
    assert!(sealed.len() < 3072 && !sealed.contains("example"), "{sealed}");
    for forged in ["x", &sealed[1..], &"A".repeat(3000)] {
        browser.forge_cookie(ACCOUNTS, forged);
        let html = browser.get("/sign-in").await.body;
        assert!(!html.contains("Continue as"), "{html}");
        assert_eq!(browser.cookie(ACCOUNTS), None, "{forged}");
    }
}

#[apply(matrix)]
async fn the_tick_and_the_address_survive_a_refusal(database: Database) {
    let world = World::with_password(database).await;
    let mut browser = world.browser(Form);
    let fields = [("email", OWNER), ("password", "wrong"), TICKED];
    sign_in_with_password(&mut browser, &fields).await.unwrap_err();
    let html = browser.follow().await.body;
    assert!(html.contains("checked") && html.contains(OWNER), "{html}");
}

#[apply(matrix)]
async fn both_fields_of_a_password_are_refused_at_the_same_time(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let mut browser = world.browser(style);
    let both = Refusal::InvalidField(FormField::Email).and(Refusal::InvalidField(FormField::Password));
    let refused = sign_in_with_password(&mut browser, &[("email", "jo"), ("password", "")]).await;
    assert_eq!(refused, Err(Refused(both)));
    if style == Form {
        let html = browser.follow().await.body;
        assert!(html.contains("Enter an email address like") && html.contains("Enter your password"), "{html}");
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM password_failure").await, 0);
}

#[apply(matrix)]
async fn while_codes_are_paused_the_page_leads_to_the_code_that_was_sent(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let mut last = None;
    for _ in 0..5 {
        last = Some(ask(&mut browser, OWNER, None).await);
        world.clock.advance(Seconds(60));
    }
    let path = format!("/sign-in/code/{}", last.unwrap());
    assert_eq!(page(&mut browser, "/sign-in").await.enterable_code, Some(path.clone()));
    assert!(!browser.get("/sign-in").await.body.contains(&format!("href=\"{path}\"")), "nothing is paused yet");
    assert!(matches!(browser.send(OWNER).await, Err(Refused(Refusal::TooManyAttempts { .. }))));
    if style == Form {
        assert!(browser.follow().await.body.contains(&format!("href=\"{path}\"")));
    }
    let mut other = world.browser(style);
    assert_eq!(page(&mut other, "/sign-in").await.enterable_code, None, "another browser cannot enter it");
    world.clock.advance(Seconds::minutes(10));
    assert_eq!(page(&mut browser, "/sign-in").await.enterable_code, None, "it has expired");
}

#[apply(matrix)]
async fn the_address_of_a_code_is_filled_in_only_in_its_browser(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = ask(&mut browser, OWNER, None).await;
    let path = format!("/sign-in/email-code?code={challenge}");
    assert_eq!(page(&mut browser, &path).await.draft.email, OWNER);
    assert_eq!(page(&mut world.browser(style), &path).await.draft.email, "");
    assert_eq!(page(&mut browser, &format!("/o/north-star{path}")).await.draft.email, "");
}

#[apply(matrix)]
async fn choosing_a_language_keeps_what_was_typed_but_no_password(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    let html = browser.get("/sign-in/password").await.body;
    assert!(html.contains("form=\"sign-in\" formaction=\"/language\" formnovalidate"), "{html}");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("referer", "http://localhost:3000/sign-in/password"),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = "language=de&organisation=&email=jo%40example.com&password=Secret-1&remember=on";
    let answer = browser.request("POST", "/language", &headers, body).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/sign-in/password"));
    let kept: Vec<_> = answer.set_cookies().iter().map(|cookie| cookie.value().to_owned()).collect();
    assert_eq!(kept.len(), 2);
    let screen = page(&mut browser, "/sign-in/password").await;
    assert_eq!((screen.draft.email.as_str(), screen.draft.remember), ("jo@example.com", true));
    let html = browser.get("/sign-in/password").await.body;
    assert!(html.contains("lang=\"de\"") && html.contains("jo@example.com") && !html.contains("Secret-1"), "{html}");
}
