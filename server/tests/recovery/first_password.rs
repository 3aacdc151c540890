//! The link of the operator, with which the first admin of an installation gets in before any message can be sent.

use super::*;
use crate::second_step::{AUTHENTICATOR, begin_set_up};

/// Satisfies the password rules of every preset.
const OWN: &str = "Lantern3-Over~The-Quay-9x";

/// Opens a world with one more organisation. Its admin has no password, as after `portico setup`.
async fn open_new(database: Database, preset: Preset) -> World {
    let world = World::open(database).await;
    world.found("cedar", "Cedar", preset).await;
    world.set_policy("cedar", &Policy { offer_passkey: false, ..preset.policy() }).await;
    world.settle("cedar", STRANGER, None, Role::Admin).await;
    world
}

/// The token of a link that the operator makes.
async fn operators_token(world: &World) -> String {
    let (at, email) = ("cedar".parse().unwrap(), STRANGER.parse().unwrap());
    world.operator().make_password_link(&at, &email).await.unwrap().expose().to_owned()
}

#[apply(matrix)]
async fn a_link_of_the_operator_signs_in_once_without_a_message(
    database: Database,
    style: Style,
    #[values(Preset::Codes, Preset::Links, Preset::Invited, Preset::Temporary)] preset: Preset,
) {
    let world = open_new(database, preset).await;
    let token = operators_token(&world).await;
    let mut browser = world.browser(style);
    assert!(is_open(&link(&mut browser, &token).await, STRANGER));
    assert_eq!(save(&mut browser, &token, OWN).await.unwrap(), "/account");
    assert_eq!(browser.account().await.unwrap().email, STRANGER);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM challenge").await, 0, "a code was sent");
    world.deliver().await;
    assert_eq!(world.letters(STRANGER).len(), world.letters_about(STRANGER, CHANGED).len());

    let mut other = world.browser(style);
    assert_eq!(link(&mut other, &token).await, PasswordLink::Used);
    assert_eq!(save(&mut other, &token, PASSWORD).await, Err(Refused(Refusal::LinkOver)));
    assert!(other.account().await.is_err());
}

#[apply(matrix)]
async fn where_a_second_step_has_to_be_set_up_the_link_leads_there(database: Database, style: Style) {
    let world = open_new(database, Preset::Hardened).await;
    let token = operators_token(&world).await;
    let mut browser = world.browser(style);
    assert_eq!(save(&mut browser, &token, OWN).await.unwrap(), AUTHENTICATOR);
    assert!(browser.account().await.is_err(), "the second step is still to come");
    let key = begin_set_up(&mut browser).await;
    browser.act("finish_set_up", &[("code", &app_code(&key, world.now()))]).await.unwrap();
    assert_eq!(browser.account().await.unwrap().email, STRANGER);
}

#[apply(matrix)]
async fn a_link_of_the_operator_is_good_for_a_day(database: Database) {
    let world = open_new(database, Preset::Codes).await;
    let token = operators_token(&world).await;
    let mut browser = world.browser(Client);
    world.clock.advance_milliseconds(86_400_000 - 1);
    assert!(is_open(&link(&mut browser, &token).await, STRANGER));
    world.clock.advance_milliseconds(1);
    assert_eq!(link(&mut browser, &token).await, PasswordLink::Expired);
    assert_eq!(save(&mut browser, &token, OWN).await, Err(Refused(Refusal::LinkOver)));
}

#[apply(matrix)]
async fn whoever_had_a_password_takes_both_steps_with_the_new_one(database: Database, style: Style) {
    let world = open_new(database, Preset::Invited).await;
    world.give_password(STRANGER, PASSWORD).await;
    let token = operators_token(&world).await;
    let mut browser = world.browser(style);
    assert_eq!(save(&mut browser, &token, OWN).await.unwrap(), "/o/cedar/recovery/changed");
    assert!(browser.account().await.is_err());
    let next = browser.password_at("cedar", STRANGER, OWN).await.unwrap();
    assert!(next.starts_with("/sign-in/code/"), "{next}");
}
