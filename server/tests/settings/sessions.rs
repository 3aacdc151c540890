//! An account's sessions and its activity.

use super::{open, page, security};
use crate::support::prelude::*;
use app::settings::ActivityView;
use std::collections::HashSet;

async fn activity_at(browser: &mut Browser, path: &str) -> ActivityView {
    match page(browser, path).await {
        SettingsPage::Activity(view) => view,
        other => panic!("{other:?}"),
    }
}

#[apply(matrix)]
async fn one_session_or_all_others_can_be_ended(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let mut others = Vec::new();
    for _ in 0..3 {
        let mut other = world.browser(Client);
        other.user_agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0".to_owned();
        other.password(OWNER, PASSWORD).await.unwrap();
        others.push(other);
    }
    let sessions = security(&mut browser).await.sessions;
    assert_eq!(sessions.len(), 4);
    assert_eq!(sessions.iter().filter(|session| session.is_this).count(), 1);
    let other = sessions.iter().find(|session| !session.is_this).unwrap();
    assert_eq!(other.browser, "Firefox on Windows");

    browser.at = "/settings/security".to_owned();
    browser.act("end_session", &[("session", &other.id)]).await.unwrap();
    assert_eq!(security(&mut browser).await.sessions.len(), 3);
    browser.act("end_other_sessions", &[]).await.unwrap();
    assert_eq!(security(&mut browser).await.sessions.len(), 1);
    for other in &mut others {
        assert!(other.account().await.is_err());
    }
    assert!(browser.account().await.is_ok());
}

#[apply(matrix)]
async fn a_user_does_not_end_the_session_of_another_user(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let mut other = world.browser(Client);
    world.sign_in(&mut other, ADMIN).await;
    let theirs = security(&mut other).await.sessions[0].id.clone();
    browser.act("end_session", &[("session", &theirs)]).await.unwrap();
    assert!(other.account().await.is_ok());
    assert!(browser.act("end_session", &[("session", "nonsense")]).await.is_err());
}

#[apply(matrix)]
async fn sessions_whose_time_is_over_are_not_shown(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    world.clock.advance(Seconds::days(8));
    assert!(browser.account().await.is_err());
    browser.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(security(&mut browser).await.sessions.len(), 1);
}

#[apply(matrix)]
async fn many_sessions_are_read_page_by_page(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    for _ in 0..64 {
        world.clock.advance(Seconds(1));
        world.browser(Client).password(OWNER, PASSWORD).await.unwrap();
    }
    let first = security(&mut browser).await;
    assert!(first.has_more_sessions && first.sessions.len() == 5);
    let mut seen = HashSet::new();
    let mut path = Some("/settings/security/sessions".to_owned());
    while let Some(at) = path {
        let SettingsPage::Sessions(view) = page(&mut browser, &at).await else { panic!("{at}") };
        assert_eq!(view.is_later, !seen.is_empty());
        seen.extend(view.sessions.into_iter().map(|session| session.id));
        path = view.older;
    }
    assert_eq!(seen.len(), 65);
}

#[apply(matrix)]
async fn what_happened_is_read_page_by_page(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    for _ in 0..64 {
        browser.act("end_other_sessions", &[]).await.unwrap();
        world.clock.advance(Seconds(1));
    }
    let mut seen = 0;
    let mut path = Some("/settings/activity".to_owned());
    while let Some(at) = path {
        let view = activity_at(&mut browser, &at).await;
        assert_eq!(view.is_later, seen > 0);
        seen += view.entries.len();
        path = view.older;
    }
    // The sign-in and the creation of the account are in the list, too.
    assert_eq!(seen, 66);
    let forged = activity_at(&mut browser, "/settings/activity?before=nonsense").await;
    assert!(!forged.is_later && forged.entries.len() == 30);
}

#[apply(matrix)]
async fn others_failures_and_ones_own_sign_ins_are_told_apart(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let mut stranger = world.browser(Client);
    for _ in 0..5 {
        stranger.password(OWNER, "wrong").await.unwrap_err();
    }
    let entries = activity_at(&mut browser, "/settings/activity").await.entries;
    let count = |what| entries.iter().filter(|entry| entry.what == what).count();
    assert_eq!((count(AuditEventKind::SignInRefused), count(AuditEventKind::LockoutBegan)), (5, 1), "{entries:?}");
    let sign_in = entries.iter().find(|entry| entry.what == AuditEventKind::SignedIn).unwrap();
    assert_eq!(sign_in.detail.as_deref(), Some("password"));
    assert_eq!(sign_in.ip_address, browser.client.to_string());
    let made = entries.iter().find(|entry| entry.what == AuditEventKind::AccountMade).unwrap();
    assert_eq!((made.browser.as_str(), made.ip_address.as_str()), ("", ""), "an operator made it");
    // Another account's activity does not mention strangers' failures on this account.
    let mut other = world.browser(Client);
    world.sign_in(&mut other, ADMIN).await;
    assert_eq!(activity_at(&mut other, "/settings/activity").await.entries.len(), 2);
}

#[apply(matrix)]
async fn no_log_holds_a_secret(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let code = world.sign_in(&mut browser, OWNER).await;
    let rows = "SELECT COUNT(*) FROM audit_event WHERE activity = 'message_written' AND account_id IS NOT NULL";
    assert!(world.database.number(rows).await > 0);
    for secret in [PASSWORD, &code, browser.cookie("portico").unwrap()] {
        let sql = format!("SELECT COUNT(*) FROM audit_event WHERE COALESCE(detail, '') LIKE '%{secret}%'");
        assert_eq!(world.database.number(&sql).await, 0);
    }
}
