//! "This wasn't me" in notices about an account: one press ends all sessions, undoes what can be undone, and sends the
//! link for a new password.

use crate::passkeys;
use crate::recovery;
use crate::settings::{self, NEW, change_password};
use crate::support::prelude::*;
use app::not_me::{AlertFacts, NotMeLink, NotMeScreen};
use domain::policy::{SecondFactor, SecondStep, SecondStepRule};
use domain::{Method, Policy};

const CHANGED: &str = "Your password was changed";
const ADDED: &str = "A passkey was added to your account";
const PAUSED: &str = "Password sign-in is paused";

/// The token in the newest notice to the owner with this subject.
async fn token_in(world: &World, subject: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(OWNER, subject).pop().expect("a notice");
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/not-me/"));
    let token = link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned();
    assert!(letter.html.contains(&format!("/not-me/{token}")), "{}", letter.html);
    token
}

async fn screen(browser: &mut Browser, token: &str) -> NotMeScreen {
    browser.shown(&format!("/not-me/{token}")).await.unwrap()
}

/// What the page of an open link asks about.
async fn question(browser: &mut Browser, token: &str) -> AlertFacts {
    match screen(browser, token).await.link {
        NotMeLink::Open(notice) => notice,
        other => panic!("{other:?}"),
    }
}

/// An intruder who knows the password has changed it. Returns the token of the notice.
async fn taken_over(world: &World, style: Style) -> (Browser, String) {
    let mut intruder = world.browser(style);
    intruder.password(OWNER, PASSWORD).await.unwrap();
    world.clock.advance(Seconds::minutes(1));
    change_password(&mut intruder, PASSWORD, NEW).await.unwrap();
    let token = token_in(world, CHANGED).await;
    (intruder, token)
}

#[apply(matrix)]
async fn opening_the_link_of_a_notice_changes_nothing(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let (mut intruder, token) = taken_over(&world, style).await;
    let before = world.database.cells().await;
    let mut phone = world.browser(style);
    for _ in 0..2 {
        let shown = question(&mut phone, &token).await;
        assert_eq!((shown.what.as_str(), shown.account.as_str()), (CHANGED, "j•••@example.com"));
        assert!(shown.hint.is_none() && !shown.ip_address.is_empty());
        assert!(screen(&mut phone, &token).await.offers_password);
    }
    let page = phone.get(&format!("/not-me/{token}")).await;
    assert_eq!((page.status.as_u16(), page.set_cookies().len()), (200, 0));
    assert_eq!(page.body.matches("action=\"/api/was_not_me\"").count(), 1, "{}", page.body);
    assert!(!page.body.contains(OWNER), "{}", page.body);
    assert_eq!(world.database.cells().await, before);
    let raw = hex::encode(&token);
    assert!(before.iter().all(|(_, _, cell)| !cell.contains(&token) && !cell.contains(&raw)), "the token is stored");
    assert!(intruder.account().await.is_ok());
}

#[apply(matrix)]
async fn one_press_ends_everything_and_leads_to_a_new_password(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let (mut intruder, token) = taken_over(&world, style).await;
    // Whoever is signed in where the link is opened makes no difference, and stays signed in.
    let mut kims = world.browser(style);
    world.sign_in(&mut kims, ADMIN).await;
    for press in 1..=3 {
        assert_eq!(kims.was_not_me(&token).await, Ok(format!("/not-me/{token}")), "press {press}");
        assert!(matches!(screen(&mut kims, &token).await.link, NotMeLink::Reported(_)));
    }
    assert!(kims.account().await.is_ok());
    assert!(intruder.account().await.is_err());
    for password in [NEW, PASSWORD] {
        assert!(world.browser(style).password(OWNER, password).await.is_err(), "{password}");
    }
    let page = kims.get(&format!("/not-me/{token}")).await.body;
    assert!(page.contains("been signed out everywhere") && page.contains("emailed you a link"), "{page}");
    let mut owner = world.browser(style);
    let link = recovery::token(&world, OWNER).await;
    assert_eq!(world.letters_about(OWNER, "Choose a new password for Alderway").len(), 1, "one press, one message");
    recovery::save(&mut owner, &link, "Quarry8_Before-The+Rain").await.unwrap();
    owner.password(OWNER, "Quarry8_Before-The+Rain").await.unwrap();
    let recorded = "SELECT COUNT(*) FROM audit_event WHERE activity = 'account_disowned'";
    assert_eq!(world.database.number(recorded).await, 1);
    // A later press on the old notice does not take the new password away.
    owner.was_not_me(&token).await.unwrap();
    assert!(owner.account().await.is_ok());
}

