//! A hash as it is stored: `$argon2id$v=19$m=19456,t=2,p=1,nfc=1,keyid=id$salt$hash` (PHC string format, base64 without
//! padding; `nfc` and `keyid` may be missing). A hash of another system has `foreign:` before it, because it was made
//! without this server's pepper.

use super::foreign::{self, CostBudget, Foreign, MARK, TooCostly};
use super::parameters::{HashParameters, OUTPUT};
use crate::security::Peppers;
use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use domain::Secret;
use std::fmt;

/// Marks that the password was normalised to NFC before it was hashed.
const NFC: &str = ",nfc=1";

/// What an exported hash of ours begins with. Other systems cannot use it, because it has a pepper.
const OURS: &str = "portico:";

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

/// A parsed hash of either kind.
pub(super) enum AnyStored {
    Own(Stored),
    Foreign(Foreign),
}

/// A hash that an import may store.
#[derive(Clone, Debug)]
pub struct ImportedHash {
    pub hash: PasswordHash,
    /// The kind of a foreign hash; `None`: it is one of ours.
    pub foreign_kind: Option<String>,
}

/// Why a hash cannot be imported. It never contains the hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotImportable {
    #[error(
        "password_hash: it is in none of the spellings that Portico reads, or damaged. docs/operations/migrating.md lists \
         them"
    )]
    Unreadable,
    #[error(
        "password_hash: it was exported from a Portico with another PORTICO_SECRET_KEY. Add that key to \
         PORTICO_PREVIOUS_SECRET_KEYS, here and for the servers, or leave the hash out"
    )]
    OtherKey,
    #[error(transparent)]
    TooCostly(#[from] TooCostly),
}

impl PasswordHash {
    /// The string, for the database only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Reads a hash to import, and takes its cost from the budget of the organisation. One of ours has to be within it.
    pub fn import(text: &str, peppers: &Peppers, budget: &mut CostBudget) -> Result<ImportedHash, NotImportable> {
        if let Some(own) = text.strip_prefix(OURS) {
            let hash = PasswordHash(own.to_owned());
            let stored = hash.parse().map_err(|_| NotImportable::Unreadable)?;
            peppers.find(stored.key_id).ok_or(NotImportable::OtherKey)?;
            budget.allow(stored.parameters)?;
            return Ok(ImportedHash { hash, foreign_kind: None });
        }
        let (kind, text) = foreign::read(text).ok_or(NotImportable::Unreadable)?;
        let kind = kind.to_string();
        budget.take(&kind)?;
        Ok(ImportedHash { hash: PasswordHash(format!("{MARK}{text}")), foreign_kind: Some(kind) })
    }

    /// The text that `import` reads: that of the other system, or ours with its mark.
    pub fn exported(&self) -> String {
        match self.0.strip_prefix(MARK) {
            Some(foreign) => foreign.to_owned(),
            None => format!("{OURS}{}", self.0),
        }
    }

    /// Whether another system made the hash.
    pub fn is_foreign(&self) -> bool {
        self.0.starts_with(MARK)
    }

    /// Parses the string, of either kind. Fails as `parse` does, or when a foreign hash is damaged or costs too much.
    pub(super) fn read(&self) -> anyhow::Result<AnyStored> {
        match self.0.strip_prefix(MARK) {
            Some(text) => {
                let foreign = foreign::of_stored(text).context("a stored foreign password hash cannot be verified")?;
                Ok(AnyStored::Foreign(foreign))
            }
            None => Ok(AnyStored::Own(self.parse()?)),
        }
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
