//! Addresses that are reserved, and their release.

use super::{open, page, reserve};
use crate::support::prelude::*;
use app::admin::{ReservedRow, ReservedWhy};

async fn list(browser: &mut Browser, path: &str) -> (Vec<ReservedRow>, Option<String>) {
    match page(browser, path).await {
        AdminPage::Reserved(view) => (view.rows, view.pages.next),
        other => panic!("{other:?}"),
    }
}

async fn release(browser: &mut Browser, row: &ReservedRow, reason: &str) -> Result<String, ApiError> {
    let id = row.release.split('/').nth(3).unwrap();
    browser.at = row.release.clone();
    browser.act("release_address", &[("reservation", id), ("reason", reason)]).await
}

fn new_person(email: &str) -> Person<'_> {
    Person { name: "New", email, phone: "", country: "US", password: "Lantern3-Over~The-Quay" }
}

#[apply(matrix)]
async fn an_address_is_kept_until_it_is_released(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    assert_eq!(reserve(&mut admin, STRANGER, "for the press").await.unwrap(), "/admin/reserved?done=reserved");
    let mut stranger = world.browser(Client);
    stranger.sign_up(new_person(STRANGER)).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(STRANGER, "can't be used").len(), 1);
    // An account of another organisation may use the address.
    let mut elsewhere = world.browser(Client);
    let fields =
        [("organisation", "north-star"), ("name", "New"), ("email", STRANGER), ("password", "Lantern3-Over~The-Quay")];
    elsewhere.at = "/o/north-star/sign-up".to_owned();
    elsewhere.act("sign_up", &fields).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(STRANGER, "can't be used").len(), 1);

    let (rows, _) = list(&mut admin, "/admin/reserved").await;
    let why = ReservedWhy::ByAdmin { who: Some(ADMIN.to_owned()), reason: "for the press".to_owned() };
    assert!(rows.len() == 1 && rows[0].email == STRANGER && rows[0].why == why, "{rows:?}");
    for wrong in ["", "  ", &"x".repeat(201), "two\nlines"] {
        assert_eq!(
            release(&mut admin, &rows[0], wrong).await,
            Err(Refused(Refusal::InvalidField(FormField::Reason))),
            "{wrong:?}"
        );
    }
    assert_eq!(release(&mut admin, &rows[0], "nobody came").await.unwrap(), "/admin/reserved?done=released");
    assert!(list(&mut admin, "/admin/reserved").await.0.is_empty());
    world.clock.advance(Seconds(61));
    let mut third = world.browser(Client);
    let challenge = third.sign_up(new_person(STRANGER)).await.unwrap();
    let code = world.code_for(STRANGER).await;
    third.verify(challenge, &code).await.unwrap();
    for (kind, detail) in [
        (AuditEventKind::AddressReserved, "nobody@example.com: for the press"),
        (AuditEventKind::AddressReleased, "nobody@example.com: nobody came"),
    ] {
        let AdminPage::Audit(view) = page(&mut admin, &format!("/admin/audit?kind={}", kind.name())).await else {
            panic!("no log")
        };
        assert_eq!(view.rows[0].detail.as_deref(), Some(detail));
        assert_eq!(view.rows[0].who.as_deref(), Some(ADMIN));
    }
}

#[apply(matrix)]
async fn what_cannot_be_reserved_is_said_and_kept_in_the_form(database: Database, style: Style) {
    let (_world, mut admin) = open(database, style).await;
    for (email, reason, refusal) in [
        ("nonsense", "why", Refusal::InvalidField(FormField::Email)),
        (STRANGER, "", Refusal::InvalidField(FormField::Reason)),
        (OWNER, "why", Refusal::AddressReserved),
    ] {
        assert_eq!(reserve(&mut admin, email, reason).await, Err(Refused(refusal)), "{email}");
        if style == Form {
            let shown: app::admin::AdminScreen = admin.shown("/admin/reserved/new").await.unwrap();
            assert_eq!((shown.context.draft.email.as_str(), shown.context.draft.name.as_str()), (email, reason));
        }
    }
    // The organisation must not learn whether another one has an account with this address.
    reserve(&mut admin, TENANT, "why").await.unwrap();
    reserve(&mut admin, STRANGER, "why").await.unwrap();
    assert_eq!(reserve(&mut admin, STRANGER, "again").await, Err(Refused(Refusal::AddressReserved)));
    let (rows, _) = list(&mut admin, "/admin/reserved").await;
    assert_eq!(rows.len(), 2, "the list tells who has an account elsewhere: {rows:?}");
}

#[apply(matrix)]
async fn the_address_of_a_closed_account_is_free_once_released(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    let id = world.id_of(OWNER).await;
    owner.act("close_account", &[]).await.unwrap();
    let (rows, _) = list(&mut admin, "/admin/reserved").await;
    assert!(rows.len() == 1 && rows[0].why == ReservedWhy::Closed, "{rows:?}");
    release(&mut admin, &rows[0], "they want to come back").await.unwrap();
    world.clock.advance(Seconds(61));
    let mut again = world.browser(Client);
    let challenge = again.sign_up(new_person(OWNER)).await.unwrap();
    let code = world.code_for(OWNER).await;
    again.verify(challenge, &code).await.unwrap();
    assert_ne!(world.id_of(OWNER).await, id);
    assert_eq!(again.account().await.unwrap().email, OWNER);
    // The log still names the closed account by the address that it had.
    let path = format!("/admin/audit?kind={}", AuditEventKind::AccountClosed.name());
    let AdminPage::Audit(view) = page(&mut admin, &path).await else { panic!("no log") };
    assert_eq!((view.rows[0].whom.as_deref(), view.rows[0].who.as_deref()), (Some(OWNER), Some(OWNER)));
}

#[apply(matrix)]
async fn a_long_list_of_kept_addresses_is_turned_page_by_page(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    for number in 0..30 {
        reserve(&mut admin, &format!("kept-{number}@codes.example"), "why").await.unwrap();
        world.clock.advance(Seconds(1));
    }
    let (first, next) = list(&mut admin, "/admin/reserved").await;
    assert_eq!((first.len(), first[0].email.as_str()), (25, "kept-29@codes.example"));
    let (second, end) = list(&mut admin, &next.unwrap()).await;
    assert_eq!((second.len(), second[4].email.as_str(), end), (5, "kept-0@codes.example", None));
}
