//! How cookies are set: protected over https, under plain names on localhost; and what a browser without cookies is
//! told.

use crate::support::prelude::*;
use app::words::no_cookies;

const NAMES: [&str; 3] = ["portico", "portico-device", "portico-method"];

/// The test browser refuses cookies that a real browser would refuse (`Browser::keep_cookies`).
#[rstest]
#[case::on_this_machine(PUBLIC_URL, "")]
#[case::elsewhere("https://sign-in.example", "__Host-")]
#[tokio::test]
async fn a_browser_keeps_the_cookies_of_a_sign_in(#[case] url: &str, #[case] prefix: &str) {
    let world = World::open(Sqlite).await;
    let mut browser = world.browser_at(url, None);
    world.sign_in(&mut browser, OWNER).await;
    for name in NAMES {
        assert!(browser.cookie(&format!("{prefix}{name}")).is_some(), "{name}");
    }
    assert_eq!(browser.account().await.unwrap().email, OWNER);
    browser.sign_out().await.unwrap();
    assert_eq!(browser.cookie(&format!("{prefix}portico")), None);
}

/// A page on another port or host could have set a cookie without the `__Host-` prefix.
#[rstest]
#[tokio::test]
async fn over_https_a_cookie_that_is_not_guarded_is_none() {
    let world = World::open(Sqlite).await;
    let mut browser = world.browser_at("https://sign-in.example", None);
    world.sign_in(&mut browser, OWNER).await;
    let token = browser.cookie("__Host-portico").unwrap().to_owned();
    for (name, status) in [("__Host-portico", 200), ("portico", 303)] {
        let mut other = world.browser_at("https://sign-in.example", None);
        let cookie = format!("{name}={token}");
        assert_eq!(other.request("GET", "/account", &[("cookie", cookie.as_str())], "").await.status, status, "{name}");
    }
}

fn without_cookies(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    browser.keeps_cookies = false;
    browser
}

/// Asserts that the user is told of missing cookies, in the data for the client and in the HTML of the page, and can
/// start again at `sign_in`.
async fn is_told(browser: &mut Browser, path: &str, sign_in: &str) {
    if browser.style == Client {
        assert_eq!(browser.page(path).await, PageData::NoCookies(sign_in.to_owned()), "{path}");
    }
    let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin")];
    let page = browser.request("GET", path, &headers, "").await;
    assert!(page.status == 403 && page.body.contains(no_cookies::TITLE.text()), "{path}: {}", page.body);
    let start = format!("href=\"{sign_in}\"");
    assert!(page.body.contains(no_cookies::TEXT.text()) && page.body.contains(&start), "{path}: {}", page.body);
}

#[apply(matrix)]
async fn a_browser_that_sends_no_cookies_is_told_so_when_a_step_needs_them(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let mut browser = without_cookies(&world, style);
    let challenge = browser.send(OWNER).await.unwrap();
    is_told(&mut browser, &format!("/sign-in/code/{challenge}"), "/sign-in").await;
    let code = world.code_for(OWNER).await;
    let refused = Refused(Refusal::NoCookies);
    assert_eq!(browser.verify(challenge, &code).await, Err(refused.clone()));
    assert_eq!(browser.resend(challenge).await, Err(refused));
    // The password is right, but the browser would not keep the session's cookie.
    let next = browser.password(OWNER, PASSWORD).await.unwrap();
    is_told(&mut browser, &next, "/sign-in").await;
    assert!(
        matches!(browser.page("/account").await, PageData::Redirect(_)),
        "a page that somebody opens leads to sign in"
    );
    assert_eq!(browser.get("/sign-in").await.status, 200);
}

/// No cookie says which organisation it was.
#[apply(matrix)]
async fn a_browser_that_sends_no_cookies_is_led_back_to_its_organisation(database: Database, style: Style) {
    const MEMBER: &str = "al@cedar.example";
    const SIGN_IN: &str = "/o/cedar/sign-in";
    let world = World::open(database).await;
    world.found("cedar", "Cedar", Preset::Codes).await;
    world.settle("cedar", MEMBER, None, Role::Member).await;
    world.give_password(MEMBER, PASSWORD).await;
    let mut browser = without_cookies(&world, style);
    let challenge = browser.send_to("cedar", MEMBER).await.unwrap();
    is_told(&mut browser, &format!("/sign-in/code/{challenge}"), SIGN_IN).await;
    let next = browser.password_at("cedar", MEMBER, PASSWORD).await.unwrap();
    is_told(&mut browser, &next, SIGN_IN).await;
}

/// Another cookie of this host shows that the browser does send cookies.
#[rstest]
#[tokio::test]
async fn a_browser_that_sends_another_cookie_is_told_of_another_browser() {
    let world = World::open(Sqlite).await;
    let challenge = world.browser(Client).send(OWNER).await.unwrap();
    let mut other = world.browser(Form);
    other.forge_cookie("theme", "dark");
    assert_eq!(other.page(&format!("/sign-in/code/{challenge}")).await, PageData::Elsewhere("/sign-in".to_owned()));
}

#[apply(matrix)]
async fn the_first_password_in_a_browser_leads_past_the_look_for_cookies(style: Style) {
    let world = World::with_password(Sqlite).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password(OWNER, PASSWORD).await.unwrap(), "/account");
    browser.sign_out().await.unwrap();
    assert_eq!(browser.password_to("", OWNER, PASSWORD, "/settings/security").await.unwrap(), "/settings/security");
    assert_eq!(browser.account().await.unwrap().email, OWNER);
}
