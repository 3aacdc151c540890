//! A hash as it is stored, `$argon2id$v=19$m=19456,t=2,p=1,nfc=1,keyid=id$salt$hash` (PHC string format, base64 without padding).
//! Reads nothing but what it writes: with our pepper, nobody else's hash could ever match.

use super::HashParameters;
use anyhow::ensure;
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use domain::Secret;
use std::fmt;

/// Says that the password was in NFC.
const NFC: &str = ",nfc=1";

/// 128 bits (RFC 9106 §3.1).
pub(super) type Salt = [u8; 16];

/// 256 bits (RFC 9106 §4).
pub(super) const OUTPUT: usize = 32;

pub(super) type Output = Secret<[u8; OUTPUT]>;

/// The string that the database keeps for a password. Never shown in `Debug`.
#[derive(Clone)]
pub struct PasswordHash(String);

/// A stored hash, taken apart.
pub(super) struct Stored {
    pub parameters: HashParameters,
    /// Whether the password was hashed in Unicode's NFC; in older ones it was hashed as it was typed.
    pub is_nfc: bool,
    /// Whose pepper it was; `None`: from before hashes said so.
    pub key_id: Option<i32>,
    pub salt: Salt,
    pub output: Output,
}

impl PasswordHash {
    /// For the database only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Fails when argon2 could not run on it: not ours, or costs that no server has. The error does not hold the string.
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
        let key_id = stored.key_id.map(named).unwrap_or_default();
        PasswordHash(format!("$argon2id$v=19$m={memory_kib},t={passes},p=1{nfc}{key_id}${salt}${output}"))
    }
}

/// How a stored hash says whose pepper it was.
pub fn named(key_id: i32) -> String {
    format!(",keyid={}", BASE64_STANDARD_NO_PAD.encode(key_id.to_be_bytes()))
}

/// As the database brings it; what it holds is looked at when a password is verified.
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
