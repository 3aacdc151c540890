//! One address or one number in two organisations: two accounts that do not affect each other.

use super::{THERE, WRONG, open, recover, token};
use crate::support::prelude::*;
use service::{account::as_admin, app_context::AppContext, invitations::preview};
use store::{accounts, passwords};

const THEIRS: &str = "Quay3-Over~The-Lantern";
const NEW: &str = "new@example.org";

/// Opens a world in which another user has the owner's address in the other organisation, with another password.
async fn open_twice(database: Database) -> World {
    let world = open(database).await;
    world.settle(THERE, OWNER, Some("Other"), Role::Admin).await;
    let AppContext { store, hasher, random, .. } = world.app.as_ref();
    let hash = hasher.hash(domain::Password::new(THEIRS.to_owned()), random.as_ref()).await.unwrap();
    let there = world.organisation(THERE).await;
    let transaction = store.begin().await.unwrap();
    let theirs = accounts::find_by_email_in_any_state(&transaction, there, &OWNER.parse().unwrap()).await;
    let theirs = theirs.unwrap().unwrap();
    passwords::set(&transaction, theirs.id, hash.expose(), world.now()).await.unwrap();
    store.commit(transaction).await.unwrap();
    world
}

async fn name(browser: &mut Browser) -> Option<String> {
    browser.account().await.unwrap().name
}

#[apply(matrix)]
async fn each_signs_in_to_their_own(database: Database, style: Style) {
    let world = open_twice(database).await;
    let (mut here, mut there) = (world.browser(style), world.browser(style));
    here.password(OWNER, PASSWORD).await.unwrap();
    there.password_at(THERE, OWNER, THEIRS).await.unwrap();
    assert_eq!((name(&mut here).await.as_deref(), name(&mut there).await.as_deref()), (Some("Jo"), Some("Other")));
    assert!(world.browser(style).password(OWNER, THEIRS).await.is_err());
    assert!(world.browser(style).password_at(THERE, OWNER, PASSWORD).await.is_err());
    let mut by_code = world.browser(style);
    world.sign_in_at(&mut by_code, THERE, OWNER).await;
    assert_eq!(name(&mut by_code).await.as_deref(), Some("Other"));

    // A recovery replaces the password of one account and ends the sessions of that account only.
    recover(&mut world.browser(style), THERE, OWNER).await.unwrap();
    let token = token(&world, OWNER, "new-password").await;
    let new = [("token", token.as_str()), ("password", WRONG), ("confirmation", WRONG)];
    world.browser(style).act("save_password", &new).await.unwrap();
    assert!(there.account().await.is_err() && here.account().await.is_ok());
    world.browser(style).password(OWNER, PASSWORD).await.unwrap();
    world.browser(style).password_at(THERE, OWNER, WRONG).await.unwrap();
}

#[apply(matrix)]
async fn an_address_of_another_organisation_can_sign_up_here_and_looks_like_a_new_one(
    database: Database,
    style: Style,
) {
    let world = open(database).await;
    let person = Person { name: "Sam Here", email: TENANT, phone: "", country: "US", password: PASSWORD };
    let mut browser = world.browser(style);
    let challenge = browser.sign_up(person).await.unwrap();
    let code = world.code_for(TENANT).await;
    browser.verify(challenge, &code).await.unwrap();
    assert_eq!(name(&mut browser).await.as_deref(), Some("Sam Here"));
    let mut there = world.browser(style);
    world.sign_in_at(&mut there, THERE, TENANT).await;
    assert_eq!(name(&mut there).await.as_deref(), Some("Sam"));
}

#[apply(matrix)]
async fn a_new_address_is_refused_for_what_is_here_only(database: Database) {
    let world = open(database).await;
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    // Addresses that an account of the other organisation has, or once had.
    let mut tenant = world.browser(Client);
    world.sign_in_at(&mut tenant, THERE, TENANT).await;
    for email in [NEW, "newer@example.org"] {
        change_email(&world, &mut tenant, email).await.unwrap();
    }
    for email in ["newer@example.org", NEW, TENANT] {
        change_email(&world, &mut browser, email).await.unwrap();
    }
    assert_eq!(browser.account().await.unwrap().email, TENANT);
    // The address is taken here meanwhile. The undo link still works in the other organisation.
    let token = token(&world, TENANT, "undo").await;
    world.browser(Client).act("undo_email_change", &[("token", &token)]).await.unwrap();
    world.sign_in_at(&mut world.browser(Client), THERE, TENANT).await;
    assert_eq!(browser.account().await.unwrap().email, TENANT);
    // In this organisation the addresses are unavailable.
    let mut admin = world.browser(Client);
    world.sign_in(&mut admin, ADMIN).await;
    for email in [NEW, TENANT] {
        assert_eq!(change_email(&world, &mut admin, email).await, Err(Refused(Refusal::AddressReserved)), "{email}");
    }
}

async fn change_email(world: &World, browser: &mut Browser, email: &str) -> Result<String, ApiError> {
    let challenge = crate::settings::email::ask(browser, email).await?;
    let code = world.code_for(email).await;
    browser.verify(challenge, &code).await
}

