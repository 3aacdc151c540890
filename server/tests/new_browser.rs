//! The alert "New sign-in to your account": what it says, when it is sent, and what "This wasn't me" does.

use crate::support::prelude::*;
use app::not_me::{NotMeLink, NotMeScreen};
use axum::body::Body;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// An intruder's browser that signed in with the owner's password, and the token of the alert's link.
async fn intruder(world: &World, style: Style) -> (Browser, String) {
    let mut browser = world.browser(style);
    browser.user_agent = FIREFOX.to_owned();
    browser.client = "203.0.113.7".parse().unwrap();
    browser.password(OWNER, PASSWORD).await.unwrap();
    world.deliver().await;
    let token = token_in(world, OWNER);
    (browser, token)
}

/// The token in the newest alert about a sign-in.
pub fn token_in(world: &World, address: &str) -> String {
    let letter = world.letters_about(address, NEW_SIGN_IN).pop().expect("a message about a new sign-in");
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/not-me/"));
    let token = link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned();
    assert!(letter.html.contains(&format!("/not-me/{token}")), "{}", letter.html);
    token
}

async fn link(browser: &mut Browser, token: &str) -> NotMeLink {
    browser.shown::<NotMeScreen>(&format!("/not-me/{token}")).await.unwrap().link
}

/// Signs in with one of the methods.
async fn enter(world: &World, browser: &mut Browser, way: &str) {
    match way {
        "email code" => drop(world.sign_in(browser, OWNER).await),
        "password" => drop(browser.password(OWNER, PASSWORD).await.unwrap()),
        _ => {
            let (challenge, code) = world.text_code(browser, NUMBER).await;
            browser.verify(challenge, &code).await.unwrap();
        }
    }
}

#[apply(matrix)]
async fn a_browser_never_seen_before_is_told_of_with_time_browser_and_place(
    database: Database,
    style: Style,
    #[values("email code", "text code", "password")] way: &str,
) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    browser.user_agent = FIREFOX.to_owned();
    browser.client = "203.0.113.7".parse().unwrap();
    enter(&world, &mut browser, way).await;
    world.deliver().await;
    let letters = world.letters_about(OWNER, NEW_SIGN_IN);
    assert_eq!((letters.len(), letters[0].subject.as_str()), (1, NEW_SIGN_IN));
    for part in [&letters[0].text, &letters[0].html] {
        for told in ["15 January 2027, 08:00 UTC", "Firefox on Linux", "203.0.113.7"] {
            assert!(part.contains(told), "{told} is not in {part}");
        }
    }
    assert!(letters[0].html.replace("&#x27;", "'").contains(">This wasn't me</a>"), "{}", letters[0].html);
    for again in ["email code", "password", "text code"] {
        browser.sign_out().await.unwrap();
        world.clock.advance(Seconds(60));
        enter(&world, &mut browser, again).await;
    }
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 1, "now it is known");
    enter(&world, &mut world.browser(style), way).await;
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 2, "another browser");
}

#[apply(matrix)]
async fn a_browser_is_new_to_each_account(database: Database) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(Client);
    enter(&world, &mut browser, "password").await;
    world.sign_in(&mut browser, ADMIN).await;
    world.deliver().await;
    assert_eq!(world.letters_about(ADMIN, NEW_SIGN_IN).len(), 1);
}

#[apply(matrix)]
async fn opening_the_link_changes_nothing(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let (mut intruder, token) = intruder(&world, style).await;
    let before = world.database.cells().await;
    let path = format!("/not-me/{token}");
    // A mail scanner, a script that follows links, and the intruder: cookies make no difference.
    for mut browser in [world.browser(style), intruder.clone()] {
        for method in ["GET", "HEAD", "GET"] {
            let answer = browser.request(method, &path, &[("accept", "text/html")], Body::empty()).await;
            assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (200, 0), "{method}");
        }
        let NotMeLink::Open(shown) = link(&mut browser, &token).await else { panic!("it is over") };
        let facts = (shown.account.as_str(), shown.at.as_str(), shown.browser.as_str(), shown.ip_address.as_str());
        assert_eq!(facts, ("j•••@example.com", "15 January 2027, 08:00 UTC", "Firefox on Linux", "203.0.113.7"));
        assert_eq!(shown.what, NEW_SIGN_IN);
    }
    let page = world.browser(style).get(&path).await;
    for told in ["Was this you?", "Firefox on Linux", "203.0.113.7", "This wasn", "action=\"/api/was_not_me\""] {
        assert!(page.body.contains(told), "{told} is not in {}", page.body);
    }
    assert!(!page.body.contains(OWNER), "{}", page.body);
    assert_eq!(world.database.cells().await, before);
    assert!(intruder.account().await.is_ok());
}

