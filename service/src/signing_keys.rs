//! The keys with which Portico signs its statements to applications. `domain::signing_key` has the rules. The first key
//! of an algorithm is made when it is first needed, each later one by the hourly job or by the operator.

use crate::jose::{KeySet, SigningPair};
use crate::prelude::*;
use crate::security::Keys;
use domain::Secret;
use domain::signing_key::{self, KeyTimes, SigningAlgorithm};
use serde_json::{Value, json};
use store::Store;
use store::signing_keys::{self, SigningKey};

/// The keys that sign and the public halves of all published keys, read at most once a second. One key is always among
/// them: that of the default algorithm. Fails if a private half was sealed with a key that is not in the key ring.
pub async fn current(app: &AppContext) -> anyhow::Result<Arc<KeySet>> {
    let now = app.clock.now();
    if let Some(keys) = app.signing_keys.get(now) {
        return Ok(keys);
    }
    let mut stored = signing_keys::all(&app.store).await?;
    if of(&stored, SigningAlgorithm::default()).next().is_none() {
        KeyMaker::of(app).make_first(SigningAlgorithm::default()).await?;
        stored = signing_keys::all(&app.store).await?;
    }
    let that_signs = |algorithm| signing_key::active(of(&stored, algorithm), |key| key.times, now);
    let active: Vec<(SigningAlgorithm, &SigningKey)> =
        SigningAlgorithm::ALL.into_iter().filter_map(|algorithm| Some((algorithm, that_signs(algorithm)?))).collect();
    let published = stored.iter().filter(|key| key.times.is_published(now));
    let public: Result<Vec<Value>, _> = published.map(|key| serde_json::from_str(&key.public_jwk)).collect();
    let jwks = json!({ "keys": public.context("signing_key.public_jwk")? }).to_string();
    let kids: Vec<&str> = active.iter().map(|(_, key)| key.id.as_str()).collect();
    let open = |(algorithm, key): &(SigningAlgorithm, &SigningKey)| {
        SigningPair::read(*algorithm, &app.keys.open_row(&key.private, key.id.as_bytes())?)
    };
    app.signing_keys.renew(&kids, jwks, now, || active.iter().map(open).collect())
}

/// As `current`, with a key of this algorithm, if there is one: another server may have made it within the last second.
/// The keys for clients are made when a client is set up, see `make_if_missing`.
pub async fn with(app: &AppContext, algorithm: SigningAlgorithm) -> anyhow::Result<Arc<KeySet>> {
    let keys = current(app).await?;
    if keys.signing(algorithm).is_ok() {
        return Ok(keys);
    }
    app.signing_keys.forget();
    current(app).await
}

/// Makes the first key of an algorithm that a client needs, which may take a second or more. If there is one, nothing
/// changes. Must not be called in a unit of work.
pub async fn make_if_missing(app: &AppContext, algorithm: SigningAlgorithm) -> anyhow::Result<()> {
    // `current` makes a key of the default algorithm.
    if algorithm != SigningAlgorithm::default() {
        KeyMaker::of(app).make_if_missing(algorithm).await?;
        app.signing_keys.forget();
    }
    Ok(())
}

/// Makes the next keys when it is time. If another server has made one meanwhile, that one stays.
pub async fn prepare_next(app: &AppContext) -> anyhow::Result<()> {
    let (stored, maker) = (signing_keys::all(&app.store).await?, KeyMaker::of(app));
    for algorithm in SigningAlgorithm::ALL {
        let last = last(&stored, algorithm).filter(|last| last.times.needs_successor(maker.now));
        let Some(last) = last else { continue };
        if let Some(next) = maker.add_next(algorithm, last).await? {
            tracing::info!(kid = next.id, algorithm = next.algorithm, "the next signing key is published");
        }
    }
    Ok(())
}

/// For each algorithm that has a key, for how many seconds the one that signs has done so.
pub async fn ages(app: &AppContext) -> anyhow::Result<Vec<(SigningAlgorithm, i64)>> {
    let (stored, now) = (signing_keys::all(&app.store).await?, app.clock.now());
    let age = |algorithm| {
        let key = signing_key::active(of(&stored, algorithm), |key| key.times, now)?;
        Some((algorithm, (now.0 - key.times.active_at.0) / 1000))
    };
    Ok(SigningAlgorithm::ALL.into_iter().filter_map(age).collect())
}

fn of(stored: &[SigningKey], algorithm: SigningAlgorithm) -> impl Iterator<Item = &SigningKey> {
    stored.iter().filter(move |key| key.algorithm == algorithm.name())
}

/// The key of an algorithm that has no successor yet.
pub(crate) fn last(stored: &[SigningKey], algorithm: SigningAlgorithm) -> Option<&SigningKey> {
    of(stored, algorithm).find(|key| key.times.retired_at.is_none())
}

/// Makes keys and stores them.
#[derive(Clone, Copy)]
pub(crate) struct KeyMaker<'a> {
    pub store: &'a Store,
    /// They protect the private halves.
    pub keys: &'a Keys,
    pub random: &'a dyn Random,
    pub now: Timestamp,
}

impl<'a> KeyMaker<'a> {
    fn of(app: &'a AppContext) -> Self {
        KeyMaker { store: &app.store, keys: &app.keys, random: app.random.as_ref(), now: app.clock.now() }
    }

    /// Makes a key, which the caller inserts.
    pub async fn generate(self, algorithm: SigningAlgorithm, times: KeyTimes) -> anyhow::Result<SigningKey> {
        let seed = Secret::new(self.random.bytes()?);
        let making = tokio::task::spawn_blocking(move || SigningPair::generate(algorithm, &seed));
        let private = making.await.context("a signing key was not made")??;
        let pair = SigningPair::read(algorithm, &private)?;
        let (id, public_jwk) = (pair.kid().to_owned(), pair.public_jwk().to_string());
        let private = self.keys.seal_row(private.expose(), id.as_bytes(), self.random)?;
        Ok(SigningKey { id, algorithm: algorithm.name().to_owned(), public_jwk, private, times })
    }

    /// Makes the first key of an algorithm. `None`: there is one meanwhile, which stays.
    pub async fn make_first(self, algorithm: SigningAlgorithm) -> anyhow::Result<Option<SigningKey>> {
        let first = self.generate(algorithm, KeyTimes::first(self.now)).await?;
        let transaction = self.store.begin().await?;
        let is_added = signing_keys::insert(&transaction, first.clone()).await?;
        self.store.commit(transaction).await?;
        Ok(is_added.then_some(first))
    }

    /// Makes the first key of an algorithm, unless there is one.
    pub async fn make_if_missing(self, algorithm: SigningAlgorithm) -> anyhow::Result<()> {
        if last(&signing_keys::all(self.store).await?, algorithm).is_none() {
            self.make_first(algorithm).await?;
        }
        Ok(())
    }

    /// Makes and publishes the successor of a key. `None`: it has one already, or is gone.
    pub async fn add_next(self, algorithm: SigningAlgorithm, last: &SigningKey) -> anyhow::Result<Option<SigningKey>> {
        let next = self.generate(algorithm, KeyTimes::next(self.now)).await?;
        let transaction = self.store.begin().await?;
        let is_added = signing_keys::retire(&transaction, &last.id, next.times.active_at).await?
            && signing_keys::insert(&transaction, next.clone()).await?;
        if !is_added {
            return Ok(None);
        }
        self.store.commit(transaction).await?;
        Ok(Some(next))
    }
}
