//! Recovery by a temporary password: requested, confirmed, entered once, replaced at once.

mod expiry;
mod limits;
mod ways;

use crate::recovery::{CHANGED, NEW};
use crate::support::prelude::*;
use app::recovery::{NewPasswordScreen, PasswordLink, RecoveryScreen, RecoveryStage};
use domain::{password::PasswordProblem, refusal::PasswordRefusal::*};
use http::StatusCode;

pub const AT: &str = "driftwood";
pub const MEMBER: &str = "al@drift.example";
pub const NOBODY: &str = "bo@drift.example";
const CONFIRM: &str = "Confirm your password reset";
pub const TEMPORARY: &str = "Your temporary password for Driftwood";
const SENT: &str = "/o/driftwood/recovery/sent";
pub const CONFIRMED: &str = "/o/driftwood/recovery/confirmed";
pub const CHOICE: &str = "/choose-password";

pub async fn open(database: Database) -> World {
    let world = World::open(database).await;
    world.found(AT, "Driftwood", Preset::Temporary).await;
    world.settle(AT, MEMBER, None, Role::Member).await;
    world.give_password(MEMBER, PASSWORD).await;
    world
}

async fn ask_twice(browser: &mut Browser, email: &str, again: &str) -> Result<String, ApiError> {
    browser.at = "/o/driftwood/recovery".to_owned();
    browser.act("send_instructions", &[("organisation", AT), ("email", email), ("confirmation", again)]).await
}

pub async fn ask(browser: &mut Browser, email: &str) -> Result<String, ApiError> {
    ask_twice(browser, email, email).await
}

/// The token in the newest message that asks for confirmation.
pub async fn token(world: &World, address: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(address, CONFIRM).pop().expect("a message that asks to confirm");
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/reset/"));
    link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned()
}

pub async fn confirm(browser: &mut Browser, token: &str) -> Result<String, ApiError> {
    browser.at = format!("/reset/{token}");
    browser.act("confirm_reset", &[("token", token)]).await
}

/// The newest temporary password that was sent to an address.
pub async fn newest(world: &World, address: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(address, TEMPORARY).pop().expect("a message with a temporary password");
    let password = letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().to_owned();
    assert!(letter.html.contains(&format!(">{password}<")), "{}", letter.html);
    password
}

/// Asks for a temporary password, confirms it, and returns it.
pub async fn obtain(world: &World) -> String {
    let mut browser = world.browser(Client);
    ask(&mut browser, MEMBER).await.unwrap();
    let token = token(world, MEMBER).await;
    confirm(&mut browser, &token).await.unwrap();
    newest(world, MEMBER).await
}

async fn screen(browser: &mut Browser, path: &str) -> NewPasswordScreen {
    browser.shown(path).await.unwrap()
}

async fn link(browser: &mut Browser, token: &str) -> PasswordLink {
    screen(browser, &format!("/reset/{token}")).await.link
}

/// Whether this browser may choose a new password.
async fn may_choose(browser: &mut Browser) -> bool {
    let shown = browser.shown::<NewPasswordScreen>(CHOICE).await;
    shown.is_ok_and(|screen| matches!(screen.link, PasswordLink::Granted { email, .. } if email == MEMBER))
}

pub async fn choose(browser: &mut Browser, password: &str) -> Result<String, ApiError> {
    browser.at = CHOICE.to_owned();
    browser.act("choose_password", &[("password", password), ("confirmation", password)]).await
}

/// Signs in after a minute, which is longer than any wait after a wrong password.
async fn enter(world: &World, browser: &mut Browser, password: &str) -> Result<String, ApiError> {
    world.clock.advance(Seconds::minutes(1));
    browser.password_at(AT, MEMBER, password).await
}

fn is_no_match(outcome: &Result<String, ApiError>) -> bool {
    matches!(outcome, Err(Refused(Refusal::Password(SlowedDown { .. }))))
}

