//! The secret keys, and their text form: 32 bytes in base64.

use super::raw::{RawSecret, RawSettings};
use anyhow::{Context as _, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use service::random::{Random, SystemRandom};
use std::path::Path;

const DEMO_SECRET_FILE: &str = "data/portico-demo.key";

impl RawSettings {
    /// The secret key. Fails if it is malformed, or missing without `--demo`; a demo generates its own.
    pub fn secret_key(&self, is_demo: bool) -> anyhow::Result<Secret<[u8; 32]>> {
        let raw = match &self.secret_key {
            Some(RawSecret(key)) => key.clone(),
            None if is_demo => demo_secret(Path::new(DEMO_SECRET_FILE))?,
            None => bail!("PORTICO_SECRET_KEY is not set. Create one with: portico secret generate"),
        };
        read_key(&raw).context("PORTICO_SECRET_KEY is not 32 bytes in base64. Create one with: portico secret generate")
    }

    /// The previous secret keys, which the variable lists separated by commas.
    pub fn previous_secret_keys(&self) -> anyhow::Result<Vec<Secret<[u8; 32]>>> {
        let raw = self.previous_secret_keys.as_ref().map_or("", |RawSecret(keys)| keys);
        let keys = raw.split(',').map(str::trim).filter(|key| !key.is_empty());
        keys.map(read_key)
            .collect::<Option<_>>()
            .context("PORTICO_PREVIOUS_SECRET_KEYS: one of them is not 32 bytes in base64")
    }
}

/// Parses a key. `None` if it is not 32 bytes in base64.
fn read_key(raw: &str) -> Option<Secret<[u8; 32]>> {
    let bytes = Secret::new(BASE64_STANDARD.decode(raw.trim()).ok()?);
    bytes.expose().as_slice().try_into().ok().map(Secret::new)
}

/// The secret key of a demo. It is generated on the first start and kept in `file`, so that a restart loses nothing.
fn demo_secret(file: &Path) -> anyhow::Result<String> {
    if let Ok(key) = std::fs::read_to_string(file) {
        return Ok(key);
    }
    let key = generate_secret()?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, &key).with_context(|| format!("{} could not be written", file.display()))?;
    Ok(key)
}

/// Generates 32 random bytes in base64, for `PORTICO_SECRET_KEY`.
pub fn generate_secret() -> anyhow::Result<String> {
    let random: &dyn Random = &SystemRandom;
    Ok(BASE64_STANDARD.encode(random.bytes::<32>()?))
}
