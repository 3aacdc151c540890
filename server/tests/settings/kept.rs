//! Form values survive a reauthentication and a refusal.

use super::{LATER, open, page, reauthenticate};
use crate::support::prelude::*;
use app::{settings::SettingsScreen, submission::FormDraft};

const EMAIL: &str = "/settings/account/email/new";
const PHONE: &str = "/settings/account/phone";
const PASSKEY: &str = "/settings/security/passkeys/new";

/// A page, the function that its form calls, the form's fields, and the values that are shown again.
type Posted = (&'static str, &'static str, Vec<(&'static str, &'static str)>, FormDraft);

fn forms() -> [Posted; 3] {
    let typed = FormDraft::default;
    [
        (
            EMAIL,
            "change_email",
            vec![("email", "robin@codes.example")],
            FormDraft { email: "robin@codes.example".to_owned(), ..typed() },
        ),
        (
            PHONE,
            "set_phone",
            vec![("phone", "(201) 555-0142"), ("country", "CA")],
            FormDraft { phone: "(201) 555-0142".to_owned(), country: "CA".to_owned(), ..typed() },
        ),
        // The client posts this when it learns that reauthentication is required, before it asks the device.
        (PASSKEY, "add_passkey", vec![("name", "Red key")], FormDraft { name: "Red key".to_owned(), ..typed() }),
    ]
}

async fn typed(browser: &mut Browser, path: &str) -> FormDraft {
    browser.shown::<SettingsScreen>(path).await.unwrap().context.draft
}

/// Posts a form when reauthentication is due, and returns the address that this leads to.
async fn post_late(
    world: &World,
    browser: &mut Browser,
    path: &str,
    function: &str,
    fields: &[(&str, &str)],
) -> String {
    world.clock.advance(LATER);
    browser.at = path.to_owned();
    browser.act(function, fields).await.unwrap()
}

#[apply(matrix)]
async fn what_was_typed_is_there_after_a_password(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    for (path, function, fields, expected) in forms() {
        post_late(&world, &mut browser, path, function, &fields).await;
        // A mistyped password and a pause do not lose the values.
        reauthenticate(&mut browser, "wrong", path).await.unwrap_err();
        world.clock.advance(Seconds::minutes(9));
        assert_eq!(reauthenticate(&mut browser, PASSWORD, path).await.unwrap(), path);
        assert_eq!(typed(&mut browser, path).await, expected, "{path}");
        // No other page shows the values.
        for other in [EMAIL, PHONE, PASSKEY, "/settings/account/profile"].iter().filter(|other| **other != path) {
            assert_eq!(typed(&mut browser, other).await, FormDraft::default(), "{path} on {other}");
        }
    }
}

#[apply(matrix)]
async fn what_was_typed_is_there_after_a_code(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    world.sign_in(&mut browser, OWNER).await;
    for (path, function, fields, expected) in forms() {
        let at = post_late(&world, &mut browser, path, function, &fields).await;
        browser.at = at;
        let sent = browser.act("send_proof_code", &[("next", path)]).await.unwrap();
        let challenge = challenge_in(&sent);
        let code = world.code_for(OWNER).await;
        world.clock.advance(Seconds::minutes(9));
        assert_eq!(browser.verify(challenge, &code).await.unwrap(), path);
        assert_eq!(typed(&mut browser, path).await, expected, "{path}");
    }
}

/// Sends a code, and follows "Change" on its page when reauthentication is due. Returns where reauthentication is asked
/// for, and where it leads.
async fn change_late(world: &World, browser: &mut Browser, (path, function, fields, _): &Posted) -> (String, String) {
    browser.at = (*path).to_owned();
    let sent = browser.act(function, fields).await.unwrap();
    let change = browser.screen(challenge_in(&sent)).await.unwrap().change();
    world.clock.advance(LATER);
    let PageData::Redirect(asked) = browser.page(&change).await else { panic!("{path} is open") };
    let SettingsPage::Reauthentication(view) = page(browser, &asked).await else { panic!("{asked}") };
    assert_eq!(view.next, change);
    (asked, view.next)
}

#[apply(matrix)]
async fn the_address_to_change_is_there_after_a_password(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    for posted in forms().into_iter().take(2) {
        let (asked, next) = change_late(&world, &mut browser, &posted).await;
        browser.at = asked;
        let led = browser.act("prove", &[("current", PASSWORD), ("next", next.as_str())]).await.unwrap();
        assert_eq!(led, next);
        let typed = typed(&mut browser, &led).await;
        assert!(typed.email == posted.3.email && (typed.phone == NUMBER) == (posted.0 == PHONE), "{typed:?}");
    }
}