#[apply(matrix)]
async fn a_forgotten_password_is_replaced_by_way_of_a_temporary_one(database: Database, style: Style) {
    let world = open(database).await;
    let mut elsewhere = world.browser(style);
    elsewhere.password_at(AT, MEMBER, PASSWORD).await.unwrap();

    let mut browser = world.browser(style);
    let page = browser.get("/o/driftwood/recovery").await.body;
    for part in ["Forgot your password?", "Email address", "Confirm email address", ">Reset<"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let sent = ask(&mut browser, MEMBER).await.unwrap();
    let shown: RecoveryScreen = browser.shown(&sent).await.unwrap();
    let again_at = Some(world.now() + Seconds::minutes(5));
    assert_eq!(shown.step, RecoveryStage::SentReset { good_for: Seconds::minutes(30), again_at });
    let token = token(&world, MEMBER).await;
    let page = browser.get(&format!("/reset/{token}")).await.body;
    assert!(page.contains("Confirm reset") && page.contains(MEMBER), "{page}");
    assert_eq!(confirm(&mut browser, &token).await.unwrap(), CONFIRMED);
    let page = browser.get(CONFIRMED).await.body;
    assert!(page.contains("A message with a temporary password is on its way."), "{page}");
    // The old password is valid until the temporary one is used.
    world.browser(style).password_at(AT, MEMBER, PASSWORD).await.unwrap();

    let temporary = newest(&world, MEMBER).await;
    assert_eq!(browser.password_at(AT, MEMBER, &temporary).await.unwrap(), CHOICE);
    assert!(browser.account().await.is_err(), "a temporary password opened a session");
    assert!(is_no_match(&enter(&world, &mut world.browser(style), PASSWORD).await), "the old password works on");
    let page = browser.get(CHOICE).await.body;
    for part in [MEMBER, "New password", "Confirm new password", ">Save<", "/api/choose_password"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert_eq!(choose(&mut browser, NEW).await.unwrap(), "/account");
    assert_eq!(browser.account().await.unwrap().email, MEMBER);
    assert!(elsewhere.account().await.is_err(), "the session lives on");
    assert!(!may_choose(&mut browser).await && browser.cookie("portico-choice").is_none());

    enter(&world, &mut world.browser(style), NEW).await.unwrap();
    world.deliver().await;
    assert_eq!((world.letters_about(MEMBER, CHANGED).len(), world.letters_about(MEMBER, TEMPORARY).len()), (1, 1));
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Confirmed);
    assert_eq!(confirm(&mut browser, &token).await, Err(Refused(Refusal::LinkOver)));
}

#[apply(matrix)]
async fn opening_the_link_of_a_reset_changes_nothing(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    ask(&mut browser, MEMBER).await.unwrap();
    let token = token(&world, MEMBER).await;
    let path = format!("/reset/{token}");
    let before = world.database.cells().await;
    for method in ["HEAD", "GET", "GET"] {
        let answer = browser.request(method, &path, &[("accept", "text/html")], String::new()).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Confirm { email: MEMBER.to_owned() });
    assert_eq!(world.database.cells().await, before);
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, TEMPORARY).len(), 0);
    confirm(&mut browser, &token).await.unwrap();
}

#[apply(matrix)]
async fn a_link_is_worthless_on_the_page_of_the_other_kind(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    ask(&mut browser, MEMBER).await.unwrap();
    let reset = token(&world, MEMBER).await;
    assert_eq!(screen(&mut browser, &format!("/new-password/{reset}")).await.link, PasswordLink::Unknown);
    assert_eq!(crate::recovery::save(&mut browser, &reset, NEW).await, Err(Refused(Refusal::LinkOver)));
    crate::recovery::ask(&mut browser, OWNER).await.unwrap();
    let other = crate::recovery::token(&world, OWNER).await;
    assert_eq!(link(&mut browser, &other).await, PasswordLink::Unknown);
    assert_eq!(confirm(&mut browser, &other).await, Err(Refused(Refusal::LinkOver)));
}

#[apply(matrix)]
async fn what_cannot_be_had_leaves_the_choice_good_and_the_person_goes_where_they_wanted(
    database: Database,
    style: Style,
) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let mut browser = world.browser(style);
    let away = "https://app.example/reports";
    assert_eq!(browser.password_to(AT, MEMBER, &temporary, away).await.unwrap(), CHOICE);
    let policy = browser.get(CHOICE).await.header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self' https://app.example"), "{policy}");
    let fields = [("password", NEW), ("confirmation", PASSWORD)];
    assert_eq!(browser.act("choose_password", &fields).await, Err(Refused(Refusal::Password(ConfirmationDiffers))));
    for (password, problem) in [("short", PasswordProblem::Rules), ("Password1234", PasswordProblem::Common)] {
        let refusal = Err(Refused(Refusal::Password(Unsuitable(problem))));
        assert_eq!(choose(&mut browser, password).await, refusal, "{password}");
    }
    assert!(may_choose(&mut browser).await);
    assert_eq!(choose(&mut browser, NEW).await.unwrap(), away);
    // A second press redirects and changes nothing.
    assert_eq!(choose(&mut browser, PASSWORD).await.as_deref(), Ok("/account"));
    world.browser(Client).password_at(AT, MEMBER, NEW).await.unwrap();
}

