//! What admins see of an account's second step.

use super::{OTHER_ADMIN, act, open, people, person};
use crate::{passkeys::add, second_step::give_app, support::prelude::*};
use app::admin::{PersonRow, SecondStepStatus};
use app::paths::AdminRoute;
use domain::AdminAct;

/// Signs the owner in and sets up an app and then a passkey.
async fn set_up(world: &World) -> Browser {
    world.give_password(OWNER, PASSWORD).await;
    let mut owner = world.browser(Client);
    owner.password(OWNER, PASSWORD).await.unwrap();
    give_app(world, &mut owner).await;
    add(&mut owner, &mut Device::of(1), "Blue key").await.unwrap();
    owner
}

async fn row(admin: &mut Browser, email: &str) -> PersonRow {
    people(admin, "").await.people.into_iter().find(|row| row.email == email).unwrap()
}

#[apply(matrix)]
async fn an_admin_sees_who_has_a_second_step_and_of_what_it_is(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    set_up(&world).await;
    assert_eq!(row(&mut admin, OWNER).await.second_step, SecondStepStatus::SetUp);
    assert_eq!(row(&mut admin, ADMIN).await.second_step, SecondStepStatus::None);
    let id = world.id_of(OWNER).await;
    let view = person(&mut admin, id).await;
    assert_eq!((view.second_step, view.recovery_codes), (SecondStepStatus::SetUp, 10));
    assert!(view.authenticator.is_some() && view.passkeys.len() == 1, "{view:?}");
    assert_eq!((view.passkeys[0].name.as_str(), &view.passkeys[0].used), ("Blue key", &None));
    let page = admin.get(&AdminRoute::Person(id).path()).await.body;
    for part in ["Authenticator app", "On since", "Blue key: ", "Added ", "10 codes are left"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }

    act(&mut admin, id, AdminAct::ResetSecondStep).await.unwrap();
    let view = person(&mut admin, id).await;
    assert_eq!((view.second_step, view.recovery_codes), (SecondStepStatus::None, 0));
    assert!(view.authenticator.is_none() && view.passkeys.is_empty(), "{view:?}");
}

#[apply(matrix)]
async fn an_admin_of_another_organisation_sees_nothing_of_it(database: Database) {
    let world = World::open(database).await;
    set_up(&world).await;
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    let mut other = world.browser(Form);
    world.sign_in_at(&mut other, "north-star", OTHER_ADMIN).await;
    let path = AdminRoute::Person(world.id_of(OWNER).await).path();
    assert_eq!(other.page(&path).await, PageData::NotFound);
    assert!(!other.get(&path).await.body.contains("Blue key"));
    assert!(people(&mut other, "").await.people.iter().all(|row| row.second_step == SecondStepStatus::None));
}

#[apply(matrix)]
#[case::codes(Preset::Invited, SecondStepStatus::Codes, SecondStepStatus::Codes)]
#[case::hardened(Preset::Hardened, SecondStepStatus::Awaited, SecondStepStatus::SetUp)]
async fn the_list_says_what_the_policy_asks_of_everybody(
    database: Database,
    #[case] preset: Preset,
    #[case] without: SecondStepStatus,
    #[case] with: SecondStepStatus,
) {
    let (world, mut admin) = open(database, Client).await;
    set_up(&world).await;
    world.settle("codes", "new@codes.example", None, Role::Member).await;
    give_app(&world, &mut admin).await;
    world.set_policy("codes", &preset.policy()).await;
    // As if the admin had signed in with a second step. The session would end otherwise.
    world.database.execute("UPDATE session SET took_second_step = TRUE").await;
    world.clock.advance(Seconds(2));
    assert_eq!(row(&mut admin, "new@codes.example").await.second_step, without);
    assert_eq!(row(&mut admin, OWNER).await.second_step, with);
    world.set_deactivated(OWNER, true).await;
    assert_eq!(row(&mut admin, OWNER).await.second_step, SecondStepStatus::None);
}

#[apply(matrix)]
async fn a_long_list_asks_the_database_no_more_than_a_short_one(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    world.clock.advance(Seconds(2));
    let mut asked = Vec::new();
    for more in [20, 0] {
        let before = world.app.store.statements();
        people(&mut admin, "").await;
        asked.push(world.app.store.statements() - before);
        for number in 0..more {
            world.settle("codes", &format!("person-{number}@codes.example"), None, Role::Member).await;
        }
        world.clock.advance(Seconds(2));
    }
    assert_eq!(asked[0], asked[1]);
}
