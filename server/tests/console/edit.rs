//! What admins change of people: names and numbers at once, addresses once a link has confirmed them; and deleting.

use super::{act, open, page, people, person};
use crate::settings::email::{undo, undo_token};
use crate::support::prelude::*;
use app::admin::{PersonSaved, Status};
use app::paths::AdminRoute;
use app::settings::{ConfirmEmailLink, ConfirmEmailScreen};
use domain::{AccountId, AdminAct};

const NEW: &str = "jo.new@codes.example";
const ASKED: &str = "A new email address was entered for your account";

/// Saves the form with this name, address and number.
async fn save(admin: &mut Browser, id: AccountId, [name, email, phone]: [&str; 3]) -> Result<String, ApiError> {
    admin.at = AdminRoute::Edit(id).path();
    let person = id.to_string();
    let fields = [("person", person.as_str()), ("name", name), ("email", email), ("phone", phone), ("country", "US")];
    admin.act("save_person", &fields).await
}

fn saved(id: AccountId, what: PersonSaved) -> Result<String, ApiError> {
    Ok(format!("{}?done={}", AdminRoute::Person(id).path(), what.name()))
}

async fn cancel(admin: &mut Browser, id: AccountId) -> Result<String, ApiError> {
    admin.at = AdminRoute::Person(id).path();
    admin.act("cancel_address_change", &[("person", &id.to_string())]).await
}

/// The token of the newest link that was sent to an address.
async fn token(world: &World, address: &str) -> String {
    world.deliver().await;
    let letter = world.letters_about(address, "Confirm your new email address").pop().unwrap();
    let link = letter.text.lines().find_map(|line| line.strip_prefix("http://localhost:3000/confirm-email/"));
    link.unwrap_or_else(|| panic!("no link in {}", letter.text)).to_owned()
}

async fn confirm(browser: &mut Browser, token: &str) -> Result<String, ApiError> {
    browser.at = format!("/confirm-email/{token}");
    browser.act("confirm_email", &[("token", token)]).await
}

async fn link(browser: &mut Browser, token: &str) -> ConfirmEmailLink {
    browser.shown::<ConfirmEmailScreen>(&format!("/confirm-email/{token}")).await.unwrap().link
}

async fn activity(admin: &mut Browser, id: AccountId) -> Vec<AuditEventKind> {
    person(admin, id).await.activity.into_iter().map(|entry| entry.what).collect()
}

#[apply(matrix)]
async fn a_name_and_a_number_change_at_once_and_the_number_is_not_verified(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    world.give_phone(OWNER, NUMBER, true).await;
    let id = world.id_of(OWNER).await;
    let details = ["Jo Newname", OWNER, "(201) 555-0150"];
    assert_eq!(save(&mut admin, id, details).await, saved(id, PersonSaved::Details));
    let view = person(&mut admin, id).await;
    assert_eq!(view.name.as_deref(), Some("Jo Newname"));
    assert_eq!(view.phone, Some(("+12015550150".to_owned(), false)));
    assert!(people(&mut admin, "?q=newname").await.people.len() == 1);
    let happened = activity(&mut admin, id).await;
    assert!(happened.contains(&AuditEventKind::ProfileChanged) && happened.contains(&AuditEventKind::PhoneChanged));
    // The same once more changes nothing and sends nothing. The number is written as the page shows it.
    save(&mut admin, id, ["Jo Newname", OWNER, "+12015550150"]).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your name was changed").len(), 1);
    assert_eq!(world.letters_about(OWNER, "Your phone number was changed").len(), 1);
    assert!(matches!(world.browser(Client).text("(201) 555-0150").await, Err(Refused(Refusal::Phone(_)))));
    // Both can be empty.
    save(&mut admin, id, ["", OWNER, ""]).await.unwrap();
    let view = person(&mut admin, id).await;
    assert_eq!((view.name, view.phone), (None, None));
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your phone number was removed").len(), 1);
}