#[apply(matrix)]
#[case("lower case", |text: &str| text.to_lowercase())]
#[case("without hyphens", |text: &str| text.replace('-', ""))]
#[case("with what a paste brings along", |text: &str| format!(" {} \n", text.replace('-', " ")))]
async fn it_is_taken_however_it_is_typed(database: Database, #[case] how: &str, #[case] change: fn(&str) -> String) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let entered = world.browser(Client).password_at(AT, MEMBER, &change(&temporary)).await;
    assert_eq!(entered, Ok(CHOICE.to_owned()), "{how}");
}

#[apply(matrix)]
async fn a_browser_may_choose_only_where_the_temporary_password_was_typed(database: Database, style: Style) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let (mut one, mut other) = (world.browser(style), world.browser(style));
    one.password_at(AT, MEMBER, &temporary).await.unwrap();
    for forged in ["", "AAAA", &"A".repeat(43)] {
        other.forge_cookie("portico-choice", forged);
        assert_eq!(screen(&mut other, CHOICE).await.link, PasswordLink::NotGranted);
        assert_eq!(choose(&mut other, NEW).await, Err(SignedOut), "{forged}");
    }
    // Both browsers have used the temporary password. The one that saves first decides.
    other.password_at(AT, MEMBER, &temporary).await.unwrap();
    assert!(may_choose(&mut one).await && may_choose(&mut other).await);
    choose(&mut other, NEW).await.unwrap();
    assert!(!may_choose(&mut one).await);
    assert_eq!(choose(&mut one, PASSWORD).await, Err(SignedOut));
    world.deliver().await;
    assert_eq!(world.letters_about(MEMBER, NEW_SIGN_IN).len(), 1);
}

#[apply(matrix)]
async fn a_deactivated_account_is_told_so_by_mail_and_nothing_that_it_has_works(database: Database, style: Style) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let mut chooser = world.browser(style);
    chooser.password_at(AT, MEMBER, &temporary).await.unwrap();
    world.clock.advance(Seconds::minutes(5));
    let mut browser = world.browser(style);
    ask(&mut browser, MEMBER).await.unwrap();
    let before = token(&world, MEMBER).await;
    world.clock.advance(Seconds::minutes(5));

    world.set_deactivated(MEMBER, true).await;
    assert!(ask(&mut browser, MEMBER).await.unwrap().starts_with(SENT));
    world.deliver().await;
    let letters = world.letters_about(MEMBER, "Your account at Driftwood is deactivated");
    assert!(letters.len() == 1 && !letters[0].text.contains("/reset/"), "{letters:?}");
    assert_eq!(link(&mut browser, &before).await, PasswordLink::Unknown);
    assert_eq!(confirm(&mut browser, &before).await, Err(Refused(Refusal::LinkOver)));
    assert_eq!(choose(&mut chooser, NEW).await, Err(SignedOut));
    assert!(is_no_match(&enter(&world, &mut browser, &temporary).await));
}

#[apply(matrix)]
async fn nothing_that_lets_a_user_in_is_kept_in_the_clear(database: Database) {
    let world = open(database).await;
    let temporary = obtain(&world).await;
    let mut browser = world.browser(Client);
    browser.password_at(AT, MEMBER, &temporary).await.unwrap();
    let reset = token(&world, MEMBER).await;
    let secrets = [temporary.replace('-', ""), temporary, reset];
    let grant = browser.cookie("portico-choice").unwrap();
    for (place, _, content) in world.database.cells().await {
        let told = secrets.iter().map(String::as_str).chain([grant]).find(|secret| content.contains(secret));
        assert_eq!(told, None, "{place}");
    }
}
