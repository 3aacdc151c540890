//! The keys with which Portico signs its statements to applications. `domain::signing_key` has the rules. The first key
//! is made when it is first needed, each later one by the hourly job or by the operator.

use crate::jose::{ES256, KeySet, SigningPair};
use crate::prelude::*;
use crate::security::Keys;
use domain::signing_key::{self, KeyTimes};
use serde_json::{Value, json};
use store::Transaction;
use store::signing_keys::{self, SigningKey};

/// The key that signs and the public halves of all published keys, read at most once a second. Fails if the private
/// half was sealed with a key that is not in the key ring.
pub async fn current(app: &AppContext) -> anyhow::Result<Arc<KeySet>> {
    let now = app.clock.now();
    if let Some(keys) = app.signing_keys.get(now) {
        return Ok(keys);
    }
    let mut stored = signing_keys::all(&app.store).await?;
    if stored.is_empty() {
        make_first(app).await?;
        stored = signing_keys::all(&app.store).await?;
    }
    let of_es256 = stored.iter().filter(|key| key.algorithm == ES256);
    let active = signing_key::active(of_es256, |key| key.times, now).context("there is no signing key")?;
    let published = stored.iter().filter(|key| key.times.is_published(now));
    let public: Result<Vec<Value>, _> = published.map(|key| serde_json::from_str(&key.public_jwk)).collect();
    let jwks = json!({ "keys": public.context("signing_key.public_jwk")? }).to_string();
    let open = || SigningPair::read(&app.keys.open_row(&active.private, active.id.as_bytes())?);
    app.signing_keys.renew(&active.id, jwks, now, open)
}

/// Makes the next key when it is time. If another server has made it meanwhile, that one stays.
pub async fn prepare_next(app: &AppContext) -> anyhow::Result<()> {
    let (stored, now) = (signing_keys::all(&app.store).await?, app.clock.now());
    let Some(last) = last(&stored).filter(|last| last.times.needs_successor(now)) else { return Ok(()) };
    let unit = app.begin(Actor::System).await?;
    if let Some(next) = add_next(&unit, &app.keys, app.random.as_ref(), last, unit.now).await? {
        unit.commit().await?;
        tracing::info!(kid = next.id, "the next signing key is published");
    }
    Ok(())
}

/// The key that has no successor yet.
pub(crate) fn last(stored: &[SigningKey]) -> Option<&SigningKey> {
    stored.iter().find(|key| key.algorithm == ES256 && key.times.retired_at.is_none())
}

/// Adds the successor of a key. `None`: it has one already, or is gone; the caller must undo the transaction.
pub(crate) async fn add_next(
    transaction: &Transaction,
    keys: &Keys,
    random: &dyn Random,
    last: &SigningKey,
    now: Timestamp,
) -> anyhow::Result<Option<SigningKey>> {
    let next = generate(keys, random, KeyTimes::next(now))?;
    let is_added = signing_keys::retire(transaction, &last.id, next.times.active_at).await?
        && signing_keys::insert(transaction, next.clone()).await?;
    Ok(is_added.then_some(next))
}

/// Makes a key, which the caller inserts.
pub(crate) fn generate(keys: &Keys, random: &dyn Random, times: KeyTimes) -> anyhow::Result<SigningKey> {
    let private = SigningPair::generate()?;
    let pair = SigningPair::read(&private)?;
    let id = pair.kid().to_owned();
    let private = keys.seal_row(private.expose(), id.as_bytes(), random)?;
    Ok(SigningKey { id, algorithm: ES256.to_owned(), public_jwk: pair.public_jwk().to_string(), private, times })
}

/// If another server has made the first key meanwhile, that one stays.
async fn make_first(app: &AppContext) -> anyhow::Result<()> {
    let unit = app.begin(Actor::System).await?;
    let key = generate(&app.keys, app.random.as_ref(), KeyTimes::first(unit.now))?;
    signing_keys::insert(&unit, key).await?;
    unit.commit().await
}
