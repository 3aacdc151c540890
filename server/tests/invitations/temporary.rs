//! Invitations without a code: a temporary password signs in at once, until it is replaced or expires.

use super::*;
use app::onboarding::{OnboardingPage, OnboardingScreen};
use app::settings::SettingsScreen;
use domain::{invitation::InvitationState, onboarding::Step};
use service::admin::{TypedDetails, edit_person};
use service::operator_accounts::AccountChange;
use store::purge;

async fn reminds(browser: &mut Browser) -> bool {
    let shown: SettingsScreen = browser.shown("/settings/account").await.unwrap();
    match shown.page {
        SettingsPage::Account(view) => view.has_first_password,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn a_first_password_signs_in_and_is_replaced_in_the_last_step(database: Database, style: Style) {
    let world = open(database, Preset::Temporary).await;
    let admin = admin(&world).await;
    invite(&world, &admin, NEW).await;
    assert_eq!(journey::state(&world, &admin).await, InvitationState::Sent);
    let first = temporary_for(&world, NEW).await;
    assert_eq!(world.letters(NEW).len(), 1, "no code, and one message");
    let letter = world.letters(NEW).pop().unwrap();
    assert!(letter.text.contains("expires in 7 days"), "{}", letter.text);
    let page = world.browser(style).get("/o/cedar/sign-in").await.body;
    assert!(!page.contains("I have an invitation code"), "{page}");

    let mut browser = world.browser(style);
    assert_eq!(enter(&world, &mut browser, NEW, &first).await.unwrap(), "/welcome");
    assert!(reminds(&mut browser).await);
    let page = browser.get("/settings/security").await.body;
    assert!(page.contains("re still using a temporary password"), "{page}");
    assert_eq!(journey::state(&world, &admin).await, InvitationState::SignedIn(Step::Profile));
    browser.at = "/welcome".to_owned();
    browser.act("welcome_profile", &[("name", "Robin"), ("time_zone", "")]).await.unwrap();
    browser.at = "/welcome/phone".to_owned();
    let code_page = browser.act("welcome_phone", &[("phone", NUMBER), ("country", "US")]).await.unwrap();
    let challenge = challenge_in(&code_page);
    let texted = world.texted_to(NUMBER).await;
    assert_eq!(browser.verify(challenge, &texted).await.unwrap(), "/welcome/password");
    // A verified phone number does not end the only password: onboarding continues in another browser.
    let mut other = world.browser(style);
    assert_eq!(enter(&world, &mut other, NEW, &first).await.unwrap(), "/welcome");
    let shown: OnboardingScreen = other.shown("/welcome").await.unwrap();
    assert!(matches!(shown.page, OnboardingPage::Password { rules: Some(_) }), "{:?}", shown.page);
    other.at = "/welcome/password".to_owned();
    let weak = other.act("welcome_password", &[("password", "x"), ("confirmation", "x")]).await;
    assert!(matches!(weak, Err(Refused(Refusal::Password(PasswordRefusal::Unsuitable(_))))), "{weak:?}");
    let fields = [("password", OWN), ("confirmation", OWN)];
    assert_eq!(other.act("welcome_password", &fields).await.unwrap(), "/welcome/done");
    assert!(!reminds(&mut other).await);
    assert!(browser.account().await.is_err(), "whoever came in by the first password is out");
    other.at = "/welcome/done".to_owned();
    assert_eq!(other.act("finish_welcome", &[]).await.unwrap(), "/account");
    assert_eq!(journey::state(&world, &admin).await, InvitationState::Joined);
    let late = enter(&world, &mut world.browser(style), NEW, &first).await;
    assert_eq!(late, Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired))));
    assert_eq!(enter(&world, &mut world.browser(style), NEW, OWN).await.unwrap(), "/account");
}

#[apply(matrix)]
async fn skipped_the_password_waits_in_the_settings(database: Database) {
    let world = open(database, Preset::Temporary).await;
    invite(&world, &admin(&world).await, NEW).await;
    let first = temporary_for(&world, NEW).await;
    let mut browser = world.browser(Client);
    enter(&world, &mut browser, NEW, &first).await.unwrap();
    for (step, next) in [("profile", "/welcome/phone"), ("phone", "/welcome/password"), ("password", "/welcome/done")] {
        browser.at = format!("/welcome/{step}");
        assert_eq!(browser.act("skip_step", &[("step", step)]).await.unwrap(), next);
    }
    browser.at = "/welcome/done".to_owned();
    browser.act("finish_welcome", &[]).await.unwrap();
    assert!(reminds(&mut browser).await);
    assert_eq!(enter(&world, &mut browser, NEW, &first).await.unwrap(), "/account", "it signs in for its time");
    browser.at = "/settings/security/password".to_owned();
    let fields = [("current", ""), ("password", OWN), ("confirmation", OWN)];
    browser.act("change_password", &fields).await.unwrap();
    assert!(!reminds(&mut browser).await);
}

