//! Codes of devices, as the store keeps them.

use super::{AUTHORIZATION, OFFLINE, commit, seed, token};
use crate::support::prelude::*;
use domain::{AuthorizationRequestId, ClientId};
use store::oauth_device_codes::{self as device_codes, NewDeviceCode};
use store::{Transaction, oauth_authorizations as authorizations, purge};
use uuid::Uuid;

const REQUEST: AuthorizationRequestId = AuthorizationRequestId(Uuid::from_u128(0x50));

fn device(client: ClientId, request: u128, expires_at: Timestamp) -> NewDeviceCode {
    let hash = token(&format!("device {request}"));
    let request = AuthorizationRequestId(Uuid::from_u128(request));
    NewDeviceCode { hash, user_code: b"user code".to_vec(), client, request, expires_at }
}

#[apply(matrix)]
async fn no_two_devices_show_the_same_code(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let later = world.now() + Seconds(60);
    let insert = async |request| {
        let new = device(wiki.client, request, later);
        commit(&world, async |transaction: &Transaction| device_codes::insert(transaction, new).await).await.unwrap()
    };
    assert!(insert(0x50).await);
    assert!(!insert(0x51).await);
    let find = async |at, codes: [&str; 2]| {
        let codes = codes.map(|code| code.as_bytes().to_vec()).into();
        let finding = async |transaction: &Transaction| device_codes::find_request(transaction, codes, at).await;
        commit(&world, finding).await.unwrap()
    };
    assert_eq!(find(world.now(), ["of an older key", "user code"]).await, Some(REQUEST));
    assert_eq!(find(later, ["of an older key", "user code"]).await, None);
    assert_eq!(find(world.now(), ["of an older key", "another"]).await, None);
}

#[apply(matrix)]
async fn a_device_is_answered_once_and_ends_with_its_authorization(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let new = device(wiki.client, 0x50, now + Seconds(60));
    let hash = new.hash.clone();
    commit(&world, async |transaction: &Transaction| {
        assert!(device_codes::insert(transaction, new).await.unwrap());
        assert!(!device_codes::allow(transaction, REQUEST, AUTHORIZATION, now + Seconds(60)).await.unwrap());
        assert!(device_codes::allow(transaction, REQUEST, AUTHORIZATION, now).await.unwrap());
        assert!(!device_codes::decline(transaction, REQUEST, now).await.unwrap());
        assert!(!device_codes::allow(transaction, REQUEST, OFFLINE, now).await.unwrap());
    })
    .await;
    let found = device_codes::find(store, &hash).await.unwrap().unwrap();
    assert_eq!((found.client, found.authorization, found.is_declined), (wiki.client, Some(AUTHORIZATION), false));
    commit(&world, async |transaction: &Transaction| {
        authorizations::delete(transaction, AUTHORIZATION).await.unwrap();
    })
    .await;
    assert_eq!(device_codes::find(store, &hash).await.unwrap(), None);
}

/// What outlasts its session has no token yet while the device has not come back.
#[apply(matrix)]
async fn a_device_is_kept_for_a_day_with_what_it_may_get(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let new = device(wiki.client, 0x50, now);
    let hash = new.hash.clone();
    commit(&world, async |transaction: &Transaction| {
        assert!(
            device_codes::insert(transaction, NewDeviceCode { expires_at: now + Seconds(1), ..new }).await.unwrap()
        );
        assert!(device_codes::allow(transaction, REQUEST, OFFLINE, now).await.unwrap());
    })
    .await;
    purge::purge_expired(store, now + Seconds::days(1)).await.unwrap();
    assert!(device_codes::find(store, &hash).await.unwrap().is_some());
    purge::purge_expired(store, now + Seconds(1) + Seconds::days(1)).await.unwrap();
    assert!(device_codes::find(store, &hash).await.unwrap().is_none());
    let offline = "SELECT COUNT(*) FROM oauth_authorization WHERE session_id IS NULL";
    assert_eq!(world.database.number(offline).await, 0);
}
