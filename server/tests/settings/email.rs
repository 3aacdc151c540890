//! A new email address: requested, verified, reported to the old address, undone.

use super::{NEW, activity, change_password, open, page, reauthenticate};
use crate::support::prelude::*;
use app::settings::{AccountView, UndoLink, UndoScreen};

pub const NEW_EMAIL: &str = "jo.new@example.org";
const CHANGED: &str = "Your email address was changed";

pub async fn ask(browser: &mut Browser, email: &str) -> Result<ChallengeId, ApiError> {
    browser.at = "/settings/account/email/new".to_owned();
    let path = browser.act("change_email", &[("email", email)]).await?;
    Ok(challenge_in(&path))
}

async fn change(world: &World, browser: &mut Browser, email: &str) -> Result<String, ApiError> {
    let challenge = ask(browser, email).await?;
    let code = world.code_for(email).await;
    browser.verify(challenge, &code).await
}

async fn account(browser: &mut Browser) -> AccountView {
    match page(browser, "/settings/account").await {
        SettingsPage::Account(view) => view,
        other => panic!("{other:?}"),
    }
}

/// The token of the newest undo link that was sent to an address.
pub async fn undo_token(world: &World, address: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(address, CHANGED).pop().unwrap();
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/undo/"));
    link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned()
}

pub async fn undo(browser: &mut Browser, token: &str) -> Result<String, ApiError> {
    browser.at = format!("/undo/{token}");
    browser.act("undo_email_change", &[("token", token)]).await
}

async fn link(browser: &mut Browser, token: &str) -> UndoLink {
    browser.shown::<UndoScreen>(&format!("/undo/{token}")).await.unwrap().link
}

#[apply(matrix)]
async fn a_new_address_holds_when_its_code_was_typed(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let mut elsewhere = world.browser(Client);
    elsewhere.password(OWNER, PASSWORD).await.unwrap();
    // The current password is required, however recent the reauthentication is.
    assert!(
        matches!(page(&mut browser, "/settings/account/email").await, SettingsPage::Reauthentication(view) if view.is_for_email)
    );
    let next = reauthenticate(&mut browser, PASSWORD, "/settings/account/email/new").await.unwrap();
    assert!(matches!(page(&mut browser, &next).await, SettingsPage::Email(_)));

    let challenge = ask(&mut browser, NEW_EMAIL).await.unwrap();
    let pending = account(&mut browser).await.pending_email.unwrap();
    assert_eq!((pending.email.as_str(), pending.code_page), (NEW_EMAIL, Some(format!("/sign-in/code/{challenge}"))));
    assert_eq!(account(&mut elsewhere).await.pending_email.unwrap().code_page, None);
    assert_eq!(browser.account().await.unwrap().email, OWNER);

    let code = world.code_for(NEW_EMAIL).await;
    assert_eq!(browser.verify(challenge, &code).await.unwrap(), "/settings/account?done=email");

    assert_eq!(browser.account().await.unwrap().email, NEW_EMAIL);
    assert!(elsewhere.account().await.is_err());
    world.browser(Client).password(NEW_EMAIL, PASSWORD).await.unwrap();
    assert!(world.browser(Client).password(OWNER, PASSWORD).await.is_err());
    let happened = activity(&mut browser).await;
    assert!(happened.contains(&AuditEventKind::EmailChanged) && happened.contains(&AuditEventKind::EmailChangeAsked));
    undo_token(&world, OWNER).await;
}

#[apply(matrix)]
async fn an_address_that_is_or_was_another_users_is_refused(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    // The account's current address is accepted and changes nothing.
    let path = browser.act("change_email", &[("email", OWNER)]).await;
    assert_eq!(path.unwrap(), "/settings/account");
    let mut other = world.browser(Client);
    world.sign_in(&mut other, ADMIN).await;
    change(&world, &mut other, NEW_EMAIL).await.unwrap();
    for taken in [NEW_EMAIL, ADMIN] {
        assert_eq!(ask(&mut browser, taken).await, Err(Refused(Refusal::AddressReserved)), "{taken}");
    }
    // The account may take its own former address again.
    change(&world, &mut other, ADMIN).await.unwrap();
    // Signing up with the other account's former address leads to a message.
    world
        .browser(Client)
        .act("sign_up", &[("organisation", ""), ("name", "New"), ("email", NEW_EMAIL), ("password", NEW)])
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(NEW_EMAIL, "can't be used").len(), 1);
}

