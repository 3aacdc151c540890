//! Signing keys follow each other, by themselves or by the operator, and no application notices.

use super::assertion::verified;
use super::{Proxy, entered, open, signed_in};
use crate::support::prelude::*;
use domain::signing_key::{CACHED, IN_USE, KeyState, PUBLISHED_AFTER, PUBLISHED_BEFORE, SigningAlgorithm};
use service::{jose::KeySet, signing_keys};
use std::sync::Arc;
use store::purge::purge_expired;

const KEYS: &str = "SELECT COUNT(*) FROM signing_key";

async fn current(world: &World) -> Arc<KeySet> {
    signing_keys::current(&world.app).await.unwrap()
}

/// The id of the key that signs assertions.
fn kid(keys: &KeySet) -> &str {
    keys.signing(SigningAlgorithm::Es256).unwrap().kid()
}

async fn rotate(world: &World) -> String {
    world.operator().rotate_signing_keys(&world.app.keys, None).await.unwrap().remove(0).id
}

/// The published keys with their states, the oldest first.
async fn listed(world: &World) -> Vec<(String, KeyState)> {
    let keys = world.operator().signing_keys().await.unwrap();
    keys.into_iter().map(|key| (key.id, key.state)).collect()
}

/// The assertion that an application gets about a user who has just signed in.
async fn assertion(world: &World) -> String {
    let mut wiki = entered(world, &signed_in(world).await).await;
    Proxy::Caddy.ask(&mut wiki, "GET", "/", &[]).await.header("portico-assertion").to_owned()
}

#[apply(matrix)]
async fn for_200_days_every_assertion_is_verified_with_keys_read_ten_minutes_before(database: Database) {
    let world = open(database).await;
    let mut signed_by: Vec<String> = Vec::new();
    for _ in 0..200 {
        for _ in 0..4 {
            signing_keys::prepare_next(&world.app).await.unwrap();
            let jwks = current(&world).await.jwks.clone();
            world.clock.advance(CACHED);
            let kid = kid(current(&world).await.as_ref()).to_owned();
            assert!(jwks.contains(&kid));
            if signed_by.last() != Some(&kid) {
                signed_by.push(kid);
                assert!(verified(&serde_json::from_str(&jwks).unwrap(), &assertion(&world).await).is_some());
            }
            world.clock.advance(Seconds(Seconds::hours(6).0 - CACHED.0));
        }
        purge_expired(&world.app.store, world.now()).await.unwrap();
    }
    assert_eq!(signed_by.len(), 3, "{signed_by:?}");
    assert_eq!(listed(&world).await, [(signed_by[2].clone(), KeyState::Active)]);
    assert_eq!(world.database.number(KEYS).await, 1);
}

#[apply(matrix)]
async fn the_next_key_is_published_for_a_day_and_the_old_one_until_nothing_of_it_is_valid(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let first = kid(current(&world).await.as_ref()).to_owned();
    let next = rotate(&world).await;
    assert_eq!(rotate(&world).await, next, "it is published already");
    world.clock.advance(Seconds(1));
    let published = browser.get("/oauth/jwks").await.body;
    assert!(published.contains(&first) && published.contains(&next));
    assert_eq!(listed(&world).await, [(first.clone(), KeyState::Active), (next.clone(), KeyState::Next)]);
    world.clock.advance(Seconds(PUBLISHED_BEFORE.0 - 2));
    assert_eq!(kid(current(&world).await.as_ref()), first);
    world.clock.advance(Seconds(1));
    assert_eq!(kid(current(&world).await.as_ref()), next);
    world.clock.advance(Seconds(PUBLISHED_AFTER.0 - 1));
    purge_expired(&world.app.store, world.now()).await.unwrap();
    assert!(browser.get("/oauth/jwks").await.body.contains(&first));
    assert_eq!(listed(&world).await, [(first.clone(), KeyState::Retired), (next.clone(), KeyState::Active)]);
    world.clock.advance(Seconds(1));
    assert!(!browser.get("/oauth/jwks").await.body.contains(&first));
    assert_eq!(listed(&world).await, [(next, KeyState::Active)]);
    purge_expired(&world.app.store, world.now()).await.unwrap();
    assert_eq!(world.database.number(KEYS).await, 1);
}

#[apply(matrix)]
async fn in_an_emergency_one_new_key_replaces_all_on_every_server_within_a_second(database: Database) {
    let world = World::open(database).await;
    let other = world.other_server(|_| {}).await;
    let first = rotate(&world).await;
    assert_eq!(listed(&world).await, [(first.clone(), KeyState::Active)], "the first one signs at once");
    let next = rotate(&world).await;
    assert_eq!(kid(&signing_keys::current(&other).await.unwrap()), first);
    let fresh = world.operator().replace_signing_keys(&world.app.keys, None).await.unwrap().remove(0).id;
    world.clock.advance(Seconds(1));
    let keys = signing_keys::current(&other).await.unwrap();
    assert_eq!(kid(&keys), fresh);
    assert!(keys.jwks.contains(&fresh) && !keys.jwks.contains(&first) && !keys.jwks.contains(&next));
    assert_eq!(listed(&world).await, [(fresh, KeyState::Active)]);
}

#[apply(threaded_matrix)]
async fn servers_that_make_the_first_key_or_the_next_one_at_once_agree(database: Database) {
    let world = World::open(database).await;
    let other = world.other_server(|_| {}).await;
    let agree = async || {
        let (here, there) = tokio::join!(signing_keys::current(&world.app), signing_keys::current(&other));
        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!((&here.jwks, kid(&here)), (&there.jwks, kid(&there)));
        kid(&here).to_owned()
    };
    let first = agree().await;
    assert_eq!(world.database.number(KEYS).await, 1);
    world.clock.advance(IN_USE);
    let (here, there) = tokio::join!(signing_keys::prepare_next(&world.app), signing_keys::prepare_next(&other));
    here.unwrap();
    there.unwrap();
    assert_eq!(world.database.number(KEYS).await, 2);
    assert_eq!(agree().await, first);
    world.clock.advance(PUBLISHED_BEFORE);
    assert_ne!(agree().await, first);
    assert_eq!(world.database.number(&format!("{KEYS} WHERE retired_at IS NULL")).await, 1);
}
