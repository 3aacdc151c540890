//! Codes and reauthentication inside the settings, the way back from them, and the pages that confirm a removal.

use super::email::{self, NEW_EMAIL};
use super::{LATER, SECURITY, open, page, phone, reauthenticate};
use crate::support::prelude::*;
use app::settings::{ConfirmationScreen, Removal, RemovalView, SettingsScreen};
use app::sign_in::ConfirmedChange;
use app::submission::FormDraft;

const REMOVE_PHONE: &str = "/settings/account/phone/remove";

async fn confirmation(browser: &mut Browser, challenge: ChallengeId) -> ConfirmationScreen {
    browser.shown(&format!("/sign-in/code/{challenge}")).await.unwrap()
}

/// The values in the form to which "Change" on a code screen leads.
async fn typed(browser: &mut Browser, shown: &ConfirmationScreen) -> FormDraft {
    browser.shown::<SettingsScreen>(&shown.code.change()).await.unwrap().context.draft
}

#[apply(matrix)]
async fn a_code_of_the_settings_is_entered_inside_them_and_what_was_typed_is_kept(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let next = reauthenticate(&mut browser, PASSWORD, "/settings/account/email/new").await.unwrap();
    let challenge = email::ask(&mut browser, NEW_EMAIL).await.unwrap();
    let shown = confirmation(&mut browser, challenge).await;
    assert_eq!((shown.change, shown.cancel.as_str()), (ConfirmedChange::NewEmail, "/settings/account"));
    assert_eq!((shown.user.email.as_str(), shown.code.start.as_str()), (OWNER, next.as_str()));
    assert_eq!(typed(&mut browser, &shown).await.email, NEW_EMAIL);

    let challenge = phone::ask(&mut browser, NUMBER).await.unwrap();
    let shown = confirmation(&mut browser, challenge).await;
    assert_eq!((shown.change, shown.cancel.as_str()), (ConfirmedChange::NewPhone, "/settings/account"));
    assert_eq!(typed(&mut browser, &shown).await.phone, NUMBER);
    let mut other = world.browser(style);
    other.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(typed(&mut other, &shown).await.phone, "", "only the browser that asked for the code shows the number");
}

#[apply(matrix)]
async fn what_was_typed_in_the_settings_is_shown_only_to_its_user(database: Database, style: Style) {
    let (_world, mut browser) = open(database, style).await;
    reauthenticate(&mut browser, PASSWORD, "/settings/account/email/new").await.unwrap();
    let challenge = email::ask(&mut browser, NEW_EMAIL).await.unwrap();
    let shown = confirmation(&mut browser, challenge).await;
    assert_eq!(typed(&mut browser, &shown).await.email, NEW_EMAIL);
    browser.sign_out().await.unwrap();
    for page in ["/sign-in", "/sign-in/password", "/sign-up"] {
        let answer = browser.get(&format!("{page}?code={challenge}")).await;
        assert!(answer.status == 200 && !answer.body.contains(NEW_EMAIL), "{page}: {}", answer.body);
    }
}

#[apply(matrix)]
async fn cancelling_reauthentication_leads_back_to_where_the_user_came_from(database: Database, style: Style) {
    let (_world, mut browser) = open(database, style).await;
    for (next, back) in [
        ("/settings/account/close", "/settings/account"),
        ("/settings/security/password", SECURITY),
        ("/settings/security/passkeys/remove%3Fpasskey%3D1", SECURITY),
        ("/settings/security/authenticator%3Freturn_to%3D/welcome/second-step", "/welcome/second-step"),
        ("/settings/security/authenticator%3Freturn_to%3Dhttps://evil.example/", SECURITY),
        ("/admin/people/new", "/admin/people"),
        ("/admin/policy", "/admin/policy"),
        ("/welcome/phone", "/account"),
        ("https://evil.example/", "/settings/account"),
    ] {
        match page(&mut browser, &format!("/settings/proof?next={next}")).await {
            SettingsPage::Reauthentication(view) => assert_eq!(view.cancel, back, "{next}"),
            other => panic!("{next}: {other:?}"),
        }
    }
    browser.at = "/settings/proof?next=/admin/policy".to_owned();
    let path = browser.act("send_proof_code", &[("next", "/admin/policy")]).await.unwrap();
    let shown = confirmation(&mut browser, challenge_in(&path)).await;
    assert_eq!((shown.change, shown.cancel.as_str()), (ConfirmedChange::Identity, "/admin/policy"));
}

#[apply(matrix)]
async fn the_page_that_confirms_a_removal_changes_nothing(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    for nothing in [
        REMOVE_PHONE,
        "/settings/security/authenticator/turn-off",
        "/settings/security/passkeys/remove?passkey=1",
        "/settings/security/access/remove?grant=1",
    ] {
        assert_eq!(browser.page(nothing).await, PageData::NotFound, "{nothing}");
    }
    let challenge = phone::ask(&mut browser, NUMBER).await.unwrap();
    let code = world.texted_to(NUMBER).await;
    browser.verify(challenge, &code).await.unwrap();
    let view = RemovalView { what: Removal::Phone, subject: NUMBER.to_owned(), id: String::new() };
    for _ in 0..2 {
        assert_eq!(page(&mut browser, REMOVE_PHONE).await, SettingsPage::Removal(view.clone()));
    }

    world.clock.advance(LATER);
    browser.at = REMOVE_PHONE.to_owned();
    let asked = browser.act("remove_phone", &[]).await.unwrap();
    assert_eq!(asked, format!("/settings/proof?next={REMOVE_PHONE}"));
    assert_eq!(reauthenticate(&mut browser, PASSWORD, REMOVE_PHONE).await.unwrap(), REMOVE_PHONE);
    browser.at = REMOVE_PHONE.to_owned();
    assert_eq!(browser.act("remove_phone", &[]).await.unwrap(), "/settings/account?done=phone-removed");
    assert_eq!(browser.page(REMOVE_PHONE).await, PageData::NotFound);
}
