//! What ends the access of a client, and what does not.

use super::{AUTHORIZATION, GRANT, OFFLINE, SESSION, commit, filled, seed, token};
use crate::support::prelude::*;
use domain::application::Access;
use domain::oidc::{
    AuthorizationError, ClientAuthentication, ClientSettings, Lifetimes, RedirectFault, RedirectUri, RedirectUris,
    ResponseMode, SavedRequest, Scopes,
};
use domain::signing_key::SigningAlgorithm;
use domain::{AccountId, ApplicationId, AuthorizationRequestId, GroupId};
use sea_orm::ConnectionTrait as _;
use std::sync::atomic::Ordering;
use store::oauth_clients::{self as clients, NewSecret, ShownSecret};
use store::oauth_refresh_tokens as refresh_tokens;
use store::oauth_requests::{self as requests, StoredRequest};
use store::{Sealed, Transaction, applications, groups, purge, sessions};
use store::{oauth_access_tokens as access_tokens, oauth_authorizations as authorizations};
use uuid::Uuid;

const STAFF: GroupId = GroupId(Uuid::from_u128(8));

/// What happens to the user, the session or the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    SessionEnded,
    Deactivated,
    Closed,
    TurnedOff,
    GroupLost,
}

async fn happen(transaction: &Transaction, event: Event, wiki: ApplicationId, owner: AccountId, now: Timestamp) {
    let run = async |sql: &str| {
        transaction.execute_unprepared(sql).await.unwrap();
    };
    match event {
        Event::SessionEnded => sessions::end(transaction, &token("session"), now).await.unwrap(),
        Event::Deactivated => run("UPDATE account SET deactivated_at = 1").await,
        Event::Closed => run("UPDATE account SET closed_at = 1").await,
        Event::TurnedOff => applications::set_on(transaction, wiki, false, now).await.unwrap(),
        Event::GroupLost => {
            groups::remove_members(transaction, STAFF, &[owner]).await.unwrap();
        }
    }
}

#[apply(matrix)]
async fn an_authorization_is_not_read_when_it_has_ended(database: Database) {
    let world = World::open(database).await;
    let (wiki, owner) = seed(&world).await;
    let (home, now) = (world.organisation("codes").await, world.now());
    commit(&world, async |transaction: &Transaction| {
        groups::insert(transaction, &new_group(STAFF, home, "Staff", now)).await.unwrap();
        groups::add_members(transaction, STAFF, &[owner], now).await.unwrap();
        let staff = Access { groups: vec![STAFF], ..Access::default() };
        applications::set_access(transaction, wiki.application, &staff, now).await.unwrap();
    })
    .await;
    let transaction = world.app.store.begin().await.unwrap();
    let live = authorizations::find(&transaction, AUTHORIZATION).await.unwrap().unwrap();
    assert_eq!((live.account.id, live.organisation.id, live.client), (owner, home, wiki.client));
    assert_eq!((live.application.id, live.sid, live.is_let_in), (wiki.application, SESSION, true));
    assert_eq!((live.scopes, live.nonce.as_deref()), (Scopes::read("openid email"), Some("n")));
    assert_eq!((live.amr.as_str(), live.acr.as_str(), live.groups.len()), ("otp", "urn:portico:1", 1));
    assert_eq!((live.grant, live.grant_used_at, live.created_at, live.authenticated_at), (GRANT, now, now, now));
    assert_eq!(live.holder.map(|holder| holder.session.id), Some(SESSION));
    assert!(authorizations::find(&transaction, OFFLINE).await.unwrap().unwrap().holder.is_none());
    transaction.rollback().await.unwrap();

    for event in [Event::SessionEnded, Event::Deactivated, Event::Closed, Event::TurnedOff, Event::GroupLost] {
        let transaction = world.app.store.begin().await.unwrap();
        happen(&transaction, event, wiki.application, owner, now).await;
        let live = async |id| {
            let live = authorizations::find(&transaction, id).await.unwrap();
            live.map(|live| live.is_let_in)
        };
        let lost = if event == Event::GroupLost { Some(false) } else { None };
        assert_eq!(live(AUTHORIZATION).await, lost, "{event:?}");
        let outlasts = if event == Event::SessionEnded { Some(true) } else { lost };
        assert_eq!(live(OFFLINE).await, outlasts, "{event:?}");
        transaction.rollback().await.unwrap();
    }
}

