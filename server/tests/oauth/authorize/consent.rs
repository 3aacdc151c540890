//! Consent: what the user is asked, for how long the answer counts, and what "Cancel" tells the client.

use super::{arrived, at_once, change, events, open, press, shown, signed_in, waiting};
use crate::support::prelude::*;
use domain::oidc::{ClientAuthentication, ClientSettings, RedirectUris, Scopes};
use service::oidc::Authorization;
use std::future::pending;
use std::time::Duration;
use store::{oauth_clients, oauth_grants};
use tokio::time::timeout;

fn asks(settings: &mut ClientSettings) {
    settings.asks_consent = true;
}

/// The question whether the client may read what these scopes tell.
fn question(scopes: &str) -> Authorization {
    Authorization::Consent {
        application: "Wiki".parse().unwrap(),
        organisation: "Alderway".to_owned(),
        client_host: "wiki.example".to_owned(),
        scopes: Scopes::read(scopes),
    }
}

async fn grants(world: &World) -> i64 {
    world.database.number("SELECT COUNT(*) FROM oauth_grant").await
}

#[apply(matrix)]
async fn consent_is_asked_once_and_again_for_more(database: Database, style: Style) {
    let (world, wiki) = open(database, asks).await;
    let mut browser = signed_in(&world, style).await;
    for (granted, scope) in [(1, "openid email"), (2, "openid email profile")] {
        let silent = at_once(&wiki, &mut browser, &[("scope", scope), ("prompt", "none")]).await;
        assert_eq!(silent["error"], "consent_required");
        let here = waiting(&wiki, &mut browser, &[("scope", scope)]).await;
        assert_eq!(shown(&world, &browser, &here).await, question(scope));
        assert_eq!(press(&mut browser, &here, "allow_access").await.unwrap(), here);
        assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
        assert_eq!(events(&world, AuditEventKind::AccessGranted).await, granted);
        for less in [scope, "openid", "openid email"] {
            assert!(at_once(&wiki, &mut browser, &[("scope", less)]).await.contains_key("code"));
        }
    }
    // A client can want it asked again.
    let here = waiting(&wiki, &mut browser, &[("prompt", "consent")]).await;
    assert_eq!(shown(&world, &browser, &here).await, question("openid"));
    press(&mut browser, &here, "allow_access").await.unwrap();
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
    assert_eq!((grants(&world).await, events(&world, AuditEventKind::AccessGranted).await), (1, 2));
}

#[apply(matrix)]
async fn consent_of_one_account_is_not_anothers(database: Database, style: Style) {
    let (world, wiki) = open(database, asks).await;
    let mut browser = signed_in(&world, style).await;
    let here = waiting(&wiki, &mut browser, &[]).await;
    press(&mut browser, &here, "allow_access").await.unwrap();
    world.sign_in(&mut browser, ADMIN).await;
    assert_eq!(shown(&world, &browser, &here).await, question("openid"));
    assert_eq!(grants(&world).await, 0, "nothing is granted before the client is answered");
    press(&mut browser, &here, "allow_access").await.unwrap();
    let answer = arrived(&wiki, &mut browser, &here).await;
    let tokens = wiki.exchange(&world, &answer["code"]).await;
    let claims = verify_id_token(&world.jwks().await, &tokens.id_token);
    assert_eq!(claims["sub"], world.id_of(ADMIN).await.to_string());
    // The owner has allowed nothing yet.
    let mut owner = signed_in(&world, style).await;
    waiting(&wiki, &mut owner, &[]).await;
}

#[apply(matrix)]
async fn cancel_says_access_denied(database: Database, style: Style) {
    let (world, wiki) = open(database, asks).await;
    let mut browser = signed_in(&world, style).await;
    let here = waiting(&wiki, &mut browser, &[]).await;
    assert_eq!(press(&mut browser, &here, "decline_access").await.unwrap(), here);
    let answer = arrived(&wiki, &mut browser, &here).await;
    let found = (answer["error"].as_str(), answer["state"].as_str(), answer.contains_key("code"));
    assert_eq!(found, ("access_denied", "the-state", false));
    assert_eq!(grants(&world).await, 0);
    assert_eq!(shown(&world, &browser, &here).await, Authorization::Outdated);
}

#[apply(matrix)]
async fn who_is_not_signed_in_can_answer_nothing(database: Database, style: Style) {
    let (world, wiki) = open(database, asks).await;
    let mut stranger = world.browser(style);
    let here = waiting(&wiki, &mut stranger, &[]).await;
    for function in ["allow_access", "decline_access", "choose_account"] {
        assert_eq!(press(&mut stranger, &here, function).await, Err(SignedOut), "{function}");
    }
    stranger.password_to("", OWNER, PASSWORD, &here).await.unwrap();
    assert_eq!(shown(&world, &stranger, &here).await, question("openid"));
}

