//! The operator's use cases about signing keys. The keys belong to no organisation, so no audit log has these events.

use crate::operator::Operator;
use crate::prelude::*;
use crate::security::Keys;
use crate::signing_keys::{add_next, generate, last};
use anyhow::ensure;
use domain::signing_key::{KeyState, KeyTimes};
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

    /// Publishes the next key, and returns it. If it is published already, nothing changes. If there is no key at all,
    /// makes the first one, which signs at once.
    pub async fn rotate_signing_key(self, keys: &Keys) -> anyhow::Result<ListedSigningKey> {
        let (stored, now) = (signing_keys::all(self.store).await?, self.clock.now());
        let Some(last) = last(&stored) else { return self.replace_signing_keys(keys).await };
        if last.times.period(now).0 == KeyState::Next {
            return Ok(listed(last.clone(), now));
        }
        let transaction = self.store.begin().await?;
        let next = add_next(&transaction, keys, self.random, last, now).await?;
        let next = next.context("the keys have just changed. See: portico key list")?;
        self.store.commit(transaction).await?;
        Ok(listed(next, now))
    }

    /// Replaces all keys with a new one, which signs at once. Running servers follow within a second.
    pub async fn replace_signing_keys(self, keys: &Keys) -> anyhow::Result<ListedSigningKey> {
        let now = self.clock.now();
        let key = generate(keys, self.random, KeyTimes::first(now))?;
        let transaction = self.store.begin().await?;
        signing_keys::delete_all(&transaction).await?;
        let is_inserted = signing_keys::insert(&transaction, key.clone()).await?;
        ensure!(is_inserted, "the keys have just changed. Run the command again");
        self.store.commit(transaction).await?;
        Ok(listed(key, now))
    }
}

fn listed(key: SigningKey, now: Timestamp) -> ListedSigningKey {
    let (state, since, until) = key.times.period(now);
    ListedSigningKey { id: key.id, algorithm: key.algorithm, state, since, until }
}
