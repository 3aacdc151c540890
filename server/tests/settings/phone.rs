//! A phone number: requested, verified by a text, removed.

use super::{activity, open, page};
use crate::support::prelude::*;
use app::settings::PhoneEntry;
use domain::Method;

pub async fn ask(browser: &mut Browser, phone: &str) -> Result<ChallengeId, ApiError> {
    browser.at = "/settings/account/phone".to_owned();
    let path = browser.act("set_phone", &[("phone", phone), ("country", "US")]).await?;
    Ok(challenge_in(&path))
}

async fn phone(browser: &mut Browser) -> Option<PhoneEntry> {
    match page(browser, "/settings/account").await {
        SettingsPage::Account(view) => view.phone,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn a_number_is_the_accounts_when_its_code_was_typed(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let challenge = ask(&mut browser, "(201) 555-0142").await.unwrap();
    assert_eq!(phone(&mut browser).await, None);
    let code = world.texted_to(NUMBER).await;
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/settings/account?done=phone");
    let entry = PhoneEntry { number: NUMBER.to_owned(), is_verified: true };
    assert_eq!(phone(&mut browser).await, Some(entry));
    // The owner can sign in with it now.
    let mut by_text = world.browser(Client);
    let (challenge, code) = world.text_code(&mut by_text, NUMBER).await;
    by_text.verify(challenge, &code).await.unwrap();

    browser.at = "/settings/account".to_owned();
    assert_eq!(browser.act("remove_phone", &[]).await.unwrap(), "/settings/account?done=phone-removed");
    assert_eq!(phone(&mut browser).await, None);
    assert!(by_text.account().await.is_err());
    let refused = world.browser(Client).text(NUMBER).await;
    assert_eq!(refused, Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))));
    world.deliver().await;
    for subject in ["Your phone number was changed", "Your phone number was removed"] {
        assert_eq!(world.letters_about(OWNER, subject).len(), 1, "{subject}");
    }
    let happened = activity(&mut browser).await;
    assert!(happened.contains(&AuditEventKind::PhoneVerified) && happened.contains(&AuditEventKind::PhoneRemoved));
}

#[apply(matrix)]
async fn the_last_way_in_is_not_removed(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let challenge = ask(&mut browser, NUMBER).await.unwrap();
    let code = world.texted_to(NUMBER).await;
    browser.verify(challenge, &code).await.unwrap();
    let mut policy = Preset::Codes.policy();
    policy.methods = vec![Method::TextCode];
    world.set_policy("codes", &policy).await;
    browser.at = "/settings/account".to_owned();
    assert_eq!(browser.act("remove_phone", &[]).await, Err(Refused(Refusal::LastWayIn)));
    assert!(phone(&mut browser).await.is_some());
    // With a password, the number is not the last way in.
    policy.methods = vec![Method::TextCode, Method::Password];
    world.set_policy("codes", &policy).await;
    assert_eq!(browser.act("remove_phone", &[]).await.unwrap(), "/settings/account?done=phone-removed");
}

#[apply(matrix)]
async fn a_number_that_another_user_has_verified_is_refused(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    world.give_phone(ADMIN, NUMBER, true).await;
    let challenge = ask(&mut browser, NUMBER).await.unwrap();
    let code = world.texted_to(NUMBER).await;
    assert_eq!(browser.verify(challenge, &code).await, Err(Refused(Refusal::Phone(PhoneRefusal::Taken))));
    assert_eq!(phone(&mut browser).await, None);
}

/// The two requests share no lock, so only the database can find the conflict.
#[apply(matrix)]
async fn one_number_confirmed_for_two_at_once_is_one_accounts(database: Database) {
    for round in 0..8 {
        let (world, mut one) = open(database, Client).await;
        let mut other = world.browser(Client);
        world.sign_in(&mut other, ADMIN).await;
        let asked = ask(&mut one, NUMBER).await.unwrap();
        let code = world.texted_to(NUMBER).await;
        let also_asked = ask(&mut other, NUMBER).await.unwrap();
        let other_code = world.texted_to(NUMBER).await;
        let (one, other) = tokio::join!(one.verify(asked, &code), other.verify(also_asked, &other_code));
        let taken = Err(Refused(Refusal::Phone(PhoneRefusal::Taken)));
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?}, {other:?}");
        assert!(one == taken || other == taken, "round {round}: {one:?}, {other:?}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_no_number_is_refused(#[values(Sqlite)] database: Database) {
    let (_world, mut browser) = open(database, Client).await;
    assert_eq!(ask(&mut browser, "12").await, Err(Refused(Refusal::InvalidField(FormField::Phone))));
    assert_eq!(ask(&mut browser, "+4930901820").await, Err(Refused(Refusal::Phone(PhoneRefusal::CountryNotServed))));
}