/// The user removes the access while the client is answered because of it.
#[apply(matrix)]
async fn consent_that_is_taken_back_meanwhile_does_not_count(database: Database) {
    let (world, wiki) = open(database, asks).await;
    let mut browser = signed_in(&world, Client).await;
    let here = waiting(&wiki, &mut browser, &[]).await;
    press(&mut browser, &here, "allow_access").await.unwrap();
    arrived(&wiki, &mut browser, &here).await;
    let (store, owner) = (&world.app.store, world.id_of(OWNER).await);
    let grant = oauth_grants::of_account(store, owner).await.unwrap()[0].id;
    let transaction = store.begin().await.unwrap();
    oauth_grants::remove(&transaction, owner, grant, world.now()).await.unwrap();
    let removal = async {
        // The request has read the grant by then, and waits for this transaction.
        timeout(Duration::from_millis(200), pending::<()>()).await.unwrap_err();
        store.commit(transaction).await.unwrap();
    };
    let (here, ()) = tokio::join!(waiting(&wiki, &mut browser, &[]), removal);
    assert_eq!(shown(&world, &browser, &here).await, question("openid"));
    assert_eq!(grants(&world).await, 0);
}

/// Access beyond the session is for the clients only to which an admin has allowed it.
#[apply(matrix)]
async fn offline_access_is_dropped_unless_allowed(database: Database, #[values(false, true)] is_allowed: bool) {
    let (world, wiki) = open(database, |settings| settings.allows_offline = is_allowed).await;
    let mut browser = signed_in(&world, Client).await;
    let answer = at_once(&wiki, &mut browser, &[("scope", "openid offline_access")]).await;
    let tokens = wiki.exchange(&world, &answer["code"]).await;
    assert_eq!(tokens.scope.split(' ').any(|scope| scope == "offline_access"), is_allowed);
    let bound = world.database.number("SELECT COUNT(*) FROM oauth_authorization WHERE session_id IS NOT NULL").await;
    assert_eq!(bound, i64::from(!is_allowed));
}

/// Access that was given without asking the user is no consent.
#[apply(matrix)]
async fn an_application_that_begins_to_ask_asks_everyone(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = signed_in(&world, style).await;
    assert!(at_once(&wiki, &mut browser, &[]).await.contains_key("code"));
    change(&world, async |transaction| {
        let redirect_uris = RedirectUris::from_store(&wiki.redirect_uri);
        let settings = ClientSettings { redirect_uris, asks_consent: true, ..ClientSettings::default() };
        oauth_clients::change(transaction, wiki.client, &settings).await.unwrap();
    })
    .await;
    assert_eq!(at_once(&wiki, &mut browser, &[("prompt", "none")]).await["error"], "consent_required");
    let here = waiting(&wiki, &mut browser, &[]).await;
    assert_eq!(shown(&world, &browser, &here).await, question("openid"));
    press(&mut browser, &here, "allow_access").await.unwrap();
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
    assert!(at_once(&wiki, &mut browser, &[]).await.contains_key("code"));
    assert_eq!((grants(&world).await, events(&world, AuditEventKind::AccessGranted).await), (1, 2));
}

/// Any program on the device may listen there, and may have sent the browser.
#[apply(matrix)]
async fn a_public_client_without_a_site_gets_nothing_without_its_user(database: Database, style: Style) {
    let (world, wiki) = open(database, |settings| {
        let uris = "http://127.0.0.1/callback\ncom.example.wiki:/callback\nhttps://wiki.example/callback";
        settings.redirect_uris = RedirectUris::from_store(uris);
        settings.authentication = ClientAuthentication::None;
    })
    .await;
    let mut browser = signed_in(&world, style).await;
    let at = |address: &str| RelyingParty { redirect_uri: address.to_owned(), ..wiki.clone() };
    for address in ["http://127.0.0.1:4711/callback", "com.example.wiki:/callback"] {
        let wiki = at(address);
        // What was allowed before may have been for another program.
        for _ in 0..2 {
            let silent = at_once(&wiki, &mut browser, &[("prompt", "none")]).await;
            assert_eq!((silent["error"].as_str(), silent.contains_key("code")), ("consent_required", false));
            let here = waiting(&wiki, &mut browser, &[]).await;
            let page = shown(&world, &browser, &here).await;
            assert!(matches!(page, Authorization::Consent { .. }), "{page:?}");
            press(&mut browser, &here, "allow_access").await.unwrap();
            let answer = arrived(&wiki, &mut browser, &here).await;
            wiki.exchange(&world, &answer["code"]).await;
        }
    }
    let site = at("https://wiki.example/callback");
    assert!(at_once(&site, &mut browser, &[]).await.contains_key("code"));
}
