//! Attacks from outside: redirects to another site, cookies that another host of the domain has set, tokens that the
//! attacker knows, and forged headers.

use crate::passkeys;
use crate::second_step::{self, MEMBER, first, first_to_code};
use crate::support::prelude::*;

const BROWSER: &str = "portico-pre";
const KNOWN_BROWSER: &str = "portico-device";
const STEP: &str = "portico-step";
/// Browsers read this path as `//evil.example/…`, and the answer to a cookie check repeats it.
const PHISH: &str = "/.//evil.example/phish?cookie-check=";

#[apply(matrix)]
#[case("//evil.example/x?cookie-check=")]
#[case("//evil.example/x?y&cookie-check=")]
#[case("/.//evil.example/x?cookie-check=")]
#[case("/%2e//evil.example/x?cookie-check=")]
#[case("/%2f/evil.example/x?cookie-check=")]
#[case("//evil.example/sign-in/")]
async fn no_path_leads_to_another_site(#[case] path: &str, style: Style) {
    let world = World::open(Sqlite).await;
    let mut browser = world.browser(style);
    browser.forge_cookie("theme", "dark");
    assert_eq!(browser.page(path).await, PageData::NotFound);
}

/// Actions that continue at `return_to`, or repeat a field in their redirect.
#[apply(matrix)]
async fn no_field_leads_to_another_site(database: Database, style: Style) {
    let world = World::open(database).await;
    world.spare_second_step("codes", Preset::Hardened).await;
    world.give_password(OWNER, PASSWORD).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.password_to("", OWNER, PASSWORD, PHISH).await.as_deref(), Ok("/account"));
    for (function, fields) in [
        ("begin_authenticator", &[][..]),
        ("put_recovery_codes_away", &[]),
        ("welcome_profile", &[("name", "Jo"), ("time_zone", "")]),
        ("skip_step", &[("step", "profile")]),
        ("finish_welcome", &[]),
    ] {
        let fields: Vec<_> = fields.iter().copied().chain([("return_to", PHISH)]).collect();
        browser.at = "/account".to_owned();
        let led = browser.act(function, &fields).await;
        assert!(!led.clone().unwrap_or_default().contains("evil"), "{function}: {led:?}");
    }
    for token in ["..//evil.example", "x?cookie-check=", "a b", ""] {
        for function in ["undo_email_change", "confirm_email"] {
            browser.at = "/sign-in".to_owned();
            let led = browser.act(function, &[("token", token)]).await;
            assert_eq!(led, Err(Refused(Refusal::NotFound)), "{function}: {token}");
        }
    }
}

/// Another host of the domain can set any cookie whose raw name does not begin with `__Host-`.
#[rstest]
#[case("__Host-portico=OWN", true)]
#[case("__Host-portico=OWN; __Host-portico=OWN", true)]
#[case("%5F_Host-portico=OWN", false)]
#[case("__Host-%70ortico=OWN", false)]
#[case("__host-portico=OWN", false)]
#[case("__Host-portico=OWN; __Host-portico=OTHER", false)]
#[tokio::test]
async fn over_https_only_the_exact_name_is_the_session(#[case] cookie: &str, #[case] is_session: bool) {
    let world = World::open(Sqlite).await;
    let here = "https://sign-in.example";
    let mut browser = world.browser_at(here, None);
    world.sign_in(&mut browser, OWNER).await;
    let cookie = cookie.replace("OWN", browser.cookie("__Host-portico").unwrap()).replace("OTHER", &"A".repeat(43));
    let answer = world.browser_at(here, None).request("GET", "/account", &[("cookie", &cookie)], "").await;
    assert_eq!(answer.status == 200, is_session, "{cookie}");
}

/// The attacker's browser signed in to the attacker's own account. Another browser begins with a copy of its
/// token.
async fn with_planted_token(world: &World) -> (Browser, Browser) {
    let (mut attacker, mut victim) = (world.browser(Client), world.browser(Client));
    world.sign_in(&mut attacker, ADMIN).await;
    victim.forge_cookie(KNOWN_BROWSER, attacker.cookie(KNOWN_BROWSER).unwrap());
    (attacker, victim)
}

#[apply(matrix)]
async fn a_planted_browser_token_is_unknown_to_the_account_that_signs_in(
    database: Database,
    #[values("password", "code")] way: &str,
) {
    let world = World::with_password(database).await;
    let (mut attacker, mut victim) = with_planted_token(&world).await;
    match way {
        "password" => drop(victim.password(OWNER, PASSWORD).await.unwrap()),
        _ => drop(world.sign_in(&mut victim, OWNER).await),
    }
    victim.sign_out().await.unwrap();
    assert_ne!(victim.cookie(KNOWN_BROWSER), attacker.cookie(KNOWN_BROWSER));
    attacker.password(OWNER, PASSWORD).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, NEW_SIGN_IN).len(), 2, "the owner is told of the attacker's sign-in");
}

