//! A passkey as the second step, and its set-up during sign-in where a second step is required.

use super::{REFUSED, add, ask, enter_at, listed};
use crate::{settings::page, support::prelude::*};

const STEP: &str = "/sign-in/second-step";

/// A world where the second step is optional, and the device whose passkey is the owner's second step.
async fn optional(database: Database) -> (World, Device) {
    let world = World::with_password(database).await;
    world.give_password(ADMIN, PASSWORD).await;
    let (mut browser, mut device) = (world.browser(Client), Device::of(1));
    browser.password(OWNER, PASSWORD).await.unwrap();
    let added = add(&mut browser, &mut device, "One").await.unwrap();
    assert_eq!(added, "/settings/security/recovery-codes?done=passkey");
    assert!(matches!(page(&mut browser, &added).await, SettingsPage::RecoveryCodes(view) if view.fresh.len() == 10));
    (world, device)
}

async fn answer(browser: &mut Browser, request: &str, answer: &str) -> Result<String, ApiError> {
    browser.act("answer_with_passkey", &[("request", request), ("answer", answer)]).await
}

#[apply(matrix)]
async fn a_passkey_is_asked_for_after_the_password_and_its_answer_counts_once(database: Database) {
    let (world, mut device) = optional(database).await;
    let mut visitor = world.browser(Client);
    assert_eq!(visitor.password(OWNER, PASSWORD).await.unwrap(), STEP);
    assert!(visitor.account().await.is_err());
    let asked = ask(&mut visitor, "second_step", "").await.unwrap();
    let mut careless = Device { verifies: false, ..device.clone() };
    let unverified = careless.answer(&asked.options);
    assert_eq!(answer(&mut visitor, &asked.request, &unverified).await, REFUSED);
    let asked = ask(&mut visitor, "second_step", "").await.unwrap();
    let right = device.answer(&asked.options);
    assert_eq!(answer(&mut visitor, &asked.request, &right).await.unwrap(), "/account");
    assert_eq!(visitor.account().await.unwrap().email, OWNER);
    // A second press leads to the account page, too, and starts no second session.
    let sessions = world.database.number("SELECT COUNT(*) FROM session").await;
    assert_eq!(answer(&mut visitor, &asked.request, &right).await.unwrap(), "/account");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM session").await, sessions);
}

#[apply(matrix)]
async fn the_second_step_is_not_answered_without_the_first_or_for_another_user(database: Database) {
    let (world, mut device) = optional(database).await;
    let mut stranger = world.browser(Client);
    let refused = Err(Refused(Refusal::SignInOver));
    assert_eq!(ask(&mut stranger, "second_step", "").await.map(|asked| asked.request), refused);
    // Another user's passkey cannot finish a sign-in that the owner's password began.
    let (mut other, mut others) = (world.browser(Client), Device::of(2));
    other.password(ADMIN, PASSWORD).await.unwrap();
    add(&mut other, &mut others, "Two").await.unwrap();
    let mut visitor = world.browser(Client);
    visitor.password(OWNER, PASSWORD).await.unwrap();
    let asked = ask(&mut visitor, "second_step", "").await.unwrap();
    let unasked = asked.options.replace("allowCredentials", "others");
    let wrong = others.answer(&unasked);
    assert_eq!(answer(&mut visitor, &asked.request, &wrong).await, REFUSED);
    // An answer to a request for the second step cannot start a sign-in.
    let asked = ask(&mut visitor, "second_step", "").await.unwrap();
    let right = device.answer(&asked.options);
    let refused = super::send(&mut visitor, "", &asked.request, &right).await;
    assert_eq!(refused, Err(Refused(Refusal::NotOffered)));
}

#[apply(matrix)]
async fn where_a_second_step_is_asked_of_everybody_a_passkey_is_set_up_first_and_is_both_steps_then(
    database: Database,
) {
    let world = World::open(database).await;
    world.set_policy("codes", &Preset::Hardened.policy()).await;
    world.give_password(OWNER, PASSWORD).await;
    let (mut visitor, mut device) = (world.browser(Client), Device::of(1));
    let wanted = format!("{APPLICATION}/reports");
    assert_eq!(visitor.password_to("", OWNER, PASSWORD, &wanted).await.unwrap(), STEP);
    let asked = ask(&mut visitor, "set_up", "").await.unwrap();
    let made = device.make(&asked.options);
    let fields = [("name", "One"), ("request", asked.request.as_str()), ("answer", &made)];
    let codes = format!("/settings/security/recovery-codes?return_to={wanted}");
    assert_eq!(visitor.act("set_up_passkey", &fields).await.unwrap(), codes);
    assert_eq!(visitor.act("put_recovery_codes_away", &[("return_to", &wanted)]).await.unwrap(), wanted);
    assert_eq!(visitor.account().await.unwrap().email, OWNER);
    // A second press adds nothing.
    visitor.act("set_up_passkey", &fields).await.unwrap();
    assert_eq!(listed(&mut visitor).await.passkeys.len(), 1);
    // A second step is required, so the only passkey cannot be removed.
    world.clock.advance(Seconds(2));
    let id = listed(&mut visitor).await.passkeys[0].id.clone();
    let removed = visitor.act("remove_passkey", &[("passkey", &id)]).await;
    assert_eq!(removed, Err(Refused(Refusal::LastWayIn)));

    let mut other = world.browser(Client);
    assert_eq!(enter_at(&mut other, &mut device, "").await.unwrap(), "/account");
    let mut third = world.browser(Client);
    assert_eq!(third.password(OWNER, PASSWORD).await.unwrap(), STEP);
    let refused = Err(Refused(Refusal::NotOffered));
    assert_eq!(ask(&mut third, "set_up", "").await.map(|asked| asked.request), refused);
}
