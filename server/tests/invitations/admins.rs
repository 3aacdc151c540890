//! Which admins may still invite which addresses and how often, and what happens to the accounts that invitations
//! create.

use super::*;
use app::paths::InvitationAct;
use domain::{AccountId, AdminAct, invitation::InvitationState};
use service::admin::act_on_person;
use service::failure::Failure;
use service::invitations::{preview, start_import};

const WANTED: &str = "Someone asked for a new invitation";

fn lines(range: impl Iterator<Item = u32>) -> String {
    range.fold("email".to_owned(), |file, number| file + &format!("\np{number}@cedar.example"))
}

async fn change(world: &World, admin: &Admin, id: AccountId, change: AdminAct) {
    act_on_person(&admin.cx, admin.proven(world), id, change).await.unwrap();
}

#[apply(matrix)]
async fn a_former_admin_invites_no_one(database: Database, #[values(true, false)] is_signed_out: bool) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let looked_at = preview(&world.app, by, &lines(0..30)).await.unwrap();
    // This happens between the check of the admin and the transaction.
    let sql = match is_signed_out {
        true => "UPDATE session SET ended_at = 1",
        false => "UPDATE account SET role = 'member'",
    };
    world.database.execute(sql).await;
    let before = world.database.cells().await;
    let (cx, proven) = (&admin.cx, || admin.proven(&world));
    for (what, refused) in [
        ("invite", invitations::invite(cx, proven(), &person(&world, "a@cedar.example")).await.map(drop)),
        ("import", start_import(cx, proven(), &looked_at.good, b"text").await.map(drop)),
        ("resend", invitations::resend_invitation(cx, proven(), id).await),
        ("extend", invitations::extend_invitation(cx, proven(), id).await),
        ("revoke", invitations::revoke_invitation(cx, proven(), id).await),
    ] {
        match (is_signed_out, &refused) {
            (true, Err(Failure::SignedOut)) | (false, Err(Failure::Refused(Refusal::NotAllowed))) => {}
            _ => panic!("{what}: {refused:?}"),
        }
    }
    assert_eq!(world.database.cells().await, before);
}

#[apply(threaded_matrix)]
async fn two_files_with_the_same_people_do_not_stop_each_other(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let one = preview(&world.app, by, &lines(0..100)).await.unwrap();
    let other = preview(&world.app, by, &lines((0..100).rev())).await.unwrap();
    let (cx, by) = (&admin.cx, admin.proven(&world));
    for (lines, digest) in [(&one.good, b"1"), (&other.good, b"2")] {
        start_import(cx, by, lines, digest).await.unwrap();
    }
    let other_server = world.other_server(|_| ()).await;
    tokio::join!(files::until_done(&world.app), files::until_done(&other_server));
    let counted = "SELECT SUM(invited) FROM import";
    assert_eq!(world.database.number(&format!("SELECT CAST(({counted}) AS BIGINT)")).await, 100);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM import_line WHERE state = 'refused'").await, 100);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM invitation").await, 100);
}