#[apply(matrix)]
async fn a_planted_browser_token_skips_no_second_step(database: Database) {
    let world = second_step::open(database, Preset::Invited).await;
    let (mut attacker, mut victim) = with_planted_token(&world).await;
    let challenge = first_to_code(&mut victim).await.to_string();
    let code = world.code_for(MEMBER).await;
    let fields = [("challenge", challenge.as_str()), ("code", &code), ("remember", "on")];
    victim.at = format!("/sign-in/code/{challenge}");
    victim.act("verify_code", &fields).await.unwrap();
    victim.sign_out().await.unwrap();
    assert_eq!(first(&mut victim).await, "/account", "the victim's own browser skips it");
    world.clock.advance(Seconds::minutes(2));
    first_to_code(&mut attacker).await;
}

/// The attacker took the first step into the attacker's own account, and put the token of it into another browser. Its
/// user must not take the account for their own.
#[apply(matrix)]
async fn a_planted_pending_sign_in_says_whose_account_it_is(database: Database) {
    let world = second_step::open(database, Preset::Hardened).await;
    let (mut attacker, mut victim) = (world.browser(Client), world.browser(Client));
    let path = format!("{}/set-up", first(&mut attacker).await);
    victim.forge_cookie(STEP, attacker.cookie(STEP).unwrap());
    let page = victim.get(&path).await.body;
    assert!(page.contains("re signing in as a•••@cedar.example."), "{page}");
}

#[apply(matrix)]
async fn a_browser_of_two_accounts_stays_known_to_both(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let mut browser = world.browser(style);
    for _ in 0..3 {
        browser.password(OWNER, PASSWORD).await.unwrap();
        world.clock.advance(Seconds(60));
        world.sign_in(&mut browser, ADMIN).await;
        world.clock.advance(Seconds(60));
    }
    world.deliver().await;
    for account in [OWNER, ADMIN] {
        assert_eq!(world.letters_about(account, NEW_SIGN_IN).len(), 1, "{account}");
    }
}

#[apply(matrix)]
async fn a_token_that_the_server_did_not_give_out_binds_no_code(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    let planted = "A".repeat(43);
    browser.forge_cookie(BROWSER, &planted);
    let first = browser.send(OWNER).await.unwrap();
    let own = browser.cookie(BROWSER).unwrap().to_owned();
    assert_ne!(own, planted);
    // A second code in another tab leaves the first one as it is.
    let second = browser.send(ADMIN).await.unwrap();
    assert_eq!(browser.cookie(BROWSER), Some(own.as_str()));
    for challenge in [first, second] {
        browser.screen(challenge).await.unwrap();
    }
    world.clock.advance(Seconds::minutes(10));
    browser.send(OWNER).await.unwrap();
    assert_ne!(browser.cookie(BROWSER), Some(own.as_str()), "nothing can be answered with it any more");
}

#[apply(matrix)]
async fn a_token_that_the_server_did_not_give_out_binds_no_passkey(database: Database) {
    let (world, _) = passkeys::open(database).await;
    let mut browser = world.browser(Client);
    let planted = "A".repeat(43);
    browser.forge_cookie(BROWSER, &planted);
    passkeys::ask(&mut browser, "sign_in", "").await.unwrap();
    let own = browser.cookie(BROWSER).unwrap().to_owned();
    assert_ne!(own, planted);
    passkeys::ask(&mut browser, "sign_in", "").await.unwrap();
    assert_eq!(browser.cookie(BROWSER), Some(own.as_str()), "the request of another tab can still be answered");
}

#[rstest]
#[case(&[("sec-fetch-site", "same-origin")], 200)]
#[case(&[("origin", PUBLIC_URL)], 200)]
#[case(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], 403)]
#[case(&[("origin", PUBLIC_URL), ("origin", "https://evil.example")], 403)]
#[case(&[("sec-fetch-site", "same-origin"), ("origin", PUBLIC_URL), ("origin", PUBLIC_URL)], 403)]
#[tokio::test]
async fn a_request_that_says_twice_where_it_comes_from_is_refused(
    #[case] headers: &[(&str, &str)],
    #[case] status: u16,
) {
    let world = World::open(Sqlite).await;
    let form = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    let headers: Vec<_> = form.into_iter().chain(headers.iter().copied()).collect();
    let answer = world.browser(Client).request("POST", "/api/sign_out", &headers, "").await;
    assert_eq!(answer.status, status);
}
