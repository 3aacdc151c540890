//! What does not sign in: wrong codes, old codes, codes in another browser.

use crate::support::prelude::*;
use app::words;

const BROWSER: &str = "portico-pre";

async fn attempts(world: &World, challenge: ChallengeId) -> i64 {
    let id = match world.database.url.starts_with("sqlite") {
        true => format!("x'{challenge}'"),
        false => format!("'{challenge}'"),
    };
    world.database.number(&format!("SELECT tries FROM challenge WHERE id = {id}")).await
}

/// Asserts that the page that a plain form returns to contains this sentence.
async fn assert_sentence(browser: &mut Browser, style: Style, sentence: &str) {
    if style == Form {
        let page = browser.follow().await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains(sentence), "{sentence:?} is not in {}", page.body);
    }
}

#[apply(matrix)]
async fn wrong_digits_are_refused_and_the_right_ones_still_work(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let refused = browser.verify(challenge, &wrong(&[&code], 1)).await;
    assert_eq!(refused, Err(INVALID_CODE));
    assert_sentence(&mut browser, style, "Invalid code").await;
    assert_eq!(attempts(&world, challenge).await, 1);
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
async fn what_cannot_be_a_code_costs_no_attempt(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    for typed in ["", "12345", "1234567", "letters", "<script>"] {
        assert_eq!(browser.verify(challenge, typed).await, Err(INVALID_CODE), "{typed}");
    }
    assert_eq!(attempts(&world, challenge).await, 0);
}

#[apply(matrix)]
async fn after_the_fifth_wrong_attempt_only_a_fresh_code_helps(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    for number in 1..=4 {
        let refused = browser.verify(challenge, &wrong(&[&code], number)).await;
        assert_eq!(refused, Err(INVALID_CODE), "attempt {number}");
        assert_sentence(&mut browser, style, "Invalid code").await;
    }
    let refused = browser.verify(challenge, &wrong(&[&code], 5)).await;
    assert_eq!(refused, Err(Refused(Refusal::Code(CodeRefusal::AttemptsUsedUp))));
    assert_sentence(&mut browser, style, "Too many verification attempts. Please request a new code.").await;
    assert_eq!(
        browser.verify(challenge, &code).await,
        Err(Refused(Refusal::Code(CodeRefusal::AttemptsUsedUp))),
        "the right code"
    );
    assert_eq!(attempts(&world, challenge).await, 5);
    assert_eq!(browser.screen(challenge).await.unwrap().closed, Some(CodeRefusal::AttemptsUsedUp));

    world.clock.advance(Seconds(60));
    browser.resend(challenge).await.unwrap();
    assert_eq!(browser.screen(challenge).await.unwrap().closed, None);
    let fresh = world.code_for(OWNER).await;
    browser.verify(challenge, &fresh).await.unwrap();
}

#[apply(matrix)]
async fn a_code_is_good_for_ten_minutes_to_the_millisecond(
    database: Database,
    style: Style,
    #[values(true, false)] is_in_time: bool,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    world.clock.advance_milliseconds(599_999);
    if is_in_time {
        assert_eq!(browser.screen(challenge).await.unwrap().closed, None);
        browser.verify(challenge, &code).await.unwrap();
        return;
    }
    world.clock.advance_milliseconds(1);
    for typed in [code.clone(), wrong(&[&code], 1)] {
        assert_eq!(browser.verify(challenge, &typed).await, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
        assert_sentence(&mut browser, style, "Code expired").await;
    }
    assert_eq!(browser.screen(challenge).await.unwrap().closed, Some(CodeRefusal::Expired));
    browser.resend(challenge).await.unwrap();
    let fresh = world.code_for(OWNER).await;
    browser.verify(challenge, &fresh).await.unwrap();
}

#[apply(matrix)]
async fn the_code_in_transit_keeps_its_own_time_after_a_resend(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, first) = world.send_code(&mut browser, OWNER).await;
    world.clock.advance(Seconds(540));
    browser.resend(challenge).await.unwrap();
    let second = world.code_for(OWNER).await;
    world.clock.advance(Seconds(60));
    assert_eq!(browser.verify(challenge, &first).await, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
    browser.verify(challenge, &second).await.unwrap();
}

#[apply(matrix)]
async fn a_code_belongs_to_the_browser_that_asked(
    database: Database,
    style: Style,
    #[values("no cookie", "other cookie", "tampered cookie")] other_has: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    world.clock.advance(Seconds(60));
    let mut other = world.browser(style);
    match other_has {
        "other cookie" => drop(other.send(STRANGER).await.unwrap()),
        "tampered cookie" => {
            let mut value = browser.cookie(BROWSER).unwrap().to_owned();
            let swapped = if value.starts_with('A') { "B" } else { "A" };
            value.replace_range(..1, swapped);
            other.forge_cookie(BROWSER, &value);
        }
        _ => {}
    }
    let before = world.database.cells().await;
    let elsewhere = PageData::Elsewhere("/sign-in".to_owned());
    // The client comes from our own page, so its request should have had a cookie. A link may be opened anywhere.
    let told = match (other_has, style) {
        ("no cookie", Client) => PageData::NoCookies("/sign-in".to_owned()),
        _ => elsewhere,
    };
    assert_eq!(other.screen(challenge).await, Err(told));
    let page = other.get(&format!("/sign-in/code/{challenge}")).await;
    assert!(page.status == 404 && page.body.contains(words::code::elsewhere::TITLE.text()), "{}", page.body);
    assert!(!page.body.contains("example.com"), "{}", page.body);
    let refused = if other_has == "no cookie" { Refusal::NoCookies } else { Refusal::NotThisBrowser };
    let elsewhere = Refused(refused);
    assert_eq!(other.verify(challenge, &code).await, Err(elsewhere.clone()));
    assert_eq!(other.resend(challenge).await, Err(elsewhere));
    assert_eq!(world.database.cells().await, before, "the attempt left a trace");
    browser.verify(challenge, &code).await.unwrap();
}

#[apply(matrix)]
async fn asking_in_another_browser_is_another_challenge(database: Database, style: Style) {
    let world = World::open(database).await;
    let (mut one, mut other) = (world.browser(style), world.browser(style));
    let (first, code) = world.send_code(&mut one, OWNER).await;
    let second = other.send(OWNER).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(other.verify(second, &code).await, Err(INVALID_CODE), "a code of another challenge");
    one.verify(first, &code).await.unwrap();
}

#[apply(matrix)]
async fn what_was_typed_stays_when_a_plain_form_is_refused(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    let typed = "jo\"><script>alert(1)</script>@";
    assert_eq!(browser.send(typed).await, Err(Refused(Refusal::InvalidField(FormField::Email))));
    let page = browser.follow().await;
    assert!(page.body.contains("Enter an email address like name@example.com"), "{}", page.body);
    assert!(page.body.contains("jo&quot;") && !page.body.contains("<script>alert"), "{}", page.body);
    browser.send(OWNER).await.unwrap();
    assert!(!browser.get("/sign-in").await.body.contains("alert"), "what was typed is forgotten after a success");
}
