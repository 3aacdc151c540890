//! Clients of OpenID Connect and what they hold, as the store keeps it on both databases.

mod devices;
mod ending;
mod refreshing;

use crate::support::prelude::*;
use domain::oidc::{ClientSettings, Parameters, SavedRequest, Scopes, read_request};
use domain::{AccountId, AuthorizationId, AuthorizationRequestId, ClientId, GrantId};
use store::oauth_access_tokens::{self as access_tokens, NewAccessToken};
use store::oauth_authorizations::{self as authorizations, NewAuthorization};
use store::oauth_clients as clients;
use store::oauth_codes::{self as codes, CodeUse, NewCode};
use store::oauth_grants::{self as grants, Grant};
use store::oauth_refresh_tokens::{self as refresh_tokens, NewRefreshToken};
use store::oauth_requests::{self as requests, StoredRequest};
use store::sessions::{self, NewSession};
use store::{TokenHash, Transaction, applications, purge};
use uuid::Uuid;

const SESSION: Uuid = Uuid::from_u128(3);
const GRANT: GrantId = GrantId(Uuid::from_u128(4));
const AUTHORIZATION: AuthorizationId = AuthorizationId(Uuid::from_u128(5));
/// Like `AUTHORIZATION`, but it outlasts the session.
const OFFLINE: AuthorizationId = AuthorizationId(Uuid::from_u128(6));

fn token(name: &str) -> TokenHash {
    TokenHash(name.as_bytes().to_vec())
}

/// Runs statements in a transaction and commits it.
async fn commit<T>(world: &World, act: impl AsyncFnOnce(&Transaction) -> T) -> T {
    let transaction = world.app.store.begin().await.unwrap();
    let outcome = act(&transaction).await;
    world.app.store.commit(transaction).await.unwrap();
    outcome
}

fn grant(client: ClientId, account: AccountId, now: Timestamp) -> Grant {
    Grant { id: GRANT, client, account, scopes: Scopes::read("openid"), created_at: now, used_at: now }
}

fn authorization(id: AuthorizationId, session: Option<Uuid>, now: Timestamp) -> NewAuthorization {
    NewAuthorization {
        id,
        grant: GRANT,
        session,
        sid: SESSION,
        scopes: Scopes::read("openid email"),
        nonce: Some("n".to_owned()),
        authenticated_at: now,
        amr: "otp".to_owned(),
        acr: "urn:portico:1".to_owned(),
    }
}

/// A client, and for a session of the owner an authorization with a code, a refresh token and an access token, and an
/// offline one without. Returns the client and the owner.
async fn seed(world: &World) -> (RelyingParty, AccountId) {
    let wiki = world.relying_party(|_| {}).await;
    let (owner, now, id) = (world.id_of(OWNER).await, world.now(), AUTHORIZATION);
    let later = now + Seconds(60);
    let session = NewSession {
        id: SESSION,
        token: token("session"),
        account: owner,
        method: "email_code",
        client_address: String::new(),
        user_agent: String::new(),
        known_browser: token("device"),
        took_second_step: false,
    };
    let redirect_uri = wiki.redirect_uri.clone();
    let code = NewCode { hash: token("code"), authorization: id, redirect_uri, challenge: None, expires_at: later };
    let refresh = NewRefreshToken { hash: token("refresh"), authorization: id, key_id: 1, expires_at: later };
    let access = NewAccessToken {
        hash: token("access"),
        client: wiki.client,
        authorization: Some(id),
        refresh: Some(token("refresh")),
        scopes: Scopes::read("openid"),
        expires_at: later,
    };
    commit(world, async |transaction: &Transaction| {
        sessions::insert(transaction, session, now).await.unwrap();
        grants::upsert(transaction, grant(wiki.client, owner, now)).await.unwrap();
        authorizations::insert(transaction, authorization(id, Some(SESSION), now), now).await.unwrap();
        authorizations::insert(transaction, authorization(OFFLINE, None, now), now).await.unwrap();
        codes::insert(transaction, code).await.unwrap();
        refresh_tokens::insert(transaction, refresh, now).await.unwrap();
        access_tokens::insert(transaction, access, now).await.unwrap();
    })
    .await;
    (wiki, owner)
}

/// The tables of OpenID Connect that have rows.
async fn filled(world: &World) -> Vec<String> {
    let counts = world.database.counts().await;
    let filled = counts.into_iter().filter(|(table, rows)| table.starts_with("oauth_") && *rows > 0);
    filled.map(|(table, _)| table).collect()
}