#[apply(matrix)]
async fn a_new_address_holds_once_its_link_was_used(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    let id = world.id_of(OWNER).await;
    assert_eq!(save(&mut admin, id, ["", NEW, ""]).await, saved(id, PersonSaved::AddressAsked));
    let view = person(&mut admin, id).await;
    assert_eq!((view.email.as_str(), view.waiting.unwrap().email.as_str()), (OWNER, NEW));
    let token = token(&world, NEW).await;
    assert_eq!(world.letters_about(OWNER, ASKED).len(), 1);
    assert!(!world.letters_about(OWNER, ASKED)[0].text.contains(&token));

    // Opening the link changes nothing.
    let before = world.database.cells().await;
    let mut reader = world.browser(style);
    let open = ConfirmEmailLink::Open { new: NEW.to_owned(), old: "j•••@example.com".to_owned() };
    assert_eq!(link(&mut reader, &token).await, open);
    assert_eq!(world.database.cells().await, before);
    owner.account().await.unwrap();

    assert_eq!(confirm(&mut reader, &token).await.unwrap(), format!("/confirm-email/{token}"));
    assert_eq!(link(&mut reader, &token).await, ConfirmEmailLink::Confirmed);
    assert!(owner.account().await.is_err(), "a session is left");
    let view = person(&mut admin, id).await;
    assert_eq!((view.email.as_str(), view.waiting), (NEW, None));
    assert!(activity(&mut admin, id).await.contains(&AuditEventKind::EmailChanged));
    world.clock.advance(Seconds(61));
    world.sign_in(&mut owner, NEW).await;
    // The link works once, and the old address can take the change back.
    confirm(&mut reader, &token).await.unwrap();
    owner.account().await.unwrap();
    let back = undo_token(&world, OWNER).await;
    undo(&mut reader, &back).await.unwrap();
    assert_eq!(person(&mut admin, id).await.email, OWNER);
    assert_eq!(link(&mut reader, &token).await, ConfirmEmailLink::Over);
}

#[apply(matrix)]
async fn a_cancelled_replaced_or_old_link_does_nothing(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (id, mut reader) = (world.id_of(OWNER).await, world.browser(style));
    save(&mut admin, id, ["", NEW, ""]).await.unwrap();
    let cancelled = token(&world, NEW).await;
    assert_eq!(cancel(&mut admin, id).await, saved(id, PersonSaved::AddressCancelled));
    assert_eq!(cancel(&mut admin, id).await.unwrap(), AdminRoute::Person(id).path());
    assert!(activity(&mut admin, id).await.contains(&AuditEventKind::EmailChangeCancelled));

    save(&mut admin, id, ["", NEW, ""]).await.unwrap();
    let replaced = token(&world, NEW).await;
    save(&mut admin, id, ["", "jo.other@codes.example", ""]).await.unwrap();
    let old = token(&world, "jo.other@codes.example").await;
    world.clock.advance(Seconds::days(7));
    for token in [&cancelled, &replaced, &old, &"q7Yt0ZJ6xw3nB5vLr8dKfHsA2mPcEuG1iTjXoVb4Nk8".to_owned()] {
        confirm(&mut reader, token).await.unwrap();
        assert_eq!(link(&mut reader, token).await, ConfirmEmailLink::Over);
    }
    assert_eq!(world.id_of(OWNER).await, id);
    assert_eq!(link(&mut reader, "a/b").await, ConfirmEmailLink::Over);
}

