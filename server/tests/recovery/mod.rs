//! Recovery by a link: who gets it, what it does once, and what it ends.

mod ends;
mod first_password;
mod ways;

use crate::support::prelude::*;
use app::recovery::{NewPasswordScreen, PasswordLink, RecoveryScreen, RecoveryStage};
use domain::{Method, Policy, password::PasswordProblem, refusal::PasswordRefusal::*};
use http::StatusCode;

const SUBJECT: &str = "Choose a new password for Alderway";
pub const CHANGED: &str = "Your password was changed";
pub const NEW: &str = "Lantern3-Over~The-Quay";

pub async fn open(database: Database) -> World {
    World::with_password(database).await
}

pub async fn ask(browser: &mut Browser, email: &str) -> Result<String, ApiError> {
    browser.at = "/recovery".to_owned();
    browser.act("send_instructions", &[("organisation", ""), ("email", email)]).await
}

/// The token in the newest recovery message.
pub async fn token(world: &World, address: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(address, SUBJECT).pop().expect("a message with a link");
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/new-password/"));
    let token = link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned();
    assert!(letter.html.contains(&format!("/new-password/{token}")), "{}", letter.html);
    token
}

async fn link(browser: &mut Browser, token: &str) -> PasswordLink {
    let screen: NewPasswordScreen = browser.shown(&format!("/new-password/{token}")).await.unwrap();
    screen.link
}

pub async fn save(browser: &mut Browser, token: &str, password: &str) -> Result<String, ApiError> {
    browser.at = format!("/new-password/{token}");
    let fields = [("token", token), ("password", password), ("confirmation", password)];
    browser.act("save_password", &fields).await
}

fn is_open(link: &PasswordLink, address: &str) -> bool {
    matches!(link, PasswordLink::Open { email, .. } if email == address)
}

#[apply(matrix)]
async fn a_forgotten_password_is_replaced_and_everybody_is_signed_out(database: Database, style: Style) {
    let world = open(database).await;
    let mut elsewhere = world.browser(style);
    elsewhere.password(OWNER, PASSWORD).await.unwrap();
    let mut waiting = world.browser(style);
    let (challenge, code) = world.send_code(&mut waiting, OWNER).await;

    let mut browser = world.browser(style);
    let page = browser.get("/recovery").await;
    assert!(page.body.contains("Forgot your password?") && page.body.contains("Send instructions"), "{}", page.body);
    assert_eq!(ask(&mut browser, OWNER).await.unwrap(), "/recovery/sent");
    let sent: RecoveryScreen = browser.shown("/recovery/sent").await.unwrap();
    assert_eq!(sent.step, RecoveryStage::Sent { good_for: Seconds::minutes(30) });
    let token = token(&world, OWNER).await;
    assert!(is_open(&link(&mut browser, &token).await, OWNER));

    assert_eq!(save(&mut browser, &token, NEW).await.unwrap(), "/recovery/changed");
    let page = browser.get("/recovery/changed").await;
    assert!(page.body.contains("Your password is changed"), "{}", page.body);
    assert!(elsewhere.account().await.is_err(), "the session lives on");
    assert!(waiting.verify(challenge, &code).await.is_err(), "a sign-in under way goes on");
    assert!(matches!(browser.password(OWNER, PASSWORD).await, Err(Refused(Refusal::Password(Wrong { .. })))));
    browser.password(OWNER, NEW).await.unwrap();

    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, CHANGED).len(), 1);
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Used);
    assert_eq!(save(&mut browser, &token, PASSWORD).await, Err(Refused(Refusal::LinkOver)));
    browser.password(OWNER, NEW).await.unwrap();
}

#[apply(matrix)]
async fn an_address_without_an_account_is_answered_the_same_and_gets_nothing(database: Database, style: Style) {
    let world = open(database).await;
    let mut answers = Vec::new();
    for address in [OWNER, STRANGER, TENANT] {
        let mut browser = world.browser(style);
        ask(&mut browser, address).await.unwrap();
        let answer = browser.last.unwrap();
        let location = answer.header("location").to_owned();
        answers.push((answer.status, answer.body, location));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2], "the account of another organisation is told of");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM recovery_link").await, 3);
    world.deliver().await;
    assert_eq!(world.mail.taken().len(), 1);
    let decoys = "SELECT COUNT(*) FROM outbox_message WHERE template = 'recovery_link'";
    assert_eq!(world.database.number(decoys).await, 3);
}