#[apply(matrix)]
async fn a_closed_account_reserves_its_address_in_its_own_organisation(database: Database) {
    let world = open_twice(database).await;
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    browser.at = "/settings/account/close".to_owned();
    browser.act("close_account", &[]).await.unwrap();
    let mut there = world.browser(Client);
    there.password_at(THERE, OWNER, THEIRS).await.unwrap();
    let mut admin = world.browser(Client);
    world.sign_in(&mut admin, ADMIN).await;
    assert_eq!(reserved(&mut admin).await, [OWNER]);
    assert!(reserved(&mut there).await.is_empty());
    // A user who signs up in a third organisation is not told of it either.
    world.found("third", "Third", Preset::Codes).await;
    let person = Person { name: "Third", email: OWNER, phone: "", country: "US", password: PASSWORD };
    for (at, subject) in [("third", "is your code for"), ("codes", "can't be used")] {
        world.browser(Client).sign_up_to(at, person, "").await.unwrap();
        world.deliver().await;
        assert!(world.letters(OWNER).pop().unwrap().subject.contains(subject), "{at}");
    }
}

async fn reserved(admin: &mut Browser) -> Vec<String> {
    match crate::console::page(admin, "/admin/reserved").await {
        AdminPage::Reserved(view) => view.rows.into_iter().map(|row| row.email).collect(),
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn a_file_of_people_does_not_tell_who_has_an_account_elsewhere(database: Database) {
    let world = crate::invitations::open(database, Preset::Invited).await;
    let admin = crate::invitations::admin(&world).await;
    // An address with an account in another organisation, one that once had one there, one that has one now, and an
    // unknown one.
    let mut tenant = world.browser(Client);
    world.sign_in_at(&mut tenant, THERE, TENANT).await;
    change_email(&world, &mut tenant, NEW).await.unwrap();
    let file = format!("email\n{OWNER}\n{TENANT}\n{NEW}\nnobody@example.com\n");
    let by = as_admin(&admin.signed_in).unwrap();
    let looked_at = preview(&world.app, by, &file).await.unwrap();
    assert_eq!((looked_at.good.len(), looked_at.bad.len()), (4, 0), "{looked_at:?}");
    for email in [OWNER, TENANT, NEW] {
        crate::invitations::invite(&world, &admin, email).await;
        let (code, _) = crate::invitations::code_and_token(&world, email).await;
        crate::invitations::accept_invitation(&mut world.browser(Client), email, &code).await.unwrap();
    }
}

#[apply(matrix)]
async fn a_number_is_verified_in_each_organisation_for_itself(database: Database) {
    let world = open(database).await;
    world.give_phone(TENANT, NUMBER, true).await;
    let mut browser = world.browser(Client);
    browser.password(OWNER, PASSWORD).await.unwrap();
    let path = browser.act("set_phone", &[("phone", NUMBER), ("country", "US")]).await.unwrap();
    let challenge = challenge_in(&path);
    let code = world.texted_to(NUMBER).await;
    browser.verify(challenge, &code).await.unwrap();
    for (at, whose) in [("", "Jo"), (THERE, "Sam")] {
        let mut by_text = world.browser(Client);
        let challenge = by_text.text_at(at, NUMBER, "US").await.unwrap();
        let code = world.texted_to(NUMBER).await;
        by_text.verify(challenge, &code).await.unwrap();
        assert_eq!(name(&mut by_text).await.as_deref(), Some(whose));
    }
}

#[apply(matrix)]
async fn an_admin_finds_and_changes_their_own_only(database: Database) {
    let world = open_twice(database).await;
    let mut admin = world.browser(Client);
    world.sign_in(&mut admin, ADMIN).await;
    let found = crate::console::people(&mut admin, &format!("?q={OWNER}")).await.people;
    assert_eq!(found.iter().map(|row| row.name.as_deref()).collect::<Vec<_>>(), [Some("Jo")]);
    // Lockouts of one account are not lockouts of the other.
    for _ in 0..5 {
        world.browser(Client).password_at(THERE, OWNER, WRONG).await.unwrap_err();
    }
    let found = crate::console::people(&mut admin, "?status=locked").await.people;
    assert!(found.is_empty(), "{found:?}");
    world.operator().unlock(&"codes".parse().unwrap(), &OWNER.parse().unwrap(), &world.app.keys).await.unwrap();
    world.browser(Client).password_at(THERE, OWNER, THEIRS).await.unwrap_err();
    world.clock.advance(Seconds::hours(1));
    world.browser(Client).password_at(THERE, OWNER, THEIRS).await.unwrap();
}

#[apply(matrix)]
async fn the_operator_says_in_which_organisation(database: Database) {
    let world = open_twice(database).await;
    let operator = world.operator();
    let (there, email) = (THERE.parse().unwrap(), OWNER.parse().unwrap());
    operator.set_deactivated(&there, &email, true).await.unwrap();
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
    world.browser(Client).password_at(THERE, OWNER, THEIRS).await.unwrap_err();
    operator.set_deactivated(&there, &email, false).await.unwrap();
    world.browser(Client).password_at(THERE, OWNER, THEIRS).await.unwrap();
    let unknown = operator.set_deactivated(&there, &ADMIN.parse().unwrap(), true).await.unwrap_err();
    assert_eq!(unknown.to_string(), "there is no account with the address kim@example.com in north-star");
    // Without a named organisation, the command is about the default one: the configured one, else the one created
    // first.
    for (named, default, meant) in [
        (None, None, "codes"),
        (None, Some(THERE), THERE),
        (Some(THERE), None, THERE),
        (Some("codes"), Some(THERE), "codes"),
    ] {
        let slug = |slug: &str| slug.parse().unwrap();
        let slug = operator.organisation_or_default(named.map(slug), default.map(slug)).await.unwrap();
        assert_eq!(slug.as_str(), meant);
    }
}