#[apply(matrix)]
async fn what_cannot_be_saved_is_refused_and_nothing_changes(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let id = world.id_of(OWNER).await;
    let before = person(&mut admin, id).await;
    let reserved = Err(Refused(Refusal::AddressReserved));
    assert_eq!(save(&mut admin, id, ["Jo", ADMIN, ""]).await, reserved);
    super::reserve(&mut admin, "kept@codes.example", "the press office").await.unwrap();
    assert_eq!(save(&mut admin, id, ["Jo", "kept@codes.example", ""]).await, reserved);
    let email = Refusal::InvalidField(FormField::Email);
    let all = Refusal::InvalidField(FormField::Name).and(email).and(Refusal::InvalidField(FormField::Phone));
    assert_eq!(save(&mut admin, id, [&"x".repeat(101), "jo", "12"]).await, Err(Refused(all)));
    let after = person(&mut admin, id).await;
    assert_eq!((after.name, after.email, after.phone), (before.name, before.email, before.phone));
    // Admins change their own details in the settings.
    let own = world.id_of(ADMIN).await;
    assert_eq!(save(&mut admin, own, ["Kim", ADMIN, ""]).await, Err(Refused(Refusal::AdminNeeded)));
    assert_eq!(person(&mut admin, own).await.edit.as_deref(), Some("/settings/account"));
    assert_eq!(admin.page(&AdminRoute::Edit(own).path()).await, PageData::NotFound);
    world.deliver().await;
    assert!(world.letters_about(OWNER, "was changed").is_empty());
}

#[apply(matrix)]
async fn nobody_fills_a_mailbox_with_links(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let id = world.id_of(OWNER).await;
    for _ in 0..5 {
        save(&mut admin, id, ["", NEW, ""]).await.unwrap();
    }
    let sixth = save(&mut admin, id, ["", NEW, ""]).await;
    assert!(matches!(sixth, Err(Refused(Refusal::TooManyAttempts { .. }))), "{sixth:?}");
}

#[apply(matrix)]
async fn an_address_that_was_taken_meanwhile_is_not_given_to_two(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let id = world.id_of(OWNER).await;
    save(&mut admin, id, ["", NEW, ""]).await.unwrap();
    let token = token(&world, NEW).await;
    world.settle("codes", NEW, None, Role::Member).await;
    let refused = confirm(&mut world.browser(Client), &token).await;
    assert_eq!(refused, Err(Refused(Refusal::AddressReserved)));
    assert_eq!(world.id_of(OWNER).await, id);
}

#[apply(matrix)]
async fn a_deleted_person_is_out_at_once_and_only_the_address_stays(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    world.give_phone(OWNER, NUMBER, true).await;
    world.give_password(OWNER, PASSWORD).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    let id = world.id_of(OWNER).await;
    save(&mut admin, id, ["Jo Alder", NEW, NUMBER]).await.unwrap();
    let waiting = token(&world, NEW).await;
    let asked = admin.get(&AdminRoute::Confirm(id, AdminAct::Delete).path()).await.body;
    assert!(asked.contains("Reserved addresses") && asked.contains("400 days"), "{asked}");

    act(&mut admin, id, AdminAct::Delete).await.unwrap();
    assert!(owner.account().await.is_err());
    let view = person(&mut admin, id).await;
    assert_eq!((view.status, view.name, view.phone), (Status::Closed, None, None));
    assert_eq!((view.acts, view.edit, view.waiting), (Vec::new(), None, None));
    assert!(world.browser(Client).password(OWNER, PASSWORD).await.is_err());
    confirm(&mut world.browser(style), &waiting).await.unwrap();
    assert_eq!(person(&mut admin, id).await.email, OWNER);
    let AdminPage::Reserved(reserved) = page(&mut admin, "/admin/reserved").await else { panic!("no list") };
    assert!(reserved.rows.iter().any(|row| row.email == OWNER));
    // Doing it again changes nothing and sends no message.
    act(&mut admin, id, AdminAct::Delete).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your account was deleted").len(), 1);
    let AdminPage::Audit(log) = page(&mut admin, "/admin/audit?kind=account_deleted").await else { panic!("no log") };
    assert_eq!((log.rows[0].who.as_deref(), log.rows[0].whom.as_deref()), (Some(ADMIN), Some(OWNER)));
}
