//! From the address to the account and back, asking for another code, and that reading changes nothing.

use crate::support::prelude::*;
use app::sign_in::Delivery;
use axum_extra::extract::cookie::SameSite;

const SESSION: &str = "portico";
const BROWSER: &str = "portico-pre";
const KNOWN_BROWSER: &str = "portico-device";
const METHOD: &str = "portico-method";

#[apply(matrix)]
async fn a_person_signs_in_with_the_code_and_out_again(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let page = browser.get("/sign-in").await;
    assert!(page.body.contains("Sign in to Alderway") && page.body.contains("Email address"), "{}", page.body);

    let challenge = browser.send(OWNER).await.unwrap();
    let screen = browser.screen(challenge).await.unwrap();
    assert_eq!(screen.sent_to, "j•••@example.com");
    assert_eq!((screen.expires_at.0 - world.now().0, screen.resend_at.0 - world.now().0), (600_000, 60_000));
    assert_eq!(screen.delivery, Delivery::Expected);
    let code = world.code_for(OWNER).await;
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Expected);

    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/account");
    let page = browser.get("/account").await;
    assert!(page.body.contains("Hello, Jo") && page.body.contains(OWNER), "{}", page.body);
    assert_eq!(browser.account().await.unwrap().email, OWNER);

    let session = browser.cookie(SESSION).unwrap().to_owned();
    assert_eq!(browser.sign_out().await.unwrap(), "/sign-in");
    assert_eq!(browser.last.as_ref().unwrap().header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(browser.cookie(SESSION), None);
    browser.forge_cookie(SESSION, &session);
    let to_sign_in = PageData::Redirect("/sign-in".to_owned());
    assert_eq!(browser.account().await, Err(to_sign_in), "the old session is still alive");
    world.deliver().await;
    let letters = world.letters(OWNER);
    assert_eq!((letters.len(), world.mail.taken().len()), (2, 2), "the code, and the news of a new browser");
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 1);
}

#[apply(matrix)]
async fn the_cookies_are_for_this_host_only_and_out_of_reach_of_scripts(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    let sent = browser.last.clone().unwrap().set_cookies();
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &code).await.unwrap();
    let verified = browser.last.clone().unwrap().set_cookies();

    let days = |days: i64| days * 24 * 60;
    for (cookies, name, same_site, minutes) in [
        (&sent, BROWSER, SameSite::Strict, 30),
        (&verified, SESSION, SameSite::Lax, days(30)),
        (&verified, KNOWN_BROWSER, SameSite::Lax, days(180)),
        (&verified, METHOD, SameSite::Lax, days(365)),
    ] {
        let cookie = cookies.iter().find(|cookie| cookie.name() == name).unwrap();
        // WebKit accepts no secure cookie at http://localhost.
        assert_eq!((cookie.secure(), cookie.http_only(), cookie.path()), (None, Some(true), Some("/")), "{name}");
        assert_eq!((cookie.same_site(), cookie.domain()), (Some(same_site), None), "{name}");
        assert_eq!(cookie.max_age().unwrap().whole_minutes(), minutes, "{name}");
        let is_token = cookie.value().len() == 43;
        assert!(
            is_token || (name, cookie.value()) == (METHOD, "email_code.codes"),
            "not 256 bits in base64url: {name}"
        );
    }
    assert_eq!(
        browser.cookie_names(),
        [SESSION, KNOWN_BROWSER, METHOD, "portico-organisation"],
        "the challenge's cookie has done its work"
    );
}

#[apply(matrix)]
async fn spellings_of_one_address_are_one_account(
    database: Database,
    style: Style,
    #[values("JO@Example.COM", "  jo@example.com ")] spelling: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(spelling).await.unwrap();
    let code = world.code_for(OWNER).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, OWNER);
}

#[apply(matrix)]
async fn digits_are_found_however_they_are_typed(
    database: Database,
    style: Style,
    #[values("spaced", "sentence", "full width")] how: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    let typed = match how {
        "spaced" => format!(" {} {} ", &code[..3], &code[3..]),
        "sentence" => format!("Your code is {code}."),
        _ => code.chars().map(|digit| char::from_u32(u32::from(digit) - 0x30 + 0xff10).unwrap()).collect(),
    };
    assert_eq!(browser.verify(challenge, &typed).await.unwrap(), "/account");
}

#[apply(matrix)]
async fn each_organisation_has_its_own_door(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    assert!(browser.get("/o/north-star/sign-in").await.body.contains("Sign in to North Star"));
    assert_eq!(browser.get("/o/nowhere/sign-in").await.status, 404);
    let challenge = browser.send_to("north-star", TENANT).await.unwrap();
    let code = world.code_for(TENANT).await;
    browser.verify(challenge, &code).await.unwrap();
    assert!(browser.get("/account").await.body.contains("North Star"));
    assert_eq!(browser.sign_out().await.unwrap(), "/o/north-star/sign-in");
}

