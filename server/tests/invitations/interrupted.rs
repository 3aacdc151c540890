//! Accepted imports, and servers that stop or die before they are done.

use super::files::{send, until_done};
use super::*;
use domain::{ImportId, invitation::InviteError};
use server::jobs::run_imports;
use service::app_context::AppContext;
use service::invitations::{go_on, import, preview, start_import};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::{imports, purge};
use tokio::{sync::watch, time::timeout};

const PEOPLE: u32 = 120;

async fn accepted(world: &World, admin: &Admin, people: impl Iterator<Item = u32>) -> ImportId {
    let file = people.fold("email,name,phone".to_owned(), |file, number| {
        file + &format!("\np{number}@cedar.example,Person {number},(201) 555-0142")
    });
    let by = as_admin(&admin.signed_in).unwrap();
    let looked_at = preview(&world.app, by, &file).await.unwrap();
    assert!(looked_at.bad.is_empty(), "{:?}", looked_at.bad);
    start_import(&admin.cx, admin.proven(world), &looked_at.good, file.as_bytes()).await.unwrap()
}

/// Works on an import like a server that is told to stop after so many lines.
async fn stopped_after(app: &Arc<AppContext>, lines: u32) {
    let done = AtomicU32::new(0);
    while done.load(Ordering::Relaxed) <= lines
        && go_on(app, || done.fetch_add(1, Ordering::Relaxed) >= lines).await.unwrap()
    {}
}

async fn assert_all_invited_once(world: &World) {
    assert_eq!(world.database.number("SELECT COUNT(*) FROM invitation").await, i64::from(PEOPLE));
    world.clock.advance(Seconds::minutes(5));
    world.deliver().await;
    let mut letters = world.mail.taken();
    letters.retain(|letter| letter.subject.contains(VERIFY));
    let taken: Vec<String> = letters.iter().map(|letter| letter.to.to_string()).collect();
    let different: BTreeSet<&String> = taken.iter().collect();
    assert_eq!((taken.len(), different.len()), (PEOPLE as usize, PEOPLE as usize));
}

#[apply(matrix)]
async fn what_one_server_left_another_finishes(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let id = accepted(&world, &admin, 0..PEOPLE).await;
    stopped_after(&world.app, 30).await;
    let halfway = import(&world.app, by, id).await.unwrap().import;
    assert_eq!((halfway.invited, halfway.lines, halfway.finished_at), (30, PEOPLE, None));
    // The admin who started the import has signed out.
    world.database.execute("UPDATE session SET ended_at = 1").await;
    let other = world.other_server(|_| ()).await;
    let (stop, stopping) = watch::channel(false);
    let job = tokio::spawn(run_imports(other, stopping));
    let finished = async {
        while world.database.number("SELECT COUNT(*) FROM import WHERE finished_at IS NOT NULL").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(60), finished).await.expect("no server went on with it");
    stop.send(true).unwrap();
    job.await.unwrap();
    let end = import(&world.app, by, id).await.unwrap().import;
    assert_eq!((end.invited, end.refused), (PEOPLE, 0));
    assert_all_invited_once(&world).await;
    // The audit log records the admin and the IP address.
    let noted = "SELECT COUNT(*) FROM audit_event JOIN account ON account.id = audit_event.actor_id
        WHERE activity = 'invitation_sent' AND account.email = 'chief@cedar.example' AND client_address <> ''";
    assert_eq!(world.database.number(noted).await, i64::from(PEOPLE));
    // The import deletes a person's name and phone number once the person is invited.
    let kept = "SELECT COUNT(*) FROM import_line WHERE name IS NOT NULL OR phone IS NOT NULL";
    assert_eq!(world.database.number(kept).await, 0);
}

