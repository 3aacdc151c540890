//! Many requests at the token endpoint at once.

use super::{MANY, at_once, count};
use crate::oauth::{authorize, device, signed_in};
use crate::support::prelude::*;
use store::applications;

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

/// A world with a client, and a code for it.
async fn open(database: Database) -> (World, RelyingParty, String) {
    let world = World::open(database).await;
    let wiki = world.relying_party(|_| {}).await;
    let code = wiki.code(&mut signed_in(&world).await, &[]).await;
    (world, wiki, code)
}

/// A code that comes twice may have been stolen, so nobody keeps the tokens.
#[apply(threaded_matrix)]
async fn a_hundred_exchanges_of_one_code(database: Database) {
    let (world, wiki, code) = open(database).await;
    let backends = (0..MANY).map(|_| world.browser(Client)).collect();
    let party = wiki.clone();
    let answers = at_once(backends, move |mut backend, _| {
        let (party, code) = (party.clone(), code.clone());
        async move { party.exchange_at(&mut backend, &code).await }
    })
    .await;
    let (successes, refusals): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(successes.len(), 1);
    let refusals: Vec<_> = refusals.iter().map(|answer| answer.oauth_error()).collect();
    assert_eq!(count(&refusals, &invalid_grant()), MANY - 1, "{refusals:?}");
    let tokens = Tokens::read(successes[0]);
    assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 401);
    assert_eq!(wiki.refresh_at(&mut world.browser(Client), &tokens.refresh).await.oauth_error(), invalid_grant());
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_authorization").await, 0);
    let reused = "SELECT COUNT(*) FROM audit_event WHERE activity = 'code_reused'";
    assert_eq!(world.database.number(reused).await, 1);
}

#[apply(threaded_matrix)]
async fn fifty_parallel_refreshes_leave_one_live_token(database: Database) {
    let (world, wiki, code) = open(database).await;
    let first = wiki.exchange(&world, &code).await;
    let backends = (0..50).map(|_| world.browser(Client)).collect();
    let party = wiki.clone();
    let answers = at_once(backends, move |mut backend, _| {
        let (party, token) = (party.clone(), first.refresh.clone());
        async move { party.refresh_at(&mut backend, &token).await }
    })
    .await;
    let all: Vec<Tokens> = answers.iter().map(Tokens::read).collect();
    assert!(all.iter().all(|tokens| tokens.refresh == all[0].refresh));
    let live = "SELECT COUNT(*) FROM oauth_refresh_token WHERE spent_at IS NULL";
    assert_eq!(world.database.number(live).await, 1);
    for tokens in &all {
        assert_eq!(wiki.userinfo(&world, &tokens.access).await.status, 200);
    }
    // Nobody is signed out: each of them goes on with the one token.
    world.clock.advance(Seconds::minutes(15));
    let next = wiki.refresh(&world, &all[0].refresh).await;
    for tokens in &all {
        assert_eq!(wiki.refresh(&world, &tokens.refresh).await.refresh, next.refresh);
    }
}

/// The requests lock the client, its grant, and so on; deleting takes the same order, so none waits for another in a
/// circle.
#[apply(threaded_matrix)]
async fn an_application_is_deleted_while_it_refreshes(database: Database) {
    let (world, wiki, code) = open(database).await;
    let (first, home) = (wiki.exchange(&world, &code).await, world.organisation("codes").await);
    let backends = (0..50).map(|_| world.browser(Client)).collect();
    let (party, store) = (wiki.clone(), world.app.store.clone());
    let statuses = at_once(backends, move |mut backend, number| {
        let (party, store, token) = (party.clone(), store.clone(), first.refresh.clone());
        async move {
            let status = party.refresh_at(&mut backend, &token).await.status.as_u16();
            if number == 0 {
                // Now the others are in the middle of their requests.
                let transaction = store.begin().await.unwrap();
                assert!(applications::delete(&transaction, home, party.application).await.unwrap());
                store.commit(transaction).await.unwrap();
            }
            status
        }
    })
    .await;
    // Who comes too late is unknown, or has an unknown token.
    assert!(statuses.iter().all(|status| [200, 400, 401].contains(status)), "{statuses:?}");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_client").await, 0);
}

/// A device asks again and again while its user allows it.
#[apply(threaded_matrix)]
async fn fifty_polls_and_one_approval(database: Database) {
    let (world, wiki) = device::open(database).await;
    let code = device::begin(&world, &wiki).await;
    let mut browsers = vec![authorize::signed_in(&world, Client).await];
    browsers.extend((0..50).map(|_| world.browser(Client)));
    let party = wiki.clone();
    let answers = at_once(browsers, move |mut browser, number| {
        let (party, code) = (party.clone(), code.clone());
        async move {
            if number == 0 {
                device::allow(&mut browser, &code).await;
            }
            // Whoever comes too early asks again until the device has its tokens.
            loop {
                let answer = device::poll(&mut browser, &party, &code).await;
                let is_early = answer.status != 200
                    && ["authorization_pending", "slow_down"].contains(&answer.oauth_error().1.as_str());
                if !is_early {
                    break answer;
                }
            }
        }
    })
    .await;
    let (successes, refusals): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(successes.len(), 1);
    let refusals: Vec<_> = refusals.iter().map(|answer| answer.oauth_error()).collect();
    assert_eq!(count(&refusals, &invalid_grant()), 50, "{refusals:?}");
    assert_eq!(wiki.userinfo(&world, &Tokens::read(successes[0]).access).await.status, 200);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_refresh_token").await, 1);
}
