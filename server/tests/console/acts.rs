//! What admins do to accounts: it works, the user is told, the audit log records it, and the last admin remains.

use super::{act, open, page, people, person};
use crate::support::prelude::*;
use app::admin::{AuditRow, Status};
use app::paths::AdminRoute;
use domain::{AccountId, AdminAct, Policy, WrongPassword, limits::WRONG_PER_ADDRESS_AND_HOUR};
use service::security::rate_limit::Subject;

/// Locks out the password of an account by five wrong guesses from a stranger's browser.
pub async fn lock_out(world: &World, email: &str) {
    world.give_password(email, PASSWORD).await;
    let mut stranger = world.browser(Client);
    for _ in 0..5 {
        stranger.password(email, "wrong").await.unwrap_err();
    }
}

/// The newest entry of this kind in the audit log.
async fn noted(admin: &mut Browser, what: AuditEventKind) -> AuditRow {
    match page(admin, &format!("/admin/audit?kind={}", what.name())).await {
        AdminPage::Audit(view) => view.rows.into_iter().next().unwrap_or_else(|| panic!("{what:?} is not noted")),
        other => panic!("{other:?}"),
    }
}

async fn offered(admin: &mut Browser, id: AccountId) -> Vec<AdminAct> {
    person(admin, id).await.acts
}

#[apply(matrix)]
async fn a_deactivated_person_is_out_at_once_and_comes_back_when_reactivated(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    let id = world.id_of(OWNER).await;
    let done = act(&mut admin, id, AdminAct::Deactivate).await.unwrap();
    assert_eq!(done, format!("{}?done=deactivate", AdminRoute::Person(id).path()));
    assert!(admin.get(&done).await.body.contains("Deactivated</p>"));
    assert_eq!(person(&mut admin, id).await.done, None);
    assert!(owner.account().await.is_err());
    assert_eq!(person(&mut admin, id).await.status, Status::Deactivated);
    assert_eq!(offered(&mut admin, id).await, [AdminAct::Reactivate, AdminAct::Delete]);
    // Doing it again changes nothing and sends no message.
    act(&mut admin, id, AdminAct::Deactivate).await.unwrap();
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your account was deactivated").len(), 1);
    let line = noted(&mut admin, AuditEventKind::Deactivated).await;
    assert_eq!((line.who.as_deref(), line.whom.as_deref()), (Some(ADMIN), Some(OWNER)));
    assert_eq!(line.ip_address, admin.client.to_string());

    act(&mut admin, id, AdminAct::Reactivate).await.unwrap();
    assert!(owner.account().await.is_err(), "old sessions came back");
    world.sign_in(&mut owner, OWNER).await;
    assert_eq!(world.letters_about(OWNER, "Your account was reactivated").len(), 1);
    assert_eq!(noted(&mut admin, AuditEventKind::Reactivated).await.who.as_deref(), Some(ADMIN));
}

#[apply(matrix)]
async fn a_locked_person_is_unlocked(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let id = world.id_of(OWNER).await;
    assert!(!offered(&mut admin, id).await.contains(&AdminAct::Unlock));
    lock_out(&world, OWNER).await;
    assert!(offered(&mut admin, id).await.contains(&AdminAct::Unlock));
    let mut owner = world.browser(Client);
    assert!(matches!(owner.password(OWNER, PASSWORD).await, Err(Refused(Refusal::TooManyAttempts { until: Some(_) }))));
    // Unlocking also resets the limit on wrong codes, which strangers can use up.
    let strangers = Subject::Destination(world.organisation("codes").await, OWNER);
    world.consume(WRONG_PER_ADDRESS_AND_HOUR, strangers, 15).await;
    act(&mut admin, id, AdminAct::Unlock).await.unwrap();
    owner.password(OWNER, PASSWORD).await.unwrap();
    world.sign_in(&mut world.browser(Client), OWNER).await;
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "Your password sign-in is no longer paused").len(), 1);
    assert_eq!(noted(&mut admin, AuditEventKind::Unlocked).await.who.as_deref(), Some(ADMIN));
}

fn with_rules(rules: WrongPassword) -> Policy {
    Policy { wrong_password: rules, ..Preset::Codes.policy() }
}

