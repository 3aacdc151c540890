//! The registry of applications and groups, as the use cases of the console and the command line change it.

mod clients;
mod groups;
mod opened;
mod registry;

use crate::console::OTHER_ADMIN;
use crate::invitations::{Admin, admin_of};
use crate::support::prelude::*;
use domain::refusal::ApplicationRefusal;
use service::account::{AsAdmin, as_admin};
use service::admin::{AuditEntry, ResolvedAuditFilter, log};
use service::failure::Failure;

/// Opens a world in which the admin of `codes` is signed in.
async fn open(database: Database) -> (World, Admin) {
    let world = World::open(database).await;
    world.give_password(ADMIN, PASSWORD).await;
    let admin = admin_of(&world, "codes", ADMIN).await;
    (world, admin)
}

/// Signs in an admin of the other organisation.
async fn other_admin(world: &World) -> Admin {
    world.settle("north-star", OTHER_ADMIN, None, Role::Admin).await;
    world.give_password(OTHER_ADMIN, PASSWORD).await;
    admin_of(world, "north-star", OTHER_ADMIN).await
}

fn by(admin: &Admin) -> AsAdmin<'_> {
    as_admin(&admin.signed_in).unwrap()
}

/// The refusal of a use case that must not succeed.
fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn application_refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> ApplicationRefusal {
    match refusal(outcome) {
        Refusal::Application(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The events of a kind in the admin's organisation, newest first.
async fn events(world: &World, admin: &Admin, kind: AuditEventKind) -> Vec<AuditEntry> {
    let filter = ResolvedAuditFilter { activity: Some(kind), ..ResolvedAuditFilter::default() };
    log(&world.app, by(admin), &filter, None, 50).await.unwrap().0
}
