//! The keys with which Portico signs its statements to applications. The first key is made when it is first needed.

use crate::jose::{ES256, KeySet, SigningPair};
use crate::prelude::*;
use serde_json::Value;
use store::signing_keys::{self, SigningKey};

/// The key that signs and the public halves of all keys, read at most once a minute. Fails if the private half was
/// sealed with a key that is not in the key ring.
pub async fn current(app: &AppContext) -> anyhow::Result<Arc<KeySet>> {
    let now = app.clock.now();
    if let Some(keys) = app.signing_keys.get(now) {
        return Ok(keys);
    }
    let mut stored = signing_keys::all(&app.store).await?;
    if active(&stored).is_none() {
        make_first(app).await?;
        stored = signing_keys::all(&app.store).await?;
    }
    let active = active(&stored).context("no signing key is active")?;
    let signing = SigningPair::read(&app.keys.open_row(&active.private, active.id.as_bytes())?)?;
    let published = stored.iter().filter(|key| key.published_at.is_some());
    let public: Result<Vec<Value>, _> = published.map(|key| serde_json::from_str(&key.public_jwk)).collect();
    let keys = Arc::new(KeySet::of(signing, &public.context("signing_key.public_jwk")?));
    app.signing_keys.put(keys.clone(), now);
    Ok(keys)
}

fn active(stored: &[SigningKey]) -> Option<&SigningKey> {
    stored.iter().find(|key| key.algorithm == ES256 && key.active_at.is_some() && key.retired_at.is_none())
}

/// Makes the first key. It is published and signs at once, because no application has read an older set of keys. If
/// another server has made one meanwhile, that one stays.
async fn make_first(app: &AppContext) -> anyhow::Result<()> {
    let private = SigningPair::generate()?;
    let pair = SigningPair::read(&private)?;
    let sealed = app.keys.seal_row(private.expose(), pair.kid().as_bytes(), app.random.as_ref())?;
    let unit = app.begin(Actor::System).await?;
    let key = SigningKey {
        id: pair.kid().to_owned(),
        algorithm: ES256.to_owned(),
        public_jwk: pair.public_jwk().to_string(),
        private: sealed,
        created_at: unit.now,
        published_at: Some(unit.now),
        active_at: Some(unit.now),
        retired_at: None,
    };
    signing_keys::insert(&unit, key).await?;
    unit.commit().await
}
