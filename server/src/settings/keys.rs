//! The secret keys, and their text form: 32 bytes in base64.

use super::raw::RawSettings;
use super::table::{PREVIOUS_SECRET_KEYS, SECRET_KEY};
use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use service::random::{Random, SystemRandom};
use std::path::Path;

const DEMO_SECRET_FILE: &str = "data/portico-demo.key";

impl RawSettings {
    /// The secret key. Fails if it is malformed, or missing without `--demo`; a demo generates its own.
    pub fn secret_key(&self, is_demo: bool) -> anyhow::Result<Secret<[u8; 32]>> {
        let label = self.label(&SECRET_KEY);
        let key = match self.secret(&SECRET_KEY) {
            Some(key) => read_key(key.expose()),
            None if is_demo => read_key(&demo_secret(Path::new(DEMO_SECRET_FILE))?),
            None => return Err(self.missing(&SECRET_KEY, "Create one with: portico secret generate")),
        };
        key.with_context(|| format!("{label} cannot be used. Create one with: portico secret generate"))
    }

    /// The previous secret keys, which the variable lists separated by commas.
    pub fn previous_secret_keys(&self) -> anyhow::Result<Vec<Secret<[u8; 32]>>> {
        let keys = self.value(&PREVIOUS_SECRET_KEYS).unwrap_or_default();
        let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
        let keys: anyhow::Result<_> = keys.map(read_key).collect();
        keys.with_context(|| format!("{}: one of them cannot be used", self.label(&PREVIOUS_SECRET_KEYS)))
    }
}

/// Parses a key. The error does not show it.
fn read_key(raw: &str) -> anyhow::Result<Secret<[u8; 32]>> {
    const FORM: &str = "it is not 32 bytes in base64";
    let bytes = Secret::new(BASE64_STANDARD.decode(raw.trim()).ok().context(FORM)?);
    let key: [u8; 32] = bytes.expose().as_slice().try_into().ok().context(FORM)?;
    ensure!(key != [0; 32], "it is not random: all its bytes are zero");
    Ok(Secret::new(key))
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