#[apply(matrix)]
async fn the_address_to_change_is_there_after_another_code(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    world.sign_in(&mut browser, OWNER).await;
    for posted in forms().into_iter().take(2) {
        let (asked, next) = change_late(&world, &mut browser, &posted).await;
        browser.at = asked;
        let sent = browser.act("send_proof_code", &[("next", next.as_str())]).await.unwrap();
        let code = world.code_for(OWNER).await;
        let led = browser.verify(challenge_in(&sent), &code).await.unwrap();
        let typed = typed(&mut browser, &led).await;
        assert!(typed.email == posted.3.email && (typed.phone == NUMBER) == (posted.0 == PHONE), "{typed:?}");
    }
}

/// Posts a form whose session was ended in another tab, and signs in again from where its page leads.
async fn post_signed_out(browser: &mut Browser, (path, function, fields, _): &Posted, who: &str) {
    browser.clone().sign_out().await.unwrap();
    browser.at = (*path).to_owned();
    assert_eq!(browser.act(function, fields).await, Err(SignedOut), "{path}");
    let sign_in = format!("/sign-in?return_to={path}");
    assert_eq!(browser.page(path).await, PageData::Redirect(sign_in));
    assert_eq!(browser.password_to("", who, PASSWORD, path).await.unwrap(), *path);
}

#[apply(matrix)]
async fn what_was_typed_after_the_session_ended_is_there_after_signing_in(database: Database, style: Style) {
    let (_world, mut browser) = open(database, style).await;
    let profile =
        FormDraft { name: "Robin".to_owned(), time_zone: Some("Europe/Berlin".to_owned()), ..FormDraft::default() };
    let fields = vec![("name", "Robin"), ("time_zone", "Europe/Berlin"), ("language", "")];
    let forms = forms().into_iter().chain([("/settings/account/profile", "save_profile", fields, profile)]);
    for posted in forms {
        post_signed_out(&mut browser, &posted, OWNER).await;
        let (path, _, _, expected) = posted;
        assert_eq!(typed(&mut browser, path).await, expected, "{path}");
    }
    let SettingsPage::Profile(view) = page(&mut browser, "/settings/account/profile").await else {
        panic!("elsewhere")
    };
    assert_eq!(view.time_zone.as_deref(), Some("Europe/Berlin"));
}

#[apply(matrix)]
async fn another_user_who_signs_in_after_that_does_not_find_it(style: Style) {
    let (world, mut browser) = open(Sqlite, style).await;
    world.give_password(ADMIN, PASSWORD).await;
    for posted in forms() {
        post_signed_out(&mut browser, &posted, ADMIN).await;
        assert_eq!(typed(&mut browser, posted.0).await, FormDraft::default(), "{}", posted.0);
        browser.sign_out().await.unwrap();
        browser.password(OWNER, PASSWORD).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn what_was_sent_is_not_typed_again(#[values(Sqlite)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    for (path, function, fields, _) in forms().into_iter().take(2) {
        post_late(&world, &mut browser, path, function, &fields).await;
        reauthenticate(&mut browser, PASSWORD, path).await.unwrap();
        browser.act(function, &fields).await.unwrap();
        assert_eq!(typed(&mut browser, path).await, FormDraft::default(), "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn another_user_does_not_find_what_was_typed(#[values(Sqlite)] database: Database) {
    let (world, mut browser) = open(database, Client).await;
    for (path, function, fields, _) in forms() {
        post_late(&world, &mut browser, path, function, &fields).await;
        browser.sign_out().await.unwrap();
        world.sign_in(&mut browser, ADMIN).await;
        assert_eq!(typed(&mut browser, path).await, FormDraft::default(), "{path}");
        browser.sign_out().await.unwrap();
        browser.password(OWNER, PASSWORD).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_refused_profile_is_still_there(#[values(Sqlite)] database: Database) {
    let (_world, mut browser) = open(database, Form).await;
    browser.at = "/settings/account/profile".to_owned();
    let refused = browser.act("save_profile", &[("name", " "), ("time_zone", "Europe/Berlin"), ("language", "")]).await;
    assert_eq!(refused, Err(Refused(Refusal::InvalidField(FormField::Name))));
    let SettingsPage::Profile(view) = page(&mut browser, "/settings/account/profile").await else {
        panic!("elsewhere")
    };
    assert_eq!(view.time_zone.as_deref(), Some("Europe/Berlin"));
}