#[apply(matrix)]
async fn pressing_signs_out_everywhere_forgets_all_browsers_and_leads_to_a_new_password(
    database: Database,
    style: Style,
) {
    let world = World::with_password_and_phone(database).await;
    let mut owner = world.browser(style);
    enter(&world, &mut owner, "password").await;
    let (mut other, mut kims) = (world.browser(style), world.browser(style));
    enter(&world, &mut other, "email code").await;
    world.sign_in(&mut kims, ADMIN).await;
    let (mut intruder, token) = intruder(&world, style).await;
    // The user opens the link where the mail is read, perhaps in a browser that is not signed in.
    let mut phone = world.browser(style);
    for press in 1..=3 {
        assert_eq!(phone.was_not_me(&token).await, Ok(format!("/not-me/{token}")), "press {press}");
        assert!(matches!(link(&mut phone, &token).await, NotMeLink::Reported(_)));
        let page = phone.get(&format!("/not-me/{token}")).await;
        assert!(page.body.contains("been signed out everywhere") && page.body.contains("/recovery"), "{}", page.body);
    }
    assert!(kims.account().await.is_ok(), "another account");
    world.deliver().await;
    let led = world.letters_about(OWNER, "Choose a new password for Alderway");
    assert_eq!(led.len(), 1, "one press, one message");
    for (number, browser) in (1..).zip([&mut intruder, &mut owner, &mut other]) {
        assert_eq!(browser.account().await, Err(PageData::Redirect("/sign-in".to_owned())));
        assert_eq!(browser.password(OWNER, "wrong").await, Err(wrong_password(number)), "all are strangers again");
    }
    let recorded = "SELECT COUNT(*) FROM audit_event WHERE activity = 'account_disowned'";
    assert_eq!(world.database.number(recorded).await, 1);
    owner.password(OWNER, PASSWORD).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 4, "it is told of again");
    // A later press on the old notice ends nothing.
    phone.was_not_me(&token).await.unwrap();
    assert!(owner.account().await.is_ok());
}

#[apply(matrix)]
async fn who_came_in_and_out_and_in_again_is_out_as_well(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let (mut intruder, token) = intruder(&world, style).await;
    let mut phone = world.browser(style);
    intruder.sign_out().await.unwrap();
    assert!(matches!(link(&mut phone, &token).await, NotMeLink::Open(_)));
    enter(&world, &mut intruder, "password").await;
    let copy = intruder.clone();
    enter(&world, &mut intruder, "password").await;
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 1, "the owner is told of the first time");
    phone.was_not_me(&token).await.unwrap();
    for mut browser in [intruder, copy] {
        assert!(browser.account().await.is_err());
    }
}

#[apply(matrix)]
async fn other_accounts_in_that_browser_stay_signed_in(database: Database) {
    let world = World::with_password_and_phone(database).await;
    let (mut browser, token) = intruder(&world, Client).await;
    world.sign_in(&mut browser, ADMIN).await;
    world.browser(Client).was_not_me(&token).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, ADMIN);
}

#[apply(matrix)]
async fn an_unknown_or_old_link_says_so_on_its_page(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let (mut intruder, token) = intruder(&world, style).await;
    let session = intruder.cookie("portico").unwrap().to_owned();
    let other_end = if token.ends_with('A') { 'E' } else { 'A' };
    let tampered = format!("{}{other_end}", &token[..42]);
    let before = world.database.cells().await;
    let mut browser = world.browser(style);
    for wrong in [tampered.as_str(), &"A".repeat(43), &session, &token[..42], "x"] {
        assert_eq!(link(&mut browser, wrong).await, NotMeLink::Over, "{wrong}");
        let page = browser.get(&format!("/not-me/{wrong}")).await.body;
        assert!(page.contains("This link no longer works") && !page.contains("action=\"/api/was_not_me\""), "{page}");
        assert_eq!(page.matches("button--primary").count(), 1, "{page}");
        assert_eq!(browser.was_not_me(wrong).await, Ok(format!("/not-me/{wrong}")), "{wrong}");
    }
    browser.at = "/sign-in".to_owned();
    let odd = browser.act("was_not_me", &[("token", "a b\u{0}<script>")]).await;
    assert_eq!(odd, Err(Refused(Refusal::NotFound)));
    assert_eq!(world.database.cells().await, before);
    assert!(intruder.account().await.is_ok());
    world.clock.advance_milliseconds(i64::from(Seconds::days(30).0) * 1000 - 1);
    assert!(matches!(link(&mut browser, &token).await, NotMeLink::Open(_)));
    world.clock.advance_milliseconds(1);
    assert_eq!(link(&mut browser, &token).await, NotMeLink::Over);
    let before = world.database.cells().await;
    browser.was_not_me(&token).await.unwrap();
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn the_page_is_the_organisations_and_the_token_stands_nowhere_in_the_database(database: Database) {
    let world = World::open(database).await;
    world.found("elmgate", "Elmgate", Preset::Hardened).await;
    world.spare_second_step("elmgate", Preset::Hardened).await;
    world.settle("elmgate", "el@elm.example", None, Role::Member).await;
    let mut browser = world.browser(Client);
    for (at, address, name, path) in [
        ("north-star", TENANT, "North Star", "/o/north-star/sign-in"),
        ("elmgate", "el@elm.example", "Elmgate", "/o/elmgate/sign-in"),
    ] {
        world.sign_in_at(&mut browser, at, address).await;
        world.deliver().await;
        let token = token_in(&world, address);
        let in_database = world.database.cells().await;
        let raw = hex::encode(&token);
        assert!(in_database.iter().all(|(_, _, cell)| !cell.contains(&token) && !cell.contains(&raw)));
        browser.was_not_me(&token).await.unwrap();
        let page = browser.get(&format!("/not-me/{token}")).await;
        assert!(page.body.contains(name) && page.body.contains(&format!("href=\"{path}\"")), "{}", page.body);
    }
}
