//! Refresh tokens: each is used once, and nobody loses their tokens because an answer was lost.

use super::signed_in;
use super::tokens::{invalid_grant, open};
use crate::support::prelude::*;
use axum::body::Body;
use domain::oidc::{ClientAuthentication, ClientSettings, Lifetimes};
use domain::{GroupId, Secret};
use serde_json::json;
use service::security::Keys;
use store::{groups, oauth_clients, purge};
use uuid::Uuid;

const REUSED: &str = "SELECT COUNT(*) FROM audit_event WHERE activity = 'refresh_token_reused'";
const SEEN: &str = "SELECT MAX(last_seen_at) FROM session";

/// A world with a client, and its first tokens.
async fn granted(database: Database) -> (World, RelyingParty, Tokens) {
    let (world, wiki, mut portico) = open(database).await;
    let code = wiki.code(&mut portico, &[]).await;
    let tokens = wiki.exchange(&world, &code).await;
    (world, wiki, tokens)
}

#[apply(matrix)]
async fn a_lost_reply_is_answered_again(database: Database) {
    let (world, wiki, first) = granted(database).await;
    let lost = wiki.refresh(&world, &first.refresh).await;
    assert_ne!(lost.refresh, first.refresh);
    world.clock.advance_milliseconds(9_999);
    let mut latest = wiki.refresh(&world, &first.refresh).await;
    assert_eq!(latest.refresh, lost.refresh);
    assert_ne!(latest.access, lost.access);
    world.clock.advance_milliseconds(1);
    for wait in [Seconds(0), Seconds(10), Seconds::minutes(10), Seconds::hours(5)] {
        world.clock.advance(wait);
        let again = wiki.refresh(&world, &first.refresh).await;
        assert_ne!(again.refresh, latest.refresh, "after {wait:?}");
        assert_eq!(wiki.userinfo(&world, &latest.access).await.status, 401, "after {wait:?}");
        // A request at the same time gets the same one.
        assert_eq!(wiki.refresh(&world, &first.refresh).await.refresh, again.refresh, "after {wait:?}");
        latest = again;
    }
    let next = wiki.refresh(&world, &latest.refresh).await;
    assert_eq!(wiki.userinfo(&world, &next.access).await.status, 200);
    assert_eq!(world.database.number(REUSED).await, 0);
}

/// Neither of them uses an access token, so only the refresh tokens can tell.
#[apply(matrix)]
async fn two_holders_of_a_token_do_not_go_on_in_step(
    database: Database,
    #[values(ClientAuthentication::Basic, ClientAuthentication::None)] set: ClientAuthentication,
) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.authentication = set).await;
    let code = wiki.code(&mut signed_in(&world).await, &[]).await;
    let first = wiki.exchange(&world, &code).await;
    let one = wiki.refresh(&world, &first.refresh).await;
    world.clock.advance(Seconds::minutes(1));
    let other = wiki.refresh(&world, &first.refresh).await;
    assert_ne!(one.refresh, other.refresh);
    let backend = &mut world.browser(Client);
    for holder in [&one, &other] {
        assert_eq!(wiki.refresh_at(backend, &holder.refresh).await.oauth_error(), invalid_grant());
    }
    assert_eq!(wiki.userinfo(&world, &other.access).await.status, 401);
    assert_eq!(world.database.number(REUSED).await, 1);
}

/// It is over before the token that it follows, because the lifetime has become shorter.
#[apply(matrix)]
async fn a_successor_that_is_over_is_no_answer(database: Database) {
    let (world, wiki, first) = granted(database).await;
    let (store, now) = (&world.app.store, world.now());
    let client = oauth_clients::find(store, wiki.client, now).await.unwrap().unwrap();
    let lifetimes = Lifetimes { refresh: Some(Seconds::days(1)), ..client.settings.lifetimes };
    let settings = ClientSettings { lifetimes, ..client.settings.clone() };
    let transaction = store.begin().await.unwrap();
    oauth_clients::change(&transaction, wiki.client, &settings).await.unwrap();
    store.commit(transaction).await.unwrap();
    wiki.refresh(&world, &first.refresh).await;
    world.clock.advance(Seconds::days(1));
    for _ in 0..2 {
        let answer = wiki.refresh_at(&mut world.browser(Client), &first.refresh).await;
        assert_eq!(answer.oauth_error(), invalid_grant());
        // That it is gone does not mean that somebody has used it.
        assert_eq!(world.database.number(REUSED).await, 0);
        purge::purge_expired(store, world.now()).await.unwrap();
    }
}