#[apply(matrix)]
async fn opening_the_link_changes_nothing(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    ask(&mut browser, OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    let path = format!("/new-password/{token}");
    for method in ["HEAD", "GET", "GET"] {
        assert_eq!(browser.request(method, &path, &[("accept", "text/html")], "").await.status, StatusCode::OK);
    }
    // A request without the two passwords changes nothing either.
    assert_ne!(browser.post("save_password", &[("token", &token)]).await.status, StatusCode::OK);
    assert!(is_open(&link(&mut browser, &token).await, OWNER));
    browser.password(OWNER, PASSWORD).await.unwrap();
    save(&mut browser, &token, NEW).await.unwrap();
}

#[apply(matrix)]
async fn it_works_with_any_user_signed_in_and_changes_the_password_of_the_link(database: Database, style: Style) {
    const OTHER: &str = "kim@portico.example";
    let world = open(database).await;
    world.settle("codes", OTHER, None, Role::Member).await;
    world.give_password(OTHER, PASSWORD).await;
    let mut browser = world.browser(style);
    browser.password(OTHER, PASSWORD).await.unwrap();
    ask(&mut browser, OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    assert!(is_open(&link(&mut browser, &token).await, OWNER));
    save(&mut browser, &token, NEW).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, OTHER, "somebody else was signed out");
    world.browser(style).password(OTHER, PASSWORD).await.unwrap();
    world.browser(style).password(OWNER, NEW).await.unwrap();
}

#[apply(matrix)]
async fn a_used_link_ends_those_before_it_and_not_those_after(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    let mut tokens = Vec::new();
    for _ in 0..3 {
        ask(&mut browser, OWNER).await.unwrap();
        tokens.push(token(&world, OWNER).await);
        world.clock.advance(Seconds(60));
    }
    for token in &tokens {
        assert!(is_open(&link(&mut browser, token).await, OWNER), "asking again ended the one in transit");
    }
    save(&mut browser, &tokens[1], NEW).await.unwrap();
    assert_eq!(link(&mut browser, &tokens[0]).await, PasswordLink::Used);
    assert!(is_open(&link(&mut browser, &tokens[2]).await, OWNER));
}

#[apply(matrix)]
#[case::codes(Preset::Codes, 30)]
#[case::hardened(Preset::Hardened, 15)]
async fn a_link_is_good_for_as_long_as_the_policy_says(
    database: Database,
    #[case] preset: Preset,
    #[case] minutes: u32,
) {
    let world = World::open(database).await;
    world.found("fifth", "Alderway", preset).await;
    world.settle("fifth", STRANGER, None, Role::Member).await;
    let mut browser = world.browser(Client);
    browser.at = "/o/fifth/recovery".to_owned();
    browser.act("send_instructions", &[("organisation", "fifth"), ("email", STRANGER)]).await.unwrap();
    let token = token(&world, STRANGER).await;
    world.clock.advance_milliseconds(i64::from(minutes) * 60_000 - 1);
    assert!(is_open(&link(&mut browser, &token).await, STRANGER));
    world.clock.advance_milliseconds(1);
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Expired);
    assert_eq!(save(&mut browser, &token, NEW).await, Err(Refused(Refusal::LinkOver)));
    for unknown in ["AAAA", &"A".repeat(43)] {
        assert_eq!(link(&mut browser, unknown).await, PasswordLink::Unknown);
        assert_eq!(save(&mut browser, unknown, NEW).await, Err(Refused(Refusal::LinkOver)));
    }
}

