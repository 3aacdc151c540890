//! Secret keys in their text form.

use anyhow::Context as _;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use service::random::{Random, SystemRandom};
use std::path::Path;

/// Parses a key. `None` if it is not 32 bytes in base64.
pub fn read_key(written: &str) -> Option<Secret<[u8; 32]>> {
    let bytes = Secret::new(BASE64_STANDARD.decode(written.trim()).ok()?);
    bytes.expose().as_slice().try_into().ok().map(Secret::new)
}

/// The secret key of a demo. It is generated on the first start and kept in `file`, so that a restart loses nothing.
pub fn demo_secret(file: &Path) -> anyhow::Result<String> {
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