#[apply(matrix)]
async fn what_a_dead_server_had_is_taken_over_when_its_lease_ends(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    accepted(&world, &admin, 0..PEOPLE).await;
    stopped_after(&world.app, 10).await;
    let held = imports::lease(&world.app.store, world.now()).await.unwrap().expect("it is free");
    let other = world.other_server(|_| ()).await;
    assert!(!go_on(&other, || false).await.unwrap(), "two work on it");
    world.clock.advance_milliseconds(15_001);
    until_done(&other).await;
    // The first server is not dead but slow. Its lease has ended, so its result is refused.
    let transaction = world.app.store.begin().await.unwrap();
    let now = world.now();
    let late = imports::note(&transaction, &held, 2, imports::Done::Invited, now, now).await.unwrap();
    assert!(late.is_none());
    drop(transaction);
    assert_all_invited_once(&world).await;
}

#[apply(matrix)]
async fn an_import_stops_when_its_admin_is_not_an_admin_any_more(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let id = accepted(&world, &admin, 0..20).await;
    stopped_after(&world.app, 5).await;
    world.database.execute("UPDATE account SET role = 'member'").await;
    until_done(&world.app).await;
    let end = import(&world.app, by, id).await.unwrap();
    assert_eq!((end.import.invited, end.import.refused), (5, 15));
    assert!(end.refused.iter().all(|(.., reason)| *reason == InviteError::NotAnAdmin), "{:?}", end.refused);
    assert!(end.import.finished_at.is_some());
}

#[apply(matrix)]
async fn a_line_that_always_breaks_is_refused_and_the_others_are_invited(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = accepted(&world, &admin, 0..5).await;
    // A name or a phone number must not be empty: one line breaks when it is invited, the other when it is read.
    for (number, column) in [(3, "name"), (5, "phone")] {
        world.database.execute(&format!("UPDATE import_line SET {column} = '' WHERE number = {number}")).await;
    }
    until_done(&world.app).await;
    let end = import(&world.app, as_admin(&admin.signed_in).unwrap(), id).await.unwrap();
    let refused: Vec<_> = end.refused.iter().map(|(number, _, reason)| (*number, *reason)).collect();
    assert_eq!(refused, [(3, InviteError::Broken), (5, InviteError::Broken)]);
    assert_eq!((end.import.invited, end.import.finished_at.is_some()), (3, true));
    assert_eq!(world.database.number("SELECT COUNT(*) FROM invitation").await, 3);
}

#[apply(matrix)]
async fn a_long_file_of_one_organisation_keeps_no_other_waiting(database: Database) {
    let world = open(database, Preset::Invited).await;
    world.database.execute(&format!("UPDATE account SET role = 'admin' WHERE email = '{TENANT}'")).await;
    world.give_password(TENANT, PASSWORD).await;
    let (admin, tenant) = (admin(&world).await, admin_of(&world, "north-star", TENANT).await);
    let long = accepted(&world, &admin, 0..PEOPLE).await;
    world.clock.advance_milliseconds(1);
    let short = accepted(&world, &tenant, 500..501).await;
    for _ in 0..2 {
        go_on(&world.app, || false).await.unwrap();
        world.clock.advance_milliseconds(1);
    }
    let long = import(&world.app, as_admin(&admin.signed_in).unwrap(), long).await.unwrap().import;
    let short = import(&world.app, as_admin(&tenant.signed_in).unwrap(), short).await.unwrap().import;
    assert!(long.finished_at.is_none() && short.finished_at.is_some(), "{long:?} {short:?}");
}

#[apply(matrix)]
async fn a_finished_import_is_forgotten_after_thirty_days(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let looked_at = preview(&world.app, by, "email\na@cedar.example").await.unwrap();
    send(&world, &admin, &looked_at.good).await;
    accepted(&world, &admin, 0..2).await;
    for (days, left) in [(30, 2), (1, 1), (400, 1)] {
        world.clock.advance(Seconds::days(days));
        purge::purge_expired(&world.app.store, world.now()).await.unwrap();
        assert_eq!(world.database.number("SELECT COUNT(*) FROM import").await, left);
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM import_line").await, 2, "what is not done is kept");
}