#[apply(matrix)]
async fn a_first_password_is_good_for_seven_days_and_can_be_sent_again_and_extended(database: Database) {
    let world = open(database, Preset::Temporary).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let first = temporary_for(&world, NEW).await;
    world.clock.advance(Seconds::days(7));
    let mut browser = world.browser(Client);
    let expired = Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired)));
    assert_eq!(browser.password_at(AT, NEW, &first).await, expired);
    assert_eq!(journey::state(&world, &admin).await, InvitationState::Expired);
    invitations::extend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    enter(&world, &mut world.browser(Client), NEW, &first).await.unwrap();

    let id = invite(&world, &admin, "other@cedar.example").await;
    let old = temporary_for(&world, "other@cedar.example").await;
    invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    let new = temporary_for(&world, "other@cedar.example").await;
    assert_eq!(enter(&world, &mut browser, "other@cedar.example", &old).await, expired);
    enter(&world, &mut browser, "other@cedar.example", &new).await.unwrap();
    let revoked = invitations::revoke_invitation(&admin.cx, admin.proven(&world), id).await;
    assert!(revoked.is_err(), "who has signed in is no invitee any more");
}

#[apply(matrix)]
async fn a_wrong_address_is_corrected_and_what_was_sent_to_it_no_longer_works(database: Database) {
    const RIGHT: &str = "right@cedar.example";
    let world = open(database, Preset::Temporary).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let first = temporary_for(&world, NEW).await;
    let typed = TypedDetails { name: "Robin New", email: RIGHT, phone: NUMBER, country: "US" };
    edit_person(&admin.cx, admin.proven(&world), id.account(), typed).await.unwrap();
    world.deliver().await;
    let letter = world.letters_about(RIGHT, "Confirm your new email address").pop().unwrap();
    let token = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/confirm-email/")).unwrap();
    let mut browser = world.browser(Client);
    browser.at = format!("/confirm-email/{token}");
    browser.act("confirm_email", &[("token", token)]).await.unwrap();
    let refused = enter(&world, &mut world.browser(Client), RIGHT, &first).await;
    assert_eq!(refused, Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired))));
    // The right address gets a password without anyone asking.
    let sent = temporary_for(&world, RIGHT).await;
    assert_ne!(sent, first);
    let many = world.letters_about(NEW, TEMPORARY).len();
    invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    let new = temporary_for(&world, RIGHT).await;
    assert_eq!(world.letters_about(NEW, TEMPORARY).len(), many, "a password went to the wrong address");
    assert_eq!(enter(&world, &mut browser, RIGHT, &new).await.unwrap(), "/welcome");
}

/// Changes the address of the invited person as the operator does. Returns whether nobody has signed in yet.
async fn correct(world: &World, right: &str) -> bool {
    let change = AccountChange { email: Some(right.parse().unwrap()), ..AccountChange::default() };
    world.operator().edit_account(&AT.parse().unwrap(), &NEW.parse().unwrap(), change).await.unwrap()
}

#[apply(matrix)]
async fn a_first_password_ends_when_the_operator_corrects_its_address(database: Database) {
    const RIGHT: &str = "right@cedar.example";
    let world = open(database, Preset::Temporary).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let first = temporary_for(&world, NEW).await;
    assert!(correct(&world, RIGHT).await, "nobody has signed in yet");
    let mut browser = world.browser(Client);
    let refused = enter(&world, &mut browser, RIGHT, &first).await;
    assert_eq!(refused, Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired))));
    invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    let new = temporary_for(&world, RIGHT).await;
    assert_eq!(enter(&world, &mut browser, RIGHT, &new).await.unwrap(), "/welcome");
}

#[apply(matrix)]
async fn a_code_and_what_followed_it_end_when_the_operator_corrects_its_address(database: Database) {
    const RIGHT: &str = "right@cedar.example";
    let world = open(database, Preset::Invited).await;
    invite(&world, &admin(&world).await, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(Client);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let temporary = temporary_for(&world, NEW).await;
    assert!(correct(&world, RIGHT).await, "nobody has signed in yet");
    let refused = accept_invitation(&mut world.browser(Client), NEW, &code).await;
    assert_eq!(refused, Err(Refused(Refusal::Code(CodeRefusal::Invalid))));
    let refused = enter(&world, &mut browser, RIGHT, &temporary).await;
    assert_eq!(refused, Err(Refused(Refusal::Password(PasswordRefusal::TemporaryExpired))));
}

#[apply(matrix)]
async fn an_invitation_that_expired_long_ago_is_extended_with_its_password(database: Database) {
    let world = open(database, Preset::Temporary).await;
    let id = invite(&world, &admin(&world).await, NEW).await;
    let first = temporary_for(&world, NEW).await;
    world.clock.advance(Seconds::days(60));
    purge::purge_expired(&world.app.store, world.now()).await.unwrap();
    let admin = admin(&world).await;
    invitations::extend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    enter(&world, &mut world.browser(Client), NEW, &first).await.unwrap();
}

#[apply(matrix)]
async fn a_closed_account_leaves_only_the_address_in_its_invitation(database: Database) {
    let world = open(database, Preset::Temporary).await;
    invite(&world, &admin(&world).await, NEW).await;
    let first = temporary_for(&world, NEW).await;
    let mut browser = world.browser(Client);
    enter(&world, &mut browser, NEW, &first).await.unwrap();
    browser.at = "/settings/account/close".to_owned();
    browser.act("close_account", &[]).await.unwrap();
    let kept = "SELECT COUNT(*) FROM invitation WHERE name IS NOT NULL OR phone IS NOT NULL";
    assert_eq!(world.database.number(kept).await, 0);
    assert!(enter(&world, &mut browser, NEW, &first).await.is_err());
}