async fn listed(admin: &mut Browser, status: &str) -> Vec<String> {
    people(admin, &format!("?status={status}")).await.people.into_iter().map(|person| person.email).collect()
}

#[apply(matrix)]
#[case::slow_down(WrongPassword::SlowDown { longest: Seconds(60) })]
#[case::shorter(WrongPassword::Lockout { failures: 5, duration: Seconds::minutes(1) })]
async fn a_lockout_is_shown_and_lifted_under_other_rules(database: Database, #[case] rules: WrongPassword) {
    let (world, mut admin) = open(database, Client).await;
    let id = world.id_of(OWNER).await;
    lock_out(&world, OWNER).await;
    let until = world.now() + Seconds::hours(1);
    world.set_policy("codes", &with_rules(rules)).await;
    world.clock.advance(Seconds::minutes(2));
    assert_eq!(world.browser(Client).password(OWNER, PASSWORD).await, Err(too_many(until)));
    assert_eq!(listed(&mut admin, "locked").await, [OWNER]);
    assert!(!listed(&mut admin, "active").await.contains(&OWNER.to_owned()));
    assert!(matches!(people(&mut admin, "?status=locked").await.people[0].status, Status::Locked { .. }));
    assert!(matches!(person(&mut admin, id).await.status, Status::Locked { .. }));
    assert!(offered(&mut admin, id).await.contains(&AdminAct::Unlock));
    act(&mut admin, id, AdminAct::Unlock).await.unwrap();
    assert_eq!(person(&mut admin, id).await.status, Status::Active);
    assert!(listed(&mut admin, "locked").await.is_empty());
    world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
}

#[apply(matrix)]
async fn the_wait_of_a_slow_down_is_shown_as_no_lockout(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let id = world.id_of(OWNER).await;
    world.set_policy("codes", &with_rules(WrongPassword::SlowDown { longest: Seconds(60) })).await;
    world.clock.advance(Seconds(2));
    world.browser(Client).password(OWNER, "wrong").await.unwrap_err();
    assert_eq!(person(&mut admin, id).await.status, Status::Active);
    assert!(!offered(&mut admin, id).await.contains(&AdminAct::Unlock));
    assert!(listed(&mut admin, "locked").await.is_empty());
}

#[apply(matrix)]
async fn all_sessions_of_a_user_are_ended(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let id = world.id_of(OWNER).await;
    let mut browsers = Vec::new();
    for _ in 0..3 {
        let mut browser = world.browser(Client);
        world.sign_in(&mut browser, OWNER).await;
        world.clock.advance(Seconds(61));
        browsers.push(browser);
    }
    assert_eq!(person(&mut admin, id).await.sessions.len(), 3);
    act(&mut admin, id, AdminAct::EndSessions).await.unwrap();
    for browser in &mut browsers {
        assert!(browser.account().await.is_err());
    }
    assert!(person(&mut admin, id).await.sessions.is_empty());
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "You were signed out everywhere").len(), 1);
    assert_eq!(noted(&mut admin, AuditEventKind::SessionsEnded).await.whom.as_deref(), Some(OWNER));
}

#[apply(matrix)]
#[case(Preset::Links, "new-password")]
#[case(Preset::Temporary, "reset")]
async fn a_recovery_is_the_organisations_own(database: Database, #[case] preset: Preset, #[case] page: &str) {
    let (world, mut admin) = open(database, Client).await;
    world.set_policy("codes", &preset.policy()).await;
    world.clock.advance(Seconds(2));
    let id = world.id_of(OWNER).await;
    for _ in 0..5 {
        act(&mut admin, id, AdminAct::StartRecovery).await.unwrap();
    }
    let sixth = act(&mut admin, id, AdminAct::StartRecovery).await;
    assert!(matches!(sixth, Err(Refused(Refusal::TooManyAttempts { .. }))), "{sixth:?}");
    world.deliver().await;
    let letters = world.letters(OWNER);
    assert_eq!(letters.len(), 5);
    assert!(letters[0].text.contains(&format!("/{page}/")), "{}", letters[0].text);
    assert_eq!(noted(&mut admin, AuditEventKind::RecoveryAsked).await.who.as_deref(), Some(ADMIN));
}

