//! The console: who may open it, its pages about accounts, what admins do to accounts, and who is told.

use crate::support::prelude::*;
use app::admin::{AdminScreen, PeopleView, PersonView};
use app::paths::{AdminRoute, ApplicationsRoute, GroupsRoute};
use domain::{AccountId, AdminAct};
use everything::{Targets, WITHOUT_REAUTHENTICATION, every_route, try_everything};

mod acts;
mod application_logo;
mod applications;
mod branding;
mod clients;
mod edit;
mod everything;
mod export;
mod log;
mod messages;
mod people;
mod policy;
mod reserved;
mod second_step;

/// An admin of the other organisation, `north-star`.
pub const OTHER_ADMIN: &str = "lee@north.example";
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
    match page(browser, &AdminRoute::Person(id).path()).await {
        AdminPage::Person(view) => view,
        other => panic!("{other:?}"),
    }
}

pub async fn act(browser: &mut Browser, id: AccountId, act: AdminAct) -> Result<String, ApiError> {
    browser.at = AdminRoute::Confirm(id, act).path();
    browser.act("act_on_person", &[("person", &id.to_string()), ("act", act.name())]).await
}

pub async fn reserve(browser: &mut Browser, email: &str, reason: &str) -> Result<String, ApiError> {
    browser.at = AdminRoute::Reserve.path();
    browser.act("reserve_address", &[("email", email), ("reason", reason)]).await
}

/// Creates a reserved address, an invitation, an import with the invitation's id, an application and a group in the
/// first organisation. The account is the owner's.
async fn seed(world: &World) -> Targets {
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
    // The pages of an application and of a group end with its id.
    let id_in = |path: String| path.split(['/', '?']).nth(3).unwrap().to_owned();
    let new = [("name", "Wiki of Alderway"), ("start_address", "https://wiki.example/"), ("forward_auth", "on")];
    let application = id_in(admin.act("add_application", &new).await.unwrap());
    let new = [("name", "Alderway's staff"), ("description", "")];
    let group = id_in(admin.act("add_group", &new).await.unwrap());
    Targets {
        person: world.id_of(OWNER).await,
        reservation,
        invitation: view.rows[0].id.parse().unwrap(),
        application: application.parse().unwrap(),
        group: group.parse().unwrap(),
    }
}

/// The beginnings of the names of all tables that the console can change.
const TABLES: [&str; 15] = [
    "account.",
    "application",
    "email_confirmation.",
    "former_address.",
    "group_member.",
    "invitation.",
    "invitation_group.",
    "invitation_word.",
    "oauth_client",
    "organisation",
    "person_group.",
    "protected_origin.",
    "recovery_link.",
    "reserved_address.",
    "temporary_password.",
];

/// The content of all tables that the console can change.
async fn state(world: &World) -> Vec<String> {
    let mut cells = Vec::new();
    for (cell, _, content) in world.database.cells().await {
        if TABLES.iter().any(|table| cell.starts_with(table)) {
            cells.push(format!("{cell} {content}"));
        }
    }
    cells.sort();
    cells
}

#[apply(matrix)]
async fn to_members_the_console_is_not_there(database: Database, style: Style) {
    let world = World::open(database).await;
    let targets = seed(&world).await;
    let mut member = world.browser(style);
    world.sign_in(&mut member, OWNER).await;
    for page in every_route(targets) {
        assert_eq!(member.page(&page.path()).await, PageData::NotFound, "{page:?}");
        assert_eq!(member.get(&page.path()).await.status, 404, "{page:?}");
    }
    let logo = app::paths::application_logo(&targets.application.to_string());
    for path in ["/admin", "/admin/audit.csv", "/admin/people.csv", "/admin/branding/logo", &logo, "/admin/nowhere"] {
        let answer = member.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.page_data()), (404, PageData::NotFound), "{path}");
    }
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut member, targets).await {
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
async fn a_signed_out_admin_signs_in_and_comes_back(database: Database, style: Style) {
    let world = World::open(database).await;
    let targets = seed(&world).await;
    let mut stranger = world.browser(style);
    for page in every_route(targets) {
        let to_sign_in = PageData::Redirect(format!("/sign-in?return_to={}", page.path()));
        assert_eq!(stranger.page(&page.path()).await, to_sign_in, "{page:?}");
    }
    let answer = stranger.get("/admin/audit.csv?kind=signed_in").await;
    assert_eq!(answer.header("location"), "/sign-in?return_to=/admin/audit.csv%3Fkind%3Dsigned_in");
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut stranger, targets).await {
        assert_eq!(answer, Err(SignedOut), "{function}");
    }
    assert_eq!(state(&world).await, before);
}

#[apply(matrix)]
async fn an_admin_of_another_organisation_finds_no_user_and_changes_nothing(database: Database, style: Style) {
    let world = World::open(database).await;
    let targets = seed(&world).await;
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(style);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    for page in every_route(targets) {
        let shown = other.page(&page.path()).await;
        match page {
            AdminRoute::Person(_)
            | AdminRoute::Edit(_)
            | AdminRoute::Confirm(..)
            | AdminRoute::Release(_)
            | AdminRoute::Imported(_)
            | AdminRoute::Revoke(_)
            | AdminRoute::Applications(
                ApplicationsRoute::One(_)
                | ApplicationsRoute::Activity(_)
                | ApplicationsRoute::Preview(_)
                | ApplicationsRoute::DryRun(_)
                | ApplicationsRoute::Confirm(..),
            )
            | AdminRoute::Groups(GroupsRoute::One(_) | GroupsRoute::Delete(_)) => {
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
    for (function, answer) in try_everything(&mut other, targets).await {
        if function == "invite_person" {
            // An account in another organisation does not prevent an invitation.
            assert_eq!(answer.as_deref(), Ok("/admin/invitations?done=sent"));
            continue;
        }
        // Acts on the admin's own organisation are allowed.
        let own = ["reserve_address", "save_policy", "save_origins", "add_application", "add_group"];
        if !own.iter().chain(&WITHOUT_REAUTHENTICATION).any(|one| *one == function) {
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
    let targets = seed(&world).await;
    let before = world.database.cells().await;
    for page in every_route(targets) {
        admin.get(&page.path()).await;
    }
    admin.get("/admin/audit.csv").await;
    assert_eq!(world.database.cells().await, before);
}

#[apply(matrix)]
async fn whatever_is_done_asks_for_reauthentication_and_goes_on_where_it_was(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let targets = seed(&world).await;
    world.give_password(ADMIN, PASSWORD).await;
    world.clock.advance(LATER);
    let before = state(&world).await;
    for (function, answer) in try_everything(&mut admin, targets).await {
        if WITHOUT_REAUTHENTICATION.contains(&function) {
            continue;
        }
        let to = answer.unwrap();
        assert!(to.starts_with("/settings/proof?next=/admin/"), "{function}: {to}");
    }
    assert_eq!(state(&world).await, before);
    let page = AdminRoute::Confirm(targets.person, AdminAct::Deactivate).path();
    assert_eq!(admin.page(&page).await, PageData::Redirect(format!("/settings/proof?next={page}")));
    admin.at = format!("/settings/proof?next={page}");
    assert_eq!(admin.act("prove", &[("current", PASSWORD), ("next", &page)]).await.unwrap(), page);
    assert!(matches!(self::page(&mut admin, &page).await, AdminPage::Confirm(_)));
}
