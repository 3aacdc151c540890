//! Organisations are isolated: an address, a number or a count in one has no effect in another, whichever browser is
//! used.

mod accounts;
mod counts;
mod known_browsers;
mod migration;
mod one_client;

use crate::support::prelude::*;
use domain::{Policy, WrongPassword};

/// The slug of the other organisation.
const THERE: &str = "north-star";
const WRONG: &str = "Harbour7-Lantern_Quilt";

/// Opens a world whose owner has a password in the default organisation.
async fn open(database: Database) -> World {
    World::with_password(database).await
}

fn with_rules(rules: WrongPassword) -> Policy {
    Policy { wrong_password: rules, ..Preset::Codes.policy() }
}

/// Asks for recovery on the page of an organisation.
async fn recover(browser: &mut Browser, organisation: &str, email: &str) -> Result<String, ApiError> {
    browser.at = if organisation.is_empty() { "/recovery".into() } else { format!("/o/{organisation}/recovery") };
    browser.act("send_instructions", &[("organisation", organisation), ("email", email)]).await
}

/// The token in the newest message that links to this path.
async fn token(world: &World, address: &str, path: &str) -> String {
    world.deliver().await;
    let link = format!("http://localhost:3000/{path}/");
    let tokens = world
        .letters(address)
        .into_iter()
        .rev()
        .filter_map(|letter| letter.text.lines().find_map(|line| line.strip_prefix(&link).map(str::to_owned)));
    tokens.into_iter().next().unwrap_or_else(|| panic!("no link to {path} came to {address}"))
}