/// The two requests share no lock, so only the database can find the conflict.
#[apply(matrix)]
async fn one_address_confirmed_for_two_at_once_is_one_accounts(database: Database) {
    for round in 0..8 {
        let (world, mut one) = open(database, Client).await;
        let mut other = world.browser(Client);
        world.sign_in(&mut other, ADMIN).await;
        let asked = ask(&mut one, NEW_EMAIL).await.unwrap();
        let code = world.code_for(NEW_EMAIL).await;
        let also_asked = ask(&mut other, NEW_EMAIL).await.unwrap();
        let other_code = world.code_for(NEW_EMAIL).await;
        let (one, other) = tokio::join!(one.verify(asked, &code), other.verify(also_asked, &other_code));
        let taken = Err(Refused(Refusal::AddressReserved));
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?}, {other:?}");
        assert!(one == taken || other == taken, "round {round}: {one:?}, {other:?}");
    }
}

#[apply(matrix)]
async fn trying_out_addresses_is_limited(database: Database) {
    let (_world, mut browser) = open(database, Client).await;
    for _ in 0..10 {
        assert_eq!(ask(&mut browser, ADMIN).await, Err(Refused(Refusal::AddressReserved)));
    }
    let refused = ask(&mut browser, ADMIN).await;
    assert!(matches!(refused, Err(Refused(Refusal::TooManyAttempts { until: Some(_) }))), "{refused:?}");
}

#[apply(matrix)]
async fn a_pending_address_can_be_cancelled_from_any_browser(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let challenge = ask(&mut browser, NEW_EMAIL).await.unwrap();
    let code = world.code_for(NEW_EMAIL).await;
    let mut elsewhere = world.browser(Client);
    elsewhere.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(elsewhere.act("cancel_email_change", &[]).await.unwrap(), "/settings/account?done=email-cancelled");
    assert_eq!(account(&mut browser).await.pending_email, None);
    assert_eq!(browser.verify(challenge, &code).await, Err(Refused(Refusal::Code(CodeRefusal::Expired))));
    assert_eq!(browser.account().await.unwrap().email, OWNER);
}

#[apply(matrix)]
async fn a_change_of_the_password_ends_a_pending_address(database: Database) {
    let (world, mut intruder) = open(database, Client).await;
    let challenge = ask(&mut intruder, "intruder@example.org").await.unwrap();
    let code = world.code_for("intruder@example.org").await;
    let mut owner = world.browser(Client);
    owner.password(OWNER, PASSWORD).await.unwrap();
    change_password(&mut owner, PASSWORD, NEW).await.unwrap();
    assert!(intruder.verify(challenge, &code).await.is_err());
    assert_eq!(owner.account().await.unwrap().email, OWNER);
}

#[apply(matrix)]
async fn only_who_asked_can_confirm(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let challenge = ask(&mut browser, NEW_EMAIL).await.unwrap();
    let code = world.code_for(NEW_EMAIL).await;
    let bound = browser.cookie("portico-pre").unwrap().to_owned();
    let mut other = world.browser(Client);
    world.sign_in(&mut other, ADMIN).await;
    other.forge_cookie("portico-pre", &bound);
    assert_eq!(other.verify(challenge, &code).await, Err(SignedOut));
    assert_eq!(other.account().await.unwrap().email, ADMIN);
    let mut signed_out = browser.clone();
    signed_out.sign_out().await.unwrap();
    assert_eq!(signed_out.verify(challenge, &code).await, Err(SignedOut));
}

