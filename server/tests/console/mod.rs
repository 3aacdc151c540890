//! The console: who may open it, its pages about accounts, what admins do to accounts, and who is told.

use crate::support::prelude::*;
use app::{
    admin::{AdminScreen, PeopleView, PersonView},
    paths::AdminAddress,
};
use domain::{AccountId, AdminAct, InvitationId, ReservationId};
use everything::{WITHOUT_PROOF, every_address, try_everything};

mod acts;
mod branding;
mod everything;
mod log;
mod messages;
mod people;
mod policy;
mod reserved;
mod second_step;

/// An admin of the other organisation, `north-star`.
const OTHER_ADMIN: &str = "lee@north.example";
/// Longer than a reauthentication stays valid.
const LATER: Seconds = Seconds::minutes(11);

/// Opens a world and signs its admin in.
pub async fn open(database: Database, style: Style) -> (World, Browser) {
    let world = World::open(database).await;
    let mut admin = world.browser(style);
    world.sign_in(&mut admin, ADMIN).await;
    (world, admin)
}

pub async fn page(browser: &mut Browser, path: &str) -> AdminPage {
    let screen: AdminScreen = browser.shown(path).await.unwrap_or_else(|there| panic!("{path}: {there:?}"));
    screen.page
}

pub async fn people(browser: &mut Browser, query: &str) -> PeopleView {
    match page(browser, &format!("/admin/people{query}")).await {
        AdminPage::People(view) => view,
        other => panic!("{other:?}"),
    }
}

pub async fn person(browser: &mut Browser, id: AccountId) -> PersonView {
    match page(browser, &AdminAddress::Person(id).path()).await {
        AdminPage::Person(view) => view,
        other => panic!("{other:?}"),
    }
}

/// The id of the account with this address, in whichever organisation it is.
pub async fn id_of(world: &World, email: &str) -> AccountId {
    let text = if world.database.url.starts_with("sqlite") { "lower(hex(id))" } else { "replace(id::text, '-', '')" };
    let ids = world.database.texts(&format!("SELECT {text} FROM account WHERE email = '{email}'")).await;
    ids.first().unwrap_or_else(|| panic!("nobody has {email}")).parse().unwrap()
}

pub async fn act(browser: &mut Browser, id: AccountId, act: AdminAct) -> Result<String, ApiError> {
    browser.at = AdminAddress::Confirm(id, act).path();
    browser.act("act_on_person", &[("person", &id.to_string()), ("act", act.name())]).await
}

pub async fn reserve(browser: &mut Browser, email: &str, reason: &str) -> Result<String, ApiError> {
    browser.at = AdminAddress::Reserve.path();
    browser.act("reserve_address", &[("email", email), ("reason", reason)]).await
}

/// Creates a reserved address, an invitation and an import with the invitation's id in the first organisation. Returns
/// the id of the owner's account, of the reservation and of the invitation.
async fn seed(world: &World) -> (AccountId, ReservationId, InvitationId) {
    let mut admin = world.browser(Client);
    world.sign_in(&mut admin, ADMIN).await;
    reserve(&mut admin, "kept@codes.example", "the press office").await.unwrap();
    let AdminPage::Reserved(view) = page(&mut admin, "/admin/reserved").await else { panic!("no list") };
    let release = &view.rows[0].release;
    let reservation = release.split('/').nth(3).unwrap().parse().unwrap();
    let new = [("name", ""), ("email", "new@codes.example"), ("phone", ""), ("role", "member")];
    admin.act("invite_person", &new).await.unwrap();
    let import = "INSERT INTO import (id, organisation_id, imported_by, digest, language, client_address, user_agent,
            lines, invited, refused, due_at, leased_until, created_at, finished_at)
        SELECT id, organisation_id, id, token_hash, 'en', '', '', 1, 1, 0, 0, 0, 0, 0 FROM invitation";
    world.database.execute(import).await;
    let AdminPage::Invitations(view) = page(&mut admin, "/admin/invitations").await else { panic!("no board") };
    (id_of(world, OWNER).await, reservation, view.rows[0].id.parse().unwrap())
}

/// The content of all tables that the console can change.
async fn state(world: &World) -> Vec<String> {
    let mut cells = Vec::new();
    for (cell, _, content) in world.database.cells().await {
        if ["account.", "organisation", "reserved_address.", "recovery_link.", "invitation.", "temporary_password."]
            .iter()
            .any(|table| cell.starts_with(table))
        {
            cells.push(format!("{cell} {content}"));
        }
    }
    cells.sort();
    cells
}

#[apply(matrix)]
async fn to_members_the_console_is_not_there(database: Database, style: Style) {
    let world = World::open(database).await;
    let (owner, reservation, invitation) = seed(&world).await;
    let mut member = world.browser(style);
    world.sign_in(&mut member, OWNER).await;
    for page in every_address(owner, reservation, invitation) {
        assert_eq!(member.page(&page.path()).await, PageData::NotFound, "{page:?}");
        assert_eq!(member.get(&page.path()).await.status, 404, "{page:?}");
    }
    for path in ["/admin", "/admin/audit.csv", "/admin/branding/logo", "/admin/nowhere"] {
        let answer = member.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.page_data()), (404, PageData::NotFound), "{path}");
    }
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut member, owner, reservation, invitation).await {
        assert_eq!(answer, Err(Refused(Refusal::NotAllowed)), "{function}");
    }
    assert_eq!(state(&world).await, before);
    // A member's own pages do not even mention the console.
    let own = member.get("/settings/account").await;
    assert!(!own.body.contains("Organisation") && !own.body.contains("/admin"), "{}", own.body);
    let own = member.get("/account").await;
    assert!(!own.body.contains("/admin"), "{}", own.body);
}

