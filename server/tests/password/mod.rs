//! Signing in with a password: what is accepted, what wrong passwords lead to, and that others learn nothing from it.

mod busy;
mod entering;
mod hanging_up;
mod known_browsers;
mod limits;
mod lock;
mod no_try;
mod sameness;
mod slow_down;

use crate::support::{Browser, Database, OWNER, PASSWORD, Refused, Style, World};
use app::ApiError;
use domain::{
    Timestamp,
    refusal::{PasswordRefusal, Refusal},
};

const WRONG: &str = "Harbour7-Lantern_Quilt";
/// The subject of the message about a lock.
const LOCKED: &str = "Password sign-in is closed for now";

/// Opens a world whose owner has a password.
async fn open(database: Database) -> World {
    let world = World::open(database).await;
    world.give_password(OWNER, PASSWORD).await;
    world
}

/// Failure number `attempt` of the five that lead to a lock.
fn attempt(attempt: u8) -> Refused {
    ApiError::Refused(Refusal::Password(PasswordRefusal::Wrong { attempt, of: 5 }))
}

fn locked(until: Timestamp) -> Refused {
    ApiError::Refused(Refusal::TooManyAttempts { until: Some(until) })
}

/// Enters wrong passwords, each in a new browser.
async fn fail(world: &World, address: &str, attempts: std::ops::RangeInclusive<u8>) {
    for number in attempts {
        let refused = world.browser(Style::Client).password(address, WRONG).await;
        assert_eq!(refused, Err(attempt(number)), "failure {number} for {address}");
    }
}

/// Asserts that the page that a plain form returns to contains these sentences.
async fn assert_sentences(browser: &mut Browser, style: Style, sentences: &[&str]) {
    if style == Style::Form {
        let page = browser.follow().await;
        assert_eq!(page.status, 200, "{}", page.body);
        for sentence in sentences {
            assert!(page.body.contains(sentence), "{sentence:?} is not in {}", page.body);
        }
    }
}
