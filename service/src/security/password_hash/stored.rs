//! A hash as it is stored: `$argon2id$v=19$m=19456,t=2,p=1,nfc=1,keyid=id$salt$hash` (PHC string format, base64 without
//! padding; `nfc` and `keyid` may be missing). No other format is read: it could never match with this server's pepper.

use super::parameters::{HashParameters, OUTPUT};
use anyhow::ensure;
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use domain::Secret;
use std::fmt;

/// Marks that the password was normalised to NFC before it was hashed.
const NFC: &str = ",nfc=1";

/// 128 bits (RFC 9106 §3.1).
pub(super) type Salt = [u8; 16];

pub(super) type Output = Secret<[u8; OUTPUT]>;

/// The string that the database keeps for a password. Never shown in `Debug`.
#[derive(Clone)]
pub struct PasswordHash(String);

/// A parsed hash.
pub(super) struct Stored {
    pub parameters: HashParameters,
    /// Whether the password was normalised to Unicode NFC before it was hashed. Otherwise it was hashed as typed.
    pub is_nfc: bool,
    /// The key whose pepper was used. `None`: the hash does not name it; then it is the oldest.
    pub key_id: Option<i32>,
    pub salt: Salt,
    pub output: Output,
}

impl PasswordHash {
    /// The string, for the database only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Parses the string. Fails when the format is a different one, or when argon2 cannot run with its parameters or
    /// they exceed the maximum. The error does not contain the string.
    pub(super) fn parse(&self) -> anyhow::Result<Stored> {
        let stored = parts(&self.0).ok_or_else(|| anyhow::anyhow!("a stored password hash is not one of ours"))?;
        ensure!(!HashParameters::MOST.is_below(stored.parameters), "a stored password hash costs too much to verify");
        stored.parameters.params()?;
        Ok(stored)
    }
}

fn parts(text: &str) -> Option<Stored> {
    let fields: Vec<&str> = text.split('$').collect();
    let ["", "argon2id", "v=19", costs, salt, output] = fields[..] else { return None };
    let bytes = |text: &str| BASE64_STANDARD_NO_PAD.decode(text).ok();
    let (costs, key_id) = match costs.split_once(",keyid=") {
        Some((costs, id)) => (costs, Some(i32::from_be_bytes(bytes(id)?.try_into().ok()?))),
        None => (costs, None),
    };
    let (costs, is_nfc) = match costs.strip_suffix(NFC) {
        Some(costs) => (costs, true),
        None => (costs, false),
    };
    let (memory, passes) = costs.strip_prefix("m=")?.strip_suffix(",p=1")?.split_once(",t=")?;
    Some(Stored {
        parameters: HashParameters { memory_kib: memory.parse().ok()?, passes: passes.parse().ok()? },
        is_nfc,
        key_id,
        salt: bytes(salt)?.try_into().ok()?,
        output: Secret::new(bytes(output)?.try_into().ok()?),
    })
}

impl From<Stored> for PasswordHash {
    fn from(stored: Stored) -> Self {
        let HashParameters { memory_kib, passes } = stored.parameters;
        let salt = BASE64_STANDARD_NO_PAD.encode(stored.salt);
        let output = BASE64_STANDARD_NO_PAD.encode(stored.output.expose());
        let nfc = if stored.is_nfc { NFC } else { "" };
        let key_id = stored.key_id.map(key_marker).unwrap_or_default();
        PasswordHash(format!("$argon2id$v=19$m={memory_kib},t={passes},p=1{nfc}{key_id}${salt}${output}"))
    }
}

/// The part of a stored hash that names the key of its pepper: `,keyid=` and the id in base64.
pub fn key_marker(key_id: i32) -> String {
    format!(",keyid={}", BASE64_STANDARD_NO_PAD.encode(key_id.to_be_bytes()))
}

/// Wraps the string from the database. It is parsed only when a password is verified.
impl From<String> for PasswordHash {
    fn from(text: String) -> Self {
        PasswordHash(text)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(…)")
    }
}