#[apply(matrix)]
async fn whoever_is_signed_out_signs_in_and_comes_back(database: Database, style: Style) {
    let world = World::open(database).await;
    let (owner, reservation, invitation) = seed(&world).await;
    let mut stranger = world.browser(style);
    for page in every_address(owner, reservation, invitation) {
        let to_sign_in = PageData::Redirect(format!("/sign-in?return_to={}", page.path()));
        assert_eq!(stranger.page(&page.path()).await, to_sign_in, "{page:?}");
    }
    let answer = stranger.get("/admin/audit.csv?kind=signed_in").await;
    assert_eq!(answer.header("location"), "/sign-in?return_to=/admin/audit.csv%3Fkind%3Dsigned_in");
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut stranger, owner, reservation, invitation).await {
        assert_eq!(answer, Err(SignedOut), "{function}");
    }
    assert_eq!(state(&world).await, before);
}

#[apply(matrix)]
async fn an_admin_of_another_organisation_finds_nobody_and_changes_nothing(database: Database, style: Style) {
    let world = World::open(database).await;
    let (owner, reservation, invitation) = seed(&world).await;
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(style);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    for page in every_address(owner, reservation, invitation) {
        let shown = other.page(&page.path()).await;
        match page {
            AdminAddress::Person(_)
            | AdminAddress::Confirm(..)
            | AdminAddress::Release(_)
            | AdminAddress::Imported(_)
            | AdminAddress::Revoke(_) => {
                assert_eq!(shown, PageData::NotFound, "{page:?}");
            }
            _ => {
                let answer = other.get(&page.path()).await;
                assert_eq!(answer.status, 200, "{page:?}");
                for theirs in [OWNER, ADMIN, "kept@codes.example", "Alderway"] {
                    assert!(!answer.body.contains(theirs), "{theirs} on {page:?}");
                    assert!(!format!("{:?}", shown.open::<AdminScreen>()).contains(theirs), "{theirs} on {page:?}");
                }
            }
        }
    }
    let file = other.get("/admin/audit.csv").await;
    assert!(file.body.contains(OTHER_ADMIN) && !file.body.contains("codes.example") && !file.body.contains(OWNER));
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut other, owner, reservation, invitation).await {
        if function == "invite_person" {
            // An account in another organisation does not prevent an invitation.
            assert_eq!(answer.as_deref(), Ok("/admin/invitations?done=sent"));
            continue;
        }
        // Acts on the admin's own organisation are allowed.
        let own = ["reserve_address", "save_policy", "save_origins"];
        if !own.iter().chain(&WITHOUT_PROOF).any(|one| *one == function) {
            assert_eq!(answer, Err(Refused(Refusal::NotFound)), "{function}");
        }
    }
    world.database.execute(&format!("DELETE FROM reserved_address WHERE email = '{STRANGER}'")).await;
    world.database.execute(&format!("DELETE FROM invitation WHERE email = '{OWNER}'")).await;
    let as_before =
        "UPDATE organisation SET preset = 'codes', policy = NULL, return_origins = '[\"https://app.example\"]'";
    let as_before = format!("{as_before} WHERE slug = 'north-star'");
    world.database.execute(&as_before).await;
    assert_eq!(state(&world).await, before);
    for search in [OWNER, "jo", ADMIN] {
        assert!(people(&mut other, &format!("?q={search}")).await.people.is_empty(), "{search}");
    }
    assert_eq!(people(&mut other, "").await.people.len(), 2);
    assert!(people(&mut other, &format!("?q={TENANT}")).await.people.len() == 1);
}

#[apply(matrix)]
async fn opening_a_page_of_the_console_changes_nothing(database: Database) {
    let (world, mut admin) = open(database, Form).await;
    let (owner, reservation, invitation) = seed(&world).await;
    let before = world.database.cells().await;
    for page in every_address(owner, reservation, invitation) {
        admin.get(&page.path()).await;
    }
    admin.get("/admin/audit.csv").await;
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn whatever_is_done_asks_for_a_fresh_proof_and_goes_on_where_it_was(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (owner, reservation, invitation) = seed(&world).await;
    world.give_password(ADMIN, PASSWORD).await;
    world.clock.advance(LATER);
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut admin, owner, reservation, invitation).await {
        if WITHOUT_PROOF.contains(&function) {
            continue;
        }
        let to = answer.unwrap();
        assert!(to.starts_with("/settings/proof?next=/admin/"), "{function}: {to}");
    }
    assert_eq!(state(&world).await, before);
    let page = AdminAddress::Confirm(owner, AdminAct::Deactivate).path();
    assert_eq!(admin.page(&page).await, PageData::Redirect(format!("/settings/proof?next={page}")));
    admin.at = format!("/settings/proof?next={page}");
    assert_eq!(admin.act("prove", &[("current", PASSWORD), ("next", &page)]).await.unwrap(), page);
    assert!(matches!(self::page(&mut admin, &page).await, AdminPage::Confirm(_)));
}