#[apply(matrix)]
#[case::userinfo("userinfo")]
#[case::introspection("introspection")]
#[case::refresh("refresh")]
async fn a_stolen_spent_token_ends_the_grant(database: Database, #[case] used_at: &str) {
    let (world, wiki, first) = granted(database).await;
    let mut second = wiki.refresh(&world, &first.refresh).await;
    match used_at {
        "userinfo" => assert_eq!(wiki.userinfo(&world, &second.access).await.status, 200),
        "introspection" => assert_eq!(wiki.introspect(&world, &second.access).await["active"], true),
        _ => second = wiki.refresh(&world, &second.refresh).await,
    }
    world.clock.advance(Seconds(10));
    let thief = &mut world.browser(Client);
    assert_eq!(wiki.refresh_at(thief, &first.refresh).await.oauth_error(), invalid_grant());
    assert_eq!(wiki.refresh_at(thief, &second.refresh).await.oauth_error(), invalid_grant());
    assert_eq!(wiki.userinfo(&world, &second.access).await.status, 401);
    assert_eq!(world.database.number(REUSED).await, 1);
    world.deliver().await;
    let letters = world.letters_about(OWNER, "An application has lost its access");
    assert_eq!(letters.len(), 1);
    // The address of the application's server is not where the user was.
    let is_located = |text: &str| text.contains("IP address");
    assert!(!is_located(&letters[0].text) && !is_located(&letters[0].html), "{}", letters[0].text);
    let from = "SELECT client_address FROM audit_event WHERE activity = 'refresh_token_reused'";
    assert_eq!(world.database.texts(from).await, [""]);
    // It is recorded and told once.
    assert_eq!(wiki.refresh_at(thief, &first.refresh).await.oauth_error(), invalid_grant());
    assert_eq!(world.database.number(REUSED).await, 1);
}

#[apply(matrix)]
async fn a_spent_token_within_ten_seconds(database: Database) {
    let (world, wiki, first) = granted(database).await;
    let second = wiki.refresh(&world, &first.refresh).await;
    assert_eq!(wiki.userinfo(&world, &second.access).await.status, 200);
    world.clock.advance_milliseconds(5_000);
    let third = wiki.refresh(&world, &second.refresh).await;
    world.clock.advance_milliseconds(4_999);
    // Whoever is late gets the token that is not spent, so it can go on with it.
    let late = wiki.refresh(&world, &first.refresh).await;
    assert_eq!(late.refresh, third.refresh);
    world.clock.advance_milliseconds(1);
    assert_eq!(wiki.refresh_at(&mut world.browser(Client), &first.refresh).await.oauth_error(), invalid_grant());
}

#[apply(matrix)]
async fn refresh_of_another_client(database: Database) {
    let (world, wiki, first) = granted(database).await;
    let notes = world.relying_party(|_| {}).await;
    let backend = &mut world.browser(Client);
    let before = world.database.cells().await;
    for token in [first.refresh.as_str(), "ptr_unknown", first.access.as_str(), ""] {
        let answer = notes.refresh_at(backend, token).await;
        // A missing parameter is another error.
        let error = if token.is_empty() { (400, "invalid_request".to_owned()) } else { invalid_grant() };
        assert_eq!(answer.oauth_error(), error, "{token}");
    }
    assert_eq!(world.database.cells().await, before);
    wiki.refresh(&world, &first.refresh).await;
}

#[apply(matrix)]
async fn scopes_may_only_shrink(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let code = wiki.code(&mut portico, &[("scope", "openid email profile")]).await;
    let mut tokens = wiki.exchange(&world, &code).await;
    for (asked, told) in [
        ("email openid", Some("openid email")),
        ("openid", Some("openid")),
        // The client may ask for it again, although it did not get it.
        ("openid email offline_access", Some("openid email")),
        ("offline_access", None),
        ("openid groups", None),
        ("nothing-known", None),
        // The refresh token keeps all that it had.
        ("openid profile email", Some("openid profile email")),
    ] {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str()), ("scope", asked)];
        let answer = wiki.token(&world, &fields).await;
        match told {
            Some(told) => {
                tokens = Tokens::read(&answer);
                assert_eq!(tokens.scope, told);
            }
            None => assert_eq!(answer.oauth_error(), (400, "invalid_scope".to_owned()), "{asked}"),
        }
    }
    let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str()), ("scope", "email")];
    let bare = Tokens::read(&wiki.token(&world, &fields).await);
    assert_eq!(bare.id_token, "");
    assert_eq!(wiki.userinfo(&world, &bare.access).await.status, 403);
}