#[apply(matrix)]
async fn offline_ends_with_all_sessions_but_not_with_its_own(database: Database) {
    let world = World::open(database).await;
    let (_, owner) = seed(&world).await;
    let (store, now, stranger) = (&world.app.store, world.now(), world.id_of(ADMIN).await);
    let remains = async |transaction: Transaction| {
        let live = authorizations::find(&transaction, OFFLINE).await.unwrap();
        transaction.rollback().await.unwrap();
        live.is_some()
    };
    let transaction = store.begin().await.unwrap();
    sessions::end(&transaction, &token("session"), now).await.unwrap();
    assert!(remains(transaction).await, "its own session");
    let transaction = store.begin().await.unwrap();
    sessions::end_all(&transaction, stranger, now).await.unwrap();
    assert!(remains(transaction).await, "the sessions of another account");
    let transaction = store.begin().await.unwrap();
    sessions::end_others(&transaction, owner, SESSION, now).await.unwrap();
    assert!(remains(transaction).await, "other sessions, from its own one");
    let transaction = store.begin().await.unwrap();
    sessions::end_others(&transaction, owner, Uuid::from_u128(9), now).await.unwrap();
    assert!(!remains(transaction).await, "other sessions, from another one");
    let transaction = store.begin().await.unwrap();
    sessions::end_all(&transaction, owner, now).await.unwrap();
    assert!(!remains(transaction).await, "all sessions");
}

/// The time stands still, so what is found must not be what was cached before the last commit.
#[apply(matrix)]
async fn a_commit_drops_cached_tokens(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let find = async || access_tokens::find(store, &token("access"), now).await.unwrap();
    let found = find().await.unwrap();
    let live = found.authorization.as_ref().unwrap();
    assert_eq!((found.client, found.scopes, live.id), (wiki.client, Scopes::read("openid"), AUTHORIZATION));
    assert!(access_tokens::find(store, &token("access"), now + Seconds(60)).await.unwrap().is_none());
    let settings = ClientSettings { is_lean: true, ..live.settings.clone() };
    commit(&world, async |transaction: &Transaction| {
        clients::change(transaction, wiki.client, &settings).await.unwrap();
    })
    .await;
    assert!(find().await.unwrap().authorization.as_ref().unwrap().settings.is_lean);
    assert!(clients::find(store, wiki.client, now).await.unwrap().unwrap().settings.is_lean);
    commit(&world, async |transaction: &Transaction| {
        assert!(access_tokens::revoke(transaction, &token("access"), wiki.client).await.unwrap());
    })
    .await;
    assert!(find().await.is_none());
}

#[apply(matrix)]
async fn noting_a_use_drops_nothing(database: Database) {
    let world = World::open(database).await;
    seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let find = async || access_tokens::find(store, &token("access"), now).await.unwrap().unwrap();
    assert!(!find().await.is_noted.load(Ordering::Relaxed));
    let refresh = async || refresh_tokens::find(store, &token("refresh")).await.unwrap().unwrap();
    commit(&world, async |transaction: &Transaction| {
        refresh_tokens::note_use(transaction, &token("refresh"), now).await.unwrap();
    })
    .await;
    let before = store.statements();
    find().await;
    assert_eq!(store.statements(), before, "the token was read again");
    assert!(refresh().await.spent_at.is_none());
    world.clock.advance(Seconds(1));
    let read = access_tokens::find(store, &token("access"), world.now()).await.unwrap().unwrap();
    assert!(read.is_noted.load(Ordering::Relaxed));
}

