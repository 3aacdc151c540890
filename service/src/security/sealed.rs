//! Sealed texts in addresses: only this installation makes and reads them.

use super::Keys;
use crate::random::Random;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// Encrypts a value as base64url. `context` says what the text is for, so that no text can be used as another kind.
pub fn seal(value: &impl Serialize, context: &[u8], keys: &Keys, random: &dyn Random) -> anyhow::Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(keys.seal(&serde_json::to_vec(value)?, context, random)?))
}

/// `None`: the text was not sealed here for this context, or was altered.
pub fn open<T: DeserializeOwned>(sealed: &str, context: &[u8], keys: &Keys) -> Option<T> {
    let opened = keys.open(&BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?, context).ok()?;
    serde_json::from_slice(opened.expose()).ok()
}