#[apply(matrix)]
async fn a_fresh_code_comes_after_a_minute_and_not_before(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(OWNER).await.unwrap();
    let resend_at = browser.screen(challenge).await.unwrap().resend_at;
    world.clock.advance_milliseconds(59_999);
    let too_early = Refusal::TooManyAttempts { until: Some(resend_at) };
    assert_eq!(browser.resend(challenge).await, Err(Refused(too_early)));
    world.clock.advance_milliseconds(1);
    assert_eq!(browser.resend(challenge).await, Ok(()));
    world.deliver().await;
    assert_eq!(world.letters(OWNER).len(), 2);
    let screen = browser.screen(challenge).await.unwrap();
    assert_eq!((screen.expires_at.0 - world.now().0, screen.resend_at.0 - world.now().0), (600_000, 60_000));
}

/// Asks for a code and for `resends` more, a minute apart each. Returns the challenge and all codes.
async fn codes(world: &World, browser: &mut Browser, resends: usize) -> (ChallengeId, Vec<String>) {
    let challenge = browser.send(OWNER).await.unwrap();
    let mut codes = vec![world.code_for(OWNER).await];
    for _ in 0..resends {
        world.clock.advance(Seconds(60));
        browser.resend(challenge).await.unwrap();
        codes.push(world.code_for(OWNER).await);
    }
    (challenge, codes)
}

#[apply(matrix)]
async fn after_a_resend_both_codes_are_live(database: Database, style: Style, #[values(0, 1)] entered: usize) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, codes) = codes(&world, &mut browser, 1).await;
    assert_ne!(codes[0], codes[1]);
    browser.verify(challenge, &codes[entered]).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, OWNER);
}

#[apply(matrix)]
async fn the_third_code_kills_the_first(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, codes) = codes(&world, &mut browser, 2).await;
    let refused = browser.verify(challenge, &codes[0]).await;
    assert_eq!(refused, Err(INVALID_CODE));
    browser.verify(challenge, &codes[1]).await.unwrap();
}

#[apply(matrix)]
async fn one_success_kills_all_codes(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, codes) = codes(&world, &mut browser, 1).await;
    let pre = browser.cookie(BROWSER).unwrap().to_owned();
    browser.verify(challenge, &codes[1]).await.unwrap();
    browser.forge_cookie(BROWSER, &pre);
    // A signed-in browser is redirected. The codes do not sign in again.
    assert_eq!(browser.verify(challenge, &codes[1]).await.as_deref(), Ok("/account"));
    browser.forge_cookie(BROWSER, &pre);
    browser.forge_cookie(SESSION, "");
    for code in &codes {
        let again = browser.verify(challenge, code).await;
        assert_eq!(again, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, 1);
    world.clock.advance(Seconds(60));
    assert_eq!(browser.resend(challenge).await, Err(Refused(Refusal::NotThisBrowser)));
}

#[apply(matrix)]
async fn asking_again_within_the_minute_sends_nothing_and_leads_to_the_same_challenge(
    database: Database,
    style: Style,
    #[values(OWNER, STRANGER)] address: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let challenge = browser.send(address).await.unwrap();
    let before = world.database.cells().await;
    for _ in 0..10 {
        world.clock.advance_milliseconds(5_999);
        assert_eq!(browser.send(address).await, Ok(challenge));
    }
    assert_eq!(world.database.cells().await, before);
    world.clock.advance_milliseconds(10);
    assert_eq!(browser.send(address).await, Ok(challenge), "after the minute it is a fresh code of the same challenge");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM code").await, 2);
    assert_ne!(browser.send(ADMIN).await.unwrap(), challenge);
}

#[apply(matrix)]
async fn looking_at_pages_changes_nothing_and_sends_nothing(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let (challenge, code) = world.send_code(&mut browser, OWNER).await;
    browser.verify(challenge, &wrong(&[&code], 0)).await.unwrap_err();
    let before = (world.database.cells().await, world.mail.attempts());
    let page = format!("/sign-in/code/{challenge}");
    let first = browser.screen(challenge).await.unwrap();
    for step in 0..5 {
        world.clock.advance(Seconds(10));
        let answer = browser.get(&page).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("j•••@example.com") && !answer.body.contains(OWNER), "{}", answer.body);
        let screen = browser.screen(challenge).await.unwrap();
        assert_eq!((screen.expires_at, screen.resend_at), (first.expires_at, first.resend_at), "reading {step}");
        browser.get("/sign-in").await;
        browser.get("/account").await;
        // A mail scanner has no cookies.
        assert_eq!(world.browser(style).get(&page).await.status, 404);
    }
    world.deliver().await;
    assert_eq!((world.database.cells().await, world.mail.attempts()), before);
    browser.verify(challenge, &code).await.unwrap();
}

/// Text copied from phones, chats and spreadsheets has invisible characters, and domains may be in other alphabets.
#[apply(matrix)]
async fn an_address_is_the_same_however_it_is_spelled(database: Database, style: Style) {
    let world = World::open(database).await;
    let email = "jo@xn--exmple-cua.com";
    world.settle("codes", email, None, Role::Member).await;
    for typed in ["jo@exämple.com", "\u{feff}JO@exa\u{308}mple.com\u{3000}", "\u{202d}jo@xn--exmple-cua.com\u{202c}"] {
        let mut browser = world.browser(style);
        let challenge = browser.send(typed).await.unwrap();
        let code = world.code_for(email).await;
        let copied = format!("\u{200b}{}\u{2011}{}\u{feff}", &code[..3], &code[3..]);
        assert_eq!(browser.verify(challenge, &copied).await.unwrap(), "/account", "{typed}");
        world.clock.advance(Seconds::minutes(20));
    }
}
