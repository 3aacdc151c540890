//! The operator's use cases about signing keys. The keys belong to no organisation, so no audit log has these events.

use crate::operator::Operator;
use crate::prelude::*;
use crate::security::Keys;
use crate::signing_keys::{KeyMaker, last};
use anyhow::ensure;
use domain::signing_key::{KeyState, KeyTimes, SigningAlgorithm};
use store::signing_keys::{self, SigningKey};

/// A published key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSigningKey {
    pub id: String,
    pub algorithm: String,
    pub state: KeyState,
    /// Since when it is in this state.
    pub since: Timestamp,
    pub until: Timestamp,
}

impl Operator<'_> {
    /// The published keys, the oldest first.
    pub async fn signing_keys(self) -> anyhow::Result<Vec<ListedSigningKey>> {
        let (stored, now) = (signing_keys::all(self.store).await?, self.clock.now());
        Ok(stored.into_iter().filter(|key| key.times.is_published(now)).map(|key| listed(key, now)).collect())
    }

    /// Makes the first key of an algorithm that a client is to have. If there is one, nothing changes.
    pub async fn make_signing_key_if_missing(self, keys: &Keys, algorithm: SigningAlgorithm) -> anyhow::Result<()> {
        self.key_maker(keys).make_if_missing(algorithm).await
    }

    /// Publishes the next key of each algorithm that has keys, or of one algorithm, and returns them. A next key that
    /// is published already stays. If there is no key at all, makes the first one, which signs at once.
    pub async fn rotate_signing_keys(
        self,
        keys: &Keys,
        only: Option<SigningAlgorithm>,
    ) -> anyhow::Result<Vec<ListedSigningKey>> {
        const CHANGED: &str = "the keys have just changed. See: portico key list";
        let (stored, maker) = (signing_keys::all(self.store).await?, self.key_maker(keys));
        let mut rotated = Vec::new();
        for algorithm in chosen(&stored, only) {
            let next = match last(&stored, algorithm) {
                None => maker.make_first(algorithm).await?.context(CHANGED)?,
                Some(last) if last.times.period(maker.now).0 == KeyState::Next => last.clone(),
                Some(last) => maker.add_next(algorithm, last).await?.context(CHANGED)?,
            };
            rotated.push(listed(next, maker.now));
        }
        Ok(rotated)
    }

    /// Replaces all keys of each algorithm that has keys, or of one algorithm, with new ones, which sign at once.
    /// Running servers follow within a second.
    pub async fn replace_signing_keys(
        self,
        keys: &Keys,
        only: Option<SigningAlgorithm>,
    ) -> anyhow::Result<Vec<ListedSigningKey>> {
        let (stored, maker) = (signing_keys::all(self.store).await?, self.key_maker(keys));
        let mut fresh = Vec::new();
        for algorithm in chosen(&stored, only) {
            fresh.push(maker.generate(algorithm, KeyTimes::first(maker.now)).await?);
        }
        let transaction = self.store.begin().await?;
        signing_keys::delete(&transaction, only).await?;
        for key in &fresh {
            let is_inserted = signing_keys::insert(&transaction, key.clone()).await?;
            ensure!(is_inserted, "the keys have just changed. Run the command again");
        }
        self.store.commit(transaction).await?;
        Ok(fresh.into_iter().map(|key| listed(key, maker.now)).collect())
    }
}

impl<'a> Operator<'a> {
    fn key_maker(self, keys: &'a Keys) -> KeyMaker<'a> {
        KeyMaker { store: self.store, keys, random: self.random, now: self.clock.now() }
    }
}

/// The algorithm that is named, or else all that have keys. The default one always has some.
fn chosen(stored: &[SigningKey], only: Option<SigningAlgorithm>) -> Vec<SigningAlgorithm> {
    let is_used =
        |algorithm: &SigningAlgorithm| *algorithm == SigningAlgorithm::default() || last(stored, *algorithm).is_some();
    match only {
        Some(one) => vec![one],
        None => SigningAlgorithm::ALL.into_iter().filter(is_used).collect(),
    }
}

fn listed(key: SigningKey, now: Timestamp) -> ListedSigningKey {
    let (state, since, until) = key.times.period(now);
    ListedSigningKey { id: key.id, algorithm: key.algorithm, state, since, until }
}