#[apply(threaded_matrix)]
async fn a_code_is_spent_once(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let mut tasks = Vec::new();
    for _ in 0..100 {
        let (store, client, now) = (world.app.store.clone(), wiki.client, world.now());
        tasks.push(tokio::spawn(async move {
            let transaction = store.begin().await.unwrap();
            let outcome = codes::spend(&transaction, &token("code"), client, now).await.unwrap();
            store.commit(transaction).await.unwrap();
            outcome
        }));
    }
    let (mut first, mut again) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            CodeUse::First(spent) => {
                assert_eq!((spent.authorization, spent.redirect_uri), (AUTHORIZATION, wiki.redirect_uri.clone()));
                first += 1;
            }
            CodeUse::Again(authorization) => {
                assert_eq!(authorization, AUTHORIZATION);
                again += 1;
            }
            CodeUse::Unknown => panic!("the code was not found"),
        }
    }
    assert_eq!((first, again), (1, 99));
}

#[apply(matrix)]
async fn another_clients_code_stays_unspent(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let other = world.relying_party(|_| {}).await;
    let spend = async |client, name: &str, at| {
        let spending = async |transaction: &Transaction| codes::spend(transaction, &token(name), client, at).await;
        commit(&world, spending).await.unwrap()
    };
    assert_eq!(spend(other.client, "code", world.now()).await, CodeUse::Unknown);
    assert_eq!(spend(wiki.client, "no code", world.now()).await, CodeUse::Unknown);
    assert_eq!(spend(wiki.client, "code", world.now() + Seconds(60)).await, CodeUse::Unknown);
    assert!(matches!(spend(wiki.client, "code", world.now()).await, CodeUse::First(_)));
    assert_eq!(spend(other.client, "code", world.now()).await, CodeUse::Unknown);
    let revoking =
        async |transaction: &Transaction| access_tokens::revoke(transaction, &token("access"), other.client).await;
    assert!(!commit(&world, revoking).await.unwrap());
}

#[apply(matrix)]
async fn of_two_answers_to_a_request_one_takes_it(database: Database) {
    let world = World::open(database).await;
    let (wiki, owner) = seed(&world).await;
    let (store, now, id) = (&world.app.store, world.now(), AuthorizationRequestId(Uuid::from_u128(7)));
    let pairs = [
        ("redirect_uri", wiki.redirect_uri.as_str()),
        ("response_type", "code"),
        ("scope", "openid groups"),
        ("state", "ä\"\n"),
        ("max_age", "5"),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let client = clients::find(store, wiki.client, now).await.unwrap().unwrap();
    let settings = ClientSettings { requires_pkce: false, ..client.settings.clone() };
    let request = SavedRequest::Request(read_request(&Parameters::of(pairs), &settings).unwrap());
    let new = StoredRequest {
        id,
        client: wiki.client,
        request,
        authenticated_after: Some(now),
        chosen_by: None,
        allowed_by: None,
        is_declined: false,
        created_at: now,
    };
    let expires_at = now + Seconds(60);
    commit(&world, async |transaction: &Transaction| {
        requests::insert(transaction, new.clone(), expires_at).await.unwrap();
        assert!(requests::allow(transaction, id, owner).await.unwrap());
        assert!(requests::choose(transaction, id, owner).await.unwrap());
        assert!(requests::decline(transaction, id).await.unwrap());
    })
    .await;
    let kept = StoredRequest { chosen_by: Some(owner), allowed_by: Some(owner), is_declined: true, ..new };
    assert_eq!(requests::find(store, id, now).await.unwrap(), Some(kept));
    assert_eq!(requests::find(store, id, expires_at).await.unwrap(), None);
    let take = async |at| {
        let taking = async |transaction: &Transaction| requests::take(transaction, id, at).await;
        commit(&world, taking).await.unwrap()
    };
    assert!(!take(expires_at).await);
    let (one, other) = tokio::join!(take(now), take(now));
    assert!(one != other, "{one} {other}");
    let declining = async |transaction: &Transaction| requests::decline(transaction, id).await;
    assert!(!commit(&world, declining).await.unwrap());
}

#[apply(matrix)]
async fn two_first_grants_become_one(database: Database) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|_| {}).await;
    let (owner, now) = (world.id_of(OWNER).await, world.now());
    let give = async |id: u128, scopes: &str| {
        let new =
            Grant { id: GrantId(Uuid::from_u128(id)), scopes: Scopes::read(scopes), ..grant(wiki.client, owner, now) };
        let giving = async |transaction: &Transaction| grants::upsert(transaction, new).await;
        commit(&world, giving).await.unwrap()
    };
    let (one, other) = tokio::join!(give(1, "openid email"), give(2, "openid groups"));
    assert_eq!((one.0, one.1, other.1), (other.0, true, true));
    assert_eq!(give(3, "openid groups").await, (one.0, false));
    let later = now + Seconds(60);
    for at in [now + Seconds(59), later, later + Seconds(1)] {
        commit(&world, async |transaction: &Transaction| grants::note_use(transaction, one.0, at).await.unwrap()).await;
    }
    // Nobody was asked yet.
    let store = &world.app.store;
    assert_eq!(grants::allowed(store, wiki.client, owner).await.unwrap(), Scopes::default());
    let allow = async |scopes: &str| {
        let scopes = Scopes::read(scopes);
        let allowing = async |transaction: &Transaction| grants::allow(transaction, wiki.client, owner, scopes).await;
        commit(&world, allowing).await.unwrap()
    };
    assert!(allow("openid").await && allow("email").await && !allow("openid email").await);
    assert_eq!(grants::allowed(store, wiki.client, owner).await.unwrap(), Scopes::read("openid email"));
    let named = grants::of_account(&world.app.store, owner).await.unwrap();
    assert_eq!(named.len(), 1);
    assert_eq!((named[0].id, named[0].scopes), (one.0, Scopes::read("openid email groups")));
    assert_eq!((named[0].application.as_str(), named[0].created_at, named[0].used_at), ("Wiki", now, later));
}