#[apply(matrix)]
async fn the_old_address_brings_itself_back(database: Database, style: Style) {
    let (world, mut intruder) = open(database, Client).await;
    change(&world, &mut intruder, "first@example.org").await.unwrap();
    let token = undo_token(&world, OWNER).await;
    change(&world, &mut intruder, "second@example.org").await.unwrap();
    let younger = undo_token(&world, "first@example.org").await;

    let mut owner = world.browser(style);
    for _ in 0..3 {
        let shown = link(&mut owner, &token).await;
        assert!(matches!(shown, UndoLink::Open { ref old, .. } if old == OWNER), "{shown:?}");
        owner.request("HEAD", &format!("/undo/{token}"), &[], "").await;
    }
    assert_eq!(intruder.account().await.unwrap().email, "second@example.org");

    assert_eq!(undo(&mut owner, &token).await.unwrap(), format!("/undo/{token}"));
    assert_eq!(link(&mut owner, &token).await, UndoLink::Undone);
    assert!(intruder.account().await.is_err());
    owner.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(owner.account().await.unwrap().email, OWNER);
    // Using the link again only shows the result.
    assert_eq!(undo(&mut owner, &token).await.unwrap(), format!("/undo/{token}"));
    assert_eq!(link(&mut owner, &token).await, UndoLink::Undone);
    // The intruder cannot bring the later addresses back.
    assert_eq!(undo(&mut intruder, &younger).await.unwrap(), format!("/undo/{younger}"));
    assert_eq!(link(&mut intruder, &younger).await, UndoLink::Over);
    assert_eq!(owner.account().await.unwrap().email, OWNER);
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your email address was restored").len(), 1);
}

#[apply(matrix)]
async fn a_link_that_undoes_is_good_for_seven_days(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    change(&world, &mut browser, NEW_EMAIL).await.unwrap();
    let token = undo_token(&world, OWNER).await;
    world.clock.advance(Seconds::days(7));
    assert_eq!(link(&mut browser, &token).await, UndoLink::Over);
    undo(&mut browser, &token).await.unwrap();
    assert_eq!(link(&mut browser, &token).await, UndoLink::Over);
    let kept = format!("SELECT COUNT(*) FROM account WHERE email = '{NEW_EMAIL}'");
    assert_eq!(world.database.number(&kept).await, 1);
    let unknown = "q7Yt0ZJ6xw3nB5vLr8dKfHsA2mPcEuG1iTjXoVb4Nk9";
    assert_eq!(link(&mut browser, unknown).await, UndoLink::Over);
    assert_eq!(link(&mut browser, "a/b").await, UndoLink::Over);
}

#[apply(matrix)]
async fn a_code_alone_brings_no_new_address_where_there_is_a_password(database: Database, style: Style) {
    let world = World::with_password(database).await;
    let mut intruder = world.browser(style);
    world.sign_in(&mut intruder, OWNER).await;
    let first = "/settings/account/email";
    assert_eq!(intruder.page("/settings/account/email/new").await, PageData::Redirect(first.to_owned()));
    assert_eq!(intruder.act("change_email", &[("email", NEW_EMAIL)]).await.unwrap(), first);
    assert!(matches!(page(&mut intruder, first).await, SettingsPage::Reauthentication(view) if !view.by_code));
    reauthenticate(&mut intruder, PASSWORD, "/settings/account/email/new").await.unwrap();
    ask(&mut intruder, NEW_EMAIL).await.unwrap();
}

/// An intruder may have chosen a password, verified a phone number and added a passkey since the change.
#[apply(matrix)]
async fn what_came_since_the_change_goes_with_it(database: Database) {
    let (world, mut intruder) = open(database, Client).await;
    change(&world, &mut intruder, NEW_EMAIL).await.unwrap();
    let token = undo_token(&world, OWNER).await;
    world.clock.advance(Seconds(1));
    change_password(&mut intruder, PASSWORD, NEW).await.unwrap();
    let path = intruder.act("set_phone", &[("phone", NUMBER), ("country", "US")]).await.unwrap();
    let challenge = challenge_in(&path);
    let code = world.texted_to(NUMBER).await;
    intruder.verify(challenge, &code).await.unwrap();
    crate::passkeys::add(&mut intruder, &mut Device::of(1), "Not mine").await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM recovery_code").await, 10);

    undo(&mut world.browser(Client), &token).await.unwrap();
    for table in ["passkey", "recovery_code"] {
        assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    assert!(world.browser(Client).password(OWNER, NEW).await.is_err());
    assert_eq!(world.browser(Client).text(NUMBER).await, Err(Refused(Refusal::Phone(PhoneRefusal::NotVerified))));
    world.sign_in(&mut world.browser(Client), OWNER).await;
}