#[apply(matrix)]
async fn a_password_that_cannot_be_had_leaves_the_link_good(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    ask(&mut browser, OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    browser.at = format!("/new-password/{token}");
    let fields = [("token", token.as_str()), ("password", NEW), ("confirmation", PASSWORD)];
    assert_eq!(browser.act("save_password", &fields).await, Err(Refused(Refusal::Password(ConfirmationDiffers))));
    let fields = [("token", token.as_str()), ("password", "short"), ("confirmation", NEW)];
    let Err(Refused(both)) = browser.act("save_password", &fields).await else { panic!("it was saved") };
    let expected = [Unsuitable(PasswordProblem::Rules), ConfirmationDiffers].map(Refusal::Password);
    assert_eq!(both.each().collect::<Vec<_>>(), expected);
    for (password, problem) in [("short", PasswordProblem::Rules), ("Password1!", PasswordProblem::Common)] {
        let refusal = Err(Refused(Refusal::Password(Unsuitable(problem))));
        assert_eq!(save(&mut browser, &token, password).await, refusal, "{password}");
    }
    assert!(is_open(&link(&mut browser, &token).await, OWNER));
    save(&mut browser, &token, NEW).await.unwrap();
}

#[apply(matrix)]
async fn a_deactivated_account_is_told_so_by_mail_and_the_screen_is_the_same(database: Database, style: Style) {
    let world = open(database).await;
    let mut browser = world.browser(style);
    ask(&mut browser, OWNER).await.unwrap();
    let before = token(&world, OWNER).await;
    world.set_deactivated(OWNER, true).await;
    assert_eq!(ask(&mut browser, OWNER).await.unwrap(), "/recovery/sent");
    world.deliver().await;
    let letters = world.letters_about(OWNER, "Your account at Alderway is deactivated");
    assert!(letters.len() == 1 && !letters[0].text.contains("/new-password/"), "{letters:?}");
    assert_eq!(link(&mut browser, &before).await, PasswordLink::Unknown);
    assert_eq!(save(&mut browser, &before, NEW).await, Err(Refused(Refusal::LinkOver)));
}

#[apply(matrix)]
async fn a_user_who_reads_the_mail_is_not_kept_out_by_a_lockout(database: Database) {
    let world = open(database).await;
    // A known browser has a lockout of its own. The link is opened in another browser.
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    for _ in 0..5 {
        browser.password(OWNER, "wrong").await.unwrap_err();
        world.browser(Client).password(OWNER, "wrong").await.unwrap_err();
    }
    for browser in [&mut browser, &mut world.browser(Client)] {
        let locked = browser.password(OWNER, PASSWORD).await;
        assert!(matches!(locked, Err(Refused(Refusal::TooManyAttempts { .. }))), "{locked:?}");
    }
    ask(&mut world.browser(Client), OWNER).await.unwrap();
    let token = token(&world, OWNER).await;
    save(&mut world.browser(Client), &token, NEW).await.unwrap();
    world.browser(Client).password(OWNER, NEW).await.unwrap();
    browser.password(OWNER, NEW).await.unwrap();
}

#[apply(matrix)]
async fn asking_too_often_is_refused_alike_for_everybody(database: Database, #[values(OWNER, STRANGER)] address: &str) {
    let world = open(database).await;
    for _ in 0..5 {
        ask(&mut world.browser(Client), address).await.unwrap();
    }
    let until = world.now() + Seconds::hours(1);
    let refusal = Err(too_many(until));
    assert_eq!(ask(&mut world.browser(Client), address).await, refusal);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM recovery_link").await, 5);
    world.clock.advance(Seconds::hours(1));
    ask(&mut world.browser(Client), address).await.unwrap();
}

#[apply(matrix)]
async fn where_there_are_no_passwords_none_can_be_asked_for(database: Database) {
    let world = World::open(database).await;
    world.found("fifth", "Fifth", Preset::Codes).await;
    world.set_policy("fifth", &Policy { methods: vec![Method::EmailCode], ..Preset::Codes.policy() }).await;
    let mut browser = world.browser(Client);
    let screen: RecoveryScreen = browser.shown("/o/fifth/recovery").await.unwrap();
    assert_eq!(screen.step, RecoveryStage::Help);
    assert_eq!(browser.page("/o/fifth/recovery/sent").await, PageData::NotFound);
    let fields = [("organisation", "fifth"), ("email", STRANGER)];
    assert_eq!(browser.act("send_instructions", &fields).await, Err(Refused(Refusal::NotOffered)));
}
