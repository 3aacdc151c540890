//! Temporary passwords at rest. They have 99 random bits and cannot be guessed, so a keyed digest is enough. An attempt
//! still costs exactly one run of the hash for real passwords.

use super::{Key, Keys};
use domain::{AccountId, Password, TemporaryPassword};
use store::temporary_passwords::StoredTemporary;
use subtle::ConstantTimeEq as _;

/// The digest with the newest key: `HMAC-SHA256(key, "temporary-password/v1" | account | password)`.
pub fn digest(keys: &Keys, account: AccountId, password: &TemporaryPassword) -> anyhow::Result<[u8; 32]> {
    digest_with(keys.newest(), account, password)
}

fn digest_with(key: &Key, account: AccountId, password: &TemporaryPassword) -> anyhow::Result<[u8; 32]> {
    key.mac("temporary-password/v1", &[account.0.as_bytes(), password.expose().as_bytes()])
}

/// Finds which of an account's temporary passwords was typed, if any. Compares with all of them, with every key of the
/// ring, in constant time.
pub fn matching<'a>(
    keys: &Keys,
    account: AccountId,
    stored: &'a [StoredTemporary],
    typed: &Password,
) -> anyhow::Result<Option<&'a StoredTemporary>> {
    let Some(typed) = TemporaryPassword::typed(typed.expose()) else { return Ok(None) };
    let digests: Vec<[u8; 32]> =
        keys.all().map(|key| digest_with(key, account, &typed)).collect::<anyhow::Result<_>>()?;
    let is_same = |stored: &StoredTemporary| {
        digests.iter().fold(false, |found, digest| found | bool::from(digest.as_slice().ct_eq(&stored.digest)))
    };
    Ok(stored.iter().fold(None, |found, stored| if is_same(stored) { Some(stored) } else { found }))
}
