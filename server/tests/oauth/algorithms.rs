//! What signs ID tokens: each client has an algorithm, and each algorithm has keys of its own.

use super::signed_in;
use crate::support::prelude::*;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE};
use domain::signing_key::SigningAlgorithm::{self, EdDsa, Es256, Rs256};
use domain::signing_key::{IN_USE, KeyState, PUBLISHED_BEFORE};
use serde_json::Value;
use service::signing_keys;
use sha2::{Digest as _, Sha256, Sha512};

const KEYS: &str = "SELECT COUNT(*) FROM signing_key";

/// A client whose ID tokens have this algorithm, and its first key.
async fn relying_party(world: &World, algorithm: SigningAlgorithm) -> RelyingParty {
    signing_keys::make_if_missing(&world.app, algorithm).await.unwrap();
    world.relying_party(|settings| settings.id_token_algorithm = algorithm).await
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

/// The published keys of an algorithm with their states, the oldest first.
async fn listed(world: &World, algorithm: SigningAlgorithm) -> Vec<(String, KeyState)> {
    let keys = world.operator().signing_keys().await.unwrap();
    keys.into_iter().filter(|key| key.algorithm == algorithm.name()).map(|key| (key.id, key.state)).collect()
}

#[apply(matrix)]
async fn the_id_tokens_of_a_client_have_its_algorithm(
    database: Database,
    #[values(Es256, Rs256, EdDsa)] algorithm: SigningAlgorithm,
) {
    let world = World::open(database).await;
    let party = relying_party(&world, algorithm).await;
    let mut portico = signed_in(&world).await;
    let tokens = party.exchange(&world, &party.code(&mut portico, &[]).await).await;
    let refreshed = party.refresh(&world, &tokens.refresh).await;
    let jwks = world.jwks().await;
    for Tokens { access, id_token, .. } in [&tokens, &refreshed] {
        assert_eq!(header(id_token)["alg"], algorithm.name());
        let half = match algorithm {
            EdDsa => Sha512::digest(access)[..32].to_vec(),
            Es256 | Rs256 => Sha256::digest(access)[..16].to_vec(),
        };
        assert_eq!(verify_id_token(&jwks, id_token)["at_hash"], URL_SAFE.encode(half));
    }
    let hint = [("prompt", "none"), ("id_token_hint", tokens.id_token.as_str())];
    party.code(&mut portico, &hint).await;
    // The header cannot choose another algorithm.
    let (_, rest) = tokens.id_token.split_once('.').unwrap();
    let mut forged = header(&tokens.id_token);
    forged["alg"] = "none".into();
    let forged = format!("{}.{rest}", URL_SAFE.encode(forged.to_string()));
    let answer = party.authorize(&mut portico, &[("prompt", "none"), ("id_token_hint", &forged)]).await;
    assert_eq!(parameters_of(answer.header("location"))["error"], "login_required");
}

#[apply(matrix)]
async fn an_algorithm_has_no_key_before_a_client_needs_it(database: Database) {
    let world = World::open(database).await;
    let published = async || {
        let jwks = world.jwks().await;
        jwks["keys"].as_array().unwrap().iter().map(|key| key["alg"].clone()).collect::<Vec<_>>()
    };
    let other = world.other_server(|_| {}).await;
    signing_keys::current(&other).await.unwrap();
    assert_eq!(published().await, ["ES256"]);
    signing_keys::make_if_missing(&world.app, Es256).await.unwrap();
    for _ in 0..2 {
        signing_keys::make_if_missing(&world.app, EdDsa).await.unwrap();
    }
    assert_eq!(world.database.number(KEYS).await, 2);
    // At once, here and where the keys were read a moment ago.
    assert_eq!(published().await.len(), 2);
    assert!(signing_keys::current(&other).await.unwrap().signing(EdDsa).is_err());
    assert!(signing_keys::with(&other, EdDsa).await.unwrap().signing(EdDsa).is_ok());
    let without = signing_keys::with(&other, Rs256).await.unwrap();
    assert!(without.signing(Rs256).is_err() && without.signing(Es256).is_ok());
}

#[apply(matrix)]
async fn the_keys_of_each_algorithm_follow_each_other(database: Database) {
    let world = World::open(database).await;
    let party = relying_party(&world, EdDsa).await;
    signing_keys::current(&world.app).await.unwrap();
    let first = listed(&world, EdDsa).await.remove(0).0;
    let (operator, keys) = (world.operator(), &world.app.keys);
    let next = operator.rotate_signing_keys(keys, Some(EdDsa)).await.unwrap().remove(0).id;
    let expected = [(first.clone(), KeyState::Active), (next.clone(), KeyState::Next)];
    assert_eq!(listed(&world, EdDsa).await, expected);
    assert_eq!(listed(&world, Es256).await.len(), 1);

    world.clock.advance(PUBLISHED_BEFORE);
    let mut portico = signed_in(&world).await;
    let tokens = party.exchange(&world, &party.code(&mut portico, &[]).await).await;
    assert_eq!(header(&tokens.id_token)["kid"], next);
    let both = operator.rotate_signing_keys(keys, None).await.unwrap();
    assert_eq!(both.iter().map(|key| key.algorithm.as_str()).collect::<Vec<_>>(), ["ES256", "EdDSA"]);
    assert!(both.iter().all(|key| key.state == KeyState::Next));

    let es256 = listed(&world, Es256).await;
    let fresh = operator.replace_signing_keys(keys, Some(EdDsa)).await.unwrap().remove(0).id;
    assert_eq!(listed(&world, EdDsa).await, [(fresh, KeyState::Active)]);
    assert_eq!(listed(&world, Es256).await, es256, "those of the other algorithm stay");
    assert_eq!(operator.replace_signing_keys(keys, None).await.unwrap().len(), 2);
    assert_eq!(world.database.number(KEYS).await, 2);
    world.clock.advance(IN_USE);
    signing_keys::prepare_next(&world.app).await.unwrap();
    assert_eq!(world.database.number(KEYS).await, 4);
}

/// What nobody chose is not made by chance: RSA takes its time.
#[apply(matrix)]
async fn a_rotation_makes_no_key_of_an_algorithm_without_clients(database: Database) {
    let world = World::open(database).await;
    let (operator, keys) = (world.operator(), &world.app.keys);
    for rotated in [
        operator.rotate_signing_keys(keys, None).await.unwrap(),
        operator.replace_signing_keys(keys, None).await.unwrap(),
    ] {
        assert_eq!(rotated.iter().map(|key| key.algorithm.as_str()).collect::<Vec<_>>(), ["ES256"]);
    }
    operator.make_signing_key_if_missing(keys, EdDsa).await.unwrap();
    operator.make_signing_key_if_missing(keys, EdDsa).await.unwrap();
    assert_eq!(world.database.number(KEYS).await, 2);
}
