//! A refresh token is exchanged for the next tokens.

use super::{AUTHORIZATION, commit, seed, token};
use crate::support::prelude::*;
use domain::oidc::Scopes;
use store::Transaction;
use store::oauth_access_tokens::{self as access_tokens, NewAccessToken};
use store::oauth_authorizations as authorizations;
use store::oauth_refresh_tokens::{self as refresh_tokens, NewRefreshToken};

#[apply(matrix)]
async fn a_refresh_token_is_spent_once_and_knows_its_successor(database: Database) {
    let world = World::open(database).await;
    let (wiki, _) = seed(&world).await;
    let (store, now) = (&world.app.store, world.now());
    let find = async || refresh_tokens::find(store, &token("refresh")).await.unwrap().unwrap();
    let first = find().await;
    assert_eq!((first.client, first.authorization, first.successor), (wiki.client, AUTHORIZATION, None));
    let exchange = async |transaction: &Transaction| {
        let expires_at = now + Seconds(60);
        let next = NewRefreshToken { hash: token("next"), authorization: AUTHORIZATION, key_id: 1, expires_at };
        let access = NewAccessToken {
            hash: token("next access"),
            client: wiki.client,
            authorization: Some(AUTHORIZATION),
            refresh: Some(token("next")),
            scopes: Scopes::read("openid"),
            expires_at,
        };
        refresh_tokens::exchange(transaction, &token("refresh"), next, access, now).await
    };
    let lock = async |transaction: &Transaction| refresh_tokens::lock(transaction, &token("refresh")).await.unwrap();
    commit(&world, async |transaction: &Transaction| {
        let (unspent, live) = lock(transaction).await.unwrap();
        assert_eq!((unspent.spent_at, unspent.client, live.id), (None, wiki.client, AUTHORIZATION));
        exchange(transaction).await.unwrap();
        let (seen, _) = lock(transaction).await.unwrap();
        assert_eq!((seen.spent_at, seen.is_successor_used), (Some(now), false));
    })
    .await;
    let access = access_tokens::find(store, &token("next access"), now).await.unwrap().unwrap();
    assert_eq!((access.refresh.as_ref(), access.client), (Some(&token("next")), wiki.client));
    let transaction = store.begin().await.unwrap();
    assert!(exchange(&transaction).await.is_err());
    transaction.rollback().await.unwrap();
    assert_eq!(find().await.successor, Some(token("next")));
    commit(&world, async |transaction: &Transaction| {
        refresh_tokens::note_use(transaction, &token("next"), now).await.unwrap();
    })
    .await;
    assert!(find().await.is_successor_used);
    world.database.execute("DELETE FROM oauth_authorization").await;
    let transaction = store.begin().await.unwrap();
    assert!(!authorizations::lock(&transaction, AUTHORIZATION).await.unwrap());
    assert!(lock(&transaction).await.is_none());
}
