//! A wrong password, an unknown address, a deactivated account and one of another organisation cannot be told apart.

use super::{WRONG, open};
use crate::support::prelude::*;
use std::collections::BTreeMap;

/// All these addresses are as long as the owner's.
const UNKNOWN: &str = "no@example.com";
const CLOSED: &str = "cl@example.com";
const ELSEWHERE: &str = "el@example.com";
const WITHOUT: &str = "wo@example.com";

/// Everything that an observer could compare.
#[derive(Debug, PartialEq)]
struct Seen {
    status: u16,
    headers: Vec<(String, String)>,
    /// Names and lengths. The values contain what was typed.
    cookies: Vec<(String, usize)>,
    body: Vec<u8>,
    page: String,
    rows: BTreeMap<String, i64>,
}

/// The page that a plain form returns to, without what is random and what was typed.
async fn page_after(browser: &mut Browser, address: &str) -> String {
    let page = browser.follow().await;
    let policy = page.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned();
    let html = page.body.replace(page.encoded_page_data(), "").replace(&nonce, "").replace(address, "");
    let PageData::SignIn(mut screen) = page.page_data() else { panic!("{}", page.body) };
    assert_eq!(std::mem::take(&mut screen.draft.email), address);
    format!("{} {html} {screen:?}", page.status)
}

async fn seen(world: &World, browser: &mut Browser, style: Style, address: &str) -> Seen {
    let answer: Answer = browser.last.clone().unwrap();
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
    };
    // Cookies are compared below. Each request has an id of its own.
    let is_compared = |(name, _): &(String, String)| !["set-cookie", "x-request-id"].contains(&name.as_str());
    Seen {
        status: answer.status.as_u16(),
        headers: answer.headers.iter().map(header).filter(is_compared).collect(),
        cookies: answer.set_cookies().iter().map(|c| (c.name().to_owned(), c.value().len())).collect(),
        body: answer.bytes().to_vec(),
        page: if style == Form { page_after(browser, address).await } else { String::new() },
        rows: world.database.counts().await,
    }
}

/// Creates accounts of every kind that an observer must not distinguish from an unknown address.
async fn seed(world: &World, preset: Preset) {
    let mut policy = Preset::Codes.policy();
    policy.wrong_password = preset.policy().wrong_password;
    world.set_policy("codes", &policy).await;
    for (organisation, address) in [("codes", CLOSED), ("north-star", ELSEWHERE), ("codes", WITHOUT)] {
        world.settle(organisation, address, None, Role::Member).await;
        if address != WITHOUT {
            world.give_password(address, PASSWORD).await;
        }
    }
    world.set_deactivated(CLOSED, true).await;
}

/// What seven attempts in a row look like, and the number of rows in each table afterwards.
async fn told(
    database: Database,
    style: Style,
    preset: Preset,
    (address, password): (&str, &str),
) -> (Vec<(Seen, ApiError)>, BTreeMap<String, i64>) {
    let world = open(database).await;
    seed(&world, preset).await;
    let mut browser = world.browser(style);
    let mut told = Vec::new();
    for _ in 0..7 {
        let refused = browser.password(address, password).await.unwrap_err();
        told.push((seen(&world, &mut browser, style, address).await, refused));
        // Half of the attempts come while the wait of a slow-down has not ended.
        world.clock.advance(Seconds(2));
    }
    world.deliver().await;
    // The owner of an account is told of the lockout, even if it has no password. An observer does not see that.
    let is_told = [OWNER, WITHOUT].contains(&address) && preset == Preset::Codes;
    assert_eq!(world.mail.attempts().len(), usize::from(is_told), "messages to {address}");
    (told, world.database.counts().await)
}

#[apply(matrix)]
async fn a_wrong_password_and_an_unknown_address_are_answered_with_the_same_bytes(
    database: Database,
    style: Style,
    #[values(Preset::Codes, Preset::Temporary)] preset: Preset,
) {
    let (wrong, rows) = told(database, style, preset, (OWNER, WRONG)).await;
    let is_counted =
        |(_, refused): &&(Seen, ApiError)| matches!(refused, Refused(Refusal::Password(PasswordRefusal::Wrong { .. })));
    assert_eq!(wrong.iter().filter(is_counted).count(), if preset == Preset::Codes { 5 } else { 0 });
    // The right password of a deactivated account, or of one in another organisation, is answered like a wrong
    // password.
    for other in [(UNKNOWN, WRONG), (CLOSED, PASSWORD), (ELSEWHERE, PASSWORD), (WITHOUT, WRONG)] {
        let (others, rows_after) = told(database, style, preset, other).await;
        for (number, (one, other_one)) in wrong.iter().zip(&others).enumerate() {
            assert_eq!(one.0.body, other_one.0.body, "attempt {} of {other:?}: {:?}", number + 1, other_one.1);
        }
        assert_eq!((&wrong, &rows), (&others, &rows_after), "{other:?}");
    }
}

#[apply(matrix)]
async fn a_right_password_that_is_refused_looks_like_a_wrong_one(database: Database, style: Style) {
    let world = open(database).await;
    super::fail(&world, OWNER, 1..=5).await;
    super::fail(&world, UNKNOWN, 1..=5).await;
    let mut all = Vec::new();
    for (address, password) in [(OWNER, PASSWORD), (OWNER, WRONG), (UNKNOWN, PASSWORD)] {
        let mut browser = world.browser(style);
        let refused = browser.password(address, password).await.unwrap_err();
        all.push((seen(&world, &mut browser, style, address).await, refused));
    }
    assert!(all.iter().all(|seen| *seen == all[0]), "{all:?}");
}