#[apply(matrix)]
async fn what_another_organisations_admin_reserved_can_be_invited_here(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    world
        .database
        .execute(&format!(
            "INSERT INTO reserved_address (id, organisation_id, email, reserved_at, why)
             SELECT id, organisation_id, '{NEW}', 0, 'by_admin' FROM account WHERE email = '{TENANT}'"
        ))
        .await;
    let by = as_admin(&admin.signed_in).unwrap();
    assert_eq!(preview(&world.app, by, &format!("email\n{NEW}")).await.unwrap().good.len(), 1);
    invite(&world, &admin, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    accept_invitation(&mut world.browser(Client), NEW, &code).await.unwrap();
}

#[apply(matrix)]
async fn an_address_that_is_invited_again_after_its_account_was_closed_is_confirmed(database: Database) {
    let world = open(database, Preset::Invited).await;
    let mut browser = arrive(&world, Client).await;
    let admin = admin(&world).await;
    browser.at = "/settings/account/close".to_owned();
    browser.act("close_account", &[]).await.unwrap();
    assert_eq!(journey::state(&world, &admin).await, InvitationState::Joined, "nobody waits for them any more");
    // As if closing the account had not ended the invitation.
    world.database.execute("UPDATE invitation SET stage = 'entered', joined_at = NULL").await;
    world.database.execute("DELETE FROM reserved_address").await;
    world.database.execute("DELETE FROM account_word").await;
    world.database.execute(&format!("UPDATE account SET email = 'x@released.invalid' WHERE email = '{NEW}'")).await;
    world.clock.advance(Seconds::minutes(6));
    let admin = self::admin(&world).await;
    invite(&world, &admin, NEW).await;
    let (code, _) = code_and_token(&world, NEW).await;
    let mut browser = world.browser(Client);
    accept_invitation(&mut browser, NEW, &code).await.unwrap();
    let temporary = temporary_for(&world, NEW).await;
    enter(&world, &mut browser, NEW, &temporary).await.unwrap();
}

#[apply(matrix)]
async fn the_first_password_outlives_the_sessions_that_an_admin_ends(
    database: Database,
    #[values(true, false)] is_deactivated: bool,
) {
    let world = open(database, Preset::Temporary).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await.account();
    let first = temporary_for(&world, NEW).await;
    let mut browser = world.browser(Client);
    enter(&world, &mut browser, NEW, &first).await.unwrap();
    match is_deactivated {
        false => change(&world, &admin, id, AdminAct::EndSessions).await,
        true => {
            change(&world, &admin, id, AdminAct::Deactivate).await;
            assert!(enter(&world, &mut world.browser(Client), NEW, &first).await.is_err());
            change(&world, &admin, id, AdminAct::Reactivate).await;
        }
    }
    assert!(browser.account().await.is_err(), "still in");
    assert_eq!(enter(&world, &mut browser, NEW, &first).await.unwrap(), "/welcome");
}

#[apply(matrix)]
async fn to_a_deactivated_account_nothing_is_sent_that_lets_in(
    database: Database,
    #[values(Preset::Invited, Preset::Temporary)] preset: Preset,
) {
    let world = open(database, preset).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    if preset == Preset::Invited {
        let (code, _) = code_and_token(&world, NEW).await;
        accept_invitation(&mut world.browser(Client), NEW, &code).await.unwrap();
    }
    let password = temporary_for(&world, NEW).await;
    change(&world, &admin, id.account(), AdminAct::Deactivate).await;
    for refused in [
        invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await,
        invitations::extend_invitation(&admin.cx, admin.proven(&world), id).await,
    ] {
        assert!(matches!(refused, Err(Failure::Refused(Refusal::NotOffered))), "{refused:?}");
    }
    let mut chief = console::chief(&world, Client).await;
    assert_eq!(console::board(&mut chief, "").await.rows[0].acts, [InvitationAct::Revoke]);
    invitations::revoke_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    // Reactivating the account does not bring the revoked password back.
    change(&world, &admin, id.account(), AdminAct::Reactivate).await;
    assert!(enter(&world, &mut world.browser(Client), NEW, &password).await.is_err());
}

#[apply(matrix)]
async fn an_admin_who_has_never_come_in_is_not_the_last_one(
    database: Database,
    #[values(Preset::Invited, Preset::Temporary)] preset: Preset,
) {
    let world = open(database, preset).await;
    let admin = admin(&world).await;
    let new = read_new(&world.app, ["", NEW, "", "admin"], "").unwrap();
    invitations::invite(&admin.cx, admin.proven(&world), &new).await.unwrap();
    let mut theirs = world.browser(Client);
    if preset == Preset::Invited {
        let (code, _) = code_and_token(&world, NEW).await;
        accept_invitation(&mut theirs, NEW, &code).await.unwrap();
    }
    let mut chief = console::chief(&world, Client).await;
    chief.at = "/settings/account/close".to_owned();
    assert_eq!(chief.act("close_account", &[]).await, Err(Refused(Refusal::AdminNeeded)));
    let password = temporary_for(&world, NEW).await;
    enter(&world, &mut theirs, NEW, &password).await.unwrap();
    if preset == Preset::Invited {
        choose(&mut theirs, OWN).await.unwrap();
    }
    chief.act("close_account", &[]).await.unwrap();
}

#[apply(matrix)]
async fn an_invitation_is_sent_five_times_an_hour(database: Database) {
    let world = open(database, Preset::Invited).await;
    let admin = admin(&world).await;
    let id = invite(&world, &admin, NEW).await;
    for _ in 0..4 {
        invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
    }
    let fifth = invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await;
    assert!(matches!(fifth, Err(Failure::Refused(Refusal::TooManyAttempts { until: Some(_) }))), "{fifth:?}");
    world.deliver().await;
    assert_eq!(world.letters_about(NEW, VERIFY).len(), 5);
    world.clock.advance(Seconds::hours(1));
    invitations::resend_invitation(&admin.cx, admin.proven(&world), id).await.unwrap();
}

#[apply(matrix)]
async fn strangers_do_not_cause_many_messages_to_many_admins(database: Database) {
    let world = open(database, Preset::Invited).await;
    for number in 0..4 {
        world.settle(AT, &format!("other{number}@cedar.example"), None, Role::Admin).await;
    }
    let admin = admin(&world).await;
    let by = as_admin(&admin.signed_in).unwrap();
    let looked_at = preview(&world.app, by, &lines(0..25)).await.unwrap();
    files::send(&world, &admin, &looked_at.good).await;
    let written =
        "SELECT COUNT(*) FROM audit_event WHERE activity = 'message_written' AND detail = 'invitation_wanted'";
    let queued = "SELECT COUNT(*) FROM outbox_message WHERE template = 'invitation_wanted'";
    for number in 0..25 {
        ask(&mut world.browser(Client), &format!("nobody{number}@cedar.example")).await.unwrap();
    }
    assert_eq!(world.database.number(written).await, 0, "the log tells of messages that never leave");
    assert_eq!(world.database.number(queued).await, 20, "one decoy each, as often as is heard");
    // Requests for unknown addresses do not use up the limit for invited ones.
    for number in 0..25 {
        ask(&mut world.browser(Client), &format!("p{number}@cedar.example")).await.unwrap();
    }
    assert_eq!(world.database.number(written).await, 100, "each of five admins, of each of twenty");
    world.deliver().await;
    assert_eq!(world.letters_about(CHIEF, WANTED).len(), 20);
    // A request for a known address needs as many statements as one for an unknown address.
    world.clock.advance(Seconds::hours(1));
    let mut costs = Vec::new();
    for email in ["p1@cedar.example", "nobody1@cedar.example"] {
        let mut browser = world.browser(Client);
        browser.get("/o/cedar/invitation").await;
        let before = world.app.store.statements();
        browser.post("ask_for_invitation", &[("organisation", AT), ("email", email)]).await;
        costs.push(world.app.store.statements() - before);
    }
    assert_eq!(costs[0], costs[1]);
}
