//! Changing the password of a signed-in account.

use super::{LATER, NEW, activity, change_password, open, reauthenticate};
use crate::support::prelude::*;
use domain::password::PasswordProblem;

const SAVED: &str = "/settings/security?done=password";

#[apply(matrix)]
async fn a_password_is_changed_and_everybody_else_is_signed_out(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let mut elsewhere = world.browser(Client);
    elsewhere.password(OWNER, PASSWORD).await.unwrap();
    let before = browser.cookie("portico").unwrap().to_owned();
    world.clock.advance(LATER);

    assert_eq!(change_password(&mut browser, PASSWORD, NEW).await.unwrap(), SAVED);

    assert_ne!(browser.cookie("portico").unwrap(), before, "a new token at each change of privilege");
    assert!(browser.account().await.is_ok());
    assert!(elsewhere.account().await.is_err());
    assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(wrong_password(1)));
    world.browser(Client).password(OWNER, NEW).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(OWNER, "Your password was changed").pop().unwrap();
    assert!(letter.text.contains("IP address"), "{}", letter.text);
    assert!(activity(&mut browser).await.contains(&AuditEventKind::PasswordChanged));
}

#[apply(matrix)]
async fn a_wrong_current_password_is_refused_and_counted(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let wrong = Err(Refused(Refusal::Password(PasswordRefusal::NotCurrent)));
    for _ in 0..5 {
        assert_eq!(change_password(&mut browser, "wrong", NEW).await, wrong);
    }
    let refused = change_password(&mut browser, PASSWORD, NEW).await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { until: Some(_) }))), "{refused:?}");
    // Other browsers can still sign in: this browser has a separate count of failures.
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
    world.clock.advance(Seconds::hours(1));
    assert_eq!(change_password(&mut browser, PASSWORD, NEW).await.unwrap(), SAVED);
}

#[apply(matrix)]
async fn a_current_password_that_is_none_is_no_attempt(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let (none, long) = (Err(Refused(Refusal::InvalidField(FormField::Password))), "a".repeat(129));
    let counted = async || {
        let failures = world.database.number("SELECT COALESCE(SUM(failures), 0) FROM password_failure").await;
        (failures, world.database.number("SELECT COALESCE(SUM(used), 0) FROM rate_limit").await)
    };
    let before = counted().await;
    for typed in ["", long.as_str()].repeat(12) {
        assert_eq!(change_password(&mut browser, typed, NEW).await, none);
        assert_eq!(reauthenticate(&mut browser, typed, "/settings/security").await, none);
        let rules = Err(Refused(Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules))));
        assert_eq!(change_password(&mut browser, PASSWORD, typed).await, rules);
    }
    assert_eq!(counted().await, before);
    assert_eq!(change_password(&mut browser, PASSWORD, NEW).await.unwrap(), SAVED);
}

/// The password is typed on one device and repeated on another, which composes its letters differently.
#[apply(matrix)]
async fn a_new_password_is_one_however_its_letters_are_put_together(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let (composed, decomposed) = ("Hafen7-L\u{e4}rm_Feder", "Hafen7-La\u{308}rm_Feder");
    browser.at = "/settings/security/password".to_owned();
    let fields = [("current", PASSWORD), ("password", composed), ("confirmation", decomposed)];
    assert_eq!(browser.act("change_password", &fields).await.unwrap(), SAVED);
    world.browser(Client).password(OWNER, decomposed).await.unwrap();
    // The length limit is about the form that is stored.
    let long = format!("Hafen7-{}", "a\u{308}".repeat(121));
    assert_eq!(change_password(&mut browser, decomposed, &long).await.unwrap(), SAVED);
}

#[apply(matrix)]
async fn a_password_that_cannot_be_had_costs_no_attempt(database: Database) {
    let (_world, mut browser) = open(database, Client).await;
    for _ in 0..6 {
        let refused = change_password(&mut browser, "wrong", "short").await;
        assert_eq!(refused, Err(Refused(Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Rules)))));
    }
    let fields = [("current", PASSWORD), ("password", NEW), ("confirmation", "another")];
    assert_eq!(
        browser.act("change_password", &fields).await,
        Err(Refused(Refusal::Password(PasswordRefusal::ConfirmationDiffers)))
    );
    assert_eq!(change_password(&mut browser, PASSWORD, NEW).await.unwrap(), SAVED);
}

#[apply(matrix)]
async fn who_has_no_password_sets_one_after_reauthentication(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    world.sign_in(&mut browser, OWNER).await;
    world.clock.advance(LATER);
    let reauthentication = "/settings/proof?next=/settings/security/password";
    assert_eq!(browser.page("/settings/security/password").await, PageData::Redirect(reauthentication.to_owned()));
    assert_eq!(change_password(&mut browser, "", NEW).await.unwrap(), reauthentication);

    let next = "/settings/security/password";
    let at_code = browser.act("send_proof_code", &[("next", next)]).await.unwrap();
    let challenge = challenge_in(&at_code);
    let code = world.code_for(OWNER).await;
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), next);

    assert_eq!(change_password(&mut browser, "", NEW).await.unwrap(), SAVED);
    world.browser(Client).password(OWNER, NEW).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "A password was added to your account").len(), 1);
}