#[apply(matrix)]
async fn groups_are_recomputed_at_refresh(database: Database) {
    let (world, wiki, mut portico) = open(database).await;
    let code = wiki.code(&mut portico, &[("scope", "openid groups")]).await;
    let first = wiki.exchange(&world, &code).await;
    let jwks = world.jwks().await;
    assert_eq!(verify_id_token(&jwks, &first.id_token)["groups"], json!([]));
    let (store, now, owner) = (&world.app.store, world.now(), world.id_of(OWNER).await);
    let staff = new_group(GroupId(Uuid::from_u128(3)), world.organisation("codes").await, "Staff", now);
    let transaction = store.begin().await.unwrap();
    assert!(groups::insert(&transaction, &staff).await.unwrap());
    groups::add_members(&transaction, staff.id, &[owner], now).await.unwrap();
    store.commit(transaction).await.unwrap();
    world.clock.advance(Seconds::minutes(5));
    let second = wiki.refresh(&world, &first.refresh).await;
    let [before, after] = [&first, &second].map(|tokens| verify_id_token(&jwks, &tokens.id_token));
    assert_eq!(after["groups"], json!(["Staff"]));
    assert_eq!((&after["auth_time"], &after["sid"]), (&before["auth_time"], &before["sid"]));
    assert!(after.get("nonce").is_none() && before["nonce"] == "the-nonce");
    assert_eq!(wiki.userinfo(&world, &first.access).await.json()["groups"], json!(["Staff"]));
}

#[apply(matrix)]
async fn refreshing_is_using_the_session(database: Database) {
    let (world, wiki, mut tokens) = granted(database).await;
    for _ in 0..4 {
        world.clock.advance(Seconds::days(6));
        tokens = wiki.refresh(&world, &tokens.refresh).await;
        assert_eq!(world.database.number(SEEN).await, world.now().0);
    }
    // The session expires a week after its last use.
    world.clock.advance(Seconds::days(7));
    assert_eq!(wiki.refresh_at(&mut world.browser(Client), &tokens.refresh).await.oauth_error(), invalid_grant());
}

#[apply(matrix)]
async fn userinfo_is_not(database: Database) {
    let (world, wiki, tokens) = granted(database).await;
    let before = world.database.number(SEEN).await;
    world.clock.advance(Seconds::minutes(14));
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
    assert_eq!(wiki.introspect(&world, &tokens.access).await["active"], true);
    assert_eq!(world.database.number(SEEN).await, before);
}

#[apply(matrix)]
async fn offline_access_lasts_30_days_from_its_last_use(database: Database) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|settings| settings.allows_offline = true).await;
    let mut portico = signed_in(&world).await;
    let code = wiki.code(&mut portico, &[("scope", "openid offline_access")]).await;
    let mut tokens = wiki.exchange(&world, &code).await;
    for _ in 0..3 {
        world.clock.advance(Seconds::days(29));
        tokens = wiki.refresh(&world, &tokens.refresh).await;
    }
    world.clock.advance(Seconds::days(30));
    assert_eq!(wiki.refresh_at(&mut world.browser(Client), &tokens.refresh).await.oauth_error(), invalid_grant());
}

/// The successor of a token is derived with the key that was the newest one when the token was made.
#[apply(matrix)]
async fn a_lost_reply_is_answered_again_after_the_secret_key_has_changed(database: Database) {
    let (world, wiki, first) = granted(database).await;
    let second = wiki.refresh(&world, &first.refresh).await;
    let [old, new] = [[7; 32], [8; 32]].map(Secret::new);
    let ring = Keys::ring(&new, &[old]).unwrap();
    let other = world.other_server(|app| app.keys = ring).await;
    let mut there = world.browser_in(&other);
    let again = Tokens::read(&wiki.refresh_at(&mut there, &first.refresh).await);
    assert_eq!(again.refresh, second.refresh);
    let third = Tokens::read(&wiki.refresh_at(&mut there, &second.refresh).await);
    let bearer = format!("Bearer {}", third.access);
    let told = there.request("GET", "/oauth/userinfo", &[("authorization", &bearer)], Body::empty()).await;
    assert_eq!(told.status, 200);
    Tokens::read(&wiki.refresh_at(&mut there, &third.refresh).await);
}