/// Each silent renewal of an application makes one.
#[apply(matrix)]
async fn of_the_idle_authorizations_of_a_session_the_last_one_stays(database: Database) {
    let world = World::open(database).await;
    seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    commit(&world, async |transaction: &Transaction| {
        for seconds in [1, 2] {
            let (id, at) = (AuthorizationId(Uuid::from_u128(10 + u128::from(seconds))), now + Seconds(seconds));
            authorizations::insert(transaction, authorization(id, Some(SESSION), at), at).await.unwrap();
        }
    })
    .await;
    let left = async || {
        let left = "SELECT CAST(created_at AS TEXT) FROM oauth_authorization ORDER BY created_at";
        world.database.texts(left).await
    };
    let (first, last) = (now.0.to_string(), (now + Seconds(2)).0.to_string());
    purge::purge_expired(store, now).await.unwrap();
    assert_eq!(left().await, [first, last.clone()], "the first one has tokens");
    purge::purge_expired(store, now + Seconds::days(2)).await.unwrap();
    assert_eq!(left().await, [last]);
}

#[apply(matrix)]
async fn a_removed_grant_takes_everything_with_it(database: Database) {
    let world = World::open(database).await;
    let (wiki, owner) = seed(&world).await;
    let stranger = world.id_of(ADMIN).await;
    let remove = async |account| {
        let removing = async |transaction: &Transaction| grants::remove(transaction, account, GRANT, world.now()).await;
        commit(&world, removing).await.unwrap()
    };
    assert_eq!(remove(stranger).await, None);
    assert_eq!(filled(&world).await.len(), 7);
    assert_eq!(remove(owner).await, Some(wiki.application));
    assert_eq!(filled(&world).await, ["oauth_client", "oauth_client_secret"]);
    assert_eq!(remove(owner).await, None);
}

#[apply(matrix)]
async fn deleting_an_application_deletes_its_client(database: Database) {
    let world = World::open(database).await;
    let (wiki, home) = (seed(&world).await.0, world.organisation("codes").await);
    let store = &world.app.store;
    assert!(clients::find(store, wiki.client, world.now()).await.unwrap().is_some());
    let deleting = async |transaction: &Transaction| applications::delete(transaction, home, wiki.application).await;
    assert!(commit(&world, deleting).await.unwrap());
    assert!(filled(&world).await.is_empty());
    assert!(clients::find(store, wiki.client, world.now()).await.unwrap().is_none());
    assert!(access_tokens::find(store, &token("access"), world.now()).await.unwrap().is_none());
}