#[apply(matrix)]
async fn settings_and_secrets_are_kept(database: Database) {
    let world = World::open(database).await;
    let (wiki, owner) = seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let (soon, tomorrow) = (now + Seconds(600), now + Seconds::days(1));
    let settings = ClientSettings {
        authentication: ClientAuthentication::Post,
        redirect_uris: RedirectUris::from_store("https://a.example/\nhttps://b.example/"),
        sign_out_uris: RedirectUris::from_store("https://a.example/out"),
        back_channel_uri: Some(RedirectUri::from_store("https://a.example/told".to_owned())),
        asks_consent: true,
        is_lean: true,
        id_token_algorithm: SigningAlgorithm::EdDsa,
        requires_pkce: false,
        allows_offline: true,
        allows_device: true,
        allows_client_credentials: true,
        lifetimes: Lifetimes { access: Some(Seconds(60)), refresh: Some(Seconds::days(365)) },
    };
    let sealed = Sealed { key_id: 1, bytes: vec![1, 2] };
    let shown = ShownSecret { sealed: sealed.clone(), to: owner, until: soon };
    commit(&world, async |transaction: &Transaction| {
        clients::change(transaction, wiki.client, &settings).await.unwrap();
        let new = NewSecret { hash: token("secret"), hint: "cret".to_owned(), shown: Some(shown) };
        clients::add_secret(transaction, wiki.client, new, tomorrow, now).await.unwrap();
    })
    .await;
    let stored = clients::of_application(store, wiki.application).await.unwrap();
    assert_eq!(stored, Some((wiki.client, settings)));
    let ends = async |at| {
        let secrets = clients::secrets(store, wiki.client, at).await.unwrap();
        secrets.into_iter().map(|secret| secret.expires_at).collect::<Vec<_>>()
    };
    assert_eq!((ends(now).await, ends(tomorrow).await), (vec![None, Some(tomorrow)], vec![None]));
    assert!(clients::has_secret(store, wiki.client, &token("secret"), tomorrow).await.unwrap());
    assert!(!clients::has_secret(store, wiki.client, &token("other"), now).await.unwrap());
    let visible = async |to, at| clients::shown_secret(store, wiki.client, to, at).await.unwrap();
    assert_eq!(visible(owner, now).await, Some((token("secret"), sealed)));
    assert_eq!((visible(owner, soon).await, visible(world.id_of(ADMIN).await, now).await), (None, None));
    commit(&world, async |transaction: &Transaction| {
        clients::put_secret_away(transaction, wiki.client, owner).await.unwrap();
    })
    .await;
    assert_eq!(visible(owner, now).await, None);
    assert!(clients::has_secret(store, wiki.client, &token("secret"), now).await.unwrap());
    let ending = async |transaction: &Transaction| clients::end_secrets(transaction, wiki.client).await;
    commit(&world, ending).await.unwrap();
    assert!(ends(now).await.is_empty());
}

#[apply(matrix)]
async fn purge_deletes_what_is_over(database: Database) {
    let world = World::open(database).await;
    let (wiki, owner) = seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let later = now + Seconds(60);
    let fault = RedirectFault {
        error: AuthorizationError::LoginRequired,
        description: String::new(),
        redirect_uri: wiki.redirect_uri.clone(),
        state: None,
        mode: ResponseMode::FormPost,
    };
    let request = StoredRequest {
        id: AuthorizationRequestId(Uuid::from_u128(7)),
        client: wiki.client,
        request: SavedRequest::Fault(fault),
        authenticated_after: None,
        chosen_by: None,
        allowed_by: None,
        is_declined: false,
        created_at: now,
    };
    let shown = ShownSecret { sealed: Sealed { key_id: 1, bytes: vec![1] }, to: owner, until: later };
    let secret = NewSecret { hash: token("secret"), hint: "cret".to_owned(), shown: Some(shown) };
    commit(&world, async |transaction: &Transaction| {
        requests::insert(transaction, request, later).await.unwrap();
        clients::add_secret(transaction, wiki.client, secret, later, now).await.unwrap();
    })
    .await;
    let purged = async |at| {
        purge::purge_expired(store, at).await.unwrap();
        filled(&world).await
    };
    let count = async |of: &str| world.database.number(&format!("SELECT COUNT(*) FROM {of}")).await;
    assert_eq!(purged(now).await.len(), 8);
    // The offline one never had a code or a token.
    assert_eq!(count("oauth_authorization").await, 1);
    assert_eq!(count("oauth_client_secret WHERE sealed IS NOT NULL").await, 1);
    assert_eq!(count("oauth_client_secret").await, 2);
    let kept = ["oauth_authorization", "oauth_client", "oauth_client_secret", "oauth_code", "oauth_grant"];
    assert_eq!(purged(later).await, kept);
    assert_eq!(count("oauth_client_secret WHERE sealed IS NULL").await, 1);
    assert_eq!(count("oauth_client_secret").await, 1);
    let kept = ["oauth_authorization", "oauth_client", "oauth_client_secret", "oauth_grant"];
    assert_eq!(purged(later + Seconds::days(1)).await, kept);
    commit(&world, async |transaction: &Transaction| {
        sessions::end(transaction, &token("session"), now).await.unwrap();
    })
    .await;
    assert_eq!(purged(later).await, ["oauth_client", "oauth_client_secret", "oauth_grant"]);
}