#[apply(matrix)]
async fn roles_change_and_the_last_admin_stays(database: Database, style: Style) {
    let (world, mut admin) = open(database, style).await;
    let (own, other) = (world.id_of(ADMIN).await, world.id_of(OWNER).await);
    let needed = || Err(Refused(Refusal::AdminNeeded));
    for what in [AdminAct::Deactivate, AdminAct::MakeMember, AdminAct::MakeAdmin, AdminAct::Delete] {
        assert_eq!(act(&mut admin, own, what).await, needed(), "{what:?}");
        let asked = AdminRoute::Confirm(own, what).path();
        assert_eq!(admin.page(&asked).await, PageData::NotFound, "{what:?}");
    }
    admin.at = "/settings/account/close".to_owned();
    assert_eq!(admin.act("close_account", &[]).await, needed());

    act(&mut admin, other, AdminAct::MakeAdmin).await.unwrap();
    world.clock.advance(Seconds(61));
    let mut second = world.browser(style);
    world.sign_in(&mut second, OWNER).await;
    assert!(matches!(page(&mut second, "/admin/people").await, AdminPage::People(_)));
    act(&mut second, own, AdminAct::MakeMember).await.unwrap();
    assert_eq!(admin.page("/admin/people").await, PageData::NotFound);
    assert_eq!(act(&mut admin, other, AdminAct::Deactivate).await, Err(Refused(Refusal::NotAllowed)));
    second.at = "/settings/account/close".to_owned();
    assert_eq!(second.act("close_account", &[]).await, needed());
    world.deliver().await;
    assert_eq!(world.letters_about(OWNER, "You're now an admin").len(), 1);
    assert_eq!(world.letters_about(ADMIN, "You're no longer an admin").len(), 1);
}

#[apply(matrix)]
async fn two_admins_cannot_take_the_console_from_each_other_at_once(
    database: Database,
    #[values(AdminAct::MakeMember, AdminAct::Deactivate)] what: AdminAct,
) {
    let (world, admin) = open(database, Client).await;
    world.settle("codes", "second@codes.example", None, Role::Admin).await;
    for _ in 0..3 {
        let (first, second) = (world.id_of(ADMIN).await, world.id_of("second@codes.example").await);
        let mut other = world.browser(Client);
        world.sign_in(&mut other, "second@codes.example").await;
        let mut admin = admin.clone();
        world.sign_in(&mut admin, ADMIN).await;
        let (one, two) = tokio::join!(act(&mut admin, second, what), act(&mut other, first, what));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let left = "SELECT COUNT(*) FROM account WHERE role = 'admin' AND deactivated_at IS NULL AND email <> 'x'";
        assert_eq!(world.database.number(left).await, 1);
        world.database.execute("UPDATE account SET role = 'admin', deactivated_at = NULL WHERE email <> 'jo@example.com' AND email <> 'sam@north.example'").await;
        world.clock.advance(Seconds(61));
    }
}

#[apply(matrix)]
async fn what_happened_to_a_user_is_read_page_by_page(database: Database) {
    let (world, mut admin) = open(database, Client).await;
    let mut owner = world.browser(Client);
    world.sign_in(&mut owner, OWNER).await;
    for _ in 0..45 {
        owner.act("end_other_sessions", &[]).await.unwrap();
        world.clock.advance(Seconds(1));
    }
    // Kinds that this release does not know are left out, and no page is lost.
    world
        .database
        .execute("UPDATE audit_event SET activity = 'unheard_of' WHERE activity = 'other_sessions_ended'")
        .await;
    let mut path = Some(AdminRoute::Person(world.id_of(OWNER).await).path());
    let (mut pages, mut seen) = (0, Vec::new());
    while let Some(at) = path {
        let AdminPage::Person(view) = page(&mut admin, &at).await else { panic!("{at}") };
        assert_eq!(view.newest.is_some(), pages > 0);
        pages += 1;
        seen.extend(view.activity.into_iter().map(|entry| entry.what));
        path = view.older;
    }
    assert_eq!((pages, seen), (3, vec![AuditEventKind::SignedIn, AuditEventKind::AccountMade]));
}
