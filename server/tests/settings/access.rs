//! The applications with access to the account, and removing one.

use super::{SECURITY, activity, open, security};
use crate::support::prelude::*;
use app::settings::SettingsScreen;
use domain::oidc::Scopes;

/// Gives a client access to the account of a browser.
async fn tokens(world: &World, wiki: &RelyingParty, browser: &mut Browser) -> Tokens {
    let code = wiki.code(browser, &[("scope", "openid email")]).await;
    wiki.exchange(world, &code).await
}

#[apply(matrix)]
async fn removing_access_ends_tokens_and_says_so(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    assert!(security(&mut browser).await.access.is_empty());
    let wiki = world.relying_party(|_| ()).await;
    let tokens = tokens(&world, &wiki, &mut browser).await;
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);

    let access = security(&mut browser).await.access;
    let [entry] = &access[..] else { panic!("{access:?}") };
    assert_eq!((entry.application.as_str(), entry.scopes), ("Wiki", Scopes::read("openid email")));
    assert_eq!(entry.start_address, "https://wiki.example/start");
    browser.at = SECURITY.to_owned();
    let page = browser.act("remove_access", &[("grant", &entry.id)]).await.unwrap();
    let shown: SettingsScreen = browser.shown(&page).await.unwrap();
    assert_eq!(shown.done.as_deref(), Some("The application no longer has access."));
    assert!(security(&mut browser).await.access.is_empty());
    let activity = activity(&mut browser).await;
    for what in [AuditEventKind::AccessGranted, AuditEventKind::AccessRemoved] {
        assert_eq!(activity.iter().filter(|event| **event == what).count(), 1, "{activity:?}");
    }

    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 401);
    assert_eq!(wiki.introspect(&world, &tokens.access).await["active"], false);
    let answer = wiki.refresh_at(&mut world.browser(Client), &tokens.refresh).await;
    assert_eq!(answer.oauth_error(), (400, "invalid_grant".to_owned()));
    browser.at = SECURITY.to_owned();
    assert_eq!(browser.act("remove_access", &[("grant", &entry.id)]).await, Err(Refused(Refusal::NotFound)));
}

#[apply(matrix)]
async fn another_persons_grant_is_not_found(database: Database, style: Style) {
    let (world, mut browser) = open(database, style).await;
    let wiki = world.relying_party(|_| ()).await;
    let tokens = tokens(&world, &wiki, &mut browser).await;
    let grant = security(&mut browser).await.access.remove(0).id;
    let mut other = world.browser(style);
    world.sign_in(&mut other, ADMIN).await;
    assert!(security(&mut other).await.access.is_empty());
    for id in [grant.as_str(), "nonsense"] {
        other.at = SECURITY.to_owned();
        assert_eq!(other.act("remove_access", &[("grant", id)]).await, Err(Refused(Refusal::NotFound)), "{id}");
        let confirm = format!("/settings/security/access/remove?grant={id}");
        assert_eq!(other.page(&confirm).await, PageData::NotFound, "{id}");
    }
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
}

#[apply(matrix)]
async fn access_is_in_the_download_without_tokens(database: Database) {
    let (world, mut browser) = open(database, Client).await;
    let wiki = world.relying_party(|_| ()).await;
    let tokens = tokens(&world, &wiki, &mut browser).await;
    let answer = browser.get("/settings/download").await;
    let grant = serde_json::json!({
        "name": "Wiki",
        "start_address": "https://wiki.example/start",
        "scopes": "openid email",
        "since": world.now().0,
        "last_used_at": world.now().0,
    });
    assert_eq!(answer.json()["applications_with_access"], serde_json::json!([grant]));
    for token in [&tokens.access, &tokens.refresh, &tokens.id_token] {
        assert!(!answer.body.contains(token), "{}", answer.body);
    }
    let mut other = world.browser(Client);
    world.sign_in(&mut other, ADMIN).await;
    assert_eq!(other.get("/settings/download").await.json()["applications_with_access"], serde_json::json!([]));
}
