//! Signing in with a password: what is accepted, what wrong passwords lead to, and that others learn nothing from it.

mod busy;
mod entering;
mod hanging_up;
mod known_browsers;
mod limits;
mod lockout;
mod no_attempt;
mod sameness;
mod slow_down;

use crate::support::prelude::*;

const WRONG: &str = "Harbour7-Lantern_Quilt";
/// The subject of the message about a lockout.
const LOCKED: &str = "Password sign-in is paused";

/// Opens a world whose owner has a password.
async fn open(database: Database) -> World {
    World::with_password(database).await
}

/// Enters wrong passwords, each in a new browser.
async fn fail(world: &World, address: &str, attempts: std::ops::RangeInclusive<u8>) {
    for number in attempts {
        let refused = world.browser(Client).password(address, WRONG).await;
        assert_eq!(refused, Err(wrong_password(number)), "failure {number} for {address}");
    }
}

/// Asserts that the page that a plain form returns to contains these sentences.
async fn assert_sentences(browser: &mut Browser, style: Style, sentences: &[&str]) {
    if style == Form {
        let page = browser.follow().await;
        assert_eq!(page.status, 200, "{}", page.body);
        for sentence in sentences {
            assert!(page.body.contains(sentence), "{sentence:?} is not in {}", page.body);
        }
    }
}