#[apply(matrix)]
#[case(SecondStepRule::Optional, 0)]
#[case(SecondStepRule::Required, 1)]
async fn a_passkey_that_a_stranger_added_goes_unless_a_second_step_is_required(
    database: Database,
    #[case] rule: SecondStepRule,
    #[case] left: i64,
) {
    let (world, mut intruder) = passkeys::open(database).await;
    world.clock.advance(Seconds::minutes(1));
    passkeys::add(&mut intruder, &mut Device::of(1), "Theirs").await.unwrap();
    let token = token_in(&world, ADDED).await;
    let second_step = SecondStep { rule, ways: vec![SecondFactor::Passkey], may_remember: true };
    world.set_policy("codes", &Policy { second_step, ..passkeys::policy() }).await;
    world.clock.advance(Seconds(2));
    let mut phone = world.browser(Client);
    assert_eq!(question(&mut phone, &token).await.hint.is_some(), left == 1);
    phone.was_not_me(&token).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM passkey").await, left);
    assert!(intruder.account().await.is_err());
}

#[apply(matrix)]
async fn who_was_paused_for_a_stranger_keeps_the_password_and_the_known_browser(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let mut owner = world.browser(style);
    owner.password(OWNER, PASSWORD).await.unwrap();
    for number in 1..=5 {
        assert_eq!(world.browser(style).password(OWNER, "wrong").await, Err(wrong_password(number)));
    }
    let token = token_in(&world, PAUSED).await;
    let shown = question(&mut owner, &token).await;
    assert_eq!((shown.what.as_str(), shown.ip_address.as_str()), (PAUSED, ""));
    owner.was_not_me(&token).await.unwrap();
    assert!(owner.account().await.is_err());
    owner.password(OWNER, PASSWORD).await.unwrap();
    recovery::token(&world, OWNER).await;
}

#[apply(matrix)]
async fn where_there_are_no_passwords_the_page_says_what_was_done(database: Database, style: Style) {
    let (world, mut intruder) = settings::open(database, style).await;
    world.clock.advance(Seconds::minutes(1));
    change_password(&mut intruder, PASSWORD, NEW).await.unwrap();
    let token = token_in(&world, CHANGED).await;
    let methods = vec![Method::EmailCode];
    world.set_policy("codes", &Policy { methods, ..Preset::Codes.policy() }).await;
    world.clock.advance(Seconds(2));
    let mut phone = world.browser(style);
    phone.was_not_me(&token).await.unwrap();
    assert!(!screen(&mut phone, &token).await.offers_password);
    let page = phone.get(&format!("/not-me/{token}")).await.body;
    assert!(page.contains("check your ways to sign in") && !page.contains("/recovery"), "{page}");
    world.deliver().await;
    assert!(world.letters_about(OWNER, "Choose a new password").is_empty());
}

#[apply(matrix)]
async fn no_link_for_a_new_password_goes_to_an_address_that_a_stranger_set(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let (mut intruder, token) = taken_over(&world, style).await;
    world.clock.advance(Seconds::minutes(1));
    let challenge = settings::email::ask(&mut intruder, "theirs@elsewhere.example").await.unwrap();
    let code = world.code_for("theirs@elsewhere.example").await;
    intruder.verify(challenge, &code).await.unwrap();
    let mut phone = world.browser(style);
    phone.was_not_me(&token).await.unwrap();
    assert!(intruder.account().await.is_err());
    let page = phone.get(&format!("/not-me/{token}")).await.body;
    assert!(page.contains("Undo this change") && !page.contains("emailed you a link"), "{page}");
    world.deliver().await;
    assert!(world.letters_about("theirs@elsewhere.example", "Choose a new password").is_empty());
}

#[apply(matrix)]
async fn the_link_of_a_notice_expires_after_seven_days(database: Database) {
    let world = World::with_password(database).await;
    let (_, token) = taken_over(&world, Client).await;
    let mut phone = world.browser(Client);
    world.clock.advance_milliseconds(i64::from(Seconds::days(7).0) * 1000 - 1);
    question(&mut phone, &token).await;
    world.clock.advance_milliseconds(1);
    assert_eq!(screen(&mut phone, &token).await.link, NotMeLink::Over);
    phone.was_not_me(&token).await.unwrap();
    world.browser(Client).password(OWNER, NEW).await.unwrap();
}
